"""A made-up city for the scan, loaded by COPY: as many people and certificates as wanted, the same for the same seed.

    python -m benchmarks.scan_city ROWS            into the empty, migrated database that DATABASE_URL names

No one real is among them: every name is 示例, and numbers are blank seals. Rows stand in the order in which a city
would have got them, not by person: certificates by the day they were issued, months of insurance by when they began.
"""

import sys
from datetime import date
from typing import Any

import django
import numpy as np
from django.db import connection

from benchmarks.measure import say
from lib.months import month_of

django.setup()  # before what follows, which knows the models

from certificates.models import Certificate  # noqa: E402
from occupations import demo  # noqa: E402
from occupations.models import Standing  # noqa: E402
from people import bulk  # noqa: E402
from people.models import InsuranceSpan, StatusSpan, TrueTo  # noqa: E402
from subsidies.models import EarlierPayment  # noqa: E402

ON, POSTED = date(2025, 9, 30), date(2025, 8, 31)
RUN, LATER_RUN = 1, 2
FIRST = np.datetime64("2015-01-01", "D")
FRESH = 0.68  # so many certificates are of the last twelve months
SPANS_EACH, PAID_EACH, BENEFIT_EACH, DEAD_EACH = 2.5, 0.25, 0.06, 0.004
CORRECTED, WITHDRAWN = 0.01, 0.004  # certificates that a later run replaced, or took back
_THIS_MONTH = month_of(ON)
_KINDS = np.array(["E", "I", "P", "F"], dtype=object)
Columns = dict[str, Any]


def load(people: int, seed: int = 25) -> None:
    """Fill an empty database. About 30 in 100 certificates are owed something."""
    rng = np.random.default_rng(seed)
    demo.load()
    codes = np.array(sorted(set(Standing.objects.values_list("code", flat=True))), dtype=object)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # keys are not looked up: they are made right here
        _load_people(people)
        TrueTo.objects.create(kind="insurance", run=RUN, day=POSTED)
        certificates = _certificates(rng, people, codes)
        bulk.write(EarlierPayment, _payments(rng, certificates, codes))
        bulk.write(Certificate, certificates)
        _correct(rng, certificates)
        say("certificates and payments are in")
        bulk.write(InsuranceSpan, _insurance(rng, people))
        bulk.write(StatusSpan, _statuses(rng, people))
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")
    say("insurance and statuses are in")


def _load_people(people: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO people_person (id, name, document, number_sealed, number_index, key_version, since_run)
            SELECT n, '示例', '01', decode(repeat('00', 48), 'hex'), sha256(n::text::bytea), 1, %s
            FROM generate_series(1, %s) n
            """,
            [RUN, people],
        )


def _certificates(rng: np.random.Generator, people: int, codes: np.ndarray) -> Columns:
    last = np.datetime64(ON, "D")
    old = rng.integers(370, (last - FIRST).astype(int), size=people)
    ago = np.where(rng.random(people) < FRESH, rng.integers(0, 370, size=people), old)
    number = np.arange(1, people + 1)
    withdrawn = rng.random(people) < WITHDRAWN
    return {
        "id": bulk.reserve(Certificate, people), "entry": number, "since_run": RUN,
        "until_run": [LATER_RUN if gone else None for gone in withdrawn.tolist()],
        "person_id": rng.integers(1, people + 1, size=people),
        "number": [f"S990000000000{n:09d}" for n in number.tolist()],
        "kind": "L", "job": "", "issuer": "示例评价机构",
        "occupation": codes[rng.integers(len(codes), size=people)],
        "level": rng.choice([5, 4, 3, 2, 1], size=people, p=[0.4, 0.33, 0.2, 0.05, 0.02]),
        "issued_on": np.sort(last - ago.astype("m8[D]")),
    }  # fmt: skip


def _correct(rng: np.random.Generator, certificates: Columns) -> None:
    """A later run gave some certificates another level; what was known before stays."""
    entries = certificates["entry"][rng.random(len(certificates["entry"])) < CORRECTED].tolist()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH wrong AS (
                UPDATE certificates_certificate SET until_run = %s
                WHERE entry = ANY(%s) AND until_run IS NULL RETURNING *
            )
            INSERT INTO certificates_certificate (entry, person_id, number, kind, occupation, job, level, issued_on,
                issuer, since_run)
            SELECT entry, person_id, number, kind, occupation, job, 5 - level %% 3, issued_on, issuer, %s FROM wrong
            """,
            [LATER_RUN, entries, LATER_RUN],
        )


def _insurance(rng: np.random.Generator, people: int) -> Columns:
    rows = int(people * SPANS_EACH)
    length = np.minimum(rng.geometric(1 / 26, size=rows), 240) - 1
    past = rng.integers(_THIS_MONTH - 140, _THIS_MONTH - 1, size=rows)
    last = np.where(rng.random(rows) < 0.5, _THIS_MONTH - 1, past)
    first = last - length
    order = np.argsort(first, kind="stable")
    return {
        "since_run": RUN, "person_id": rng.integers(1, people + 1, size=rows)[order],
        "employer_code": [f"99{n:016d}" for n in range(rows)],  # one for each row: no two rows of a person clash
        "employer_kind": _KINDS[rng.choice(4, size=rows, p=[0.8, 0.06, 0.06, 0.08])],
        "first_month": first[order], "last_month": last[order],
        "deferred": rng.random(rows) < 0.03,
    }  # fmt: skip


def _statuses(rng: np.random.Generator, people: int) -> Columns:
    drawing = rng.permutation(people)[: int(people * BENEFIT_EACH)] + 1
    dead = rng.permutation(people)[: int(people * DEAD_EACH)] + 1
    began = np.datetime64(ON, "D") - rng.integers(30, 900, size=len(drawing) + len(dead)).astype("m8[D]")
    ended = began + rng.integers(60, 720, size=len(began)).astype("m8[D]")
    return {
        "since_run": RUN, "person_id": np.concatenate([drawing, dead]),
        "kind": ["benefit"] * len(drawing) + ["dead"] * len(dead),
        "began": began, "ended": [*ended[: len(drawing)].tolist(), *[None] * len(dead)],
    }  # fmt: skip


def _payments(rng: np.random.Generator, certificates: Columns, codes: np.ndarray) -> Columns:
    """Some of them for the very occupation and level of a certificate, so that nothing is left to be owed."""
    chosen = rng.permutation(len(certificates["entry"]))[: int(len(certificates["entry"]) * PAID_EACH)]
    rows = len(chosen)
    same, level = rng.random(rows) < 0.3, rng.choice([5, 4, 3], size=rows)
    return {
        "since_run": RUN, "person_id": certificates["person_id"][chosen],
        "scheme": np.array(["SU", "TR", "AP"], dtype=object)[rng.choice(3, size=rows, p=[0.8, 0.14, 0.06])],
        "occupation": np.where(same, certificates["occupation"][chosen], codes[rng.integers(len(codes), size=rows)]),
        "level": np.where(same, certificates["level"][chosen], level),
        "paid_on": np.datetime64(ON, "D") - rng.integers(1, 2200, size=rows).astype("m8[D]"), "amount": 100000,
    }  # fmt: skip


if __name__ == "__main__":
    load(int(sys.argv[1]))
