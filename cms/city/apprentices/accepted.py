"""What follows from plans that were filed: who is promised what, whose days are taken up, and the chain of events."""

from datetime import datetime, timedelta

import numpy as np

from apprenticeship.facts import Asked, cases_of, last_day
from apprenticeship.models import Apprentice, Plan
from apprenticeship.plans.actions import chain
from apprenticeship.scheme import APPRENTICESHIP
from apprenticeship.settling import rights
from cms.city.apprentices.parties import Parties
from cms.city.apprentices.plans import GIVEN_BACK, Made
from occupations.facts import look_up
from people import bulk
from people.actor import Actor
from policy import decide
from records import events
from subsidies.models import Entitlement, Slot, Taken
from subsidies.models.timetable import ALWAYS, FOR_EVER

CANCELLED, REFUSED = "企业今年的用工计划变了，不再开班（示例）。", "培养内容与所报的职业不符，不予备案（示例）。"
Judged = dict[int, tuple[int, int, list[str]]]  # plan → how many are fit, the greatest advance in fen, what to look at


def follow(made: Made) -> Judged:
    """What was found when each was filed; those accepted have their promise and their time."""
    standing = [nth for nth, plan in enumerate(made.plans) if plan.state in Plan.STANDING]
    asked = [
        Asked(made.plans[nth], rows, made.plans[nth].filed_on)  # type: ignore[arg-type]  # whoever stands was filed
        for nth in standing
        if (rows := [row for row in made.rows[nth] if row.state == Apprentice.State.CONFIRMED])
    ]
    raw, lists = APPRENTICESHIP.unfold(cases_of(asked))
    sheet = decide(APPRENTICESHIP, *look_up(raw, lists, law_date=APPRENTICESHIP.law_date))
    rows = [row for one in asked for row in one.rows]
    fit = [row for row, good in zip(rows, sheet.accepted.tolist(), strict=True) if good]
    _promised([row for row in fit if row.plan.state == Plan.State.ACCEPTED])
    _taken_up(asked)
    many = np.zeros(len(asked), dtype=np.int64)
    np.add.at(many, sheet.groups.of_row, sheet.accepted)
    crowded = np.zeros(len(asked), dtype=bool)
    np.logical_or.at(crowded, sheet.groups.of_row, ~sheet.checked["AP-RATIO"])
    return {
        one.plan.pk: (int(many[place]), int(sheet.groups.amount[place]), ["AP-RATIO"] if crowded[place] else [])
        for place, one in enumerate(asked)
    }  # fmt: skip


def _promised(rows: list[Apprentice]) -> None:
    ids = bulk.reserve(Entitlement, len(rows))
    skill, common = rights.keys(
        [row.plan.occupation for row in rows], [row.plan.level for row in rows],
        np.array([row.plan.filed_on for row in rows], dtype="M8[D]"),
    )  # fmt: skip
    bulk.write(Entitlement, {
        "id": ids, "scheme": APPRENTICESHIP.code, "family": rights.FAMILY, "alive": True,
        "person_id": [row.person_id for row in rows], "skill": skill.tolist(),
        "common": [key or None for key in common.tolist()],
    })  # fmt: skip
    bulk.update(Apprentice, [row.pk for row in rows], {"right_id": ids})


def _taken_up(asked: list[Asked]) -> None:
    Slot.objects.bulk_create(
        Slot(scheme=APPRENTICESHIP.code, owner=one.plan.pk, first_day=one.plan.first_day,
             last_day=last_day(one.plan.first_day, one.plan.months))
        for one in asked
    )  # fmt: skip
    pairs = [(one.plan.pk, row.person_id) for one in asked for row in one.rows]
    bulk.write(Taken, {
        "scheme": APPRENTICESHIP.code, "owner": [owner for owner, _ in pairs], "person_id": [who for _, who in pairs],
        "since": ALWAYS, "until": FOR_EVER,
    })  # fmt: skip


def tell(made: Made, judged: Judged, parties: Parties, reviewers: dict[str, Actor]) -> None:
    """The chain of each plan, and who answered what."""
    for plan, rows in zip(made.plans, made.rows, strict=True):
        reviewer = reviewers[plan.enterprise.district_id or ""]
        _agreed(plan, rows, parties)
        if plan.state == Plan.State.CANCELLED:
            _said(plan, "cancel", parties.clerk, plan.made_at + timedelta(days=6), note=CANCELLED)
        if plan.filed_at is None:
            continue
        many, advance, review = judged.get(plan.pk, (0, 0, []))
        plan.review = review
        _said(plan, "file", parties.clerk, plan.filed_at, data={"review": review, "apprentices": many})
        if plan.answered_at is not None:
            plan.answered_by_id = reviewer.account
            _answered(plan, plan.answered_at, reviewer, {"apprentices": many, "advance": advance})
    Plan.objects.bulk_update(made.plans, ["review", "answered_by"], batch_size=200)


def _agreed(plan: Plan, rows: list[Apprentice], parties: Parties) -> None:
    _said(plan, "draft", parties.clerk, plan.made_at)
    _said(plan, "propose", parties.clerk, plan.made_at + timedelta(days=1),
          data={"party": "enterprise", "apprentices": [row.pk for row in rows]})  # fmt: skip
    if plan.state == Plan.State.DRAFT:
        return
    _said(plan, "offer", parties.clerk, plan.made_at + timedelta(days=2))
    if confirmed := [row.pk for row in rows if row.school_at]:
        _said(plan, "confirm", parties.manager, plan.made_at + timedelta(days=2),
              data={"party": "school", "apprentices": confirmed})  # fmt: skip
    if plan.school_at is not None:
        _said(plan, "agree", parties.manager, plan.school_at)


def _answered(plan: Plan, at: datetime, reviewer: Actor, found: dict) -> None:
    if plan.state == Plan.State.ACCEPTED:
        _said(plan, "accept", reviewer, at, data=found)
    else:
        returned = plan.state == Plan.State.RETURNED
        _said(plan, "give-back" if returned else "refuse", reviewer, at, note=GIVEN_BACK if returned else REFUSED)


def _said(plan: Plan, verb: str, by: Actor, at: datetime, note: str = "", data: dict | None = None) -> None:
    events.add(chain(plan.pk), verb, by=by, at=at, note=note, data=data)
