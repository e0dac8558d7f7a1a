"""The peer of the scan: one SQL statement by hand, over the database that DATABASE_URL names.

    python -m benchmarks.scan_peer prepare          what the statement joins instead of asking the law and the catalogue
    python -m benchmarks.scan_peer run              prints {"seconds"}
    python -m benchmarks.scan_peer explain          the same, and its plan with what each step took on stdout, as text

A statement runs in the server; no memory is told of it.
"""

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
import numpy as np
from django.db import connection, transaction

django.setup()  # before what follows, which knows the models

from benchmarks.scan_city import LATER_RUN, ON, POSTED  # noqa: E402
from certificates.scheme import SKILL_UPGRADE  # noqa: E402
from lib.months import month_of  # noqa: E402
from occupations.models import CatalogueEdition, CatalogueEntry  # noqa: E402
from occupations.queries import atlas  # noqa: E402
from subsidies.determinations import digest, keep_terms  # noqa: E402

STATEMENT = Path(__file__).with_name("scan_peer.sql")
FOREVER = "infinity"


def prepare() -> None:
    keep_terms(SKILL_UPGRADE)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            DROP TABLE IF EXISTS bench_terms, bench_code, bench_edition, bench_urgent;
            CREATE TABLE bench_terms (since date, until date, hash text, months int, benefit bool, window_months int,
                cap int, cap_urgent int, higher text, exclusive bool, levels int[], standard bigint[]);
            CREATE TABLE bench_code (code text PRIMARY KEY, canonical text, known bool);
            CREATE TABLE bench_edition (label text, status text, since date, until date);
            CREATE TABLE bench_urgent (label text, canonical text, PRIMARY KEY (label, canonical));
            """
        )
        marks = ", ".join(["%s"] * 12)
        cursor.executemany(f"INSERT INTO bench_terms VALUES ({marks})", list(_terms()))
        cursor.execute(
            """
            INSERT INTO bench_code (code) SELECT DISTINCT occupation FROM certificates_certificate
            UNION SELECT DISTINCT occupation FROM subsidies_earlierpayment RETURNING code
            """
        )
        book = atlas()
        known = [(book.canonical(code), book.known(code), code) for (code,) in cursor.fetchall()]
        cursor.executemany("UPDATE bench_code SET canonical = %s, known = %s WHERE code = %s", known)
        cursor.executemany("INSERT INTO bench_edition VALUES (%s, %s, %s, %s)", list(_editions()))
        urgent = CatalogueEntry.objects.filter(urgent=True).select_related("edition", "occupation")
        rows = {(each.edition.label, book.canonical(each.occupation.code)) for each in urgent}
        cursor.executemany("INSERT INTO bench_urgent VALUES (%s, %s)", sorted(rows))
        cursor.execute("ANALYZE bench_terms; ANALYZE bench_code; ANALYZE bench_edition; ANALYZE bench_urgent")


def run(explain: bool) -> None:
    asked: dict[str, Any] = {
        "on": ON, "month": month_of(ON), "posted": month_of(POSTED), "run": LATER_RUN, "made_at": datetime.now(UTC),
        "version": SKILL_UPGRADE.version,
    }  # fmt: skip
    statement = STATEMENT.read_text(encoding="utf-8")
    with connection.cursor() as cursor:
        begun = time.perf_counter()
        cursor.execute(("EXPLAIN (ANALYZE, BUFFERS) " if explain else "") + statement, asked)
        told = cursor.fetchall()
        taken = time.perf_counter() - begun
    if explain:
        print("\n".join(line for (line,) in told))
    print(json.dumps({"seconds": taken}))


def _terms() -> Any:
    terms = SKILL_UPGRADE.terms
    ends = [*(str(start) for start in terms.starts[1:]), FOREVER]
    for number, (period, until) in enumerate(zip(terms.periods, ends, strict=True)):
        levels = np.arange(5, 0, -1)
        yield (
            str(period.in_force_from), until, digest(terms.content(number)), period.months, period.benefit,
            period.window, period.cap, period.cap_urgent, period.higher, period.exclusive,
            levels[period.levels[levels]].tolist(), period.standard[levels].tolist(),
        )  # fmt: skip


def _editions() -> Any:
    editions = list(CatalogueEdition.objects.order_by("effective_from"))
    ends = [*(each.effective_from for each in editions[1:]), FOREVER]
    for each, until in zip(editions, ends, strict=True):
        assert each.effective_to is None or each.effective_to >= each.effective_from
        yield each.label, "illustrative" if each.demonstration else "official", each.effective_from, until


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare()
    else:
        run(sys.argv[1] == "explain")
