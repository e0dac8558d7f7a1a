"""What is done to one apprentice's record: entered, changed, confirmed by the other party, taken out.

Whoever enters or changes a record has confirmed it by that, and the other party has to confirm it anew, unless it
trusts this one.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from apprenticeship.entering import joining
from apprenticeship.models import Apprentice, Plan
from apprenticeship.plans.actions import chain, held
from apprenticeship.scheme import APPRENTICESHIP
from lib.refused import Refused
from people import identities
from people.actor import Actor
from records import events
from subsidies import timetable
from subsidies.actions.claims import day_of

State = Apprentice.State
FIELDS = ("contract_began", "contract_months", "moved_on", "first_day", "months", "mentor", "teacher")
MOST = 2000


def propose(
    *, plan: int, name: str, document: str, number: str, given: Mapping[str, Any], actor: Actor, at: datetime
) -> Apprentice:
    """Somebody new in a plan. ``given``: FIELDS, the guides as `Guide`s. Raises Refused."""
    with transaction.atomic():
        of, on = _open(plan, actor, at), day_of(at)
        _guides(of, given)
        given = joining.own(of, given, on)
        if of.apprentices.there().count() >= MOST:
            raise Refused("many", f"一份计划最多 {MOST} 名学徒。")
        known = identities.find(document, number)
        if known is not None and known.name != name.strip():
            raise Refused("name", "姓名与登记的不一致。请对照身份证核对姓名和号码。")
        [person] = identities.ensure([document], [number], [name.strip()], 0)
        try:
            with transaction.atomic():
                row = Apprentice(
                    plan=of, person_id=int(person), made_at=at, **{name: given[name] for name in FIELDS}
                )  # fmt: skip
                confirmed_by(row, _party(of, actor), actor, at)
                row.save()
        except IntegrityError as error:
            raise Refused("twice", "这个人已经在这份计划里。") from error
        joining.stand(of, [row], on)
        events.add(chain(of.pk), "propose", by=actor, at=at, data={"party": _party(of, actor), "apprentice": row.pk})
        return row


def add_known(
    *, plan: int, people: Sequence[tuple[int, Mapping[str, Any]]], actor: Actor, at: datetime
) -> list[Apprentice]:
    """Persons the registers know, with what is said of each. As many queries however many. Raises Refused."""
    with transaction.atomic():
        of, on = _open(plan, actor, at), day_of(at)
        for _, given in people:
            _guides(of, given)
        people = [(person, joining.own(of, given, on)) for person, given in people]
        there = set(of.apprentices.there().values_list("person", flat=True))
        if len(there) + len(people) > MOST:
            raise Refused("many", f"一份计划最多 {MOST} 名学徒。")
        rows = []
        for person, given in people:
            if person not in there:
                row = Apprentice(
                    plan=of, person_id=person, made_at=at, **{name: given[name] for name in FIELDS}
                )  # fmt: skip
                confirmed_by(row, _party(of, actor), actor, at)
                rows.append(row)
        made = Apprentice.objects.bulk_create(rows)
        joining.stand(of, made, on)
        if made:
            events.add(chain(of.pk), "propose", by=actor, at=at, data={"apprentices": [row.pk for row in made]})
        return made


def amend(*, pk: int, given: Mapping[str, Any], actor: Actor, at: datetime) -> Apprentice:
    """What the record says is put right; the other party has to confirm it anew. Raises Refused."""
    with transaction.atomic():
        row = _held(pk, actor, at)
        _guides(row.plan, given)
        if not any(getattr(row, name) != given[name] for name in FIELDS):
            return row
        if row.first_day != given["first_day"] or row.months != given["months"]:
            given = joining.own(row.plan, given, day_of(at))
        changed = [name for name in FIELDS if getattr(row, name) != given[name]]
        for name in changed:
            setattr(row, name, given[name])
        row.enterprise_at = row.school_at = row.enterprise_by = row.school_by = None
        confirmed_by(row, _party(row.plan, actor), actor, at)
        row.save()
        joining.stand(row.plan, [row], day_of(at))
        events.add(
            chain(row.plan_id), "amend", by=actor, at=at,
            data={"party": _party(row.plan, actor), "apprentice": pk, "changed": changed},
        )  # fmt: skip
        return row


def confirm(*, plan: int, which: list[int] | None, actor: Actor, at: datetime) -> int:
    """This party confirms records as they stand, all that wait for it where ``which`` is None; how many. Raises
    Refused."""
    with transaction.atomic():
        of = _open(plan, actor, at)
        party = _party(of, actor)
        waiting = of.apprentices.there().filter(**{f"{party}_at": None}).select_for_update(of=("self",))
        waiting = waiting.select_related("person", "mentor", "teacher").order_by("pk")
        rows = list(waiting if which is None else waiting.filter(pk__in=which))
        for row in rows:
            _say(row, party, actor, at)
        Apprentice.objects.bulk_update(rows, [f"{party}_at", f"{party}_by", "state"], batch_size=200)
        joining.stand(of, rows, day_of(at))
        if rows:
            done = [row.pk for row in rows]
            events.add(chain(of.pk), "confirm", by=actor, at=at, data={"party": party, "apprentices": done})
        return len(rows)


def take_out(*, pk: int, words: str, actor: Actor, at: datetime, on: date) -> Apprentice:
    """Not an apprentice of this plan after all. Raises Refused."""
    if not 2 <= len(words.strip()) <= 100:
        raise Refused("words", "请写明为什么退出，2到100个字；对方和本人看得到。")
    with transaction.atomic():
        row = _held(pk, actor, at)
        row.state, row.left_on, row.left_why = State.GONE, on, words.strip()
        row.save(update_fields=["state", "left_on", "left_why"])
        if (
            row.plan.state != Plan.State.ACCEPTED
        ):  # else not taken up yet, and an earlier stay of the same person stands
            timetable.take_out(scheme=APPRENTICESHIP.code, owner=row.plan_id, person=row.person_id)
        events.add(
            chain(row.plan_id), "take-out", by=actor, at=at, note=words.strip(),
            data={"party": _party(row.plan, actor), "apprentice": pk},
        )  # fmt: skip
        return row


def confirmed_by(row: Apprentice, party: str, actor: Actor, at: datetime) -> None:
    """By the party that wrote it, and by the other where that trusts this one."""
    _say(row, party, actor, at)
    other = "school" if party == "enterprise" else "enterprise"
    if getattr(row.plan, f"{other}_trusts"):
        _say(row, other, actor, at)


def _say(row: Apprentice, party: str, actor: Actor, at: datetime) -> None:
    setattr(row, f"{party}_at", at)
    setattr(row, f"{party}_by_id", actor.user_id)
    row.state = State.CONFIRMED if row.enterprise_at and row.school_at else State.PROPOSED


def _party(plan: Plan, actor: Actor) -> str:
    return "enterprise" if plan.enterprise_id in actor.organisations else "school"


def _guides(plan: Plan, given: Mapping[str, Any]) -> None:
    mentor, teacher = given["mentor"], given["teacher"]
    if mentor is not None and mentor.organisation_id != plan.enterprise_id:
        raise Refused("mentor", "企业导师要从本企业的导师里选。")
    if teacher is not None and teacher.organisation_id != plan.school_id:
        raise Refused("teacher", "院校教师要从合作院校的教师里选。")


def _open(pk: int, actor: Actor, at: datetime) -> Plan:
    plan = held(pk, actor, "")
    if not joining.enters(plan, day_of(at)):
        raise Refused("state", f"这份计划现在是“{plan.get_state_display()}”，不能这样改名单。请刷新页面看看。")
    return plan


def _held(pk: int, actor: Actor, at: datetime) -> Apprentice:
    row = Apprentice.objects.visible_to(actor).select_related("person").filter(pk=pk).exclude(state=State.GONE).first()
    if row is None:
        raise Refused("not-there", "没有找到这名学徒，或者已经退出。")
    row.plan = _open(row.plan_id, actor, at)
    row.refresh_from_db(fields=["state", "enterprise_at", "school_at"])
    if row.plan.state == Plan.State.ACCEPTED and row.state != State.PROPOSED:
        raise Refused(
            "stands",
            "双方确认了的学徒，备案以后不能这样改。登记不对、要换导师的，在本人的页面上提出来；不培养了的，记“中途离开”。",
        )
    return row
