"""学徒名单: a workbook there and back, by the same rules as entering one by one."""

import io
import time
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from apprenticeship.entering import actions as entering
from apprenticeship.listing.downloads import workbook
from apprenticeship.listing.feed import scope_of
from apprenticeship.models import Apprentice, Plan
from apprenticeship.plans import actions as plans
from people.models import Look, Person
from records import events, runs
from records.models import ImportRun
from subsidies.models import Taken
from tests.apprenticeship import partners, settled
from tests.people import cast
from tests.records.joining import signed_in, text
from tests.records.making import codes, counts, hand, table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
AT = partners.AT


@pytest.fixture
def both(time_machine):
    time_machine.move_to(AT, tick=False)
    return partners.partners()


@pytest.fixture
def plan(both):
    made = partners.a_plan(both)
    return plans.offer(pk=made.pk, actor=both.enterprise.actor, at=AT)


def line(nth: int, **other: str) -> dict[str, str]:
    return {
        "姓名": partners.name(nth), "证件类型": "居民身份证", "证件号码": cast.number(nth),
        "劳动合同开始日期": "2026-08-03", "劳动合同月数": "36", "企业导师": "示导师", "院校教师": "示导师",
    } | other  # fmt: skip


def send(party, plan, rows, **more) -> ImportRun:
    side = "enterprise" if plan.enterprise_id == party.organisation.pk else "school"
    return hand("apprentices", rows, at=more.pop("at", AT), scope=scope_of(plan, side), by=party.user, **more)


def test_good_rows_go_in_and_bad_ones_come_back_marked(both, plan):
    known = cast.a_person("示别人", nth=7)
    number = cast.number(5)
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    run = send(both.enterprise, plan, [
        line(1), line(2, 企业导师="示没有"), line(3, 院校教师="示没有"), line(4, 劳动合同开始日期="8月"),
        line(5, 证件号码=wrong), line(6, 本人开始日期="2026-09-01"), line(7), line(8, 操作="改"), line(9, 操作="撤"),
        line(10), line(10), line(11, 企业导师="", 院校教师="", 本人开始日期="2026-09-07", 本人计划月数="12"),
    ])  # fmt: skip
    assert sorted(codes(run)) == sorted([
        (3, "mentor"), (4, "teacher"), (5, "not-a-day"), (6, "check-digit"), (7, "early"), (8, "other-name"),
        (9, "missing"), (10, "missing"), (12, "repeated-key"),
    ])  # fmt: skip
    assert counts(run) == {"read": 12, "good": 3, "parked": 9, "added": 3}
    rows = {row.person.name: row for row in plan.apprentices.select_related("person")}
    assert len(rows) == 3 and not plan.apprentices.filter(person=known).exists()
    one, last = rows[partners.name(1)], rows[partners.name(11)]
    assert (one.state, one.enterprise_by, one.school_at) == ("proposed", both.enterprise.user, None)
    assert (one.mentor, one.teacher) == (both.enterprise.guide, both.school.guide)
    assert (last.first_day, last.months, last.mentor) == (None, None, None), "the same as the plan's is not written"
    book = load_workbook(io.BytesIO(runs.result_of(run)[1])).worksheets[0]
    assert [cell.value for cell in book[1]][-2:] == ["问题", "怎么改"]
    done = [each for each in events.of(f"plan:{plan.pk}") if each.verb == "propose"]
    assert sorted(done[-1].data["apprentices"]) == sorted(row.pk for row in rows.values())


def test_the_rule_is_asked_of_all_at_once_and_keeps_nobody_out(both, plan):
    run = send(both.enterprise, plan, [line(1), line(2, 劳动合同月数="6")], confirm=False)
    notes = runs.preview(run).notes
    assert any("劳动合同期限" in words and "第3行" in words for words in notes), notes
    assert any("参保" in words and "第2、3行" in words for words in notes), notes
    assert not plan.apprentices.exists(), "nothing is written before the yes"


