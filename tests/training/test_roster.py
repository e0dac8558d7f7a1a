"""名册: a workbook there and back. Good rows go in, bad ones come back marked; nobody leaves by omission."""

import io
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from lib.workbook import blank
from people.models import InsuranceSpan, Person
from records import events, kinds, runs
from records.models import ImportRun
from subsidies.models import EarlierPayment, Taken
from tests.records.making import codes, counts, found, hand
from tests.training import schools
from tests.training.schools import AT, CARE, FIRST, ON, a_class, a_school, filed, row, trainee
from training.filing import actions as filing
from training.models import Enrolment
from training.roster import actions
from training.roster.downloads import workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


@pytest.fixture
def school():
    return a_school()


def send(school, rows, one=None, **more):
    scope = f"class:{one.pk}" if one else f"institution:{school.organisation.pk}"
    return hand("roster", rows, at=more.pop("at", AT), scope=scope, by=school.user, **more)


def test_good_rows_go_in_and_bad_ones_come_back_marked(school):
    one = a_class(school)
    for nth in range(6):
        trainee(nth)
    EarlierPayment.objects.create(
        person=Person.objects.get(name=schools.named(4)), scheme="TR", occupation=CARE, level=5,
        paid_on=date(2026, 3, 1), amount=100, since_run=1,
    )  # fmt: skip
    trainee(7, status="pension")
    trainee(8, status="")
    wrong = row(5)["证件号码"][:-1] + ("0" if row(5)["证件号码"][-1] != "0" else "1")
    run = send(school, [
        row(0), row(1, 联系电话="123"), row(2, 姓名="示别名"), row(3), row(4), row(5, 证件号码=wrong), row(3), row(7),
        row(8), row(9, 姓名=""), row(0, 班号="26999999"), row(6, 操作="撤"),
    ], one)  # fmt: skip
    assert [code for _, code in codes(run)] == [
        "P-PHONE", "other-name", "TR-ONCE", "check-digit", "repeated-key", "TR-AGE", "TR-GROUP", "required", "P-CLASS",
        "missing",
    ]  # fmt: skip
    assert counts(run) == {"read": 12, "good": 2, "parked": 10, "added": 2}
    assert {each.person.name for each in one.enrolments.inside()} == {schools.named(0), schools.named(3)}
    book = load_workbook(io.BytesIO(runs.result_of(run)[1])).worksheets[0]
    assert [cell.value for cell in book[1]][-2:] == ["问题", "怎么改"]
    assert "登记的不一致" in book.cell(4, book.max_column - 1).value
    assert [(each.verb, each.data.get("added")) for each in events.of(f"class:{one.pk}")][-1] == ("roster", 2)


def test_a_mended_workbook_goes_in_and_the_same_again_changes_nothing(school):
    one = a_class(school)
    people = [row(nth) for nth in range(10)]
    for nth in range(10):
        trainee(nth)
    assert counts(send(school, [*people[:9], row(9, 姓名="示错字")], one)) == {
        "read": 10,
        "good": 9,
        "parked": 1,
        "added": 9,
    }
    mended = send(school, people, one)
    assert counts(mended) == {"read": 10, "good": 10, "added": 1, "unchanged": 9}
    before = ImportRun.objects.count()
    assert send(school, people, one).pk == mended.pk and ImportRun.objects.count() == before
    send(school, [row(9, 操作="撤")], one)
    assert counts(send(school, people, one)) == {"read": 10, "good": 10, "added": 1, "unchanged": 9}, "said again later"


def test_the_template_holds_who_is_in_class_and_a_line_put_right_is_no_second_person(school):
    one = a_class(school)
    for nth in range(4):
        trainee(nth)
    send(school, [row(nth, 联系电话=f"1200000000{nth}") for nth in range(3)], one)
    name, content = workbook(one, school.actor, AT)
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    titles = [str(cell.value).rstrip("*") for cell in sheet[1]]
    assert sheet.max_row >= 4 and sheet.column_dimensions["B"].hidden and name.endswith(".xlsx")
    assert [sheet.cell(2, titles.index("姓名") + 1).value, sheet.cell(2, titles.index("证件号码") + 1).value] == [
        schools.named(0), row(0)["证件号码"],
    ]  # fmt: skip
    for title, value in (("操作", "改"), ("姓名", schools.named(3)), ("证件号码", row(3)["证件号码"])):
        sheet.cell(2, titles.index(title) + 1).value = value
    into = io.BytesIO()
    book.save(into)
    run = send(school, into.getvalue(), one, name="名册.xlsx")
    assert counts(run) == {"read": 3, "good": 3, "changed": 1, "unchanged": 2}
    assert {each.person.name for each in one.enrolments.inside()} == {schools.named(nth) for nth in (1, 2, 3)}
    assert Enrolment.objects.count() == 3


