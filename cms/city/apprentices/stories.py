"""What became of each plan of the demonstration: how many go which way, when they began, and what they are paid."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from apprenticeship.facts import last_day

WAVES = (840, 710, 600, 480, 350, 240, 150, 90, 35)  # days ago that advances were asked for, many at a time
SETTLED = 130  # days ago that settlements were asked for
SOON = 12  # days at least from the first day to the advance
EACH, LEAST, MOST, LARGEST = 90, 5, 420, 2_000  # apprentices of a plan: on average, from, to; and of one plan
WHOLE = 20_000  # apprentices of a demonstration of the usual size


@dataclass(frozen=True)
class Story:
    """Days are counted back from today, those ahead below zero.

    share      of a hundred plans, about
    began      between which days the training began; where it is over, `ended` says when it ended instead
    advanced   its advance was paid
    certified  of those who stayed to the end; left: of all
    """

    key: str
    share: int
    state: str = "accepted"
    began: tuple[int, int] = (0, 0)
    ended: tuple[int, int] | None = None
    advanced: bool = False
    certified: float = 0.72
    left: float = 0.06


OVER, LONG_OVER = (4, 60), (SETTLED + 6, SETTLED + 70)
STORIES = (
    Story("draft", 3, "draft", (-70, -25)),
    Story("offered", 3, "offered", (-60, -15)),
    Story("agreed", 2, "agreed", (-45, -8)),
    Story("filed", 4, "filed", (-30, -3)),
    Story("returned", 2, "returned", (-25, 5)),
    Story("refused", 2, "refused", (-20, 60)),
    Story("cancelled", 2, "cancelled", (-20, 90)),
    Story("soon", 8, began=(-25, -1)),
    Story("no-advance", 20, began=(20, 330)),
    Story("advance-asked", 3, began=(8, 45)),
    Story("advance-at-city", 2, began=(12, 50)),
    Story("advance-returned", 1, began=(10, 40)),
    Story("advance-refused", 1, began=(35, 60)),
    Story("advance-noticed", 2, began=(25, 60)),
    Story("running", 15, began=(50, 690), advanced=True),
    Story("unsettled-more", 4, ended=OVER, advanced=True),
    Story("unsettled-less", 2, ended=OVER, advanced=True, certified=0.05, left=0.3),
    Story("unsettled-no-advance", 2, ended=OVER),
    Story("settlement-asked", 3, ended=(8, 50), advanced=True, left=0.12),
    Story("settlement-at-city", 2, ended=(12, 50), advanced=True, left=0.12),
    Story("settlement-granted", 2, ended=(15, 50), advanced=True, certified=0.5, left=0.2),
    Story("settlement-noticed", 2, ended=(25, 60), advanced=True, left=0.15),
    Story("settled", 6, ended=LONG_OVER, advanced=True, left=0.1),
    Story("late-certificates", 2, ended=LONG_OVER, advanced=True, certified=0.5),
    Story("back-asked", 2, ended=(8, 40), advanced=True, certified=0, left=0.35),
    Story("back-in-parts", 2, ended=LONG_OVER, advanced=True, certified=0, left=0.3),
    Story("back-partly", 2, ended=LONG_OVER, advanced=True, certified=0, left=0.3),
    Story("back-done", 1, ended=LONG_OVER, advanced=True, certified=0, left=0.2),
)
BY_KEY = {one.key: one for one in STORIES}


@dataclass(frozen=True)
class Told:
    """One plan to be made. ``asked``: how many days ago its advance was asked for, of those that were paid it."""

    story: Story
    size: int
    first: date
    months: int
    asked: int | None

    @property
    def last(self) -> date:
        return last_day(self.first, self.months)


def tell(heads: int, on: date, chance: np.random.Generator) -> list[Told]:
    """So many apprentices spread over plans; of each story one at least, several where there are many."""
    many = _many(heads)
    sizes = iter(_sizes(heads, sum(many.values()), chance))
    told = [one(story, next(sizes), on, chance) for story in STORIES for _ in range(many[story.key])]
    largest = max(range(len(told)), key=lambda place: told[place].size)
    running = next(place for place, each in enumerate(told) if each.story.key == "running")
    told[running], told[largest] = _swapped(told[running], told[largest])
    return told


def one(story: Story, size: int, on: date, chance: np.random.Generator) -> Told:
    """A plan with a story, its days drawn."""
    if story.ended:
        months = int(chance.choice([12, 12, 12, 24]))
        last = on - timedelta(days=int(chance.integers(*story.ended)))
        first = _months_before(last + timedelta(days=1), months)
    else:
        ago = int(chance.integers(*story.began))
        months = 24 if ago > 340 or chance.random() < 0.3 else 12
        first = on - timedelta(days=ago)
    began = (on - first).days
    asked = next((wave for wave in WAVES if wave <= began - SOON), None)
    return Told(story, size, first, months, asked if story.advanced else None)


def _many(heads: int) -> dict[str, int]:
    """Plans by story."""
    plans, shares = heads // EACH, sum(each.share for each in STORIES)
    least = 3 if heads >= WHOLE else 1
    return {each.key: max(round(plans * each.share / shares), least) for each in STORIES}


def _sizes(heads: int, plans: int, chance: np.random.Generator) -> list[int]:
    """Uneven as in life, together ``heads`` where that many plans leave room; one is a tenth of all."""
    large = min(LARGEST, heads // 10) if heads >= LEAST * plans * 2 else LEAST
    drawn = chance.lognormal(0, 1, plans - 1)
    scale = (heads - large) / drawn.sum()
    sizes = np.clip(np.rint(drawn * scale), LEAST, MOST).astype(int)
    left = heads - large - int(sizes.sum())
    while left and (np.any(sizes < MOST) if left > 0 else np.any(sizes > LEAST)):
        room = np.flatnonzero(sizes < MOST if left > 0 else sizes > LEAST)[: abs(left)]
        sizes[room] += np.sign(left)
        left -= int(np.sign(left)) * len(room)
    return [large, *sizes.tolist()]


def _swapped(a: Told, b: Told) -> tuple[Told, Told]:
    return (
        Told(a.story, b.size, a.first, a.months, a.asked), Told(b.story, a.size, b.first, b.months, b.asked)
    ) if a is not b else (a, b)  # fmt: skip


def _months_before(day: date, months: int) -> date:
    """The day so many months before, or the last that its month has."""
    place = day.year * 12 + day.month - 1 - months
    for back in range(4):
        try:
            return date(place // 12, place % 12 + 1, day.day - back)
        except ValueError:
            continue
    raise ValueError(day)
