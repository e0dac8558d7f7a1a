"""Counting anew: what is stored is made to say what the registers say today."""

from django.db import transaction

from training.models import ClassOutcome, OutcomesCounted
from training.outcomes.measuring import MEASURES, Reach, measured

COUNTS = ("began", *MEASURES)


def refresh(*, to: Reach) -> int:
    """Count every class that is over; how many rows are now other than before. Again gives the same and changes none.

    Rows that say the same stay untouched, so that pages made from them stay good. Two at once end in the same.
    """
    found = dict(measured(to))
    with transaction.atomic():
        kept = {pk: tuple(counts) for pk, *counts in ClassOutcome.objects.values_list("of", *COUNTS)}
        changed = [pk for pk, counts in sorted(found.items()) if kept.get(pk) != counts]
        gone = sorted(set(kept) - set(found))
        ClassOutcome.objects.filter(of__in=gone).delete()
        rows = [ClassOutcome(of_id=pk, **dict(zip(COUNTS, found[pk], strict=True))) for pk in changed]
        ClassOutcome.objects.bulk_create(
            rows, batch_size=500, update_conflicts=True, unique_fields=["of"], update_fields=list(COUNTS)
        )
        counted = {"on": to.on, "insurance_to": to.insurance_to, "certificates_to": to.certificates_to}
        if not OutcomesCounted.objects.filter(**counted).exists():
            OutcomesCounted.objects.update_or_create(pk=1, defaults=counted)
    return len(changed) + len(gone)
