"""The bank: what it is sent, what it answers with, and a stand-in that answers as banks do.

The file out is csv, one payment a row and the totals last; the answer is csv or xlsx with five columns. No bank is
joined to this system: :func:`answered_by_standin` plays one, on pages that say so. It has no memory of its own: the
same file and day get the same answer, which accounts fail is told by their digits.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from lib.money import plain_yuan
from lib.workbook import Column, Template, write_csv

TITLES = ("流水号", "户名", "账号", "开户银行", "金额（元）", "用途")
SUM = "合计"
# Why a payment did not arrive, as banks say it. `again`: the same account may be tried once more.
FAILURES = {
    "name": "户名与账号不符",
    "closed": "账户已销户",
    "frozen": "账户状态异常，不能入账",
    "unknown": "账号不存在",
    "busy": "银行系统繁忙，没有处理",
}
AGAIN = frozenset({"busy"})
PAID, FAILED = "paid", "failed"
ANSWERS = {PAID: ("成功", "入账成功", "已入账"), FAILED: ("失败", "入账失败", "未入账")}
WHOLE, HALF, LATE, TWICE, WRONG = "whole", "half", "rest", "twice", "wrong"
WAYS = {
    WHOLE: "全部答复，账户有问题的失败",
    HALF: "只答复前一半，其余以后再说",
    LATE: "只答复后一半",
    TWICE: "前一半答复两遍",
    WRONG: "有错的回单：金额不对、流水号不认识",
}

ANSWER = Template(
    "bank-results",
    "银行回单",
    (
        Column("reference", "流水号", "code", longest=24, example="SU26112801000001"),
        Column("outcome", "结果", "word", words=ANSWERS),
        Column("amount", "金额", "money", also=("金额（元）",)),
        Column("on", "记账日期", "day"),
        Column("failure", "失败原因", "word", required=False, words={code: words for code, words in FAILURES.items()},
               may_lack=True),
    ),
    key=("reference",),
    whole=True,
    partial=True,
)  # fmt: skip


@dataclass(frozen=True)
class Order:
    """One row for the bank: a payment with the account in clear, which stands nowhere else."""

    reference: str
    holder: str
    number: str
    bank: str
    amount: int
    words: str


def written(orders: Iterable[Order]) -> bytes:
    """The file for the bank, counted and added up; no text in it becomes a formula."""
    total = count = 0

    def rows() -> Iterator[tuple[str, ...]]:
        nonlocal total, count
        for one in orders:
            total, count = total + one.amount, count + 1
            yield one.reference, one.holder, one.number, one.bank, plain_yuan(one.amount), one.words
        yield SUM, f"{count}笔", "", "", plain_yuan(total), ""

    return write_csv(TITLES, rows())


def answered_by_standin(sent: bytes, on: date, way: str) -> bytes:
    """What the stand-in says to a file it got. ``way``: one of WAYS."""
    rows = list(csv.reader(io.StringIO(sent.decode("utf-8-sig"))))[1:-1]
    half = (len(rows) + 1) // 2
    part = {HALF: rows[:half], LATE: rows[half:], TWICE: rows[:half] * 2}.get(way, rows)
    answers = [_answer(row, on) for row in part]
    if way == WRONG and answers:
        first = answers[0]
        answers[0] = (first[0], *ANSWERS[PAID][:1], "0.01", first[3], "")
        answers.append((f"{first[0][:-6]}999999", ANSWERS[PAID][0], first[2], first[3], ""))
    return write_csv(("流水号", "结果", "金额（元）", "记账日期", "失败原因"), answers)


def _answer(row: list[str], on: date) -> tuple[str, ...]:
    failure = failing(row[2])
    outcome = ANSWERS[FAILED if failure else PAID][0]
    return row[0], outcome, row[4], on.isoformat(), FAILURES[failure] if failure else ""


def failing(number: str) -> str:
    """Why the stand-in turns this account down, told by the two digits before its check digit; empty: it does not."""
    return {"90": "closed", "91": "name", "92": "frozen", "93": "unknown", "94": "busy"}.get(number[-3:-1], "")
