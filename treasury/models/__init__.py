"""What is owed and paid. Knows no application: lines and rights are ids that the spine understands."""

from treasury.models.money import Appropriation, Entry, Fund, LedgerRoot, Obligation
from treasury.models.paying import BankResult, Batch, Gated, Part, Payment
from treasury.models.recoveries import Instalment, Recovery, SetOff, WriteOff

__all__ = [
    "Appropriation",
    "BankResult",
    "Batch",
    "Entry",
    "Fund",
    "Gated",
    "Instalment",
    "LedgerRoot",
    "Obligation",
    "Part",
    "Payment",
    "Recovery",
    "SetOff",
    "WriteOff",
]
