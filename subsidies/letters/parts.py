"""The parts that papers share: head, amount, steps, conditions, how to object, sign-off, foot."""

from collections.abc import Callable

import segno

from lib.days import chinese
from lib.money import capitals, yuan
from lib.pdf import Cell, Paper
from lib.pdf.drawing import Box
from lib.pdf.paper import GOLD, GREY, INK, PALE
from policy import Explanation
from policy.check import CheckLine
from subsidies.letters.told import Days, Standing
from subsidies.templatetags.slip import STANDINGS, state_of

BLUE, RED, GREEN = "#12315B", "#A3262A", "#1F6B45"
STAMPS = {"official": "#1D4E89", "assumed": "#7A5410", "illustrative": "#6B4A8C"}
WORDS = {"pass": GREEN, "fail": RED, "look": "#7A5410", "info": GREY, "none": GREY}
TEST = "测试签章，不具法律效力"
LAST_DAY = "最后一天是节假日的，顺延到节假日后的第一天。不明白的，请拨打12333。"
CODE = 62  # points, the side of the QR code
BODY = 11.5


def head(paper: Paper, title: str, standing: Standing) -> None:
    """Issuer and number on the left, the code on the right, the title under a double rule."""
    rows = segno.make_qr(standing.address, error="m", boost_error=False, mask=4).matrix
    right = paper.left + paper.wide
    paper.code(rows, right - CODE, paper.y - 16, CODE)
    paper.put("扫码核对真伪", right - CODE / 2, paper.y + CODE - 13, 7.5, colour=GREY, align="center")
    paper.put(standing.issuer, paper.left, paper.y - 6, 15, bold=True, colour=BLUE)
    paper.put(f"编号 {standing.number}", paper.left, paper.y + 22, 9.5, colour=GREY)
    if standing.test:
        paper.boxed(TEST, paper.left, paper.y + 40, 9, RED)
    paper.y += CODE + 4
    paper.rule(GOLD, 0.8, double=True)
    paper.gap(12)
    paper.text(title, size=22, bold=True, colour=BLUE, align="center", leading=1.4, after=4)


def section(paper: Paper, title: str) -> None:
    paper.need(90)  # a title and what follows it
    paper.gap(9)
    paper.text(title, size=12.5, bold=True, colour=BLUE, leading=1.6, after=3)


def amount(paper: Paper, words: str, fen: int, status: str = "") -> None:
    """The one large number, in figures and in capitals, with how sure it is where a rule made it."""
    paper.need(66)
    paper.gap(6)
    y = paper.y
    paper.add(Box(paper.left, y, paper.wide, 58, fill="#FBFAF6", colour=PALE))
    paper.put(words, paper.left + 14, y + 12, 10.5, colour=GREY)
    paper.put(capitals(fen), paper.left + 14, y + 33, 11)
    text = yuan(fen)
    wide = paper.put(text, paper.left + paper.wide - 14, y + 16, 25, bold=True, colour=BLUE, align="right")
    if status:
        word = STANDINGS[status].word
        paper.boxed(word, paper.left + paper.wide - 14 - wide - 40, y + 23, 9, STAMPS[status])
    paper.y = y + 66


def steps(paper: Paper, told: Explanation) -> None:
    """How the amount comes about, down to a ruled total."""
    rows: list[list[str | Cell]] = [
        [step.name, step.basis or "—", stamp(step.status), yuan(step.amount)] for step in told.steps
    ]
    total = sum(step.amount for step in told.steps)
    rows.append([Cell("合计", bold=True), "", "", Cell(yuan(total), bold=True)])
    paper.table(["步骤", "依据", "性质", "金额"], rows, (150, 190, 44, 84), size=10, right=(3,), total=True)


def checks(paper: Paper, lines: list[CheckLine]) -> None:
    """Conditions side by side: what was found, what is needed, by which clause."""
    rows: list[list[str | Cell]] = []
    for line in lines:
        state = state_of(line)
        word = "经批准放行" if line.waived else state.word
        rows.append([
            Cell(line.title, bold=True), line.found or "—", line.needed or "—", line.basis or "—",
            stamp(line.status), Cell(word, colour=WORDS[state.name]),
        ])  # fmt: skip
    paper.table(["条件", "查到", "需要", "依据", "性质", "结果"], rows, (74, 98, 98, 116, 38, 48), size=9)


def failed(paper: Paper, lines: list[CheckLine]) -> None:
    """Each condition that did not pass, with all one needs to know of it."""
    for number, line in enumerate(lines, 1):
        pairs = [
            ("查到", line.found or "—"), ("需要", line.needed or "—"), ("依据", line.basis or "—"),
            ("怎么办", line.remedy or "—"),
        ]  # fmt: skip
        rows = sum(len(paper.lines(text, 10.5, paper.wide - 65)) for _, text in pairs)
        paper.need(46 + len(paper.lines(line.message, 11, paper.wide - 19)) * 18 + rows * 17)  # it is not torn
        paper.gap(5)
        y = paper.y
        wide = paper.put(f"{number}．{line.title}", paper.left, y, 11.5, bold=True)
        state = state_of(line)
        paper.put(state.word, paper.left + wide + 10, y + 1, 10, colour=WORDS[state.name])
        paper.boxed(STANDINGS[line.status].word, paper.left + paper.wide - 30, y, 8.5, STAMPS[line.status])
        paper.y = y + 20
        paper.text(line.message, size=11, left=19, leading=1.6, after=1)
        paper.pairs(pairs, size=10.5, label=46, left=19)
        paper.gap(3)
        paper.rule(PALE)