def test_the_template_has_its_lists_to_choose_from():
    book = load_workbook(io.BytesIO(blank(kinds.feed_of("roster").template)))
    lists = [rule.formula1 for rule in book.worksheets[0].data_validations.dataValidation if rule.type == "list"]
    assert any("登记失业人员" in each for each in lists) and any("居民身份证" in each for each in lists)


def test_fewer_by_a_tenth_asks_first(school):
    one = a_class(school)
    for nth in range(10):
        trainee(nth)
    send(school, [row(nth) for nth in range(10)], one)
    nine = send(school, [row(nth) for nth in range(9)], one, confirm=False)
    assert nine.state == "waiting" and nine.absent == 1 and "缺少 1 条" in nine.asks
    assert one.enrolments.inside().count() == 10
    runs.cancel(run=nine, at=AT)


def test_a_name_or_a_number_in_another_school_is_not_reached(school):
    other = a_school(2)
    mine, theirs = a_class(school), a_class(other)
    trainee(1)
    run = send(school, [row(1, 班号=theirs.number), row(1, 班号=mine.number)])
    assert [code for _, code in codes(run)] == ["P-CLASS"] and theirs.enrolments.count() == 0
    send(other, [row(1, 班号=theirs.number)])
    line = theirs.enrolments.get().pk
    send(school, [row(1, **{"班号": mine.number, "行号（请勿改动）": str(line), "操作": "撤"})])
    assert theirs.enrolments.get().state == "enrolled", "a hidden number of somebody else's line is nothing"


def test_seats_are_given_in_the_files_order(school):
    one = a_class(school, seats=2)
    for nth in range(4):
        trainee(nth)
    run = send(school, [row(nth) for nth in range(4)], one)
    assert codes(run) == [(4, "P-FULL"), (5, "P-FULL")] and "招收2人" in found(run)[0][2]
    run = send(school, [row(0, 操作="撤"), row(1), row(2)], one)
    assert counts(run) == {"read": 3, "good": 3, "added": 1, "removed": 1, "unchanged": 1}


def test_nobody_sits_in_two_classes_at_once(school):
    first, second = filed(school, seats=5), a_class(a_school(2))
    trainee(1)
    send(school, [row(1)], first)
    assert Taken.objects.filter(owner=first.pk).count() == 1
    other = a_school(3)
    third = a_class(other, first=FIRST + timedelta(days=30))
    assert codes(hand("roster", [row(1)], at=AT, scope=f"class:{second.pk}")) == [(2, "TR-OVERLAP")]
    assert counts(hand("roster", [row(1)], at=AT, scope=f"class:{third.pk}"))["added"] == 1
    refused = hand("roster", [row(1, 申请补贴="否")], at=AT, scope=f"class:{second.pk}")
    assert codes(refused) == [(2, "TR-OVERLAP")], "with or without a subsidy"


def test_who_gets_no_subsidy_may_sit_in_class_without(school):
    one = a_class(school)
    trainee(1, status="")
    assert codes(send(school, [row(1)], one)) == [(2, "TR-GROUP")]
    assert counts(send(school, [row(1, 申请补贴="否")], one))["added"] == 1
    assert codes(send(school, [row(1, 申请补贴="是", 操作="改")], one)) == [(2, "TR-GROUP")]
    assert not one.enrolments.get().subsidised


def test_insured_people_are_those_of_jinlanling():
    school = a_school(kind="jinlanling")
    one = a_class(school)
    InsuranceSpan.objects.create(
        person=trainee(1, status=""), employer_code="91990101MA0000001Y", employer_kind="E", first_month=2026 * 12,
        last_month=2026 * 12 + 11, since_run=1,
    )  # fmt: skip
    trainee(2)
    run = send(school, [row(1), row(2)], one)
    assert codes(run) == [(3, "TR-GROUP")] and counts(run)["added"] == 1


