"""What an auditor takes away: the rows of a period as csv, in one zip with a manifest that names each by its hash.

No name and no number of a person is in it: persons are told by their ids, as determinations and events tell them.
"""

import csv
import hashlib
import io
import json
import secrets
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from lib.refused import Refused
from people.actor import Actor
from people.roles import AUDITOR
from records import events, roots
from records.models import Event, EventRoot
from subsidies.models import Application, Determination, Line
from treasury.models import Batch, Entry, Gated, LedgerRoot, Payment, Recovery

LONGEST, MOST = 366, 500_000
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Sheet:
    """One file of the export: what it is called, its columns, and the rows of a period."""

    name: str
    columns: tuple[str, ...]
    rows: QuerySet[Any]


def sheets(first: date, last: date) -> list[Sheet]:
    begun, over = roots.during(first, last)

    def within(rows: QuerySet[Any], field: str) -> QuerySet[Any]:
        return rows.filter(**{f"{field}__gte": begun, f"{field}__lt": over}).order_by("pk")

    return [
        Sheet("determinations", ("id", "scheme", "person", "subject", "on", "law_date", "terms", "rule_version",
                                 "accepted", "amount", "failed", "review", "trigger", "known_run", "made_at", "facts"),
              within(Determination.objects.all(), "made_at")),
        Sheet("applications", ("id", "scheme", "number", "person", "subject", "district", "state", "amount",
                               "submitted_at", "ended_at", "first_by", "first_determination", "second_by", "reason"),
              within(Application.objects.all(), "submitted_at")),
        Sheet("lines", ("id", "application", "entitlement", "kind", "amount", "determination", "state"),
              within(Line.objects.all(), "application__submitted_at")),
        Sheet("entries", ("id", "obligation__line", "obligation__fund__title", "obligation__year", "to__line", "cause",
                          "source", "target", "amount", "on", "at", "by", "payment", "recovery"),
              within(Entry.objects.all(), "at")),
        Sheet("batches", ("id", "number", "scheme", "fund__title", "state", "on", "drawn_by", "drawn_at", "agreed_by",
                          "agreed_at", "payments_count", "left_out", "amount", "hash", "file__sha256", "sent_at"),
              within(Batch.objects.all(), "drawn_at")),
        Sheet("payments", ("id", "batch__number", "reference", "person", "organisation", "amount", "state", "agreed_by",
                           "ended_on", "failure"),
              within(Payment.objects.all(), "batch__drawn_at")),
        Sheet("gates", ("batch__number", "obligation__line", "passed", "failed"),
              within(Gated.objects.all(), "batch__drawn_at")),
        Sheet("recoveries", ("id", "number", "obligation__line", "amount", "ground", "determination", "state",
                             "asked_by", "asked_at", "answered_by", "answered_at", "repaid", "written_off"),
              within(Recovery.objects.all(), "asked_at")),
        Sheet("events", ("id", "chain", "place", "verb", "at", "by", "role", "data", "note_hash", "before", "hash"),
              within(Event.objects.all(), "at")),
        Sheet("event_roots", ("day", "count", "hash"),
              EventRoot.objects.filter(day__range=(first, last)).order_by("day")),
        Sheet("ledger_roots", ("day", "count", "hash"),
              LedgerRoot.objects.filter(day__range=(first, last)).order_by("day")),
    ]  # fmt: skip


def export(*, first: date, last: date, actor: Actor, at: datetime) -> bytes:
    """The zip. That it was taken is an event. Raises Refused."""
    if not actor.has(AUDITOR):
        raise Refused("not-yours", "只有审计人员可以导出。")
    if not first <= last <= first + timedelta(days=LONGEST):
        raise Refused("last", f"结束日期要在开始日期当天到 {LONGEST} 天以内。")
    wanted = sheets(first, last)
    many = sum(sheet.rows.count() for sheet in wanted)
    if many > MOST:
        raise Refused("last", f"这段时间有 {many:,} 行，一次最多导出 {MOST:,} 行。请分几段导出。")
    into, told = io.BytesIO(), []
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as packed:
        for sheet in wanted:
            content, rows = _csv(sheet)
            packed.writestr(f"{sheet.name}.csv", content)
            told.append({"file": f"{sheet.name}.csv", "rows": rows, "sha256": hashlib.sha256(content).hexdigest()})
        manifest = {"from": str(first), "to": str(last), "made_at": at.isoformat(), "made_by": actor.account,
                    "files": told}  # fmt: skip
        packed.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    with transaction.atomic():
        events.add(
            f"export:{secrets.token_hex(8)}", "export", by=actor, at=at,
            data={"from": str(first), "to": str(last), "rows": many,
                  "sha256": hashlib.sha256(into.getvalue()).hexdigest()},
        )  # fmt: skip
    return into.getvalue()


def _csv(sheet: Sheet) -> tuple[bytes, int]:
    into = io.StringIO()
    writer, rows = csv.writer(into), 0
    writer.writerow([name.replace("__", ".") for name in sheet.columns])
    for row in _rows(sheet):
        writer.writerow(row)
        rows += 1
    return into.getvalue().encode("utf-8-sig"), rows


def _rows(sheet: Sheet) -> Iterator[list[Any]]:
    for row in sheet.rows.values_list(*sheet.columns).iterator(chunk_size=5000):
        yield [json.dumps(cell, ensure_ascii=False) if isinstance(cell, dict | list) else cell for cell in row]
