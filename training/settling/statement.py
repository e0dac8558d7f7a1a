"""结算单: what a class is paid for each trainee, what keeps the rest back, who can clear it and by when."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from lib.days import add_months
from policy import CheckLine, Explanation, Sheet, decide
from subsidies.bundles import shown
from subsidies.bundles.reckoning import Reckoned, reckon
from subsidies.models import Application
from training.models import Enrolment, TrainingClass
from training.scheme import TRAINING

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

    @property
    def days(self) -> list[date]:
        """After which something is lost."""
        return [day for day in (*(one.until for one in self.blocked), *(one.until for one in self.more)) if day]


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
    return of_classes([one], on)[0]


def of_classes(classes: Sequence[TrainingClass], on: date) -> list[Statement]:
    """The same of several, in their order. As many queries as for one."""
    ids = [one.pk for one in classes]
    found, asked = reckon(TRAINING.code, ids, on), shown.applications_of(TRAINING.code, ids)
    made: dict[int, list[Row]] = {pk: [] for pk in ids}
    if found is not None:
        _add_rows(found, on, asked, made)
    of_all = _of_all(found)
    return [
        Statement(
            one, sorted(made[one.pk], key=lambda row: (not row.blocked, row.enrolment.pk)), of_all.get(one.pk, []),
            shown.under_way(asked[one.pk]), asked[one.pk],
        )
        for one in classes
    ]  # fmt: skip


def _add_rows(found: Reckoned, on: date, asked: dict[int, list[Application]], made: dict[int, list[Row]]) -> None:
    stood = shown.stood(asked)
    rows = Enrolment.objects.filter(of__in=list(asked), subsidised=True, state__in=["enrolled", "left"])
    enrolled = {(row.of_id, row.person_id): row for row in rows.select_related("person").order_by("pk")}
    might, sheet = _might(found, on), found.decided.sheet
    for row, pair in enumerate(zip(found.subject.tolist(), found.person.tolist(), strict=True)):
        if pair in enrolled:
            told = _row(
                found,
                row,
                sheet.explain(row),
                enrolled[pair],
                stood.get(pair, shown.NOTHING),
                [each[row] for each in might],
            )
            made[pair[0]].append(told)


def _of_all(found: Reckoned | None) -> dict[int, list[Blocked]]:
    """What keeps all of a class back, by class."""
    if found is None:
        return {}
    subjects, first = np.unique(found.subject, return_index=True)
    return {
        subject: [
            _blocked(check) for check in found.decided.sheet.explain(row).failed
            if check.code in GROUP and check.severity == "block"
        ]
        for subject, row in zip(subjects.tolist(), first.tolist(), strict=True)
    }  # fmt: skip


def of_trainee(one: TrainingClass, person: int, on: date) -> Explanation | None:
    """What is decided of one of them today, and why; None where nothing is asked for this one."""
    found = reckon(TRAINING.code, [one.pk], on)
    if found is None or person not in found.person:
        return None
    return found.decided.sheet.explain(int(np.argmax(found.person == person)))


def _row(
    found: Reckoned, row: int, told: Explanation, enrolment: Enrolment, stood: shown.Stood, might: list[More | None]
) -> Row:
    blocked = [_blocked(check) for check in told.failed if check.code not in GROUP and check.severity == "block"]
    if enrolment.denied_at is not None:
        blocked.insert(0, Blocked(DENIED, "区级审核员", "等区里核查；名单报错的，把这个人退出。"))
    if found.upheld[row]:
        blocked.append(Blocked(UPHELD, "培训机构", "核对名册和考勤，把这个人退出。"))
    elif found.clashes[row] and not stood.asked:
        blocked.append(Blocked(ONCE, "本人", "本人可以参加别的职业或更高等级的培训。", TRAINING_ONCE))
    return Row(
        enrolment, int(found.due[row]), stood.paid, stood.coming, stood.back, int(found.owed[row]),
        list(stood.states), blocked,
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
    founders = [course is not None for course in raw["course"]]
    certificate = ["取得培训合格证书" if each else "取得本职业本等级的证书" for each in founders]
    work = ["取得证书并登记创业" if each else "取得证书并在其他单位参保" for each in founders]
    in_time = np.where(until >= np.datetime64(on), once_employed - once_certified, 0)
    return [
        _mores(once_certified - sheet.payable, certificate, [None] * len(found), sheet),
        _mores(in_time, work, until.astype(object).tolist(), sheet),
    ]


def _mores(amounts: np.ndarray, what: list[str], until: list[date | None], sheet: Sheet) -> list[More | None]:
    return [
        More(words, int(amount), day) if yes and amount > 0 else None
        for words, amount, day, yes in zip(what, amounts.tolist(), until, sheet.accepted.tolist(), strict=True)
    ]


def _until(sheet: Sheet, last: np.ndarray) -> np.ndarray:
    """The last day on which work still counts."""
    places = TRAINING.terms.index(sheet.facts.law_date)
    months = np.array([int(period.follow_up) for period in TRAINING.terms.periods])[places]
    return np.array(
        [add_months(day, int(each)) for day, each in zip(last, months, strict=True)], dtype="M8[D]"
    )  # fmt: skip