def legend(paper: Paper, told: Explanation) -> None:
    paper.gap(6)
    paper.text(legend_words(told), size=8.5, colour=GREY, leading=1.55)


def legend_words(told: Explanation) -> str:
    """What the stamps mean: those that appear."""
    used = {told.status, *(line.status for line in told.checks if line.asked), *(step.status for step in told.steps)}
    words = [f"{one.word}：{one.meaning}" for name, one in STANDINGS.items() if name in used]
    return "性质的含义　" + "　".join(words)


def stamp(status: str) -> Cell:
    return Cell(STANDINGS[status].word, colour=STAMPS[status], boxed=True)


def objecting(paper: Paper, days: Days, refused: bool) -> None:
    section(paper, "不同意这个决定，怎么办")
    paper.pairs(ways_to_object(days, refused), size=10.5, label=46)
    paper.text(LAST_DAY, size=9.5, colour=GREY, left=46)


def ways_to_object(days: Days, refused: bool) -> list[tuple[str, str]]:
    """Who may say that the decision is wrong, until when, and where."""
    ways = [
        ("复议", "您本人可以自收到本决定书之日起60日内，依照《中华人民共和国行政复议法》向本机构所属的人民政府"
         f"申请行政复议（决定当天收到的，最晚{chinese(days.appeal_by)}）。"),
        ("诉讼", "您本人也可以自收到本决定书之日起6个月内，依照《中华人民共和国行政诉讼法》向有管辖权的人民法院起诉"
         f"（决定当天收到的，最晚{chinese(days.sue_by)}）。"),
    ]  # fmt: skip
    if refused:
        ways.insert(0, ("异议", (
            "您本人可以登录本网站，从“我的申请”打开这一份，点“提出异议”；也可以带身份证到任一窗口请人代办。不收费。"
            f"由没有参与原决定的另一位市级经办人在{days.objection}个工作日内答复"
            f"（决定当天提出的，最晚{chinese(days.answered_by)}）。复议、诉讼的期限不因提出异议而停止。"
        )))  # fmt: skip
    return ways


def sign_off(paper: Paper, standing: Standing, on: str) -> None:
    """Who says so and when; beside it what the seal is worth. Says so where no seal can be set."""
    paper.need(100 if paper.missing else 60)
    paper.gap(12)
    y, right = paper.y, paper.left + paper.wide
    words, under, colour = seal_words(paper, standing)
    paper.add(Box(paper.left, y, 132, 46, colour=colour, width=1.4))
    paper.add(Box(paper.left + 3, y + 3, 126, 40, colour=colour, width=0.5))
    paper.put(words, paper.left + 66, y + 8, 14, bold=True, colour=colour, align="center")
    paper.put(under, paper.left + 66, y + 28, 9, colour=colour, align="center")
    paper.put(standing.issuer, right, y + 4, 12, align="right")
    paper.put(on, right, y + 26, 12, align="right")
    paper.y = y + 54
    if paper.missing:
        signs = "、".join(f"U+{ord(sign):04X}" for sign in paper.missing)
        paper.text(
            f"这份文书里有字没有字形可印，已用它的编码代替（{signs}），因此没有加盖签章。请带身份证到窗口换取。",
            size=10, colour=RED,
        )  # fmt: skip


def seal_words(paper: Paper, standing: Standing) -> tuple[str, str, str]:
    if paper.missing:
        return "未加盖签章", "有字无法显示", GREY
    if standing.test:
        return "测试签章", "不具法律效力", RED
    return "电子签章", "已签在文件里，可核验", RED


def person_signs(paper: Paper) -> None:
    """For a case that somebody entered at a counter for the person."""
    paper.need(86)
    paper.gap(12)
    y = paper.y
    paper.add(Box(paper.left, y, paper.wide, 70, colour=GREY))
    paper.put("本人已经看过上面的核对结果，填报的内容属实，收款账户是本人的。", paper.left + 12, y + 11, 10.5)
    paper.put("申请人签名：", paper.left + 12, y + 43, 11, bold=True)
    paper.rule_at(paper.left + 80, y + 57, 170)
    paper.put("日期：", paper.left + 276, y + 43, 11, bold=True)
    paper.rule_at(paper.left + 312, y + 57, 120)
    paper.y = y + 78


def foot(standing: Standing, title: str) -> Callable[[Paper, int, int], None]:
    """What stands at the foot of every page."""

    def add(paper: Paper, page: int, pages: int) -> None:
        y, right = paper.size[1] - 50, paper.left + paper.wide
        paper.rule_at(paper.left, y, paper.wide, page=page)
        paper.put(f"{title}　编号 {standing.number}", paper.left, y + 6, 8.5, colour=GREY, page=page)
        paper.put(f"第{page + 1}页，共{pages}页", right, y + 6, 8.5, colour=GREY, align="right", page=page)
        paper.put(f"核对真伪：{standing.address}", paper.left, y + 19, 8, colour=GREY, page=page)
        if standing.test:
            paper.put(TEST, right, y + 19, 8, colour=RED, align="right", page=page)

    return add


def said(paper: Paper, text: str, after: float = 4) -> None:
    """A paragraph of the letter's body."""
    paper.text(text, size=BODY, indent=2, colour=INK, after=after)
