"""What may be shown of a person where the whole is not needed."""


def number(text: str) -> str:
    """An identity or certificate number: its first and last four signs. A short one keeps only its last two."""
    if len(text) <= 8:
        return "*" * max(len(text) - 2, 0) + text[-2:]
    return text[:4] + "*" * (len(text) - 8) + text[-4:]


def phone(text: str) -> str:
    """138****1234; anything shorter keeps its last two."""
    return text[:3] + "*" * (len(text) - 7) + text[-4:] if len(text) >= 11 else "*" * max(len(text) - 2, 0) + text[-2:]


def name(text: str) -> str:
    """示*、示*明: the first sign stays, and the last of three or more."""
    if len(text) < 2:
        return text
    return text[0] + "*" * (len(text) - 2) + text[-1] if len(text) > 2 else text[0] + "*"
