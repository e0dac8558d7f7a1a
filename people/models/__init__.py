"""Who there is, who signs in as what, and what happened to whom."""

from people.models.accounts import RoleGrant, User
from people.models.banking import BankAccount
from people.models.changes import AccountChange
from people.models.looks import Look
from people.models.spans import InsuranceSpan, StatusSpan, TrueTo, Versioned
from people.models.texts import Asking, SignInCode, TextMessage
from people.models.who import District, KeyInForce, Organisation, Person

__all__ = [
    "AccountChange",
    "Asking",
    "BankAccount",
    "District",
    "InsuranceSpan",
    "KeyInForce",
    "Look",
    "Organisation",
    "Person",
    "RoleGrant",
    "SignInCode",
    "StatusSpan",
    "TextMessage",
    "TrueTo",
    "User",
    "Versioned",
]
