"""The feed of the certificate register."""

from datetime import date

import pytest

from certificates.models import Certificate
from lib import idcard
from records import runs
from tests.records.making import certificate, codes, counts, found, hand, number, person

pytestmark = pytest.mark.django_db


def test_a_certificate_goes_in_with_all_it_says(catalogue):
    run = hand("certificates", [certificate(1, 工种="示例工种")])
    kept = Certificate.objects.get()
    assert (kept.number, kept.kind, kept.occupation, kept.job, kept.level, kept.issued_on, kept.issuer) == (
        "S990111000001245000001", "L", "4-10-01-05", "示例工种", 5, date(2024, 3, 1), "示例评价机构",
    )  # fmt: skip
    assert kept.entry == kept.pk and kept.person.name == person(1)["姓名"] and kept.since_run == run.number
    assert runs.preview(run).notes == ["证件号码前6位不在已知的行政区划中（不影响导入）：1 行"]


def test_a_correction_keeps_the_entry_and_both_truths():
    first = hand("certificates", [certificate(1)])
    before = Certificate.objects.get()
    hand("certificates", [certificate(1, 操作="改", 发证机构="示例新机构")])
    now = Certificate.objects.current().get()
    assert (now.entry, now.issuer) == (before.entry, "示例新机构") and now.pk != before.pk
    assert Certificate.objects.known_in(first.number).get().issuer == "示例评价机构"


def test_withdrawn_and_entered_again_it_is_another_entry():
    hand("certificates", [certificate(1)])
    before = Certificate.objects.get().entry
    assert counts(hand("certificates", [{"操作": "撤", "证书编号": certificate(1)["证书编号"]}]))["removed"] == 1
    assert not Certificate.objects.current().exists()
    hand("certificates", [certificate(1), certificate(2)])
    assert Certificate.objects.current().exclude(entry=before).count() == 2


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"等级": "四级"}, "number-level"),
        ({"核发日期": "2023-12-31"}, "number-year"),
        ({"证书编号": "S99011100000124500001"}, "wrong-number"),
        ({"证书编号": "AB12345678901234567890"}, "number-level"),
        ({"证书编号": "2401001001500001", "证书类别": "职业技能等级证书"}, "number-kind"),
        ({"证书编号": "S990111000001245000001", "核发日期": "2024-07-01"}, "issued-later"),
        ({"证件号码": idcard.make("990101", date(2024, 4, 1), 1)}, "issued-before-birth"),
        ({"职业编码": "4-10-1-5"}, "wrong-shape"),
        ({"等级": "六级"}, "not-a-level"),
    ],
)
def test_what_cannot_be_is_refused(changed, code):
    assert codes(hand("certificates", [certificate(1) | changed])) == [(2, code)]


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"证书编号": "2401001001500001"}, "Q"),
        ({"证书编号": "1234567890123"}, "Q"),
        ({"证书编号": "AB12345678901234567890", "等级": "一级"}, "L"),
        ({"证书编号": "京字第8号", "证书类别": "其他编号的证书"}, "O"),
    ],
)
def test_other_numbers_are_taken_for_what_they_are(changed, kind):
    hand("certificates", [certificate(1) | changed])
    assert Certificate.objects.get().kind == kind


def test_doubts_are_told_and_refuse_nothing():
    child = idcard.make("990101", date(2010, 1, 1), 1)
    rows = [
        certificate(1, 证书编号="S990123000001245000001", 职业编码="8-99-99-99"),
        certificate(2) | {"证件号码": child},
    ]
    run = hand("certificates", rows)
    assert counts(run)["added"] == 2
    assert {note.partition("（")[0] for note in runs.preview(run).notes} >= {
        "编号的省份代码不是北京", "核发时未满16周岁", "职业编码不在任何一版职业分类里",
    }  # fmt: skip


def test_one_number_of_two_holders_goes_in_for_neither():
    shared = certificate(1)["证书编号"]
    run = hand("certificates", [certificate(1), certificate(2), certificate(3, 证书编号=shared)])
    told = [row for row in found(run) if row[1] == "two-holders"]
    assert told == [
        (2, "two-holders", "与第 4 行是同一编号、不同的持证人"),
        (4, "two-holders", "与第 2 行是同一编号、不同的持证人"),
    ]
    assert counts(run)["added"] == 1


@pytest.mark.parametrize("action", ["增", "改", "撤"])
def test_a_number_registered_for_another_holder_is_refused(action):
    hand("certificates", [certificate(1), certificate(2)])
    run = hand("certificates", [certificate(2, 证书编号=certificate(1)["证书编号"], 操作=action)])
    assert codes(run) == [(2, "other-holder")]
    assert number(1) not in repr(runs.preview(run).problems)


def test_the_columns_that_say_little_may_be_missing():
    row = certificate(1)
    titles = ["姓名", "证件类型", "证件号码", "证书编号", "职业编码", "等级", "核发日期", "发证机构"]
    content = "\n".join([",".join(titles), ",".join(row[title] for title in titles)])
    assert hand("certificates", content.encode()).state == "done"
