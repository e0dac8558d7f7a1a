"""The feed of what was paid before this system began."""

from datetime import date

import pytest

from policy import registered
from records import kinds
from subsidies.models import EarlierPayment
from tests.records.making import codes, counts, hand, person

pytestmark = pytest.mark.django_db


def payment(n, **more):
    return person(n) | {
        "补贴项目": "个人技能提升补贴", "职业编码": "4-10-01-05", "等级": "五级", "发放日期": "2023-05-31",
        "金额": "1,000.00",
    } | more  # fmt: skip


def test_a_payment_goes_in_as_whole_fen():
    hand("payments", [payment(1)])
    kept = EarlierPayment.objects.get()
    assert (kept.scheme, kept.occupation, kept.level, kept.paid_on, kept.amount) == (
        "SU", "4-10-01-05", 5, date(2023, 5, 31), 100000,
    )  # fmt: skip
    assert counts(hand("payments", [payment(1)], name="又.csv")) == {"read": 1, "good": 1, "added": 1}  # the same run
    corrected = hand("payments", [payment(1, 金额="1500", 操作="改")])
    assert counts(corrected)["changed"] == 1 and EarlierPayment.objects.current().get().amount == 150000


def test_every_scheme_can_be_named():
    words = {column.name: column for column in kinds.feed_of("payments").template.columns}["scheme"].words
    assert words == {scheme.code: scheme.title for scheme in registered()} and len(words) >= 3


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"金额": "0"}, "too-low"),
        ({"金额": "-5"}, "too-low"),
        ({"金额": "一千"}, "not-money"),
        ({"发放日期": "2024-07-01"}, "after-true-to"),
        ({"补贴项目": "别的补贴"}, "not-listed"),
    ],
)
def test_what_cannot_be_is_refused(changed, code):
    assert codes(hand("payments", [payment(1) | changed])) == [(2, code)]
