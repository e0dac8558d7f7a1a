"""学时 of lessons: 45 minutes each, kept in hundredths, and what follows for a class from its lessons."""

from collections.abc import Iterable
from datetime import date

from training.models import ClassSession

MINUTES = 45


def lasting(begins: int, ends: int) -> int:
    """Hundredths of a 学时 between two minutes of a day, rounded down: 9:00 to 11:15 is 300."""
    return (ends - begins) * 100 // MINUTES


def hours_of(session: ClassSession) -> int:
    """Hundredths of a 学时 of a lesson."""
    return lasting(session.begins, session.ends)


def words(hundredths: int) -> str:
    """3, 3.5: hundredths as people write them."""
    return f"{hundredths / 100:g}"


def clock(minutes: int) -> str:
    """9:00."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def when(session: ClassSession) -> str:
    """2027年1月4日 9:00–11:15."""
    day = session.day
    return f"{day.year}年{day.month}月{day.day}日 {clock(session.begins)}–{clock(session.ends)}"


def totals(sessions: Iterable[ClassSession]) -> tuple[date | None, date | None, int, int]:
    """First day, last day, all hours, hours of the longest day."""
    by_day: dict[date, int] = {}
    for one in sessions:
        by_day[one.day] = by_day.get(one.day, 0) + hours_of(one)
    if not by_day:
        return None, None, 0, 0
    return min(by_day), max(by_day), sum(by_day.values()), max(by_day.values())
