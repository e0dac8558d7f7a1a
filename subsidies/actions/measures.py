"""Restrictions on a person or an organisation, single checks passed by decision, cover for who is away."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from lib.days import chinese
from lib.refused import Refused
from people import keys
from people.actor import Actor
from people.models import Organisation, Person, User
from people.roles import CITY, REVIEWER
from policy import BLOCK, scheme_of
from subsidies import lifecycle
from subsidies.models import Application
from subsidies.models.measures import Leave, Override, Restriction

SEALED = "measure"
LONGEST = 366  # days that an override may last
WHERE_TO_ASK = "为什么、有异议怎么办，请带身份证到窗口查询，或者拨打12333。"


def restrict(
    *, person: Person | None = None, organisation: Organisation | None = None, stops: str, reason: str, since: date,
    until: date | None, actor: Actor, at: datetime,
) -> Restriction:  # fmt: skip
    """Stop a person, or an organisation, from something for a while. Raises Refused."""
    _city(actor, "限制措施")
    lifecycle.not_own(person.pk if person else None, actor)
    if stops not in Restriction.Stops.values:
        raise Refused("stops", "请选择限制什么。")
    if until is not None and until < since:
        raise Refused("until", "结束日期早于开始日期。请核对这两个日期。")
    return Restriction.objects.create(
        person=person, organisation=organisation, stops=stops, reason_sealed=_sealed(reason), since=since, until=until,
        placed_by_id=actor.account, placed_at=at,
    )  # fmt: skip


def lift(*, pk: int, actor: Actor, at: datetime) -> Restriction:
    """Raises Refused."""
    _city(actor, "限制措施")
    lifecycle.not_own(Restriction.objects.filter(pk=pk).values_list("person", flat=True).first(), actor)
    if not Restriction.objects.filter(pk=pk, lifted_at__isnull=True).update(lifted_by=actor.user_id, lifted_at=at):
        raise Refused("lifted", "这项限制已经解除了。")
    return Restriction.objects.get(pk=pk)


def none_stops(application: Application, what: str, on: date) -> None:
    """Raises Refused where a restriction on the applicant stops this."""
    person = application.person_id
    if found := in_the_way(Q(person=person) if person else Q(organisation=application.organisation_id), what, on):
        raise Refused("restricted", f"{until(found)}{found.get_stops_display()}。{WHERE_TO_ASK}")


def in_the_way(whom: Q, what: str, on: date) -> Restriction | None:
    """Of the restrictions in force on a day that stop this for somebody, the one that lasts longest."""
    rows = Restriction.objects.in_force(on).filter(whom, stops=what)
    longest: Restriction | None = rows.order_by(F("until").desc(nulls_first=True)).first()
    return longest


def until(row: Restriction) -> str:
    """到2026年9月30日为止."""
    return f"到{chinese(row.until)}为止" if row.until else "解除以前"


def reason_of(row: Restriction | Override) -> str:
    return keys.unseal(SEALED, bytes(row.reason_sealed))


def ask_override(
    *, application: Application, check: str, reason: str, expires_on: date, actor: Actor, on: date, at: datetime
) -> Override:
    """Ask that one check be let pass. Raises Refused."""
    if not actor.has(CITY, REVIEWER):
        raise Refused("not-yours", "放行由审核人员提出，市级另一人批准。")
    lifecycle.not_own(application.person_id, actor)
    refusing = {one.code for one in scheme_of(application.scheme).checks[1:] if one.severity == BLOCK}
    if check not in refusing:
        raise Refused("check", "这一条不能放行：没有施行的规定，或者它本来就不拦申请。")
    if not on <= expires_on <= date.fromordinal(on.toordinal() + LONGEST):
        raise Refused("expires", "有效期要在今天到一年以内。")
    try:
        with transaction.atomic():
            row = Override.objects.create(
                application=application, check_code=check, reason_sealed=_sealed(reason), expires_on=expires_on,
                asked_by_id=actor.account, asked_at=at,
            )  # fmt: skip
            lifecycle.note(application, "ask-override", by=actor, at=at, note=reason, check=check)
    except IntegrityError as error:
        raise Refused("asked", "这一条已经有人提出放行了。") from error
    return row


def answer_override(*, pk: int, agree: bool, actor: Actor, at: datetime) -> Override:
    """The second person's yes or no; what it changes shows when the case is next decided. Raises Refused."""
    _city(actor, "放行")
    with transaction.atomic():
        row = Override.objects.select_related("application").get(pk=pk)
        lifecycle.not_own(row.application.person_id, actor)
        if row.asked_by_id == actor.user_id:
            raise Refused("own", "这一条是您提出的，要另一个人批准。")
        state = Override.State.AGREED if agree else Override.State.DENIED
        asked = Override.objects.filter(pk=pk, state=Override.State.ASKED)
        if not asked.update(state=state, answered_by=actor.user_id, answered_at=at):
            raise Refused("faster", lifecycle.FASTER)
        verb = "agree-override" if agree else "deny-override"
        lifecycle.note(row.application, verb, by=actor, at=at, check=row.check_code)
    row.refresh_from_db()
    return row


def waived(application: Application, on: date) -> list[str]:
    """The checks that the application is let pass on a day."""
    rows = Override.objects.filter(application=application, state=Override.State.AGREED, expires_on__gte=on)
    return sorted(rows.values_list("check_code", flat=True))


def cover(*, away: User, by: User, first: date, last: date, at: datetime) -> Leave:
    """While one is away another answers for the cases. Raises Refused."""
    if away.pk == by.pk:
        raise Refused("cover", "不能自己给自己代班。")
    if last < first:
        raise Refused("last", "结束日期早于开始日期。请核对这两个日期。")
    return Leave.objects.create(away=away, cover=by, first=first, last=last, made_at=at)


def come_back(*, pk: int, on: date) -> None:
    """The leave ends the day before ``on``; one that has not begun is as if it never was."""
    Leave.objects.filter(pk=pk, first__gte=on).delete()
    Leave.objects.filter(pk=pk, last__gte=on).update(last=on - timedelta(days=1))


def covered_by(user_id: int, on: date) -> list[int]:
    """Whose cases this account answers for on a day, besides its own."""
    return list(Leave.objects.filter(cover=user_id, first__lte=on, last__gte=on).values_list("away", flat=True))


def _city(actor: Actor, what: str) -> None:
    if not actor.has(CITY):
        raise Refused("not-yours", f"{what}由市级经办人办理。")


def _sealed(reason: str) -> bytes:
    if not 4 <= len(reason.strip()) <= 500:
        raise Refused("reason", "请写明理由，4到500个字。")
    return keys.seal(SEALED, reason.strip())
