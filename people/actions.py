"""What is done to accounts and roles: each in one transaction, or Refused with the reason in words."""

from datetime import datetime

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from lib.refused import Refused
from people import identities
from people.actor import actor_of, forget
from people.logins import unbind
from people.models import AccountChange, District, Organisation, RoleGrant, User
from people.roles import CLERK, DUTIES, EDITOR, MANAGER, STEWARD, clash

OWN_BY_ANOTHER = "自己的“本人是谁”由另一位数据管理员登记，不能自己改。"
EDITOR_GROUPS = ("Editors", "Moderators")  # Wagtail's own, made by its migrations: they open its admin and the pages


def grant_role(
    *,
    user: User,
    role: str,
    by: User | None,
    at: datetime,
    district: District | None = None,
    organisation: Organisation | None = None,
) -> RoleGrant:
    """Give an account a role, for a district or an organisation where the role is held for one.

    by  the account that gives it; None only from the command line. Raises Refused.
    """
    try:
        with transaction.atomic():
            user = User.objects.select_for_update().get(pk=user.pk)
            may_grant(user=user, role=role, by=by, district=district, organisation=organisation)
            grant = RoleGrant.objects.create(
                user=user, role=role, district=district, organisation=organisation, granted_by=by, granted_at=at
            )
            _note_grant(AccountChange.What.GRANTED, grant, by, at)
            _keep_in_step(user)
    except IntegrityError as error:  # another road gave a role in between; the trigger saw it
        raise Refused("forbidden-pair", "这个账号刚刚得到了别的角色，不能再加这一个。请刷新后核对。") from error
    return grant


def may_grant(
    *, user: User, role: str, by: User | None, district: District | None, organisation: Organisation | None
) -> None:
    """Raises Refused where :func:`grant_role` would: for forms, which say so beside what was chosen."""
    _may_give(by, user, role, organisation)
    _has_its_place(role, district, organisation)
    held = list(user.grants.all())
    _may_hold(user, role, [grant.role for grant in held])
    place = (role, getattr(district, "pk", None), getattr(organisation, "pk", None))
    if place in [(grant.role, grant.district_id, grant.organisation_id) for grant in held]:
        raise Refused("held", f"这个账号已经是“{DUTIES[role].words}”了，不用再授权。")


def revoke_role(*, grant: RoleGrant, by: User | None, at: datetime) -> None:
    """Take a role back. Raises Refused."""
    _may_give(by, grant.user, grant.role, grant.organisation)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=grant.user_id)
        _note_grant(AccountChange.What.REVOKED, grant, by, at)
        grant.delete()
        _keep_in_step(user)


def keep_account(*, account: User, by: User | None, at: datetime) -> None:
    """Write down an account as a steward wants it: a new one, another name, closed or open again. Raises Refused."""
    with transaction.atomic():
        before = User.objects.select_for_update().filter(pk=account.pk).first()
        if before and before.is_active and not account.is_active and by and by.pk == account.pk:
            raise Refused("own", "不能停用自己的账号。请找另一位数据管理员办理。")
        account.save()
        named = ("username", "last_name", "first_name")
        if before is None:
            _note(account, AccountChange.What.OPENED, by, at)
        elif any(getattr(before, name) != getattr(account, name) for name in named):
            _note(account, AccountChange.What.NAMED, by, at)
        if before and before.is_active != account.is_active:
            what = AccountChange.What.REOPENED if account.is_active else AccountChange.What.CLOSED
            _note(account, what, by, at)


def reset_password(*, account: User, password: str, by: User | None, at: datetime) -> None:
    """Give an account another password: whoever was signed in with the old one is signed out. Raises Refused."""
    _not_own(account, by, "自己的密码请在“我的账号”里改。")
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=account.pk)
        user.set_password(password)
        user.save(update_fields=["password"])
        _note(user, AccountChange.What.PASSWORD, by, at)


def unbind_second_factor(*, account: User, by: User | None, at: datetime) -> None:
    """Forget the app and the recovery codes: the next sign-in binds anew. Raises Refused."""
    _not_own(account, by, "自己的两步验证请在“我的账号”里换。")
    with transaction.atomic():
        if not unbind(account):
            raise Refused("none", "这个账号没有绑定验证器，不用解除。")
        _note(account, AccountChange.What.UNBOUND, by, at)


