"""The public rule pages: made from the rule objects themselves, so they cannot say other than what is decided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from apprenticeship import calculator as apprentices
from certificates import calculator as certificate
from cms.addresses import address
from lib.money import parse_yuan, yuan
from policy import BLOCK, INFO, REVIEW, Check, Scheme, registered
from policy.examples import Example, load_examples
from policy.figures import Span, history
from policy.terms import STATUSES
from policy.words import yes
from training import calculator as training_class

EFFECTS = {
    BLOCK: "不符合，就不能享受",
    REVIEW: "不符合时不直接拒绝，由工作人员核对",
    INFO: "只作提示，不影响结果",
}

# Where a scheme decides people in a class or plan: what the whole and each of them are called.
WHOLES = {"trainees": ("全班", "学员"), "apprentices": ("全计划", "学徒")}


# Each scheme's calculator: its page, and what opens a whole case in it (nothing where the page cannot say the case).
CALCULATORS = {
    "SU": ("certificates:calculator", certificate.link),
    "TR": ("training:calculator", training_class.link),
    "AP": ("apprenticeship:calculator", apprentices.link),
}


@dataclass(frozen=True)
class Figure:
    """One dated value: its spans, newest first, and the one in force on the day asked."""

    name: str
    title: str
    spans: list[Span]
    now: Span | None

    @property
    def in_short(self) -> str:
        """每天不超过8学时: the figure of the day in a line, or nothing where it is a table or a list of amounts."""
        if self.now is None or len(self.now.rows) > 1 or "¥" in self.now.text:
            return ""
        if self.now.text == yes(True):
            return self.title  # 领取失业保险金人员可以申领: it says it by itself
        joint = "" if self.now.plain and self.now.text[0].isdigit() else "："
        return f"{self.title}{joint}{self.now.text}"


@dataclass(frozen=True)
class Since:
    """New terms, or what became known of them, from one day."""

    since: np.datetime64
    law: str
    status: str
    note: str
    opens: bool


@dataclass(frozen=True)
class Shown:
    """A worked example as a page shows it; ``link`` opens it in the calculator where there is one."""

    title: str
    law: str
    answer: str
    link: str


def scheme_called(code: str) -> Scheme | None:
    """The scheme registered under a code, whatever its case."""
    return next((s for s in registered() if s.code == code.upper()), None)


def figure(scheme: Scheme, name: str, on: np.datetime64) -> Figure:
    spans = history(scheme.terms, name)
    now = next((span for span in spans if span.covers(on)), None)
    return Figure(name, scheme.terms.values[name].title, spans[::-1], now)


def figures(scheme: Scheme, on: np.datetime64) -> list[Figure]:
    return [figure(scheme, name, on) for name in scheme.terms.values]


def timeline(scheme: Scheme) -> list[Since]:
    """Every day on which the scheme's terms or their standing changed, newest first."""
    return [Since(o.since, o.law, STATUSES[o.status], o.note, o.opens) for o in scheme.terms.openings[::-1]]


def in_force(scheme: Scheme, on: np.datetime64) -> Since | None:
    """What stands on a day."""
    return next((one for one in timeline(scheme) if one.since <= on), None)


def checks_by_effect(scheme: Scheme) -> list[tuple[str, list[Check]]]:
    """The scheme's checks under what follows when one fails."""
    return [(words, [c for c in scheme.checks if c.severity == effect]) for effect, words in EFFECTS.items()]


def conditions(scheme: Scheme) -> list[tuple[str, list[Check]]]:
    """The scheme's checks in the order of its page: those of a class or plan, those of each person, the rest."""
    (_, blocking), *others = checks_by_effect(scheme)
    if not scheme.members:
        return [(EFFECTS[BLOCK], blocking), *others]
    whole, person = WHOLES[scheme.members]
    shared, own = ([c for c in blocking if c.scope == scope] for scope in ("group", "row"))
    heads = f"{whole}的条件（一条不过，{whole}不补）", f"每名{person}的条件（一条不过，这名{person}不补）"
    return [(heads[0], shared), (heads[1], own), *others]


