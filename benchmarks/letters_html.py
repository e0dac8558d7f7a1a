"""The letters of the benchmark as HTML, with the same words, tables and code as subsidies/letters sets."""

from html import escape

import segno

from lib.days import chinese
from lib.money import capitals, yuan
from policy.check import CheckLine
from subsidies.letters import parts
from subsidies.letters.told import CaseTold, Standing
from subsidies.models import Letter
from subsidies.templatetags.slip import STANDINGS, state_of

CSS = """
@page { size: A4; margin: 62pt 66pt 60pt 70pt; @bottom-left { content: string(foot); font-size: 8.5pt }
        @bottom-right { content: "第" counter(page) "页，共" counter(pages) "页"; font-size: 8.5pt } }
body { font: 11.5pt/1.7 "LXGW WenKai", "BabelStone Han"; color: #1B2430; margin: 0; text-align: justify }
.foot { string-set: foot content(); position: absolute; visibility: hidden }
.code { float: right; width: 62pt } .test { color: #A3262A; border: .6pt solid; font-size: 9pt }
hr { border: 0; border-top: 3pt double #B8862D; clear: both }
h1 { font-size: 22pt; text-align: center; color: #12315B; margin: 8pt 0 4pt }
h2 { font-size: 12.5pt; color: #12315B; margin: 9pt 0 3pt; break-after: avoid }
p { margin: 0 } p.said { text-indent: 2em } .amount { font-size: 25pt; text-align: right; color: #12315B }
dl { margin: 4pt 0; font-size: 10.5pt; line-height: 1.6 } dl div { display: flex }
dt { flex: 0 0 78pt; color: #55606E } dd { margin: 0 } table { width: 100%; border-collapse: collapse; font-size: 9pt }
tr { border-bottom: .5pt solid #D9DEE5; break-inside: avoid } th, td { text-align: left; vertical-align: top; padding: 3pt }
.failed { break-inside: avoid; border-bottom: .5pt solid #D9DEE5 } .stamp { border: .6pt solid; font-size: 8pt }
.quiet { color: #55606E; font-size: 9pt } .seal { border: 3pt double #A3262A; color: #A3262A; width: 126pt }
.sign { text-align: right; break-inside: avoid }
"""


def letter(kind: str, told: CaseTold, standing: Standing) -> str:
    approved = kind == Letter.Kind.APPROVAL
    title = "准予发放决定书" if approved else "不予发放决定书"
    body = _approval(told) if approved else _refusal(told)
    code = segno.make_qr(standing.address, error="m").svg_inline(scale=1)
    return f"""<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{title} {standing.number}</title>
<div class="foot">{title}　编号 {standing.number}　核对真伪：{standing.address}　{parts.TEST}</div>
<div class="code">{code}<div class="quiet">扫码核对真伪</div></div><b>{standing.issuer}</b><p class="quiet">编号 {standing.number}</p>
<span class="test">{parts.TEST}</span><hr><h1>{title}</h1><b>{escape(told.name)}：</b>{body}"""


def _approval(told: CaseTold) -> str:
    days, asked = told.days, [line for line in told.explanation.checks if line.asked]
    steps = "".join(
        f"<tr><td>{escape(step.name)}<td>{escape(step.basis or '—')}<td>{_stamp(step.status)}<td>{yuan(step.amount)}"
        for step in told.explanation.steps
    )
    return f"""<p class="said">您于{chinese(days.applied)}提出的{told.scheme}申请（受理号{
        told.number
    }），经审核符合规定的申领条件，现决定准予发放。
{_pairs([("简单说", "这笔补贴批准了。先公示，公示没有异议就打到您的账户，不用再来办。")])}
<p>准予发放金额 {capitals(told.amount)}<p class="amount">{_stamp(told.explanation.status)} {yuan(told.amount)}
{_facts(told)}<h2>接下来</h2>{
        _pairs(
            [
                (
                    "公示",
                    f"列入最近一批公示名单，在本网站“公示”里查看；决定当天发布的，最后一天是{chinese(days.notice_ends)}。",
                ),
                (
                    "发放",
                    f"公示没有异议的，结束后{days.batch}个工作日内列入发放批次（按上面的日期，最晚{chinese(days.batched_by)}）。",
                ),
                (
                    "到账",
                    f"列入批次以后，银行在{days.bank}个工作日内回单，结果发短信告诉您。账户注销或者户名不符会退回，请保持账户可用。",
                ),
            ]
        )
    }<p class="quiet">办理天数按本系统的办理时限计算，时限为示意，待政策部门核定。
{_objecting(told, False)}{_signed(told)}<h2>附：怎么算出来的</h2><table><tr><th>步骤<th>依据<th>性质<th>金额{
        steps
    }<tr><td>合计<td><td><td>{yuan(told.amount)}</table>
<h2>附：核对了哪些条件</h2>{_checks(asked)}{_ending(told)}"""


