"""What may be done to a case from the desk, by which key, with what small form: one table for the bar and its doors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from lib.refused import Refused
from people.actor import Actor
from subsidies import lifecycle
from subsidies.actions import review
from subsidies.models import Application
from subsidies.reasons import REFUSALS, RETURNS, Reason

Says = Application.Says
FILED = "为什么（写入办理记录）"


@dataclass(frozen=True)
class Verb:
    """``note``: what the words beside it are called, empty where none are asked; ``stays``: the same case stays open
    afterwards, because what was done is looked at there; ``hint``: what it leads to."""

    name: str
    key: str
    words: str
    call: Callable[..., Application]
    hint: str
    note: str = ""
    must: bool = False
    reasons: Mapping[str, Reason] | None = None
    stays: bool = False
    tone: str = "outline-primary"


VERBS = {
    verb.name: verb
    for verb in (
        Verb("advise", "a", "建议准予", review.advise, "送市级复核，市级决定前可以收回。", "说明（可以不写）",
             tone="primary"),
        Verb("approve", "a", "准予发放", review.approve, "先按现在的登记重算一遍；付款前可以撤销。", "说明（可以不写）",
             tone="primary"),
        Verb("advise-against", "r", "建议不予", review.advise_against, "送市级，由市级决定。", FILED, True, REFUSALS),
        Verb("refuse", "r", "不予发放", review.refuse, "本人会收到原因和怎么办，可以提异议。", FILED, True, REFUSALS),
        Verb("return", "x", "退回补正", review.ask_for_more, "只能退一次，缺什么一次说全；补正期间时限暂停。",
             "请本人补什么、怎么补（本人会看到）", True, RETURNS),
        Verb("send-back", "b", "退回区级", review.send_back, "由区级重新审核，原来的初审意见作废。", FILED, True),
        Verb("hold", "h", "暂缓", review.hold, "解除以前谁也不能准予；时限照走。", FILED, True),
        Verb("release", "h", "解除暂缓", review.release, "解除以后可以接着办。", "说明（可以不写）", stays=True),
        Verb("take", "t", "承办", review.take, "记在您名下；同事承办的，改由您承办。", stays=True),
        Verb("look-again", "g", "重算", review.look_again, "按现在的登记和放行重算，结果记入办理记录。", stays=True),
        Verb("undo-advice", "u", "收回意见", review.undo_advice, "回到区级审核，重新提意见。", stays=True),
        Verb("reopen", "u", "撤销决定", review.reopen, "回到市级复核；正在公示的撤下。", FILED, True, stays=True),
    )
}  # fmt: skip


class Act(forms.Form):
    """The small form of one verb. Several stand on one page, so its fields have ids of their own."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, verb: Verb, application: Application, data: Mapping[str, Any] | None = None):
        super().__init__(data, auto_id=f"{verb.name}-%s", initial={"seen": application.version})
        self.verb = verb
        if verb.reasons:
            choices = [(key, _both_ways(one)) for key, one in verb.reasons.items()]
            self.fields["reason"] = forms.ChoiceField(
                label="原因", choices=choices, widget=forms.RadioSelect, initial=application.reason or None,
                error_messages={"required": "请选一个原因。", "invalid_choice": "请从列出的原因里选一个。"},
            )  # fmt: skip
        if verb.note:
            self.fields["note"] = forms.CharField(
                label=verb.note, required=verb.must, max_length=500, widget=forms.Textarea({"rows": 2}),
                error_messages={"required": "请写明原因，再办这一步。"},
            )  # fmt: skip


def open_to(application: Application, actor: Actor) -> list[Verb]:
    """What the actor may do with the case as it stands, in the order of the bar."""
    moves = set(lifecycle.moves_of(application, actor))
    if application.first_says == Says.REFUSE:
        moves.discard("approve")  # the advice was against it: refuse, or send it back
    if not application.amount:
        moves -= {"advise", "approve"}
    if application.returns:
        moves.discard("return")
    if _in_turn(application, actor):
        moves.add("release" if application.held else "hold")
        if application.state in review.DECIDING:
            moves.add("look-again")
            if application.holder_id != actor.user_id:
                moves.add("take")
    return [verb for verb in VERBS.values() if verb.name in moves]


def undo_of(application: Application, actor: Actor) -> Verb | None:
    """What takes back what was just done, where that may still be."""
    moves = lifecycle.moves_of(application, actor)
    return next((VERBS[name] for name in ("undo-advice", "reopen") if name in moves), None)


def _both_ways(reason: Reason) -> str:
    """The official words, and under them those that the applicant reads."""
    return f"{reason.official}\n本人看到的：{reason.plain}{reason.remedy}"


def _in_turn(application: Application, actor: Actor) -> bool:
    try:
        review.in_turn(application, actor)
    except Refused:
        return False
    return True
