"""How near the last day is, as a desk says it: a word, a sign and a tone, never colour alone."""

from dataclasses import dataclass
from datetime import date

from lib.days import chinese

SOON = 2  # days from which on it is no longer near


@dataclass(frozen=True)
class Due:
    """``left``: calendar days from ``on`` to the last day; below 0 it is over."""

    last_day: date
    on: date

    @property
    def left(self) -> int:
        return (self.last_day - self.on).days

    @property
    def words(self) -> str:
        """逾期 2 天, 今天到期, 最晚8月27日."""
        if self.left < 0:
            return f"逾期 {-self.left} 天"
        return "今天到期" if self.left == 0 else f"最晚{chinese(self.last_day).partition('年')[2]}"

    @property
    def tone(self) -> str:
        """late, soon or far."""
        return "late" if self.left < 0 else "soon" if self.left < SOON else "far"

    @property
    def sign(self) -> str:
        """The name of its drawn sign; empty while there is time."""
        return {"late": "warn", "soon": "look", "far": ""}[self.tone]
