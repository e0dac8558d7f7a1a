"""Money of the demonstration: funds with appropriations, a batch that was paid but for one, one that waits for its
second person, one line held back by a gate, and one payment that is being paid back."""

from datetime import date, timedelta

from stdnum import luhn

from cms.city.scene import SCHEME, Scene
from lib.working_days import is_working_day
from people.models import User
from records import events, files
from subsidies.actions import measures, notices
from subsidies.models import Application
from subsidies.paying import answers, draw, recovering, runs
from subsidies.paying.owed import fund_of
from treasury import appropriations, bank, batches, ledger, results
from treasury.models import Batch

GIVEN = 50_000_000  # fen for each fund and year
FUNDS = ("失业保险基金", "就业补助资金")
CLOSED = "600000000000790"  # the stand-in bank says of such that they are closed


def give(scene: Scene) -> None:
    """Both funds of the document, for the years that the demonstration's days fall into."""
    for title in FUNDS:
        for year in sorted({scene.on.year, scene.ago(60).year}):
            made = appropriations.enter(
                fund=ledger.fund_called(title), year=year, amount=GIVEN, paper=f"示例〔{year}〕第1号",
                actor=scene.finance, at=scene.ago(60),
            )  # fmt: skip
            appropriations.agree(pk=made.pk, actor=scene.other_finance, at=scene.ago(59))


def load(scene: Scene, names: dict[str, list[str]]) -> None:
    """What was paid some weeks ago, then what was drawn today. Before anything else waits to be paid."""
    give(scene)
    paid = [scene.approved(name, scene.ago(47), scene.ago(44)) for name in [*names["paid"], *names["paying-back"]]]
    failed = [
        scene.approved(name, scene.ago(47), scene.ago(44), CLOSED + luhn.calc_check_digit(CLOSED))
        for name in names["failed"]
    ]
    _over(scene, [*paid, *failed], posted=42, closed=34)
    day = working(scene, 30)
    batch = drawn(scene, day)
    agreed(scene, batch, day)
    answered(scene, batch, day - 1)
    _paying_back(scene, paid[-1])
    waiting = [scene.approved(name, scene.ago(33), scene.ago(30)) for name in [*names["batched"], *names["stuck"]]]
    _over(scene, waiting, posted=28, closed=20)
    for name in names["stuck"]:
        measures.restrict(
            person=scene.persons[name], stops="pay", reason="有人举报冒名参加考试，正在核查。",
            since=(scene.on - timedelta(days=2)), until=None, actor=scene.city, at=scene.ago(2),
        )  # fmt: skip
    drawn(scene, 0)


def _over(scene: Scene, cases: list[Application], posted: int, closed: int) -> None:
    notices.close(pk=scene.post(cases, scene.ago(posted)), at=scene.ago(closed))


def working(scene: Scene, days: int) -> int:
    """So many days ago or a few more, so that it was a working day."""
    while not is_working_day(scene.on - timedelta(days=days)):
        days += 1
    return days


def drawn(scene: Scene, days: int, scheme: str = SCHEME) -> Batch:
    at = scene.ago(days)
    batch = batches.begin(
        scheme=scheme, fund=fund_of(scheme), on=_day(scene, days), actor=scene.finance, at=at
    )  # fmt: skip
    events.add(draw.chain(batch), "draw", by=scene.finance, at=at)
    return draw.draw(batch, at)


def agreed(scene: Scene, batch: Batch, days: int) -> None:
    at, other = scene.ago(days), scene.other_finance
    batches.agree(pk=batch.pk, actor=other, at=at, on=_day(scene, days), seen=batch.hash)
    events.add(draw.chain(batch), "agree", by=other, at=at, data={"amount": batch.amount, "hash": batch.hash})
    batch.refresh_from_db()
    runs.send(batch, by=User.objects.get(pk=other.account), at=at)


def answered(scene: Scene, batch: Batch, days: int) -> None:
    batch.refresh_from_db()
    assert batch.file is not None
    told = bank.answered_by_standin(files.content_of(batch.file), _day(scene, days), bank.WHOLE)
    result = results.receive(content=told, name="示例回单.csv", actor=scene.finance, at=scene.ago(days))
    answers.take(result, at=scene.ago(days))


def _paying_back(scene: Scene, case: Application) -> None:
    """Ordered some days ago, in three parts, the first of which has come."""
    part = case.amount // 3
    parts = [part, part, case.amount - 2 * part]
    days = [scene.on + timedelta(days=30 * n - 10) for n in (1, 2, 3)]
    order = recovering.ask(
        pk=case.pk, amount=case.amount, ground="audit", words="审计抽查发现考试签到不是本人，本人已书面承认。",
        instalments=list(zip(days, parts, strict=True)), actor=scene.city, at=scene.ago(10),
    )  # fmt: skip
    recovering.answer(pk=order.pk, agree=True, actor=scene.finance, at=scene.ago(8))
    recovering.repaid(pk=order.pk, amount=part, actor=scene.finance, at=scene.ago(1))


def _day(scene: Scene, days: int) -> date:
    return scene.on - timedelta(days=days)
