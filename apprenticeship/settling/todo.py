"""What an enterprise has to do to be paid for its plans, and either party to answer the other."""

from datetime import date

from apprenticeship.differing.codes import ABOUT
from apprenticeship.models import Difference, Overlap, Plan, PlanChange
from apprenticeship.plans import board
from apprenticeship.plans.board import Todo
from apprenticeship.scheme import APPRENTICESHIP
from apprenticeship.settling import facts, handling
from lib.due import Due
from people.actor import Actor
from subsidies.models import Application

MOST = 200
State = Application.State


def todos(actor: Actor, on: date) -> list[Todo]:
    """In no order. A fixed number of queries."""
    rows = board.own(actor).filter(state=Plan.State.ACCEPTED, enterprise__in=actor.organisations)
    plans = list(rows.order_by("-first_day", "-pk")[:MOST])
    ids = [plan.pk for plan in plans]
    asked: dict[int, set[str]] = {pk: set() for pk in ids}
    cases = Application.objects.filter(scheme=APPRENTICESHIP.code, organisation__isnull=False, subject__in=ids)
    for subject, state in cases.values_list("subject", "state"):
        asked[subject].add(state)
    settled = handling.settled(ids)
    found = [one for plan in plans if (one := _of(plan, asked[plan.pk], plan.pk in settled, on))]
    found += _answers(actor, on) + _overlaps(actor, on) + _changes(actor, on)
    return found


def _answers(actor: Actor, on: date) -> list[Todo]:
    """What the other party has said of a record and waits for a word of this one."""
    rows = Difference.objects.visible_to(actor).open().filter(due_on__gte=on)
    ours = rows.filter(apprentice__plan__enterprise__in=actor.organisations, said_by="school")
    theirs = rows.filter(apprentice__plan__school__in=actor.organisations, said_by="enterprise")
    found = (ours | theirs).select_related("apprentice__plan")[:MOST]
    return [_answer(row, on) for row in found]


def _overlaps(actor: Actor, on: date) -> list[Todo]:
    """Where another enterprise has the same person, and this one has not said that its own record is true."""
    rows = Overlap.objects.visible_to(actor).filter(state=Overlap.State.OPEN, due_on__gte=on)
    first = rows.filter(first__plan__enterprise__in=actor.organisations, first_says="")
    second = rows.filter(second__plan__enterprise__in=actor.organisations, second_says="")
    found = (first | second).select_related("first__plan", "second__plan")[:MOST]
    return [
        Todo(one.first.plan if one.first.plan.enterprise_id in actor.organisations else one.second.plan,
             "答复时间重叠", "这一份结束", Due(one.due_on, on), "plans:overlap", one.pk)
        for one in found
    ]  # fmt: skip


def _changes(actor: Actor, on: date) -> list[Todo]:
    """Changes of plans that one's school has not agreed to yet."""
    rows = PlanChange.objects.visible_to(actor).filter(state=PlanChange.State.OPEN, due_on__gte=on)
    old = rows.filter(old_school__in=actor.organisations, old_at=None)
    new = rows.filter(school__in=actor.organisations, new_at=None)
    found = (old | new).select_related("plan")[:MOST]
    return [
        Todo(one.plan, f"答复{one.get_kind_display()}", "变更作废", Due(one.due_on, on), "plans:change", one.pk)
        for one in found
    ]


def _answer(row: Difference, on: date) -> Todo:
    about = ABOUT[row.code]
    loses = "变更作废" if about.change else "由市级决定"
    return Todo(row.apprentice.plan, f"答复{about.title}", loses, Due(row.due_on, on), "plans:differences")


def _of(plan: Plan, asked: set[str], settled: bool, on: date) -> Todo | None:
    if State.RETURNED in asked:
        return Todo(plan, "补正以后再提交付款申请", "过了期限，按现有的材料审核", None, "plans:money")
    if asked & {State.DISTRICT, State.CITY}:
        return None
    if not facts.over(plan, on):
        waits = State.APPROVED not in asked
        return Todo(plan, "可以申请预拨", "不申请的，期满一次结算", None, "plans:money") if waits else None
    if settled:
        return None
    by = handling.settle_by(plan)
    loses = "过了这天由系统按当时的登记结算" if State.APPROVED in asked else ""
    return Todo(plan, "申请结算", loses, Due(by, on) if on <= by else None, "plans:money")
