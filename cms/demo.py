"""The accounts of a demonstration: made once per installation with passwords of its own, kept in one private file."""

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from unicodedata import east_asian_width

from django.db import transaction

from cms.city.load import Visitor
from people.demo import Account, make_accounts


@transaction.atomic
def open_accounts(kept: Path, at: datetime) -> list[Account]:
    """Make the demonstration accounts, or keep them as they are.

    ``kept``: the private file (0600) where this installation's passwords stand. What stands there holds: an account
    that has another password gets that one.
    """
    accounts = make_accounts(_read(kept), at)
    _write(kept, {account.username: account.password for account in accounts})
    return accounts


def table(accounts: Sequence[Account], base: str) -> str:
    """The accounts as a small table for a terminal; ``base`` is the address of the site."""
    base = base.rstrip("/")
    head = ("身份", "账号", "口令")
    rows = [(account.words, account.username, account.password) for account in accounts]
    where = f"登录地址 {base}/sign-in/ ，验证器的6位数字和短信都在演示手机 {base}/demo/phone/ 上看。"
    return "\n".join([*_aligned([head, *rows]), "  " + where])


def people_table(visitors: Sequence[Visitor], base: str) -> str:
    """Some of the people of the city, for whom 我的证书与补贴 shows something."""
    head = ("姓名", "证件号码（区划不存在）", "看什么")
    where = f"登录地址 {base.rstrip('/')}/my/sign-in/ ，更多人员和短信验证码在演示手机上看。"
    return "\n".join([*_aligned([head, *((one.name, one.number, one.shows) for one in visitors)]), "  " + where])


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  " + "  ".join(cell + " " * (w - _width(cell)) for cell, w in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _read(kept: Path) -> dict[str, str]:
    if not kept.exists():
        return {}
    lines = (line.split() for line in kept.read_text(encoding="utf-8").splitlines())
    return {words[0]: words[1] for words in lines if len(words) == 2}


def _write(kept: Path, passwords: dict[str, str]) -> None:
    handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        os.fchmod(handle, 0o600)  # a file that was already there keeps its old mode otherwise
        file.writelines(f"{username} {password}\n" for username, password in passwords.items())


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
