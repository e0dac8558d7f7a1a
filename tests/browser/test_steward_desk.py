"""A steward's other pages in Chromium: a scan begun and watched, jobs, an account whose holder cannot sign in."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from people.models import User
from records import jobs
from records.models import Job
from subsidies.models import Scan
from tests.browser.conftest import DESK, PHONE, deep
from tests.browser.test_steward_feeds import signed_in, sound_look  # noqa: F401
from tests.people.cast import PASSWORD, official
from tests.subsidies import town


@pytest.mark.parametrize(("width", "script"), [(DESK, True), (PHONE, False), deep(PHONE, True), deep(DESK, False)])
def test_a_scan_is_begun_watched_and_read(signed_in, sound_look, monkeypatch, width, script):  # noqa: F811
    monkeypatch.setattr(jobs, "_send", lambda pk: None)  # a queue whose worker has not come yet
    town.holder("示甲", issued_on=timezone.localdate() - timedelta(60))
    town.holder("示乙", months=3)
    page = signed_in("/steward/", width, script=script)
    page.get_by_role("link", name="去筛查").click()
    page.get_by_role("button", name="按今天筛查一遍").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_role("button", name="按今天筛查一遍")).to_have_count(0)
    if script:
        sound_look(page)
    jobs.drive(Job.objects.get(verb="scan").pk)
    expect(page.get_by_role("button", name="按今天筛查一遍")).to_be_visible(timeout=20_000)
    page.locator("tbody th a").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("个人技能提升补贴")
    expect(page.get_by_role("heading", name="不能领的，为什么")).to_be_visible()
    assert Scan.objects.count() == 1
    if script:
        sound_look(page)
        page.goto("/steward/records/job/")
        sound_look(page)
        page.locator("tbody th a").first.click()
        sound_look(page)


@pytest.mark.parametrize("width", [DESK, deep(PHONE)])
def test_an_account_whose_holder_lost_phone_and_password(signed_in, sound_look, width):  # noqa: F811
    other = official("counter", "chuangkou-1")
    page = signed_in("/steward/people/user/", width)
    sound_look(page)
    page.get_by_role("link", name="chuangkou-1").click()
    sound_look(page)
    page.get_by_role("link", name="解除两步验证").click()
    sound_look(page)
    page.get_by_role("button", name="解除两步验证").click()
    expect(page.get_by_text("已经解除")).to_be_visible()
    page.get_by_role("link", name="重设密码").click()
    page.get_by_role("button", name="重设密码").click()
    expect(page.get_by_role("alert")).to_contain_text("有 2 处要改")
    sound_look(page)
    for label in ("新密码", "再填一次"):
        page.get_by_label(label).fill(PASSWORD + "x")
    page.get_by_role("button", name="重设密码").click()
    expect(page.get_by_text("已经重设")).to_be_visible()
    assert User.objects.get(pk=other.pk).check_password(PASSWORD + "x")
    page.get_by_role("link", name="收回").click()
    sound_look(page)
    page.get_by_role("button", name="收回角色").click()
    expect(page.get_by_text("已经收回")).to_be_visible()
    page.get_by_role("link", name="授予角色").click()
    expect(page.get_by_role("combobox", name="账号")).to_be_visible()
    sound_look(page)
    page.goto("/account/changes/")
    for deed in ("重设密码", "解除两步验证", "收回角色：窗口人员"):
        expect(page.get_by_role("cell", name=deed).first).to_be_visible()
    sound_look(page)
