"""Who takes part in the plans of the demonstration: enterprises, schools, their people, and who decides first."""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from apprenticeship.models import Guide
from cms.city import crowd
from cms.city.crowd import GIVEN, credit_code
from people import banking, identities
from people.actions import grant_role
from people.actor import Actor, actor_of
from people.models import District, Organisation, User
from people.roles import REVIEWER

ENTERPRISES, SCHOOLS = 170, 70
AREAS = np.array(
    [f"9902{n:02d}" for n in range(1, 18)], dtype=object
)  # none of them exists; nobody of the crowd is there
YOUNG = 9_000  # birth days they are spread over: some 25 years
TEACHERS = 3  # of a school
RATIO = (6, 8)  # apprentices of a mentor, from and to
CROWDED = 0.04  # of plans: one mentor too few, for a reviewer to look at
SCHOOL_WORDS = ("技师学院", "技工学校", "职业学院")


@dataclass(frozen=True)
class Parties:
    """The first of either are those that a visitor may be."""

    enterprises: list[Organisation]
    schools: list[Organisation]
    clerk: Actor
    manager: Actor


def gather(heads: int, whole: int, on: date) -> Parties | None:
    """In proportion to how many apprentices there are; None where nobody may be a visitor."""
    users = {name: User.objects.filter(username=name).first() for name in ("qiye", "xuexiao")}
    if not all(users.values()):
        return None
    clerk, manager = (actor_of(user) for user in users.values())
    own = [Organisation.objects.get(pk=next(iter(each.organisations))) for each in (clerk, manager)]
    known = Organisation.objects.filter(district__isnull=False).exclude(pk__in=[each.pk for each in own]).order_by("pk")
    enterprises = list(known.filter(kind="enterprise")[: _part(ENTERPRISES, heads, whole) - 1])
    schools = list(known.filter(kind="institution")[: _part(SCHOOLS, heads, whole) - 1])
    schools += _more_schools(_part(SCHOOLS, heads, whole) - 1 - len(schools), on)
    return Parties([own[0], *enterprises], [own[1], *schools], clerk, manager)


def persons(size: int, chance: np.random.Generator, run: int) -> np.ndarray:
    """So many new persons; their ids. Names, numbers and areas are as those of the crowd, of nobody."""
    made = crowd.people(size, chance, AREAS, YOUNG, longer=1)
    numbers = identities.Numbers(np.full(size, "01", dtype=object), made["number"].to_numpy())
    households = dict(District.objects.values_list("name", "code"))
    return identities.add(
        numbers, np.ones(size, dtype=bool), made["name"].to_numpy(), run,
        {"household_id": [households.get(name) for name in made["district"]]},
    )  # fmt: skip


def guides(of: list[Organisation], who: list[int], words: str) -> list[Guide]:
    """One for each of the persons, for the organisation beside it."""
    made = [
        Guide(organisation=each, person_id=person, qualification=words)
        for each, person in zip(of, who, strict=True)
    ]  # fmt: skip
    return Guide.objects.bulk_create(made, batch_size=1000)


def mentors_for(size: int, chance: np.random.Generator) -> int:
    """How many mentors so many apprentices have."""
    each = 10 if size >= 10 and chance.random() < CROWDED else int(chance.integers(RATIO[0], RATIO[1] + 1))
    return -(-size // each)


def accounts(of: list[Organisation], at: datetime) -> None:
    """Each of these has one to be paid into; nobody's."""
    for each in of:
        if not each.bank_accounts.exists():
            banking.keep_corporate(
                organisation=each, bank="ICBC", number=f"9900{each.pk:010d}", holder=each.name, by=None, at=at
            )  # fmt: skip


def reviewers(codes: set[str], known: Actor, at: datetime) -> dict[str, Actor]:
    """Who decides first in each of these districts: where nobody may sign in as one, somebody who cannot."""
    made = {}
    for code in sorted(codes):
        if code in known.districts:
            made[code] = known
            continue
        user, new = User.objects.get_or_create(
            username=f"shenhe-{code}",
            defaults={"last_name": "演示", "first_name": "区级审核员", "password": UNUSABLE_PASSWORD_PREFIX},
        )  # fmt: skip
        if new:
            grant_role(user=user, role=REVIEWER, by=None, at=at, district=District.objects.get(code=code))
        made[code] = actor_of(User.objects.get(pk=user.pk))
    return made


def _part(all_of_them: int, heads: int, whole: int) -> int:
    return min(max(all_of_them * heads // whole, 8), all_of_them)


def _more_schools(many: int, on: date) -> list[Organisation]:
    """Those that train apprentices and hold no classes."""
    if many <= 0:
        return []
    districts = list(District.objects.exclude(code="").order_by("code").values_list("code", flat=True))
    made = [
        Organisation(
            code=credit_code("52", 800_000 + n), name=f"示例{SCHOOL_WORDS[n % len(SCHOOL_WORDS)]}{n:02d}号",
            kind="institution", district_id=districts[n * 5 % len(districts)], founded=date(2003 + n % 15, 9, 1),
            legal_head=f"示{GIVEN[n % len(GIVEN)]}",
        )
        for n in range(41, 41 + many)
    ]  # fmt: skip
    return Organisation.objects.bulk_create(made)
