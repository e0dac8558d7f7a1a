"""20,000 apprentices of 170 enterprises and 70 schools, at every point of the way from a draft to the money back."""

from datetime import date, datetime
from functools import partial

import numpy as np
from django.db import transaction

from apprenticeship.models import Plan
from cms.city.apprentices import accepted, learning, parties, stories
from cms.city.apprentices.paying import Paying
from cms.city.apprentices.plans import Laying, Made
from cms.city.scene import Scene
from occupations.models import Occupation
from records import runs
from records.models import EventRoot

OWN = (("running", 12), ("unsettled-more", 10), ("unsettled-less", 9))  # of the enterprise that a visitor may be
BEGUN = 200  # days ago that the first of these began
TRADES = 24
SEED = 20211208


def load(on: date, at: datetime, heads: int) -> int:
    """How many plans were made, for about so many apprentices; 0 where there are some, where nobody may be a visitor,
    and where days are sealed already: into those nothing may be written any more."""
    if Plan.objects.filter(state="accepted", first_day__lt=on).exists() or EventRoot.objects.exists():
        return 0
    chance = np.random.default_rng([SEED, heads])
    with transaction.atomic():
        sides = parties.gather(heads, stories.WHOLE, on)
        trades = _trades()
        if sides is None or not trades:
            return 0
        run = max(runs.last_known(), 1)
        made = Laying(sides, trades, on, at, run, chance).lay(stories.tell(heads, on, chance), _own(on, chance))
        learning.insure(made, run, on)
        reviewers = parties.reviewers(
            {each.district_id or "" for each in sides.enterprises}, Scene(on, at, {}).reviewer, at
        )
        accepted.tell(made, accepted.follow(made), sides, reviewers)
        learning.teach(made, sides, on, chance)
        learning.pause(made, on, at, chance)
        learning.certify(made, run, on, chance)
        _pay(made, sides, reviewers, Scene(on, at, {}), heads)
    return len(made.plans)


def _own(on: date, chance: np.random.Generator) -> list[stories.Told]:
    told = [stories.one(stories.BY_KEY[key], size, on, chance) for key, size in OWN]
    first = next(one for one in iter(lambda: stories.one(told[0].story, OWN[0][1], on, chance), None)
                 if abs((on - one.first).days - BEGUN) < 60)  # fmt: skip
    return [first, *told[1:]]


def _pay(
    made: Made, sides: parties.Parties, reviewers: dict, scene: Scene, heads: int
) -> None:  # fmt: skip
    parties.accounts(sides.enterprises, scene.at)
    by_story: dict[str, list[Plan]] = {}
    advances: dict[int, list[Plan]] = {}
    for one, plan in zip(made.told, made.plans, strict=True):
        by_story.setdefault(one.story.key, []).append(plan)
        if one.asked is not None:
            advances.setdefault(one.asked, []).append(plan)
    paying = Paying(scene, by_story, reviewers)
    paying.give(heads)
    unasked = [nth for nth, one in enumerate(made.told) if one.asked is None]
    learning.stop(made, unasked, sides, scene.on, scene.at)
    paying.past(advances, partial(_stopped, made, sides, scene))
    paying.now()


def _stopped(made: Made, sides: parties.Parties, scene: Scene, days: int) -> None:
    which = [nth for nth, one in enumerate(made.told) if one.asked == days]
    learning.stop(made, which, sides, scene.on, scene.at)


def _trades() -> list[str]:
    """What apprentices may learn: some trades of making and services."""
    rows = Occupation.objects.filter(code__regex=r"^[46]-").order_by("code").values_list("code", flat=True)
    return list(rows[:TRADES])
