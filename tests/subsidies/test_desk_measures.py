"""Beside the cases: restrictions, one check let pass by two persons, who covers for whom."""

from datetime import timedelta

import pytest

from people.models import User
from subsidies.actions import measures, review
from subsidies.models import Leave, Override, Restriction
from tests.subsidies import claiming
from tests.subsidies.claiming import AT
from tests.subsidies.test_desk import DESK, act, at_desk, refused_by_rule, unclear
from tests.subsidies.test_desk_queue import TODAY

pytestmark = pytest.mark.django_db
REASON = "核查虚假证书线索"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(AT)


@pytest.fixture
def city():
    return claiming.official("city")


@pytest.fixture
def second():
    return claiming.official("city", "second")


@pytest.fixture
def reviewer():
    return claiming.official("reviewer")


def place(actor, made, **other):
    given = {"number": made.number, "stops": "decide", "reason": REASON, "since": "2025-09-30", "until": ""} | other
    return at_desk(actor).post(f"{DESK}restrictions/", given)


def test_the_city_stops_somebody_and_lets_go_again(city, reviewer):
    made = claiming.handed_in(claiming.claimant())
    assert place(city, made).status_code == 302
    [row] = Restriction.objects.all()
    assert (row.person_id, row.stops, row.placed_by_id) == (made.person_id, "decide", city.user_id)
    for reader in (city, reviewer, claiming.official("auditor")):
        html = at_desk(reader).get(f"{DESK}restrictions/").content.decode()
        assert REASON in html and ("解除<span" in html) == (reader is city)
    finance = at_desk(claiming.official("finance")).get(f"{DESK}restrictions/").content.decode()
    assert REASON not in finance, "finance sees what stops payment"
    assert act(city, made, "approve").status_code == 200
    assert at_desk(city).post(f"{DESK}restrictions/{row.pk}/lift/").status_code == 302
    made.refresh_from_db()
    assert act(city, made, "approve").status_code == 302


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"number": "SU1"}, "没有找到这个受理号"),
        ({"until": "2025-09-01"}, "结束日期早于开始日期"),
        ({"stops": ""}, "请选择限制什么"),
        ({"reason": "短"}, "理由太短了"),
        ({"since": "x"}, "要写成 2025-09-30 的样子"),
    ],
)
def test_what_is_wrong_with_a_restriction_is_said_beside_it(city, other, words):
    made = claiming.handed_in(claiming.claimant())
    answer = place(city, made, **other)
    assert answer.status_code == 200 and words in answer.content.decode()
    assert not Restriction.objects.exists()


@pytest.mark.parametrize("role", ["reviewer", "finance", "auditor"])
def test_whoever_may_only_read_neither_places_nor_lifts(role, city):
    made, actor = claiming.handed_in(claiming.claimant()), claiming.official(role)
    place(actor, made)
    assert not Restriction.objects.exists()
    place(city, made)
    assert at_desk(actor).post(f"{DESK}restrictions/{Restriction.objects.get().pk}/lift/").status_code == 403


def ask(actor, made, **other):
    given = {"check": "SU-MONTHS", "reason": "灾后特批，见市局批复", "expires_on": "2025-12-31"} | other
    return at_desk(actor).post(f"{DESK}{made.pk}/override/", given)


def test_one_check_is_let_pass_by_two(reviewer, city):
    made = claiming.handed_in(claiming.claimant("示放行", months=11))
    assert ask(reviewer, made).status_code == 302
    [row] = Override.objects.all()
    waiting = at_desk(city).get(f"{DESK}overrides/").content.decode()
    assert made.number in waiting and "参保月数" in waiting
    answered = at_desk(city).post(f"{DESK}overrides/{row.pk}/answer/", {"agree": "1"})
    assert answered.url.startswith(f"{DESK}{made.pk}/")
    assert act(reviewer, made, "look-again").status_code == 302
    made.refresh_from_db()
    assert (made.amount, made.clear) == (150000, False)
    html = at_desk(reviewer).get(f"{DESK}{made.pk}/").content.decode()
    assert "1 条没有通过，经批准放行" in html and "灾后特批" in html
    assert act(reviewer, made, "advise").status_code == 302
    assert act(city, made, "approve").status_code == 302


