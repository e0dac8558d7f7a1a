"""办到哪一步: five stops of an application; at each whose turn it is and by which day. For phone, desk and letter."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db.models import QuerySet
from django.utils.timezone import get_current_timezone

from lib.days import chinese
from lib.working_days import provisional
from people.roles import CITY, FINANCE, REVIEWER, words
from policy import Terms, scheme_of
from subsidies import clocks
from subsidies.actions import notices
from subsidies.handling import handling_of
from subsidies.models import Application, Line, Notice, NoticeLine, Objection

State = Application.State
DONE, HERE, WAIT, SKIPPED, ENDED = "done", "here", "wait", "skipped", "ended"
SIGNS = {DONE: "pass", HERE: "look", WAIT: "none", SKIPPED: "none", ENDED: "fail"}
WORDS = {DONE: "已办", HERE: "正在办", WAIT: "还没到", SKIPPED: "不用办", ENDED: "到此为止"}
YOU, MACHINE, BANK, ANYBODY = "您自己", "系统", "银行", "公众"


@dataclass(frozen=True)
class Stop:
    """One stop. ``state``: done, here, wait, skipped, ended. ``who``: whose turn; ``when``: by which day, or when it
    was; ``word``: how it stands, where the state's own word says too little. ``until``: the last day, where there is
    one."""

    name: str
    state: str
    who: str = ""
    when: str = ""
    word: str = ""
    until: date | None = None

    @property
    def sign(self) -> str:
        return SIGNS[self.state]

    @property
    def says(self) -> str:
        return self.word or WORDS[self.state]


@dataclass(frozen=True)
class Progress:
    """The five stops. ``here``: where it stands now, or ended. ``provisional``: a last day may turn out another."""

    stops: tuple[Stop, ...]

    @property
    def here(self) -> Stop:
        now = [stop for stop in self.stops if stop.state in (HERE, ENDED)]
        return now[-1] if now else self.stops[-1]

    @property
    def provisional(self) -> bool:
        return any(stop.until and provisional(stop.until) for stop in self.stops)


def ready(rows: QuerySet[Application]) -> QuerySet[Application]:
    """The applications with all that `of` reads, in a fixed number of queries."""
    return rows.select_related("district").prefetch_related("lines__notices__notice", "objections")


def of(application: Application) -> Progress:
    """Where it is on its way."""
    case = _Case(application)
    return Progress((case.handed_in(), case.district(), case.city(), case.notice(), case.payment()))


class _Case:
    def __init__(self, application: Application):
        self.row, self.state = application, application.state
        self.line: Line | None = next(iter(application.lines.all()), None)
        standing: list[NoticeLine] = [
            row
            for row in (self.line.notices.all() if self.line else ())
            if row.outcome not in (NoticeLine.Outcome.UPHELD, NoticeLine.Outcome.TAKEN_OFF)
        ]
        self.posted: Notice | None = standing[-1].notice if standing else None
        objections = [one for one in application.objections.all() if one.state == Objection.State.OPEN]
        self.objection: Objection | None = objections[0] if objections else None

    def handed_in(self) -> Stop:
        if self.state == State.DRAFT:
            return Stop("提交申请", HERE, YOU, word="还没有提交")
        if self.state == State.RETURNED:
            return _until("补正材料", YOU, self.row.due_on, word="等您补正")
        return Stop("提交申请", DONE, when=_day(self.row.submitted_at))

    def district(self) -> Stop:
        name, reviewer = "区级审核", f"{self.row.district or ''}{words(REVIEWER)}"
        if self.row.first_determination_id:
            return Stop("机器核对", DONE, MACHINE, when=_day(self.row.submitted_at), word="全部通过，不用区级审核")
        if self.state == State.DISTRICT:
            return _held(_until(name, reviewer, self.row.due_on), self.row.held)
        if self.state == State.WITHDRAWN:
            return Stop(name, ENDED, YOU, _day(self.row.ended_at), "已撤回")
        if self.state in (State.DRAFT, State.RETURNED):
            first = handling_of(self.row.scheme).machine_first
            return Stop("核对" if first else name, WAIT, f"系统；要人看的由{reviewer}" if first else reviewer,
                        _within("district", self.on))  # fmt: skip
        return Stop(name, DONE, reviewer)

    def city(self) -> Stop:
        name, who = "市级复核", words(CITY)
        if self.state == State.CITY:
            return _held(_until(name, who, self.row.due_on), self.row.held)
        if self.state == State.APPROVED:
            return Stop(name, DONE, who, _day(self.row.ended_at), "准予发放")
        if self.state == State.REFUSED:
            if self.objection:
                return _until(name, who, self.objection.due_on, word="您提了异议，等待答复")
            return Stop(name, ENDED, who, _day(self.row.ended_at), "不予发放")
        return self._later(Stop(name, WAIT, who, _within("city", self.on)))

    def notice(self) -> Stop:
        name, who = "公示", words(CITY)
        state = self.line.state if self.line and self.state == State.APPROVED else ""
        if state == Line.State.CLEARED:
            return _held(_until(name, who, notices.to_post_by(self.row), word="等着发布公示"), self.row.held)
        if self.objection and self.line and self.line.frozen:
            return _until(name, who, self.objection.due_on, word="有人提出异议，等待答复")
        if state == Line.State.NOTICED and self.posted:
            return _until(name, ANYBODY, self.posted.ends_on, word="正在公示，没有异议就发放")
        if state and self.posted:
            return Stop(name, DONE, when=f"{chinese(self.posted.ends_on)}结束", word="没有异议")
        return self._later(Stop(name, WAIT, ANYBODY, self._notice_lasts()))

    def payment(self) -> Stop:
        name, who = "发放", words(FINANCE)
        state = self.line.state if self.line and self.state == State.APPROVED else ""
        if state == Line.State.PAYABLE:
            until = clocks.due("batch", self.posted.ends_on) if self.posted else None
            return _held(_until(name, who, until, word="等着列入发放"), self.row.held)
        if state == Line.State.BATCHED:
            return Stop(name, HERE, f"{who}和{BANK}", word="已经列入发放批次")
        if state == Line.State.FAILED:
            return Stop(name, HERE, f"{YOU}；是银行的原因由{who}", word="银行没有入账")
        if state == Line.State.PAID:
            return Stop(name, DONE, BANK, word="已发放")
        days = clocks.allowed("batch", self.on)
        return self._later(Stop(name, WAIT, who, f"公示结束后 {days} 个工作日以内"))

    @property
    def on(self) -> date:
        """The day whose clocks tell how long the steps to come may take."""
        return _local(self.row.submitted_at or self.row.made_at)

    def _later(self, stop: Stop) -> Stop:
        """A stop to come, or one that will not come any more."""
        over = self.state in (State.WITHDRAWN, State.REFUSED)
        return replace(stop, state=SKIPPED, who="", when="") if over else stop

    def _notice_lasts(self) -> str:
        terms: Terms = scheme_of(self.row.scheme).terms
        day = np.datetime64(self.on)
        unit = "个工作日" if terms.values["notice_by"].on(day).value == clocks.WORKING else "天"
        return f"公示 {int(terms.values['notice'].on(day).value)} {unit}"


def _until(name: str, who: str, until: date | None, word: str = "") -> Stop:
    return Stop(name, HERE, who, f"最晚{chinese(until)}" if until else "", word, until)


def _held(stop: Stop, held: bool) -> Stop:
    """暂缓: the clock runs on, but nobody grants it so long."""
    return replace(stop, word="暂缓办理，正在核实") if held else stop


def _within(clock: str, on: date) -> str:
    return f"{clocks.allowed(clock, on)} 个工作日以内"


def _local(at: datetime) -> date:
    return at.astimezone(get_current_timezone()).date()


def _day(at: Any) -> str:
    return chinese(_local(at)) if at else ""
