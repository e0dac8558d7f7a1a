"""What was done to a class, in words, for whoever may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from people.roles import DUTIES
from records import events
from records.models import Event
from training.filing.actions import chain
from training.models import TrainingClass
from training.results import trail

WORDS = {
    "draft": "建立草稿", "edit": "改了班次信息", "lessons": "改了课表", "file": "提交备案", "take-back": "撤回备案",
    "cancel": "取消班次", "accept": "准予备案", "give-back": "退回补正", "refuse": "不予备案", "roster": "更新名册",
    "roster-taken": "下载名册", "change": "变更课次", "agree-change": "同意变更", "refuse-change": "没有同意变更",
    "make-up": "安排补课", "leave": "学员退班", "admit": "录取学员", "decline": "没有录取", "deny": "本人否认在班",
    "denial-true": "核查属实，退出名册", "denial-false": "核查不属实，仍在班", "close": "确认考勤",
    "attendance": "导入考勤", "inspect": "抽查", "result": "登记考核成绩", "void-result": "作废考核成绩",
    "results-taken": "下载成绩表", "complete": "颁发培训合格证书",
}  # fmt: skip


@dataclass(frozen=True)
class Past:
    """One thing that was done."""

    what: str
    who: str
    at: datetime
    more: str


def told(chain_of_events: Sequence[Event]) -> list[Past]:
    """Newest first. Who: an office by its role, an institution's own people by name. Results are told by trainee."""
    results = trail.words(chain_of_events)
    return [_past(event, results.get(event.pk, "")) for event in reversed(chain_of_events)]


def answer_of(one: TrainingClass) -> str:
    """What was written when it was last given back, refused or cancelled; empty where nothing was."""
    wanted = {"returned": "give-back", "refused": "refuse", "cancelled": "cancel"}.get(one.state)
    found = [event for event in events.of(chain(one.pk)) if event.verb == wanted]
    return events.note_of(found[-1]) if found else ""


def _past(event: Event, more: str) -> Past:
    data = event.data
    if event.verb == "roster":
        counts = (("加", data["added"]), ("改", data["changed"]), ("撤", data["withdrawn"]))
        more = "，".join(f"{word} {many} 人" for word, many in counts if many)
    elif event.verb == "lessons":
        more = f"加 {data['added']} 课" if "added" in data else f"删 {data['removed']} 课"
    elif event.verb == "file":
        more = "自动备案" if data.get("state") == "accepted" else "有要人看的，等区里答复"
    if event.by is None:
        who = "系统"
    elif event.role == "worker":
        who = "本人"
    else:
        who = event.by.words if event.role in ("manager", "clerk") else DUTIES[event.role].words if event.role else ""
    return Past(WORDS.get(event.verb, event.verb), who, event.at, more)
