"""Results by screen and by workbook: all at once, every mistake at its row, nothing lost; the same workbook back."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from people import looks
from records import events, kinds, runs
from records.models import ImportRun
from tests.records.joining import signed_in, text
from tests.records.making import codes, counts, hand
from tests.training import schools
from tests.training.ending import AFTER, BAD, EXAM, GOOD, LAST, LATER, ended, entered, issued, lines_of, settled
from tests.training.schools import AT, a_school, filed, refused, row, trainee
from training.filing.actions import chain
from training.models import CompletionCertificate, Enrolment, ExamResult
from training.results.downloads import of_all, workbook
from training.results.judging import Told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(LATER, tick=False)
    return time_machine


@pytest.fixture
def school():
    return a_school()


# --- by screen
def test_all_are_saved_at_once_with_one_day_and_own_days(school):
    one = ended(school, 4)
    client, page, lines = signed_in(school.user), f"/classes/{one.pk}/results/", lines_of(one)
    assert "登记了成绩 0 人" in text(client.get(page)) and "更正的原因" not in text(client.get(page))
    sent = {
        "day": "2026-09-15", f"passed-{lines[0].pk}": "yes", f"score-{lines[0].pk}": "88",
        f"passed-{lines[1].pk}": "no", f"passed-{lines[2].pk}": "yes", f"day-{lines[2].pk}": "2026-09-18",
    }  # fmt: skip
    assert "登记或更正 3 人" in text(client.post(page, sent, follow=True))
    told = list(ExamResult.objects.order_by("pk").values_list("held_on", "score", "passed"))
    assert told == [(EXAM, 88, True), (EXAM, None, False), (EXAM + timedelta(days=3), None, True)]
    assert "登记了成绩 3 人，合格 2 人" in text(client.get(page))
    kept = client.get(page).content.decode()
    assert 'value="2026-09-18"' in kept and 'value="88"' in kept
    resit = {"day": "2026-09-20", f"passed-{lines[3].pk}": "yes"}
    again = {f"passed-{pk.pk}": "yes" if nth != 1 else "no" for nth, pk in enumerate(lines[:3])}
    days = {f"day-{pk.pk}": str(day) for pk, (day, _, _) in zip(lines, told, strict=False)}
    client.post(page, resit | again | days | {f"score-{lines[0].pk}": "88"})
    assert list(ExamResult.objects.order_by("pk").values_list("held_on", flat=True)) == [
        EXAM, EXAM, EXAM + timedelta(days=3), AFTER,
    ], "a day for all is of whoever has none"  # fmt: skip
    assert "没有改动" in text(client.post(page, {}, follow=True))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("score", "101", "成绩不是0到100的整数"), ("score", "80.5", "成绩不是0到100的整数"), ("score", "-1", "0到100"),
        ("score", "九十", "0到100"), ("score", "59", "成绩59分，合格要60分"), ("day", "2026-09-12", "早于培训最后一天"),
        ("day", "2026-09-21", "在今天之后"), ("day", "下周一", "日期要写成"), ("passed", "", "没有选合不合格"),
        ("passed", "maybe", "没有选合不合格"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_at_its_row_and_nothing_is_lost(school, field, value, words):
    one = ended(school, 3)
    client, page, lines = signed_in(school.user), f"/classes/{one.pk}/results/", lines_of(one)
    sent = {
        "day": "2026-09-15", f"passed-{lines[0].pk}": "yes", f"score-{lines[0].pk}": "77",
        f"passed-{lines[1].pk}": "yes", f"score-{lines[1].pk}": "80",
    } | {f"{field}-{lines[1].pk}": value}  # fmt: skip
    back = client.post(page, sent)
    told = text(back)
    assert words in told and "有 1 位学员的要改，现在都还没有保存" in told and lines[1].person.name in told
    body = back.content.decode()
    assert 'value="77"' in body and 'value="2026-09-15"' in body and f'id="wrong-{lines[1].pk}"' in body
    if field != "passed":
        assert f'value="{value}"' in body
    assert not ExamResult.objects.exists()
    mended = sent | {f"{field}-{lines[1].pk}": {"score": "60", "day": "2026-09-13", "passed": "no"}[field]}
    assert client.post(page, mended).status_code == 302 and ExamResult.objects.count() == 2


def test_what_somebody_else_wrote_meanwhile_is_not_written_over_unseen(school):
    one = ended(school, 3)
    entered(school, one, BAD, BAD)
    client, page, lines = signed_in(school.user), f"/classes/{one.pk}/results/", lines_of(one)
    drawn = {f"was-{row.pk}": "2026-09-15|52|no" for row in lines[:2]} | {f"was-{lines[2].pk}": "||"}
    as_drawn = {
        f"{name}-{row.pk}": value for row in lines[:2]
        for name, value in (("day", "2026-09-15"), ("score", "52"), ("passed", "no"))
    }  # fmt: skip
    resit = Told(AFTER, 71, True)
    entered(school, one, resit, resit)  # by a colleague, after the page was drawn
    sent = drawn | as_drawn | {f"passed-{lines[2].pk}": "yes", "day": "2026-09-15"}
    assert "登记或更正 1 人" in text(client.post(page, sent, follow=True)), "what was not touched stays the colleague's"
    assert ExamResult.objects.filter(score=71, passed=True).count() == 2
    back = client.post(page, drawn | as_drawn | {f"score-{lines[0].pk}": "55"})
    assert "现在是2026年9月20日71分合格" in text(back) and ExamResult.objects.filter(score=71).count() == 2
    body = back.content.decode()
    assert 'value="55"' in body and f'name="was-{lines[0].pk}" value="2026-09-20|71|yes"' in body
    again = as_drawn | {f"score-{lines[0].pk}": "55", f"was-{lines[0].pk}": "2026-09-20|71|yes"}
    assert client.post(page, again).status_code == 302
    assert ExamResult.objects.get(enrolment=lines[0]).score == 55, "seen, and pressed again"


def test_without_a_day_every_row_that_was_filled_in_says_so(school):
    one = ended(school, 3)
    client, page, lines = signed_in(school.user), f"/classes/{one.pk}/results/", lines_of(one)
    back = text(client.post(page, {f"passed-{row.pk}": "yes" for row in lines[:2]}))
    assert "有 2 位学员的要改" in back and "缺考核日期" in back


def test_a_correction_that_weighs_is_asked_why_and_keeps_what_was_typed(school):
    one = ended(school, 2)
    entered(school, one, GOOD, GOOD)
    issued(school, one)
    client, page, lines = signed_in(school.user), f"/classes/{one.pk}/results/", lines_of(one)
    sent = {f"passed-{lines[0].pk}": "no", f"score-{lines[0].pk}": "50", f"day-{lines[0].pk}": "2026-09-15"}
    back = text(client.post(page, sent | {"why": "错"}))
    assert "会撤回证书的更正都要写" in back and 'value="50"' in client.post(page, sent).content.decode()
    assert client.post(page, sent | {"why": "复核改判"}).status_code == 302
    assert CompletionCertificate.objects.get(enrolment=lines[0]).void_why == "复核改判"
    settled(school, one)
    assert "这个班已经申请结算" in text(client.get(page))
    sent = {f"passed-{lines[1].pk}": "yes", f"score-{lines[1].pk}": "81", f"day-{lines[1].pk}": "2026-09-15"}
    assert "结算以后的更正" in text(client.post(page, sent))
    assert client.post(page, sent | {"why": "抄错一分"}).status_code == 302
    assert "原因：抄错一分" in text(client.get(f"/classes/{one.pk}/"))


def test_before_the_last_day_the_page_says_when(school, today):
    one = ended(school)
    today.move_to(AT + timedelta(days=11), tick=False)
    client = signed_in(school.user)
    assert "2026年9月13日才上完" in text(client.get(f"/classes/{one.pk}/results/"))
    assert "现在不发证" in text(client.get(f"/classes/{one.pk}/completions/"))
    sent = {"day": "2026-09-12", f"passed-{lines_of(one)[0].pk}": "yes"}
    client.post(f"/classes/{one.pk}/results/", sent)
    assert not ExamResult.objects.exists()
    draft = schools.a_class(school, name="草稿", first=LAST + timedelta(days=30))
    assert "不登记成绩" in text(client.get(f"/classes/{draft.pk}/results/"))
    assert "不发证" in text(client.get(f"/classes/{draft.pk}/completions/"))


def test_a_result_is_voided_on_a_page_of_its_own(school):
    one = ended(school)
    entered(school, one, GOOD)
    issued(school, one)
    line, other = lines_of(one)[:2]
    client, page = signed_in(school.user), f"/classes/trainees/{line.pk}/void/"
    assert "会撤回的证书" in text(client.get(page)) and "请填作废的原因" in text(client.post(page, {}))
    assert "2到100个字" in text(client.post(page, {"why": "错"}))
    assert "成绩已作废" in text(client.post(page, {"why": "填错人了"}, follow=True))
    assert "作废：填错人了" in text(client.get(f"/classes/{one.pk}/results/"))
    assert "没有可以作废的成绩" in text(client.get(f"/classes/trainees/{other.pk}/void/"))
    assert "没有可以作废的成绩" in text(client.post(f"/classes/trainees/{other.pk}/void/", {"why": "填错人了"}))


# --- by workbook
def send(school, rows, one=None, **more):
    scope = f"class:{one.pk}" if one else f"institution:{school.organisation.pk}"
    return hand("results", rows, at=more.pop("at", LATER), scope=scope, by=school.user, **more)


def told(nth: int, **other: str) -> dict[str, str]:
    return row(nth) | {"考核日期": "2026-09-15", "成绩": "80", "结论": "合格"} | other


def test_every_rule_is_asked_of_each_row_and_the_marked_workbook_comes_back(school):
    one = ended(school, 9)
    other = filed(a_school(2))
    Enrolment.objects.create(of=other, person=trainee(20), joined_on=schools.ON)
    run = send(school, [
        told(0), told(1, 成绩="", 结论="不合格"), told(2, 考核日期="2026-09-12"), told(3, 考核日期="2026-09-21"),
        told(4, 成绩="59"), told(5, 成绩="101"), told(6, 结论=""), told(7, 考核日期=""), told(20), told(21),
        told(8, 考核日期="", 成绩="", 结论=""), told(8, 操作="改"), told(8, 操作="撤", 班号=other.number),
    ], one)  # fmt: skip
    assert [code for _, code in codes(run)] == [
        "R-BEFORE", "R-FUTURE", "R-PASS", "too-high", "R-TOLD", "R-TOLD", "R-TRAINEE", "R-TRAINEE", "repeated-key",
        "P-CLASS",
    ]  # fmt: skip
    assert counts(run) == {"read": 13, "good": 3, "parked": 10, "added": 2, "unchanged": 1}
    assert list(ExamResult.objects.order_by("pk").values_list("score", "passed")) == [(80, True), (None, False)]
    book = load_workbook(io.BytesIO(runs.result_of(run)[1])).worksheets[0]
    assert [cell.value for cell in book[1]][-2:] == ["问题", "怎么改"]
    assert "早于培训最后一天（2026年9月13日）" in book.cell(4, book.max_column - 1).value
    event = events.of(chain(one.pk))[-1]
    assert event.verb == "result" and len(event.data["rows"]) == 2 and event.by == school.user


def test_there_and_back_a_correction_says_so_and_one_that_weighs_says_why(school):
    one = ended(school, 3)
    entered(school, one, GOOD, BAD)
    issued(school, one)
    name, content = workbook(one, school.actor, LATER)
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    titles = [str(cell.value).rstrip("*") for cell in sheet[1]]
    assert name.endswith(".xlsx") and sheet.column_dimensions["B"].hidden
    assert [sheet.cell(2, titles.index(title) + 1).value for title in ("姓名", "成绩", "结论")] == [
        schools.named(0), 80, "合格",
    ]  # fmt: skip
    assert sheet.cell(4, titles.index("考核日期") + 1).value is None
    same = send(school, content, one, name="成绩.xlsx")
    assert counts(same) == {"read": 3, "good": 3, "unchanged": 3}, "handed back as it was taken"
    run = send(school, [told(0, 结论="不合格", 成绩="50"), told(1)], one)
    assert [code for _, code in codes(run)] == ["there", "there"]
    run = send(school, [told(0, 操作="改", 结论="不合格", 成绩="50"), told(1, 操作="改"), told(2, 操作="撤")], one)
    assert [code for _, code in codes(run)] == ["R-WHY", "missing"] and counts(run)["changed"] == 1
    run = send(school, [told(0, 操作="撤"), told(1, 操作="撤", 更正原因="替考")], one)
    assert [code for _, code in codes(run)] == ["R-WHY"] and counts(run)["removed"] == 1
    run = send(school, [told(0, 操作="改", 结论="不合格", 成绩="50", 更正原因="复核改判")], one)
    assert counts(run)["changed"] == 1
    assert CompletionCertificate.objects.get().void_why == "复核改判"
    assert events.note_of(events.of(chain(one.pk))[-1]) == "复核改判" and events.whole(chain(one.pk))


def test_each_person_in_the_workbook_finds_who_took_it(school):
    one = ended(school, 2)
    people = [row.person_id for row in lines_of(one)]
    workbook(one, school.actor, LATER)
    assert [[each.why for each in looks.looks_at(pk)] for pk in people] == [
        [f"下载成绩表，{one.number} {one.name}"]
    ] * 2
    of_all(school.organisation, school.actor, LATER)
    assert [len(looks.looks_at(pk)) for pk in people] == [2, 2]
    assert [event.verb for event in events.of(chain(one.pk))][-2:] == ["results-taken"] * 2
    with refused("由本机构的管理员或经办人办理"):
        workbook(one, a_school(2).actor, LATER)


def test_a_row_that_was_shifted_by_hand_is_nobody_s_result(school):
    one = ended(school, 2)
    lines = lines_of(one)
    rows = [told(0) | {"行号（请勿改动）": str(lines[1].pk)}, told(1) | {"行号（请勿改动）": str(lines[1].pk)}]
    run = send(school, rows, one)
    assert [code for _, code in codes(run)] == ["R-TRAINEE"] and ExamResult.objects.get().enrolment == lines[1]


def test_a_file_comes_too_early_or_after_the_settlement(school):
    one = ended(school, 2)
    early = send(school, [told(0, 考核日期="2026-09-12")], one, at=AT + timedelta(days=11))
    assert codes(early) == [(2, "R-OPEN")] and "2026年9月13日才上完" in str(runs.preview(early).problems[0])
    settled(school, one)
    assert [code for _, code in codes(send(school, [told(0)], one))] == ["R-WHY"]
    assert counts(send(school, [told(0, 更正原因="漏登记")], one))["added"] == 1


def test_one_workbook_for_all_classes_of_the_school(school):
    one, other = ended(school, 2), ended(a_school(2), 1, begin=10)
    name, content = of_all(school.organisation, school.actor, LATER)
    assert load_workbook(io.BytesIO(content)).worksheets[0].max_row >= 3 and "全部班次" in name
    run = send(school, [told(0, 班号=one.number), told(1), told(10, 班号=other.number)])
    assert [code for _, code in codes(run)] == ["required", "P-CLASS"] and ExamResult.objects.count() == 1


def test_the_pages_of_workbooks(school):
    one = ended(school, 2)
    client = signed_in(school.user)
    for page in (f"/classes/{one.pk}/results/", f"/classes/results/{school.organisation.pk}/"):
        assert client.get(f"{page}workbook/").status_code == 200
        assert "还没有选文件" in text(client.post(f"{page}upload/", {}))
        file = SimpleUploadedFile("成绩.csv", b"x" + page.encode())
        sent = client.post(f"{page}upload/", {"file": file})
        assert f'href="{page}"' in client.get(sent.url).content.decode(), "the way back"
    assert ImportRun.objects.filter(kind="results").count() == 2
    assert "results" not in [feed.template.kind for feed in kinds.feeds()], "no steward's business"


@pytest.mark.one_database("a count of queries")
def test_a_large_workbook_asks_as_little_as_a_small_one(school):
    """A run's own progress apart, which is told once for each part of the file."""
    asked = []
    for nth, many in enumerate((5, 40)):
        one = ended(a_school(nth + 5), many, begin=nth * 5)
        owner = type(school)(one.organisation, one.organisation.grants.get(role="manager").user, None, None, None)
        rows = [told(nth * 5 + place) for place in range(many)]
        with CaptureQueriesContext(connection) as queries:
            run = send(owner, rows, one)
            send(owner, [each | {"操作": "改", "成绩": "90", "更正原因": "抄错"} for each in rows], one)
        assert counts(run)["added"] == many
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert set(ExamResult.objects.values_list("score", flat=True)) == {90} and Told(EXAM, 80, True) == GOOD
