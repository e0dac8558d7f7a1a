"""A kind of file that may be fed in, as the room it belongs to describes it; `records` runs them all alike.

Knows neither Django nor the trade.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from lib.workbook import Checked, Template


class Fault(NamedTuple):
    """Why a row cannot be brought in: the column it is shown at ("" for the row), what was found, what to do."""

    column: str
    message: str
    remedy: str


COMMON = {
    "there": Fault("", "已登记有这一行，内容与这里不同{detail}", "要更正已登记的，把操作填“改”；否则核对后删去这一行"),
    "missing": Fault("", "没有登记过这一行，不能改或撤", "核对证件号码和主键；要新增，把操作填“增”"),
}


@dataclass(frozen=True)
class Asked:
    """`on` is the day the file was handed in, `true_to` the day it says it is true to (never later). `scope`: whose
    file it is, where the kind is one of many parties'."""

    on: date
    true_to: date
    scope: str = ""


@dataclass(frozen=True)
class Part:
    """Sound rows to bring. Arrays are aligned; `columns` has what the template's check made of them.

    `action`: "add", "change" or "withdraw" for each; "add" throughout for a whole kind. `rows`: their numbers in the
    file.
    """

    columns: Mapping[str, np.ndarray]
    given: Mapping[str, np.ndarray]
    action: np.ndarray
    rows: np.ndarray
    prepared: dict[str, Any] = field(default_factory=dict)  # what the feed's `prepare` leaves for its `bring`
    asked: Asked | None = None  # when it was handed in, and whose it is

    def __len__(self) -> int:
        return len(self.action)

    def __getitem__(self, name: str) -> np.ndarray:
        return self.columns[name]


class Refusal(NamedTuple):
    """A row of a part (its position there) that cannot be brought, by a code of the feed's `faults`; `detail` is words
    that hold no personal data, as the columns that differ. `fault`: where the code does not say it."""

    position: int
    code: str
    detail: str = ""
    fault: Fault | None = None


@dataclass
class Brought:
    """What became of a part. `absent`: kept in the database, not in a whole file. `noted`: sentence → rows, 0 for none
    to be told."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    absent: int = 0
    refused: list[Refusal] = field(default_factory=list)
    noted: dict[str, int] = field(default_factory=dict)

    def refuse(self, positions: np.ndarray, code: str, details: list[str] | None = None) -> None:
        words = details or [""] * len(positions)
        self.refused += [Refusal(int(at), code, word) for at, word in zip(positions, words, strict=True)]


def _nothing(*about: Any) -> None:
    pass


@dataclass(frozen=True)
class Feed:
    """How a kind is checked and brought in.

    check   refuses rows that are wrong by themselves or beside others of the file; asks no database
    bring   brings a part in as known from run number `run`, inside a transaction; or with None only says what it would
            do, and writes nothing. Raises lib.workbook.Unreadable where the file as a whole will not do
    prepare reckons ahead what `bring` will need of a part: in a thread, while the part before it is written, so it asks
            no database
    faults  what the codes mean under which `bring` refuses rows, beside COMMON
    size    rows brought in one transaction; None: all at once
    dated   the file says something as of a day, and that day is kept
    scoped  each party has its own: `Asked.scope` says whose. Such a run takes no number (it makes nothing known that a
            decision rests on), `bring` gets the run's id, and only files of one party wait for each other
    words   what such a file tells, for somebody who never saw one
    rank    where it stands among the feeds: whoever comes first is needed by those after
    """

    template: Template
    bring: Callable[[Part, int | None], Brought]
    check: Callable[[Checked, Asked], None] = _nothing
    prepare: Callable[[Part], None] = _nothing
    faults: Mapping[str, Fault] = field(default_factory=dict)
    size: int | None = 20_000
    dated: bool = True
    scoped: bool = False
    rank: int = 100
    words: str = ""

    def fault(self, refusal: Refusal) -> Fault:
        fault = refusal.fault or {**COMMON, **self.faults}[refusal.code]
        return fault._replace(message=fault.message.replace("{detail}", refusal.detail))
