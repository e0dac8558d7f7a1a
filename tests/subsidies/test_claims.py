"""A claim from its draft to the city's decision: every step, and every step that is not to be had."""

from datetime import date, timedelta

import pytest

from lib.refused import Refused
from people.actor import NOBODY
from records import events
from subsidies import lifecycle
from subsidies.actions import claims, many, review
from subsidies.models import Application, Determination, Entitlement, Line, Message
from tests.subsidies import claiming, town
from tests.subsidies.claiming import AT

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


@pytest.fixture
def person():
    return claiming.claimant()


@pytest.fixture
def city():
    return claiming.official("city")


@pytest.fixture
def reviewer():
    return claiming.official("reviewer")


@pytest.fixture
def unclear():
    """One whose months are enough only with those that were deferred."""
    person = claiming.claimant("示缓缴", months=0)
    town.insured(person, town.month_of(town.ON) - 12, town.month_of(town.ON) + 12, deferred=True)
    return person


def refused(code, call, *args, **more):
    with pytest.raises(Refused) as caught:
        call(*args, **more)
    assert caught.value.code == code, caught.value.message
    assert caught.value.message
    return caught.value


def verbs(application):
    return [event.verb for event in events.of(lifecycle.chain(application))]


def test_a_clear_claim_skips_the_district_and_is_granted_by_one_person(person, city):
    made = claiming.handed_in(person)
    assert (made.state, made.amount, made.clear, made.flags) == ("city", 150000, True, "")
    assert made.first_by_id is None and made.first_determination == made.determination
    assert made.number == f"SU20250930{made.pk:07d}" and made.district_id == claiming.HERE
    assert made.due_on == date(2025, 10, 14)  # the 1st to the 8th are free, Saturday the 11th is worked
    done = review.approve(pk=made.pk, actor=city, at=LATER)
    assert (done.state, done.second_by_id, done.due_on) == ("approved", city.user_id, None)
    [line] = done.lines.all()
    assert (line.state, line.amount, line.kind) == ("cleared", 150000, "claim")
    assert verbs(done) == ["submit-clear", "approve"]
    assert [row.kind for row in Message.objects.order_by("id")] == ["received", "approved"]
    assert list(Determination.objects.values_list("trigger", flat=True)) == ["submission", "decision"]
    assert not list(events.broken())


def test_what_was_looked_at_before_a_colleague_moved_it_is_not_decided(person, city):
    made = claiming.handed_in(person)
    review.hold(pk=made.pk, actor=claiming.official("city", "second"), at=AT, note="等社保核实")
    review.release(pk=made.pk, actor=city, at=AT)
    refused("faster", review.approve, pk=made.pk, actor=city, at=AT, seen=made.version)
    done = many.approve(pks=[made.pk], actor=city, at=AT, seen={made.pk: made.version})
    assert (done.approved, list(done.left)) == (0, [made.pk])
    assert review.approve(pk=made.pk, actor=city, at=AT, seen=made.version + 2).state == "approved"


def test_one_that_is_not_clear_takes_the_district_and_the_city(unclear, reviewer, city):
    made = claiming.handed_in(unclear)
    assert (made.state, made.clear, made.flags) == ("district", False, "RULE")
    refused("state", review.approve, pk=made.pk, actor=city, at=AT)
    advised = review.advise(pk=made.pk, actor=reviewer, at=AT)
    assert (advised.state, advised.first_by_id, advised.first_says) == ("city", reviewer.user_id, "approve")
    assert review.approve(pk=made.pk, actor=city, at=AT).state == "approved"


def test_who_advised_does_not_decide_whatever_roles_are_held(unclear):
    both = claiming.official("reviewer", "both")
    from people.actions import grant_role
    from people.models import User

    user = User.objects.get(pk=both.user_id)
    grant_role(user=user, role="city", by=None, at=AT)
    from people.actor import actor_of

    both = actor_of(User.objects.get(pk=user.pk))
    made = claiming.handed_in(unclear)
    review.advise(pk=made.pk, actor=both, at=AT)
    refused("not-yours", review.approve, pk=made.pk, actor=both, at=AT)
    refused("not-yours", review.refuse, pk=made.pk, reason="conditions", actor=both, at=AT, note="不符合")


