"""The phone on record for a person: where sign-in codes go, and nowhere else. Changed by the feed or at a counter."""

import re

from people import keys
from people.models import Person


def plain(text: str) -> str:
    """Eleven digits, whatever blanks, dashes or +86 stood around them; empty where it is no mobile number."""
    digits = re.sub(r"[\s\-()（）]", "", text.strip())
    found = re.fullmatch(r"(?:\+?86)?(1\d{10})", digits)
    return found[1] if found else ""


def phone_of(person: Person) -> str:
    """In clear, for the text-message gateway and for `people.looks`; empty where none is registered."""
    return keys.unseal(keys.PHONE, bytes(person.phone_sealed)) if person.phone_sealed else ""


def register(person: Person, phone: str) -> None:
    """Write down eleven digits as the person's phone; empty takes it away. In a transaction."""
    if phone and plain(phone) != phone:
        raise ValueError("eleven digits, as people.phones.plain gives them")
    person.phone_sealed = keys.seal(keys.PHONE, phone) if phone else None
    person.phone_index = keys.ring().index(keys.PHONE, phone, keys.in_force()) if phone else None
    person.save(update_fields=["phone_sealed", "phone_index"])