def test_the_list_comes_filled_and_the_same_again_changes_nothing(both, plan):
    name, content = workbook(plan, "enterprise", both.enterprise.actor, AT)
    assert name.endswith(".xlsx") and load_workbook(io.BytesIO(content)).worksheets[0].max_row == 1
    assert not Look.objects.exists()
    row = partners.proposed(both, plan, 1, moved_on=date(2026, 8, 10))
    partners.proposed(both, plan, 2, months=6, mentor=None)
    entering.confirm(plan=plan.pk, which=None, actor=both.school.actor, at=AT)
    content = workbook(plan, "school", both.school.actor, AT)[1]
    assert Look.objects.filter(by=both.school.user, what="file").count() == 2
    assert counts(send(both.school, plan, content, name="学徒名单.xlsx")) == {"read": 2, "good": 2, "unchanged": 2}
    row.refresh_from_db()
    assert row.state == "confirmed", "who is the same stays confirmed"
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    titles = [str(cell.value).rstrip("*") for cell in sheet[1]]
    sheet.cell(2, titles.index("劳动合同月数") + 1).value = 24
    assert codes(send(both.school, plan, saved(book), name="学徒名单.xlsx")) == [(2, "there")]
    sheet.cell(2, titles.index("操作") + 1).value = "改"
    sheet.cell(3, titles.index("操作") + 1).value = "撤"
    done = send(both.school, plan, saved(book), name="学徒名单.xlsx")
    assert counts(done) == {"read": 2, "good": 2, "changed": 1, "removed": 1}
    row.refresh_from_db()
    assert (row.contract_months, row.state, row.enterprise_at, row.school_by) == (
        24,
        "proposed",
        None,
        both.school.user,
    )
    assert plan.apprentices.there().count() == 1


