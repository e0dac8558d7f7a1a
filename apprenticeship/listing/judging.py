"""What becomes of the rows of a list: who is meant, what refuses a row, what would change. Writes nothing.

Everything is asked for at once: the plan, who is there, the guides, the persons; then the rule of the subsidy over
everybody who would be there. It refuses nobody here, as it refuses nobody who is entered by hand: it is told.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from apprenticeship.entering import joining
from apprenticeship.entering.actions import FIELDS, MOST
from apprenticeship.models import Apprentice, Guide, Plan
from apprenticeship.plans import judge as law
from lib import names
from lib.feed import Brought, Fault, Part, Refusal
from lib.refused import Refused
from people import identities, named
from policy import BLOCK
from records.models import ImportRun
from subsidies.actions.claims import day_of

TOLD = 10  # rows by their numbers in one sentence
State = Apprentice.State


@dataclass
class Judged:
    """``coming``: (place in the part, the record as it would be). ``changing``: with the names of the fields."""

    plan: Plan
    party: str
    on: date
    coming: list[tuple[int, Apprentice]] = field(default_factory=list)
    changing: list[tuple[int, Apprentice, list[str]]] = field(default_factory=list)
    leaving: list[Apprentice] = field(default_factory=list)


def judge(part: Part, run: int | None, brought: Brought) -> Judged:
    """Find, compare, refuse and count. ``run``: as for `lib.feed.Feed.bring`."""
    asked = part.asked
    assert asked is not None, "a list is somebody's"
    party, pk, organisation = asked.scope.removeprefix("plan-").split(":")
    plans = Plan.objects.select_related("enterprise", "school")
    plan = (plans.select_for_update(of=("self",)) if run is not None else plans).get(pk=int(pk))
    judged = Judged(plan, party, _day_of_it(run, asked.on))
    ours = getattr(plan, party).pk == int(organisation)
    if not ours or not joining.enters(plan, judged.on):
        over = plan.state == Plan.State.ACCEPTED
        words = "已经结束" if over else plan.get_state_display()
        words = words if ours else "已经换了单位"
        brought.refuse(np.arange(len(part)), "closed", [words] * len(part))
        return judged
    if run is not None:
        identities.hold()
    who = named.known_of(part, brought, np.ones(len(part), dtype=bool))
    rows = plan.apprentices.there().select_related("mentor__person", "teacher__person", "person")
    there = {row.person_id: row for row in rows}
    for row in there.values():
        row.plan = plan
    guides = _Guides(plan)
    for at in np.flatnonzero(who.good).tolist():
        _row(part, at, there.get(int(who.ids[at])), int(who.ids[at]), guides, judged, brought)
    _full(judged, len(there), brought)
    brought.added, brought.changed, brought.removed = len(judged.coming), len(judged.changing), len(judged.leaving)
    brought.unchanged = len(part) - len({each.position for each in brought.refused}) - (
        brought.added + brought.changed + brought.removed
    )  # fmt: skip
    _tell(part, judged, list(there.values()), brought)
    return judged


class _Guides:
    """Who teaches for either party, by name."""

    def __init__(self, plan: Plan):
        self._found: dict[str, dict[str, list[Guide]]] = {"mentor": defaultdict(list), "teacher": defaultdict(list)}
        rows = Guide.objects.filter(organisation__in=[plan.enterprise_id, plan.school_id], active=True)
        for guide in rows.select_related("person"):
            which = "mentor" if guide.organisation_id == plan.enterprise_id else "teacher"
            self._found[which][names.plain(guide.person.name)].append(guide)

    def of(self, which: str, name: str, now: Guide | None) -> Guide | str:
        """The one with a name, or the code of what is wrong; who has somebody already (``now``) keeps him by it."""
        plain = names.plain(name)
        if now is not None and names.plain(now.person.name) == plain:
            return now
        found = self._found[which].get(plain, [])
        return found[0] if len(found) == 1 else f"{which}-two" if found else which


def _row(
    part: Part, at: int, row: Apprentice | None, person: int, guides: _Guides, judged: Judged, brought: Brought
) -> None:
    action = part.action[at]
    if row is None and action != "add":
        brought.refused.append(Refusal(at, "missing"))
        return
    fixed = row is not None and judged.plan.state == Plan.State.ACCEPTED and row.state != State.PROPOSED
    if action == "withdraw":
        if fixed:
            brought.refused.append(Refusal(at, "stands"))
        elif row is not None:
            judged.leaving.append(row)
        return
    given, wrong = _given(part, at, row, guides, judged)
    if wrong:
        brought.refused += wrong
    elif row is None:
        # whoever is not known yet is nobody else of the file
        person = person or -1 - at
        judged.coming.append((at, Apprentice(plan=judged.plan, person_id=person, **given)))
    elif changed := [name for name in FIELDS if getattr(row, name) != given[name]]:
        if fixed:
            brought.refused.append(Refusal(at, "stands"))
        elif action == "add":
            titles = {one.name: str(one.verbose_name) for one in Apprentice._meta.fields}
            words = "、".join(titles[name] for name in changed)
            brought.refused.append(Refusal(at, "there", f"（{words}）"))
        else:
            for name in changed:
                setattr(row, name, given[name])
            judged.changing.append((at, row, changed))


def _given(
    part: Part, at: int, row: Apprentice | None, guides: _Guides, judged: Judged
) -> tuple[dict[str, Any], list[Refusal]]:
    """What a row says, as the form of one says it, and what is wrong with it."""
    plan, wrong = judged.plan, []
    given: dict[str, Any] = {
        name: part[name][at].item() if _said(part, name, at) else None
        for name in ("contract_began", "contract_months", "moved_on", "first_day", "months")
    }
    if given["first_day"] and given["first_day"] < plan.first_day:
        return given, [Refusal(at, "early")]
    given["first_day"] = None if given["first_day"] == plan.first_day else given["first_day"]
    given["months"] = None if given["months"] == plan.months else given["months"]
    for which in ("mentor", "teacher"):
        found = guides.of(which, part[which][at], getattr(row, which, None)) if _said(part, which, at) else None
        if isinstance(found, str):
            wrong.append(Refusal(at, found))
        given[which] = found
    if row is None or _days_change(row, given, plan):
        try:
            given = joining.own(plan, given, judged.on)
        except Refused as refusal:
            fault = Fault(refusal.code, refusal.message.rstrip("。"), "改正本人开始日期和月数")
            wrong.append(Refusal(at, refusal.code, fault=fault))
    return given, wrong


def _days_change(row: Apprentice, given: dict[str, Any], plan: Plan) -> bool:
    """Are the own days asked about anew? Of whoever was entered before the plan was accepted they never were."""
    if all(getattr(row, name) == given[name] for name in FIELDS) or row.state != State.PROPOSED:
        return False
    before = plan.answered_at is not None and row.made_at <= plan.answered_at
    return before or (row.first_day, row.months) != (given["first_day"], given["months"])


def _said(part: Part, name: str, at: int) -> bool:
    return name in part.given and bool(part.given[name][at])


def _full(judged: Judged, there: int, brought: Brought) -> None:
    """In the file's order, as many as there is room for."""
    room = max(MOST - there + len(judged.leaving), 0)
    brought.refused += [Refusal(at, "full", str(MOST)) for at, _ in judged.coming[room:]]
    del judged.coming[room:]


