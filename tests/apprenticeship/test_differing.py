"""Where the two parties say different things: one code and both values for both, then the city; and changes they agree
to."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from apprenticeship.differing import actions
from apprenticeship.differing.shown import open_in
from apprenticeship.during import actions as during
from apprenticeship.models import Apprentice, Difference
from apprenticeship.plans.actions import add_guide, retire, trust
from lib.refused import Refused
from people.models import User
from subsidies.bundles.following import follow_up
from subsidies.models import Application, Taken
from tests.apprenticeship import partners as two
from tests.apprenticeship import settled
from tests.apprenticeship.settled import ACCEPTED, OVER
from tests.people import cast
from tests.records.joining import signed_in, text
from tests.training.settled import official

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
ON = ACCEPTED.date()
CLAIM = date(2025, 1, 6)  # more than a year before: neither newly hired nor moved


@pytest.fixture
def both(time_machine):
    time_machine.move_to(ACCEPTED, tick=False)
    settled.funded()
    return two.partners()


@pytest.fixture
def row(both) -> Apprentice:
    return settled.rows(settled.accepted(both, 2))[0]


def said(both, row: Apprentice, code: str = "D-CONTRACT", value=CLAIM, party: str = "school") -> Difference:
    actor = getattr(both, party).actor
    return actions.say(pk=row.pk, code=code, value=value, words="和合同原件不一样", actor=actor, at=ACCEPTED, on=ON)


def late(made: Difference) -> tuple[datetime, date]:
    on = made.due_on + timedelta(days=1)
    return datetime.combine(on, ACCEPTED.timetz()), on


def test_both_portals_show_the_same_code_and_the_same_two_values(both, row):
    said(both, row, "D-TERM", 6)
    pages = [
        text(signed_in(party.user).get(reverse("plans:differences", args=[row.plan_id])))
        for party in (both.enterprise, both.school)
    ]
    for page in pages:
        assert "D-TERM 和计划相同 6 个月" in page, "the enterprise stands with the record"
        assert "¥6,000.00 ¥3,000.00" in page
    assert "以院校说的为准" in pages[0] and "以院校说的为准" not in pages[1]
    assert "收回" in pages[1] and "收回" not in pages[0]


def test_said_answered_and_the_record_changes_once(both, row):
    school, enterprise = signed_in(both.school.user), signed_in(both.enterprise.user)
    page = reverse("plans:differs", args=[row.pk, "D-CONTRACT"])
    assert "2026年8月3日" in text(school.get(page))
    assert "和登记的一样" in text(school.post(page, {"value": "2026-08-03", "words": "和合同原件不一样"}))
    school.post(page, {"value": "2026-08-10", "words": "和合同原件不一样"})
    made = Difference.objects.get()
    assert "还在等答复" in text(school.post(page, {"value": "2026-08-11", "words": "和合同原件不一样"}))
    assert "答复劳动合同开始日期" in text(enterprise.get("/plans/"))
    school.post(reverse("plans:difference-accept", args=[made.pk]))
    row.refresh_from_db()
    assert row.contract_began == date(2026, 8, 3), "who said it does not answer it"
    enterprise.post(reverse("plans:difference-accept", args=[made.pk]))
    enterprise.post(reverse("plans:difference-accept", args=[made.pk]))
    row.refresh_from_db()
    made.refresh_from_db()
    assert (row.contract_began, made.state) == (date(2026, 8, 10), "accepted")


def test_in_time_it_is_the_parties_and_then_the_city_s(both, row):
    made = said(both, row)
    at, on = late(made)
    city = official("city")
    with pytest.raises(Refused) as refusal:
        actions.decide(pk=made.pk, changed=True, words="合同原件为准", actor=city, at=at, on=made.due_on)
    assert refusal.value.code == "early"
    for act, actor in ((actions.accept, both.enterprise.actor), (actions.withdraw, both.school.actor)):
        with pytest.raises(Refused) as refusal:
            act(pk=made.pk, actor=actor, at=at, on=on)
        assert refusal.value.code == "late"
    actions.decide(pk=made.pk, changed=True, words="合同原件为准", actor=city, at=at, on=on)
    row.refresh_from_db()
    assert row.contract_began == CLAIM
    with pytest.raises(Refused):
        actions.decide(pk=made.pk, changed=False, words="合同原件为准", actor=city, at=at, on=on)


def test_the_city_finds_it_on_its_desk_with_what_the_registers_know(both, row, time_machine):
    made = said(both, row)
    client = signed_in(User.objects.get(pk=official("city").user_id))
    assert "没有等决定的" in text(client.get(reverse("differences:waiting")))
    at, _ = late(made)
    time_machine.move_to(at, tick=False)
    client = signed_in(User.objects.get(pk=official("city").user_id))
    assert "D-CONTRACT" in text(client.get(reverse("differences:waiting")))
    page = reverse("differences:one", args=[made.pk])
    assert "由本企业参保" in text(client.get(page))
    client.post(page, {"changed": "no", "words": "以参保登记为准"})
    made.refresh_from_db()
    assert (made.state, made.words) == ("kept", "以参保登记为准")
    auditor = signed_in(cast.official("auditor"))
    assert "决定依据" not in text(auditor.get(page)) and auditor.get(page).status_code == 200


def test_no_settlement_while_they_differ(both):
    plan = settled.accepted(both, 2)
    settled.advanced(both, plan)
    rows = settled.finished(both, plan)
    made = said(both, rows[0])
    assert open_in([plan.pk]) == {plan.pk}
    with pytest.raises(Refused) as refusal:
        settled.asked(both, plan, OVER)
    assert refusal.value.code == "differs"
    follow_up("AP", at=OVER + timedelta(days=150))
    assert not Application.objects.filter(state="district").exists()
    at, on = late(made)
    actions.decide(pk=made.pk, changed=True, words="合同原件为准", actor=official("city"), at=at, on=on)
    asked = settled.asked(both, plan, OVER)
    assert asked is not None and asked.lines.count() == 1, "the first was no new hire"


def test_a_mentor_is_changed_by_both_and_lapses_otherwise(both, row):
    other = add_guide(
        organisation=both.enterprise.organisation, name="示新导", document="01", number=cast.number(9700),
        qualification="高级技师", actor=both.enterprise.actor,
    )  # fmt: skip
    made = said(both, row, "B-MENTOR", other, "enterprise")
    assert open_in([row.plan_id]) == set(), "a change holds nothing up"
    actions.decline(pk=made.pk, actor=both.school.actor, at=ACCEPTED, on=ON)
    made = said(both, row, "B-MENTOR", other, "enterprise")
    at, on = late(made)
    assert actions.lapse(made.due_on, at) == 0 and actions.lapse(on, at) == 1
    made = said(both, row, "B-MENTOR", other, "enterprise")
    actions.accept(pk=made.pk, actor=both.school.actor, at=ACCEPTED, on=ON)
    row.refresh_from_db()
    assert row.mentor == other


def test_whoever_does_not_teach_any_more_is_not_agreed_to(both, row):
    other = add_guide(
        organisation=both.enterprise.organisation, name="示新导", document="01", number=cast.number(9700),
        qualification="高级技师", actor=both.enterprise.actor,
    )  # fmt: skip
    made = said(both, row, "B-MENTOR", other, "enterprise")
    retire(guide=other, actor=both.enterprise.actor)
    with pytest.raises(Refused) as refusal:
        actions.accept(pk=made.pk, actor=both.school.actor, at=ACCEPTED, on=ON)
    assert refusal.value.code == "value"


def test_the_timetable_follows_the_first_day_both_ways(both, row):
    for day in (date(2026, 11, 9), date(2026, 10, 8), None):
        made = said(both, row, "D-FIRST", day)
        actions.accept(pk=made.pk, actor=both.enterprise.actor, at=ACCEPTED, on=ON)
        taken = Taken.objects.get(person=row.person_id, scheme="AP", owner=row.plan_id)
        assert (taken.since, taken.until.year) == (day or two.FIRST, 9999)


def test_who_is_trusted_changes_a_teacher_at_once(both, row):
    trust(pk=row.plan_id, yes=True, actor=both.enterprise.actor, at=ACCEPTED)
    other = add_guide(
        organisation=both.school.organisation, name="示新师", document="01", number=cast.number(9701),
        qualification="讲师", actor=both.school.actor,
    )  # fmt: skip
    made = said(both, row, "B-TEACHER", other)
    row.refresh_from_db()
    assert (made.state, row.teacher) == ("accepted", other)


@pytest.mark.parametrize(("code", "value"), [
    ("D-FIRST", date(2026, 1, 1)), ("D-TERM", 13), ("D-MONTHS", None), ("D-LEFT", date(2026, 9, 8)), ("D-NONE", 1),
])  # fmt: skip
def test_what_cannot_be_is_refused(both, row, code, value):
    with pytest.raises(Refused):
        said(both, row, code, value)


def test_strangers_and_other_officials_do_not_touch_it(both, row):
    made = said(both, row)
    stranger = two.partners(4).enterprise
    at, on = late(made)
    for actor in (stranger.actor, official("reviewer", "110101"), official("finance")):
        for act in (actions.accept, actions.withdraw):
            with pytest.raises(Refused):
                act(pk=made.pk, actor=actor, at=ACCEPTED, on=ON)
        with pytest.raises(Refused):
            actions.decide(pk=made.pk, changed=True, words="合同原件为准", actor=actor, at=at, on=on)
    assert signed_in(stranger.user).get(reverse("plans:differences", args=[row.plan_id])).status_code == 404


def test_a_day_of_leaving_that_is_put_right_frees_or_takes_the_days_between(both, row):
    last = two.FIRST + timedelta(days=2)
    at, on = datetime.combine(last, ACCEPTED.timetz()), two.FIRST + timedelta(days=30)
    during.stop(pk=row.pk, on=last, words="不干了", actor=both.enterprise.actor, at=at, today=on)
    until = two.FIRST + timedelta(days=20)
    made = actions.say(
        pk=row.pk, code="D-LEFT", value=until, words="实际做到了这一天", actor=both.school.actor, at=at, on=on
    )  # fmt: skip
    actions.accept(pk=made.pk, actor=both.enterprise.actor, at=at, on=on)
    assert Taken.objects.get(person=row.person_id).until == until
    made = actions.say(
        pk=row.pk, code="D-LEFT", value=last, words="还是原来那天", actor=both.school.actor, at=at, on=on
    )
    actions.accept(pk=made.pk, actor=both.enterprise.actor, at=at, on=on)
    assert Taken.objects.get(person=row.person_id).until == last


def test_who_teaches_in_the_plan_does_not_decide_for_the_city(both, row):
    made = said(both, row)
    at, on = late(made)
    teacher = replace(official("city"), own=both.school.guide.person_id)
    with pytest.raises(Refused, match="own"):
        actions.decide(pk=made.pk, changed=True, words="合同原件如此", actor=teacher, at=at, on=on)


def test_what_lapsed_is_in_the_history_of_the_plan(both, row):
    other = add_guide(
        organisation=both.school.organisation, name="示新师", document="01", number=cast.number(9702),
        qualification="讲师", actor=both.school.actor,
    )  # fmt: skip
    at, on = late(said(both, row, "B-TEACHER", other))
    assert actions.lapse(on, at) == 1
    assert actions.lapse(on, at) == 0
    page = text(signed_in(both.school.user).get(reverse("plans:one", args=[row.plan_id])))
    assert page.count("变更过期没有答复，登记不变") == 1
