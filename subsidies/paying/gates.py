"""The gates before a payment: each is asked of every line, none stops the others, and what it found is kept.

A gate is declared once here; the finance desk, the applicant's page and the auditor show it from here.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lib.money import yuan
from subsidies.paying.frame import Frame

OK = ""


@dataclass(frozen=True)
class Gate:
    """``title``: what must hold. ``failed``: what it says when it does not. ``remedy``: who can do what about it.

    ``passes`` gives one bool for each line.
    """

    code: str
    title: str
    failed: str
    remedy: str
    passes: Callable[[Frame], np.ndarray]


NOTICED = Gate(
    "G-NOTICE", "公示期满，没有等待答复的异议", "公示没有期满，或者有异议等待答复",
    "市级答复异议以后，自动列入下一批。", lambda f: f.noticed & ~f.frozen & ~f.objected,
)  # fmt: skip
HELD = Gate("G-HOLD", "没有暂缓", "这份申请被暂缓", "暂缓的人解除以后，列入下一批。", lambda f: ~f.held)
RESTRICTED = Gate(
    "G-RESTRICTED", "没有暂停发放的限制", "对收款人有暂停发放的限制", "限制解除或者到期以后，列入下一批。",
    lambda f: ~f.restricted,
)  # fmt: skip
ACCOUNT = Gate(
    "G-ACCOUNT", "收款账户是收款人自己的，以前没有退回过", "收款账户不是收款人的，或者这个账户上次被银行退回",
    "本人从“我的申请”换一个收款账户。", lambda f: (f.holder == f.payee) & ~f.bounced,
)  # fmt: skip
IDENTITY = Gate(
    "G-IDENTITY", "收款人证件有效", "登记里收款人已经去世", "由窗口核实；属实的，按规定办理。", lambda f: ~f.dead
)
CONFIRMED = Gate(
    "G-CONFIRMED", "发放当天证书仍在登记册里", "发放当天在登记册里查不到，或者已被撤回",
    "已退回市级复核；登记有误的，申请更正。", lambda f: f.confirmed,
)  # fmt: skip
TERMS = Gate("G-TERMS", "有施行的规定", "没有施行的规定", "已退回市级复核。", lambda f: f.in_force)
DECIDED = Gate(
    "G-DECIDED", "发放当天重算，结果和批准时一样", "发放当天重算，结果和批准时不一样",
    "已按新的情况退回市级复核，重新决定。", lambda f: f.same,
)  # fmt: skip
AMOUNT = Gate(
    "G-AMOUNT", "金额大于零，和账上应付的一致", "金额和账上应付的不一致", "由财务核对账目。",
    lambda f: (f.due > 0) & (f.owed == f.due),
)  # fmt: skip
ONCE = Gate(
    "G-ONCE",
    "没有发过，也不在别的批次里",
    "已经发过，或者在别的批次里",
    "由财务核对。",
    lambda f: ~f.live & (f.paid == f.covered),
)
PAYEE = Gate(
    "G-PAYEE", "同一收款人在一批里用一个账户", "同一收款人的另一笔用了别的账户", "自动列入下一批。",
    lambda f: ~f.other_account,
)  # fmt: skip
FUND = Gate(
    "G-FUND",
    "资金和年度预算够用",
    "年度预算不够了",
    "财务落实预算以后，按批准的先后列入下一批。",
    lambda f: f.affordable,
)
GATES = (NOTICED, HELD, RESTRICTED, ACCOUNT, IDENTITY, CONFIRMED, TERMS, DECIDED, AMOUNT, ONCE, PAYEE, FUND)
# Asked of the batch as a whole, by treasury.batches, when the second person agrees.
WHOLE = {"G-SECOND": "另一位财务人员复核", "G-TOTAL": "批次合计和逐笔相加一致，一分不差"}
BY_CODE = {gate.code: gate for gate in GATES}


@dataclass(frozen=True)
class Asked:
    """What every gate said. ``passed``: bool for each line; ``failed``: codes parted by blanks; ``found``: JSON."""

    passed: np.ndarray
    failed: list[str]
    found: list[str]


def ask(frame: Frame) -> Asked:
    """Every gate of every line; the fund last, of what passed the others, in order."""
    said = {gate.code: gate.passes(frame) for gate in GATES if gate is not FUND}
    others = np.logical_and.reduce(list(said.values())) if len(frame) else np.zeros(0, dtype=bool)
    frame.spend(others)
    said[FUND.code] = FUND.passes(frame)
    passed = others & said[FUND.code]
    bits = np.zeros(len(frame), dtype=np.int64)
    for place, gate in enumerate(GATES):
        bits |= (~said[gate.code]).astype(np.int64) << place
    return Asked(passed, *_texts(bits, frame))


def _texts(bits: np.ndarray, frame: Frame) -> tuple[list[str], list[str]]:
    """The codes that failed, and all of them with what was found, each different answer put into words once."""
    unique, where = np.unique(bits, return_inverse=True)
    codes = [" ".join(g.code for place, g in enumerate(GATES) if b >> place & 1) for b in unique.tolist()]
    heads = [
        ",".join(f'["{g.code}",{"false" if b >> place & 1 else "true"},"%s"]' for place, g in enumerate(GATES))
        for b in unique.tolist()
    ]
    found = [
        f"[{heads[at] % _found(frame, row, int(unique[at]))}]" for row, at in enumerate(where.reshape(-1).tolist())
    ]
    return [codes[at] for at in where.reshape(-1).tolist()], found


def _found(frame: Frame, row: int, bits: int) -> tuple[str, ...]:
    """What stands beside each gate: figures where it is about figures, nothing where its words say all."""
    told = dict.fromkeys((gate.code for gate in GATES), OK)
    amount, due, owed = (yuan(int(column[row])) for column in (frame.amount, frame.due, frame.owed))
    less = f"，已抵扣 {yuan(int(frame.covered[row]))}" if frame.covered[row] else ""
    told[AMOUNT.code] = f"{amount}{less}" if owed == due else f"{amount}{less}，应付 {owed}"
    if bits >> GATES.index(DECIDED) & 1:
        told[DECIDED.code] = (
            f"批准时 {yuan(int(frame.was[row]))}，重算 {yuan(int(frame.now[row]))} {frame.now_failed[row]}".strip()
        )
    if bits >> GATES.index(FUND) & 1:
        told[FUND.code] = f"还能用 {yuan(max(int(frame.available[row]), 0))}"
    return tuple(told.values())
