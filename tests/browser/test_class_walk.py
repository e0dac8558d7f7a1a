"""A class in Chromium, from its draft to the third lesson: the school, a worker with a phone, the reviewer."""

import io
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from lib.workbook import write
from occupations import demo
from people.models import Person, User
from people.signin import account_of
from records import runs
from records.models import ImportRun
from subsidies.models import EarlierPayment
from tests.browser.conftest import DESK, PHONE, TABLET, deep
from tests.people import cast
from tests.training import schools
from tests.training.schools import AT, CARE, FIRST, PLAN
from training.lessons import codes
from training.models import Attendance, Enrolment, TrainingClass

pytestmark = pytest.mark.usefixtures("catalogue")
TITLES = ["操作", "行号（请勿改动）", "班号", "姓名", "证件类型", "证件号码", "联系电话", "人员类别", "申请补贴"]
MORNING = AT + timedelta(days=6, hours=-1)  # nine o'clock of the first day
MANY = 48


@pytest.fixture
def catalogue(site):
    demo.load()


def line(nth: int, **other: str) -> list[str]:
    told = schools.row(nth) | other
    return [told.get(title, "") for title in TITLES]


def wrong_ones() -> list[list[str]]:
    """Forty-eight trainees, nine of them wrong, each in another way."""
    number = schools.row(1)["证件号码"]
    lines = [line(nth) for nth in range(MANY)]
    lines[1] = line(1, 证件号码=number[:-1] + ("1" if number[-1] != "1" else "2"))
    lines[2] = line(2, 姓名="示别名")
    lines[3] = line(3, 姓名="")
    lines[4] = line(4, 联系电话="123")
    lines[8] = line(7)  # twice
    lines[9] = line(9, 班号="26999999")
    return lines


def city() -> None:
    """The registers: everybody is out of work, but for three who may not be subsidised."""
    for nth in range(MANY + 1):
        schools.trainee(nth, status={5: "pension", 6: ""}.get(nth, "unemployed"))
    paid = Person.objects.get(name=schools.named(10), number_index__isnull=False)
    EarlierPayment.objects.create(
        person=paid, scheme="TR", occupation=CARE, level=5, paid_on=date(2026, 3, 1), amount=1, since_run=1
    )


def drafted(page, school, sound) -> TrainingClass:
    page.get_by_role("link", name="新开一个班").click()
    page.get_by_role("button", name="建草稿").click()
    expect(page.get_by_role("alert")).to_contain_text("处要改")
    page.get_by_label("课程").select_option(str(school.course.pk))
    page.get_by_label("班名").fill("养老护理初级班")
    page.get_by_label("招收人数").fill("49")
    page.get_by_label("公开报名").check()
    page.get_by_label("教学计划").fill(PLAN)
    sound(page)
    page.get_by_role("button", name="建草稿").click()
    page.get_by_label("从哪天").fill(FIRST.isoformat())
    for day in ("周一", "周二", "周三", "周四", "周五", "周六"):
        page.get_by_label(day).check()
    page.get_by_label("排满多少学时为止").fill("56")
    for label, at in (
        ("上课", "09:00"),
        ("下课", "12:00"),
        ("下午（或晚上）上课", "13:00"),
        ("下午（或晚上）下课", "16:00"),
    ):
        page.get_by_label(label, exact=True).fill(at)
    page.get_by_label("方式").select_option("practice")
    page.get_by_label("教师").select_option(str(school.teacher.pk))
    page.get_by_label("教室").select_option(str(school.room.pk))
    page.get_by_role("button", name="先查一查").click()
    expect(page.get_by_text("可以排，一共 14 课")).to_be_visible()
    sound(page)
    page.get_by_role("button", name="排进课表").click()
    expect(page.get_by_text("排进了 14 课")).to_be_visible()
    return TrainingClass.objects.get()


def hand_in(page, content: bytes) -> ImportRun:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.locator("input[type=file]").set_input_files({"name": "名册.xlsx", "mimeType": kind, "buffer": content})
    page.get_by_role("button", name="交名册").click()
    run = ImportRun.objects.order_by("-pk").first()
    runs.drive(run)  # the page asks how far it is and draws itself anew
    return run


