"""What the apprentices of the demonstration were taught, who was away, who stopped, who passed; who insured them."""

from datetime import date, datetime, time, timedelta

import numpy as np
from django.utils.timezone import get_default_timezone

from apprenticeship.derive import AREAS
from apprenticeship.models import Apprentice, Guide, Lesson, Pause, Plan
from apprenticeship.plans.actions import chain
from apprenticeship.scheme import APPRENTICESHIP
from certificates.models import Certificate
from cms.city.apprentices.parties import Parties
from cms.city.apprentices.plans import Made
from cms.city.apprentices.stories import SETTLED, Told
from cms.city.papers import ISSUERS, level_number
from lib.months import month_of
from people import bulk
from people.models import InsuranceSpan
from records import events
from subsidies.models import Taken

A_DAY = 8  # 学时 of a lesson, and of a day
MISSED, LAGGING, LAGS = 0.02, 0.04, 0.45  # of lessons; of apprentices; of lessons by those
AWAY, BACK = 0.025, 0.03  # of who is there: still away; was away for some weeks
TOPICS = {"general": "安全生产和职业道德", "theory": "专业理论", "practice": "岗位实训"}
SERIAL = 600_000  # where the numbers of other certificates leave room
LATE = 0.3  # of a plan whose certificates came late: those that came after the settlement
WHY = ("离职", "回老家工作", "另找了工作", "身体原因")


def insure(made: Made, run: int, on: date) -> int:
    """By the enterprise, from the month of the contract to the last that is posted, or until they stopped."""
    posted = month_of(on) - 1
    rows = [row for rows in made.rows for row in rows if row.person_id not in made.uninsured]
    first = [min(month_of(row.contract_began), posted) for row in rows]
    last = [
        max(min(month_of(made.leaving[row.pk]) if row.pk in made.leaving else posted, posted), begun)
        for row, begun in zip(rows, first, strict=True)
    ]  # fmt: skip
    bulk.write(InsuranceSpan, {
        "person_id": [row.person_id for row in rows], "employer_code": [row.plan.enterprise.code for row in rows],
        "employer_kind": "E", "relation_began": [row.contract_began for row in rows], "first_month": first,
        "last_month": last, "deferred": False, "since_run": run,
        "district_id": [row.plan.enterprise.district_id for row in rows],
    })  # fmt: skip
    return len(rows)


def teach(made: Made, parties: Parties, on: date, chance: np.random.Generator) -> int:
    """All of a plan together, a day's 学时 at a time, spread over its months; how many rows."""
    lessons, there = [], []
    for one, plan, rows, mentors in zip(made.told, made.plans, made.rows, made.mentors, strict=True):
        learning = [row for row in rows if row.state == Apprentice.State.CONFIRMED]
        if plan.state != Plan.State.ACCEPTED or not learning:
            continue
        held = _held(one, plan, mentors[0], made.teachers[plan.school_id][0], on, parties)
        lessons += held
        there.append(_there(held, learning, made, chance))
    Lesson.objects.bulk_create(lessons, batch_size=500)
    ids, place = [row.pk for row in lessons], 0
    of, who = [], []
    for present, learning in there:
        lesson, apprentice = np.nonzero(present)
        of += [ids[place + each] for each in lesson.tolist()]
        who += [learning[each] for each in apprentice.tolist()]
        place += len(present)
    bulk.write(Lesson.apprentices.through, {"lesson_id": of, "apprentice_id": who})
    return len(lessons) + len(of)


