"""Each kind of paper, set from what is told: a PDF, and whether every sign of it could be drawn."""

from collections.abc import Callable
from typing import NamedTuple

from lib.days import chinese
from lib.money import yuan
from lib.pdf import Cell, Fonts, Paper
from lib.pdf.paper import GREY
from subsidies.letters import parts
from subsidies.letters.told import CaseTold, NoticeTold, RecoveryTold, Standing
from subsidies.models import Letter
from subsidies.templatetags.slip import FAIL, LOOK, groups, lead_of, so_what, verdict

Kind = Letter.Kind


class Printed(NamedTuple):
    """``missing``: signs that no font has; such a paper is not sealed."""

    content: bytes
    missing: list[str]


def approval(fonts: Fonts, told: CaseTold, standing: Standing) -> Printed:
    title, days = "准予发放决定书", told.days
    paper = _begin(fonts, title, standing)
    _to(paper, told)
    parts.said(paper, (
        f"您于{chinese(days.applied)}提出的{told.scheme}申请（受理号{told.number}），经审核符合规定的申领条件，现决定准予发放。"
    ))  # fmt: skip
    _plainly(paper, "这笔补贴批准了。先公示，公示没有异议就打到您的账户，不用再来办。")
    parts.amount(paper, "准予发放金额", told.amount, told.explanation.status)
    _facts(paper, told)
    parts.section(paper, "接下来")
    posted = (
        f"已于{chinese(days.notice_posted)}发布，最后一天是{chinese(days.notice_ends)}。" if days.notice_posted
        else f"列入最近一批公示名单，在本网站“公示”里查看；决定当天发布的，最后一天是{chinese(days.notice_ends)}。"
    )  # fmt: skip
    paper.pairs([
        ("公示", posted),
        ("发放", (
            f"公示没有异议的，结束后{days.batch}个工作日内列入发放批次（按上面的日期，最晚{chinese(days.batched_by)}）。"
        )),
        ("到账", (
            f"列入批次以后，银行在{days.bank}个工作日内回单，结果发短信告诉您。"
            "账户注销或者户名不符会退回，请保持账户可用。"
        )),
    ], size=10.5, label=46)  # fmt: skip
    paper.text("办理天数按本系统的办理时限计算，时限为示意，待政策部门核定。", size=9, colour=GREY, left=46)
    parts.objecting(paper, told.days, refused=False)
    parts.sign_off(paper, standing, chinese(days.decided))
    parts.section(paper, "附：怎么算出来的")
    parts.steps(paper, told.explanation)
    parts.section(paper, "附：核对了哪些条件")
    parts.checks(paper, [line for line in told.explanation.checks if line.asked])
    _not_asked(paper, told)
    parts.legend(paper, told.explanation)
    return _end(paper, title, standing)


def refusal(fonts: Fonts, told: CaseTold, standing: Standing) -> Printed:
    title = "不予发放决定书"
    paper = _begin(fonts, title, standing)
    assert told.reason is not None
    _to(paper, told)
    parts.said(paper, (
        f"您于{chinese(told.days.applied)}提出的{told.scheme}申请（受理号{told.number}），{told.reason.official}"
        "现决定不予发放。"
    ))  # fmt: skip
    _plainly(paper, told.reason.plain.replace("下面的小票", "下面"))
    _plainly(paper, told.reason.remedy, "可以怎么办")
    if told.note:
        _plainly(paper, told.note, "具体情况")
    _facts(paper, told)
    asked = [line for line in told.explanation.checks if line.asked]
    wrong = [line for line in asked if line.refuses and line.severity == "block"]
    looked = [line for line in asked if line.refuses and line.severity == "review"]
    if wrong:
        parts.section(paper, f"没有通过的条件（{len(wrong)}条）")
        parts.failed(paper, wrong)
    if looked:
        parts.section(paper, f"由工作人员核对的条件（{len(looked)}条）")
        parts.failed(paper, looked)
    parts.objecting(paper, told.days, refused=True)
    parts.sign_off(paper, standing, chinese(told.days.decided))
    rest = [line for line in asked if line not in wrong and line not in looked]
    if rest:
        parts.section(paper, f"附：其他核对过的条件（{len(rest)}条）")
        parts.checks(paper, rest)
    _not_asked(paper, told)
    parts.legend(paper, told.explanation)
    return _end(paper, title, standing)


