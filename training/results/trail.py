"""What was done to results, in words: of each trainee what it was and what it is. Names are looked up when read."""

from collections.abc import Sequence
from datetime import date

from lib.days import chinese
from records import events
from records.models import Event
from training.models import Enrolment

SHOWN = 20  # trainees of one event told one by one


def words(chain_of_events: Sequence[Event]) -> dict[int, str]:
    """Event → words, for those that are about results or certificates. One query."""
    about = [event for event in chain_of_events if "rows" in event.data or "certificates" in event.data]
    lines = {row[0] for event in about for row in event.data.get("rows", ())}
    names = dict(Enrolment.objects.filter(pk__in=lines).values_list("pk", "person__name")) if lines else {}
    return {event.pk: _words(event, names) for event in about}


def _words(event: Event, names: dict[int, str]) -> str:
    if "certificates" in event.data:
        return f"{len(event.data['certificates'])} 人"
    rows = event.data["rows"]
    new = [now for _, was, now in rows if was is None]
    told = [f"{len(new)} 人，合格 {sum(1 for now in new if now[2])} 人"] if new else []
    changed = [row for row in rows if row[1] is not None]
    told += [
        f"{names.get(line, '')} {result(was)}，{f'改成{result(now)}' if now else '不再算数'}"
        for line, was, now in changed[:SHOWN]
    ]
    if len(changed) > SHOWN:
        told.append(f"等 {len(changed)} 人")
    if why := events.note_of(event):
        told.append(f"原因：{why}")
    return "；".join(told)


def result(told: list) -> str:
    """2026年9月20日71分合格: of [day, score, passed]."""
    day, score, passed = told
    marks = "" if score is None else f"{score}分"
    return f"{chinese(date.fromisoformat(day))}{marks}{'合格' if passed else '不合格'}"
