"""What an applicant does, or a counter clerk for whoever came in person: begin, fill in, hand in, take back."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import get_current_timezone

from lib.refused import Refused
from people import banking
from people.actor import Actor
from people.models import Person, User
from people.roles import COUNTER
from records import files
from subsidies import clocks, deciding, flags, lifecycle, telling
from subsidies.actions import measures
from subsidies.deciding import Ruling
from subsidies.handling import handling_of
from subsidies.models import Application, Attachment, Determination, Entitlement, Invitation, Line
from subsidies.models.measures import Restriction
from subsidies.telling import Kind

State = Application.State


def start(*, scheme: str, person: int, subject: int, actor: Actor, at: datetime, title: str = "") -> Application:
    """The application for this subject: the one that is alive, else a new draft called ``title``. Raises Refused.

    The caller answers for a counter clerk's having found the person, whose own draft then goes on at that counter.
    """
    if actor.person_id != person and not actor.has(COUNTER):
        raise Refused("not-yours", "只能为自己申请。请用本人的账号登录，或者带身份证到窗口办理。")
    lifecycle.not_own(person, actor)
    alive = Application.objects.filter(scheme=scheme, person=person, subject=subject).exclude(
        state__in=[State.REFUSED, State.WITHDRAWN]
    )
    entered_by = None if actor.person_id == person else actor.user_id
    if found := alive.first():
        if entered_by and Application.objects.filter(pk=found.pk, state=State.DRAFT).update(entered_by=entered_by):
            found.refresh_from_db()
        return found
    try:
        with transaction.atomic():
            return Application.objects.create(
                scheme=scheme, person_id=person, subject=subject, entered_by_id=entered_by, made_at=at, title=title
            )  # fmt: skip
    except IntegrityError:  # another window, the same moment
        return alive.get()


def set_account(*, pk: int, actor: Actor, kind: str, bank: str, number: str, holder: str, at: datetime) -> Application:
    """Where the money shall go: while it is a draft or waits to be completed. Raises Refused."""
    with transaction.atomic():
        application = own(pk, actor)
        still_open(application)
        by = None if actor.person_id is not None else User.objects.get(pk=actor.account)
        assert application.person is not None
        account = banking.keep(
            person=application.person, kind=kind, bank=bank, number=number, holder=holder, by=by, at=at
        )
        return _pay_into(application, account.pk, actor, at)


def use_account(*, pk: int, actor: Actor, account: int, at: datetime) -> Application:
    """Where the money shall go: an account the person gave before. Raises Refused."""
    with transaction.atomic():
        application = own(pk, actor)
        still_open(application)
        if not application.person or not application.person.bank_accounts.filter(pk=account).exists():
            raise Refused("account", "没有这个账户。请重新选，或者填一个新的。")
        return _pay_into(application, account, actor, at)


def discard(*, pk: int, actor: Actor) -> None:
    """Throw a draft away, and its proofs with it. Raises Refused."""
    with transaction.atomic():
        if own(pk, actor).state != State.DRAFT:
            raise Refused("state", "这份申请已经提交，不是草稿了。不想办了，请撤回。")
        proofs = Attachment.objects.filter(application=pk).select_related("file")
        kept = [proof.file for proof in proofs if proof.file]
        proofs.delete()
        Application.objects.filter(pk=pk).delete()
        for file in kept:
            files.forget(file)


def submit(*, pk: int, actor: Actor, at: datetime, note: str = "") -> Application:
    """Hand it in, or hand it in again once completed: decided by the machine, and on to whoever comes next.

    The same one twice is one submission. Raises Refused.
    """
    on = day_of(at)
    with transaction.atomic():
        application = own(pk, actor)
        if application.state not in (State.DRAFT, State.RETURNED):
            return application
        assert application.person_id is not None
        Person.objects.select_for_update().get(pk=application.person_id)
        measures.none_stops(application, Restriction.Stops.APPLY, on)
        if application.account is None:
            raise Refused("account", "还没有填收款账户。填好以后再提交。")
        ruling = decide(application, on, at, Determination.Trigger.SUBMISSION)
        judged = flags.found(application) + ([] if ruling.clear else [flags.RULE])
        _hand_in(application, ruling, judged, actor, on, at, note)
        _line(application, ruling)
        close_invitation(application)
        telling.tell(application, Kind.RECEIVED, at=at, until=str(application.due_on))
        return application


def confirm(
    *, scheme: str, person: int, subject: int, account: int, actor: Actor, at: datetime, title: str = ""
) -> Application:
    """What the city found, taken up in one step: begun, paid into an account from before, handed in. Raises Refused."""
    with transaction.atomic():
        made = start(scheme=scheme, person=person, subject=subject, actor=actor, at=at, title=title)
        if made.state == State.DRAFT:
            use_account(pk=made.pk, actor=actor, account=account, at=at)
        return submit(pk=made.pk, actor=actor, at=at) if made.state == State.DRAFT else made


def withdraw(*, pk: int, actor: Actor, at: datetime) -> Application:
    """Take it back before it is decided. Raises Refused."""
    with transaction.atomic():
        application = own(pk, actor)
        lifecycle.move(application, "withdraw", by=actor, at=at, due_on=None, held=False, ended_at=at, **UNDECIDED)
        end_lines(application)
        return application


def lapse(*, pk: int, at: datetime) -> Application:
    """The applicant did not complete it in time: it counts as taken back. Raises Refused."""
    with transaction.atomic():
        application = Application.objects.select_for_update(of=("self",)).get(pk=pk)
        if application.due_on is None or application.due_on >= day_of(at):
            raise Refused("early", "补正期限还没有过。")
        lifecycle.move(application, "lapse", by=None, at=at, due_on=None, ended_at=at, **UNDECIDED)
        end_lines(application)
        telling.tell(application, Kind.LAPSED, at=at)
        return application


UNDECIDED: dict[str, Any] = {"first_by": None, "first_determination": None, "first_says": "", "reason": ""}
"""The fields of an application on which nobody has said anything."""


def day_of(at: datetime) -> date:
    """The day it is here."""
    return at.astimezone(get_current_timezone()).date()


def applied_on(application: Application) -> date | None:
    """The day it was handed in first; None for a draft."""
    return day_of(application.submitted_at) if application.submitted_at else None


def own(pk: int, actor: Actor) -> Application:
    """The applicant's own application, or the one entered at this counter, held until the transaction ends."""
    seen = Application.objects.visible_to(actor).filter(pk=pk)
    if actor.person_id is None:
        seen = seen.filter(entered_by=actor.user_id)
    held = Application.objects.select_for_update(of=("self",)) if transaction.get_connection().in_atomic_block else None
    found = (held or Application.objects).filter(pk__in=seen.values("pk")).select_related("person", "account").first()
    if found is None:
        raise Refused("not-yours", "没有找到这份申请，或者它不是您的。")
    lifecycle.not_own(found.person_id, actor)
    return found


