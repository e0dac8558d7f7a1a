"""A file that comes again: with nothing new but its day, after it broke off, after every row of it was wrong."""

from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from certificates.models import Certificate
from people.models import TrueTo
from records import files, jobs, runs
from records.models import ImportRun, Job
from tests.records import sheets
from tests.records.back_office import CONFIRM, HOME, LIST, checked, named, page_of, upload, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client, db):
    client.force_login(named("steward", "示", "管理"))
    return client


def confirmed(client, run) -> ImportRun:
    client.post(CONFIRM, {"run": run.pk})
    runs.drive(run)
    run.refresh_from_db()
    return run


def test_a_file_with_nothing_new_but_a_later_day_is_confirmed_for_the_sake_of_the_day(client):
    rows = sheets.sound(5)
    confirmed(client, checked(client, rows))
    again = checked(client, list(reversed(rows)), "下个月.xlsx", true_to="2024-11-30")
    page = words(client.get(page_of(again)))
    assert "没有新的内容" in page and "只把数据截至改到2024年11月30日" in page
    assert "确认，数据截至2024年11月30日" in page and "确认导入" not in page
    assert confirmed(client, again).state == "done"
    assert TrueTo.objects.order_by("-day").first().day == date(2024, 11, 30)
    assert "2024年11月30日" in words(client.get(HOME)) and Certificate.objects.count() == 5


def test_an_import_that_broke_off_is_tried_again_with_the_file_that_is_kept(client):
    run = checked(client, sheets.sound(5), note="社保中心10月导出")
    client.post(CONFIRM, {"run": run.pk})
    job = Job.objects.get(verb="write-import")
    Job.objects.filter(pk=job.pk).update(attempts=jobs.ATTEMPTS)
    jobs.drive(job.pk)
    page = words(client.get(page_of(run)))
    assert "导入中断了" in page and "用同一份文件再试一次" in page
    again = client.post(reverse("admin:records_importrun_again", args=[run.pk]))
    new = ImportRun.objects.latest("pk")
    assert again.url == page_of(new) and new != run
    assert (new.file, new.true_to, new.note) == (run.file, date(2024, 10, 31), "社保中心10月导出")
    twice = client.post(reverse("admin:records_importrun_again", args=[run.pk]), follow=True)
    assert ImportRun.objects.count() == 2 and "已经上传过" in words(twice)
    runs.drive(new)
    assert confirmed(client, new).state == "done" and Certificate.objects.count() == 5


def test_only_what_broke_off_is_tried_again_and_a_lost_file_is_said(client):
    run = checked(client, sheets.sound(5))
    address = reverse("admin:records_importrun_again", args=[run.pk])
    assert client.get(address).url == page_of(run)
    assert "不用再试" in words(client.post(address, follow=True)) and ImportRun.objects.count() == 1
    ImportRun.objects.filter(pk=run.pk).update(state="failed", finished_at=run.created_at)
    Path(files._path(run.file.sha256)).unlink()
    assert "在服务器上找不到" in words(client.post(address, follow=True)) and ImportRun.objects.count() == 1


def test_a_file_of_which_no_row_will_do_comes_back_marked_with_the_template_beside(client):
    wrong = [list(row) for row in sheets.sound(3)]
    for row in wrong:
        row[sheets.ISSUER] = "=1+1"
    run = checked(client, wrong)
    page = words(client.get(page_of(run)))
    assert run.state == "refused" and "下载标好错误的工作簿" in page and "下载模板" in page
    assert page.index("搁置的行") < page.index("交文件"), "first what is wrong, then where to send it again"
    assert "（公式）" in page
    upload(client, b"%PDF-1.7 nothing of a table", "别的.xlsx")
    other = ImportRun.objects.latest("pk")
    runs.drive(other)
    page = words(client.get(page_of(other)))
    assert "下载模板" in page and "下载标好错误的工作簿" not in page


def test_a_note_is_kept_with_the_file_and_never_holds_a_number(client):
    run = checked(client, sheets.sound(5), note="  社保中心10月导出 ")
    assert run.note == "社保中心10月导出" and "社保".encode() not in bytes(run.note_sealed)
    for path in (page_of(run), LIST, HOME):
        assert "社保中心10月导出" in words(client.get(path)), path
    page = words(upload(client, sheets.workbook(sheets.sound(6)), "二.xlsx", note="见12000000123"))
    assert "备注里不要写" in page and ImportRun.objects.count() == 1
    assert "200个字以内" in words(upload(client, b"x", "三.xlsx", note="长" * 201))
