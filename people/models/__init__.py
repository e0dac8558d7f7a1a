"""Who there is and what happened to them."""

from people.models.accounts import User
from people.models.spans import InsuranceSpan, StatusSpan, TrueTo, Versioned
from people.models.who import District, KeyInForce, Organisation, Person

__all__ = [
    "District",
    "InsuranceSpan",
    "KeyInForce",
    "Organisation",
    "Person",
    "StatusSpan",
    "TrueTo",
    "User",
    "Versioned",
]
