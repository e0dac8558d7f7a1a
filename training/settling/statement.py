"""结算单: what a class is paid for each trainee, what keeps the rest back, who can clear it and by when."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from lib.days import add_months
from policy import CheckLine, Explanation, Sheet, decide
from subsidies.bundles.reckoning import Reckoned, reckon
from subsidies.models import Application, Line
from training.models import Enrolment, TrainingClass
from training.scheme import TRAINING
from treasury.models import Obligation

ON_ITS_WAY = (
    Line.State.OPEN, Line.State.CLEARED, Line.State.NOTICED, Line.State.PAYABLE, Line.State.BATCHED, Line.State.FAILED,
)  # fmt: skip
WHO = {check.code: check.who for check in TRAINING.checks}
GROUP = {check.code for check in TRAINING.checks if check.scope == "group"}
ONCE = "同一职业同一等级另有一笔在办或者已发（TR-ONCE），这里不再发。"
DENIED = "本人说没有参加这个班，区里答复以前不算在班。"
UPHELD = "公示期间的异议成立，这一笔不发。"


@dataclass(frozen=True)
class Blocked:
    """``until``: the day after which it can no longer be cleared; None: 无期限."""

    what: str
    who: str
    action: str
    code: str = ""
    until: date | None = None


@dataclass(frozen=True)
class More:
    """What more there would be, once something is proved; ``until`` as for Blocked."""

    what: str
    amount: int
    until: date | None = None


@dataclass(frozen=True)
class Row:
    """One trainee. All amounts in fen.

    due    what the rule pays now
    paid   what was paid and stays paid; ``back``: what is to come back
    coming what is asked for and not paid yet; ``owed``: what no line asks for yet
    """

    enrolment: Enrolment
    due: int
    paid: int
    coming: int
    back: int
    owed: int
    states: list[str]
    blocked: list[Blocked] = field(default_factory=list)
    more: list[More] = field(default_factory=list)


@dataclass(frozen=True)
class Statement:
    """``of_class``: what keeps everybody back. ``under_way``: the application that is being dealt with."""

    of: TrainingClass
    rows: list[Row]
    of_class: list[Blocked]
    under_way: Application | None
    applications: list[Application]

    def total(self, name: str) -> int:
        return sum(getattr(row, name) for row in self.rows)

    @property
    def due(self) -> int:
        return self.total("due")

    @property
    def paid(self) -> int:
        return self.total("paid")

    @property
    def coming(self) -> int:
        return self.total("coming")

    @property
    def back(self) -> int:
        return self.total("back")

    @property
    def owed(self) -> int:
        return sum(max(row.owed, 0) for row in self.rows)

    @property
    def asking(self) -> int:
        """How many more would be asked for."""
        return sum(row.owed > 0 for row in self.rows)

    @property
    def blocked(self) -> int:
        """How many get nothing, or less, as it stands."""
        return sum(bool(row.blocked) for row in self.rows)


def of_class(one: TrainingClass, on: date) -> Statement:
    """As it stands on a day. A fixed number of queries."""
    found = reckon(TRAINING.code, [one.pk], on)
    applications = list(
        Application.objects.filter(scheme=TRAINING.code, organisation=one.organisation_id, subject=one.pk).order_by(
            "pk"
        )
    )
    under_way = next((each for each in applications if each.state in Application.WAITING), None)
    if found is None:
        return Statement(one, [], [], under_way, applications)
    lines = _lines(applications)
    rows = Enrolment.objects.filter(of=one, subsidised=True, state__in=["enrolled", "left"]).select_related("person")
    enrolled = {row.person_id: row for row in rows.order_by("pk")}
    might = _might(found, on)
    sheet = found.decided.sheet
    told = [sheet.explain(row) for row in range(len(found))]
    made = [
        _row(found, row, told[row], enrolled[person], lines.get(person, []), [each[row] for each in might])
        for row, person in enumerate(found.person.tolist()) if person in enrolled
    ]  # fmt: skip
    shared = [_blocked(check) for check in told[0].failed if check.code in GROUP and check.severity == "block"]
    made.sort(key=lambda row: (not row.blocked, row.enrolment.pk))
    return Statement(one, made, shared, under_way, applications)


def of_trainee(one: TrainingClass, person: int, on: date) -> Explanation | None:
    """What is decided of one of them today, and why; None where nothing is asked for this one."""
    found = reckon(TRAINING.code, [one.pk], on)
    if found is None or person not in found.person:
        return None
    return found.decided.sheet.explain(int(np.argmax(found.person == person)))


def _lines(applications: list[Application]) -> dict[int, list[tuple[Line, Obligation | None]]]:
    """The lines of each person with what their accounts hold."""
    rows = list(Line.objects.filter(application__in=applications).select_related("entitlement").order_by("pk"))
    books = {one.line: one for one in Obligation.objects.filter(line__in=[row.pk for row in rows])}
    found: dict[int, list[tuple[Line, Obligation | None]]] = {}
    for row in rows:
        found.setdefault(row.entitlement.person_id, []).append((row, books.get(row.pk)))
    return found


def _row(
    found: Reckoned, row: int, told: Explanation, enrolment: Enrolment, lines: list[Any], might: list[More | None]
) -> Row:
    blocked = [_blocked(check) for check in told.failed if check.code not in GROUP and check.severity == "block"]
    if enrolment.denied_at is not None:
        blocked.insert(0, Blocked(DENIED, "区级审核员", "等区里核查；名单报错的，把这个人退出。"))
    if found.upheld[row]:
        blocked.append(Blocked(UPHELD, "培训机构", "核对名册和考勤，把这个人退出。"))
    elif found.clashes[row] and not lines:
        blocked.append(Blocked(ONCE, "本人", "本人可以参加别的职业或更高等级的培训。", TRAINING_ONCE))
    coming = sum(line.amount for line, _ in lines if line.state in ON_ITS_WAY)
    alive = [line for line, _ in lines if line.state != Line.State.CLOSED]
    return Row(
        enrolment, int(found.due[row]), sum(book.paid for _, book in lines if book), coming,
        sum(book.recoverable for _, book in lines if book), int(found.owed[row]),
        [f"{line.get_kind_display()} {line.get_state_display()}" for line in alive], blocked,
        [each for each in might if each is not None],
    )  # fmt: skip


TRAINING_ONCE = "TR-ONCE"


def _blocked(check: CheckLine) -> Blocked:
    return Blocked(
        f"{check.title}：查到{check.found}，需要{check.needed}", WHO[check.code], check.remedy, check.code
    )  # fmt: skip


def _might(found: Reckoned, on: date) -> list[list[More | None]]:
    """What each would get on top of what is due, once certified, and once in work: the same rule, asked “what if”."""
    sheet, raw = found.decided.sheet, dict(found.decided.batch.raw)
    last = np.asarray(raw["last_day"]).astype("M8[D]")
    certified = raw | {"certificate_on": np.where(np.isnat(raw["certificate_on"]), last, raw["certificate_on"])}
    employed = certified | {"in_work_on": np.where(np.isnat(raw["in_work_on"]), last + 1, raw["in_work_on"])}
    until = _until(sheet, last)
    lists = found.decided.batch.lists
    once_certified = decide(TRAINING, certified, lists).payable
    once_employed = decide(TRAINING, employed, lists).payable
    proof = "培训合格证书" if found.decided.batch.raw["course"][0] is not None else "本职业本等级的证书"
    work = "登记创业" if found.decided.batch.raw["course"][0] is not None else "在其他单位参保"
    return [
        _mores(once_certified - sheet.payable, f"取得{proof}", [None] * len(found), sheet),
        _mores(
            np.where(until >= np.datetime64(on), once_employed - once_certified, 0), f"取得证书并{work}",
            until.astype(object).tolist(), sheet,
        ),
    ]  # fmt: skip


def _mores(amounts: np.ndarray, what: str, until: list[date | None], sheet: Sheet) -> list[More | None]:
    return [
        More(what, int(amount), day) if yes and amount > 0 else None
        for amount, day, yes in zip(amounts.tolist(), until, sheet.accepted.tolist(), strict=True)
    ]


def _until(sheet: Sheet, last: np.ndarray) -> np.ndarray:
    """The last day on which work still counts."""
    places = TRAINING.terms.index(sheet.facts.law_date)
    months = np.array([int(period.follow_up) for period in TRAINING.terms.periods])[places]
    return np.array(
        [add_months(day, int(each)) for day, each in zip(last, months, strict=True)], dtype="M8[D]"
    )  # fmt: skip
