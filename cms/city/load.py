"""Handing the city in, file by file, as its steward would."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from cms.city.files import HEADS, PLACED, File, make
from occupations.models import Occupation
from people import identities
from people.models import Person
from records import runs
from records.models import ImportRun
from subsidies.models import Scan


class OtherScale(Exception):
    """A city of another size is there already; `heads` people."""

    def __init__(self, heads: int):
        super().__init__(heads)
        self.heads = heads


class NotTaken(Exception):
    """A file of the city was not taken whole: the generator and a feed disagree."""


def load(on: date, at: datetime, scale: int, say: Callable[[str], None], heads: int = HEADS) -> int:
    """How many rows went in; 0 where the city is there. Raises OtherScale, NotTaken."""
    there = Person.objects.filter(apprenticeships=None, guiding=None).count()  # who learns or teaches came later
    if there:
        if abs(there - heads * scale) > heads // 2:
            raise OtherScale(there)
        return 0
    city = make(on, scale, _trades(), heads)
    brought = 0
    for file in city.files:
        say(f"… {file.name}：{len(file.table):,} 行")
        brought += _hand_in(file, at)
    return brought


def nobody_was_scanned() -> bool:
    return not Scan.objects.exists()


@dataclass(frozen=True)
class Visitor:
    """Whom a visitor of the demonstration may sign in as."""

    name: str
    document: str
    number: str
    shows: str


def visitors() -> list[Visitor]:
    """Those of the city who show something, with their numbers in clear: nobody in it exists."""
    shows = {case.name: case.shows for case in PLACED if case.shows}
    return [
        Visitor(name, person.get_document_display(), identities.number_of(person), shows[name])
        for name, person in placed(list(shows)).items()
    ]


def placed(names: list[str]) -> dict[str, Person]:
    """Those of these names who were placed in the city, in this order."""
    found: dict[str, Person] = {}
    for person in Person.objects.filter(name__in=names).order_by("id"):
        if identities.number_of(person).startswith("99"):
            found.setdefault(person.name, person)
    return {name: found[name] for name in names if name in found}


def _hand_in(file: File, at: datetime) -> int:
    content = file.table.to_csv(index=False).encode("utf-8-sig")
    run = runs.hand_in(
        kind=file.kind, content=content, filename=file.name, by=None, at=at, true_to=file.true_to,
        confirmed=True, tell=False,
    ).run  # fmt: skip
    runs.drive(run)
    run.refresh_from_db()
    if run.state != ImportRun.State.DONE or run.parked:
        raise NotTaken(f"{file.name}: {run.get_state_display()} {run.message}")
    return len(file.table)


def _trades() -> list[tuple[str, str]]:
    """What certificates of the crowd are in: trades of the classification, services and making first."""
    rows = Occupation.objects.filter(code__regex=r"^[46]-").order_by("code").values_list("code", "name")
    return list(rows)