def slip(fonts: Fonts, told: CaseTold, standing: Standing) -> Printed:
    title, explanation = "算得清小票", told.explanation
    paper = _begin(fonts, title, standing)
    found = groups(explanation, "letter")
    counted = {part.state: len(part.checks) for part in found}
    paper.text(f"{told.scheme}　{told.subject}", size=12.5, bold=True, align="center", after=2)
    if explanation.accepted:
        parts.amount(paper, lead_of(explanation).replace("您", "按核对结果"), told.amount, explanation.status)
    else:
        paper.gap(6)
        paper.text(verdict(explanation), size=20, bold=True, colour=parts.RED, align="center", after=2)
    so = so_what(explanation.accepted, counted.get(FAIL, 0), counted.get(LOOK, 0))
    paper.text(so, size=11, align="center", after=4)
    _facts(paper, told, number=True)
    if explanation.steps:
        parts.section(paper, "怎么算出来的")
        parts.steps(paper, explanation)
    for group in found:
        if group.state.name == "none":
            continue
        parts.section(paper, group.title)
        if group.state in (FAIL, LOOK):
            parts.failed(paper, group.checks)
        else:
            parts.checks(paper, group.checks)
    _not_asked(paper, told)
    parts.legend(paper, explanation)
    paper.text("这张小票说明核对的结果，不是决定。能不能领、领多少，以决定书为准。", size=9.5, colour=GREY)
    if standing.counter:
        parts.person_signs(paper)
    parts.sign_off(paper, standing, chinese(told.days.decided))
    return _end(paper, title, standing)


def notice_list(fonts: Fonts, told: NoticeTold, standing: Standing) -> Printed:
    title = "公示名单"
    paper = _begin(fonts, f"{told.scheme}{title}", standing)
    parts.said(paper, (
        f"按照规定，现将拟发放{told.scheme}的名单予以公示，共{len(told.rows)}笔，合计{yuan(told.amount)}。"
        f"公示时间：{chinese(told.posted)}发布，到{chinese(told.ends)}为止。"
    ))  # fmt: skip
    parts.said(paper, (
        f"任何人认为名单有误的，可以在{chinese(told.ends)}以前从本网站“公示”里对那一笔提出异议，或者拨打12333，"
        f"{told.objection}个工作日内答复；提出人的姓名和联系方式不公开。没有异议的，公示结束后发放。"
    ), after=8)  # fmt: skip
    # rows may say more or less than these: an older snapshot stays what it was
    paper.table(
        ["序号", "姓名", "证件号码", "补贴事项", "金额"],
        [
            [str(row["place"]), row["name"], row["number"], row["what"], yuan(row["amount"])] for row in told.rows
        ] + [["", Cell("合计", bold=True), "", f"{len(told.rows)}笔", Cell(yuan(told.amount), bold=True)]],
        (34, 62, 138, 168, 84), size=10, right=(4,), total=True,
    )  # fmt: skip
    paper.gap(6)
    paper.text(
        f"姓名、证件号码已遮盖。名单在网上展示到{chinese(told.shown_until)}。公示内容的摘要（SHA-256）：{told.hash}",
        size=8.5, colour=GREY,
    )  # fmt: skip
    parts.sign_off(paper, standing, chinese(told.posted))
    return _end(paper, title, standing)