def _held(one: Told, plan: Plan, mentor: Guide, teacher: Guide, on: date, parties: Parties) -> list[Lesson]:
    areas = [area for area in AREAS for _ in range(getattr(plan, area) // A_DAY)]
    areas = areas[::3] + areas[1::3] + areas[2::3]  # the three by turns
    step = max((one.last - one.first).days - 10, 1) / len(areas)
    made = []
    for nth, area in enumerate(areas):
        day = one.first + timedelta(days=int(2 + nth * step))
        day += timedelta(days=day.weekday() == 6)
        if day >= on:
            break
        at_work = area == "practice"
        made.append(Lesson(
            plan=plan, area=area, on=day, hours=A_DAY, guide=mentor if at_work else teacher, topic=TOPICS[area],
            entered_at=datetime.combine(day, time(18), get_default_timezone()),
            entered_by_id=(parties.clerk if at_work else parties.manager).account,
        ))  # fmt: skip
    return made


def _there(held: list[Lesson], rows: list[Apprentice], made: Made, chance: np.random.Generator) -> tuple:
    """Who was in which of them: bool, a row for each lesson; and the ids of the apprentices."""
    lags = chance.random(len(rows)) < LAGGING
    present = chance.random((len(held), len(rows))) >= np.where(lags, LAGS, MISSED)
    days = np.array([each.on for each in held], dtype="M8[D]")
    until = np.array([made.leaving.get(row.pk, date.max) for row in rows], dtype="M8[D]")
    return present & (days[:, None] <= until[None, :]), [row.pk for row in rows]


def pause(made: Made, on: date, at: datetime, chance: np.random.Generator) -> int:
    """Of those in training some are away, some were."""
    rows = []
    for one, plan, there in zip(made.told, made.plans, made.rows, strict=True):
        begun = (min(on, one.last) - one.first).days
        if plan.state != Plan.State.ACCEPTED or begun < 45:
            continue
        eligible = [row for row in there if row.state == Apprentice.State.CONFIRMED and row.pk not in made.leaving]
        for nth, row in enumerate(eligible):
            lot = 0 if plan is made.plans[0] and not nth else chance.random()  # one of a visitor's own is away
            if lot >= AWAY + BACK:
                continue
            since = one.first + timedelta(days=int(chance.integers(10, begun - 25)))
            away = lot < AWAY and one.last > on
            rows.append(Pause(
                apprentice=row, since=on - timedelta(days=int(chance.integers(2, 20))) if away else since,
                until=None if away else since + timedelta(days=int(chance.integers(5, 21))), why="病假", made_at=at,
            ))  # fmt: skip
    return len(Pause.objects.bulk_create(rows, batch_size=500))


def certify(made: Made, run: int, on: date, chance: np.random.Generator) -> int:
    """Of those who stayed to the end of their plan."""
    columns: dict[str, list] = {
        name: [] for name in ("number", "person_id", "occupation", "level", "issued_on", "issuer")
    }
    for one, plan, rows in zip(made.told, made.plans, made.rows, strict=True):
        if one.story.ended is None:
            continue
        known = on - timedelta(days=SETTLED + 2 if (on - one.last).days > SETTLED else 1)
        for row in rows:
            lot = chance.random()
            late = one.story.key == "late-certificates" and one.story.certified <= lot < one.story.certified + LATE
            if row.state != Apprentice.State.CONFIRMED or row.pk in made.leaving or not (
                lot < one.story.certified or late
            ):  # fmt: skip
                continue
            days = int(chance.integers(20, 60) if late else chance.integers(-25, 30))
            issued = on - timedelta(days=days) if late else min(one.last + timedelta(days=days), known)
            serial = SERIAL + len(columns["number"])
            body = serial % ISSUERS + 1
            told = (level_number(body, str(issued.year), plan.level, serial), row.person_id, plan.occupation,
                    plan.level, issued, f"示例学徒评价机构{body:02d}号")  # fmt: skip
            for name, value in zip(columns, told, strict=True):
                columns[name].append(value)
    ids = bulk.reserve(Certificate, len(columns["number"])).tolist()
    bulk.write(Certificate, {"id": ids, "entry": ids, "kind": "L", "job": "", "since_run": run, **columns})
    return len(ids)


def stop(made: Made, which: list[int], parties: Parties, on: date, at: datetime) -> None:
    """Those of these plans who will, do: no more paid than they were."""
    gone: list[Apprentice] = []
    for nth in which:
        rows = [row for row in made.rows[nth] if row.pk in made.leaving and row.state == Apprentice.State.CONFIRMED]
        for row in rows:
            row.state, row.left_on, row.left_why = Apprentice.State.GONE, made.leaving[row.pk], WHY[row.pk % len(WHY)]
        gone += rows
        for row in rows[:3]:  # a few of them in the chain, for whoever reads it
            when = at - timedelta(days=(on - made.leaving[row.pk]).days)
            events.add(chain(row.plan_id), "stop", by=parties.clerk, at=when, note=row.left_why,
                       data={"apprentice": row.pk})  # fmt: skip
    bulk.update(Apprentice, [row.pk for row in gone], {
        "state": [str(row.state) for row in gone], "left_on": [row.left_on for row in gone],
        "left_why": [row.left_why for row in gone],
    })  # fmt: skip
    taken = {(row.plan_id, row.person_id): row.left_on for row in gone}
    known = Taken.objects.filter(scheme=APPRENTICESHIP.code, owner__in={row.plan_id for row in gone})
    ids = [
        (pk, taken[owner, who])
        for pk, owner, who in known.values_list("pk", "owner", "person")
        if (owner, who) in taken
    ]
    bulk.update(Taken, [pk for pk, _ in ids], {"until": [day for _, day in ids]})
