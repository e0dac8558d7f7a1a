"""One case as the desk shows it: what was checked, what is left to judge, evidence, history, and what may be done."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from lib.due import Due
from people import banking
from people.actor import Actor, address_called
from people.roles import AUDITOR, CITY, FINANCE
from policy import BLOCK, scheme_of
from records import events
from subsidies import lifecycle
from subsidies.actions import claims, measures
from subsidies.desk import history, likes, verbs
from subsidies.desk.verbs import Act, Verb
from subsidies.handling import handling_of
from subsidies.models import Application, Attachment
from subsidies.models.measures import Override, Restriction

State = Application.State


@dataclass(frozen=True)
class Just:
    """What the actor did last, for the toast: in words, and how it is undone (``undo`` None where it is not)."""

    application: Application
    words: str
    undo: Verb | None


def found(actor: Actor, pk: int) -> Application | None:
    """The case, if it is in sight, with all it is shown with."""
    rows = Application.objects.visible_to(actor).exclude(state=State.DRAFT)
    return rows.select_related(
        "person", "organisation", "district", "account", "holder", "entered_by", "first_by", "second_by"
    ).filter(pk=pk).first()  # fmt: skip


def numbered(actor: Actor, number: str) -> Application | None:
    """The case with this 受理号, if it is in sight."""
    return Application.objects.visible_to(actor).filter(number=number.strip().upper()).first()


def context(application: Application, actor: Actor, on: date, bound: Act | None = None) -> dict[str, Any]:
    """Everything the case shows. ``bound``: a form that came back with something wrong."""
    told = history.of(application)
    bar = verbs.open_to(application, actor)
    overrides = list(application.overrides.select_related("asked_by", "answered_by"))
    return {
        "application": application,
        "own": actor.is_oneself(application.person_id),
        "scheme_title": scheme_of(application.scheme).terms.title,
        "applied_on": claims.applied_on(application),
        "due": Due(application.due_on, on) if application.due_on else None,
        "account": banking.shown(application.account) if application.account else "",
        "first": _first(application),
        "explanation": told.explanation,
        "history": told.lines,
        "judged": likes.of(application, actor),
        "stopped": _stopped(application, on),
        "overrides": [(one, _title(application, one.check_code), measures.reason_of(one)) for one in overrides],
        "may_waive": _may_waive(application, actor, told, overrides),
        "evidence": _evidence(application, on),
        "proofs": list(Attachment.objects.filter(application=application)),
        "money": _money(application, actor),
        "bar": [(verb, bound if bound and bound.verb == verb else Act(verb, application)) for verb in bar],
        "open": bound.verb.name if bound else "",
        "typed": bound.data.get("note", "") if bound and bound.verb not in bar else "",
    }


def _money(application: Application, actor: Actor) -> list[str]:
    """The addresses where the money of its lines is explained, for who may see it."""
    if not actor.has(CITY, FINANCE, AUDITOR) or application.ended_at is None:
        return []
    lines = application.lines.filter(amount__gt=0, determination__isnull=False).exclude(state="open")
    return [address_called("money:line", pk) for pk in lines.values_list("pk", flat=True)]


def just_done(actor: Actor, pk: str) -> Just | None:
    """The last thing done to this case, if the actor did it: what the address says is not taken on trust."""
    if not pk.isdecimal() or len(pk) > 18:
        return None
    application = found(actor, int(pk))
    if application is None:
        return None
    last = events.of(lifecycle.chain(application))[-1]
    if last.by_id != actor.user_id:
        return None
    words = lifecycle.said(last.verb, last.data)
    undoes = last.verb in ("advise", "advise-against", "approve", "refuse")
    return Just(application, words, verbs.undo_of(application, actor) if undoes else None)


def _first(application: Application) -> str:
    """区级审核员甲：建议准予."""
    if not application.first_says:
        return ""
    who = application.first_by.words if application.first_by else "机器初审"
    return f"{who}：{application.get_first_says_display()}"


def _stopped(application: Application, on: date) -> list[Restriction]:
    rows = Restriction.objects.in_force(on).select_related("placed_by")
    if application.person_id:
        return list(rows.filter(person=application.person_id))
    return list(rows.filter(organisation=application.organisation_id))


def _title(application: Application, code: str) -> str:
    return next((one.title for one in scheme_of(application.scheme).checks if one.code == code), code)


def _may_waive(
    application: Application, actor: Actor, told: history.Told, overrides: list[Override]
) -> list[tuple[str, str]]:
    """The checks that refuse and might be let pass: code and title. Empty where it is not the actor's to ask."""
    if told.explanation is None or not {"hold", "release"} & {verb.name for verb in verbs.open_to(application, actor)}:
        return []
    if application.state == State.APPROVED:
        return []
    asked = {one.check_code for one in overrides if one.state != Override.State.DENIED}
    law_date = scheme_of(application.scheme).checks[0].code
    return [
        (one.code, one.title)
        for one in told.explanation.failed
        if one.severity == BLOCK and one.code not in asked and one.code != law_date
    ]


def _evidence(application: Application, on: date) -> Any:
    if application.person is None:
        return handling_of(application.scheme).beside(application, on)
    as_of = claims.applied_on(application) or on
    return handling_of(application.scheme).evidence(application.person, application.subject, as_of)
