"""算得清小票: an Explanation as a page shows it. One partial, four densities.

``{% slip explanation density="full" title="" subject="" note="" heading=False lead="" so="" %}``

explanation
    ``policy.sheet.Explanation``, or anything shaped like it: accepted, review, amount (fen), checks, steps, status.
density
    ``full`` a worker · ``compact`` a desk · ``letter`` paper, nothing folds · ``rule`` a rule page: conditions
    without a case, ``found`` is not read.
title, subject
    what this is for, above the answer: 个人技能提升补贴 and 养老护理员 · 中级工（四级）, say. Both may be left out.
note
    one sentence right under the answer that must not be missed: the last day to apply, say.
heading
    True where the answer is what the page is about: it is the page's h1, and the groups are h2 under it.
lead, so
    the words above an amount and the sentence under the answer, where it is not one applicant's own: a class, say.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse

from lib.money import yuan

register = template.Library()

ROOMY = 13  # characters of an amount that a phone shows at full size

DENSITIES = ("full", "compact", "letter", "rule")


@dataclass(frozen=True)
class Standing:
    """How sure a figure is: the word of its stamp, and one sentence of what that means."""

    name: str
    word: str
    meaning: str


STANDINGS = {
    "official": Standing("official", "官方", "条件和金额都写在公开发布的文件里。"),
    "assumed": Standing("assumed", "推定", "文件已经公开，但起止时间或适用范围是推定的，以经办机构的答复为准。"),
    "illustrative": Standing(
        "illustrative", "示意", "有的数没有查到公开的标准，由演示设定，只说明怎么算，不能作为领取依据。"
    ),
}


@dataclass(frozen=True)
class State:
    """How one condition turned out: its CSS name, its sign and its word."""

    name: str
    mark: str
    word: str


PASS = State("pass", "pass", "通过")
FAIL = State("fail", "fail", "未通过")
LOOK = State("look", "look", "待核")
INFO = State("info", "info", "提示")
NONE = State("none", "none", "本期不要求")
WAIVED = State("look", "look", "经批准放行")


def state_of(check: Any) -> State:
    """The state of a ``CheckLine``."""
    if not check.asked:
        return NONE
    if check.passed:
        return PASS
    if check.waived:
        return WAIVED
    return {"block": FAIL, "review": LOOK}.get(check.severity, INFO)


@dataclass(frozen=True)
class Group:
    """Conditions that turned out alike, under one heading. ``folded``: starts closed, opens without JavaScript."""

    state: State
    title: str
    checks: list[Any]
    folded: bool


def groups(explanation: Any, density: str) -> list[Group]:
    """Failed first, then what a person looks at, then what passed, then hints, then what was not asked.

    Only what failed and what a person looks at stands open, so that what to do next is not far down; on paper
    nothing folds.
    """
    if density == "rule":
        return [Group(NONE, "", list(explanation.checks), False)] if explanation.checks else []
    found: dict[State, list[Any]] = {state: [] for state in (FAIL, WAIVED, LOOK, PASS, INFO, NONE)}
    for check in explanation.checks:
        found[state_of(check)].append(check)
    every_one = not found[FAIL] and not found[WAIVED] and not found[LOOK]
    titles = {
        FAIL: f"{len(found[FAIL])} 条没有通过",
        WAIVED: f"{len(found[WAIVED])} 条没有通过，经批准放行",
        LOOK: f"{len(found[LOOK])} 条要由工作人员核对",
        INFO: f"{len(found[INFO])} 条提示，不影响结果",
        PASS: f"{len(found[PASS])} 个条件都符合" if every_one else f"另外 {len(found[PASS])} 条已经通过",
        NONE: f"{len(found[NONE])} 条本期不要求",
    }
    folding = () if density == "letter" else (PASS, INFO, NONE)
    return [Group(state, titles[state], checks, state in folding) for state, checks in found.items() if checks]


def lead_of(explanation: Any, density: str = "full") -> str:
    """The words above the answer; a desk does not speak to the applicant."""
    if not explanation.accepted:
        return "核对结果"
    if density == "compact":
        return "核定金额"
    if explanation.amount == 0:
        return "条件都符合，这一次的金额是"
    return "核对通过后，可以领" if explanation.review else "您可以领"


@register.filter
def verdict(explanation: Any) -> str:
    """The answer where nothing is paid. “现在” only where something the applicant does later can change it."""
    return "".join(verdict_phrases(explanation))


@register.filter
def verdict_phrases(explanation: Any) -> tuple[str, ...]:
    """The verdict in the pieces between which a narrow line may break."""
    final = [check.code for check in explanation.failed if check.final]
    if not final:
        return "现在", "还不能领"
    return ("这本证书", "领不了", "这项补贴") if final[0].startswith("SU-") else ("不能享受", "这项补贴")


def so_what(accepted: bool, failed: int, looked_at: int) -> str:
    """The sentence under the answer."""
    if failed:
        return f"有 {failed} 条没有通过，下面写着差在哪里、怎么办。"
    if not accepted:
        return "现有的回答还不够核对，请补全以后再算。"
    if looked_at:
        return f"有 {looked_at} 条要由工作人员核对，核对之后才能定。"
    return "条件都符合。下面是怎么算出来的、依据哪一条。"


@register.inclusion_tag("subsidies/slip.html")
def slip(
    explanation: Any,
    density: str = "full",
    title: str = "",
    subject: str = "",
    note: str = "",
    heading: bool = False,
    lead: str = "",
    so: str = "",
) -> dict[str, Any]:
    """See the module. Raises ValueError for an unknown density."""
    if density not in DENSITIES:
        raise ValueError(f"density is one of {', '.join(DENSITIES)}, not {density}")
    parts = groups(explanation, density)
    counted = {part.state: len(part.checks) for part in parts}
    return {
        "explanation": explanation,
        "density": density,
        "title": title,
        "subject": subject,
        "note": note,
        "answer_tag": "h1" if heading else "p",
        "group_tag": "h2" if heading else "h3",
        "lead": lead if lead and explanation.accepted else lead_of(explanation, density),
        "so_what": so or so_what(explanation.accepted, counted.get(FAIL, 0), counted.get(LOOK, 0)),
        "groups": parts,
        "standing": STANDINGS[explanation.status],
        "long": len(yuan(explanation.amount)) > ROOMY,
    }


@register.filter
def standing(status: str) -> Standing:
    """``official`` → the Standing with word 官方 and its meaning. KeyError for an unknown status."""
    return STANDINGS[status]


@register.filter
def status_word(status: str) -> str:
    """official 官方 · assumed 推定 · illustrative 示意."""
    return STANDINGS[status].word


@register.inclusion_tag("subsidies/slip/standing.html")
def stamped(status: str) -> dict[str, Any]:
    """The small stamp beside one figure: 官方, 推定 or 示意."""
    return {"standing": STANDINGS[status]}


@register.filter(name="state_of")
def state_filter(check: Any) -> State:
    """The state of a CheckLine: ``.name`` for CSS, ``.mark``, ``.word``."""
    return state_of(check)


@register.filter
def shows(density: str, densities: str) -> bool:
    """Whether ``density`` is one of a comma-separated list."""
    return density in densities.split(",")


@register.filter
def rule_url(code: str) -> str:
    """The page of the rule with this code, or nothing where the site has no rule pages."""
    try:
        return reverse("rules:check", args=[code.partition("-")[0], code])
    except NoReverseMatch:
        return ""


@register.filter
def total(steps: Iterable[Any]) -> int:
    """What the steps add up to, in fen."""
    return sum(step.amount for step in steps)
