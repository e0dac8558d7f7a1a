"""What the two jobs of an import do. Each may be stopped at any point and called again: it goes on from there.

`check` reads the file, says what would be done and what is wrong, and leaves the run for confirmation. `write` brings
the sound rows in, part by part, each part one transaction with the run's counts and the job's progress in it.
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.db.models.functions import Now

from lib.feed import Brought, Feed
from lib.workbook import Unreadable
from people.models import TrueTo
from records import jobs, kinds
from records.files import Lost
from records.jobs import Hold, Later
from records.models import ImportRun
from records.table import Table, ahead, refusals

CHECK, WRITE = "check-import", "write-import"
HERE = "here"  # in the memo of a caller who will go on with the writing itself
LESS = 10  # a whole file that lacks one in so many asks first
LOST = "保存的文件找不到或已损坏，请重新上传。"
_COUNTS = ("added", "changed", "removed", "unchanged", "absent")

State = ImportRun.State


class _Refused(Exception):
    """A correction goes in whole or not at all."""


def check(hold: Hold) -> None:
    run = ImportRun.objects.select_related("file").get(pk=hold.subject)
    feed = kinds.feed_of(run.kind)
    if run.state != State.CHECKING or feed is None:
        return
    hold.beat("正在读取文件")
    try:
        table = Table.of(run, feed)
        outcome, late = _preview(run, feed, table, hold)
    except Unreadable as error:
        _end(run, State.REFUSED, message=str(error))
        return
    except Lost:
        _end(run, State.REFUSED, message=LOST)
        return
    table.refuse(late)
    if not late:
        hold.memo["table"] = table
    if not hold.memo.get(HERE):
        table.keep(run)
    hold.beat("正在整理检查结果")
    good, read = int(table.checked.good.sum()), len(table.checked)
    values: dict[str, Any] = {name: getattr(outcome, name) for name in _COUNTS}
    values |= {"read": read, "good": good, "parked": read - good, "codes": table.checked.problems.codes()}
    values |= {"notes": list((table.notes | outcome.noted).items())}
    if not (good and _goes_straight_on(run, feed)):  # else what is wrong is put together once, in the end
        values |= table.found(feed, run.created_at)
    if run.source == ImportRun.Source.CORRECTION and good < read:
        told = "；".join(f"{problem.title}：{problem.message}" for problem in table.checked.problems.head(5))
        _end(run, State.REFUSED, message=f"没有更正。{told}。", **values)
        return
    if not good:
        _end(run, State.REFUSED, message="没有一行可以导入。请照问题清单改好，再上传一次。", **values)
        return
    _hand_on(run, _question(feed, outcome), values, tell=not hold.memo.get(HERE))


def _goes_straight_on(run: ImportRun, feed: Feed) -> bool:
    """Confirmed when it was handed in: nobody looks at what was found before all of it is done."""
    return bool(run.confirmed_at and run.source == ImportRun.Source.FILE and feed.size)


def _preview(run: ImportRun, feed: Feed, table: Table, hold: Hold) -> tuple[Brought, list[list[Any]]]:
    """What bringing the file in would do. Where nobody will look at it before it is done, it is not reckoned."""
    outcome = Brought()
    late: list[list[Any]] = []
    if _goes_straight_on(run, feed):
        return outcome, late
    for end, part in table.parts(feed.size):
        with transaction.atomic():  # a part that fails is no step forward, else it would be tried for ever
            hold.step(end, len(table.order), "正在与数据库比对")
            brought = feed.bring(part, None)
        late += refusals(feed, table.order, end, part, brought)
        _add(outcome, brought)
    return outcome, late


def _question(feed: Feed, outcome: Brought) -> str:
    there = outcome.absent + outcome.changed + outcome.unchanged + outcome.removed
    if not outcome.absent or outcome.absent * LESS < max(there, 1):
        return ""
    return f"现有 {there} 条，这份文件里缺少 {outcome.absent} 条。缺少的不会删除，但请先核对是不是漏了。"


def _hand_on(run: ImportRun, asks: str, values: dict[str, Any], tell: bool) -> None:
    with transaction.atomic():
        ahead = run.confirmed_at is not None and not asks
        values |= {"asks": asks, "state": State.QUEUED if ahead else State.WAITING}
        if not ahead:
            values["confirmed_at"] = None
        if ImportRun.objects.filter(pk=run.pk, state=State.CHECKING).update(**values) and ahead:
            jobs.put(WRITE, run.pk, tell=tell)


def write(hold: Hold) -> None:
    run = ImportRun.objects.select_related("file").get(pk=hold.subject)
    feed = kinds.feed_of(run.kind)
    if feed is None or not _begin(run):
        return
    hold.beat("正在读取文件")
    try:
        table = hold.memo.pop("table", None) or Table.kept(run) or Table.of(run, feed)
        total = len(table.order)
        for end, part in ahead(table.parts(feed.size, hold.done if hold.total == total else 0), feed.prepare):
            with transaction.atomic():
                hold.step(end, total, "正在写入")
                brought = feed.bring(part, run.pk if feed.scoped else run.number)
                _count(run, table, brought, refusals(feed, table.order, end, part, brought), end == len(part))
    except (Unreadable, _Refused) as error:
        _end(run, State.REFUSED, message=str(error))
        return
    except Lost:
        _end(run, State.FAILED, message=LOST)
        return
    _finish(run, feed, table, hold)


def _begin(run: ImportRun) -> bool:
    """Give the run its number, unless it has one. One run writes at a time. Raises Later while another does."""
    if run.state == State.QUEUED:
        try:
            with transaction.atomic():
                last = ImportRun.objects.aggregate(last=Max("number"))["last"] or 0
                queued = ImportRun.objects.filter(pk=run.pk, state=State.QUEUED)
                if not queued.update(state=State.RUNNING, number=None if run.scope else last + 1):
                    return False
        except IntegrityError as error:
            raise Later("等另一次导入写完") from error
        run.refresh_from_db()
    return run.state == State.RUNNING


def _count(run: ImportRun, table: Table, brought: Brought, late: list[list[Any]], first: bool) -> None:
    """Write down what became of a part, in its transaction. The first part forgets what was only expected."""
    if late and run.source == ImportRun.Source.CORRECTION:
        raise _Refused(f"没有更正。{late[0][3]}。{late[0][4]}。")
    kept = ImportRun.objects.get(pk=run.pk, state=State.RUNNING)
    so_far = Brought() if first else Brought(**{name: getattr(kept, name) for name in _COUNTS}, noted=dict(kept.notes))
    _add(so_far, brought)
    every = late if first else kept.late + late
    values = {name: getattr(so_far, name) for name in _COUNTS}
    parked = len(table.checked) - len(table.order) + len({each[0] for each in every})
    values |= {"late": every, "notes": list(({**table.notes, **so_far.noted} if first else so_far.noted).items())}
    values |= {"read": len(table.checked), "parked": parked, "good": len(table.checked) - parked}
    ImportRun.objects.filter(pk=run.pk).update(**values)


def _finish(run: ImportRun, feed: Feed, table: Table, hold: Hold) -> None:
    hold.beat("正在整理结果")
    table.refuse(ImportRun.objects.values_list("late", flat=True).get(pk=run.pk))
    values = {"codes": table.checked.problems.codes(), **table.found(feed, run.created_at, run)}
    with transaction.atomic():
        hold.beat("")
        ended = _end(run, State.DONE, **values)
        if ended and run.number and feed.dated and run.true_to and run.source == ImportRun.Source.FILE:
            TrueTo.objects.get_or_create(run=run.number, defaults={"kind": run.kind, "day": run.true_to})


def _end(run: ImportRun, state: str, **values: Any) -> bool:
    """The run is over, unless it is already; whoever waits to write may begin."""
    with transaction.atomic():
        live = ImportRun.objects.filter(pk=run.pk, state__in=ImportRun.LIVE)
        ended = bool(live.update(state=state, finished_at=Now(), **values))
        jobs.wake(WRITE)
    return ended


def gave_up(subject: int, why: str) -> None:
    """A job of this run will not be tried again."""
    run = ImportRun.objects.get(pk=subject)
    more = "已写入的行保留着；" if run.number else ""
    _end(run, State.FAILED, message=f"{why}。{more}再试一次会从头核对，不会重复。仍不行请联系运维。")


def _add(total: Brought, more: Brought) -> None:
    for name in _COUNTS:
        setattr(total, name, getattr(total, name) + getattr(more, name))
    for words, rows in more.noted.items():
        total.noted[words] = total.noted.get(words, 0) + rows
