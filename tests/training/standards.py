"""The standards per head as schemes.md prints them, typed a second time: yuan."""

PRINTED = {
    "jinlanling": """
        5 1500 1200 1000
        4 2000 1700 1400
        3 2800 2300 1900""",
    "key-group": """
        5 1200 1000 800
        4 1600 1400 1100
        3 2200 1900 1500""",
}
COURSES = {"GYB": 100, "SYB": 1000, "IYB": 1000, "online": 1300}

LEVELLED = {
    (kind, int(level), category): int(amount)
    for kind, table in PRINTED.items()
    for level, *amounts in (line.split() for line in table.split("\n") if line.strip())
    for category, amount in zip("ABC", amounts, strict=True)
}


def standard_of(case: dict) -> int:
    """The standard for a class, fen; 0 where there is none."""
    if case["kind"] == "startup":
        return COURSES[case["course"]] * 100
    return LEVELLED.get((case["kind"], case["level"], case["category"]), 0) * 100
