"""What the published list says: who may teach what on a day. Classes are filed against it, and people look for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from occupations.queries import atlas
from people.models import Organisation
from policy.words import level as level_name
from training.models import Course, TrainingClass

PAGE = 10  # institutions


@dataclass(frozen=True)
class Offered:
    """One course. ``code``: today's of its occupation, empty for 创业培训."""

    course: Course
    name: str
    code: str

    @property
    def words(self) -> str:
        """金蓝领项目，中级工（四级），A类，至少 120 学时."""
        parts = [self.course.get_kind_display()]
        if self.course.level:
            parts += [level_name(self.course.level), self.course.get_category_display()]
        if self.course.field:
            parts.append(self.course.get_field_display())
        return "，".join([*parts, f"至少 {self.course.minimum_hours} 学时"])


@dataclass(frozen=True)
class Taught:
    """What one institution teaches, as far as it was asked for."""

    organisation: Organisation
    offered: list[Offered]


@dataclass(frozen=True)
class Page:
    """``total``: institutions that answer. ``after``: what the next page begins after; None on the last."""

    taught: list[Taught]
    total: int
    after: int | None


def taught(codes: list[str], on: date) -> list[Taught]:
    """Who teaches an occupation that day. ``codes``: all it has been printed under."""
    rows = Course.objects.on(on).filter(occupation__in=codes)
    return _grouped(rows.order_by("organisation__name", "kind", "-level"))


def page(words: str, kind: str, district: str, on: date, after: int = 0, field: str = "") -> Page:
    """The list of a day by institution: those whose name has the words, or that teach what the words mean."""
    rows = Course.objects.on(on)
    if kind:
        rows = rows.filter(kind=kind)
    if field:
        rows = rows.filter(field=field)
    if district:
        rows = rows.filter(organisation__district=district)
    if words:
        rows = rows.filter(Q(organisation__name__icontains=words) | Q(occupation__in=meant(words, _listed_codes())))
    ids = list(rows.order_by("organisation__name", "organisation").values_list("organisation", flat=True).distinct())
    shown = ids[after : after + PAGE]
    ordered = rows.filter(organisation__in=shown).order_by("organisation__name", "kind", "occupation", "-level")
    return Page(_grouped(ordered), len(ids), after + PAGE if after + PAGE < len(ids) else None)


def meant(words: str, codes: Iterable[str]) -> list[str]:
    """Of these codes those of what the words find first: the best answers alone, so that 养老 is not every service."""
    book = atlas()
    keys = {book.canonical(hit.code) for hit in book.search(words, 3)}
    return [code for code in codes if code and book.canonical(code) in keys]


def _listed_codes() -> Any:
    return Course.objects.current().exclude(occupation="").order_by().values_list("occupation", flat=True).distinct()


def _grouped(rows: Any) -> list[Taught]:
    book, found = atlas(), dict[int, Taught]()
    for one in rows.select_related("organisation__district"):
        face = book.face(book.canonical(one.occupation)) if one.occupation else None
        name = face.name if face else one.occupation or one.get_course_display()
        told = Offered(one, name, face.code if face else "")
        found.setdefault(one.organisation_id, Taught(one.organisation, [])).offered.append(told)
    return list(found.values())


class Listed:
    """The lists of some institutions as they are known now, to be asked by day. One query."""

    def __init__(self, organisations: set[int]):
        self._book = atlas()
        self._rows: dict[tuple, list[Course]] = {}
        for one in Course.objects.current().filter(organisation__in=organisations).order_by("id"):
            self._rows.setdefault(
                self._key(one.organisation_id, one.kind, one.occupation, one.level, one.course), []
            ).append(one)

    def row(self, organisation: int, kind: str, on: date, code: str, level: int, course: str) -> Course | None:
        """The line that let the institution teach this that day; None where none did. A code is asked for by the
        occupation it stands for, not by its digits: lists outlive editions."""
        rows = self._rows.get(self._key(organisation, kind, code, level, course), [])
        fits = [one for one in rows if one.since <= on and (one.until is None or one.until >= on)]
        return fits[-1] if fits else None

    def _key(self, organisation: int, kind: str, code: str, level: int, course: str) -> tuple:
        return organisation, kind, self._book.canonical(code) if code else "", level, course


def offered_by(organisation: int, on: date) -> list[Offered]:
    """What one institution may teach on a day or later: the courses a class can be drafted of."""
    rows = Course.objects.current().filter(Q(until__isnull=True) | Q(until__gte=on), organisation=organisation)
    return [
        each for taught in _grouped(rows.order_by("kind", "occupation", "-level", "since")) for each in taught.offered
    ]


def title(one: TrainingClass) -> str:
    """养老护理员 初级工（五级）: what a class teaches."""
    return titles([one])[0]


def titles(classes: Iterable[TrainingClass]) -> list[str]:
    """What each teaches, in one look at the classification."""
    book = atlas()
    return [
        f"{one.get_startup_display()}培训" if one.startup
        else f"{book.name(one.occupation) or one.occupation} {level_name(one.level)}"
        for one in classes
    ]  # fmt: skip


def least_hours(one: TrainingClass, on: date) -> int:
    """学时 the course asks for, by the list of the first day (or of ``on`` while there is none)."""
    listed = Listed({one.organisation_id})
    row = listed.row(one.organisation_id, one.kind, one.first_day or on, one.occupation, one.level, one.startup)
    return int((row or one.course).minimum_hours)
