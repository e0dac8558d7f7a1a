"""Worked examples: cases with the answer a lawyer expects, kept as data beside the rule they try.

``examples.yaml`` of a scheme: ``base`` is a case that is entitled in full; each example says in its title, as a
sentence, what is different and what follows; ``facts`` are laid over the base. Where a scheme decides people in a
class or plan, ``person`` is the base of each and ``people`` lists what is different about them, or says how many
there are, all alike; an example's own ``person`` is what is different about all of its people.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from lib.money import plain_yuan
from policy.check import INFO, Explanation
from policy.decide import decide
from policy.scheme import Scheme
from policy.sheet import Sheet


@dataclass(frozen=True)
class Example:
    """``body`` is what a program would post to the estimate API; ``expect`` what it must answer."""

    title: str
    body: dict[str, Any]
    expect: dict[str, Any]
    law: str = ""
    tries: tuple[str, ...] = field(default=())  # codes of the checks it is about


def load_examples(path: Path, members: str = "") -> list[Example]:
    """The worked examples of one scheme, days as ISO text as in the API."""
    given = _plain(yaml.safe_load(path.read_text(encoding="utf-8")))
    examples = []
    for one in given["examples"]:
        body = given["base"] | one.get("facts", {})
        if members:
            people = one.get("people", 1)
            changes = [{}] * people if isinstance(people, int) else people
            alike = _over(given["person"], one.get("person", {}))
            body[members] = [_over(alike, change) for change in changes]
        examples.append(Example(one["title"], body, one["expect"], one.get("law", ""), tuple(one.get("tries", ()))))
    return examples


def outcome(sheet: Sheet, row: int) -> dict[str, Any]:
    """What an example's ``expect`` may say of one row: :func:`summary`, and the day its terms came into force."""
    since = sheet.terms_from(row)
    return {**summary(sheet.explain(row)), "terms": None if since is None else str(since)}


def group_outcome(sheet: Sheet, place: int) -> dict[str, Any]:
    """What an example's ``expect`` may say of a class or plan: its summary, totals, terms, and each of its people."""
    groups = sheet.groups
    rows = [int(row) for row in np.flatnonzero(groups.of_row == place)]
    since = sheet.terms_from(rows[0])
    return {
        **summary(sheet.explain_group(place)),
        **{name: plain_yuan(int(total[place])) for name, total in groups.more.items()},
        "terms": None if since is None else str(since),
        sheet.scheme.members: [summary(sheet.explain(row)) for row in rows],
    }


def summary(explanation: Explanation) -> dict[str, Any]:
    """One explanation as an example tells it; ``failed`` leaves out the checks that only inform."""
    failed = [c.code for c in explanation.failed if c.severity != INFO]
    return {
        "accepted": explanation.accepted, "amount": plain_yuan(explanation.amount), "review": explanation.review,
        "failed": failed, "status": explanation.status,
    }  # fmt: skip


def only_asked(found: Any, expect: Any) -> Any:
    """``found`` cut down to what ``expect`` speaks of, so that the two can be compared."""
    if isinstance(expect, dict):
        return {key: only_asked(found[key], value) for key, value in expect.items()}
    if isinstance(expect, list) and len(expect) == len(found):
        return [only_asked(*pair) for pair in zip(found, expect, strict=True)]
    return found


def decide_example(scheme: Scheme, example: Example) -> Sheet:
    """The example put to the rule itself."""
    return decide(scheme, *scheme.unfold([example.body]))


def _over(base: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """``change`` laid over ``base``; a mapping inside is laid over the mapping there."""
    nested = {k: base[k] | v for k, v in change.items() if isinstance(v, dict) and isinstance(base.get(k), dict)}
    return {**base, **change, **nested}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
