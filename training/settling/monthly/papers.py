"""The statement of a month to take along: a workbook of two sheets, a PDF to file."""

from datetime import date

from lib import months
from lib.days import chinese
from lib.money import yuan
from lib.pdf import Cell, Paper
from lib.pdf.paper import GOLD, GREY
from lib.workbook.writing import Writer
from subsidies.letters import sealing
from training.settling.monthly.reading import Month, Open
from training.settling.papers import NO_DECISION, TITLES, cells, foot

TITLE = "月度结算单"
MOVED = ("班号", "班", "姓名", "事项", "依据", "金额", "记账日")
OPEN = ("班号", "班", *TITLES)
MOVED_WIDTHS, OPEN_WIDTHS = (100, 52, 66, 122, 72, 56), (150, 76, 76, 76, 90)


def workbook(told: Month) -> bytes:
    """What moved, and under it, on a second sheet, every trainee in whom something is open; amounts in yuan."""
    writer = Writer()
    writer.sheet("本月款项", [12, 16, 12, 12, 40, 12, 12]).freeze_panes(1, 0)
    writer.row(MOVED, [writer.head] * len(MOVED))
    for one in told.moved:
        writer.row([one.of.number, one.of.name, one.name, one.what, one.why, one.amount / 100, one.on])
    writer.sheet("未了的事", [12, 16, *[14] * len(TITLES)]).freeze_panes(1, 0)
    writer.row(OPEN, [writer.head] * len(OPEN))
    for each in told.open:
        for row in each.rows:
            writer.row([each.of.number, each.of.name, *cells(row)])
    return writer.close()


def pdf(told: Month, on: date) -> bytes:
    """A4, the tables' heads again on each page."""
    paper, words = Paper(sealing.fonts()), months.chinese(told.month)
    paper.text(TITLE, size=22, bold=True, align="center", leading=1.4, after=2)
    paper.text(f"{told.organisation.name}　{words}", size=11.5, align="center", after=6)
    paper.rule(GOLD)
    paper.gap(8)
    paper.pairs(
        [("到账", yuan(told.came)), ("决定追回", yuan(told.asked_back)), ("已退回", yuan(told.went_back)),
         ("还可以申请", f"{yuan(told.owed)}（{chinese(on)}）")], size=10.5, label=78,
    )  # fmt: skip
    paper.gap(8)
    paper.text("本月款项", size=12, bold=True, after=4)
    if told.moved:
        rows: list[list[str | Cell]] = [
            [
                f"{one.of.number} {one.of.name}",
                one.name,
                one.what,
                one.why,
                yuan(one.amount),
                f"{one.on.month}月{one.on.day}日",
            ]
            for one in told.moved
        ]
        paper.table(("班", "姓名", "事项", "依据", "金额", "记账日"), rows, MOVED_WIDTHS, right=(4,))
    else:
        paper.text("这个月没有款项。", size=10.5)
    paper.gap(8)
    paper.text(f"还有钱可以争取（{chinese(on)}）", size=12, bold=True, after=4)
    if told.gains:
        titles = ("班", "现在可以申请", "卡住", "以后还能再补", "最晚")
        paper.table(titles, [_open(each) for each in told.gains], OPEN_WIDTHS, right=(1, 3))
    else:
        paper.text("没有。", size=10.5)
    paper.gap(6)
    paper.text(NO_DECISION, size=9, colour=GREY)
    return paper.finish(
        title=f"{TITLE} {words}", author=told.organisation.name, foot=foot(f"{TITLE}　{words}　{chinese(on)}")
    )


def _open(each: Open) -> list[str | Cell]:
    return [
        f"{each.of.number} {each.of.name}", yuan(each.statement.owed), f"{each.statement.blocked} 人", yuan(each.more),
        chinese(each.until) if each.until else "无期限",
    ]  # fmt: skip