def test_who_asked_does_not_answer(city, second):
    made = refused_by_rule()
    review.advise_against(pk=made.pk, reason="conditions", actor=claiming.official("reviewer"), at=AT, note="月数不够")
    assert ask(city, made).status_code == 302
    row = Override.objects.get()
    assert "要另一位市级经办人批准" in at_desk(city).get(f"{DESK}{made.pk}/").content.decode()
    told = at_desk(city).post(f"{DESK}overrides/{row.pk}/answer/", {"agree": "1"}, follow=True).content.decode()
    assert "这一条是您提出的" in told
    row.refresh_from_db()
    assert row.state == "asked"
    at_desk(second).post(f"{DESK}overrides/{row.pk}/answer/", {"agree": "0"})
    row.refresh_from_db()
    assert (row.state, row.answered_by_id) == ("denied", second.user_id)


def test_only_a_check_that_refuses_may_be_asked_for_and_only_where_it_is_ones_turn(reviewer, city):
    made = refused_by_rule()
    for other in ({"check": "SU-LEVEL"}, {"check": "x"}, {"reason": ""}, {"expires_on": "2020-01-01"}):
        assert ask(reviewer, made, **other).status_code == 200
    assert ask(city, made).status_code == 200, "it is at the district"
    assert ask(claiming.official("reviewer", district=claiming.THERE), made).status_code == 404
    assert ask(claiming.official("auditor"), made).status_code == 403
    assert not Override.objects.exists()


def test_an_override_of_another_district_is_not_there(reviewer):
    made = refused_by_rule()
    ask(reviewer, made)
    stranger = claiming.official("reviewer", district=claiming.THERE)
    assert made.number not in at_desk(stranger).get(f"{DESK}overrides/").content.decode()
    assert (
        at_desk(reviewer).post(f"{DESK}overrides/{Override.objects.get().pk}/answer/", {"agree": "1"}).status_code
        == 403
    )


def test_a_colleague_covers_and_sees_the_cases(reviewer):
    made, colleague = unclear(), claiming.official("reviewer", "colleague")
    claiming.official("reviewer", "elsewhere", district=claiming.THERE)
    review.take(pk=made.pk, actor=reviewer, at=AT)
    page = at_desk(reviewer).get(f"{DESK}leave/")
    assert [one.username for one in page.context["colleagues"]] == ["colleague"]
    given = {"cover": colleague.user_id, "first": "2025-09-30", "last": "2025-10-01"}
    stranger = User.objects.get(username="elsewhere").pk
    for other in ({"cover": stranger}, {"cover": reviewer.user_id}, {"last": "2025-09-01"}, {"first": ""}):
        assert at_desk(reviewer).post(f"{DESK}leave/", given | other).status_code == 200
    assert not Leave.objects.exists()
    assert at_desk(reviewer).post(f"{DESK}leave/", given).status_code == 302
    assert [one.pk for one in at_desk(colleague).get(f"{DESK}?whose=covered").context["queue"].items] == [made.pk]
    assert len(at_desk(colleague).get(f"{DESK}leave/").context["covered"]) == 1
    leave = Leave.objects.get()
    assert at_desk(colleague).post(f"{DESK}leave/{leave.pk}/end/").status_code == 404
    assert at_desk(reviewer).post(f"{DESK}leave/{leave.pk}/end/").status_code == 302
    assert measures.covered_by(colleague.account, TODAY) == []


def test_back_before_the_last_day_the_days_before_stand(reviewer):
    away, by = (User.objects.get(pk=one.user_id) for one in (reviewer, claiming.official("reviewer", "colleague")))
    row = measures.cover(away=away, by=by, first=TODAY - timedelta(3), last=TODAY + timedelta(3), at=AT)
    measures.come_back(pk=row.pk, on=TODAY)
    row.refresh_from_db()
    assert (row.first, row.last) == (TODAY - timedelta(3), TODAY - timedelta(1))
