"""The lines of 我的证书与补贴: what each register says of one person, ready to be read out.

Numbers come masked; days and months come as words. Nothing here asks the database.
"""

from dataclasses import dataclass

from certificates.my.deadlines import Deadline
from certificates.my.months import Grid
from policy import Explanation
from subsidies.applicant.cases import Item
from subsidies.progress import HERE


@dataclass(frozen=True)
class Verdict:
    """What the rule says of one certificate today.

    reason, change  for a refusal: why, in a line, and what would change it; else empty
    doubt           for a refusal: where to say that the register is wrong about it; empty where that would not help
    later           for something owed beside others: why it may have to wait; else empty
    what_if         the calculator's address with these facts in it
    claim           where to claim it; ``begun``: a draft of it is there, and goes on there
    """

    entry: int
    subject: str  # 养老护理员 · 中级工（四级）
    explanation: Explanation
    deadline: Deadline | None
    what_if: str
    reason: str = ""
    change: str = ""
    doubt: str = ""
    later: str = ""
    claim: str = ""
    begun: bool = False


@dataclass(frozen=True)
class CertificateLine:
    entry: int
    subject: str
    job: str
    number: str
    issued_on: str
    issuer: str
    known_on: str  # the day it was entered here
    taken_back: bool = False


@dataclass(frozen=True)
class SpanLine:
    pk: int
    when: str  # 2022年3月至2023年8月
    months: int
    employer: str
    kind: str
    deferred: bool
    place: str


@dataclass(frozen=True)
class StatusLine:
    pk: int
    words: str
    when: str


@dataclass(frozen=True)
class PaymentLine:
    paid_on: str
    words: str  # 个人技能提升补贴 · 养老护理员 · 中级工（四级）
    amount: int


@dataclass(frozen=True)
class LookLine:
    at: str
    who: str  # 数据管理员（海淀区): the role, never a name
    what: str
    why: str


@dataclass(frozen=True)
class RequestLine:
    """One correction request of the person's own."""

    pk: int
    about: str
    state: str
    sign: str
    word: str
    turn: str  # whose turn it is; empty where nobody's
    until: str  # by which day; empty where nobody's turn
    answer: str
    url: str


@dataclass(frozen=True)
class Me:
    name: str
    document: str
    number: str
    phone: str  # empty where none is registered


@dataclass(frozen=True)
class TrueTo:
    """``insurance``, ``certificates``: the day each is true to, in words; empty where nothing was fed yet."""

    insurance: str = ""
    certificates: str = ""
    statuses: str = ""


@dataclass(frozen=True)
class MyPage:
    """Everything on the page, in its order."""

    me: Me
    owed: tuple[Verdict, ...]
    refused: tuple[Verdict, ...]
    certificates: tuple[CertificateLine, ...]
    grid: Grid
    spans: tuple[SpanLine, ...]
    statuses: tuple[StatusLine, ...]
    payments: tuple[PaymentLine, ...]
    looks: tuple[LookLine, ...]
    looks_before: int  # further looks, not listed
    requests: tuple[RequestLine, ...]
    requests_before: int
    true_to: TrueTo
    waiting: tuple[RequestLine, ...] = ()  # those of ``requests`` that are under way
    asked: tuple[Item, ...] = ()  # what is asked for already
    unread: int = 0  # lines of the inbox
    total: int = 0  # fen: what all that is owed comes to, where all of it can be claimed; else 0
    on: str = ""  # the day it was looked up
    died: str = ""  # the day of death that the register tells; empty where none

    @property
    def headline(self) -> str:
        now = sum(not one.later for one in self.owed)
        if self.owed:
            return f"您有 {now} 笔补贴可以领" + (
                f"，另有 {len(self.owed) - now} 笔要等" if now < len(self.owed) else ""
            )
        if on_their_way := sum(one.progress.here.state == HERE for one in self.asked):
            return f"您有 {on_their_way} 笔申请正在办"
        if self.certificates:
            return "现在没有可以领的补贴"
        return "还没有查到您的证书"
