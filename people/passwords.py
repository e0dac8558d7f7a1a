"""First passwords, drawn for somebody who reads them off a page once."""

import secrets

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another


def new_password(groups: int = 3) -> str:
    """Groups of four, as abcd-efgh-jkmn."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(groups))
