"""公示 as the city's desk has it: what waits to be posted, the lists and what came of them, objections to answer."""
