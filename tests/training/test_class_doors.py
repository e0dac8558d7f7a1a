"""The pages of classes: a day of an institution, a worker, a reviewer; wrong turns answered, no other door open."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from people.identities import number_of
from people.models import TextMessage
from people.signin import account_of
from records import runs
from records.models import ImportRun
from tests.people import cast
from tests.records.joining import signed_in, text
from tests.records.making import table
from tests.training import schools
from tests.training.schools import AT, FIRST, ON, PLAN, a_class, a_school, filed, row, trainee
from training.models import ClassSession, Enrolment, Room, Teacher, TrainingClass
from training.tasks import lapse_sign_ups

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("catalogue"),
    pytest.mark.one_database("doors and words; what they call is tried on both"),
]


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(AT, tick=False)
    return time_machine


@pytest.fixture
def school():
    return a_school()


@pytest.fixture
def client_of(school):
    return signed_in(school.user)


def worker(person) -> Client:
    return signed_in(account_of(person))


def upload(content: bytes, name="名册.csv"):
    return {"file": SimpleUploadedFile(name, content)}


def drive():
    run = ImportRun.objects.order_by("-pk").first()
    runs.drive(run)
    run.refresh_from_db()
    return run


def test_a_class_from_nothing_to_accepted(client_of, school):
    base = f"/classes/new/{school.organisation.pk}/"
    assert "养老护理员" in text(client_of.get(base))
    assert "请填班名" in text(client_of.post(base, {"course": school.course.pk, "seats": "30"}))
    made = client_of.post(
        base, {"course": school.course.pk, "name": "一班", "seats": "30", "public": "on", "plan": PLAN}
    )
    one = TrainingClass.objects.get()
    assert made.url == f"/classes/{one.pk}/lessons/"
    pattern = {
        "first": "2026-09-07", "weekdays": ["0", "2", "4"], "hours": "56", "begins": "09:00", "ends": "12:00",
        "begins_too": "13:00", "ends_too": "16:00", "holidays": "on", "mode": "practice", "teacher": school.teacher.pk,
        "room": school.room.pk, "topic": "实训",
    }  # fmt: skip
    tried = text(client_of.post(made.url, pattern | {"try": "1"}))
    assert "可以排，一共 14 课" in tried and not ClassSession.objects.exists()
    assert client_of.post(made.url, pattern | {"keep": "1"}).status_code == 302
    one.refresh_from_db()
    assert one.hours == 5600 and one.sessions.count() == 14
    again = text(client_of.post(made.url, pattern | {"keep": "1"}))
    assert "没有排进去：14 处冲突" in again and one.sessions.count() == 14
    page = text(client_of.get(f"/classes/{one.pk}/"))
    assert "可以提交" in page and "S-HOLIDAY" not in page
    assert "已备案" in text(client_of.post(f"/classes/{one.pk}/file/", follow=True))
    assert "提交备案" in text(client_of.get(f"/classes/{one.pk}/")) and "不能这样改" in text(
        client_of.post(f"/classes/{one.pk}/lessons/remove/", {"lesson": [one.sessions.first().pk]}, follow=True)
    )


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"ends": "08:00"}, "下课要晚于上课"),
        ({"ends_too": ""}, "要么都填"),
        ({"begins_too": "11:00"}, "第二段要在第一段下课以后"),
        ({"room": ""}, "要选教室"),
        ({"weekdays": ["0"], "hours": ""}, "请填排满多少学时"),
        ({"until": "2026-09-01"}, "要在“从哪天”之后"),
        ({"first": "32"}, "日期要写成"),
        ({"teacher": "999"}, "在聘的教师"),
    ],
)
def test_a_pattern_that_makes_no_sense_is_answered(client_of, school, changed, words):
    one = a_class(school)
    pattern = {
        "first": "2026-10-07", "begins": "09:00", "ends": "12:00", "begins_too": "13:00", "ends_too": "16:00",
        "mode": "practice", "teacher": school.teacher.pk, "room": school.room.pk, "hours": "", "until": "",
    } | changed  # fmt: skip
    assert words in text(client_of.post(f"/classes/{one.pk}/lessons/", pattern | {"keep": "1"}))


def test_the_roster_page_takes_a_workbook_shows_what_is_wrong_and_gives_it_back(client_of, school):
    one = a_class(school)
    trainee(1), trainee(2, status="pension")
    assert "还没有选文件" in text(client_of.post(f"/classes/{one.pk}/roster/upload/", {}))
    assert "不是 xlsx 或 csv" in text(client_of.post(f"/classes/{one.pk}/roster/upload/", upload(b"x", "名册.pdf")))
    sent = client_of.post(
        f"/classes/{one.pk}/roster/upload/", upload(table("roster", [row(1), row(2), row(3, 姓名="")]))
    )
    drive()
    page = text(client_of.get(sent.url))
    assert "写入核对无误的 1 行" in page and "领取养老金" in page and one.enrolments.count() == 0
    marked = client_of.get(f"{sent.url}marked/")
    assert load_workbook(io.BytesIO(b"".join(marked.streaming_content))).worksheets[0].max_row >= 4
    assert "写入核对无误" not in text(client_of.post(f"{sent.url}confirm/", follow=True))
    assert drive().state == "done" and one.enrolments.inside().count() == 1
    assert client_of.get(f"{sent.url}far/").headers["HX-Refresh"] == "true"
    assert schools.named(1) in text(client_of.get(f"/classes/{one.pk}/roster/"))
    assert number_of(Enrolment.objects.get().person) not in client_of.get(f"/classes/{one.pk}/roster/").content.decode()
    book = b"".join(client_of.get(f"/classes/{one.pk}/roster/workbook/").streaming_content)
    assert load_workbook(io.BytesIO(book)).worksheets[0].cell(2, 4).value == schools.named(1)


def test_an_institution_sees_no_other_institutions_classes_files_lessons_or_people(school):
    one = filed(school)
    trainee(1)
    line = Enrolment.objects.create(of=one, person=trainee(2), joined_on=ON)
    lesson = one.sessions.first()
    signed_in(school.user).post(f"/classes/{one.pk}/roster/upload/", upload(table("roster", [row(1)])))
    run, other = ImportRun.objects.get(), a_school(2)
    stranger, his = signed_in(other.user), other.organisation.pk
    for address in (
        f"/classes/{one.pk}/", f"/classes/{one.pk}/edit/", f"/classes/{one.pk}/lessons/", f"/classes/{one.pk}/roster/",
        f"/classes/{one.pk}/roster/workbook/", f"/classes/{one.pk}/attendance/", f"/classes/lessons/{lesson.pk}/",
        f"/classes/{one.pk}/attendance/workbook/", f"/classes/lessons/{lesson.pk}/wall/", f"/classes/files/{run.pk}/",
        f"/classes/lessons/{lesson.pk}/code/", f"/classes/lessons/{lesson.pk}/change/", f"/classes/files/{run.pk}/far/",
        f"/classes/lessons/{lesson.pk}/make-up/", f"/classes/rosters/{school.organisation.pk}/",
        f"/classes/staff/{school.organisation.pk}/", f"/classes/new/{school.organisation.pk}/",
    ):  # fmt: skip
        assert stranger.get(address).status_code == 404, address
    for address in (
        f"/classes/{one.pk}/file/", f"/classes/{one.pk}/cancel/", f"/classes/{one.pk}/take-back/",
        f"/classes/{one.pk}/roster/upload/", f"/classes/trainees/{line.pk}/leave/", f"/classes/files/{run.pk}/confirm/",
        f"/classes/trainees/{line.pk}/answer/", f"/classes/lessons/{lesson.pk}/close/",
        f"/classes/lessons/{lesson.pk}/", f"/classes/files/{run.pk}/give-up/",
        f"/classes/staff/{his}/teacher/{school.teacher.pk}/retire/",
    ):  # fmt: skip
        assert stranger.post(address, {"reason": "别人的班，不要了"}).status_code == 404, address
    assert Teacher.objects.get(pk=school.teacher.pk).active and TrainingClass.objects.get(pk=one.pk).state == "accepted"
    for role in ("worker", "reviewer", "steward", "auditor", "counter"):
        client = worker(line.person) if role == "worker" else signed_in(
            schools.a_reviewer() if role == "reviewer" else cast.official(role)
        )  # fmt: skip
        assert client.get(f"/classes/{one.pk}/").status_code in (302, 403), role


def test_teachers_and_rooms(client_of, school):
    base = f"/classes/staff/{school.organisation.pk}/"
    told = {"name": "示新师", "number": cast.number(9500), "qualification": "技师"}
    wrong = told | {"number": told["number"][:-1] + ("0" if told["number"][-1] != "0" else "1")}
    assert "逐位核对" in text(client_of.post(f"{base}teachers/", wrong))
    page = client_of.post(f"{base}teachers/", told, follow=True)
    assert "已登记教师示新师" in text(page) and told["number"] not in page.content.decode()
    assert "姓名与登记的不一致" in text(client_of.post(f"{base}teachers/", told | {"name": "示别人"}))
    assert "核定 20 人" in text(client_of.post(
        f"{base}rooms/", {"name": "小教室", "address": "示例路2号", "district": "110101", "seats": "20"}, follow=True
    ))  # fmt: skip
    room = Room.objects.get(name="小教室")
    assert "已停用" in text(client_of.post(f"{base}room/{room.pk}/retire/", follow=True))


# --- the public side
def test_a_worker_signs_up_waits_moves_up_and_is_admitted(school, client_of):
    one = filed(school, seats=1)
    first, second = trainee(1), trainee(2)
    cast.phones.register(second, "12000000009")
    public = Client()
    assert "还有 1 个名额" in text(public.get("/courses/classes/", {"q": "养老护理员"}))
    assert "没有查到" in text(public.get("/courses/classes/", {"q": "焊工"}))
    assert "没有查到" in text(public.get("/courses/classes/", {"district": "110102"}))
    assert "没有查到" in text(public.get("/courses/classes/", {"since": "2026-10-01"}))
    page = f"/courses/classes/{one.pk}/"
    assert "登录后报名" in text(public.get(page)) and "sign-in" in public.post(page).url
    assert "符合这个培训项目的对象条件" in text(worker(first).get(page))
    done = worker(first).post(page)
    assert Enrolment.objects.get(person=first).state == "applied" and "/my/classes/" in done.url
    worker(first).post(page)
    assert Enrolment.objects.filter(person=first).count() == 1, "twice is once"
    assert "满了，可以候补" in text(public.get(page)) and "没有查到" in text(
        public.get("/courses/classes/", {"free": "on"})
    )
    worker(second).post(page)
    assert Enrolment.objects.get(person=second).state == "waiting"
    assert "答复报名，1 人" in text(client_of.get("/classes/"))
    line = Enrolment.objects.get(person=first)
    assert "请写明为什么没有录取" in text(
        client_of.post(f"/classes/trainees/{line.pk}/answer/", {"decline": "1"}, follow=True)
    )
    client_of.post(f"/classes/trainees/{line.pk}/answer/", {"decline": "1", "reason": "没有通过面试"})
    assert Enrolment.objects.get(person=second).state == "applied"
    assert TextMessage.objects.filter(person=second).count() == 1, "moved up, and told"
    assert "没有通过面试" in text(worker(first).get(f"/my/classes/{line.pk}/"))
    his = Enrolment.objects.get(person=second)
    assert "已录取" in text(client_of.post(f"/classes/trainees/{his.pk}/answer/", {"admit": "1"}, follow=True))
    assert "在班" in text(worker(second).get(f"/my/classes/{his.pk}/"))
    assert worker(first).get(f"/my/classes/{his.pk}/").status_code == 404
    worker(second).post(f"/my/classes/{his.pk}/withdraw/")
    assert Enrolment.objects.get(pk=his.pk).state == "left"


def test_nobody_signs_up_for_two_classes_at_one_hour_or_is_admitted_against_the_law(school, client_of):
    one, other = filed(school), filed(a_school(2))
    person = trainee(1, status="")
    worker(person).post(f"/courses/classes/{one.pk}/")
    line = Enrolment.objects.get()
    assert "机构领不到补贴" in text(worker(trainee(5, status="")).get(f"/courses/classes/{one.pk}/"))
    page = text(client_of.post(f"/classes/trainees/{line.pk}/answer/", {"admit": "1"}, follow=True))
    assert "培训对象" in page and "录取，不申请补贴" in page
    client_of.post(f"/classes/trainees/{line.pk}/answer/", {"plain": "1"})
    line.refresh_from_db()
    assert line.state == "enrolled" and not line.subsidised
    assert "上课时间与另一个培训班" in text(worker(person).post(f"/courses/classes/{other.pk}/"))


def test_a_sign_up_that_nobody_answered_is_over_on_the_first_day(school, today):
    one = filed(school)
    person = trainee(1)
    worker(person).post(f"/courses/classes/{one.pk}/")
    lapse_sign_ups()
    assert Enrolment.objects.get().state == "applied"
    today.move_to(AT + timedelta(days=6), tick=False)
    lapse_sign_ups()
    lapse_sign_ups()
    line = Enrolment.objects.get()
    assert line.state == "declined" and "没有答复" in text(worker(person).get(f"/my/classes/{line.pk}/"))


def test_this_is_not_me(school, client_of):
    one = filed(school)
    person = trainee(1)
    line = Enrolment.objects.create(of=one, person=person, joined_on=ON)
    client = worker(person)
    assert one.name in text(client.get("/my/classes/"))
    assert "请填说说情况" in text(client.post(f"/my/classes/{line.pk}/deny/", {}))
    client.post(f"/my/classes/{line.pk}/deny/", {"words": "我没有报过名，也没有去过"})
    line.refresh_from_db()
    assert line.denied_at and line.denial_due == date(2026, 9, 8) and not one.enrolments.inside().exists()
    assert "核查中" in text(client_of.get(f"/classes/{one.pk}/roster/"))
    reviewer = signed_in(schools.a_reviewer())
    assert "不是本人" in text(reviewer.get("/desk/classes/"))
    page = f"/desk/classes/denials/{line.pk}/"
    assert "我没有报过名" in text(reviewer.get(page))
    assert signed_in(schools.a_reviewer("110102", "far")).get(page).status_code == 404
    assert "请选核查结果" in text(reviewer.post(f"{page}answer/", {"words": "核查过了"}))
    reviewer.post(f"{page}answer/", {"true": "yes", "words": "机构拿错了身份证复印件"})
    line.refresh_from_db()
    assert line.state == "left" and "机构拿错了" in text(client.get(f"/my/classes/{line.pk}/"))
    assert "已经答复" in text(reviewer.post(f"{page}answer/", {"true": "no", "words": "再答一次"}, follow=True))


def test_pages_ask_as_much_for_many_as_for_few(client_of, school):
    one = filed(school)
    pages = ("/classes/", f"/classes/{one.pk}/", f"/classes/{one.pk}/roster/", f"/classes/{one.pk}/attendance/")
    lesson = f"/classes/lessons/{one.sessions.first().pk}/"
    for nth in range(2):
        Enrolment.objects.create(of=one, person=trainee(nth), joined_on=ON)
    few = {page: _asked(client_of, page) for page in (*pages, lesson)}
    for nth in range(2, 40):
        Enrolment.objects.create(of=one, person=trainee(nth), joined_on=ON)
    filed(school, name="另一个班", first=FIRST + timedelta(days=30))
    assert {page: _asked(client_of, page) for page in (*pages, lesson)} == few and max(few.values()) < 40


def _asked(client, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)
