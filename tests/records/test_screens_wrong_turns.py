"""Every wrong turn of a steward with a file: what was found, what to do, and nothing lost or doubled."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate
from lib.workbook.reading import LARGEST
from records import files, runs
from records.models import ImportRun, Job
from tests.records import sheets
from tests.records.back_office import CONFIRM, FEED, FEW, checked, named, page_of, upload, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def steward(db):
    return named("steward", "示", "管理")


@pytest.fixture
def client(client, steward):
    client.force_login(steward)
    return client


def test_no_file_is_said_beside_the_field_and_the_day_is_kept(client):
    page = client.post(FEED, {"true_to": "2024-10-31", "resource": "0"})
    assert page.status_code == 200 and not ImportRun.objects.exists()
    assert "还没有选文件" in words(page) and 'value="2024-10-31"' in words(page)
    assert words(page).count("还没有选文件") == 2, "at the top and beside the field"


@pytest.mark.parametrize("name", ["证书.pdf", "证书.docx", "证书.xls", "证书"])
def test_a_file_of_another_type_is_refused_with_what_to_do(client, name):
    page = words(upload(client, b"anything", name))
    assert "不是 xlsx 或 csv" in page and "另存为 xlsx" in page and not ImportRun.objects.exists()


def test_a_poll_after_the_session_ended_lets_the_whole_page_find_out(client):
    run = checked(client, sheets.sound(5))
    client.logout()
    part = client.get(reverse("admin:records_importrun_far", args=[run.pk]), headers={"HX-Request": "true"})
    assert part["HX-Refresh"] == "true" and not part.content


def test_of_a_file_far_too_large_only_the_size_is_kept_and_nothing_reaches_a_disk(client, monkeypatch, settings):
    monkeypatch.setattr("records.uploads.LARGEST", 100_000)
    monkeypatch.setattr("records.forms.LARGEST", 100_000)
    settings.FILE_UPLOAD_TEMP_DIR = "/nowhere"
    page = words(upload(client, b"x" * 5_300_000))
    assert "5.3 MB" in page and not ImportRun.objects.exists()
    assert upload(client, sheets.workbook(sheets.sound(5))).status_code == 302


def test_a_file_too_large_is_refused_with_its_size_and_the_limit(client, monkeypatch):
    monkeypatch.setattr("records.forms.LARGEST", 1000)
    page = words(upload(client, b"x" * 2000))
    assert "2000" not in page and "0.0 MB" in page and f"最多 {LARGEST // 1_000_000} MB" in page


def test_an_empty_file_and_a_day_to_come_are_refused(client):
    assert "这个文件是空的" in words(upload(client, b""))
    tomorrow = timezone.localdate() + timedelta(days=2)
    assert "不能晚于今天" in words(upload(client, b"x", true_to=tomorrow.isoformat()))
    assert "不是一个真实的日期" in words(upload(client, b"x", true_to="2024-02-30"))
    assert not ImportRun.objects.exists()


def test_a_workbook_that_is_none_is_refused_in_words_and_another_can_be_sent_at_once(client):
    upload(client, b"%PDF-1.7 nothing of a table")
    run = ImportRun.objects.get()
    runs.drive(run)
    page = words(client.get(page_of(run)))
    assert "这份文件没有导入" in page and "PDF" in page
    assert f'action="{FEED}"' in page and 'value="2024-10-31"' in page, "the form is kept, with its day"


def test_a_file_handed_in_twice_leads_to_the_same_run(client):
    content = sheets.workbook(sheets.sound(5))
    upload(client, content)
    first = ImportRun.objects.get()
    runs.drive(first)
    page = upload(client, content, "换个名字.xlsx", follow=True)
    assert ImportRun.objects.count() == 1 and page.redirect_chain[-1][0] == page_of(first)
    assert "已经上传过" in words(page)
    client.post(CONFIRM, {"run": first.pk})
    runs.drive(first)
    page = upload(client, content, follow=True)
    assert "导入过" in words(page) and page.redirect_chain[-1][0] == page_of(first)


def test_what_is_all_known_already_is_said_plainly_and_needs_no_confirmation(client):
    first = checked(client, sheets.sound(5))
    client.post(CONFIRM, {"run": first.pk})
    runs.drive(first)
    again = checked(client, list(reversed(sheets.sound(5))), "换了次序.xlsx")
    page = words(client.get(page_of(again)))
    assert "没有新的内容" in page and "确认导入" not in page and "放弃这份文件" in page


def test_a_second_click_on_confirm_has_one_effect_and_says_nothing(client):
    run = checked(client, sheets.sound(5))
    client.post(CONFIRM, {"run": run.pk})
    page = client.post(CONFIRM, {"run": run.pk}, follow=True)
    assert Job.objects.filter(verb="write-import").count() == 1
    assert "您这一步没有再做什么" not in words(page)


def test_who_confirms_after_a_colleague_is_told_so(client, client_of_another):
    run = checked(client, sheets.sound(5))
    client_of_another.post(CONFIRM, {"run": run.pk})
    page = words(client.post(CONFIRM, {"run": run.pk}, follow=True))
    assert "示另一位已经确认了这份文件" in page and "没有再做什么" in page


def test_who_confirms_what_a_colleague_gave_up_is_told_so(client, client_of_another):
    run = checked(client, sheets.sound(5))
    client_of_another.post(reverse("admin:records_importrun_cancel", args=[run.pk]))
    page = words(client.post(CONFIRM, {"run": run.pk}, follow=True))
    assert "已取消" in page and not Certificate.objects.exists()


@pytest.fixture
def client_of_another(db):
    other = Client()
    other.force_login(named("steward-2", "示", "另一位"))
    return other


def test_given_up_it_can_be_sent_again(client):
    content = sheets.workbook(sheets.sound(5))
    upload(client, content)
    run = ImportRun.objects.get()
    page = client.post(reverse("admin:records_importrun_cancel", args=[run.pk]), follow=True)
    assert "没有导入任何一行" in words(page)
    upload(client, content)
    assert ImportRun.objects.count() == 2


def test_an_address_opened_where_only_a_form_goes_does_nothing(client):
    run = checked(client, sheets.sound(5))
    assert client.get(reverse("admin:records_importrun_cancel", args=[run.pk])).status_code == 302
    assert client.get(CONFIRM).status_code == 302
    assert client.post(CONFIRM, {"run": "x"}).status_code == 302
    assert client.post(CONFIRM, {"run": 10**9}).status_code == 404
    run.refresh_from_db()
    assert run.state == "waiting"


def test_a_whole_file_that_lacks_many_asks_for_a_tick(client, monkeypatch):
    run = checked(client, sheets.sound(5))
    ImportRun.objects.filter(pk=run.pk).update(asks="现有 100 条，这份文件里缺少 20 条。")
    page = words(client.get(page_of(run)))
    assert "缺少 20 条" in page and 'name="sure"' in page and "required" in page
    told = words(client.post(CONFIRM, {"run": run.pk}, follow=True))
    assert "缺少 20 条" in told and ImportRun.objects.get(pk=run.pk).state == "waiting"
    client.post(CONFIRM, {"run": run.pk, "sure": "on"})
    assert ImportRun.objects.get(pk=run.pk).state == "queued"


def test_where_no_worker_runs_it_says_so_after_a_while_and_what_to_do(client):
    upload(client, sheets.workbook(sheets.sound(5)))
    run = ImportRun.objects.get()
    assert "可以关掉这一页" in words(client.get(page_of(run)))
    assert '<meta http-equiv="refresh"' in words(client.get(page_of(run))), "without a script too"
    Job.objects.update(made_at=timezone.now() - timedelta(seconds=20))
    page = words(client.get(page_of(run)))
    assert "排队中：后台任务没有运行" in page and "启动后台任务" in page


def test_the_bar_draws_the_page_anew_once_there_is_nothing_to_wait_for(client):
    upload(client, sheets.workbook(sheets.sound(5)))
    run = ImportRun.objects.get()
    bar = f"{reverse('admin:records_importrun_far', args=[run.pk])}?state=checking"
    assert "HX-Refresh" not in client.get(bar)
    runs.drive(run)
    assert client.get(bar)["HX-Refresh"] == "true"


def test_a_file_gone_from_the_disk_is_said_and_the_page_stands(client):
    run = checked(client, sheets.spoilt(sheets.sound(FEW)))
    for file in (run.file, run.result, run.findings):
        Path(files._path(file.sha256)).unlink()
    assert "在服务器上找不到" in words(client.get(page_of(run)))
    for name in ("result", "file"):
        page = client.get(reverse(f"admin:records_importrun_{name}", args=[run.pk]), follow=True)
        assert page.redirect_chain[-1][0] == page_of(run) and "在服务器上找不到" in words(page)


def test_a_session_that_ended_leads_to_signing_in_and_says_what_was_not_done(client):
    run = checked(client, sheets.sound(5))
    client.logout()
    page = client.post(CONFIRM, {"run": run.pk}, follow=True)
    assert "/sign-in/" in page.redirect_chain[-1][0] and "登录已经过期" in words(page)
    run.refresh_from_db()
    assert run.state == "waiting"