def decide(application: Application, on: date, at: datetime, trigger: str) -> Ruling:
    """Its subject decided as of the day it was first handed in, by all that is known now."""
    assert application.person_id is not None
    return deciding.rule(
        code=application.scheme, person=application.person_id, subject=application.subject,
        on=applied_on(application) or on, at=at, trigger=trigger, waived=measures.waived(application, on),
    )  # fmt: skip


def outcome(ruling: Ruling, judged: list[str]) -> dict[str, Any]:
    """The fields of an application that tell what the machine found."""
    return {
        "determination": ruling.determination, "amount": ruling.explanation.amount, "clear": not judged,
        "flags": " ".join(judged),
    }  # fmt: skip


def end_lines(application: Application) -> None:
    """Nothing of it will be paid: its lines end, and what they were for may be asked for again."""
    end(Line.objects.filter(application=application))


def end(lines: Any) -> None:
    """These lines are for nothing any more; a right under which no other line stands ends with them."""
    told = dict(lines.values_list("pk", "entitlement"))
    Line.objects.filter(pk__in=told).update(state=Line.State.CLOSED, frozen=False)
    standing = Line.objects.filter(entitlement__in=set(told.values())).exclude(state=Line.State.CLOSED)
    Entitlement.objects.filter(pk__in=set(told.values()) - set(standing.values_list("entitlement", flat=True))).update(
        alive=False
    )


