"""The roll of a lesson."""

from typing import Any, NamedTuple

from django.http import QueryDict

from training.filing.hours import hours_of
from training.models import Attendance, ClassSession, Enrolment


class Line(NamedTuple):
    """A trainee on the roll as the page shows it: what was just sent, where something was, else what is kept."""

    row: Enrolment
    kept: Attendance | None
    wrong: str
    ticked: bool
    text: str


def lines(
    posted: QueryDict | None, session: ClassSession, roll: list[tuple[Enrolment, Attendance | None]],
    wrong: dict[int, str],
) -> list[Line]:  # fmt: skip
    """A roll that was sent back keeps every tick and number; ``wrong``: enrolment → what is wrong with its number."""
    whole, told = hours_of(session), list[Line]()
    for row, kept in roll:
        if posted is None:
            ticked = bool(kept and kept.hours)
            text = f"{kept.hours / 100:g}" if kept and kept.hours and kept.hours != whole else ""
        else:
            ticked, text = f"there-{row.pk}" in posted, posted.get(f"hours-{row.pk}", "").strip()
        told.append(Line(row, kept, wrong.get(row.pk, ""), ticked, text))
    return told


def read_roll(
    posted: QueryDict, session: ClassSession, roll: list[tuple[Enrolment, Attendance | None]]
) -> tuple[dict[int, int], dict[int, str]]:
    """(enrolment → hundredths, enrolment → what is wrong) of a roll as it was sent: a tick is the whole lesson, and a
    number beside it is so many 学时."""
    whole, hours, wrong = hours_of(session), dict[int, int](), dict[int, str]()
    for row, _ in roll:
        text: Any = posted.get(f"hours-{row.pk}", "").strip()
        if not text:
            hours[row.pk] = whole if posted.get(f"there-{row.pk}") else 0
            continue
        try:
            told = round(float(text) * 100)
        except (ValueError, OverflowError):  # 1e999 is no number of hours either
            wrong[row.pk] = "学时要填数字，如 3.5。"
            continue
        if not 0 <= told <= whole:
            wrong[row.pk] = f"学时在 0 到 {whole / 100:g} 之间。"
        else:
            hours[row.pk] = told
    return hours, wrong