def test_of_another_district_there_is_nothing_to_see_or_do(unclear):
    stranger = claiming.official("reviewer", district=claiming.THERE)
    made = claiming.handed_in(unclear)
    assert not Application.objects.visible_to(stranger).exists()
    refused("not-yours", review.advise, pk=made.pk, actor=stranger, at=AT)
    refused("not-yours", review.take, pk=made.pk, actor=stranger, at=AT)


def test_nobody_elses_claim_is_to_be_had(person):
    other = claiming.worker(claiming.claimant("示旁人"))
    made = claiming.draft(person)
    for actor in (other, NOBODY):
        refused("not-yours", claims.submit, pk=made.pk, actor=actor, at=AT)
        refused("not-yours", claims.withdraw, pk=made.pk, actor=actor, at=AT)
    refused("not-yours", claims.start, scheme="SU", person=person.pk, subject=person.pk, actor=other, at=AT)


def test_handed_in_twice_is_one_claim(person):
    made = claiming.handed_in(person)
    again = claims.submit(pk=made.pk, actor=claiming.worker(person), at=LATER)
    assert (again.version, Entitlement.objects.count(), Line.objects.count()) == (made.version, 1, 1)
    assert claims.start(
        scheme="SU", person=person.pk, subject=person.pk, actor=claiming.worker(person), at=AT
    ) == made  # fmt: skip


def test_a_second_certificate_of_the_same_skill_is_refused_while_one_is_on_its_way(person):
    claiming.handed_in(person)
    town.certificate(person, entry=77_000)
    second = claiming.draft(person, subject=77_000)
    caught = refused("SU-ONCE", claims.submit, pk=second.pk, actor=claiming.worker(person), at=AT)
    assert "在办" in caught.message
    second.refresh_from_db()
    assert second.state == "draft" and second.account_id


def test_taken_back_it_may_be_asked_for_again(person, city):
    made = claiming.handed_in(person)
    back = claims.withdraw(pk=made.pk, actor=claiming.worker(person), at=AT)
    assert back.state == "withdrawn" and not Entitlement.objects.filter(alive=True).exists()
    refused("state", review.approve, pk=made.pk, actor=city, at=AT)
    again = claiming.handed_in(person)
    assert again.pk != made.pk and again.state == "city"
    assert review.approve(pk=again.pk, actor=city, at=AT).state == "approved"


def test_what_was_approved_is_not_taken_back_by_the_applicant(person, city):
    made = claiming.approved(person, city)
    refused("state", claims.withdraw, pk=made.pk, actor=claiming.worker(person), at=AT)


def test_without_an_account_it_is_not_handed_in(person):
    actor = claiming.worker(person)
    made = claims.start(scheme="SU", person=person.pk, subject=person.pk, actor=actor, at=AT)
    refused("account", claims.submit, pk=made.pk, actor=actor, at=AT)


def test_the_clock_stands_still_while_the_applicant_completes(unclear, reviewer):
    made = claiming.handed_in(unclear)
    assert made.due_on == date(2025, 10, 14)
    sent = review.ask_for_more(pk=made.pk, reason="evidence", actor=reviewer, at=LATER, note="请补工资条")
    assert (sent.state, sent.days_left, sent.returns) == ("returned", 5, 1)
    actor = claiming.worker(unclear)
    back = claims.submit(pk=made.pk, actor=actor, at=AT + timedelta(days=20), note="补好了")
    assert back.state == "district" and back.days_left is None
    assert back.due_on == claims.clocks.after(sent.days_left, date(2025, 10, 20))
    refused("once", review.ask_for_more, pk=made.pk, reason="evidence", actor=reviewer, at=LATER, note="再补")
    assert back.submitted_at == AT, "the day it was applied on stays"


def test_what_is_not_completed_in_time_counts_as_taken_back(unclear, reviewer):
    made = claiming.handed_in(unclear)
    sent = review.ask_for_more(pk=made.pk, reason="evidence", actor=reviewer, at=AT, note="请补工资条")
    refused("early", claims.lapse, pk=made.pk, at=AT)
    late = AT + (sent.due_on - claims.day_of(AT)) + timedelta(days=1)
    assert claims.lapse(pk=made.pk, at=late).state == "withdrawn"
    assert not Entitlement.objects.filter(alive=True).exists()


