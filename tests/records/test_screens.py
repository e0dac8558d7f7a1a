"""A steward's files on screen: from the upload to the result."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate
from lib.workbook import write_csv
from people.models import TrueTo
from records import kinds, runs
from tests.records import sheets
from tests.records.back_office import CONFIRM, FEED, FEW, HOME, LIST, checked, named, page_of, upload, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def steward(db):
    return named("steward", "示", "管理")


@pytest.fixture
def client(client, steward):
    client.force_login(steward)
    return client


def test_home_says_of_every_kind_what_it_is_and_how_current(client):
    page = words(client.get(HOME))
    for feed in kinds.feeds():
        assert feed.template.title in page
        assert feed.words and feed.words in page, "in plain words"
    assert page.count("还没有导入过") >= len(kinds.feeds())
    assert "还没有导入过文件" in page and "没有等着答复的" in page


def test_home_says_when_the_last_file_came_and_what_of_it_waits(client):
    done = checked(client, sheets.sound(5))
    client.post(CONFIRM, {"run": done.pk})
    runs.drive(done)
    waiting = checked(client, sheets.spoilt(sheets.sound(FEW, start=100)), "再一份.xlsx")
    page = words(client.get(HOME))
    assert "2024年10月31日" in page and "，5 行" in page
    assert "等您确认" in page and "再一份.xlsx" in page and f"有问题 {waiting.parked} 行" in page


def test_the_pages_of_a_month_ask_the_database_as_often_as_those_of_an_empty_year(
    client, django_assert_max_num_queries
):
    for number in range(12):
        checked(client, sheets.sound(2, start=number * 10), f"{number}.xlsx")
    with django_assert_max_num_queries(30):
        client.get(HOME)
    with django_assert_max_num_queries(20):
        client.get(LIST)


def test_a_kinds_page_tells_its_columns_its_key_and_how_to_fill_them(client):
    page = words(client.get(FEED))
    for column in kinds.feed_of("certificates").template.layout:
        assert column.title in page
    assert "按<strong>证书编号</strong>分辨" in page and "只写有变化的" in page and "五级/初级工" in page


@pytest.mark.parametrize("kind", ["people", "certificates", "occupations", "catalogue"])
def test_every_kind_has_its_page_and_its_template(client, kind):
    assert client.get(FEED.replace("certificates", kind)).status_code == 200
    page = client.get(reverse("admin:records_importrun_template", args=[kind]))
    assert page.status_code == 200 and b"".join(page.streaming_content).startswith(b"PK")
    assert "filename*=utf-8''" in page["Content-Disposition"]


def test_a_kind_there_is_not_leads_home(client):
    assert client.get(FEED.replace("certificates", "horoscopes")).url == HOME
    assert client.get(reverse("admin:records_importrun_template", args=["horoscopes"])).status_code == 404


def test_a_sound_file_goes_all_the_way(client, steward):
    run = checked(client, sheets.sound(20))
    page = words(client.get(page_of(run)))
    assert "确认导入 20 行" in page and "放弃这份文件" in page and "搁置的行" not in page
    assert client.post(CONFIRM, {"run": run.pk}).url == page_of(run)
    runs.drive(run)
    page = words(client.get(page_of(run)))
    assert "已完成" in page and "已导入" in page and "示管理" in page
    assert Certificate.objects.count() == 20
    assert TrueTo.objects.get().day == date(2024, 10, 31)
    run.refresh_from_db()
    assert (run.started_by, run.confirmed_by) == (steward, steward)


def test_a_dozen_kinds_of_error_are_told_in_words_with_what_to_do(client):
    run = checked(client, sheets.spoilt(sheets.sound(FEW)))
    page = words(client.get(page_of(run)))
    for told, *_ in sheets.ERRORS:
        assert told in page, told
    assert run.parked == sheets.EACH * len(sheets.ERRORS)
    assert f"确认导入 {run.good:,} 行" in page and "下载标好错误的工作簿" in page
    assert "驾驶证" in page, "what stood there"
    assert "照证件重新填写" in page, "what to do"
    for code in ("number-level", "wrong-shape", "not-listed"):
        assert code not in page, "words, no codes"


def test_identity_numbers_are_masked_even_where_they_are_wrong(client):
    rows = sheets.spoilt(sheets.sound(FEW))
    run = checked(client, rows)
    page = words(client.get(page_of(run)))
    assert not [row[sheets.NUMBER] for row in rows if row[sheets.NUMBER] in page]
    assert not [row[sheets.CERTIFICATE] for row in rows if row[sheets.CERTIFICATE] in page]


def test_the_marked_workbook_comes_down_with_a_safe_name_and_a_line_in_the_log(client, caplog):
    run = checked(client, sheets.spoilt(sheets.sound(FEW)), "a;b, c 证书.xlsx")
    with caplog.at_level("INFO", logger="xunxing.access"):
        page = client.get(reverse("admin:records_importrun_result", args=[run.pk]))
    assert b"".join(page.streaming_content).startswith(b"PK")
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["Content-Disposition"].startswith("attachment; filename") and "\n" not in page["Content-Disposition"]
    assert f"marked of run {run.pk} by user" in caplog.text and "示例" not in caplog.text


def test_mended_and_sent_again_only_the_rest_is_new(client):
    rows = sheets.sound(FEW)
    first = checked(client, sheets.spoilt(rows))
    client.post(CONFIRM, {"run": first.pk})
    runs.drive(first)
    second = checked(client, rows, "改好.xlsx")
    assert (second.added, second.unchanged, second.parked) == (first.parked, first.good, 0)
    client.post(CONFIRM, {"run": second.pk})
    runs.drive(second)
    assert Certificate.objects.count() == len(rows)


def test_runs_are_listed_by_kind_state_and_who(client, steward):
    checked(client, sheets.sound(5))
    upload(client, write_csv(["a"], [["b"]]), "参保.csv", kind_of=FEED.replace("certificates", "insurance"))
    assert "参保.csv" in words(client.get(LIST)) and "证书.xlsx" in words(client.get(LIST))
    assert "参保.csv" not in words(client.get(LIST, {"kind": "certificates"}))
    assert "参保.csv" not in words(client.get(LIST, {"state__exact": "waiting"}))
    assert "参保.csv" in words(client.get(LIST, {"by": steward.pk}))
    assert "参保.csv" not in words(client.get(LIST, {"by": steward.pk + 1}))


def test_a_correction_is_a_run_with_its_reason(client, steward):
    run = runs.correct(
        kind="certificates",
        rows=[
            dict(
                zip(
                    ["action", "name", "document", "number", "certificate", "occupation", "level", "issued_on"],
                    map(str, row),
                    strict=False,
                )
            )
            for row in sheets.sound(1)
        ],
        by=steward,
        at=timezone.now(),
        why="照证书原件更正",
    )
    page = words(client.get(page_of(run)))
    assert "技能证书更正" in page and "照证书原件更正" in page
