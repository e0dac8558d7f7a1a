"""开班备案: what an institution says of a class before it opens, what is found wrong with it, and who answers."""
