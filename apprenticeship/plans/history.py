"""What was done to a plan, in words, for whoever may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from apprenticeship.models import Apprentice, Plan
from apprenticeship.plans.actions import chain
from lib.money import yuan
from people.actor import WORKER, Actor
from people.roles import CLERK, DUTIES, MANAGER
from records import events
from records.models import Event
from subsidies.actions.claims import day_of

WORDS = {
    "draft": "建立草稿", "edit": "改了计划", "offer": "请院校确认", "agree": "确认计划", "decline": "没有确认计划",
    "file": "提交备案", "take-back": "撤回备案", "cancel": "取消计划", "trust": "委托对方确认学徒", "leave": "同意延长",
    "no-leave": "没有同意延长",
    "distrust": "收回委托，自己确认学徒", "propose": "录入学徒", "amend": "改学徒信息", "confirm": "确认学徒",
    "take-out": "学徒退出", "give-back": "退回补正", "refuse": "不予备案", "accept": "准予备案", "teach": "记学时",
    "void": "作废学时", "pause": "学徒中断", "resume": "学徒恢复", "stop": "学徒离开",
    "differ": "提出登记不对或变更", "differ-accepted": "同意，已改", "differ-declined": "不同意变更",
    "differ-withdrawn": "收回提出的", "differ-changed": "市级决定改", "differ-kept": "市级决定不改",
    "overlap": "时间重叠，请两家企业核对", "overlap-keep": "时间重叠，说是真的", "overlap-city": "时间重叠，等市级决定",
    "overlap-end": "时间重叠，已办结", "overlap-apart": "已经不重叠，不用再核对",
    "differ-lapsed": "变更过期没有答复，登记不变", "change-lapsed": "变更过期没有答复，计划不变",
    "change": "提出变更", "change-agree": "院校同意变更", "change-declined": "院校不同意变更",
    "change-withdrawn": "收回变更", "change-done": "区里同意变更", "change-refused": "区里不同意变更",
    "list-taken": "下载学徒名单", "prove": "附凭证", "strike": "划去凭证",
    "deny": "学徒说不是本人", "denial-true": "核查属实，退出", "denial-false": "核查不属实，仍在册",
}  # fmt: skip
PARTIES = {"enterprise": "企业", "school": "院校"}
DOES = dict.fromkeys(("draft", "edit", "offer", "file", "take-back", "cancel"), "enterprise")
DOES |= dict.fromkeys(("agree", "decline"), "school")
TOGETHER = ("propose", "confirm")  # one after another by the same hand on one day: told as one
NAMED = 6  # apprentices by name in one line


@dataclass(frozen=True)
class Past:
    """One thing that was done, or several of a kind at a time. ``at``: the last of them."""

    what: str
    who: str
    at: datetime
    more: str


def told(chain_of_events: Sequence[Event], names: Mapping[int, str] | None = None) -> list[Past]:
    """Newest first. Who: an office by its role, a party's own people by name. ``names``: of the apprentices who may be
    named, see :func:`names`; the others are counted."""
    past = [_past(list(run), names or {}) for _, run in groupby(chain_of_events, key=_run)]
    return past[::-1]


def names(plan: Plan, actor: Actor) -> dict[int, str]:
    """What the apprentices are called whose records the actor may see, by their id."""
    return dict(Apprentice.objects.visible_to(actor).filter(plan=plan).values_list("pk", "person__name"))


def answer_of(plan: Plan) -> str:
    """What was written when it was last declined, given back, refused or cancelled; empty where it stands otherwise."""
    wanted = {"draft": "decline", "returned": "give-back", "refused": "refuse", "cancelled": "cancel"}.get(plan.state)
    every = events.of(chain(plan.pk))
    found = [event for event in every if event.verb == wanted]
    asked = [event for event in every if event.verb in ("edit", "no-leave")]
    if asked and asked[-1].verb == "no-leave" and plan.state in Plan.OPEN:
        found.append(asked[-1])
    return events.note_of(found[-1]) if found else ""


def _run(event: Event) -> tuple:
    together = event.verb in TOGETHER
    return (event.verb, event.by_id, day_of(event.at)) if together else (event.verb, event.pk, None)


def _past(run: Sequence[Event], names: Mapping[int, str]) -> Past:
    event = run[-1]
    return Past(WORDS.get(event.verb, "办理"), _who(event), event.at, "，".join(filter(None, _more(run, names))))


def _more(run: Sequence[Event], names: Mapping[int, str]) -> list[str]:
    event, data = run[-1], run[-1].data
    told = [_apprentices(run, names)]
    if "changed" in data:
        told += [_fields(Apprentice if event.verb == "amend" else Plan, data["changed"])]
    elif event.verb == "file":
        told += [f"{data['apprentices']} 名学徒符合条件"]
    elif event.verb == "accept":
        told += [f"{data['apprentices']} 名学徒符合条件", f"最多可预支 {yuan(data['advance'])}"]
    elif event.verb == "teach":
        told += [f"{data['apprentices']} 名"]
    elif event.verb == "leave":
        told += [f"{data['months']} 个月"]
    return [*told, events.note_of(event)]


def _fields(model: Any, names: Sequence[str]) -> str:
    return "、".join(str(model._meta.get_field(name).verbose_name) for name in names)


def _apprentices(run: Sequence[Event], names: Mapping[int, str]) -> str:
    """示甲, or 8 名：示甲、示乙…等; empty where it is about nobody."""
    many = [pk for event in run for pk in _keys(event)]
    named = [names[pk] for pk in many if pk in names]
    if not many or (len(many) == 1 and named):
        return named[0] if named else ""
    words = "、".join(named[:NAMED]) + ("等" if len(named) > NAMED else "")
    return f"{len(many)} 名：{words}" if words else f"{len(many)} 名"


def _keys(event: Event) -> list[int]:
    """The records that it was done to."""
    if isinstance(event.data.get("apprentices"), list):
        return list(event.data["apprentices"])
    return [event.data["apprentice"]] if "apprentice" in event.data else []


def _who(event: Event) -> str:
    if event.by is None:
        return "系统"
    if event.role == WORKER:
        return "本人"
    if event.role in (MANAGER, CLERK):
        party = event.data.get("party") or DOES.get(event.verb)
        return f"{PARTIES[party]} {event.by.words}" if party else event.by.words
    return DUTIES[event.role].words if event.role else ""
