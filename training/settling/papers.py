"""The statement of a class to take along: a workbook to reckon with, a PDF to file. Neither decides anything."""

from collections.abc import Callable
from datetime import date

from lib.days import chinese
from lib.money import yuan
from lib.pdf import Cell, Paper
from lib.pdf.paper import GOLD, GREY
from lib.workbook import write
from subsidies.letters import sealing
from training import queries
from training.settling.statement import Row, Statement

TITLE = "结算单"
TITLES = ("姓名", "应得", "已发", "在办", "还可以申请", "到哪一步", "卡在哪里", "谁来办", "怎么办", "以后还能补")
NO_DECISION = "结算单说明按当天登记核对的结果，不是决定；批准、发放和追回以决定为准。"
HEAD = ("姓名", "应得", "已发", "到哪一步", "卡在哪里，谁来办")
WIDTHS = (46, 72, 72, 66, 212)


def workbook(told: Statement) -> bytes:
    """A line for each trainee; amounts in yuan."""
    return write(TITLES, [cells(row) for row in told.rows], TITLE)


def cells(row: Row) -> list[object]:
    """What stands under TITLES."""
    return [
        row.enrolment.person.name, row.due / 100, row.paid / 100, row.coming / 100, max(row.owed, 0) / 100, _state(row),
        "；".join(each.what for each in row.blocked), "；".join(each.who for each in row.blocked),
        "；".join(each.action for each in row.blocked), "；".join(_more(row)),
    ]  # fmt: skip


def pdf(told: Statement, on: date) -> bytes:
    """A4, the table's head again on each page."""
    paper, one = Paper(sealing.fonts()), told.of
    paper.text(TITLE, size=22, bold=True, align="center", leading=1.4, after=2)
    paper.text(f"{one.organisation.name}　班号 {one.number} {one.name}", size=11.5, align="center", after=6)
    paper.rule(GOLD)
    paper.gap(8)
    paper.pairs(_facts(told, on), size=10.5, label=78)
    for each in told.of_class:
        paper.text(f"全班卡在：{each.what}。{each.who}：{each.action}", size=10.5, bold=True, after=4)
    paper.gap(8)
    rows: list[list[str | Cell]] = [
        [row.enrolment.person.name, yuan(row.due), yuan(row.paid), _state(row), _why(row)] for row in told.rows
    ]
    rows.append([*(Cell(words, bold=True) for words in ("合计", yuan(told.due), yuan(told.paid))), "", ""])
    paper.table(HEAD, rows, WIDTHS, right=(1, 2), total=True)
    paper.gap(6)
    paper.text(NO_DECISION, size=9, colour=GREY)
    return paper.finish(
        title=f"{TITLE} {one.number}",
        author=one.organisation.name,
        foot=foot(f"{TITLE}　班号 {one.number}　{chinese(on)}"),
    )


def _facts(told: Statement, on: date) -> list[tuple[str, str]]:
    one = told.of
    days = f"{chinese(one.first_day)}到{chinese(one.last_day)}" if one.first_day and one.last_day else "还没有排课"
    return [
        ("课程", f"{one.get_kind_display()}，{queries.title(one)}"), ("起止", days),
        ("按哪天", f"{chinese(on)}的登记"), ("现在应得", yuan(told.due)), ("已发放", yuan(told.paid)),
        ("在办", yuan(told.coming)), ("还可以申请", f"{yuan(told.owed)}，{told.asking}人"),
        *([("要退回", yuan(told.back))] if told.back else []),
    ]  # fmt: skip


def _state(row: Row) -> str:
    return "，".join(row.states) or ("可以申请" if row.owed > 0 else "没有申请")


def _why(row: Row) -> str:
    return "；".join([*(f"{each.what}。{each.who}：{each.action}" for each in row.blocked), *_more(row)]) or "没有"


def _more(row: Row) -> list[str]:
    return [
        f"{each.what}，再补{yuan(each.amount)}（{'最晚' + chinese(each.until) if each.until else '无期限'}）"
        for each in row.more
    ]


def foot(words: str) -> Callable[[Paper, int, int], None]:
    """The line under each page."""

    def add(paper: Paper, page: int, pages: int) -> None:
        y, right = paper.size[1] - 50, paper.left + paper.wide
        paper.rule_at(paper.left, y, paper.wide, page=page)
        paper.put(words, paper.left, y + 6, 8.5, colour=GREY, page=page)
        paper.put(f"第 {page + 1} 页，共 {pages} 页", right, y + 6, 8.5, colour=GREY, align="right", page=page)

    return add
