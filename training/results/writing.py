"""Writes results down: rows, certificates that no longer hold, and an event for each class with what was and what is.

For whoever holds the classes and has judged every line. However many, as many queries.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from people import bulk
from people.actor import Actor
from records import events
from training.filing.actions import chain
from training.models import CompletionCertificate, ExamResult
from training.results.judging import Known, Told

RESULT, VOID = "result", "void-result"


@dataclass(frozen=True)
class Change:
    """What a line's result becomes; ``told`` None: what counts of it is voided."""

    line: int
    told: Told | None
    why: str = ""


def write(known: Known, changes: Iterable[Change], *, by: Actor, at: datetime) -> int:
    """Only what differs; how many. ``by`` is signed in."""
    differing = [each for each in changes if each.told != known.told(each.line)]
    _enter([each for each in differing if each.told is not None], known, by.account, at)
    voided = [each for each in differing if each.told is None]
    bulk.update(ExamResult, [known.kept[each.line].pk for each in voided], {
        "voided_at": [at] * len(voided), "void_why": [each.why.strip() for each in voided]
    })  # fmt: skip
    gone = [each for each in differing if each.line in known.holds and (each.told is None or not each.told.passed)]
    bulk.update(CompletionCertificate, [known.holds[each.line].pk for each in gone], {
        "voided_at": [at] * len(gone), "void_why": [each.why.strip() for each in gone]
    })  # fmt: skip
    for verb, some in ((RESULT, [each for each in differing if each.told is not None]), (VOID, voided)):
        _tell(known, some, verb, by, at)
    return len(differing)


def _enter(changes: list[Change], known: Known, by: int, at: datetime) -> None:
    new = [each for each in changes if each.line not in known.kept]
    if new:
        bulk.write(ExamResult, {
            "enrolment_id": [each.line for each in new], "entered_at": at, "entered_by_id": by, "void_why": "",
            **_columns(new),
        })  # fmt: skip
    again = [each for each in changes if each.line in known.kept]
    size = len(again)
    bulk.update(ExamResult, [known.kept[each.line].pk for each in again], {
        **_columns(again), "entered_at": [at] * size, "entered_by_id": [by] * size, "voided_at": [None] * size,
        "void_why": [""] * size,
    })  # fmt: skip


def _columns(changes: list[Change]) -> dict[str, list]:
    told = [each.told for each in changes if each.told is not None]
    return {name: [getattr(each, name) for each in told] for name in ("held_on", "score", "passed")}


def _tell(known: Known, changes: list[Change], verb: str, by: Actor, at: datetime) -> None:
    """``rows``: [enrolment, what was, what is], each [day, score, passed], or null where nothing counted."""
    rows: dict[str, list] = {}
    said: dict[str, dict[str, None]] = {}
    for each in changes:
        name = chain(known.lines[each.line].of_id)
        rows.setdefault(name, []).append([each.line, _plain(known.told(each.line)), _plain(each.told)])
        if each.why.strip():
            said.setdefault(name, {})[each.why.strip()] = None
    data: Mapping[str, Any] = {name: {"rows": told} for name, told in rows.items()}
    events.add_each(data, verb, by=by, at=at, notes={name: "；".join(words) for name, words in said.items()})


def _plain(told: Told | None) -> list | None:
    return None if told is None else [told.held_on.isoformat(), told.score, told.passed]