def _refusal(told: CaseTold) -> str:
    assert told.reason is not None
    asked = [line for line in told.explanation.checks if line.asked]
    wrong = [line for line in asked if line.refuses and line.severity == "block"]
    looked = [line for line in asked if line.refuses and line.severity == "review"]
    rest = [line for line in asked if line not in wrong and line not in looked]
    failed = "".join(f"<h2>{title}（{len(lines)}条）</h2>{_failed(lines)}" for title, lines in (
        ("没有通过的条件", wrong), ("由工作人员核对的条件", looked)) if lines)  # fmt: skip
    return f"""<p class="said">您于{chinese(told.days.applied)}提出的{told.scheme}申请（受理号{told.number}），{told.reason.official}现决定不予发放。
{_pairs([("简单说", told.reason.plain.replace("下面的小票", "下面")), ("可以怎么办", told.reason.remedy), ("具体情况", told.note)])}
{_facts(told)}{failed}{_objecting(told, True)}{_signed(told)}<h2>附：其他核对过的条件（{len(rest)}条）</h2>{_checks(rest)}
{_ending(told)}"""


def _pairs(pairs: list[tuple[str, str]]) -> str:
    return "<dl>" + "".join(f"<div><dt>{label}<dd>{escape(text)}</div>" for label, text in pairs if text) + "</dl>"


def _facts(told: CaseTold) -> str:
    return _pairs([
        ("申请人", f"{told.name}（证件号码{told.document}）"), ("事项", told.subject), ("受理区", told.district),
        ("收款账户", told.account), (told.law_date[0], chinese(told.law_date[1])), ("资金来源", told.fund),
    ])  # fmt: skip


def _stamp(status: str) -> str:
    return f'<span class="stamp">{STANDINGS[status].word}</span>'


def _checks(lines: list[CheckLine]) -> str:
    rows = "".join(
        f"<tr><td><b>{escape(line.title)}</b><td>{escape(line.found or '—')}<td>{escape(line.needed or '—')}"
        f"<td>{escape(line.basis or '—')}<td>{_stamp(line.status)}<td>{state_of(line).word}" for line in lines
    )  # fmt: skip
    return f"<table><thead><tr><th>条件<th>查到<th>需要<th>依据<th>性质<th>结果<tbody>{rows}</table>"


def _failed(lines: list[CheckLine]) -> str:
    return "".join(
        f'<div class="failed"><b>{nth}．{escape(line.title)}</b> {state_of(line).word} {_stamp(line.status)}'
        f"<p>{escape(line.message)}" + _pairs([
            ("查到", line.found or "—"), ("需要", line.needed or "—"), ("依据", line.basis or "—"),
            ("怎么办", line.remedy or "—"),
        ]) + "</div>" for nth, line in enumerate(lines, 1)
    )  # fmt: skip


def _objecting(told: CaseTold, refused: bool) -> str:
    return "<h2>不同意这个决定，怎么办</h2>" + _pairs(parts.ways_to_object(told.days, refused)) + (
        f'<p class="quiet">{parts.LAST_DAY}</p>'
    )  # fmt: skip


def _signed(told: CaseTold) -> str:
    return f'<div class="sign"><div class="seal">测试签章<br>不具法律效力</div>补贴经办机构（示例）<br>{chinese(told.days.decided)}</div>'


def _ending(told: CaseTold) -> str:
    titles = [line.title for line in told.explanation.checks if not line.asked]
    return (f'<p class="quiet">本期不要求：{"、".join(titles)}。' if titles else "") + (
        f'<p class="quiet">{parts.legend_words(told.explanation)}'
    )  # fmt: skip
