"""The accounts of a demonstration: made once per installation with passwords of its own, kept in one private file."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from unicodedata import east_asian_width

from django.contrib.auth.models import Group
from django.db import transaction

from people.models import User

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another


@dataclass(frozen=True)
class Account:
    """A demonstration account: what it is for, and where it signs in."""

    username: str
    role: str
    path: str
    groups: tuple[str, ...] = ()
    superuser: bool = False


ACCOUNTS = (
    Account("bianji", "内容编辑", "/editor/", groups=("Editors", "Moderators")),
    Account("guanli", "数据管理", "/steward/", superuser=True),
)


@transaction.atomic
def open_accounts(kept: Path) -> dict[str, str]:
    """Make the demonstration accounts, or keep them as they are; returns username → password.

    ``kept``: the private file (0600) where this installation's passwords stand. What stands there holds: an account
    that has another password gets that one.
    """
    known = _read(kept)
    passwords = {account.username: _open(account, known.get(account.username, "")) for account in ACCOUNTS}
    _write(kept, passwords)
    return passwords


def table(passwords: dict[str, str], base: str) -> str:
    """The accounts as a small table for a terminal; ``base`` is the address of the site."""
    head = ("身份", "账号", "口令", "登录地址")
    rows = [(a.role, a.username, passwords[a.username], base.rstrip("/") + a.path) for a in ACCOUNTS]
    widths = [max(_width(row[column]) for row in (head, *rows)) for column in range(len(head))]
    lines = (
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        for row in (head, *rows)
    )
    return "\n".join("  " + line.rstrip() for line in lines)


def _open(account: Account, known: str) -> str:
    user, _ = User.objects.get_or_create(username=account.username)
    user.is_staff = user.is_superuser = account.superuser
    password = known or _new_password()
    if not user.check_password(password):
        user.set_password(password)
    user.save()
    user.groups.set(Group.objects.filter(name__in=account.groups))
    return password


def _new_password() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


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
