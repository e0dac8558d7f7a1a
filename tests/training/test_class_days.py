"""The pages of a class that is held: the roll, the code on the wall, the workbook, changes, looks, the desk."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from PIL import Image

from people.models import User
from people.signin import account_of
from records import runs
from records.models import ImportRun
from tests.records.joining import signed_in, text
from tests.records.making import table
from tests.training import schools
from tests.training.schools import AT, FIRST, ON, a_class, a_school, filed, row, trainee
from training.filing import actions as filing
from training.lessons import codes
from training.lessons.attended import attended
from training.models import Attendance, Enrolment, Inspection

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


# --- in class
@pytest.fixture
def lesson(school, client_of, today):
    one = filed(school)
    for nth in (1, 2, 3):
        Enrolment.objects.create(of=one, person=trainee(nth), joined_on=ON)
    today.move_to(AT + timedelta(days=6, hours=-1), tick=False)  # 9:00 of the first day
    client_of.force_login(school.user)
    return one.sessions.first()


def test_a_roll_sent_back_keeps_what_was_ticked_and_typed(client_of, lesson):
    first, second, third = lesson.of.enrolments.all()
    sent = {f"there-{first.pk}": "on", f"hours-{second.pk}": "半天", f"hours-{third.pk}": "2"}
    page = client_of.post(f"/classes/lessons/{lesson.pk}/", sent).content.decode()
    assert "有 1 人的学时要改" in page and not Attendance.objects.exists()
    assert f'name="there-{first.pk}" checked' in page
    assert f'name="hours-{second.pk}" value="半天"' in page and f'name="hours-{third.pk}" value="2"' in page


def test_a_roll_is_called_and_confirmed(client_of, lesson):
    page = f"/classes/lessons/{lesson.pk}/"
    lines = list(lesson.of.enrolments.all())
    assert "打开签到码" in text(client_of.get(page))
    assert "学时要填数字" in text(client_of.post(page, {f"hours-{lines[0].pk}": "半天"}))
    for odd in ("nan", "1e999", "-1e999"):
        assert client_of.post(page, {f"hours-{lines[0].pk}": odd}).status_code == 200, odd
    assert "学时在 0 到 4 之间" in text(client_of.post(page, {f"hours-{lines[0].pk}": "5"}))
    client_of.post(page, {f"there-{lines[0].pk}": "on", f"hours-{lines[1].pk}": "2.5"})
    assert list(Attendance.objects.values_list("hours", flat=True)) == [400, 250, 0]
    client_of.post(page, {f"there-{lines[0].pk}": "on", f"hours-{lines[1].pk}": "3", "close": "1"})
    lesson.refresh_from_db()
    assert lesson.closed_at and "考勤已确认，到 2 人" in text(client_of.get(page))
    assert "已经确认" in text(client_of.post(page, {f"there-{lines[2].pk}": "on"}, follow=True))
    assert "实到学时" in text(client_of.get(f"/classes/{lesson.of_id}/attendance/"))
    later = lesson.of.sessions.all()[3]
    assert "还没有开始" in text(client_of.get(f"/classes/lessons/{later.pk}/"))
    assert "还没有开始" in text(client_of.post(f"/classes/lessons/{later.pk}/", {}, follow=True))


def test_a_code_is_scanned_in_time_by_whoever_is_in_class(client_of, lesson, today):
    wall = client_of.get(f"/classes/lessons/{lesson.pk}/wall/").content.decode()
    assert "<svg" in wall and "已签到 0 / 3" in wall
    token = codes.make(lesson.pk)
    person = lesson.of.enrolments.first().person
    phone = Client()
    opened = phone.get(f"/attend/{token}/")
    assert opened.url == "/attend/" and "sign-in" in phone.get("/attend/").url
    phone.force_login(account_of(person))
    session = phone.session
    session["attend"] = [lesson.pk, (AT + timedelta(days=6, hours=-1)).isoformat()]
    session.save()
    assert "我到了，签到" in text(phone.get("/attend/"))
    assert "签到了" in text(phone.post("/attend/"))
    kept = Attendance.objects.get()
    assert kept.how == "qr" and kept.hours == 400 and kept.enrolment.person == person
    today.shift(60)
    assert Client().get(f"/attend/{token}/").status_code == 410, "a photo sent home is too old"
    assert Client().get("/attend/madeup:1:x/").status_code == 410
    stranger = worker(trainee(9))
    stranger.get(f"/attend/{codes.make(lesson.pk)}/")
    assert "不在这个班的名册里" in text(stranger.post("/attend/"))
    today.shift(timedelta(hours=4))
    late = worker(lesson.of.enrolments.last().person)
    late.get(f"/attend/{codes.make(lesson.pk)}/")
    assert "现在不在签到时间" in text(late.post("/attend/")) and Attendance.objects.count() == 1
    assert "现在不在签到时间" in text(client_of.get(f"/classes/lessons/{lesson.pk}/code/"))


def test_the_attendance_workbook_comes_back_with_every_rule_asked(client_of, school, lesson):
    page = f"/classes/{lesson.of_id}/attendance/"
    book = load_workbook(io.BytesIO(b"".join(client_of.get(f"{page}workbook/").streaming_content))).worksheets[0]
    assert [cell.value for cell in book[2]][2:4] == ["9:00", schools.named(1)]
    trainee(8)

    def line(nth, **other):
        return row(nth) | {"日期": "2026-09-07", "上课": "9:00", "实到学时": "4"} | other

    rows = [
        line(1), line(2, 实到学时="3.5"), line(3, 实到学时="5"), line(8), line(1, 上课="10:00"),
        line(2, 日期="2026-09-08"),
    ]  # fmt: skip
    sent = client_of.post(f"{page}upload/", upload(table("attendance", rows), "考勤.csv"))
    drive()
    assert [problem.code for problem in runs.preview(ImportRun.objects.get()).problems] == [
        "A-HOURS", "A-TRAINEE", "A-SESSION", "A-FUTURE",
    ]  # fmt: skip
    client_of.post(f"{sent.url}confirm/")
    drive()
    assert sorted(Attendance.objects.values_list("hours", "how")) == [(350, "workbook"), (400, "workbook")]
    client_of.post(f"/classes/lessons/{lesson.pk}/close/")
    client_of.post(f"{page}upload/", upload(table("attendance", [line(2)]), "考勤.csv"))
    assert [problem.code for problem in runs.preview(drive()).problems] == ["A-CLOSED"]


def test_a_lesson_moved_a_trainee_who_leaves_and_a_lesson_made_up(client_of, school, lesson, today):
    later = lesson.of.sessions.all()[5]
    form = {
        "what": "move", "on": "2026-09-20", "begins": "09:00", "ends": "12:00", "teacher": school.teacher.pk,
        "room": school.room.pk, "reason": "教师临时出差",
    }  # fmt: skip
    assert "8学时" in text(
        client_of.post(
            f"/classes/lessons/{later.pk}/change/", form | {"on": "2026-09-10", "begins": "17:00", "ends": "21:00"}
        )
    )
    assert "已变更" in text(client_of.post(f"/classes/lessons/{later.pk}/change/", form, follow=True))
    line = lesson.of.enrolments.first()
    assert "请填退出原因" in text(client_of.post(f"/classes/trainees/{line.pk}/leave/", {"last_day": "2026-09-07"}))
    wrong = client_of.post(f"/classes/trainees/{line.pk}/leave/", {"last_day": "2026-09-17", "reason": "找到工作"})
    assert "不晚于今天" in text(wrong)
    assert 'value="2026-09-17"' in wrong.content.decode() and 'value="找到工作"' in wrong.content.decode()
    client_of.post(f"/classes/trainees/{line.pk}/leave/", {"last_day": "2026-09-07", "reason": "找到工作"})
    line.refresh_from_db()
    assert line.state == "left" and line.left_on == FIRST
    client_of.post(f"/classes/lessons/{lesson.pk}/", {"close": "1"})
    made = {key: value for key, value in form.items() if key != "what"} | {"on": "2026-09-21"}
    assert "补课排好了" in text(client_of.post(f"/classes/lessons/{lesson.pk}/make-up/", made, follow=True))


# --- the district
def picture() -> SimpleUploadedFile:
    into = io.BytesIO()
    Image.new("RGB", (8, 8)).save(into, "PNG")
    return SimpleUploadedFile("现场.png", into.getvalue(), "image/png")


def test_a_look_without_notice_is_drawn_made_and_counts(client_of, school, lesson, today):
    today.move_to(AT, tick=False)
    client_of.force_login(school.user)
    reviewer = signed_in(schools.a_reviewer())
    draw = {"district": "110101", "first": "2026-09-07", "last": "2026-09-07", "size": "2"}
    assert "一共有 2 课可抽" in text(reviewer.post("/desk/looks/", draw | {"size": "3"}))
    assert "从今天或以后开始" in text(reviewer.post("/desk/looks/", draw | {"first": "2026-08-07"}))
    reviewer.post("/desk/looks/", draw)
    look = Inspection.objects.get(session=lesson)
    page = f"/desk/looks/{look.pk}/"
    assert client_of.get(page).status_code == 404, "a visit is not announced"
    found = {"counted": "1", "teacher": "yes", "absent": [each.pk for each in lesson.of.enrolments.all()[1:]]}
    assert "还没有开始" in text(reviewer.post(page, found))
    today.move_to(AT + timedelta(days=6, hours=-1), tick=False)
    reviewer = signed_in(User.objects.get(username="reviewer"))
    client_of.force_login(school.user)
    assert "请数一数" in text(reviewer.post(page, {"teacher": "yes"}))
    assert "请核对" in text(reviewer.post(page, found | {"absent": []}))
    client_of.post(
        f"/classes/lessons/{lesson.pk}/",
        {f"there-{each.pk}": "on" for each in lesson.of.enrolments.all()} | {"close": "1"},
    )
    assert "2 人不在" in text(reviewer.post(page, found | {"photo": picture()}, follow=True))
    assert "重抽一遍，结果一样" in text(reviewer.get(page)) and reviewer.get(f"{page}photo/0/").status_code == 200
    assert reviewer.post(page, found).status_code == 404, "once"
    assert "抽查不在，不计学时" in text(client_of.get(f"/classes/lessons/{lesson.pk}/"))
    own = text(client_of.get(page))
    assert "现场 1 人，2 人不在" in own
    assert sorted(attended(lesson.of).values()) == [400], "who was not found there has attended nothing"
    assert signed_in(schools.a_reviewer("110102", "far")).get(page).status_code == 404


def test_the_reviewer_sees_the_filing_and_answers_it(school, client_of):
    one = a_class(school)
    filing.add_lessons(
        pk=one.pk, asked=[school.lesson(FIRST + timedelta(days=60))], actor=school.actor, at=AT, on=ON
    )  # fmt: skip
    assert "轮到区里" in text(client_of.post(f"/classes/{one.pk}/file/", follow=True))
    reviewer = signed_in(schools.a_reviewer())
    page = f"/desk/classes/filings/{one.pk}/"
    assert "C-GAP" in text(reviewer.get(page)) and "要看的 1 处" in text(reviewer.get(page))
    assert "请填原因" in text(reviewer.post(f"{page}give-back/", {}))
    reviewer.post(f"{page}give-back/", {"words": "间隔太久，请排得连续一些"})
    assert "间隔太久" in text(client_of.get(f"/classes/{one.pk}/")) and "补正以后再提交" in text(
        client_of.get("/classes/")
    )
    client_of.post(f"/classes/{one.pk}/file/")
    assert "已准予备案" in text(reviewer.post(f"{page}accept/", follow=True))
    assert client_of.get(page).status_code == 403


def test_the_rules_are_public(client):
    page = text(client.get("/rules/classes/"))
    for code in ("C-GAP", "S-TEACHER", "P-SHARED", "A-HOURS", "F-FEWER"):
        assert code in page
    assert "（示意）" in page