def consequence(scheme: Scheme, check: Check) -> str:
    """What follows where the check fails."""
    if check.severity == REVIEW:
        return "不直接拒绝，由工作人员核对"
    if check.severity == INFO or not scheme.members:
        return {BLOCK: "不能享受这项补贴"}.get(check.severity, EFFECTS[INFO])
    whole, person = WHOLES[scheme.members]
    return f"{whole}不补" if check.scope == "group" else f"这名{person}不补"


def with_figures(scheme: Scheme, on: np.datetime64, *, of: Iterable[Any]) -> list[tuple[Any, list[Figure]]]:
    """Checks or steps, each with the figures it uses."""
    return [(one, [figure(scheme, name, on) for name in one.figures]) for one in of]


def amount_status(scheme: Scheme, on: np.datetime64) -> str:
    """The weakest status among the figures that make the amount on a day."""
    used = {name for step in scheme.steps for name in step.figures}
    found = [now.status for name in used if (now := figure(scheme, name, on).now)]
    return max(found, key=STATUSES.index, default=STATUSES[0])


@cache
def _examples(code: str) -> list[Example]:
    scheme = scheme_called(code)
    assert scheme is not None
    room = import_module(scheme.derive.__module__.partition(".")[0])
    return load_examples(Path(room.__file__ or "").with_name("examples.yaml"), scheme.members)


def examples(scheme: Scheme, check: str = "") -> list[Shown]:
    """The scheme's worked examples, or those that try one check."""
    both = zip(_examples(scheme.code), _all_shown(scheme.code), strict=True)
    return [shown for example, shown in both if not check or check in example.tries]


@cache  # a link takes the calculator's forms to be sure that it says the whole case
def _all_shown(code: str) -> list[Shown]:
    scheme = scheme_called(code)
    assert scheme is not None
    return [_shown(scheme, example) for example in _examples(code)]


def _shown(scheme: Scheme, example: Example) -> Shown:
    _, link = CALCULATORS.get(scheme.code, ("", None))
    return Shown(example.title, example.law, answer(scheme, example), link(example.body) if link else "")


def calculator(scheme: Scheme) -> str:
    """The address of the scheme's calculator, or nothing."""
    name, _ = CALCULATORS.get(scheme.code, ("", None))
    return address(name) if name else ""


def answer(scheme: Scheme, example: Example) -> str:
    """What an example comes to, in words: 不能领：参保身份; 可以享受 ¥2,400.00，3人中1人不能享受：结业考核."""
    expect = example.expect
    given = yuan(parse_yuan(expect["amount"])) if "amount" in expect else ""
    told = [_told(scheme, expect, given) if scheme.members else _told_alone(scheme, expect, given)]
    people = expect.get(scheme.members, ())
    if looked_at := _titles(scheme, (expect, *people), REVIEW):
        told.append(f"需人工核对：{looked_at}")
    if expect.get("recovery", "0.00") != "0.00":
        told.append(f"追回 {yuan(parse_yuan(expect['recovery']))}")
    return "，".join(told)


def _told_alone(scheme: Scheme, expect: Mapping[str, Any], given: str) -> str:
    refused = _titles(scheme, (expect,), BLOCK)
    return f"不能领：{refused}" if refused else f"可以领 {given}".strip()


def _told(scheme: Scheme, expect: Mapping[str, Any], given: str) -> str:
    whole, _ = WHOLES[scheme.members]
    if refused := _titles(scheme, (expect,), BLOCK):
        return f"{whole}不能享受：{refused}"
    people = expect.get(scheme.members, ())
    out = [one for one in people if one.get("accepted") is False or _titles(scheme, (one,), BLOCK)]
    why = _titles(scheme, out, BLOCK)
    if people and len(out) == len(people):
        return f"{len(out)}人都不能享受：{why}" if len(out) > 1 else f"不能享受：{why}"
    some = f"，{len(people)}人中{len(out)}人不能享受：{why}" if out else ""
    return f"可以享受 {given}".strip() + some


def _titles(scheme: Scheme, parts: Iterable[Mapping[str, Any]], severity: str) -> str:
    """The titles of the checks of one severity that failed in any of the parts."""
    failed = {code for part in parts for code in part.get("failed", ())}
    return "、".join(c.title for c in scheme.checks if c.code in failed and c.severity == severity)
