"""What a manager does for the own organisation: each in one transaction with its event, or Refused in words."""

import re
from datetime import datetime

from django.db import IntegrityError, transaction

from lib.refused import Refused
from people import actions as accounts
from people import banking
from people.actor import Actor
from people.models import BankAccount, Organisation, RoleGrant, User
from people.passwords import new_password
from people.roles import CLERK, MANAGER
from records import events
from records.joining.actions import USERNAME

MOST_CLERKS = 30


def chain(organisation: int) -> str:
    """The name of an organisation's chain of events."""
    return f"organisation:{organisation}"


def add_clerk(*, organisation: Organisation, username: str, name: str, actor: Actor, at: datetime) -> tuple[User, str]:
    """An account for somebody who works here, and its first password, which is told once. Raises Refused."""
    _manages(organisation, actor)
    if not USERNAME.fullmatch(username):
        raise Refused("username", "账号用小写字母开头，4到30位，可以有数字、点和短横。")
    if not 2 <= len(name.strip()) <= 30:
        raise Refused("name", "请填经办人的姓名。")
    if organisation.grants.filter(role=CLERK).count() >= MOST_CLERKS:
        raise Refused("many", f"经办人最多 {MOST_CLERKS} 位。离岗的请先停用。")
    password = new_password(4)
    by = User.objects.get(pk=actor.account)
    account = User(username=username, first_name=name.strip())
    account.set_password(password)
    try:
        with transaction.atomic():
            Organisation.objects.select_for_update().get(pk=organisation.pk)
            accounts.keep_account(account=account, by=by, at=at)
            accounts.grant_role(user=account, role=CLERK, by=by, at=at, organisation=organisation)
            events.add(chain(organisation.pk), "add-clerk", by=actor, at=at, data={"account": account.pk})
    except IntegrityError as error:
        raise Refused("username", "这个账号已经有人用了，请换一个。") from error
    return account, password


def remove_clerk(*, grant: RoleGrant, actor: Actor, at: datetime) -> None:
    """The clerk works here no longer; an account with nothing else to do is closed. Raises Refused."""
    organisation = grant.organisation
    assert organisation is not None
    _manages(organisation, actor)
    if grant.role != CLERK:
        raise Refused("not-a-clerk", "这里只能停用经办人。管理员换人的，请找数据管理员。")
    by = User.objects.get(pk=actor.account)
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        account = grant.user
        accounts.revoke_role(grant=grant, by=by, at=at)
        if not account.grants.exists() and account.is_active:
            account.is_active = False
            accounts.keep_account(account=account, by=by, at=at)
        events.add(chain(organisation.pk), "remove-clerk", by=actor, at=at, data={"account": account.pk})


def set_account(
    *, organisation: Organisation, bank: str, number: str, again: str, holder: str, actor: Actor, at: datetime
) -> BankAccount:
    """The account it is paid to from now on. ``again``: the number typed a second time. Raises Refused."""
    _manages(organisation, actor)
    if re.sub(r"\s", "", number) != re.sub(r"\s", "", again):
        raise Refused("again", "两次填的账号不一样。请对照开户许可证重新填。")
    by = User.objects.get(pk=actor.account)
    with transaction.atomic():
        held = Organisation.objects.select_for_update().get(pk=organisation.pk)
        made = banking.keep_corporate(organisation=held, bank=bank, number=number, holder=holder, by=by, at=at)
        events.add(chain(held.pk), "set-account", by=actor, at=at, data={"bank_account": made.pk})
    return made


def _manages(organisation: Organisation, actor: Actor) -> None:
    if not actor.has(MANAGER) or organisation.pk not in actor.organisations:
        raise Refused("not-yours", "由本单位管理员办理。")
