"""Certificates of those who passed in the older classes of the demonstration, and what became of all, counted.

Only of classes so old that nothing else of the demonstration rests on them. Nobody in it exists.
"""

from datetime import date, timedelta

import numpy as np

from certificates.models import Certificate
from cms.city.papers import ISSUERS, level_number
from people import bulk
from records import runs
from training.models import Enrolment
from training.outcomes.actions import refresh
from training.outcomes.measuring import reach

OLD, SHARE = 185, 0.72  # days since the last one in class; of who passed
SOONEST, LATEST = 10, 80  # days after the last one in class
SERIAL = 500_000  # where the numbers of the crowd and of the cases leave room


def load(on: date, chance_of: int = 13) -> int:
    """How many certificates were written; 0 where there are some already. Outcomes are counted either way."""
    there = Certificate.objects.filter(issuer__startswith="示例结业评价").exists()
    written = 0 if there else _written(on, np.random.default_rng(chance_of))
    refresh(to=reach(on))
    return written


def _written(on: date, chance: np.random.Generator) -> int:
    passed = Enrolment.objects.filter(
        subsidised=True,
        result__passed=True,
        result__voided_at=None,
        of__state="accepted",
        of__last_day__lt=on - timedelta(days=OLD),
    ).exclude(of__occupation="")
    rows = passed.order_by("pk").values_list("person", "of__occupation", "of__level", "of__last_day")
    # nobody takes the same certificate twice
    taken = {(person, code, level): last for person, code, level, last in rows if chance.random() < SHARE}
    ids = bulk.reserve(Certificate, len(taken)).tolist()
    columns: dict[str, list] = {
        name: [] for name in ("number", "person_id", "occupation", "level", "issued_on", "issuer")
    }
    for serial, ((person, code, level), last) in enumerate(taken.items(), SERIAL):
        assert last is not None
        issued, body = last + timedelta(days=int(chance.integers(SOONEST, LATEST))), serial % ISSUERS + 1
        number = level_number(body, str(issued.year), level, serial)
        told = (number, person, code, level, issued, f"示例结业评价机构{body:02d}号")
        for name, value in zip(columns, told, strict=True):
            columns[name].append(value)
    bulk.write(Certificate, {
        "id": ids, "entry": ids, "kind": "L", "job": "", "since_run": max(runs.last_known(), 1), **columns
    })  # fmt: skip
    return len(ids)
