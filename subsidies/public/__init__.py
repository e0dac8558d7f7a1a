"""公示 as the public sees it: the lists, finding oneself, objecting. Nobody signs in here."""
