"""One request as the desk shows it: both sides, what would be written, what the rule says now, what was answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from certificates import corrections
from certificates.desk.forms import DECISIONS, Decision, Refusal
from certificates.my.requests import SIGNS, said_lines, subject_then
from certificates.my.subjects import Subject, subject_of
from certificates.my.words import certificate_name
from certificates.queries import standings
from records import kinds
from records.corrections import actions
from records.corrections.actions import REASONS, Thing
from records.corrections.models import Correction
from records.evidence import shape_of

State = Correction.State


@dataclass(frozen=True)
class Will:
    """One row that would be written: 增, 改 or 撤, and what it says."""

    action: str
    words: str


def decision_on(correction: Correction, data: Mapping[str, Any] | None = None) -> Decision | None:
    """The form that grants: what was filled in, else begun from what the person said. None where that is lost."""
    subject = subject_of(correction.person, Thing.of(correction))
    if subject is None:
        return None
    kind = DECISIONS[correction.about]
    if data is not None:
        return kind(data, subject=subject)
    told = _told(correction, subject)
    return kind(initial=kind.begun(told, subject) if told else {}, subject=subject)


def will(form: Decision | None) -> list[Will] | None:
    """What a form would write; None while it is not whole."""
    if form is None or not form.is_valid():
        return None
    feed = kinds.feed_of(form.feed)
    titles = {column.name: column.title for column in feed.template.columns} if feed else {}
    return [
        Will(
            corrections.ACTIONS[row["action"]],
            "，".join(f"{titles.get(name, name)} {value}" for name, value in row.items() if value and name != "action"),
        )
        for row in form.rows()
    ]


def context(
    correction: Correction,
    *,
    on: date,
    may_answer: bool,
    decision: Decision | None = None,
    refusal: Refusal | None = None,
) -> dict[str, Any]:
    """Everything the case shows. ``decision``, ``refusal``: a form that came back with errors."""
    subject = subject_then(correction)
    waits = correction.state == State.SENT and may_answer
    form = decision or (decision_on(correction) if waits else None)
    return {
        "correction": correction,
        "title": subject.title if subject else correction.get_about_display(),
        "lines": said_lines(correction, subject),
        "note": actions.said(correction).get("note", ""),
        "proof": "gone" if correction.proof_gone_at else shape_of(correction.file),
        "sign": SIGNS[correction.state],
        "now": [
            (certificate_name(one.certificate), corrections.short(one))
            for one in standings(correction.person_id, on=on)
        ],
        "decision": form if waits else None,
        "will": will(_bound(correction, form)) if waits and form else None,
        "refusal": (refusal or Refusal()) if waits else None,
        "reason": REASONS.get(correction.reason),
        "answer": actions.answer(correction),
    }


def _bound(correction: Correction, form: Decision) -> Decision | None:
    """The form as if it were sent as it stands, so that what it would write can be told."""
    if form.is_bound:
        return form
    return decision_on(correction, {name: _plain(value) for name, value in form.initial.items()})


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def _told(correction: Correction, subject: Subject) -> dict[str, Any] | None:
    form = subject.form(actions.said(correction))
    return form.cleaned_data if form.is_valid() else None