def test_a_rule_that_says_no_is_not_overruled_by_anybody(reviewer, city):
    person = claiming.claimant("示新人", months=3)
    made = claiming.handed_in(person)
    assert (made.state, made.amount) == ("district", 0)
    refused("refused-by-rule", review.advise, pk=made.pk, actor=reviewer, at=AT)
    sent = review.advise_against(pk=made.pk, reason="conditions", actor=reviewer, at=AT, note="月数不够")
    refused("advice", review.approve, pk=made.pk, actor=city, at=AT)
    done = review.refuse(pk=sent.pk, reason="conditions", actor=city, at=AT, note="月数不够")
    assert (done.state, done.reason) == ("refused", "conditions")
    assert [line.state for line in done.lines.all()] == ["closed"]
    assert claiming.handed_in(person).pk != made.pk, "after a refusal it may be asked for again"


def test_what_changed_meanwhile_is_shown_before_anything_is_granted(person, city):
    made = claiming.handed_in(person)
    town.paid(person, date(2025, 9, 1), run=1)
    refused("refused-by-rule", review.approve, pk=made.pk, actor=city, at=AT)
    made.refresh_from_db()
    assert (made.state, made.amount, made.clear, made.flags) == ("city", 0, False, "RULE")
    assert verbs(made) == ["submit-clear", "changed"]
    assert Determination.objects.last().failed == "SU-ONCE SU-CAP"


def test_a_held_case_is_granted_by_nobody(person, city):
    made = claiming.handed_in(person)
    refused("note", review.hold, pk=made.pk, actor=city, at=AT, note=" ")
    review.hold(pk=made.pk, actor=city, at=AT, note="等社保核实")
    refused("not-yours", review.approve, pk=made.pk, actor=city, at=AT)
    review.release(pk=made.pk, actor=city, at=AT)
    assert review.approve(pk=made.pk, actor=city, at=AT).state == "approved"


def test_many_at_once_are_the_clear_ones_alone(unclear, city, reviewer):
    clear = [
        claiming.handed_in(claiming.claimant(f"示{n}"), number=card) for n, card in zip("甲乙", CARDS, strict=True)
    ]
    other = claiming.handed_in(unclear)
    review.advise(pk=other.pk, actor=reviewer, at=AT)
    done = many.approve(pks=[*(one.pk for one in clear), other.pk], actor=city, at=AT)
    assert (done.approved, done.amount, list(done.left)) == (2, 300000, [other.pk])


CARDS = (claiming.CARD, claiming.OTHER_CARD)


def test_a_decision_is_undone_while_no_money_is_on_its_way(person, city):
    made = claiming.approved(person, city)
    back = review.reopen(pk=made.pk, actor=city, at=AT, note="看错了")
    assert (back.state, back.second_by_id, back.lines.get().state) == ("city", None, "open")
    assert review.approve(pk=made.pk, actor=city, at=AT).lines.get().state == "cleared"
    Line.objects.update(state="paid")
    refused("paid", review.reopen, pk=made.pk, actor=city, at=AT, note="看错了")


def test_a_refusal_undone_lives_again_unless_it_was_asked_for_anew(city, reviewer):
    person = claiming.claimant("示新人", months=3)
    made = claiming.handed_in(person)
    review.advise_against(pk=made.pk, reason="conditions", actor=reviewer, at=AT, note="月数不够")
    review.refuse(pk=made.pk, reason="conditions", actor=city, at=AT, note="月数不够")
    back = review.reopen(pk=made.pk, actor=city, at=AT, note="漏算了")
    assert back.state == "city" and Entitlement.objects.get().alive
    review.refuse(pk=made.pk, reason="conditions", actor=city, at=AT, note="月数不够")
    claiming.handed_in(person)
    refused("again", review.reopen, pk=made.pk, actor=city, at=AT, note="漏算了")


def test_the_same_account_for_two_persons_is_for_a_person_to_judge(person):
    claiming.handed_in(person)
    twin = claiming.handed_in(claiming.claimant("示共卡"))
    assert (twin.state, twin.flags, twin.clear) == ("district", "SAME-ACCOUNT", False)


def test_who_entered_it_at_a_counter_acts_for_the_person_and_decides_nothing(person):
    counter = claiming.official("counter")
    made = claiming.handed_in(person, counter)
    assert made.entered_by_id == counter.user_id and made.state == "city"
    assert list(Application.objects.visible_to(claiming.official("counter", "other"))) == []
    refused("not-yours", review.approve, pk=made.pk, actor=counter, at=AT)
    assert claims.withdraw(pk=made.pk, actor=claiming.worker(person), at=AT).state == "withdrawn"
