"""What would change a refusal: futures tried on the rule itself, and the sentence that follows."""

from datetime import date

import pytest

from certificates.my.deadlines import Deadline
from certificates.my.futures import Future, if_insured, in_turn, last_day, months_short
from certificates.my.reasons import decisive, disputed, hopeless, in_short, what_changes_it
from certificates.scheme import SKILL_UPGRADE
from lib.months import chinese
from subsidies.estimates import estimate

pytestmark = pytest.mark.django_db

ON = date(2026, 8, 20)
AUGUST = 2026 * 12 + 7
CASE = {
    "occupation": "4-14-02-01", "level": 4, "issued_on": date(2026, 3, 5), "applied_on": ON,
    "status_at_issue": "employee", "status_at_application": "employee", "months_insured": 14,
    "deferred_months_needed": 0, "certificate_verified": True, "paid": [], "held": [],
}  # fmt: skip


def tell(**other):
    """The sentence on the page for a case."""
    case = CASE | other
    explanation = estimate(SKILL_UPGRADE, case).explain(0)
    assert not explanation.accepted
    future = if_insured([case], on=ON, posted=AUGUST - 1)[0]
    until = last_day(case["issued_on"])
    words = what_changes_it(explanation, case, future, Deadline(until, ON) if until else None)
    return in_short(explanation, case), words, explanation


@pytest.fixture(autouse=True)
def known(catalogue):
    pass


@pytest.mark.parametrize(("insured", "first"), [(11, AUGUST), (9, AUGUST + 2), (6, AUGUST + 5), (5, AUGUST + 6)])
def test_months_to_come_are_counted_from_the_last_one_posted(insured, first):
    future = if_insured([CASE | {"months_insured": insured}], on=ON, posted=AUGUST - 1)[0]
    assert future == Future(first, 150_000)


def test_what_the_future_says_the_rule_says_when_it_has_come():
    case = CASE | {"months_insured": 7}
    future = if_insured([case], on=ON, posted=AUGUST - 1)[0]
    for month, accepted in ((future.month - 1, False), (future.month, True)):
        then = date(month // 12, month % 12 + 1, 1)
        later = case | {"applied_on": then, "months_insured": 7 + month - AUGUST + 1}
        assert estimate(SKILL_UPGRADE, later).explain(0).accepted is accepted, chinese(month)


def test_too_few_months_before_the_last_day_is_said():
    short, words, _ = tell(months_insured=2)
    assert short == "参保月数还差 10 个月"
    assert words == "就算每个月都参保，到最后一天2027年3月5日也满不了。"
    assert months_short(CASE | {"months_insured": 2}) == 10


def test_insurance_that_goes_on_heals_it_and_when():
    assert tell(months_insured=9)[1] == "接着参保，中间不断，最早2026年10月可以领 ¥1,500.00，来得及。"
    assert "最近的缴费数据还没有送到" in tell(months_insured=11)[1]


def test_without_work_it_takes_work():
    short, words, explanation = tell(status_at_application="other")
    assert short == "现在没有在北京的企业参保"
    assert words == "到北京的企业上班并参保后，最早2026年8月可以领 ¥1,500.00，来得及。"
    assert disputed(explanation) == "month"


def test_a_year_that_is_used_up_leaves_the_next():
    paid = [{"scheme": "SU", "occupation": "4-07-03-01", "level": 5, "paid_on": date(2026, 2, 1)}]
    assert tell(paid=paid)[1] == "今年的次数用完了，最早2027年1月可以领 ¥1,500.00，来得及。"


@pytest.mark.parametrize(
    "other",
    [
        {"level": 2},
        {"issued_on": date(2025, 3, 5)},
        {"paid": [{"scheme": "SU", "occupation": "4-14-02-01", "level": 4, "paid_on": date(2026, 4, 1)}]},
        {"held": [{"occupation": "4-14-02-01", "level": 3}]},
        {"issued_on": date(2016, 3, 5)},
    ],
)
def test_what_nothing_heals_is_not_promised(other):
    _, words, explanation = tell(**other)
    assert hopeless(explanation)
    assert "最早" not in words


def test_a_last_day_that_is_over_is_named():
    short, words, _ = tell(issued_on=date(2025, 3, 5))
    assert short == "2026年3月5日是申请的最后一天，已经过了"
    assert words == "这本证书不能再申请了。核发日期登记错了的，可以申请更正。"


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        ("other", "other", "核发证书那天和现在，都没有在北京的企业参保"),
        ("other", "employee", "核发证书那天没有在北京的企业参保"),
    ],
)
def test_who_was_not_insured_on_the_certificates_day_is_told_so_and_what_is_left(then, now, said):
    short, words, _ = tell(status_at_issue=then, status_at_application=now)
    assert short == said
    assert "现在再到企业上班也不够" in words and "在2027年3月5日以前开始领失业保险金的，还可以申请" in words


def test_drawing_benefit_is_no_way_under_terms_that_do_not_let_it():
    case = {"issued_on": date(2021, 10, 1), "status_at_issue": "other", "status_at_application": "other"}
    explanation = estimate(SKILL_UPGRADE, CASE | case | {"applied_on": date(2022, 3, 1)}).explain(0)
    words = what_changes_it(explanation, CASE | case, None, Deadline(date(2022, 10, 1), date(2022, 3, 1)))
    assert "失业保险金" not in words


def test_work_alone_does_not_heal_what_lacks_more():
    _, words, _ = tell(status_at_application="other", months_insured=0, issued_on=date(2025, 10, 1))
    assert words == "要先到北京的企业上班并参保，别的条件也都符合了，才能领。"


def test_the_hopeless_reason_comes_before_the_one_that_heals():
    short, _, explanation = tell(level=2, months_insured=3)
    assert decisive(explanation).code == "SU-LEVEL"
    assert short.endswith("另外还有 1 条没有通过")


def test_the_order_that_comes_to_most_is_found():
    """The one that ends this year is claimed first, though the other is worth more."""
    ends_soon = CASE | {"level": 5, "issued_on": date(2025, 11, 1), "occupation": "4-07-03-01", "months_insured": 40}
    can_wait = CASE | {"level": 3, "months_insured": 40}
    first, second = in_turn([ends_soon, can_wait], on=ON, posted=AUGUST - 1)
    assert (first, second) == (Future(AUGUST, 100_000), Future(AUGUST + 5, 200_000))
    assert in_turn([can_wait, ends_soon], on=ON, posted=AUGUST - 1) == [second, first]


def test_one_that_no_order_leaves_in_time_is_told():
    both = [
        CASE | {"issued_on": date(2025, 10, 1), "months_insured": 40},
        CASE | {"level": 5, "issued_on": date(2025, 11, 1), "occupation": "4-07-03-01", "months_insured": 40},
    ]
    assert in_turn(both, on=ON, posted=AUGUST - 1) == [Future(AUGUST, 150_000), None]
