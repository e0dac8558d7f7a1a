"""The public rule pages: made from the rule objects themselves, so they cannot say other than what is decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from certificates.calculator import link
from lib.money import parse_yuan, yuan
from policy import BLOCK, INFO, REVIEW, Check, Scheme, Step, registered
from policy.examples import Example, load_examples
from policy.figures import Span, history
from policy.terms import STATUSES

EFFECTS = {
    BLOCK: "不符合，就不能享受",
    REVIEW: "不符合时不直接拒绝，由工作人员核对",
    INFO: "只作提示，不影响结果",
}


@dataclass(frozen=True)
class Figure:
    """One dated value: its spans, newest first, and the one in force on the day asked."""

    name: str
    title: str
    spans: list[Span]
    now: Span | None


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
    accepted: bool | None
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


def steps_with_figures(scheme: Scheme, on: np.datetime64) -> list[tuple[Step, list[Figure]]]:
    return [(step, [figure(scheme, name, on) for name in step.figures]) for step in scheme.steps]


@cache
def _examples(code: str) -> list[Example]:
    scheme = scheme_called(code)
    assert scheme is not None
    room = import_module(scheme.derive.__module__.partition(".")[0])
    return load_examples(Path(room.__file__ or "").with_name("examples.yaml"), scheme.members)


def examples(scheme: Scheme, check: str = "") -> list[Shown]:
    """The scheme's worked examples, or those that try one check."""
    return [_shown(scheme, e) for e in _examples(scheme.code) if not check or check in e.tries]


def _shown(scheme: Scheme, example: Example) -> Shown:
    expect = example.expect
    address = link(example.body) if scheme.slug == "skill-upgrade" else ""
    return Shown(example.title, example.law, _answer(expect), expect.get("accepted"), address)


def _answer(expect: Mapping[str, Any]) -> str:
    """¥1,500.00, or why not: the codes that failed."""
    people = next((v for v in expect.values() if isinstance(v, list) and v and isinstance(v[0], dict)), [])
    failed = dict.fromkeys(code for part in (expect, *people) for code in part.get("failed", ()))
    told = [yuan(parse_yuan(expect["amount"]))] if "amount" in expect else []
    if expect.get("recovery", "0.00") != "0.00":
        told.append(f"追回 {yuan(parse_yuan(expect['recovery']))}")
    if failed:
        told.append("未通过 " + "、".join(failed))
    return "，".join(told)