def _tell(part: Part, judged: Judged, there: list[Apprentice], brought: Brought) -> None:
    """What the rule says against whom, everybody asked at once: nobody is kept out by it."""
    gone = {row.pk for row in judged.leaving}
    place = {id(row): at for at, row in judged.coming} | {id(row): at for at, row, _ in judged.changing}
    every = [row for row in there if row.pk not in gone] + [row for _, row in judged.coming]
    against: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for row, lines in law.some(judged.plan, every, judged.on) if place else ():
        for line in lines if id(row) in place else ():
            against[line.title, line.severity == BLOCK].append(int(part.rows[place[id(row)]]))
    for (title, blocks), numbers in sorted(against.items(), key=lambda each: (not each[0][1], each[0][0])):
        where = f"第{'、'.join(map(str, sorted(numbers)[:TOLD]))}{'等' if len(numbers) > TOLD else ''}行"
        means = "不符合，照样录入，符合以前没有补贴" if blocks else "要由区里看一看，照样录入"
        brought.noted[f"{title}：{means}（{where}）"] = len(numbers)
    if strangers := sum(row.person_id < 0 for _, row in judged.coming):
        brought.noted["登记里还没有这个人（照样录入，请再核对一遍姓名和号码）"] = strangers


def _day_of_it(run: int | None, on: date) -> date:
    """The day the list is written, which may be some days after it was handed in."""
    confirmed = ImportRun.objects.values_list("confirmed_at", flat=True).get(pk=run) if run is not None else None
    return day_of(confirmed) if confirmed else on
