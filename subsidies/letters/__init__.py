"""文书: the slip, the two decisions and the list of a notice as papers, sealed, with a number anybody can ask about."""
