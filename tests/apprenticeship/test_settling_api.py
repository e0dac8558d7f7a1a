"""The estimate API and the settlement of a plan say the same of whatever happened in it."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from apprenticeship.during import actions as during
from apprenticeship.models import Apprentice, Pause
from lib.refused import Refused
from subsidies.bundles.reckoning import reckon
from tests.apprenticeship import partners as two
from tests.apprenticeship import settled
from tests.apprenticeship.test_settling_lives import HOURS, LIVED, SLOW
from tests.subsidies.asking import answer
from treasury.models import Obligation, Part, Recovery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


@pytest.fixture
def both(time_machine):
    time_machine.move_to(settled.ACCEPTED, tick=False)
    return two.partners()


APPRENTICES = st.fixed_dictionaries({
    "share": st.sampled_from([0, 75, 80, 100]), "insured": st.integers(0, 13),
    "certified": st.none() | st.integers(-3, 8), "stopped": st.none() | st.integers(0, 360),
    "paused": st.none() | st.tuples(st.integers(0, 300), st.integers(0, 80)), "contract": st.sampled_from([11, 12, 36]),
})  # fmt: skip


@given(people=st.lists(APPRENTICES, min_size=1, max_size=4), advance=st.booleans())
@settings(suppress_health_check=SLOW, max_examples=LIVED, phases=[Phase.explicit, Phase.generate])
def test_the_api_and_the_settlement_say_the_same(both, people, advance):
    with transaction.atomic():
        settled.funded()
        plan = two.agreed(both, len(people), **HOURS)
        rows = settled.rows(plan)
        for row, told in zip(rows, people, strict=True):
            Apprentice.objects.filter(pk=row.pk).update(contract_months=told["contract"])
        if all(told["contract"] < 12 for told in people):
            return transaction.set_rollback(True)  # nobody fits: it cannot be filed
        plan = settled.filed_and_accepted(both, plan)
        if advance:
            settled.advanced(both, plan)
        for row, told in zip(settled.rows(plan), people, strict=True):
            so(both, row, told)
        paid = 0 if not advance else Part.objects.filter(live=True).aggregate(sum=Sum("amount"))["sum"] or 0
        said = answer("apprenticeship", facts(people, paid))
        owed, back = net(both, plan)
        assert (f"{owed / 100:.2f}", f"{back / 100:.2f}") == (said["amount"], said["recovery"])
        found = reckon("AP", [plan.pk], settled.OVER.date())
        each = dict(zip(found.person.tolist(), found.due.tolist(), strict=True))
        # who never fitted and left is not even looked at
        assert [f"{each.get(row.person_id, 0) / 100:.2f}" for row in rows] == [
            one["amount"] for one in said["apprentices"]
        ]
        transaction.set_rollback(True)


def net(both, plan) -> tuple[int, int]:
    """What the settlement sends to the bank, and what it asks back."""
    before = set(Obligation.objects.values_list("pk", flat=True))
    try:
        made = settled.asked(both, plan, settled.OVER)
    except Refused:
        return 0, 0
    if made is not None:
        settled.granted(made, settled.OVER)
    fresh = Obligation.objects.exclude(pk__in=before)
    return sum(row.owed for row in fresh), sum(row.amount for row in Recovery.objects.all())


def so(both, row: Apprentice, told: dict) -> None:
    """What the registers and the plan say of somebody, from what was told."""
    settled.taught(both, row, told["share"])
    settled.insured(both, row, month_after(told["insured"]))
    if told["certified"] is not None:
        settled.certified(row, settled.LAST + timedelta(days=told["certified"]))
    at, today = settled.OVER, settled.LAST
    if told["paused"]:
        since, days = told["paused"]
        Pause.objects.create(
            apprentice=row, since=day(since), until=day(since + days), why="病假", made_at=at
        )  # fmt: skip
    if told["stopped"] is not None:
        during.stop(pk=row.pk, on=day(told["stopped"]), words="离职", actor=both.enterprise.actor, at=at, today=today)


def facts(people: list[dict], paid: int) -> dict:
    """The same as anybody would tell the API."""
    return {
        "stage": "settlement", "filed_on": str(two.ON), "first_day": str(two.FIRST), "planned_months": two.MONTHS,
        "city_leave": False, "occupation": two.FITTER, "level": 4, "urgent": None, "advance_paid": f"{paid / 100:.2f}",
        "apprentices": [
            {
                "contract_began": "2026-08-03", "contract_months": told["contract"], "moved_on": None,
                "insured_first": True, "insured_last": insured_last(told), "has_mentor": True, "has_teacher": True,
                "mentor_apprentices": len(people), "months": whole_months(told), "finished": told["stopped"] is None,
                "certificate": told["certified"] is not None and told["certified"] <= 7,
                "hours": {area: [8 * told["share"] // 100, 8] for area in HOURS}, "overlaps": False, "paid": [],
            }
            for told in people
        ],
    }  # fmt: skip


def insured_last(told: dict) -> bool:
    last = settled.LAST if told["stopped"] is None else day(told["stopped"])
    return month_after(told["insured"]) >= last.replace(day=1)


def whole_months(told: dict) -> int:
    """By hand: of the twelve from 7 September on those that are over by the last day and that no pause touches."""
    last = settled.LAST if told["stopped"] is None else day(told["stopped"])
    away = told["paused"] and (day(told["paused"][0]), day(told["paused"][0] + told["paused"][1]))
    count, begins = 0, two.FIRST
    for nth in range(1, 13):
        year, month = divmod(2026 * 12 + 8 + nth, 12)
        ends = date(year, month + 1, 6)
        count += ends <= last and not (away and away[0] <= ends and away[1] >= begins)
        begins = ends + timedelta(days=1)
    return count


def day(after: int) -> date:
    return two.FIRST + timedelta(days=after)


def month_after(months: int) -> date:
    year, month = divmod(two.MONTH + months, 12)
    return date(year, month + 1, 1)
