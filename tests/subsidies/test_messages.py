"""What a refusal says: what should have stood there, in one voice."""

import pytest

from tests.subsidies.asking import ABSENT, BODIES, ask, spoiled

SU, TR, AP = BODIES


def messages(scheme, **changes):
    response = ask(scheme, spoiled(scheme, **changes))
    assert response.status_code == 400
    return {each["field"]: each["message"] for each in response.json()["errors"]}


@pytest.mark.parametrize(
    ("scheme", "path", "value", "message"),
    [
        (SU, "status_at_issue", "worker", "应为 employee、benefit 或 other。"),
        (SU, "paid__0__scheme", 3, "应为 SU、TR 或 AP。"),
        (AP, "stage", "later", "应为 advance 或 settlement。"),
        (SU, "level", ABSENT, "缺少这一项。"),
        (SU, "occupation", ABSENT, "缺少这一项。"),
        (TR, "trainees", ABSENT, "缺少这一项。"),
        (AP, "apprentices__0__hours", ABSENT, "缺少这一项。"),
        (AP, "apprentices__0__hours__general", ABSENT, "缺少这一项。"),
        (SU, "issued_on", None, "不能为空（null）。"),
        (SU, "paid", None, "不能为空（null）。"),
        (TR, "trainees", None, "不能为空（null）。"),
        (AP, "apprentices__0__hours__general", None, "不能为空（null）。"),
        (SU, "level", 6, "应为 1 至 5 的整数。"),
        (SU, "level", 0, "应为 1 至 5 的整数。"),
        (SU, "level", "4", "应为 1 至 5 的整数。"),
        (SU, "months_insured", -1, "应为 0 至 100000000 的整数。"),
        (SU, "months_insured", 100_000_001, "应为 0 至 100000000 的整数。"),
        (TR, "planned_hours", 100_000_001, "应为 0 至 100000000 的数字，最多两位小数。"),
        (SU, "certificate_verified", "yes", "应为 true 或 false。"),
        (SU, "urgent", "yes", "应为 true、false 或 null。"),
        (SU, "issued_on", "2022-02-30", "应为存在的日期，写成 2022-07-15 的样子。"),
        (SU, "occupation", "", "应为职业编码，写成 4-10-01-05 的样子。"),
        (AP, "advance_paid", 2500, '应为有两位小数的金额，写成文字，如 "2500.00"。'),
        (AP, "apprentices__0__hours__general", [40], "应为 [完成学时, 计划学时]。"),
        (SU, "paid", {}, "应为列表，写成 [ … ] 的样子。"),
        (SU, "paid", [None] * 5001, "最多 5000 条，请分批。"),
        (TR, "trainees", [None] * 5001, "一次最多 5000 人，请分批。"),
        (TR, "trainees", [], "至少要有一人。"),
        (SU, "x", 1, "没有名为“x”的项，请核对名称。"),
        (SU, "长" * 5000, 1, f"没有名为“{'长' * 60}…”的项，请核对名称。"),
    ],
    ids=lambda value: "absent" if value is ABSENT else repr(value)[:30],  # a bare object() has another name each run
)
def test_a_refusal_says_what_should_have_stood_there(scheme, path, value, message):
    told = messages(scheme, **{path: value})
    assert list(told.values()) == [message]


def test_half_a_surrogate_pair_can_be_named_in_a_message():
    response = ask(SU, '{"\\udfff": 1}')
    assert "没有名为“\\udfff”的项，请核对名称。" in [each["message"] for each in response.json()["errors"]]
