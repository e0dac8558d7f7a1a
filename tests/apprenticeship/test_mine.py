"""One's own apprenticeships, and “this is not me”."""

from datetime import timedelta

import pytest
from django.urls import reverse

from apprenticeship.mine import actions
from apprenticeship.models import Apprentice
from lib.refused import Refused
from people.actor import actor_of
from people.models import User
from people.signin import account_of
from subsidies.models import Entitlement, Taken
from tests.apprenticeship import partners as two
from tests.apprenticeship import settled
from tests.apprenticeship.settled import ACCEPTED, OVER
from tests.records.joining import signed_in, text
from tests.training.settled import official

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
ON = ACCEPTED.date()


@pytest.fixture
def both(time_machine):
    time_machine.move_to(ACCEPTED, tick=False)
    settled.funded()
    return two.partners()


def worker(row: Apprentice) -> User:
    return account_of(row.person)


def denied(row: Apprentice) -> Apprentice:
    return actions.deny(pk=row.pk, words="没有在这家企业工作过", actor=actor_of(worker(row)), at=ACCEPTED, on=ON)


def test_he_reads_what_stands_in_his_name_and_nothing_of_others(both):
    plan = settled.accepted(both, 2)
    settled.advanced(both, plan)
    mine, other = settled.rows(plan)
    client = signed_in(worker(mine))
    assert both.enterprise.organisation.name in text(client.get(reverse("apprenticeships-of-mine:list")))
    page = text(client.get(reverse("apprenticeships-of-mine:one", args=[mine.pk])))
    assert "¥3,000.00，已发放" in page and other.person.name not in page
    assert client.get(reverse("apprenticeships-of-mine:one", args=[other.pk])).status_code == 404


def test_a_draft_is_not_his_yet(both):
    row = two.proposed(both, two.a_plan(both))
    client = signed_in(worker(row))
    assert client.get(reverse("apprenticeships-of-mine:one", args=[row.pk])).status_code == 404


def test_denied_it_counts_nothing_until_the_district_has_answered(both, time_machine):
    plan = settled.accepted(both, 2)
    mine, other = settled.rows(plan)
    page = reverse("apprenticeships-of-mine:deny", args=[mine.pk])
    client = signed_in(worker(mine))
    assert "4到300个字" in text(client.post(page, {"words": "不"}))
    client.post(page, {"words": "我没有在这家企业工作过"})
    mine.refresh_from_db()
    assert mine.denied_at and mine.denial_due
    with pytest.raises(Refused) as refusal:
        settled.asked(both, plan)
    assert refusal.value.code == "denied"
    reviewer = signed_in(User.objects.get(pk=official("reviewer", "110101").user_id))
    desk = reverse("plan-desk:denial", args=[mine.pk])
    assert "不是本人" in text(reviewer.get(reverse("plan-desk:waiting")))
    assert "我没有在这家企业工作过" in text(reviewer.get(desk))
    reviewer.post(desk, {"true": "yes", "words": "企业没有拿出劳动合同，属实"})
    mine.refresh_from_db()
    assert (mine.state, mine.left_why, mine.denied_at) == ("gone", actions.NOT_THEM, None)
    assert not Entitlement.objects.get(pk=mine.right_id).alive
    assert not Taken.objects.filter(person=mine.person_id).exists()
    made = settled.asked(both, plan)
    assert made is not None and [line.entitlement.person_id for line in made.lines.all()] == [other.person_id]
    assert "核查属实" in text(client.get(reverse("apprenticeships-of-mine:one", args=[mine.pk])))


def test_not_so_and_it_stands(both):
    plan = settled.accepted(both, 2)
    mine = denied(settled.rows(plan)[0])
    actions.answer(
        pk=mine.pk, true=False, words="有合同和签到，不属实", actor=official("reviewer", "110101"), at=ACCEPTED, on=ON
    )  # fmt: skip
    made = settled.asked(both, plan)
    assert made is not None and made.lines.count() == 2


def test_what_was_paid_for_who_is_not_there_comes_back_at_the_settlement(both):
    plan = settled.accepted(both, 2)
    settled.advanced(both, plan)
    rows = settled.finished(both, plan)
    denied(rows[0])
    actions.answer(
        pk=rows[0].pk, true=True, words="查无此人，属实", actor=official("reviewer", "110101"), at=ACCEPTED, on=ON
    )  # fmt: skip
    made = settled.asked(both, plan, OVER)
    assert made is not None
    settled.granted(made, OVER)
    [line] = made.lines.all()
    assert line.amount == sum(one.amount for one in line.covered_by.all()) == 300_000


def test_another_district_and_the_parties_do_not_answer_it(both):
    mine = denied(settled.rows(settled.accepted(both, 2))[0])
    for actor in (official("reviewer", "110102"), official("city"), both.enterprise.actor):
        with pytest.raises(Refused):
            actions.answer(pk=mine.pk, true=True, words="属实的，查过了", actor=actor, at=ACCEPTED, on=ON)


def test_answered_once(both):
    mine = denied(settled.rows(settled.accepted(both, 2))[0])
    told = {"pk": mine.pk, "words": "查过了，属实的", "actor": official("reviewer", "110101"), "on": ON}
    actions.answer(true=True, at=ACCEPTED, **told)
    with pytest.raises(Refused):
        actions.answer(true=False, at=ACCEPTED + timedelta(hours=1), **told)
