"""What is done to a registration: each in one transaction, or Refused in words. Zero rows: a colleague was faster."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from stdnum.cn import uscc

from lib.refused import Refused
from lib.working_days import add_working_days
from people import actions as accounts
from people.actor import Actor
from people.models import Organisation, User
from people.roles import MANAGER, STEWARD
from records import files
from records.evidence import Proof
from records.joining import pledge
from records.joining.models import Registration

ANSWERED_WITHIN = 5
"""Working days: illustrative (示意), no published figure was found."""
MOST_OPEN = 5  # of one person at a time
USERNAME = re.compile(r"[a-z][a-z0-9._-]{3,29}")
State = Registration.State


@dataclass(frozen=True)
class Wrong:
    """What is wrong with one field, and what to do."""

    field: str
    message: str


def wrongs(given: Mapping[str, Any], on: date) -> list[Wrong]:
    """All that is wrong with what was filled in, at once. ``given``: the fields of a registration but its file."""
    found = []
    code = given["code"]
    if not uscc.is_valid(code):
        found.append(Wrong("code", "统一社会信用代码不对，最后一位由前十七位算出。请对照营业执照逐位核对。"))
    if not USERNAME.fullmatch(given["username"]):
        found.append(Wrong("username", "账号用小写字母开头，4到30位，可以有数字、点和短横。"))
    elif User.objects.filter(username=given["username"]).exists() or _wanted(given["username"]):
        found.append(Wrong("username", "这个账号已经有人用了，请换一个。"))
    if given["kind"] == Organisation.Kind.INSTITUTION:
        if not given["licence"].strip():
            found.append(Wrong("licence", "培训机构要填办学许可证号。"))
        until = given["licence_until"]
        if until is None:
            found.append(Wrong("licence_until", "请填许可证有效期的最后一天。"))
        elif until < on:
            found.append(Wrong("licence_until", "许可证已经过期。请先换发，再来入驻。"))
    there = Organisation.objects.filter(code=code).first()
    if there is not None and _has_manager(there):
        found.append(Wrong("code", "这个单位已经入驻。要当经办人，请本单位管理员添加；管理员换人的，请找数据管理员。"))
    return found


def send(
    *, person_id: int, given: Mapping[str, Any], proof: Proof, version: str, by: User | None, at: datetime, on: date
) -> tuple[Registration, bool]:
    """Hand a registration in, and whether it is new: where one for this code waits, that one stays. Raises Refused.

    ``version``: of the 承诺书 that was agreed to.
    """
    if version != pledge.IN_FORCE:
        raise Refused("pledge", "请看过单位承诺书，勾选同意。")
    if before := _waiting(person_id, given["code"]):
        return before, False
    if found := wrongs(given, on):
        raise Refused(found[0].field, found[0].message)
    if Registration.objects.filter(person=person_id, state=State.SENT).count() >= MOST_OPEN:
        raise Refused("many", f"您有 {MOST_OPEN} 份入驻申请还没有答复，等答复了再交。")
    values = {name: given[name] for name in FIELDS}
    if given["kind"] != Organisation.Kind.INSTITUTION:
        values |= {"licence": "", "licence_until": None}
    try:
        with transaction.atomic():
            file = files.keep(proof.content, proof.name, by, at)
            made = Registration.objects.create(
                person_id=person_id, file=file, pledge=version, pledge_hash=pledge.hash_of(version), sent_at=at,
                due_on=add_working_days(on, ANSWERED_WITHIN), **values,
            )  # fmt: skip
            return made, True
    except IntegrityError as error:
        if there := _waiting(person_id, given["code"]):
            return there, False
        raise Refused("username", "这个账号已经有人用了，请换一个。") from error


FIELDS = ("code", "name", "kind", "district", "legal_head", "licence", "licence_until", "username")


def withdraw(*, pk: int, person_id: int, at: datetime) -> None:
    """Take it back before it is answered. Raises Refused."""
    own = Registration.objects.filter(pk=pk, person=person_id, state=State.SENT)
    if not own.update(state=State.WITHDRAWN, withdrawn_at=at):
        raise Refused("late", "没有撤回成功：这份申请已经答复了，结果在这一页上。")


def accept(*, pk: int, actor: Actor, at: datetime) -> Registration:
    """It is what it says: the organisation is in, and the person has the account of its manager. Raises Refused."""
    with transaction.atomic():
        row = _held(pk, actor)
        organisation, _ = Organisation.objects.get_or_create(
            code=row.code,
            defaults={
                "name": row.name, "kind": row.kind, "district": row.district, "legal_head": row.legal_head,
            },
        )  # fmt: skip
        organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
        if _has_manager(organisation):
            raise Refused("managed", "这个单位刚刚有了管理员，不能再入驻一次。请不予通过，写明原因。")
        by = User.objects.get(pk=actor.account)
        account = _account(row, by, at)
        accounts.grant_role(user=account, role=MANAGER, by=by, at=at, organisation=organisation)
        done = Registration.objects.filter(pk=pk, state=State.SENT).update(
            state=State.ACCEPTED, answered_at=at, answered_by=actor.account, organisation=organisation, account=account
        )  # fmt: skip
        assert done == 1, "it is held"
        row.refresh_from_db()
        return row


def refuse(*, pk: int, words: str, actor: Actor, at: datetime) -> Registration:
    """It is not, and why. Raises Refused."""
    if not 4 <= len(words.strip()) <= 300:
        raise Refused("words", "请写明为什么没有通过、怎么补，4到300个字；本人看得到。")
    with transaction.atomic():
        row = _held(pk, actor)
        Registration.objects.filter(pk=pk, state=State.SENT).update(
            state=State.REFUSED, answered_at=at, answered_by=actor.account, answer=words.strip()
        )
        row.refresh_from_db()
        return row


def set_first_password(*, pk: int, person_id: int, password: str) -> User:
    """The account of the manager gets its first password, from whoever registered; once. Raises Refused."""
    with transaction.atomic():
        row = Registration.objects.filter(pk=pk, person=person_id, state=State.ACCEPTED).first()
        if row is None or row.account_id is None:
            raise Refused("not-there", "没有找到这份已经入驻的申请。")
        account = User.objects.select_for_update().get(pk=row.account_id)
        if account.has_usable_password():
            raise Refused("set", "密码已经设过了。忘了密码的，请找数据管理员重设。")
        try:
            validate_password(password, account)
        except ValidationError as error:
            raise Refused("password", "".join(error.messages)) from error
        account.set_password(password)
        account.save(update_fields=["password"])
        return account


def is_own(row: Registration, actor: Actor) -> bool:
    return actor.is_oneself(row.person_id)


def _held(pk: int, actor: Actor) -> Registration:
    """Until the transaction ends, where it still waits and is not the steward's own. Raises Refused."""
    if not actor.has(STEWARD):
        raise Refused("not-yours", "入驻由数据管理员核验。")
    row = Registration.objects.select_for_update(of=("self",)).filter(pk=pk, state=State.SENT).first()
    if row is None:
        raise Refused("answered", "没有办成：这份申请已经答复或者撤回了。请刷新后核对。")
    if is_own(row, actor):
        raise Refused("own", "这是您本人交的入驻申请，要换一位数据管理员核验。")
    return row


def _account(row: Registration, by: User, at: datetime) -> User:
    """Of the person: the one for work that is there, or a new one without a password."""
    there = User.objects.filter(own=row.person_id).first()
    if there is not None and not there.is_active:
        raise Refused("closed", "这个人的办事账号已经停用。请先核对，要用的重新启用，再来核验。")
    if there is not None:
        return there
    account = User(username=row.username, first_name=row.person.name, own_id=row.person_id)
    account.set_unusable_password()
    if User.objects.filter(username=row.username).exists():
        raise Refused("username", "申请里写的账号刚刚被别人用了。请不予通过，请本人换一个账号再交。")
    accounts.keep_account(account=account, by=by, at=at)
    return account


def _waiting(person_id: int, code: str) -> Registration | None:
    return Registration.objects.filter(person=person_id, code=code, state=State.SENT).first()


def _wanted(username: str) -> bool:
    return Registration.objects.filter(username=username, state=State.SENT).exists()


def _has_manager(organisation: Organisation) -> bool:
    return organisation.grants.filter(role=MANAGER, user__is_active=True).exists()
