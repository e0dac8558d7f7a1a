"""演示银行: the stand-in bank of a demonstration, for whoever walks alone through it."""

from datetime import date

from records import files
from treasury import bank
from treasury.bank import WAYS
from treasury.models import Batch

SHOWN = 20
__all__ = ["WAYS", "answer", "batches"]


def batches() -> list[Batch]:
    """The last that were sent."""
    return list(Batch.objects.filter(file__isnull=False)[:SHOWN])


def answer(pk: int, way: str, on: date) -> tuple[str, bytes] | None:
    """The name and content of the answer to a batch; None where it was not sent or there is no such way."""
    batch = Batch.objects.filter(pk=pk, file__isnull=False).select_related("file").first()
    if batch is None or batch.file is None or way not in WAYS:
        return None
    return f"{batch.number}-{way}.csv", bank.answered_by_standin(files.content_of(batch.file), on, way)
