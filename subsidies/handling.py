"""What the spine asks of a scheme about its claims. A scheme registers; the spine never names one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import numpy as np

from people.models import Person
from policy import Explanation
from subsidies.models import Application


@dataclass(frozen=True)
class Key:
    """What is had once: ``skill`` within the family; ``common`` with every family that excludes it, where one does."""

    skill: str
    common: str | None


@dataclass(frozen=True)
class Evidence:
    """What a scheme shows of an applicant beside the case: a template of its own, and what it is told as ``told``."""

    template: str
    told: Any


@dataclass(frozen=True)
class Again:
    """Where a subject may be claimed again. ``until``: the last day for it. ``accepted``: the rule, as of today, would
    grant it."""

    url: str
    until: date
    accepted: bool


class Handling(Protocol):
    """How a scheme's claims of persons are handled.

    family          schemes that share their once-for-all have the same
    machine_first   a case that the machine found clear needs no district
    once, excluded  the codes under which a clash is refused: with the same family, with one that excludes this
    confirmed       the codes of the checks that say whether what it rests on is still confirmed on pay day
    """

    family: str
    machine_first: bool
    once: str
    excluded: str
    confirmed: tuple[str, ...]

    def key(self, case: Mapping[str, Any]) -> Key:
        """Of a case as a determination keeps it."""

    def title(self, case: Mapping[str, Any]) -> str:
        """养老护理员 · 中级工（四级）."""

    def form(self, application: Application, at_counter: bool) -> str:
        """The address where a draft goes on: for its person, or for the clerk who enters it."""

    def again(self, application: Application, on: date) -> Again | None:
        """For the person of a claim that was refused or taken back; None where it is too late, or nothing is there."""

    def district_of(self, person: Person, on: date) -> str:
        """The code of the district that a person's claim belongs to; empty where nobody can tell."""

    def evidence(self, person: Person, subject: int, on: date) -> Evidence:
        """What the registers say of the person, for whoever reviews a claim about ``subject`` as of a day."""


class Bundling(Protocol):
    """How a scheme's applications of organisations are handled: see `subsidies.bundles`.

    The names that it shares with Handling mean the same.

    nets  what some members of a subject had too much is set off against what others of it are due
    """

    family: str
    machine_first: bool
    once: str
    excluded: str
    confirmed: tuple[str, ...]
    nets: bool

    def members(self, subjects: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Whoever may be due something from these subjects: person and subject, int64, each pair once."""

    def keys(self, batch: Any) -> tuple[np.ndarray, np.ndarray]:
        """What each row of a `subsidies.sources.Batch` has once, as `Key` says it; "" where nothing excludes it."""

    def due(self, decided: Any) -> tuple[np.ndarray, np.ndarray]:
        """Of each row of a `subsidies.determinations.Decided`: fen that it is due now, int64, and whether that is
        final, bool: else it is what may be had in advance, which is given once."""

    def rights(self, person: np.ndarray, subject: np.ndarray) -> np.ndarray:
        """Ids of the rights that stood before anything was asked for; 0 where there is none."""

    def waits(self, subjects: Sequence[int], on: date) -> set[int]:
        """Of these subjects, for which something was granted, those that nothing is asked for by itself yet."""

    def flagged(self, subjects: Sequence[int], on: date) -> dict[int, list[str]]:
        """Of these subjects those that a person must look at, with the codes of why."""

    def asked(self, subjects: Sequence[int]) -> list[Any]:
        """As `subsidies.bundles.actions.Asked`, what the machine asks for them when more has been proved."""

    def results(self, cases: Sequence[Mapping[str, Any]]) -> list[str]:
        """What came of each case, as determinations keep them, for the public list: 取得证书."""

    def beside(self, application: Application, on: date) -> Evidence:
        """What whoever reviews it looks at."""


_handled: dict[str, Any] = {}


def register(code: str, handling: Handling | Bundling) -> None:
    _handled[code] = handling


def handling_of(code: str) -> Any:
    """Handling or Bundling. Raises LookupError where the scheme's claims are not handled here."""
    return _handled[code]


def handled() -> list[str]:
    return list(_handled)


def refusal_words(explanation: Explanation) -> str:
    """Why the rule says no, in short: 参保月数：查到累计7个月，需要满12个月."""
    return "；".join(
        f"{one.title}：查到{one.found}，需要{one.needed}" for one in explanation.failed if one.severity == "block"
    )
