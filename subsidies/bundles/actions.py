"""What is done to an application of an organisation as a whole: handed in, taken back, decided again.

Its lines are written here; how it moves is `subsidies.lifecycle`, what follows from approval is as for everybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import IntegrityError, transaction
from django.db.models import F, Sum

from lib.refused import Refused
from people import bulk
from people.actor import Actor
from people.models import Person
from people.roles import CLERK, MANAGER
from records import events
from subsidies import clocks, lifecycle
from subsidies.actions import claims, measures
from subsidies.actions.claims import UNDECIDED, applied_on, day_of
from subsidies.bundles.reckoning import NONE, Reckoned, circumstances, reckon
from subsidies.handling import handling_of
from subsidies.models import Application, Determination, Entitlement, Line
from subsidies.models.measures import Restriction

State, Kind = Application.State, Line.Kind
NOTHING = "现在没有可以申请的：没有人的条件全部通过，或者都已经申请过了。请看每个人的核对结果。"
NOBODY = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Asked:
    """What an organisation asks for: everything that its subject is due and no line asks for yet."""

    organisation: int
    subject: int
    account: int
    district: str
    title: str


def hand_in(*, scheme: str, asked: Asked, actor: Actor, at: datetime, note: str = "") -> Application:
    """Ask for whatever a subject is due. The same twice is one. Raises Refused."""
    _works_for(asked.organisation, actor)
    alive = Application.objects.filter(
        scheme=scheme, organisation=asked.organisation, subject=asked.subject, state__in=Application.WAITING
    )
    if found := alive.first():
        return found
    try:
        with transaction.atomic():
            made = open_many(scheme=scheme, asked=[asked], actor=actor, at=at, note=note)
            if not made:
                raise Refused("nothing", NOTHING)
            measures.none_stops(Application.objects.get(pk=made[0]), Restriction.Stops.APPLY, day_of(at))
            return Application.objects.get(pk=made[0])
    except IntegrityError as error:
        if found := alive.first():
            return found
        raise Refused("faster", lifecycle.FASTER) from error


def open_many(*, scheme: str, asked: Sequence[Asked], actor: Actor | None, at: datetime, note: str = "") -> list[int]:
    """An application for each subject that is due something; those that are due nothing get none.

    In a transaction. ``actor`` None: the machine, for what has been proved since. Gives their ids.
    """
    on, of = day_of(at), {one.subject: one for one in asked}
    hold(scheme, list(of))
    found = reckon(scheme, list(of), on)
    rows = np.flatnonzero(found.owed > 0) if found else NOBODY
    if found is None or not len(rows):
        return []
    subjects, _, which = np.unique(found.subject[rows], return_index=True, return_inverse=True)
    ids = bulk.reserve(Application, len(subjects))
    amounts = np.zeros(len(subjects), dtype=np.int64)
    np.add.at(amounts, which.reshape(-1), found.owed[rows])
    told = [of[pk] for pk in subjects.tolist()]
    _write(scheme, told, ids, amounts, on, at)
    trigger = Determination.Trigger.SUBMISSION if actor else Determination.Trigger.CORRECTION
    members = np.flatnonzero(np.isin(found.subject, subjects))
    made = found.written(members, circumstances(on, at, trigger))
    determination = np.zeros(len(found), dtype=np.int64)
    determination[members] = made
    _lay(found, rows, ids[which.reshape(-1)], determination)
    chains = [lifecycle.chain_of(pk) for pk in ids.tolist()]
    said = {"from": State.DRAFT, "to": State.DISTRICT}
    if len(chains) == 1:
        events.add(chains[0], "submit", by=actor, at=at, note=note, data=said | {"amount": int(amounts[0])})
    else:
        events.add_many(chains, "submit", by=actor, at=at, data=said)
    return ids.tolist()


def _write(scheme: str, told: list[Asked], ids: np.ndarray, amounts: np.ndarray, on: date, at: datetime) -> None:
    handling = handling_of(scheme)
    flags = handling.flagged([one.subject for one in told], on)
    bulk.write(
        Application,
        {
            "id": ids, "scheme": scheme, "person_id": None, "organisation_id": [one.organisation for one in told],
            "subject": [one.subject for one in told], "title": [one.title for one in told],
            "number": [f"{scheme}{on:%Y%m%d}{pk:07d}" for pk in ids.tolist()],
            "district_id": [one.district for one in told], "account_id": [one.account for one in told],
            "state": str(State.DISTRICT), "version": 0, "due_on": clocks.due("district", on), "determination_id": None,
            "amount": amounts, "clear": False, "flags": [" ".join(flags.get(one.subject, ())) for one in told],
            "likeness": None, "held": False, "holder_id": None, "entered_by_id": None, "first_by_id": None,
            "first_determination_id": None, "first_says": "", "second_by_id": None, "reason": "", "returns": 0,
            "days_left": None, "made_at": at, "submitted_at": at, "ended_at": None,
        },
    )  # fmt: skip


def _lay(found: Reckoned, rows: np.ndarray, applications: np.ndarray, determination: np.ndarray) -> None:
    """A line for each of the rows, under the right it has or under a new one."""
    handling = handling_of(found.scheme.code)
    rights, new = found.entitlement[rows], found.entitlement[rows] == NONE
    if new.any():
        rights = rights.copy()
        rights[new] = bulk.reserve(Entitlement, int(new.sum()))
        fresh = rows[new]
        bulk.write(
            Entitlement,
            {"id": rights[new], "scheme": found.scheme.code, "family": handling.family, "alive": True,
             "person_id": found.person[fresh], "skill": found.skill[fresh].tolist(),
             "common": [key or None for key in found.common[fresh].tolist()]},
        )  # fmt: skip
    settled = np.where(found.elsewhere[rows], str(Kind.SUPPLEMENT), str(Kind.SETTLEMENT))
    kinds = np.where(found.final[rows], settled, str(Kind.ADVANCE))
    bulk.write(
        Line,
        {"application_id": applications, "entitlement_id": rights, "kind": kinds.tolist(), "amount": found.owed[rows],
         "determination_id": determination[rows], "state": str(Line.State.OPEN), "frozen": False},
    )  # fmt: skip


def again(*, pk: int, actor: Actor, at: datetime, note: str = "") -> Application:
    """Hand it in again, once what was asked for is put right. Raises Refused."""
    with transaction.atomic():
        application = own(pk, actor)
        if application.state != State.RETURNED:
            return application
        measures.none_stops(application, Restriction.Stops.APPLY, day_of(at))
        same(application, at, Determination.Trigger.SUBMISSION)
        if not application.amount:
            raise Refused("nothing", NOTHING)
        on = day_of(at)
        lifecycle.move(
            application, "submit", by=actor, at=at, note=note, due_on=clocks.after(application.days_left or 0, on),
            days_left=None, data={"amount": application.amount}, **UNDECIDED,
        )  # fmt: skip
        return application


def withdraw(*, pk: int, actor: Actor, at: datetime) -> Application:
    """Take it back before it is decided. Raises Refused."""
    with transaction.atomic():
        application = own(pk, actor)
        lifecycle.move(application, "withdraw", by=actor, at=at, due_on=None, held=False, ended_at=at, **UNDECIDED)
        claims.end_lines(application)
        return application


def same(application: Application, at: datetime, trigger: str = Determination.Trigger.DECISION) -> bool:
    """Decide everybody again by what is known now and write it down; did every line come out as it stood?

    In a transaction that holds the application. A line that came out otherwise says so from now on, one that is due
    nothing ends, and who is due something now gets one.
    """
    on = day_of(at)
    hold(application.scheme, [application.subject])
    found = reckon(
        application.scheme, [application.subject], applied_on(application) or on, without=application.pk,
        waived=measures.waived(application, on),
    )  # fmt: skip
    lines = {line.entitlement_id: line for line in Line.objects.filter(application=application, state=Line.State.OPEN)}
    if found is None:
        claims.end(Line.objects.filter(application=application, state=Line.State.OPEN))
        Application.objects.filter(pk=application.pk).update(amount=0, version=F("version") + 1)
        application.refresh_from_db()
        return not lines
    every = np.arange(len(found))
    made = found.written(every, circumstances(applied_on(application) or on, at, trigger))
    differs = _put_right(found, lines, made) | _added(application, found, lines, made)
    flags = handling_of(application.scheme).flagged([application.subject], on).get(application.subject, [])
    changes: dict[str, Any] = {"flags": " ".join(flags)}
    if differs:
        total = Line.objects.filter(application=application, state=Line.State.OPEN).aggregate(sum=Sum("amount"))["sum"]
        changes |= {"amount": total or 0, "version": F("version") + 1}
        lifecycle.note(application, "changed", by=None, at=at, amount=total or 0)
    Application.objects.filter(pk=application.pk).update(**changes)
    application.refresh_from_db()
    return not differs


def _put_right(found: Reckoned, lines: dict[int, Line], made: np.ndarray) -> bool:
    """Each open line says what is owed now; those that are owed nothing end."""
    row_of = {right: row for row, right in enumerate(found.entitlement.tolist()) if right != NONE}
    over, differs = [], False
    for right, line in lines.items():
        row = row_of.get(right)
        owed = int(found.owed[row]) if row is not None else 0
        differs |= owed != line.amount
        if row is None or owed <= 0:
            over.append(line.pk)
        else:
            line.amount, line.determination_id = owed, int(made[row])
    ended = set(over)
    left = [line for line in lines.values() if line.pk not in ended]
    told = {"amount": [line.amount for line in left], "determination_id": [line.determination_id for line in left]}
    bulk.update(Line, [line.pk for line in left], told)
    claims.end(Line.objects.filter(pk__in=over))
    return differs


def _added(application: Application, found: Reckoned, lines: dict[int, Line], made: np.ndarray) -> bool:
    """Who is owed something and has no line here gets one."""
    has_line = np.isin(found.entitlement, np.array(list(lines), dtype=np.int64))
    rows = np.flatnonzero((found.owed > 0) & ~has_line)
    if not len(rows):
        return False
    _lay(found, rows, np.full(len(rows), application.pk), made)
    return True


def own(pk: int, actor: Actor) -> Application:
    """An application of the actor's own organisation, held until the transaction ends. Raises Refused."""
    seen = Application.objects.visible_to(actor).filter(pk=pk, organisation__in=actor.organisations).values("pk")
    found = Application.objects.select_for_update(of=("self",)).filter(pk__in=seen).first()
    if found is None:
        raise Refused("not-yours", "没有找到这份申请，或者它不是本单位的。")
    return found


def _works_for(organisation: int, actor: Actor) -> None:
    if not (actor.has(MANAGER, CLERK) and organisation in actor.organisations):
        raise Refused("not-yours", "只能由本单位的管理员或经办人申请。")


def hold(scheme: str, subjects: Sequence[int]) -> None:
    """Nobody else decides about the members of these subjects until the transaction ends."""
    bulk.by_itself()
    persons, _ = handling_of(scheme).members(np.unique(np.array(subjects, dtype=np.int64)))
    rows: Any = Person.objects.order_by("pk").select_for_update(of=("self",))
    list(bulk.those(rows, np.unique(persons)).values_list("pk", flat=True))
