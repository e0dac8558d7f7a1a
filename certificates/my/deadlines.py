"""How near the last day is: in words, with a sign, in colour, and never by colour alone."""

from dataclasses import dataclass
from datetime import date

from lib.days import chinese

STAGES = ((7, "last", "warn"), (30, "close", "warn"), (60, "near", "look"))
"""Up to so many days left → the name for CSS, the sign. The same days on which reminders are sent."""


@dataclass(frozen=True)
class Deadline:
    """``left``: days after ``on``; below 0 it is over."""

    last_day: date
    on: date

    @property
    def left(self) -> int:
        return (self.last_day - self.on).days

    @property
    def stage(self) -> str:
        """over, last (7 days), close (30), near (60) or far."""
        return self._stage[0]

    @property
    def sign(self) -> str:
        return self._stage[1]

    @property
    def day(self) -> str:
        return chinese(self.last_day)

    @property
    def words(self) -> str:
        """还有 45 天, or how it stands otherwise."""
        if self.left < 0:
            return f"已经过了 {-self.left} 天"
        if self.left == 0:
            return "今天是最后一天"
        return f"只剩 {self.left} 天" if self.left <= STAGES[0][0] else f"还有 {self.left} 天"

    @property
    def _stage(self) -> tuple[str, str]:
        if self.left < 0:
            return "over", "fail"
        for days, name, sign in STAGES:
            if self.left <= days:
                return name, sign
        return "far", "look"
