"""Who is hired later joins a plan that is held: from an own first day, once both have confirmed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from apprenticeship.desk import shown
from apprenticeship.during import actions as during
from apprenticeship.entering import actions, joining, picking
from apprenticeship.facts import case_of
from apprenticeship.models import Apprentice, Plan
from lib.refused import Refused
from people.models import InsuranceSpan
from subsidies.models import Entitlement, Taken
from tests.apprenticeship import partners, settled
from tests.people import cast
from tests.records.joining import signed_in, text
from tests.training.schools import a_reviewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
LATER = datetime(2026, 11, 20, 2, tzinfo=UTC)
OWN = date(2026, 11, 16)


@pytest.fixture
def both(time_machine):
    time_machine.move_to(LATER, tick=False)
    return partners.partners()


@pytest.fixture
def plan(both):
    return settled.accepted(both, 1)


def joins(both, plan, nth=5, by=None, at=LATER, **other) -> Apprentice:
    told = partners.told(both, contract_began=date(2026, 10, 12), first_day=OWN) | other
    row = actions.propose(
        plan=plan.pk, name=partners.name(nth), document="01", number=cast.number(nth), given=told,
        actor=(by or both.enterprise).actor, at=at,
    )  # fmt: skip
    InsuranceSpan.objects.create(
        person=row.person, employer_code=both.enterprise.organisation.code, employer_kind="E",
        first_month=partners.MONTH, last_month=partners.MONTH + 3, since_run=1, relation_began=date(2026, 10, 12),
    )  # fmt: skip
    return row


def confirmed(both, plan, which=None):
    return actions.confirm(plan=plan.pk, which=which, actor=both.school.actor, at=LATER)


def test_who_joins_counts_once_both_have_confirmed_and_not_before(both, plan):
    row = joins(both, plan)
    assert (row.state, row.months) == ("proposed", 9), "whole months that are left"
    assert not Taken.objects.filter(person=row.person).exists()
    assert not Entitlement.objects.filter(person=row.person).exists()
    assert confirmed(both, plan) == 1
    row.refresh_from_db()
    assert (row.state, row.right is not None) == ("confirmed", True)
    assert Taken.objects.get(person=row.person).since == OWN
    assert confirmed(both, plan) == 0, "twice is once"
    assert Taken.objects.filter(owner=plan.pk).count() == 2, "whoever was there stays as he was"


def test_trusted_it_stands_at_once(both, plan):
    partners.actions.trust(pk=plan.pk, yes=True, actor=both.enterprise.actor, at=LATER)
    row = joins(both, plan, by=both.school)
    # the register did not know him when he was entered: the rule gives nothing, and nothing is promised
    assert (row.state, row.right) == ("confirmed", None)
    assert Taken.objects.filter(person=row.person).exists()


@pytest.mark.parametrize(
    ("first", "code"),
    [
        (date(2026, 9, 1), "first_day"), (LATER.date() - timedelta(days=32), "first_day"),
        (date(2027, 9, 7), "first_day"), (date(2027, 8, 20), "first_day"), (None, "first_day"),
    ],
)  # fmt: skip
def test_a_first_day_outside_the_plan_or_long_ago_is_refused(both, plan, first, code):
    with pytest.raises(Refused) as refusal:
        joins(both, plan, first_day=first)
    assert refusal.value.code == code
    assert not Apprentice.objects.filter(plan=plan, state="proposed").exists()


def test_at_the_edge_it_is_taken_and_no_more_months_than_are_left(both, plan):
    with pytest.raises(Refused) as refusal:
        joins(both, plan, months=10)
    assert refusal.value.code == "months"
    assert joins(both, plan, first_day=LATER.date() - timedelta(days=31)).months == 10


def test_what_both_confirmed_in_a_plan_that_is_held_is_neither_amended_nor_taken_out(both, plan):
    row = joins(both, plan)
    given = partners.told(both, contract_began=date(2026, 10, 12), first_day=OWN, months=9, mentor=None)
    changed = actions.amend(pk=row.pk, given=given, actor=both.enterprise.actor, at=LATER)
    assert changed.mentor is None
    confirmed(both, plan)
    for act in (
        lambda: actions.amend(pk=row.pk, given=partners.told(both), actor=both.enterprise.actor, at=LATER),
        lambda: actions.take_out(
            pk=row.pk, words="不来了", actor=both.enterprise.actor, at=LATER, on=LATER.date()
        ),
    ):  # fmt: skip
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "stands"
    gone = during.stop(
        pk=row.pk, on=OWN, words="离职了", actor=both.enterprise.actor, at=LATER, today=LATER.date()
    )  # fmt: skip
    assert gone.state == "gone"


def test_who_was_entered_before_and_never_confirmed_says_an_own_first_day_first(both):
    made = partners.agreed(both, 1)
    partners.proposed(both, made, 7)
    plan = settled.filed_and_accepted(both, made)
    with pytest.raises(Refused) as refusal:
        confirmed(both, plan)
    row = Apprentice.objects.get(plan=plan, state="proposed")
    assert partners.name(7) in refusal.value.message and row.school_at is None
    given = partners.told(both, first_day=OWN)
    actions.amend(pk=row.pk, given=given, actor=both.enterprise.actor, at=LATER)
    assert confirmed(both, plan) == 1


def test_a_plan_that_is_over_takes_nobody(both, plan):
    with pytest.raises(Refused) as refusal:
        joins(both, plan, first_day=date(2027, 8, 1), at=datetime(2027, 9, 7, 2, tzinfo=UTC))
    assert refusal.value.code == "state"


def test_new_people_are_picked_for_a_later_first_day(both, plan):
    person = cast.a_person(partners.name(6), nth=6)
    span = InsuranceSpan.objects.create(
        person=person, employer_code=both.enterprise.organisation.code, employer_kind="E", since_run=1,
        first_month=partners.MONTH, last_month=partners.MONTH + 3, relation_began=date(2026, 11, 2),
    )  # fmt: skip
    given = {"contract_months": 36, "mentor": both.enterprise.guide, "teacher": both.school.guide}

    def pick(first):
        return picking.pick(
            plan=plan.pk, which=[person.pk], given=given | {"first_day": first}, actor=both.enterprise.actor, at=LATER,
            on=LATER.date(),
        )  # fmt: skip

    with pytest.raises(Refused) as refusal:
        pick(span.relation_began - timedelta(days=1))
    assert refusal.value.code == "first_day"
    [row] = pick(OWN)
    assert (row.first_day, row.months, row.state) == (OWN, 9, "proposed")


def test_a_settlement_pays_who_joined_for_the_months_he_was_there(both, plan):
    row = joins(both, plan)
    confirmed(both, plan)
    for each in settled.finished(both, plan):
        each.refresh_from_db()
    made = settled.asked(both, plan, settled.OVER)
    assert made is not None
    amounts = dict(made.lines.values_list("entitlement__person", "amount"))
    other = settled.rows(plan)[0].person_id
    assert amounts[row.person_id] * 12 == amounts[other] * 9


def test_both_parties_walk_it_and_the_district_sees_who_came_later(both, plan):
    enterprise, school = signed_in(both.enterprise.user), signed_in(both.school.user)
    page = text(enterprise.get(f"/plans/{plan.pk}/"))
    assert "备案以后新招的学徒可以接着录入" in page
    told = {
        "name": partners.name(5), "number": cast.number(5), "contract_began": "2026-10-12", "contract_months": "36",
        "moved_on": "", "first_day": "", "months": "", "mentor": both.enterprise.guide.pk,
        "teacher": both.school.guide.pk,
    }  # fmt: skip
    here = f"/plans/{plan.pk}/apprentices/new/"
    assert enterprise.post(here, told).status_code == 200 and Apprentice.objects.filter(plan=plan).count() == 1
    told["first_day"] = "2026-11-16"
    assert "等另一方确认" in text(enterprise.post(here, told, follow=True))
    assert "确认后来的学徒，1 名" in text(school.get("/plans/"))
    assert "已确认 1 名" in text(school.post(f"/plans/{plan.pk}/apprentices/confirm/", {"all": "1"}, follow=True))
    assert "1 名是备案以后来的" in text(signed_in(a_reviewer("110101", "later")).get(f"/desk/plans/{plan.pk}/"))
    row = Apprentice.objects.get(plan=plan, first_day=OWN)
    assert "中途离开" in text(enterprise.get(f"/plans/apprentices/{row.pk}/"))


def test_the_pick_page_asks_for_the_first_day(both, plan):
    client = signed_in(both.enterprise.user)
    person = cast.a_person(partners.name(6), nth=6)
    InsuranceSpan.objects.create(
        person=person, employer_code=both.enterprise.organisation.code, employer_kind="E", since_run=1,
        first_month=partners.MONTH, last_month=partners.MONTH + 3, relation_began=date(2026, 11, 2),
    )  # fmt: skip
    told = {"contract_months": "36", "mentor": "", "teacher": "", "person": person.pk}
    here = f"/plans/{plan.pk}/apprentices/pick/"
    assert "本人开始日期" in text(client.get(here))
    client.post(here, told)
    assert not Apprentice.objects.filter(person=person).exists()
    client.post(here, told | {"first_day": "2026-11-16"})
    assert Apprentice.objects.get(person=person).first_day == OWN


def test_who_stood_when_it_was_accepted_did_not_come_later(both, plan):
    plan = Plan.objects.get(pk=plan.pk)
    row = settled.rows(plan)[0]
    assert joining.came_later(row, plan) is None
    assert shown.Row(row, OWN, OWN, []).came_later is None


def test_an_own_first_day_brings_the_months_that_are_left_also_before_the_plan_is_filed(both):
    plan = partners.agreed(both, 2)
    Apprentice.objects.filter(pk=plan.apprentices.order_by("pk")[0].pk).update(first_day=date(2027, 3, 7))
    told = case_of(plan, settled.rows(plan), partners.ON)
    assert [one["planned_months"] for one in told["apprentices"]] == [6, None]
