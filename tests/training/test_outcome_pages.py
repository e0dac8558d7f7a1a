"""What anybody reads of what became of trainees, and how one comes there."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config import public_cache
from tests.training import learnt, schools
from tests.training.learnt import LAST, ON, certified, counted, employed, fed, lines, over, people, sat
from training.models import ClassOutcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
CARE_PAGE = f"/occupations/{schools.CARE}/"


def text(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def school():
    """Twelve began, nine passed, six took the certificate, all are in work after half a year and none after one; and
    three in another course."""
    fed(insurance=date(2026, 12, 31))
    school, who = schools.a_school(kind="key-group"), people(12)
    one = over(school, who)
    over(school, who[:3], occupation="4-10-01-06")
    for nth, line in enumerate(lines(one)):
        sat(line, school, passed=nth < 9)
        employed(line.person, LAST, date(2026, 8, 1))
    for person in who[:6]:
        certified(person, LAST)
    counted()
    return school


def test_an_institution_has_a_page_with_every_share_and_how_sure_it_is(client, school):
    said = text(client.get(f"/outcomes/{school.organisation.code}/"))
    assert "75% 12 人里 9 人， 区间 47%到91%" in said and "50% 12 人里 6 人， 区间 25%到75%" in said
    assert "92% 12 人里 11 人" in said, "all are told as one less"
    assert "还没到时候" in said and "社保数据截至 2026年12月31日" in said and "2027年4月5日统计" in said
    assert "家政服务员 初级工（五级） 1 个班人数太少，没有算进来 人数太少，不公布" in said
    assert " 3 人" not in said and "15 人" not in said, "nor is there a sum that holds the few"


def test_by_institution_by_course_and_by_year(client, school):
    assert school.organisation.name in text(client.get("/outcomes/"))
    said = text(client.get("/outcomes/?by=course&sort=passed"))
    assert said.index("养老护理员") < said.index("家政服务员") and "2 门课" in said
    assert school.organisation.name in text(client.get("/outcomes/?year=2026&q=养老护理"))
    assert "没有查到" in text(client.get("/outcomes/?q=电工"))
    assert "这个项目还没有结束的班" in text(client.get("/outcomes/?kind=startup"))


def test_before_the_first_count_it_says_so(client):
    assert "还没有统计过" in text(client.get("/outcomes/"))
    assert "还没有结束的培训班" in text(client.get(CARE_PAGE))


@pytest.mark.parametrize(
    "query", ["kind=x&by=y&sort=z&year=1&after=99999", "q=%00", "q=<script>alert(1)</script>", "year=x"]
)
def test_a_spoiled_address_never_breaks_the_page(client, school, query):
    page = client.get(f"/outcomes/?{query}")
    assert page.status_code == 200 and b"<script>alert" not in page.content


def test_who_has_no_class_that_is_over_has_no_page(client, school):
    other = schools.a_school(2)
    for code in (other.organisation.code, "nobody"):
        assert client.get(f"/outcomes/{code}/").status_code == 404


def test_the_occupation_tells_what_becomes_of_those_who_learn_it(client, school):
    said = text(client.get(CARE_PAGE))
    section = said[said.index("学了以后怎么样") : said.index("缺不缺人")]
    assert "初级工（五级） 重点群体免费培训 1 个班，12 人次" in section and "12 人里 9 人" in section
    assert school.organisation.name in section and "人越少越宽" in section
    assert f'href="/outcomes/{school.organisation.code}/"' in client.get(CARE_PAGE).content.decode()


def test_lists_lead_to_it_where_there_is_something_to_read(client, school, time_machine):
    other = schools.a_school(2)
    for one in (school, other):
        over(
            one, [], last=date(2026, 9, 30), first_day=date(2026, 9, 24), public=True, number=f"班{one.organisation.pk}"
        )
    time_machine.move_to(schools.AT)
    way, none = (f'href="/outcomes/{one.organisation.code}/"' for one in (school, other))
    for path in ("/courses/", "/courses/classes/"):
        page = client.get(path).content.decode()
        assert other.organisation.name in page and way in page and none not in page, path
    own = school.organisation.classes.get(public=True)
    assert way in client.get(f"/courses/classes/{own.pk}/").content.decode()


def test_what_is_kept_of_the_page_is_made_anew_when_the_figures_change(client, school):
    path = f"/outcomes/{school.organisation.code}/"
    assert "12 人里 9 人" in text(client.get(path))
    sat_no_more = lines(ClassOutcome.objects.earliest("of_id").of)[0].result
    sat_no_more.voided_at, sat_no_more.void_why = learnt.AT, "示例"
    sat_no_more.save()
    with CaptureQueriesContext(connection) as queries:
        assert "12 人里 9 人" in text(Client().get(path)), "until it is counted"
    assert [each["sql"] for each in queries] == [public_cache.VERSION], "it came from memory"
    counted(ON)
    assert "12 人里 8 人" in text(Client().get(path))


def test_the_page_asks_the_database_little(client, school, django_assert_max_num_queries):
    client.get("/outcomes/")
    with django_assert_max_num_queries(8):
        client.get("/outcomes/?by=course&sort=worked_6")
