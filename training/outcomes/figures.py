"""What may be told of counts: never of few, never that all or none of a group did.

The smallest that is shown is one course of one institution in one year. Its classes are taken in the order in which
they ended, and counted in lots of at least SMALL people; what is left over waits for the next class, so that no two
days differ by fewer. Where all or none of what is shown did, it is told as one person off. Whatever else is shown is a
sum of what is shown so, and gives nothing away by subtraction (docs/decisions/0028-outcomes.md).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from certificates.counts import SMALL
from lib.wilson import wilson
from training.outcomes.measuring import MEASURES

WORDS = {
    "stayed": "学到最后一天", "sat": "参加结业考核", "passed": "结业考核合格", "certified": "取得证书",
    "worked_6": "6个月后在职", "worked_12": "12个月后在职",
}  # fmt: skip


@dataclass(frozen=True)
class Share:
    """``count`` of ``base`` people; both 0 where nothing is told. ``waiting``: classes whose time has not come."""

    base: int = 0
    count: int = 0
    waiting: int = 0

    @property
    def interval(self) -> tuple[float, float]:
        """Only where something is told."""
        return wilson(self.count, self.base)

    @property
    def percent(self) -> str:
        return _percent(self.count / self.base)

    @property
    def low(self) -> str:
        return _percent(self.interval[0])

    @property
    def high(self) -> str:
        return _percent(self.interval[1])


@dataclass(frozen=True)
class Figures:
    """Of some classes: ``classes`` that are counted, ``small`` ones that are not, who ``began``, a share a measure."""

    classes: int
    small: int
    began: int
    shares: dict[str, Share]


@dataclass(frozen=True)
class Class:
    """The counts of one class as they are stored: None where the time of a measure has not come."""

    began: int
    counts: tuple[int | None, ...]  # of MEASURES


def shown(classes: Iterable[Class]) -> Figures:
    """Of one course, institution and year, its classes in the order in which they ended."""
    lots, left = _lots(classes)
    shares = {}
    for place, name in enumerate(MEASURES):
        due = [lot for lot in lots if all(each.counts[place] is not None for each in lot)]
        base = sum(each.began for lot in due for each in lot)
        count = sum(each.counts[place] or 0 for lot in due for each in lot)
        waiting = sum(map(len, lots)) - sum(map(len, due))
        shares[name] = Share(base, min(max(count, 1), base - 1) if base else 0, waiting)
    return Figures(sum(map(len, lots)), left, sum(each.began for lot in lots for each in lot), shares)


def _lots(classes: Iterable[Class]) -> tuple[list[list[Class]], int]:
    """Classes one after another together until they are SMALL people; and how many are left over."""
    lots: list[list[Class]] = []
    lot: list[Class] = []
    for each in classes:
        lot.append(each)
        if sum(one.began for one in lot) >= SMALL:
            lots.append(lot)
            lot = []
    return lots, len(lot)


def together(many: Iterable[Figures]) -> Figures:
    """Summed up."""
    rows = list(many)
    shares = {}
    for name in MEASURES:
        each = [row.shares[name] for row in rows]
        shares[name] = Share(
            sum(one.base for one in each), sum(one.count for one in each), sum(one.waiting for one in each)
        )
    classes, small, began = (sum(getattr(row, part) for row in rows) for part in ("classes", "small", "began"))
    return Figures(classes, small, began, shares)


def _percent(share: float) -> str:
    """Whole per cent."""
    return f"{round(share * 100)}"
