"""培训目录: fed by the steward, read on the day it is asked about, found by whoever looks for a place to learn."""

import re
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from stdnum.cn import uscc

from people.models import District, Organisation
from tests.records.making import codes, counts, hand
from training.models import Course
from training.queries import Listed, page, taught

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
SCHOOL, OTHER = "52990101MJ0000002K", "52990101MJ0000003N"
CARE = "4-10-01-05"
ON = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def schools():
    here = District.objects.get(pk="110101")
    return [
        Organisation.objects.create(code=SCHOOL, name="示例职业培训学校", kind="institution", district=here),
        Organisation.objects.create(code=OTHER, name="示例康养学校", kind="institution"),
        Organisation.objects.create(code="91990101MA0000001Y", name="示例公司", kind="enterprise"),
    ]


def course(**other):
    return {
        "机构代码": SCHOOL, "培训项目": "金蓝领项目", "职业编码": CARE, "等级": "四级", "创业培训课程": "",
        "课程类别": "A类", "最低学时": "120", "从": "2026-01-01", "到": "2026-12-31",
    } | other  # fmt: skip


FOUNDERS = {"培训项目": "创业培训启航", "职业编码": "", "等级": "", "课程类别": "", "创业培训课程": "SYB（创办企业）"}


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_a_list_goes_in_and_again_changes_nothing():
    rows = [course(), course(等级="五级"), course(**FOUNDERS)]
    assert counts(hand("courses", rows))["added"] == 3
    assert counts(hand("courses", [*rows, course(等级="三级")]))["added"] == 1
    assert Course.objects.current().count() == 4


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"机构代码": "52990101MJ0000002A"}, "check-digit"),
        ({"机构代码": "91990101MA0000001Y"}, "no-institution"),
        ({"职业编码": ""}, "needed"),
        ({"等级": ""}, "needed"),
        ({"课程类别": ""}, "needed"),
        (FOUNDERS | {"创业培训课程": ""}, "needed"),
        (FOUNDERS | {"等级": "四级"}, "not-here"),
        ({"创业培训课程": "SYB（创办企业）"}, "not-here"),
        ({"到": "2025-12-31"}, "last-before-first"),
        ({"最低学时": "0"}, "too-low"),
        ({"培训项目": "重点群体免费培训", "领域": "数字经济"}, "not-here"),
        ({"领域": "别的领域"}, "not-listed"),
        ({"培训项目": "别的"}, "not-listed"),
    ],
)
def test_what_cannot_be_is_refused(changed, code):
    assert codes(hand("courses", [course(**changed)])) == [(2, code)]


def test_the_list_is_read_as_it_stood_on_the_day(schools):
    hand("courses", [course()])

    def is_listed(on, organisation=schools[0].pk, kind="jinlanling", code=CARE, level=4, course=""):
        return Listed({organisation}).row(organisation, kind, on, code, level, course) is not None

    asked: dict = {}
    assert is_listed(on=ON, **asked) and is_listed(on=date(2026, 12, 31), **asked)
    assert not is_listed(on=date(2027, 1, 1), **asked) and not is_listed(on=date(2025, 12, 31), **asked)
    assert not is_listed(on=ON, **(asked | {"level": 3})) and not is_listed(on=ON, **(asked | {"kind": "key-group"}))
    assert not is_listed(on=ON, **(asked | {"organisation": schools[1].pk}))
    hand("courses", [course(操作="改", 到="2026-05-31")])
    assert not is_listed(on=ON, **asked) and is_listed(on=date(2026, 5, 31), **asked), "left in the middle of the year"
    hand("courses", [course(**FOUNDERS)])
    assert is_listed(ON, kind="startup", code="", level=0, course="SYB")


