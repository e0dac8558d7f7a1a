"""The apprentices of a plan as its page lists them: counted all, told of a few at a time."""

from typing import Any

from apprenticeship.models import Apprentice, Plan


def whole(seen: Any, rows: list[Apprentice]) -> list[Apprentice]:
    """These few with all that a page says of them."""
    found = seen.filter(pk__in=[row.pk for row in rows])
    return list(found.select_related("person", "mentor__person", "teacher__person"))


def proposed(plan: Plan, seen: Any) -> list[Apprentice]:
    """Who waits to join a plan that is held."""
    rows = list(
        seen.filter(state=Apprentice.State.PROPOSED).select_related("person", "mentor__person", "teacher__person")
    )
    for row in rows:
        row.plan = plan
    return rows


def of(there: list[Apprentice], party: str, refused: dict[int, Any]) -> list[tuple[str, str, list[Apprentice]]]:
    """The lists the apprentices of a plan can be looked at by."""
    return [
        ("all", "全部", there),
        ("ours", "等您确认", [row for row in there if getattr(row, f"{party}_at") is None]),
        ("theirs", "等对方确认", [row for row in there if row.state != "confirmed" and getattr(row, f"{party}_at")]),
        ("unfit", "不符合条件", [row for row in there if row.pk in refused]),
    ]