def written(page, run: ImportRun) -> None:
    page.get_by_role("button", name="写入核对无误的").click()
    runs.drive(run)
    expect(page.get_by_text("已完成")).to_be_visible()


def mended(marked: bytes) -> bytes:
    """As the school would: by the column 问题, each marked row from the papers, or without a subsidy."""
    book = openpyxl.load_workbook(io.BytesIO(marked))
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    problems = heads.index("问题")
    wrong = 0
    for nth, row in enumerate(sheet.iter_rows(min_row=2, max_row=MANY + 1)):
        if row[problems].value:
            wrong += 1
            right = line(nth, 申请补贴="否" if nth in (6, 10) else "是")
            for title, value in zip(TITLES, right, strict=True):
                row[heads.index(title)].value = value
        if nth == 5:  # who draws a pension is no trainee
            for cell in row:
                cell.value = None
    assert wrong == 9
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


def rostered(page, sound) -> None:
    page.get_by_role("link", name="课排好了，去传名册").click()
    sound(page)
    run = hand_in(page, write(TITLES, wrong_ones(), "学员名册"))
    expect(page.get_by_role("heading", name="搁置的行")).to_be_visible()
    sound(page)
    written(page, run)
    assert Enrolment.objects.count() == MANY - 9
    with page.expect_download() as download:
        page.get_by_role("link", name="下载标好错误的工作簿").click()
    page.get_by_role("link", name="回去，再交一份").click()
    again = hand_in(page, mended(Path(download.value.path()).read_bytes()))
    written(page, again)
    assert Enrolment.objects.count() == MANY - 1, "all but the one with a pension"


def filed(page, sound) -> None:
    page.goto(f"/classes/{TrainingClass.objects.get().pk}/")
    sound(page)
    page.get_by_role("button", name="提交备案").click()
    expect(page.get_by_text("已备案。班号")).to_be_visible()
    sound(page)


def signed_up(signed_in, sound, page, width) -> Person:
    """A worker takes one of the free seats, and the school says yes."""
    person = Person.objects.get(name=schools.named(MANY))
    phone = signed_in(account_of(person), "/courses/classes/", width)
    sound(phone)
    phone.get_by_label("想学的职业").fill("养老护理员")
    phone.get_by_role("button", name="查").click()
    phone.get_by_role("link", name="养老护理初级班").click()
    sound(phone)
    phone.get_by_role("button", name="报名").click()
    expect(phone.get_by_text("已报名，等机构确认").first).to_be_visible()
    sound(phone)
    page.goto("/classes/")
    page.get_by_role("link", name="答复报名，1 人").click()
    sound(page)
    page.locator("button[name=admit]").click()
    expect(page.get_by_text(f"已录取{person.name}")).to_be_visible()
    return person


def drawn(signed_in, sound, width) -> None:
    page = signed_in(schools.a_reviewer(), "/desk/looks/", width)
    for label in ("从", "到"):
        page.get_by_label(label, exact=True).fill(FIRST.isoformat())
    page.get_by_label("抽几课").fill("2")
    sound(page)
    page.get_by_role("button", name="随机抽取").click()
    expect(page.get_by_text("从 2 课里抽出 2 课")).to_be_visible()