def test_who_teaches_an_occupation_is_found_by_any_code_it_ever_had(schools):
    hand("courses", [course(), course(机构代码=OTHER, 等级="五级"), course(等级="三级", 到="2026-02-01")])
    assert [each.organisation.name for each in taught([CARE, "4-14-01-02"], ON)] == ["示例康养学校", "示例职业培训学校"]
    assert [one.words for one in taught([CARE], ON)[1].offered] == ["金蓝领项目，中级工（四级），A类，至少 120 学时"]


def test_the_page_finds_by_institution_occupation_project_and_district(client, time_machine):
    time_machine.move_to("2026-06-01 10:00+08:00")
    hand("courses", [course(), course(机构代码=OTHER, 培训项目="重点群体免费培训"), course(**FOUNDERS)])
    every = text(client.get("/courses/"))
    assert "2 家机构" in every and "养老护理员 ：金蓝领项目" in every and "SYB（创办企业）" in every
    assert "示例职业培训学校" not in text(client.get("/courses/", {"q": "康养"}))
    assert "2 家机构" in text(client.get("/courses/", {"q": "养老"}))
    assert "示例康养学校" not in text(client.get("/courses/", {"kind": "startup"}))
    assert "示例康养学校" not in text(client.get("/courses/", {"district": "110101"}))
    assert "没有查到" in text(client.get("/courses/", {"q": "焊工"}))
    for odd in ("q=%00", "kind=x", "district=x", "after=-1", "after=99999", "q=" + "养" * 200):
        assert client.get(f"/courses/?{odd}").status_code == 200, odd


def test_the_occupations_page_says_where_to_learn_it_from_the_next_request_on(client, time_machine):
    time_machine.move_to("2026-06-01 10:00+08:00")
    assert "里没有这个职业的课" in text(client.get(f"/occupations/{CARE}/"))
    hand("courses", [course()])
    assert "1 家机构可以开这个职业的课" in text(client.get(f"/occupations/{CARE}/"))


def test_another_name_of_an_institution_shows_on_the_kept_page_at_once(client):
    Course.objects.create(
        organisation=Organisation.objects.get(code=SCHOOL), kind="startup", course="SYB", minimum_hours=10,
        since=date(2020, 1, 1), since_run=1,
    )  # fmt: skip
    for _ in range(2):
        assert "示例职业培训学校" in text(client.get("/courses/"))
    Organisation.objects.filter(code=SCHOOL).update(name="示例改名学校")
    assert "示例改名学校" in text(client.get("/courses/"))


def test_pages_go_on_where_the_last_one_ended():
    for nth in range(23):
        code = f"5299010{nth // 10}MJ00000{nth:02d}"
        code += uscc.calc_check_digit(code)
        made = Organisation.objects.create(code=code, name=f"示例{nth:02d}校", kind="institution")
        Course.objects.create(
            organisation=made, kind="startup", course="SYB", minimum_hours=10, since=ON, since_run=1
        )  # fmt: skip
    first = page("", "", "", ON)
    second = page("", "", "", ON, first.after)
    assert (first.total, len(first.taught), len(second.taught), second.after) == (23, 10, 10, 20)


@pytest.mark.parametrize(
    "change", [{"level": 0}, {"course": "SYB"}, {"category": ""}, {"minimum_hours": 0}, {"until": "2025-01-01"}]
)
def test_the_database_keeps_a_course_whole(change):
    hand("courses", [course()])
    with pytest.raises(IntegrityError), transaction.atomic():
        Course.objects.update(**change)


def test_a_project_of_jinlanling_is_found_by_its_field(client, time_machine):
    time_machine.move_to("2026-06-01 10:00+08:00")
    hand("courses", [course(领域="数字经济"), course(等级="五级", 领域="高精尖产业"), course(等级="三级")])
    page_of_one = text(client.get("/courses/", {"field": "digital"}))
    assert "A类，数字经济，至少 120 学时" in page_of_one and "高精尖产业，至少" not in page_of_one
    assert "没有查到" in text(client.get("/courses/", {"field": "culture"}))
    assert client.get("/courses/", {"field": "x"}).status_code == 200
