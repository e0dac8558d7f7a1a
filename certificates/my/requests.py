"""One's own correction requests, read out: what, how far, whose turn, by which day, what was answered."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import get_current_timezone

from certificates.my.lines import RequestLine
from certificates.my.subjects import Line, Subject, subject_of
from lib.days import chinese
from lib.money import yuan
from lib.working_days import provisional
from people.roles import STEWARD, words
from records.corrections import actions
from records.corrections.actions import REASONS, Thing
from records.corrections.models import Correction

State = Correction.State
SIGNS = {"draft": "look", "sent": "look", "granted": "pass", "refused": "fail", "withdrawn": "none"}


def lines(corrections: Iterable[Correction]) -> tuple[RequestLine, ...]:
    """Each request in a line. ``corrections`` come with their persons."""
    return tuple(_line(one) for one in corrections)


def _line(correction: Correction) -> RequestLine:
    subject = subject_then(correction)
    draft = correction.state == State.DRAFT
    return RequestLine(
        pk=correction.pk,
        about=subject.title if subject else correction.get_about_display(),
        state=correction.state,
        sign=SIGNS[correction.state],
        word=correction.get_state_display(),
        turn=turn(correction),
        until=chinese(correction.due_on) if correction.state == State.SENT else "",
        answer=answer_words(correction),
        url=report_url(Thing.of(correction)) if draft else reverse("my:request", args=[correction.pk]),
    )


def detail(correction: Correction) -> dict[str, Any]:
    """What the page of one request shows."""
    subject = subject_then(correction)
    return {
        "one": _line(correction),
        "correction": correction,
        "lines": said_lines(correction, subject),
        "note": actions.said(correction).get("note", ""),
        "again": report_url(Thing.of(correction)) if correction.state in (State.REFUSED, State.WITHDRAWN) else "",
        "sent_on": _day(correction.sent_at),
        "answered_on": _day(correction.answered_at),
        "proof_until": correction.withdrawn_at and _day(correction.withdrawn_at + actions.PROOF_KEPT),
        "within": actions.ANSWERED_WITHIN,
        "provisional": bool(correction.due_on and provisional(correction.due_on)),
        "outcome": correction.outcome,
    }


def _day(at: datetime | None) -> str:
    return chinese(at.astimezone(get_current_timezone()).date()) if at else ""


def subject_then(correction: Correction) -> Subject | None:
    """What it is about: of a granted request as the register knew it before, else as it does now."""
    before = correction.run.number - 1 if correction.run and correction.run.number else None
    return subject_of(correction.person, Thing.of(correction), before)


def said_lines(correction: Correction, subject: Subject | None) -> list[Line]:
    """What the register says beside what the person said; of a draft that is not whole, only what it says now."""
    if subject is None:
        return []
    form = subject.form(actions.said(correction))
    return subject.lines(form.cleaned_data) if form.is_valid() else subject.lines()


def turn(correction: Correction) -> str:
    """Whose turn it is; empty where nobody's."""
    return {State.DRAFT: "您自己", State.SENT: words(STEWARD)}.get(State(correction.state), "")


def answer_words(correction: Correction) -> str:
    """The answer as the person reads it; empty where there is none yet."""
    own = actions.answer(correction)
    if correction.state == State.REFUSED:
        reason = REASONS[correction.reason]
        return "".join([reason.plain, reason.remedy, f"另外说明：{own}" if own else ""])
    if correction.state == State.GRANTED:
        changed = "；".join(outcome_words(one) for one in correction.outcome)
        return "".join(["登记已经改过来了。", f"{changed}。" if changed else "", f"另外说明：{own}" if own else ""])
    return ""


def outcome_words(one: dict[str, Any]) -> str:
    """养老护理员 · 中级工（四级）：原来参保月数还差 1 个月，现在可以领 ¥1,500.00."""
    after = f"现在可以领 {yuan(one['amount'])}" if one["accepted"] else f"现在{one['after']}"
    return f"{one['subject']}：原来{one['before']}，{after}"


def report_url(thing: Thing) -> str:
    """Where a thing is reported."""
    url = reverse("my:report", args=[thing.about, *([thing.row] if thing.row else [])])
    return f"{url}?month={thing.month // 12}-{thing.month % 12 + 1:02d}" if thing.month else url
