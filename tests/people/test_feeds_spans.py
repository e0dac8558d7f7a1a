"""The feeds of what happened to persons: months of insurance, statuses."""

from datetime import date

import pytest

from lib.months import month_of
from people import identities
from people.models import InsuranceSpan, Person, StatusSpan
from records import runs
from tests.records.making import codes, counts, credit_code, found, hand, months, number, person

pytestmark = pytest.mark.django_db

EMPLOYER = credit_code(1)


def employed(n, first="2023-01", last="2023-12", **more):
    return months(n, first, last) | {"单位类型": "企业", "单位代码": EMPLOYER, "劳动关系起始日": "2022-12-15"} | more


def status(n, kind="领取失业保险金", began="2024-01-01", ended="", **more):
    return person(n) | {"身份": kind, "起始日": began, "截止日": ended} | more


def spans(n):
    who = identities.find("01", number(n))
    return list(InsuranceSpan.objects.current().filter(person=who).values_list("first_month", "last_month"))


def test_months_go_in_with_all_they_say():
    run = hand("insurance", [employed(1), months(2, "2024-01", "2024-05", 缴费状态="缓缴", 参保区="")])
    assert counts(run) == {"read": 2, "good": 2, "added": 2}
    one, two = InsuranceSpan.objects.order_by("first_month")
    assert (one.employer_code, one.employer_kind, one.relation_began, one.deferred, one.district_id) == (
        EMPLOYER, "E", date(2022, 12, 15), False, "110101",
    )  # fmt: skip
    assert (two.employer_code, two.employer_kind, two.relation_began, two.deferred, two.district_id) == (
        "", "F", None, True, None,
    )  # fmt: skip
    assert (one.first_month, one.last_month) == (month_of(date(2023, 1, 1)), month_of(date(2023, 12, 1)))
    assert counts(hand("insurance", [employed(1)])) == {"read": 1, "good": 1, "unchanged": 1}


def test_a_person_nobody_knew_is_added_by_naming_one():
    hand("insurance", [employed(1)])
    assert Person.objects.get().name == person(1)["姓名"]


def test_a_span_grows_by_a_correction_and_the_old_truth_stays():
    first = hand("insurance", [employed(1)])
    assert counts(hand("insurance", [employed(1, last="2024-05", 操作="改")])) == {"read": 1, "good": 1, "changed": 1}
    assert spans(1) == [(month_of(date(2023, 1, 1)), month_of(date(2024, 5, 1)))]
    then = InsuranceSpan.objects.known_in(first.number).get()
    assert then.last_month == month_of(date(2023, 12, 1))


def test_a_withdrawn_span_needs_only_its_key():
    hand("insurance", [employed(1)])
    row = {"操作": "撤", "证件类型": "居民身份证", "证件号码": number(1), "单位代码": EMPLOYER, "起始月": "2023-01"}
    assert counts(hand("insurance", [row])) == {"read": 1, "good": 1, "removed": 1}
    assert spans(1) == []


def test_overlapping_months_of_one_employer_go_in_neither_way():
    rows = [
        employed(1, "2023-01", "2023-06"), employed(1, "2023-06", "2023-12"), employed(2, "2023-01", "2023-12"),
        employed(1, "2023-02", "2023-03"), months(1, "2023-01", "2023-12"),
    ]  # fmt: skip
    run = hand("insurance", rows)
    assert [row[:2] for row in found(run)] == [(2, "overlap"), (3, "overlap"), (5, "overlap")]
    assert found(run)[1][2] == "与第 2 行的月份重叠" and counts(run)["added"] == 2


def test_overlapping_months_that_are_registered_already_are_told():
    hand("insurance", [employed(1, "2023-01", "2023-06"), employed(1, "2023-08", "2023-09")])
    run = hand("insurance", [employed(1, "2022-01", "2023-01"), employed(1, "2023-07", "2023-07")])
    assert codes(run) == [(2, "overlap")] and counts(run)["added"] == 1
    growing = hand("insurance", [employed(1, "2023-01", "2023-08", 操作="改")])
    assert codes(growing) == [(2, "overlap")]
    both = [employed(1, "2023-01", "2023-05", 操作="改"), employed(1, "2023-06", "2023-06")]
    assert counts(hand("insurance", both)) == {"read": 2, "good": 2, "added": 1, "changed": 1}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (employed(1, last="2022-12"), "last-before-first"),
        (employed(1, last="2024-06"), "after-true-to"),
        (employed(1, 单位代码=""), "no-employer"),
        (months(1, 单位代码=EMPLOYER), "flexible-employer"),
        (employed(1, 单位代码=EMPLOYER[:-1] + ("1" if EMPLOYER[-1] != "1" else "2")), "check-digit"),
        (employed(1, 起始月="2023-13"), "no-such-month"),
        (employed(1, 缴费状态="欠缴"), "not-listed"),
    ],
)
def test_months_that_cannot_be_are_refused(row, code):
    assert codes(hand("insurance", [row], true_to=date(2024, 5, 31))) == [(2, code)]


def test_what_looks_odd_is_told_and_goes_in():
    run = hand("insurance", [employed(1, 单位代码="A1234567", 劳动关系起始日="2023-03-01")])
    assert run.state == "done" and runs.preview(run).notes[-2:] == [
        "单位代码不是统一社会信用代码（照样导入）：1 行",
        "劳动关系起始日晚于起始月（照样导入，请核对）：1 行",
    ]


def test_a_status_goes_in_ends_and_keeps_both_truths():
    first = hand("statuses", [status(1), status(1, "登记失业", "2023-12-01", "2023-12-31")])
    assert counts(first)["added"] == 2
    hand("statuses", [status(1, ended="2024-03-31", 操作="改")])
    assert StatusSpan.objects.current().get(kind="benefit").ended == date(2024, 3, 31)
    assert StatusSpan.objects.known_in(first.number).get(kind="benefit").ended is None
    assert counts(hand("statuses", [status(1, 操作="撤")])) == {"read": 1, "good": 1, "removed": 1}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (status(1, ended="2023-12-31"), "last-before-first"),
        (status(1, began="2024-07-01"), "after-true-to"),
        (status(1, kind="失业"), "not-listed"),
    ],
)
def test_a_status_that_cannot_be_is_refused(row, code):
    assert codes(hand("statuses", [row])) == [(2, code)]


def test_what_begins_after_death_is_told():
    rows = [status(1, "死亡", "2024-02-01"), status(1, began="2024-02-02"), status(2, began="2024-02-02")]
    assert "起始日在本人死亡之后（照样导入，请核对）：1 行" in runs.preview(hand("statuses", rows)).notes
    later = runs.preview(hand("statuses", [status(1, "登记失业", "2024-03-01")])).notes
    assert "起始日在登记的死亡日期之后（照样导入，请核对）：1 行" in later


def test_the_name_must_be_the_one_on_record():
    hand("people", [person(1)])
    run = hand("statuses", [status(1) | {"姓名": "试别名"}, status(2, 操作="改")])
    assert codes(run) == [(2, "other-name"), (3, "missing")]
    assert Person.objects.count() == 1  # a row that cannot go in adds nobody