def recovery(fonts: Fonts, told: RecoveryTold, standing: Standing) -> Printed:
    title = "追回决定书"
    paper = _begin(fonts, title, standing)
    paper.text(f"{told.name}：", size=parts.BODY, after=2)
    parts.said(paper, (
        f"您的{told.scheme}（受理号{told.number}，{told.subject}）于{chinese(told.paid_on)}发放{yuan(told.paid)}。"
        f"现查明：{told.ground}。经另一名工作人员批准，决定追回其中的{yuan(told.amount)}。"
    ))  # fmt: skip
    _plainly(paper, told.words, "具体情况")
    _plainly(paper, f"请按下面的日期退回，一共{yuan(told.amount)}。退回以后，系统会登记并告诉您还差多少。")
    parts.amount(paper, "应退回金额", told.amount)
    paper.gap(6)
    paper.pairs([
        ("文号", told.order), ("证件号码", told.document), ("退回到", f"{told.fund}（从哪里发的退回哪里）"),
    ], size=10.5, label=78)  # fmt: skip
    parts.section(paper, "什么时候退，退多少")
    rows: list[list[str | Cell]] = [[f"第{n}期", chinese(day), yuan(part)] for n, (day, part) in told.parts]
    rows.append([Cell("合计", bold=True), f"{len(told.parts)}期", Cell(yuan(told.amount), bold=True)])
    paper.table(["期", "最晚退回日", "金额"], rows, (90, 250, 128), size=10.5, right=(2,), total=True)
    paper.gap(4)
    parts.said(
        paper,
        "怎么退：到受理您申请的区窗口办理，或者按窗口给的账号转账，附言写上面的文号。不要把钱转给个人。一时退不出的，可以到窗口申请分期。",
    )
    if told.explanation is not None:
        parts.section(paper, "按现在的登记重算的结果")
        still = told.explanation.amount
        parts.said(paper, f"重算以后应得{yuan(still)}，已经发放{yuan(told.paid)}，差额{yuan(told.paid - still)}。")
        wrong = [line for line in told.explanation.failed if line.severity == "block"]
        parts.failed(paper, wrong)
        parts.legend(paper, told.explanation)
    parts.objecting(paper, told.days, refused=False)
    parts.sign_off(paper, standing, chinese(told.days.decided))
    return _end(paper, title, standing)


OF_A_CASE: dict[str, Callable[[Fonts, CaseTold, Standing], Printed]] = {
    Kind.SLIP: slip, Kind.APPROVAL: approval, Kind.REFUSAL: refusal,
}  # fmt: skip


def _begin(fonts: Fonts, title: str, standing: Standing) -> Paper:
    paper = Paper(fonts)
    paper.missing += standing.missing
    parts.head(paper, title, standing)
    return paper


def _to(paper: Paper, told: CaseTold) -> None:
    paper.text(f"{told.name}：", size=parts.BODY, after=2)


def _plainly(paper: Paper, text: str, label: str = "简单说") -> None:
    """What the official sentence means, beside its label."""
    paper.gap(2)
    paper.pairs([(label, text)], size=parts.BODY, label=74)


def _facts(paper: Paper, told: CaseTold, number: bool = False) -> None:
    paper.gap(6)
    paper.rule()
    paper.gap(4)
    rows = [
        ("申请人", f"{told.name}（证件号码{told.document}）" if told.document else told.name),
        ("事项", told.subject), ("受理号", told.number if number else ""), ("受理区", told.district),
        ("收款账户", told.account),
        (told.law_date[0], chinese(told.law_date[1])), ("资金来源", told.fund),
    ]  # fmt: skip
    paper.pairs([(label, text) for label, text in rows if text], size=10.5, label=78)
    paper.gap(4)
    paper.rule()


def _not_asked(paper: Paper, told: CaseTold) -> None:
    titles = [line.title for line in told.explanation.checks if not line.asked]
    if titles:
        paper.gap(4)
        paper.text(f"本期不要求：{'、'.join(titles)}。", size=9.5, colour=GREY)


def _end(paper: Paper, title: str, standing: Standing) -> Printed:
    content = paper.finish(title=f"{title} {standing.number}", author=standing.issuer, foot=parts.foot(standing, title))
    return Printed(content, list(paper.missing))
