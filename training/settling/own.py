"""What was asked for and paid in a trainee's name: the money goes to the institution, the right it uses up is his."""

from dataclasses import dataclass

from subsidies.models import Line
from training.models import Enrolment
from training.scheme import TRAINING
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
            return "已发给培训机构"
        if self.line.state == State.OPEN:
            return "机构申请了，审核中"
        return "已批准，还没有发" if self.line.state in ON_ITS_WAY else "没有发，已经结束"


def in_name_of(row: Enrolment) -> list[InName]:
    """Of one line of a class, oldest first. Two queries."""
    lines = Line.objects.filter(
        application__scheme=TRAINING.code, application__subject=row.of_id, application__organisation__isnull=False,
        entitlement__person=row.person_id,
    ).select_related("application").order_by("pk")  # fmt: skip
    books = {one.line: one for one in Obligation.objects.filter(line__in=[line.pk for line in lines])}
    return [
        InName(line, books[line.pk].paid, books[line.pk].recoverable) if line.pk in books else InName(line, 0, 0)
        for line in lines
    ]
