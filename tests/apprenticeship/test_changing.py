"""Another school or another level for a whole plan: with the word of all sides, and of the district."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from apprenticeship.changing import actions
from apprenticeship.differing import actions as differing
from apprenticeship.models import Apprentice, Plan, PlanChange
from lib.refused import Refused
from people.models import User
from subsidies.models import Entitlement
from tests.apprenticeship import partners as two
from tests.apprenticeship import settled
from tests.apprenticeship.settled import ACCEPTED
from tests.people import cast
from tests.records.joining import signed_in, text
from tests.training.settled import official

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
ON = ACCEPTED.date()


@pytest.fixture
def both(time_machine):
    time_machine.move_to(ACCEPTED, tick=False)
    settled.funded()
    return two.partners()


@pytest.fixture
def plan(both) -> Plan:
    return settled.accepted(both, 2)


def school(new: two.Party) -> dict:
    return {
        "school": new.organisation, "agreement": "示例协议第9号", "agreed_on": date(2026, 9, 1),
        "agreed_until": date(2028, 12, 31),
    }  # fmt: skip


def proposed(both, plan: Plan, kind: str, given: dict) -> PlanChange:
    return actions.propose(
        plan=plan.pk,
        kind=kind,
        given=given,
        words="原来的安排办不下去",
        actor=both.enterprise.actor,
        at=ACCEPTED,
        on=ON,
    )


def test_a_school_takes_over_once_both_schools_and_the_district_agree(both, plan):
    new = two.partners(4).school
    enterprise, district = signed_in(both.enterprise.user), User.objects.get(pk=official("reviewer", "110101").user_id)
    page = reverse("plans:new-change", args=[plan.pk, "school"])
    assert "请填理由" in text(enterprise.post(page, school(new) | {"school": new.organisation.pk}))
    enterprise.post(page, school(new) | {"school": new.organisation.pk, "words": "原院校停办这个专业"})
    made = PlanChange.objects.get()
    for party in (both.school, new):
        client = signed_in(party.user)
        assert "答复换合作院校" in text(client.get("/plans/"))
        assert "原院校停办这个专业" in text(client.get(reverse("plans:change", args=[made.pk])))
        made.refresh_from_db()
        assert made.state == "open"
        if party is new:
            client.post(reverse("plans:change-agree", args=[made.pk]))
            made.refresh_from_db()
            assert made.new_at is None, "without a teacher"
        client.post(reverse("plans:change-agree", args=[made.pk]), {"teacher": party.guide.pk})
    made.refresh_from_db()
    assert made.state == "filed"
    desk = signed_in(district)
    assert "换合作院校" in text(desk.get(reverse("plan-desk:waiting")))
    assert new.organisation.name in text(desk.get(reverse("plan-desk:change", args=[made.pk])))
    desk.post(reverse("plan-desk:accept-change", args=[made.pk]))
    plan.refresh_from_db()
    assert (plan.school, plan.agreement) == (new.organisation, "示例协议第9号")
    assert {row.teacher for row in Apprentice.objects.filter(plan=plan)} == {new.guide}
    assert signed_in(new.user).get(reverse("plans:one", args=[plan.pk])).status_code == 200
    assert signed_in(both.school.user).get(reverse("plans:one", args=[plan.pk])).status_code == 404


def test_a_teacher_of_the_school_that_leaves_is_not_agreed_to_afterwards(both, plan):
    new, row = two.partners(4).school, settled.rows(plan)[0]
    other = two.actions.add_guide(
        organisation=both.school.organisation, name="示新师", document="01", number=cast.number(9701),
        qualification="讲师", actor=both.school.actor,
    )  # fmt: skip
    said = differing.say(
        pk=row.pk, code="B-TEACHER", value=other, words="换一位老师", actor=both.school.actor, at=ACCEPTED, on=ON
    )
    made = proposed(both, plan, "school", school(new))
    for party in (both.school, new):
        actions.agree(pk=made.pk, actor=party.actor, at=ACCEPTED, on=ON, teacher=party.guide)
    actions.accept(pk=made.pk, actor=official("reviewer", "110101"), at=ACCEPTED, on=ON)
    with pytest.raises(Refused):
        differing.accept(pk=said.pk, actor=both.enterprise.actor, at=ACCEPTED, on=ON)
    row.refresh_from_db()
    said.refresh_from_db()
    assert (row.teacher, said.state, said.words) == (new.guide, "lapsed", "换了合作院校")


def test_a_level_moves_the_money_and_the_right_before_anything_is_asked_for(both, plan):
    enterprise = signed_in(both.enterprise.user)
    shown = text(enterprise.get(reverse("plans:new-change", args=[plan.pk, "level"])))
    assert "¥12,000.00 → ¥14,000.00" in shown, "5,000 and 6,000 a year, and 1,000 more where urgent"
    made = proposed(both, plan, "level", {"level": 3})
    actions.agree(pk=made.pk, actor=both.school.actor, at=ACCEPTED, on=ON)
    actions.accept(pk=made.pk, actor=official("reviewer", "110101"), at=ACCEPTED, on=ON)
    rights = Entitlement.objects.filter(scheme="AP", alive=True)
    assert {one.skill for one in rights} == {f"{two.FITTER}/3"} and rights.count() == 2
    asked = settled.asked(both, plan)
    assert asked is not None and asked.amount == 700_000


def test_once_money_was_asked_for_the_level_stays(both, plan):
    made = proposed(both, plan, "level", {"level": 3})
    actions.agree(pk=made.pk, actor=both.school.actor, at=ACCEPTED, on=ON)
    settled.asked(both, plan)
    with pytest.raises(Refused) as refusal:
        actions.accept(pk=made.pk, actor=official("reviewer", "110101"), at=ACCEPTED, on=ON)
    assert refusal.value.code == "level"
    actions.withdraw(pk=made.pk, actor=both.enterprise.actor, at=ACCEPTED)
    with pytest.raises(Refused):
        proposed(both, plan, "level", {"level": 3})


def test_one_no_is_enough_and_silence_lapses(both, plan):
    new = two.partners(4).school
    made = proposed(both, plan, "school", school(new))
    actions.decline(pk=made.pk, words="本院校愿意继续", actor=both.school.actor, at=ACCEPTED, on=ON)
    made = proposed(both, plan, "school", school(new))
    after = made.due_on + timedelta(days=1)
    at = datetime.combine(after, ACCEPTED.timetz())
    with pytest.raises(Refused):
        actions.agree(pk=made.pk, actor=new.actor, at=at, on=after)
    assert actions.lapse(made.due_on, at) == 0 and actions.lapse(after, at) == 1
    made.refresh_from_db()
    assert made.state == "lapsed"


def test_one_at_a_time_and_nobody_else_s(both, plan):
    made = proposed(both, plan, "level", {"level": 3})
    with pytest.raises(Refused) as refusal:
        proposed(both, plan, "level", {"level": 2})
    assert refusal.value.code == "twice"
    stranger = two.partners(5)
    for actor in (stranger.school.actor, stranger.enterprise.actor, both.enterprise.actor, official("city")):
        with pytest.raises(Refused):
            actions.agree(pk=made.pk, actor=actor, at=ACCEPTED, on=ON)
    actions.agree(pk=made.pk, actor=both.school.actor, at=ACCEPTED, on=ON)
    for actor in (official("reviewer", "110102"), official("city"), both.school.actor):
        with pytest.raises(Refused):
            actions.accept(pk=made.pk, actor=actor, at=ACCEPTED, on=ON)
    assert signed_in(stranger.school.user).get(reverse("plans:change", args=[made.pk])).status_code == 404


def test_the_agreement_of_the_new_school_lasts_to_the_end(both, plan):
    with pytest.raises(Refused) as refusal:
        proposed(both, plan, "school", school(two.partners(4).school) | {"agreed_until": date(2027, 1, 1)})
    assert refusal.value.code == "agreed_until"
