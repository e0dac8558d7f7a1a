"""A plan of two parties, from the draft to the district's answer; and who learns in it."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from apprenticeship.desk import actions as desk
from apprenticeship.entering import actions as entering
from apprenticeship.models import Apprentice, Plan
from apprenticeship.plans import actions, judge, rules
from people.actor import actor_of
from people.models import District, User
from subsidies.models import EarlierPayment, Slot, Taken
from tests.apprenticeship import partners
from tests.people import cast
from tests.records.joining import text
from tests.training.schools import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
AT, ON = partners.AT, partners.ON


@pytest.fixture
def both():
    return partners.partners()


def reviewer(district: str = "110101"):
    there = User.objects.filter(username=f"r{district}").first()
    return actor_of(there or cast.official("reviewer", f"r{district}", district=District.objects.get(pk=district)))


def codes(found) -> list[str]:
    return sorted({one.code for one in found})


# --- two parties
def test_from_the_draft_to_the_district_s_yes(both):
    plan = partners.filed(both, 3)
    assert plan.due_on == date(2026, 9, 8) and plan.review == []
    plan = desk.accept(pk=plan.pk, actor=reviewer(), at=AT, on=ON)
    assert plan.state == "accepted" and plan.due_on is None
    assert Taken.objects.filter(scheme="AP", owner=plan.pk).count() == 3
    [days] = Slot.objects.filter(scheme="AP", owner=plan.pk)
    assert (days.first_day, days.last_day) == (date(2026, 9, 7), date(2027, 9, 6))


def test_what_changed_after_the_school_agreed_is_asked_anew(both):
    plan = partners.agreed(both)
    plan = actions.edit(pk=plan.pk, given=partners.given(both, practice=400), actor=both.enterprise.actor, at=AT)
    assert plan.state == "offered" and plan.school_at is None
    with refused("等院校确认"):
        actions.file(pk=plan.pk, actor=both.enterprise.actor, at=AT, on=ON)
    same = actions.edit(pk=plan.pk, given=partners.given(both, practice=400), actor=both.enterprise.actor, at=AT)
    assert same.state == "offered"


def test_each_party_does_its_own_and_a_stranger_nothing(both):
    other = partners.partners(2)
    plan = partners.a_plan(both)
    assert not Plan.objects.visible_to(both.school.actor).exists(), "a draft is the enterprise's alone"
    actions.offer(pk=plan.pk, actor=both.enterprise.actor, at=AT)
    assert Plan.objects.visible_to(both.school.actor).get() == plan
    for who, act, words in (
        (both.enterprise, actions.agree, "由院校办理"), (both.school, actions.offer, "由企业办理"),
        (other.school, actions.agree, "没有找到"), (other.enterprise, actions.agree, "没有找到"),
    ):  # fmt: skip
        with refused(words):
            act(pk=plan.pk, actor=who.actor, at=AT)
    back = actions.decline(pk=plan.pk, words="理论学时不够", actor=both.school.actor, at=AT)
    assert back.state == "draft"


def test_the_district_of_the_enterprise_answers_and_no_other(both):
    plan = partners.filed(both)
    with refused("没有找到这份计划"):
        desk.accept(pk=plan.pk, actor=reviewer("110105"), at=AT, on=ON)
    plan = desk.give_back(pk=plan.pk, words="请补第三名学徒的合同", actor=reviewer(), at=AT)
    assert plan.state == "returned" and not Slot.objects.filter(scheme="AP").exists()
    plan, _ = actions.file(pk=plan.pk, actor=both.enterprise.actor, at=AT, on=date(2026, 9, 3))
    assert plan.state == "filed" and plan.filed_on == ON, "the first filing's day stands"
    with refused("已经答复或者撤回"):
        desk.refuse(pk=actions.take_back(pk=plan.pk, actor=both.enterprise.actor, at=AT).pk, words="不予备案",
                    actor=reviewer(), at=AT)  # fmt: skip


def test_more_than_two_years_need_the_city_s_leave(both):
    plan = partners.agreed(
        both, 1, months=30, agreed_until=date(2029, 12, 31), leave_why="高级技师项目需要更长的在岗实训"
    )
    _, judged = actions.file(pk=plan.pk, actor=both.enterprise.actor, at=AT, on=ON)
    assert codes(judged.blocks) == ["AP-TERM"]
    city = actor_of(cast.official("city", "city-of-plans"))
    desk.grant_leave(pk=plan.pk, actor=city, at=AT, on=ON)
    plan, judged = actions.file(pk=plan.pk, actor=both.enterprise.actor, at=AT, on=ON)
    assert plan.state == "filed" and not judged.blocks


# --- who learns in it
def test_a_record_counts_once_both_have_confirmed_it(both):
    plan = partners.a_plan(both)
    actions.offer(pk=plan.pk, actor=both.enterprise.actor, at=AT)
    row = partners.proposed(both, plan)
    assert row.state == "proposed" and row.enterprise_at and not row.school_at
    assert codes(judge.a_plan(plan, ON).found) == ["L-APPRENTICES", "L-CONFIRMED"]
    assert entering.confirm(plan=plan.pk, which=[row.pk], actor=both.school.actor, at=AT) == 1
    assert entering.confirm(plan=plan.pk, which=None, actor=both.school.actor, at=AT) == 0
    row = entering.amend(pk=row.pk, given=partners.told(both, contract_months=24), actor=both.school.actor, at=AT)
    assert row.state == "proposed" and row.school_at and not row.enterprise_at, "whoever changes it has confirmed it"


def test_who_is_trusted_confirms_for_both_until_it_is_taken_back(both):
    plan = partners.a_plan(both)
    actions.offer(pk=plan.pk, actor=both.enterprise.actor, at=AT)
    actions.trust(pk=plan.pk, yes=True, actor=both.school.actor, at=AT)
    assert partners.proposed(both, plan, 1).state == "confirmed"
    assert partners.proposed(both, plan, 2, by=both.school).state == "proposed", "trust goes one way"
    actions.trust(pk=plan.pk, yes=False, actor=both.school.actor, at=AT)
    assert partners.proposed(both, plan, 3).state == "proposed"


@pytest.mark.parametrize(
    ("code", "other"),
    [
        ("AP-INSURED", {"insured": False}),
        ("AP-CONTRACT", {"contract_months": 11}),
        ("AP-RECRUIT", {"contract_began": date(2025, 9, 6)}),
        ("AP-DUAL", {"mentor": None}),
        ("", {"contract_began": date(2025, 9, 7)}),
        ("", {"contract_began": date(2020, 1, 1), "moved_on": date(2026, 8, 1), "contract_months": 120}),
        ("", {"contract_months": 12}),
    ],
)
def test_every_rule_of_the_subsidy_is_asked_when_somebody_is_entered(both, code, other):
    plan = partners.a_plan(both)
    row = partners.proposed(both, plan, **other)
    assert [line.code for line in judge.an_apprentice(row, ON)] == ([code] if code else [])


def test_an_earlier_payment_or_another_apprenticeship_is_found_at_entry(both):
    paid, elsewhere = partners.agreed(both, 2).apprentices.order_by("pk")
    EarlierPayment.objects.create(
        person=paid.person, scheme="TR", occupation=partners.FITTER, level=4, paid_on=date(2025, 1, 5), amount=1,
        since_run=1,
    )  # fmt: skip
    assert [line.code for line in judge.an_apprentice(paid, ON)] == ["AP-ONCE"]
    other = partners.partners(2)
    theirs = partners.a_plan(other)
    actions.offer(pk=theirs.pk, actor=other.enterprise.actor, at=AT)
    row = Apprentice.objects.create(plan=theirs, person=elsewhere.person, made_at=AT, **partners.told(other))
    entering.confirm(plan=theirs.pk, which=None, actor=other.enterprise.actor, at=AT)
    entering.confirm(plan=theirs.pk, which=None, actor=other.school.actor, at=AT)
    theirs.refresh_from_db()
    actions.take_up(theirs)
    assert [line.code for line in judge.an_apprentice(elsewhere, ON)] == ["AP-OVERLAP"]
    entering.take_out(pk=row.pk, words="去了另一家", actor=other.enterprise.actor, at=AT, on=ON)
    assert judge.an_apprentice(elsewhere, ON) == []


def test_one_who_is_refused_keeps_nobody_waiting_and_the_advance_is_half_of_the_others(both):
    plan = partners.agreed(both, 2)
    row = plan.apprentices.order_by("pk")[0]
    entering.amend(pk=row.pk, given=partners.told(both, contract_months=6), actor=both.enterprise.actor, at=AT)
    entering.confirm(plan=plan.pk, which=None, actor=both.school.actor, at=AT)
    judged = judge.a_plan(plan, ON)
    assert not judged.blocks and codes(judged.infos) == ["L-CONTRACT", "L-UNFIT"]
    assert (judged.good, judged.advance) == (1, 300_000), "level 4 is 5,000 yuan a year, and it is urgent"


def test_nine_apprentices_of_one_mentor_are_looked_at(both):
    judged = judge.a_plan(partners.agreed(both, 9), ON)
    assert codes(judged.reviews) == ["AP-RATIO"] and not judged.blocks


@pytest.mark.parametrize(
    ("code", "other"),
    [
        ("L-AGREEMENT", {"agreed_until": date(2027, 9, 5)}),
        ("L-AGREEMENT", {"agreed_on": date(2026, 9, 2)}),
        ("L-CONTENT", {"content": "培训"}),
        ("L-HOURS", {"theory": 0}),
        ("AP-LEVEL", {"level": 5}),
        ("AP-TERM", {"months": 11, "agreed_until": date(2030, 1, 1)}),
    ],
)
def test_what_blocks_a_plan_is_told_all_at_once_and_nothing_moves(both, code, other):
    plan, judged = actions.file(pk=partners.agreed(both, 1, **other).pk, actor=both.enterprise.actor, at=AT, on=ON)
    assert code in codes(judged.blocks) and plan.state == "agreed"


def test_last_year_s_plan_is_a_draft_again_without_anybody_in_it(both):
    old = partners.filed(both)
    new = actions.clone(pk=old.pk, first_day=date(2027, 9, 6), actor=both.enterprise.actor, at=AT)
    assert (new.state, new.practice, new.apprentices.count()) == ("draft", old.practice, 0)


# --- the database's word
@pytest.mark.parametrize(
    "change",
    ["state = 'agreed', school_at = NULL", "state = 'filed', due_on = NULL", "school_id = enterprise_id",
     "state = 'accepted', answered_at = NULL", "state = 'odd'"],
)  # fmt: skip
def test_a_state_that_disagrees_with_its_days_is_refused_by_the_database(both, change):
    plan = partners.filed(both)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE apprenticeship_plan SET {change} WHERE id = %s", [plan.pk])


def test_a_record_confirmed_by_one_alone_is_refused_by_the_database(both):
    row = partners.agreed(both, 1).apprentices.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Apprentice.objects.filter(pk=row.pk).update(school_at=None)


def test_every_rule_stands_on_the_public_list(client):
    page = text(client.get("/rules/plans/"))
    assert all(code in page for code in rules.RULES)
    assert "每名学徒一天的学时不超过 8 学时（示意）" in page
