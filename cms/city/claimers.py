"""People of the city who have claimed: one or a few for each place an application can be in. Names say which.

What they did, and what was done to their claims, `cms.city.applications` walks through by the real actions.
"""

from dataclasses import dataclass

from cms.city.cases import LATHE, OTHER, PLAIN, Case, Insured, at_work

DISTRICT = "东城区"  # that of the demonstration's reviewers
BULK = "一二三四五六七八九十"
DEFERRED: list[Insured] = [("企业", 14, 11, True), *at_work(11)]


@dataclass(frozen=True)
class Claimer:
    """``story``: a name of `cms.city.applications.STORIES`. ``shows``: empty for those of whom there are many alike."""

    name: str
    story: str
    shows: str = ""
    insured: tuple[Insured, ...] = tuple(at_work(40))
    paper: tuple[str, int, int] = (PLAIN, 4, 100)

    @property
    def case(self) -> Case:
        return Case(self.name, self.shows, list(self.insured), papers=[self.paper], district=DISTRICT)


def _many(name: str, signs: str, story: str, paper: tuple[str, int, int] = (PLAIN, 4, 100)) -> list[Claimer]:
    return [Claimer(f"{name}{sign}", story, paper=paper) for sign in signs]


SEVEN, ELEVEN, SHORT = tuple(at_work(7)), tuple(at_work(11)), tuple(DEFERRED)

CLAIMERS = [
    Claimer("示草稿", "draft", "申请填了一半，还没有提交"),
    Claimer("示缓缴审", "to-judge", "在区里审核：有缓缴月份，要人工核对", SHORT, (PLAIN, 5, 80)),
    Claimer("示承办", "taken", "在区里审核：已有人承办，承办人请假由同事代班", SHORT, (OTHER, 5, 70)),
    Claimer("示同机甲", "clear", "与“示同机乙”登记了同一个手机"),
    Claimer("示同机乙", "same-phone", "在区里审核：与别人登记了同一个手机"),
    Claimer("示同卡甲", "clear", "与“示同卡乙”填了同一张银行卡"),
    Claimer("示同卡乙", "same-card", "在区里审核：与别人填了同一张银行卡"),
    Claimer("示月数少", "to-judge", "在区里审核：参保月数不够", SEVEN, (PLAIN, 5, 50)),
    Claimer("示本人审", "own", "在区里审核：本人就是审核员乙，只能由同事办理", SHORT, (OTHER, 5, 70)),
    Claimer("示快到期", "due-soon", "在区里审核：只剩一个工作日", SHORT, (LATHE, 4, 90)),
    Claimer("示超期", "late", "在区里审核：已经超过期限", SHORT, (OTHER, 5, 70)),
    Claimer("示补正", "returned", "等待本人补正", SHORT, (PLAIN, 5, 80)),
    Claimer("示补正急", "returned-late", "等待本人补正，快到期了，已经提醒", SHORT, (PLAIN, 5, 80)),
    Claimer("示补好", "completed", "补正以后重新提交，在区里审核", SHORT, (LATHE, 4, 90)),
    Claimer("示没补", "lapsed", "过期没有补正，按撤回处理", SHORT, (PLAIN, 5, 80)),
    Claimer("示撤回", "withdrawn", "提交以后自己撤回了"),
    Claimer("示建议给", "advised", "区里建议准予，等市级复核", SHORT, (PLAIN, 5, 80)),
    Claimer("示建议不", "advised-against", "区里建议不予，等市级复核", SEVEN, (PLAIN, 5, 50)),
    Claimer("示暂缓", "held", "市级暂缓，等核实"),
    Claimer("示市超期", "city-late", "市级复核已经超过期限"),
    Claimer("示窗口办", "at-counter", "本人到窗口，由窗口代为录入"),
    Claimer("示请放行", "override", "有一条没有通过，已提出放行，等另一人批准", ELEVEN, (PLAIN, 5, 80)),
    Claimer("示受限", "restricted", "核查期间暂不作准予决定"),
    *_many("示批", BULK, "clear"),
    *_many("示准", BULK, "clear", (LATHE, 3, 120)),
    *_many("示待公示", "甲乙丙", "approved", (OTHER, 5, 60)),
    Claimer("示公示中", "on-notice", "正在公示"),
    *_many("示公示", "甲乙丙", "on-notice"),
    Claimer("示被异议", "objected", "正在公示，有人提了异议，等答复"),
    Claimer("示已发放", "paid", "已经发放"),
    *_many("示已发", "甲乙", "paid"),
    Claimer("示退票", "failed", "银行没有入账：账户已销户，等本人换一个收款账户"),
    Claimer("示退款", "paying-back", "发放以后被追回，分三期，退了一期"),
    *_many("示批次", "甲乙", "batched"),
    Claimer("示卡住", "stuck", "公示期满，但有暂停发放的限制，没有列入批次"),
    Claimer("示待发放", "payable", "公示期满没有异议，等待发放，已经评价"),
    *_many("示待发", "甲乙", "payable"),
    Claimer("示异不立", "objection-dismissed", "公示期间有人提异议，核实后不成立，等待发放"),
    Claimer("示异成立", "objection-upheld", "公示期间有人提异议，核实后成立，撤下重审，不予发放"),
    Claimer("示不服", "refused-objected", "没有批准，本人提了异议，等答复", SEVEN, (PLAIN, 5, 50)),
    Claimer("示没批", "refused", "没有批准", SEVEN, (PLAIN, 5, 50)),
]
