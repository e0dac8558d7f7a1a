"""What the public may see of notices: which there are, what stands on one, what came of it, who finds the own line.

Names are never read from the register here: a row is what was archived, masked, when the list was posted.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from lib.days import chinese
from policy import scheme_of
from subsidies.actions import notices
from subsidies.models.notices import Notice, NoticeLine

PAGE, LISTS = 50, 20
Outcome = NoticeLine.Outcome
CHECKED = "checked"  # stood open when its days were over, because an objection waits for its answer
WORDS: dict[str, str] = {
    Outcome.OPEN: "公示中", CHECKED: "有异议，正在核实", Outcome.STOOD: "无异议",
    Outcome.DISMISSED: "有异议，核实后不成立", Outcome.UPHELD: "异议成立，已撤下",
    Outcome.TAKEN_OFF: "已撤下，重新复核",
}  # fmt: skip
SIGNS: dict[str, str] = {
    Outcome.STOOD: "pass", Outcome.DISMISSED: "pass", Outcome.UPHELD: "fail", Outcome.TAKEN_OFF: "none",
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One notice in a list. ``outcomes``: (words, sign, how many) of what came of its lines, none while it lasts."""

    notice: Notice
    title: str
    left: int
    open: bool
    shown: bool
    outcomes: tuple[tuple[str, str, int], ...]

    @property
    def left_words(self) -> str:
        """还有 3 天, 今天是最后一天, 11月3日结束."""
        if not self.open:
            return f"{chinese(self.notice.ends_on)}结束"
        return "今天是最后一天" if self.left == 0 else f"还有 {self.left} 天"


@dataclass(frozen=True)
class Row:
    """One line as it was archived, and how it stands. ``may_object``: while its notice lasts."""

    place: int
    name: str
    number: str
    what: str
    standard: int
    amount: int
    word: str = ""
    sign: str = "look"
    may_object: bool = False


@dataclass(frozen=True)
class Page:
    """``rows`` of one page of a list; ``first``, ``last``: their places; ``before``, ``after``: the pages beside it."""

    rows: list[Row]
    first: int
    last: int
    before: int | None
    after: int | None


def open_now(on: date, limit: int | None = None) -> list[Entry]:
    """What may be objected to on a day, what ends first at the head."""
    return _entries(_bare().filter(ends_on__gte=on).order_by("ends_on", "pk")[:limit], on)


def ended(on: date, before: str = "") -> tuple[list[Entry], str]:
    """What is over, newest first, and the key of those before; ``before``: such a key, else from the newest."""
    rows = _bare().filter(ends_on__lt=on).order_by("-pk")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    page = list(rows[: LISTS + 1])
    shown = page[:LISTS]
    return _entries(shown, on), str(shown[-1].pk) if len(page) > LISTS else ""


def entry(notice: Notice, on: date) -> Entry:
    return _entries([notice], on)[0]


def bare_entry(notice: Notice, on: date) -> Entry:
    """The same without what came of its lines, and without asking the database."""
    return _entry(notice, {}, on)


def page_of(notice: Notice, number: int, on: date) -> Page:
    """A page of the archived list, each row with how it stands now. A page that there is not is the nearest."""
    stored = json.loads(notice.snapshot)
    last = max((len(stored) - 1) // PAGE + 1, 1)
    number = min(max(number, 1), last)
    part = stored[(number - 1) * PAGE : number * PAGE]
    standing = _standing(notice, [row["place"] for row in part], on)
    rows = [_row(row, *standing.get(row["place"], ("", False))) for row in part]
    return paged(rows, number, last)


def previewed(stored: list[dict[str, Any]], number: int) -> Page:
    """The same of a list that is not posted yet: as it will be seen while it lasts."""
    last = max((len(stored) - 1) // PAGE + 1, 1)
    number = min(max(number, 1), last)
    part = stored[(number - 1) * PAGE : number * PAGE]
    return paged([_row(row, Outcome.OPEN, False) for row in part], number, last)


def paged(rows: list[Row], number: int, last: int) -> Page:
    first = (number - 1) * PAGE + 1
    return Page(
        rows, first, first + len(rows) - 1, number - 1 if number > 1 else None, number + 1 if number < last else None
    )  # fmt: skip


def row_on(notice: Notice, place: int, on: date) -> Row | None:
    """One line of a list whose names are shown."""
    if on > notice.shown_until:
        return None
    found = next((row for row in json.loads(notice.snapshot) if row["place"] == place), None)
    return _row(found, *_standing(notice, [place], on)[place]) if found else None


def line_at(notice: Notice, place: int) -> int:
    """The id of the line that stands there. Raises NoticeLine.DoesNotExist."""
    return NoticeLine.objects.values_list("pk", flat=True).get(notice=notice, place=place)


@dataclass(frozen=True)
class Found:
    """A line of whoever asked by name and last four signs. ``page``: where it stands."""

    entry: Entry
    row: Row
    page: int


def find(name: str, last_four: str, on: date) -> list[Found]:
    found = []
    for line in notices.find(name, last_four, on):
        if row := row_on(line.notice, line.place, on):
            found.append(Found(entry(line.notice, on), row, (line.place - 1) // PAGE + 1))
    return found


def as_posted(line: NoticeLine) -> Row:
    """A line as it was archived, for whoever answers an objection to it."""
    return next(_row(row, "", False) for row in json.loads(line.notice.snapshot) if row["place"] == line.place)


def title(notice: Notice) -> str:
    return f"{scheme_of(notice.scheme).title}公示"


def _bare() -> QuerySet[Notice]:
    return Notice.objects.defer("snapshot")


def _entries(rows: Iterable[Notice], on: date) -> list[Entry]:
    rows = list(rows)
    counted: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    standing = NoticeLine.objects.filter(notice__in=[row.pk for row in rows])
    for pk, outcome, frozen, count in standing.order_by().values_list(
        "notice", "outcome", "line__frozen"
    ).annotate(count=Count("pk")):  # fmt: skip
        counted[pk][CHECKED if outcome == Outcome.OPEN and frozen else outcome] += count
    return [_entry(row, counted[row.pk], on) for row in rows]


def _entry(notice: Notice, counted: dict[str, int], on: date) -> Entry:
    lasts = on <= notice.ends_on
    told = tuple((_over(code), SIGNS.get(code, "look"), counted[code]) for code in WORDS if counted.get(code))
    return Entry(
        notice, title(notice), (notice.ends_on - on).days, lasts, on <= notice.shown_until, () if lasts else told
    )


def _over(code: str) -> str:
    """Once the days are over, what stands open only waits to be written down."""
    return "公示结束" if code == Outcome.OPEN else WORDS[code]


def _standing(notice: Notice, places: list[int], on: date) -> dict[int, tuple[str, bool]]:
    """Of each place: what came of it, and whether one may still object. While it lasts objections are not shown."""
    lasts, found = on <= notice.ends_on, {}
    rows = NoticeLine.objects.filter(notice=notice, place__in=places)
    for place, outcome, frozen in rows.values_list("place", "outcome", "line__frozen"):
        if not lasts and outcome == Outcome.OPEN and frozen:
            outcome = CHECKED
        found[place] = (outcome, lasts and outcome in (Outcome.OPEN, Outcome.DISMISSED))
    return found


def _row(stored: dict[str, Any], outcome: str, may_object: bool) -> Row:
    return Row(
        stored["place"], stored["name"], stored["number"], stored["what"], stored["standard"], stored["amount"],
        WORDS.get(outcome, ""), SIGNS.get(outcome, "look"), may_object,
    )  # fmt: skip