def close_invitation(application: Application) -> None:
    """What was offered has been taken up."""
    open_ones = Invitation.objects.filter(
        scheme=application.scheme,
        subject=application.subject,
        person=application.person_id,
        state=Invitation.State.OPEN,
    )
    open_ones.update(state=Invitation.State.CLOSED)


def _pay_into(application: Application, account: int, actor: Actor, at: datetime) -> Application:
    if application.state == State.RETURNED and application.account_id != account:
        lifecycle.note(application, "account", by=actor, at=at, was=application.account_id)
    Application.objects.filter(pk=application.pk, state=application.state).update(account=account)
    application.refresh_from_db()
    return application


def still_open(application: Application) -> None:
    """What it says may still be changed. Raises Refused."""
    if application.state not in (State.DRAFT, State.RETURNED):
        raise Refused("state", "这份申请已经提交，账户不能再改。确实要改的，请先撤回。")


def _hand_in(
    application: Application, ruling: Ruling, judged: list[str], actor: Actor, on: date, at: datetime, note: str
) -> None:
    handling = handling_of(application.scheme)
    clear = not judged and handling.machine_first
    again = application.state == State.RETURNED
    step = "city" if clear else "district"
    changes = outcome(ruling, judged) | UNDECIDED | {
        "due_on": clocks.after(application.days_left or 0, on) if again else clocks.due(step, on), "days_left": None,
    }  # fmt: skip
    if clear:
        changes |= {"first_determination": ruling.determination, "first_says": Application.Says.APPROVE}
    if not again:
        assert application.person is not None
        district = handling.district_of(application.person, on)
        if not district:
            raise Refused("district", "查不到您参保或户籍所在的区，不能判断由哪个区受理。请带身份证到任一窗口办理。")
        changes |= {
            "submitted_at": at, "title": handling.title(ruling.case), "district_id": district,
            "number": f"{application.scheme}{on:%Y%m%d}{application.pk:07d}",
            "likeness": flags.likeness_of(application.person),
        }  # fmt: skip
    lifecycle.move(
        application, "submit-clear" if clear else "submit", by=actor, at=at, note=note,
        data={"determination": ruling.determination.pk, "flags": judged}, **changes,
    )  # fmt: skip


def _line(application: Application, ruling: Ruling) -> None:
    """Its one line, under the entitlement that nobody else may have at the same time. Raises Refused."""
    assert application.person_id is not None
    amount = {"amount": ruling.explanation.amount, "determination": ruling.determination}
    lines = Line.objects.filter(application=application)
    if lines.update(**amount):
        return
    handling = handling_of(application.scheme)
    key = handling.key(ruling.case)
    try:
        with transaction.atomic():
            entitlement = Entitlement.objects.create(
                scheme=application.scheme, family=handling.family, person_id=application.person_id, skill=key.skill,
                common=key.common,
            )  # fmt: skip
    except IntegrityError as error:
        raise _clash(application, handling.family, key.skill) from error
    Line.objects.create(application=application, entitlement=entitlement, kind=Line.Kind.CLAIM, **amount)


def _clash(application: Application, family: str, skill: str) -> Refused:
    handling = handling_of(application.scheme)
    same = Entitlement.objects.filter(person=application.person_id, family=family, skill=skill, alive=True)
    code = handling.once if same.exists() else handling.excluded
    return Refused(
        code,
        "同一职业同一等级已经有一笔在办或者已发（查到：在办；需要：没有），不能再申请一次。请从“我的申请”看那一笔办到哪了。",
    )
