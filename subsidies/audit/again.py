"""One payment made again from what was kept: every question that an auditor asks of it, answered by reckoning."""

from collections.abc import Iterator
from dataclasses import dataclass

from lib.money import yuan
from people import banking
from people.actor import Actor
from policy import Explanation
from records import events
from subsidies import deciding, lifecycle, recompute
from subsidies.models import Application, Determination, Line
from subsidies.paying import draw
from treasury import bank, batches, setting_off
from treasury.models import Entry, Gated, Part, Payment


@dataclass(frozen=True)
class Answer:
    """One question. ``found``: what was reckoned, in words."""

    title: str
    holds: bool
    found: str


@dataclass(frozen=True)
class Share:
    """One line's share of the payment: its case, the slip it rests on, what was reckoned."""

    part: Part
    line: Line
    application: Application
    explanation: Explanation | None
    answers: list[Answer]


@dataclass(frozen=True)
class Made:
    payment: Payment
    payee: str
    account: str
    failure: str
    shares: list[Share]
    answers: list[Answer]

    @property
    def holds(self) -> bool:
        return all(one.holds for one in [*self.answers, *(a for share in self.shares for a in share.answers)])


def found(reference: str, actor: Actor) -> Payment | None:
    rows = Payment.objects.visible_to(actor).select_related("batch", "person", "organisation", "account", "agreed_by")
    return rows.filter(reference=reference.strip().upper()).first()


def make(payment: Payment) -> Made:
    """Everything about one payment, reckoned anew; nothing is written."""
    parts = list(payment.parts.select_related("obligation").order_by("pk"))
    payee = payment.person.name if payment.person else str(payment.organisation)
    return Made(
        payment, payee, banking.shown(payment.account), bank.FAILURES.get(payment.failure, ""),
        [_share(part) for part in parts], list(_of_the_payment(payment, parts)),
    )  # fmt: skip


def _of_the_payment(payment: Payment, parts: list[Part]) -> Iterator[Answer]:
    batch = payment.batch
    total = sum(part.amount for part in parts)
    yield Answer("各笔相加等于支付金额", total == payment.amount, f"{yuan(total)}，支付 {yuan(payment.amount)}")
    two = payment.agreed_by_id is not None and payment.agreed_by_id == batch.agreed_by_id != batch.drawn_by_id
    waits = payment.state in (Payment.State.PLANNED, Payment.State.CANCELLED)
    yield Answer("生成和复核是两个人", two or waits, "还没有复核" if waits and not two else "是" if two else "不是")
    yield Answer("批次内容和封存时一样", batches.holds(batch), batch.number)
    entered = sum(Entry.objects.filter(payment=payment.pk, cause=Entry.Cause.PAID).values_list("amount", flat=True))
    wanted = payment.amount if payment.state == Payment.State.PAID else 0
    yield Answer("入账分录和银行答复一致", entered == wanted, f"分录 {yuan(entered)}，{payment.get_state_display()}")
    yield Answer("批次的记录没有被改过", events.whole(draw.chain(batch)), batch.number)


def _share(part: Part) -> Share:
    line = Line.objects.select_related("application", "determination__terms").get(pk=part.obligation.line)
    return Share(part, line, line.application, _explained(line.determination), list(_of_the_line(part, line)))


def _of_the_line(part: Part, line: Line) -> Iterator[Answer]:
    row = line.determination
    wrong = list(recompute.of([row.pk])) if row else []
    said = "；".join(f"{one.what}：记下 {one.kept}，重算 {one.again}" for one in wrong) or "和记下的一样"
    yield Answer("按当时的事实和规定重算，结果不变", bool(row) and not wrong, said)
    amount, kept = row.amount if row else 0, setting_off.covered(part.obligation_id)
    told = f"决定 {yuan(amount)}，发放 {yuan(part.amount)}" + (f"，抵扣 {yuan(kept)}" if kept else "")
    yield Answer("发的就是决定的金额", part.amount + kept == amount, told)
    gated = Gated.objects.filter(batch=part.payment.batch_id, obligation=part.obligation_id).first()
    yield Answer("列入批次时各关口都通过", bool(gated and gated.passed), gated.failed if gated else "没有记录")
    others = Part.objects.filter(obligation__right=part.obligation.right, payment__state=Payment.State.PAID)
    times = others.exclude(obligation=part.obligation_id).count()
    yield Answer("同一项资格没有另外发过", not times or line.kind != Line.Kind.CLAIM, f"另有 {times} 笔")
    yield Answer("案卷的记录没有被改过", events.whole(lifecycle.chain(line.application)), str(line.application.number))


def _explained(row: Determination | None) -> Explanation | None:
    try:
        return deciding.explained(row) if row else None
    except LookupError:
        return None