def test_after_it_opened_few_come_and_nobody_leaves_by_the_workbook(school):
    one = filed(school, seats=10)
    trainee(1), trainee(2), trainee(3)
    send(school, [row(1)], one)
    first_day = AT + timedelta(days=6)
    assert codes(send(school, [row(1, 操作="撤")], one, at=first_day)) == [(2, "P-STARTED")]
    assert counts(send(school, [row(2)], one, at=first_day))["added"] == 1
    late = AT + timedelta(days=8)
    assert codes(send(school, [row(3)], one, at=late)) == [(2, "P-LATE")], "16 of 56 学时 are over, 20 % are 11.2"
    over = AT + timedelta(days=20)
    run = send(school, [row(3)], one, at=over)
    assert codes(run) == [(2, "P-CLOSED")] and "已结束" in found(run)[0][2]


def test_an_institutions_workbook_fills_many_classes(school):
    classes = [a_class(school, first=FIRST + timedelta(days=10 * nth), name=f"{nth}班") for nth in range(3)]
    for nth in range(9):
        trainee(nth)
    rows = [row(nth, 班号=classes[nth % 3].number) for nth in range(9)]
    run = send(school, [*rows, row(0, 班号=classes[1].number), row(10)])
    assert counts(run)["added"] == 10 and codes(run) == [(12, "required")]
    assert [one.enrolments.count() for one in classes] == [3, 4, 3]
    assert {one.verb for one in events.of(f"class:{classes[2].pk}")} == {"draft", "lessons", "roster"}


def test_a_stranger_is_registered_by_the_roster_and_old_enough_by_the_number(school):
    one = a_class(school)
    run = send(school, [row(40, 申请补贴="否"), row(12000, 申请补贴="否")], one)
    assert codes(run) == [(3, "TR-AGE")] and counts(run)["added"] == 1
    assert "登记里还没有这个人" in str(run.notes)
    assert (
        Person.objects.filter(name=schools.named(40)).exists()
        and not Person.objects.filter(name=schools.named(12000)).exists()
    )


def test_a_roster_is_no_stewards_business(school, client):
    run = send(school, [row(1, 申请补贴="否")], a_class(school))
    assert run.number is None and runs.last_known() == 0 and "roster" not in kinds.names()
    assert AT.date() == ON


def test_a_line_with_attendance_is_not_given_to_somebody_else(school):
    one = filed(school, seats=10)
    trainee(1), trainee(2)
    send(school, [row(1)], one)
    line = {"行号（请勿改动）": str(one.enrolments.get().pk), "操作": "改"}
    first_day = AT + timedelta(days=6)
    assert codes(send(school, [row(2, **line)], one, at=first_day)) == [(2, "P-ANOTHER")]
    assert counts(send(school, [row(1, **line, 联系电话="12000000001")], one, at=first_day))["changed"] == 1
    assert counts(send(school, [row(2, **line)], one, at=AT))["changed"] == 1, "before it begins a line is put right"


def test_whoever_signed_up_takes_a_seat_by_the_workbook_too(school):
    one = filed(school, seats=1)
    trainee(1)
    Enrolment.objects.create(of=one, person=trainee(2), state="applied", source="self", joined_on=ON)
    send(school, [row(1)], one)
    assert codes(send(school, [row(2)], one)) == [(2, "P-FULL")]
    send(school, [row(1, 操作="撤")], one)
    assert counts(send(school, [row(2)], one))["changed"] == 1 and one.enrolments.inside().count() == 1


def test_a_line_that_its_person_denies_is_left_alone_until_somebody_has_looked(school):
    one = filed(school, seats=5)
    trainee(1), trainee(2)
    send(school, [row(1), row(2)], one)
    line = one.enrolments.get(person__name=schools.named(1))
    Enrolment.objects.filter(pk=line.pk).update(denied_at=AT, denial_due=ON)
    Taken.objects.filter(person=line.person).delete()
    assert codes(send(school, [row(1, 操作="撤"), row(2)], one)) == [(2, "P-DENIED")]
    assert codes(send(school, [row(1, 操作="改", 联系电话="12000000001")], one)) == [(2, "P-DENIED")]
    assert counts(send(school, [row(1), row(2, 操作="改", 联系电话="12000000001")], one))["unchanged"] == 1
    assert {each.person_id for each in Taken.objects.all()} == {one.enrolments.inside().get().person_id}
    with schools.refused("区里正在核查"):
        actions.leave(pk=line.pk, reason="不来了", last_day=ON, actor=school.actor, at=AT, on=ON)
    filing.cancel(pk=one.pk, reason="人数不够，不开了", actor=school.actor, at=AT, on=ON)
    assert Enrolment.objects.get(pk=line.pk).denied_at, "a class that is cancelled ends no check"