def held(signed_in, sound, school, person, time_machine, width) -> None:
    """Three lessons: one by the code, two by the screen."""
    time_machine.move_to(MORNING)
    one = TrainingClass.objects.get()
    page = signed_in(school.user, f"/classes/{one.pk}/attendance/", width)
    sound(page)
    first, second, third = one.sessions.all()[:3]
    page.goto(f"/classes/lessons/{first.pk}/wall/")
    expect(page.get_by_role("img", name="签到码")).to_be_visible()
    sound(page)
    phone = signed_in(account_of(person), f"/attend/{codes.make(first.pk)}/", PHONE)
    sound(phone)
    phone.get_by_role("button", name="我到了，签到").click()
    expect(phone.get_by_role("heading", name="签到了")).to_be_visible()
    sound(phone)
    for session, at in ((first, MORNING), (second, MORNING + timedelta(hours=4)), (third, MORNING + timedelta(days=1))):
        time_machine.move_to(at)
        page = signed_in(school.user, f"/classes/lessons/{session.pk}/", width)
        for box in page.get_by_role("checkbox").all():
            box.check()
        sound(page)
        page.get_by_role("button", name="点完了，确认").click()
        expect(page.get_by_text("考勤已确认，到 48 人")).to_be_visible()
    sound(page)
    assert Attendance.objects.filter(hours=400).count() == 3 * MANY
    assert Attendance.objects.filter(how="qr").count() == 1


def postponed(signed_in, sound, school, width) -> None:
    session = TrainingClass.objects.get().sessions.last()
    page = signed_in(school.user, f"/classes/lessons/{session.pk}/", width)
    page.get_by_role("link", name="改时间、教师、教室").click()
    page.get_by_label("日期").fill((FIRST + timedelta(days=14)).isoformat())
    page.get_by_role("button", name="变更").click()
    expect(page.get_by_role("alert")).to_contain_text("1 处要改")
    page.get_by_label("原因").fill("教师外出培训，改到下一周")
    sound(page)
    page.get_by_role("button", name="变更").click()
    expect(page.get_by_text("已变更")).to_be_visible()
    sound(page)


def looked(signed_in, sound, width) -> None:
    """Two are not there."""
    page = signed_in(User.objects.get(username="reviewer"), "/desk/looks/", width)
    page.get_by_role("link", name="9:00").click()
    for box in page.get_by_role("checkbox").all()[:2]:
        box.check()
    page.get_by_label("现场有多少学员").fill("46")
    page.get_by_label("在", exact=True).check()
    sound(page)
    page.get_by_role("button", name="记下结果").click()
    expect(page.get_by_text("已记下：现场 46 人，2 人不在")).to_be_visible()
    sound(page)


@pytest.mark.parametrize(("width", "desk_width"), [(PHONE, DESK), deep(TABLET, TABLET), deep(DESK, PHONE)])
def test_a_class_from_its_draft_to_the_third_lesson(
    signed_in, sound, settings, tmp_path, time_machine, width, desk_width
):
    settings.MEDIA_ROOT = tmp_path / "media"
    time_machine.move_to(AT)
    school = schools.a_school()
    city()
    page = signed_in(school.user, "/classes/", width)
    sound(page)
    drafted(page, school, sound)
    rostered(page, sound)
    filed(page, sound)
    person = signed_up(signed_in, sound, page, PHONE)
    drawn(signed_in, sound, desk_width)
    held(signed_in, sound, school, person, time_machine, width)
    postponed(signed_in, sound, school, width)
    looked(signed_in, sound, desk_width)


def test_somebody_finds_the_own_name_in_a_class(signed_in, sound):
    school = schools.a_school()
    one = schools.filed(school)
    line_ = Enrolment.objects.create(of=one, person=cast.a_person("示冒名"), joined_on=schools.ON)
    page = signed_in(account_of(line_.person), "/my/classes/", PHONE)
    sound(page)
    page.get_by_role("link", name=one.name).click()
    page.get_by_text("这不是我", exact=True).click()
    page.get_by_label("说说情况").fill("我没有报过名，也没有去过。")
    sound(page)
    page.get_by_role("button", name="这不是我，请核查").click()
    expect(page.get_by_text("您说不是本人参加，核查中")).to_be_visible()
    desk = signed_in(schools.a_reviewer(), "/desk/classes/", DESK)
    sound(desk)
    desk.get_by_role("link", name="不是本人").click()
    desk.get_by_label("属实", exact=False).first.check()
    desk.get_by_label("核查情况").fill("机构拿错了身份证复印件，已约谈。")
    sound(desk)
    desk.get_by_role("button", name="答复核查结果").click()
    expect(desk.get_by_text("已答复核查结果")).to_be_visible()