def set_own(*, account: User, document: str, number: str, by: User | None, at: datetime) -> None:
    """Write down whom the holder of an account is, so that own cases are left to others; by another, never by oneself.

    The person is found by the document. The same one again changes nothing. Raises Refused.
    """
    _not_own(account, by, OWN_BY_ANOTHER)
    person = identities.find(document, number)
    if person is None:
        raise Refused("nobody", "没有查到这个证件号码。请对照证件核对类型和号码；登记里确实没有的，先不用填。")
    try:
        with transaction.atomic():
            user = User.objects.select_for_update().get(pk=account.pk)
            if user.own_id != person.pk:
                user.own = person
                user.save(update_fields=["own"])
                _note(user, AccountChange.What.OWN, by, at)
    except IntegrityError as error:
        raise Refused("taken", "这个人已经登记在另一个账号上。一个人只能有一个办事的账号，请先核对。") from error
    forget(account)


def clear_own(*, account: User, by: User | None, at: datetime) -> None:
    """Take it away again, where it was somebody else. Raises Refused."""
    _not_own(account, by, OWN_BY_ANOTHER)
    with transaction.atomic():
        if not User.objects.filter(pk=account.pk, own__isnull=False).update(own=None):
            raise Refused("none", "这个账号没有登记本人是谁，不用去掉。")
        _note(account, AccountChange.What.NOBODY, by, at)
    forget(account)


def _not_own(account: User, by: User | None, words: str) -> None:
    if account.person_id is not None:
        raise Refused("own-account", "这是劳动者本人的账号，没有密码，也没有两步验证。")
    if by and by.pk == account.pk:
        raise Refused("own", words)


def _note(account: User, what: str, by: User | None, at: datetime) -> None:
    AccountChange.objects.create(account=account, by=by, at=at, what=what)


def _note_grant(what: str, grant: RoleGrant, by: User | None, at: datetime) -> None:
    AccountChange.objects.create(
        account=grant.user, by=by, at=at, what=what, role=grant.role, district=grant.district,
        organisation=grant.organisation,
    )  # fmt: skip


def keep_in_step(user: User) -> None:
    """Bring what Django and Wagtail ask of an account into line with its roles."""
    with transaction.atomic():
        _keep_in_step(User.objects.select_for_update().get(pk=user.pk))
    forget(user)


def _keep_in_step(user: User) -> None:
    """Django's admin opens to stewards, Wagtail's to editors; nothing else is a matter of flags and groups."""
    forget(user)
    held = set(user.grants.values_list("role", flat=True))
    staff = STEWARD in held or user.is_superuser
    if user.is_staff != staff:
        user.is_staff = staff
        user.save(update_fields=["is_staff"])
    groups = Group.objects.filter(name__in=EDITOR_GROUPS)
    if EDITOR in held:
        user.groups.add(*groups)
    else:
        user.groups.remove(*groups)


def _may_give(by: User | None, user: User, role: str, organisation: Organisation | None) -> None:
    if by is None:
        return
    if by.pk == user.pk:
        raise Refused("own", "不能给自己授权，也不能收回自己的角色。请找另一位数据管理员办理。")
    giver = actor_of(by)
    own_clerk = role == CLERK and giver.has(MANAGER) and organisation and organisation.pk in giver.organisations
    if not (giver.has(STEWARD) or by.is_superuser or own_clerk):
        raise Refused(
            "not-yours", "角色由数据管理员授权；单位管理员只能增减本单位的经办人。请找数据管理员或者本单位管理员办理。"
        )


def _has_its_place(role: str, district: District | None, organisation: Organisation | None) -> None:
    if role not in DUTIES:
        raise Refused("no-such-role", "没有这个角色。请从列出的里面选。")
    words, place = DUTIES[role].words, DUTIES[role].place
    if place == "district" and district is None:
        raise Refused("no-district", f"“{words}”要写明是哪个区的。请选一个区。")
    if place == "organisation" and organisation is None:
        raise Refused("no-organisation", f"“{words}”要写明是哪个单位的。请选一个单位。")
    if (district and place != "district") or (organisation and place != "organisation"):
        raise Refused("wrong-place", f"“{words}”不分区、不属于单位的，不要选；要选的只能选一样。请把多选的去掉。")


def _may_hold(user: User, role: str, held: list[str]) -> None:
    if user.person_id is not None:
        raise Refused("own-account", "这是劳动者本人的账号，不能有角色。请为这位工作人员另开一个账号。")
    if found := clash(role, held):
        raise Refused(
            "forbidden-pair",
            f"这个账号已经是“{DUTIES[found].words}”，按规定不能同时是“{DUTIES[role].words}”。"
            "要换角色，请先收回原来的；两样都要办的，请由另一个人来办。",
        )
