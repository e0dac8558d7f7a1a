"""Outcomes as anybody may read them: by institution, by course, of one institution, of one occupation."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from occupations.queries import atlas
from people.models import Organisation
from policy.words import level as level_name
from training.derive import COURSES, KINDS
from training.models import ClassOutcome, OutcomesCounted
from training.outcomes.figures import MEASURES, Class, Figures, shown, together
from training.queries import meant

PAGE = 20
SCHOOL, COURSE = "school", "course"
NAME, BEGAN = "name", "began"
_CLASS = [f"of__{name}" for name in ("organisation", "kind", "occupation", "level", "startup", "last_day")]


@dataclass(frozen=True)
class Unit:
    """One course of one institution in the classes that ended in one year: the smallest that is shown.

    ``skill``: the occupation's key, empty for 创业培训, which has a ``startup`` course instead.
    """

    school: int
    kind: str
    skill: str
    level: int
    startup: str
    year: int
    figures: Figures

    @property
    def course(self) -> tuple[str, str, int, str]:
        return self.kind, self.skill, -self.level, self.startup


@dataclass(frozen=True)
class Row:
    """A line of a table. ``school``: the credit code where the line is an institution; ``code``: an occupation's."""

    name: str
    note: str
    figures: Figures
    school: str = ""
    code: str = ""


@dataclass(frozen=True)
class Page:
    """``total``: lines that answer. ``after``: what the next page begins after; None on the last."""

    rows: list[Row]
    total: int
    after: int | None


@dataclass(frozen=True)
class OfKind:
    """What one institution, or all that teach an occupation, came to in one kind of training."""

    kind: str
    words: str
    all: Figures
    courses: list[Row]
    years: list[Row]


def counted() -> OutcomesCounted | None:
    """When, and how far the registers reached; None before the first time."""
    return OutcomesCounted.objects.first()


def years() -> list[int]:
    """In which classes ended that are counted, newest first."""
    return [day.year for day in ClassOutcome.objects.dates("of__last_day", "year", order="DESC")]


def schools_with(organisations: Iterable[int]) -> set[int]:
    """Of these institutions those that have a page of outcomes."""
    rows = ClassOutcome.objects.filter(of__organisation__in=list(organisations)).order_by()
    return set(rows.values_list("of__organisation", flat=True).distinct())


def units(condition: Any = None) -> list[Unit]:
    """All, or those of classes for which ``condition`` holds (a Q on `ClassOutcome`). One query.

    A condition may pick institutions, kinds, occupations and years, nothing smaller: each unit must come whole.
    """
    rows = ClassOutcome.objects.filter(condition or Q()).order_by("of__last_day", "of_id")
    book, found = atlas(), defaultdict[tuple[int, str, str, int, str, int], list[Class]](list)
    for school, kind, code, level, startup, last, began, *counts in rows.values_list(*_CLASS, "began", *MEASURES):
        skill = book.canonical(code) if code else ""
        found[school, kind, skill, level, startup, last.year].append(Class(began, tuple(counts)))
    return [Unit(*key, shown(classes)) for key, classes in sorted(found.items())]


def page(by: str, kind: str, words: str, year: int, sort: str, after: int = 0) -> Page:
    """Institutions or courses of one kind of training. ``sort``: NAME, BEGAN or a measure, best first.

    Of a share the lower end of its interval is what is sorted by, so that few people are no advantage. Three queries.
    """
    condition = Q(of__kind=kind)
    if year:
        condition &= Q(of__last_day__year=year)
    if words:
        condition &= Q(of__organisation__name__icontains=words) | Q(of__occupation__in=meant(words, _codes()))
    found = units(condition)
    rows = _by_school(found) if by == SCHOOL else _by_course(found)
    rows.sort(key=lambda row: (*_rank(row.figures, sort), row.name, row.note))
    more = after + PAGE if after + PAGE < len(rows) else None
    return Page(rows[after : after + PAGE], len(rows), more)


def school(organisation: Organisation) -> list[OfKind]:
    """By kind of training, its courses and its years."""
    found = units(Q(of__organisation=organisation))
    return [_of_kind(kind, [each for each in found if each.kind == kind]) for kind in KINDS if _some(kind, found)]


def occupation(key: str) -> tuple[list[Row], list[Row]]:
    """Of the occupation under a key: by kind and level; the same by institution. Three queries."""
    book = atlas()
    found = units(Q(of__occupation__in=[code for code in _codes() if code and book.canonical(code) == key]))
    levels = _grouped(found, lambda each: (list(KINDS).index(each.kind), -each.level))
    rows = [
        Row(level_name(-level), KINDS[list(KINDS)[kind]], together(each.figures for each in some))
        for (kind, level), some in levels
    ]
    return rows, _by_school(found, apart=True)


def _codes() -> Any:
    """Every code that a class was printed with, so that what is picked by occupation comes whole."""
    return ClassOutcome.objects.order_by().values_list("of__occupation", flat=True).distinct()


def _of_kind(kind: str, found: list[Unit]) -> OfKind:
    by_year = _grouped(found, lambda each: -each.year)
    return OfKind(
        kind, KINDS[kind], together(each.figures for each in found), _by_course(found),
        [Row(f"{-year}年结束的班", "", together(each.figures for each in some)) for year, some in by_year],
    )  # fmt: skip


def _some(kind: str, found: list[Unit]) -> bool:
    return any(each.kind == kind for each in found)


def _by_school(found: list[Unit], apart: bool = False) -> list[Row]:
    """``apart``: by kind and level too."""
    known = Organisation.objects.select_related("district").in_bulk({each.school for each in found})
    rows = []
    for (pk, _, level, kind), some in _grouped(
        found, lambda each: (each.school, 0, -each.level, each.kind) if apart else (each.school, 0, 0, "")
    ):
        one = known[pk]
        note = f"{level_name(-level)}，{KINDS[kind]}" if apart else str(one.district or "")
        rows.append(Row(one.name, note, together(each.figures for each in some), school=one.code))
    return sorted(rows, key=lambda row: (row.name, row.note))


def _by_course(found: list[Unit]) -> list[Row]:
    book, rows = atlas(), []
    for (_, skill, level, startup), some in _grouped(found, lambda each: each.course):
        face = book.face(skill) if skill else None
        name = face.name if face else skill or f"{COURSES[startup]}培训"
        note = level_name(-level) if level else ""
        rows.append(Row(name, note, together(each.figures for each in some), code=face.code if face else ""))
    return rows


def _grouped(found: Iterable[Unit], key: Callable[[Unit], Any]) -> list[tuple[Any, list[Unit]]]:
    groups: defaultdict[Any, list[Unit]] = defaultdict(list)
    for each in found:
        groups[key(each)].append(each)
    return sorted(groups.items(), key=lambda pair: pair[0])


def _rank(figures: Figures, sort: str) -> tuple[int, float]:
    if sort == BEGAN:
        return 0, -figures.began
    share = figures.shares.get(sort)
    if share is None:
        return 0, 0
    return (0, -share.interval[0]) if share.base else (1, 0)
