"""A school comes in: its person on a phone, the steward at a desk by the keys, then the manager with a clerk."""

import re

import pytest
from playwright.sync_api import expect

from people.models import User
from people.signin import account_of
from records.joining.models import Registration
from tests.browser.conftest import DESK, PHONE, deep
from tests.people.cast import a_person, enrol, official
from tests.records.joining import PASSWORD, code

NAME = "示例入驻培训学校"


def fill(page, tmp_path):
    file = tmp_path / "licence.pdf"
    file.write_bytes(b"%PDF-1.4 made up %%EOF")
    page.get_by_label("培训机构").check()
    page.get_by_label("统一社会信用代码").fill(code()[:-1] + "0")
    page.get_by_label("单位名称").fill(NAME)
    page.get_by_label("法定代表人").fill("示法人")
    page.get_by_label("注册地所在区").select_option(label="东城区")
    page.get_by_label("办学许可证号").fill("示许字0001号")
    page.get_by_label("许可证有效期至").fill("2099-12-31")
    page.get_by_label("证照").set_input_files(file)
    page.get_by_label("想要的管理员账号").fill("schoolone")
    page.get_by_role("button", name="提交").click()
    return file


@pytest.mark.parametrize(("width", "desk_width"), [(PHONE, DESK), deep(DESK, PHONE)])
def test_a_school_comes_in(signed_in, sound, tmp_path, settings, width, desk_width):
    settings.MEDIA_ROOT = tmp_path / "media"
    page = signed_in(account_of(a_person("示经办", phone="12000000101")), "/join/", width)
    sound(page)
    page.get_by_role("link", name="开始填").click()
    file = fill(page, tmp_path)
    expect(page.get_by_role("alert")).to_contain_text("有 2 处要改")
    expect(page.get_by_label("单位名称")).to_have_value(NAME)
    sound(page)
    page.get_by_label("统一社会信用代码").fill(code())
    page.get_by_label("证照").set_input_files(file)
    page.get_by_label("我代表单位同意").check()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("数据管理员核验证照")).to_be_visible()
    sound(page)
    verified(signed_in, sound, desk_width)
    page.reload()
    for label in ("密码", "再填一次"):
        page.get_by_label(label, exact=True).fill(PASSWORD)
    sound(page)
    page.get_by_role("button", name="设置密码").click()
    expect(page.get_by_text("密码设好了")).to_be_visible()
    at_home(signed_in, sound, desk_width)


def verified(signed_in, sound, width):
    page = signed_in(official("steward"), "/account/", width)
    page.locator("#content").get_by_role("link", name="单位入驻").click()
    expect(page.get_by_text("等待核验 1")).to_be_visible()
    sound(page)
    page.keyboard.press("j")
    expect(page.get_by_text("单位登记里没有这个代码")).to_be_visible()
    sound(page)
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    expect(page.get_by_text("管理员账号是 schoolone")).to_be_visible()
    assert Registration.objects.get().state == "accepted"


def at_home(signed_in, sound, width):
    manager = User.objects.get(username="schoolone")
    enrol(manager)
    page = signed_in(manager, "/account/", width)
    page.get_by_role("link", name="本单位").click()
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    page.get_by_label("姓名").fill("示办事")
    page.get_by_label("账号").fill("clerkone")
    page.get_by_role("button", name="添加").click()
    expect(page.get_by_text(re.compile("初始密码只显示这一次"))).to_be_visible()
    sound(page)
    page.get_by_role("button", name=re.compile("停用")).click()
    expect(page.get_by_text("已停用示办事的账号")).to_be_visible()
    is_paid_to(page, sound)


def is_paid_to(page, sound):
    """An account to be paid to: only after the manager has said again who he is."""
    page.locator("#content").get_by_role("link", name="登记", exact=True).click()
    expect(page.get_by_role("heading", name="确认是您本人")).to_be_visible()
    sound(page)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_role("heading", name="登记收款账户")).to_be_visible()
    page.get_by_label("开户银行").select_option("ICBC")
    page.get_by_label("户名").fill(NAME)
    page.get_by_label("账号", exact=True).fill("0200 0001 2345 6789 012")
    page.get_by_label("再填一次账号").fill("0200 0001 2345 6789 013")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_role("alert")).to_contain_text("两次填的账号不一样")
    sound(page)
    page.get_by_label("再填一次账号").fill("0200000123456789012")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text("收款账户已登记")).to_be_visible()
    expect(page.get_by_text("尾号9012")).to_be_visible()
    sound(page)
