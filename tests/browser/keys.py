"""Signing in to a demonstration as its visitors do, with the codes on 演示手机."""

import re

from playwright.sync_api import Browser, Page

PHONE = "/demo/phone/"


class Keys:
    """Whoever may be signed in: accounts with the passwords that load_demo ``printed``, and persons, who need none."""

    def __init__(self, base: str, printed: str):
        self.base = base
        self.passwords = dict(re.findall(r"\s([a-z]+\d?)\s+((?:[a-z0-9]{4}-){2}[a-z0-9]{4})\s", printed))
        self._states: dict[str, dict] = {}

    def opens(self, who: str) -> bool:
        return not who.isascii() or not who or who in self.passwords

    def state_of(self, browser: Browser, who: str) -> dict:
        """The cookies of somebody who is signed in; each signs in once, for codes are a minute apart."""
        if who not in self._states:
            context = browser.new_context(base_url=self.base, locale="zh-CN")
            (_staff if who in self.passwords else _person)(context.new_page(), who, self.passwords.get(who, ""))
            self._states[who] = context.storage_state()
            context.close()
        return self._states[who]


def _person(page: Page, name: str, _: str) -> None:
    page.goto(PHONE)
    number = page.locator(".demo-people > div").filter(has_text=name).locator(".demo-number").first.inner_text()
    page.goto("/my/sign-in/")
    page.get_by_label("真实姓名").fill(name)
    page.get_by_label("证件号码").fill(number)
    page.get_by_role("button", name="获取验证码").click()
    page.wait_for_url("**/code/")
    newest = page.context.new_page()
    newest.goto(PHONE)
    code = re.search(r"验证码是(\d{6})", newest.locator(".demo-texts li").first.inner_text())
    assert code, name
    page.get_by_label("6位验证码").fill(code[1])
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/my/")


def _staff(page: Page, username: str, password: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()
    phone = page.context.new_page()
    phone.goto(PHONE)
    code = phone.locator(f'tr:has(td:text-is("{username}")) .demo-code').inner_text()
    page.locator("input[name=code]").fill(code)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_role("button", name="退出", exact=True).wait_for()


def report_the_missing_month(browser: Browser, keys: Keys, who: str) -> None:
    """Ask for a correction as somebody who lacks a month between others."""
    context = browser.new_context(base_url=keys.base, locale="zh-CN", storage_state=keys.state_of(browser, who))
    page = context.new_page()
    page.goto("/my/")
    page.locator(".months-years td:has(.month-paid) + td a:has(.month-none)").first.click()
    page.get_by_role("radio", name="缴了 单位给缴的").check()
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/my/requests/*/")
    context.close()
