"""What the spine asks of this scheme about what plans are paid: see `subsidies.handling.Bundling`."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from apprenticeship.derive import SETTLEMENT
from apprenticeship.differing.shown import open_in
from apprenticeship.facts import last_day
from apprenticeship.models import Apprentice, Plan
from apprenticeship.plans import board
from apprenticeship.rules import advance_shares
from apprenticeship.scheme import APPRENTICESHIP
from apprenticeship.settling import facts
from apprenticeship.settling.rights import FAMILY
from apprenticeship.settling.rights import keys as keys_of
from people import bulk
from people.models import BankAccount
from subsidies import clocks
from subsidies.bundles.actions import Asked
from subsidies.handling import Evidence
from subsidies.models import Application, Line
from treasury.models import Obligation, Recovery

family, machine_first, once, excluded = FAMILY, False, "AP-ONCE", "AP-ONCE"
confirmed: tuple[str, ...] = ()
nets = True
RESULTS = {"advance": "预拨", "certified": "取得证书", "finished": "培养期满"}


def members(subjects: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    there = facts.members(subjects)
    return there["person"], there["subject"]


def keys(batch: Any) -> tuple[np.ndarray, np.ndarray]:
    filed = np.asarray(batch.raw["filed_on"]).astype("M8[D]")
    return keys_of(batch.raw["occupation"], batch.raw["level"], filed)


def due(decided: Any) -> tuple[np.ndarray, np.ndarray]:
    """In advance each one's share of what the plan may have; at the end what the rule pays."""
    sheet = decided.sheet
    final = sheet.facts.stage == SETTLEMENT
    return np.where(final, sheet.payable, advance_shares(sheet.payable, sheet.groups)), final


def rights(person: np.ndarray, subject: np.ndarray) -> np.ndarray:
    there = Apprentice.objects.filter(plan__in=np.unique(subject).tolist(), right__alive=True)
    of = {(owner, plan): right for owner, plan, right in there.values_list("person", "plan", "right")}
    pairs = zip(person.tolist(), subject.tolist(), strict=True)
    return np.array([of.get(pair, 0) for pair in pairs], dtype=np.int64)


def waits(subjects: Sequence[int], on: date) -> set[int]:
    """Before a plan is over, until its enterprise has had its time to ask for the settlement, and while somebody in it
    says that it is not he or the parties differ."""
    plans = Plan.objects.filter(pk__in=subjects)
    done = settled(subjects)
    denied = set(Apprentice.objects.filter(plan__in=subjects, denied_at__isnull=False).values_list("plan", flat=True))
    disputed = denied | open_in(subjects)
    return {
        plan.pk for plan in plans
        if plan.pk in disputed or not facts.over(plan, on) or (plan.pk not in done and on <= settle_by(plan))
    }  # fmt: skip


def settle_by(plan: Plan) -> date:
    """The last day for the enterprise to ask; afterwards it is settled by itself."""
    return clocks.due("settlement", last_day(plan.first_day, plan.months))


def settled(subjects: Sequence[int]) -> set[int]:
    """Those that were settled: granted, or asked back from."""
    lines = Line.objects.filter(
        application__scheme=APPRENTICESHIP.code, application__subject__in=subjects,
        application__organisation__isnull=False,
    ).order_by()  # fmt: skip
    final = lines.filter(application__state=Application.State.APPROVED).exclude(kind=Line.Kind.ADVANCE)
    orders = Recovery.objects.filter(obligation__in=Obligation.objects.filter(line__in=lines.values("pk")))
    back = lines.filter(pk__in=list(orders.values_list("obligation__line", flat=True)))
    return {*final.values_list("application__subject", flat=True), *back.values_list("application__subject", flat=True)}


def flagged(subjects: Sequence[int], on: date) -> dict[int, list[str]]:
    """A person looks at all of them; nothing more is marked."""
    return {}


def asked(subjects: Sequence[int]) -> list[Asked]:
    rows = bulk.those(Plan.objects.select_related("enterprise"), np.array(subjects, dtype=np.int64))
    plans = list(rows.order_by("pk"))
    accounts = BankAccount.objects.filter(organisation__in={one.enterprise_id for one in plans}).order_by("pk")
    last = {organisation: pk for organisation, pk in accounts.values_list("organisation", "pk") if organisation}
    return [
        Asked(one.enterprise_id, one.pk, last[one.enterprise_id], one.enterprise.district_id or "", title_of(one, what))
        for one, what in zip(plans, board.titles(plans), strict=True)
        if one.enterprise_id in last and one.enterprise.district_id
    ]  # fmt: skip


def title_of(plan: Plan, what: str) -> str:
    """电工 中级工（四级） · 培养计划 P2600012."""
    return f"{what} · 培养计划{plan.number}"[:120]


def results(cases: Sequence[Mapping[str, Any]]) -> list[str]:
    """What each had come to when it was decided: 预拨, 取得证书, 培养期满."""
    return [_result(case) for case in cases]


def _result(case: Mapping[str, Any]) -> str:
    if case["stage"] == "advance":
        return RESULTS["advance"]
    [person] = case["apprentices"]
    return RESULTS["certified" if person["certificate"] else "finished"]


def beside(application: Application, on: date) -> Evidence:
    from apprenticeship.settling.evidence import told  # it explains whole plans: only who looks pays for it

    return Evidence("apprenticeship/settling/_evidence.html", told(application, on))
