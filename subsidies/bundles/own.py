"""What was asked for and paid in somebody's name: the money goes to an organisation, the right it uses up is his."""

from dataclasses import dataclass

from subsidies.models import Line
from treasury.models import Obligation

State = Line.State
ON_ITS_WAY = (State.CLEARED, State.NOTICED, State.PAYABLE, State.BATCHED, State.FAILED)


@dataclass(frozen=True)
class InName:
    """A line in his name. ``paid`` and ``back`` in fen: what was paid and stays, what is to come back."""

    line: Line
    paid: int
    back: int

    @property
    def words(self) -> str:
        if self.back:
            return "已决定追回"
        if self.paid:
            return "已发放"
        if self.line.state == State.OPEN:
            return "申请了，审核中"
        return "已批准，还没有发" if self.line.state in ON_ITS_WAY else "没有留下，已经结束"


def in_name_of(scheme: str, subject: int, person: int) -> list[InName]:
    """Of one subject, oldest first. Two queries."""
    lines = Line.objects.filter(
        application__scheme=scheme, application__subject=subject, application__organisation__isnull=False,
        entitlement__person=person,
    ).select_related("application").order_by("pk")  # fmt: skip
    books = {one.line: one for one in Obligation.objects.filter(line__in=[line.pk for line in lines])}
    return [
        InName(line, books[line.pk].paid, books[line.pk].recoverable) if line.pk in books else InName(line, 0, 0)
        for line in lines
    ]