def saved(book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_who_is_trusted_writes_for_both(both, plan):
    plans.trust(pk=plan.pk, yes=True, actor=both.enterprise.actor, at=AT)
    send(both.school, plan, [line(1)])
    assert plan.apprentices.get().state == "confirmed"


def test_of_two_guides_with_one_name_the_file_cannot_tell(both, plan):
    plans.add_guide(
        organisation=both.enterprise.organisation, name="示导师", document="01", number=cast.number(9700),
        qualification="技师", actor=both.enterprise.actor,
    )  # fmt: skip
    assert codes(send(both.enterprise, plan, [line(1)])) == [(2, "mentor-two")]


def test_a_plan_that_waits_or_was_withdrawn_takes_nothing(both):
    plan = partners.filed(both)
    assert codes(send(both.enterprise, plan, [line(5)])) == [(2, "closed")]


def test_a_plan_filed_between_the_check_and_the_yes_takes_nothing(both):
    plan = partners.agreed(both)
    run = send(both.enterprise, plan, [line(5)], confirm=False)
    plans.file(pk=plan.pk, actor=both.enterprise.actor, at=AT, on=partners.ON)
    runs.confirm(run=run, by=both.enterprise.user, at=AT, tell=False)
    runs.drive(run)
    run.refresh_from_db()
    assert (run.added, codes(run)) == (0, [(2, "closed")])
    assert plan.apprentices.count() == 2


def test_a_school_that_comes_after_another_has_none_of_its_lists(both, plan):
    run = send(both.school, plan, [line(5)], confirm=False)
    after = partners.partners(3).school
    Plan.objects.filter(pk=plan.pk).update(school=after.organisation)
    assert signed_in(after.user).get(f"/plans/lists/{run.pk}/").status_code == 404
    runs.confirm(run=run, by=both.school.user, at=AT, tell=False)  # said yes to a moment before
    runs.drive(run)
    run.refresh_from_db()
    assert codes(run) == [(2, "closed")] and not plan.apprentices.exists()


def test_into_a_plan_that_is_held_they_come_from_an_own_first_day(both):
    plan = settled.accepted(both, 1)
    plans.trust(pk=plan.pk, yes=True, actor=both.enterprise.actor, at=settled.ACCEPTED)
    stands = settled.rows(plan)[0]
    run = send(both.school, plan, [
        line(5, 本人开始日期="2026-10-12"), line(6, 本人开始日期="2027-09-07"),
        line(7, 本人开始日期="2026-10-12", 本人计划月数="11"),
        line(8, 本人开始日期="2027-08-30"), line(1, 操作="撤"), line(9),
    ], at=settled.ACCEPTED)  # fmt: skip
    assert codes(run) == [(3, "first_day"), (4, "months"), (5, "first_day"), (6, "stands")]
    row = plan.apprentices.get(first_day=date(2026, 10, 12))
    assert (row.state, row.months) == ("confirmed", 10)
    assert Taken.objects.get(person=row.person).since == date(2026, 10, 12)
    assert plan.apprentices.there().count() == 3, "begins with the plan, which has not begun yet"
    stands.refresh_from_db()
    assert stands.state == "confirmed"


def test_both_walk_it_and_a_stranger_does_not(both, plan):
    client, other = signed_in(both.enterprise.user), signed_in(both.school.user)
    here = f"/plans/{plan.pk}/list/"
    assert "空表" in text(client.get(here)) and "用工作簿批量录入" in text(client.get(f"/plans/{plan.pk}/"))
    assert client.get(f"{here}workbook/").status_code == 200
    assert "还没有选文件" in text(client.post(f"{here}upload/"))
    sent = client.post(f"{here}upload/", {
        "file": SimpleUploadedFile("名单.csv", table("apprentices", [line(1), line(2, 企业导师="示没有")]))
    })  # fmt: skip
    run = ImportRun.objects.get()
    runs.drive(run)
    page = text(client.get(sent.url))
    assert "确认并写入 1 行" in page and "企业在用的导师里没有这个姓名" in page
    assert client.get(f"{sent.url}marked/").status_code == 200
    strangers = signed_in(partners.partners(3).enterprise.user)
    for each in (other, strangers):
        for way in ("", "far/", "marked/"):
            assert each.get(f"{sent.url}{way}").status_code == 404, "each party's file is its own"
        for way in ("confirm/", "give-up/"):
            assert each.post(f"{sent.url}{way}").status_code == 404
    for way in ("", "workbook/"):
        assert strangers.get(f"{here}{way}").status_code == 404
    assert client.get(f"/classes/files/{run.pk}/").status_code == 404, "no file of a class"
    for _ in range(2):
        client.post(f"{sent.url}confirm/")
        runs.drive(ImportRun.objects.get())
    assert plan.apprentices.count() == 1
    assert "看名单，每人差什么" in text(client.get(sent.url))
    client.post(f"{here}upload/", {"file": SimpleUploadedFile("名单.csv", table("apprentices", [line(3)]))})
    assert "已放弃" in text(client.post(f"/plans/lists/{ImportRun.objects.first().pk}/give-up/", follow=True))


def test_two_thousand_go_in_within_ten_seconds_and_as_many_queries_as_ten(both, plan):
    def timed(rows) -> tuple[int, float]:
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as asked:
            run = send(both.enterprise, plan, rows)
        assert run.parked == 0, codes(run)
        return len(asked), time.perf_counter() - began

    few, _ = timed([line(nth, 姓名="示学徒") for nth in range(10, 20)])
    many, seconds = timed([line(nth, 姓名="示学徒") for nth in range(20, 2010)])
    assert plan.apprentices.there().count() == 2000
    assert many <= few + 80, "in batches, of some fifty rows at the smallest"
    assert seconds < 10
    assert codes(send(both.enterprise, plan, [line(3000, 姓名="示学徒")])) == [(2, "full")]
    assert Person.objects.filter(name="示学徒").count() == 2000
    again = send(
        both.enterprise, plan, [line(nth, 姓名="示学徒", 操作="改", 劳动合同月数="24") for nth in range(10, 2010)]
    )
    assert again.changed == 2000
    assert Plan.objects.get(pk=plan.pk).apprentices.filter(contract_months=24).count() == 2000
    assert Apprentice.objects.count() == 2000
