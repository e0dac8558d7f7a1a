"""The face of this room: files in, corrections in, and what came of them. Screens, commands and tasks call these.

handed = hand_in(kind=..., content=..., filename=..., true_to=..., by=..., at=...)   checks it in the background
preview(handed.run)            counts, what is wrong, first problems with their values (for a steward's eye alone)
confirm(run=..., by=..., at=...)   queues the writing; `agreed=True` where `run.asks` asked something
cancel(run=..., at=...)
again(run=..., by=..., at=...)     a failed import from the start, with the file that is kept
progress(run)                  a bar
result_of(run), template_of(kind)  files to download
correct(kind=..., rows=[...], by=..., at=..., why=...)   a steward's correction, by the same path
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from lib import names
from lib.days import chinese
from lib.feed import Feed
from lib.refused import Refused
from lib.workbook import Problem, blank, write_csv
from people import keys
from people.models import User
from records import files, jobs, kinds
from records.models import NOTE, ImportRun
from records.work import CHECK, HERE, WRITE

State = ImportRun.State


@dataclass(frozen=True)
class HandedIn:
    """`new` is False where the same content is there already; `words` say so, or say that it is being checked."""

    run: ImportRun
    new: bool
    words: str


def hand_in(
    *, kind: str, content: bytes, filename: str, by: User | None, at: datetime, true_to: date | None = None,
    confirmed: bool = False, tell: bool = True, note: str = "", scope: str = "",
) -> HandedIn:  # fmt: skip
    """Take a file in and queue its check.

    true_to    the day up to which the file is true; the day of ``at`` where not told
    confirmed  write it as soon as it is checked, without asking (unless the file asks something)
    tell       send the queue the news; a caller who drives the jobs itself does not want that
    scope      whose it is, where the kind is one of many parties'; what was the last of theirs brings nothing twice
    note       where the file comes from and what for, in the words of whoever hands it in; no names, no numbers
    Raises Refused.
    """
    feed = _feed(kind)
    if not content:
        raise Refused("empty", "文件是空的。请检查是否选错了文件。")
    day = at.astimezone(timezone.get_default_timezone()).date()
    if true_to and true_to > day:
        raise Refused("true-to", f"数据截至日不能晚于今天（{chinese(day)}）。请改成这份数据真正截至的那一天。")
    sha256 = files.hash_of(content)
    if there := _there(kind, sha256, scope):
        return _answer(there)
    file = files.keep(content, filename, by, at)
    try:
        with transaction.atomic():
            run = ImportRun.objects.create(
                kind=kind, file=file, sha256=sha256, scope=scope, started_by=by,
                true_to=(true_to or day) if feed.dated else None,
                note_sealed=keys.seal(NOTE, note.strip()) if note.strip() else None, created_at=at,
                confirmed_at=at if confirmed else None, confirmed_by=by if confirmed else None,
            )  # fmt: skip
            jobs.put(CHECK, run.pk, tell=tell)
    except IntegrityError:
        there = _there(kind, sha256, scope)
        if there is None:
            raise
        return _answer(there)
    return HandedIn(run, True, "文件已收到，正在检查。")


def confirm(*, run: ImportRun, by: User | None, at: datetime, agreed: bool = False, tell: bool = True) -> ImportRun:
    """Let a checked file be written. Raises Refused."""
    with transaction.atomic():
        run = ImportRun.objects.get(pk=run.pk)
        if run.state == State.WAITING and run.asks and not agreed:
            raise Refused("asks", run.asks)
        waiting = ImportRun.objects.filter(pk=run.pk, state=State.WAITING)
        if not waiting.update(state=State.QUEUED, confirmed_by=by, confirmed_at=at):
            raise Refused("state", f"这次导入现在是“{run.get_state_display()}”，不在等待确认。请刷新页面看看。")
        jobs.put(WRITE, run.pk, tell=tell)
    run.refresh_from_db()
    return run


def cancel(*, run: ImportRun, at: datetime) -> ImportRun:
    """Give a file up before it is written. Raises Refused."""
    stoppable = [State.CHECKING, State.WAITING, State.QUEUED]
    before = ImportRun.objects.filter(pk=run.pk, state__in=stoppable)
    if not before.update(state=State.CANCELLED, finished_at=at):
        run.refresh_from_db()
        raise Refused("state", f"这次导入现在是“{run.get_state_display()}”，已不能取消。")
    run.refresh_from_db()
    return run


def again(*, run: ImportRun, by: User | None, at: datetime, tell: bool = True) -> HandedIn:
    """Take the kept file of an import that broke off in once more: checked anew, confirmed anew, nothing twice.

    Raises Refused, and files.Lost where the file is not there any more.
    """
    if run.source != ImportRun.Source.FILE or run.state != State.FAILED:
        raise Refused("state", f"这次导入现在是“{run.get_state_display()}”，不用再试。请刷新页面看看。")
    return hand_in(
        kind=run.kind, content=files.content_of(run.file), filename=run.file.name, by=by, at=at, true_to=run.true_to,
        tell=tell, note=run.note, scope=run.scope,
    )  # fmt: skip


def correct(
    *, kind: str, rows: Sequence[Mapping[str, str]], by: User | None, at: datetime, why: str
) -> ImportRun:  # fmt: skip
    """Bring a steward's rows in at once, all or none. ``rows``: texts by the name of the column, as a file has them
    (``action``: 增, 改 or 撤).

    Checked and written before this returns, unless another import is writing: then the run is 排队中 and follows it.
    A run that is 未导入 says in `message` why. Raises Refused.
    """
    feed = _feed(kind)
    if not why.strip():
        raise Refused("why", "没有写明更正的依据。请写明依据哪份材料。")
    if re.search(r"\d{11}", why) or names.any_in(why, [row.get("name", "") for row in rows]):
        raise Refused("why", "依据里不要写姓名、证件号码和手机号，只写是哪份材料。")
    strange = {name for row in rows for name in row} - {column.name for column in feed.template.layout}
    if strange or not rows:
        raise ValueError(f"{kind} has no columns {sorted(strange)}, or there are no rows")
    lines = [[row.get(column.name, "") for column in feed.template.layout] for row in rows]
    file = files.keep(write_csv(feed.template.titles, lines), "更正.csv", by, at)
    with transaction.atomic():
        run = ImportRun.objects.create(
            kind=kind, source=ImportRun.Source.CORRECTION, file=file, why=why.strip()[:200], started_by=by,
            created_at=at, confirmed_at=at, confirmed_by=by,
        )  # fmt: skip
        jobs.put(CHECK, run.pk, tell=False)
    drive(run)
    run.refresh_from_db()
    return run


def drive(run: ImportRun, tell: jobs.Tell | None = None) -> None:
    """Do what there is to do for this run, here and now, as far as nobody else does it."""
    memo: dict = {HERE: True}
    for verb in (CHECK, WRITE):
        job = jobs.latest(verb, run.pk)
        if job and not job.ended_at:
            jobs.drive(job.pk, tell, memo)


@dataclass(frozen=True)
class Preview:
    """What the check found. `problems` hold values as they stood: for a steward's eye, never for a log.

    `counts`: (title of the column, what is wrong, how many), the most frequent first. `notes`: sentences.
    """

    run: ImportRun
    problems: list[Problem]
    counts: list[tuple[str, str, int]]
    notes: list[str]


def preview(run: ImportRun, shown: int = 50) -> Preview:
    """Raises files.Lost where the sealed list is not there any more."""
    told: dict = {"problems": [], "counts": []}
    if run.findings:
        told = json.loads(files.content_of(run.findings))
    notes = [f"{words}：{rows:,} 行" if rows else words for words, rows in run.notes]
    counts = [(title, message, number) for title, message, number in told["counts"]]
    return Preview(run, [Problem(*each) for each in told["problems"][:shown]], counts, notes)


@dataclass(frozen=True)
class Progress:
    """`percent` is None while there is nothing to count; `said` is what is being done."""

    state: str
    words: str
    said: str
    done: int
    total: int

    @property
    def percent(self) -> int | None:
        return self.done * 100 // self.total if self.total else None


def progress(run: ImportRun) -> Progress:
    verb = CHECK if run.state == State.CHECKING else WRITE
    job = jobs.latest(verb, run.pk)
    said, done, total = (job.said, job.done, job.total) if job and run.live else ("", 0, 0)
    return Progress(run.state, run.get_state_display(), said, done, total)


def result_of(run: ImportRun) -> tuple[str, bytes] | None:
    """(file name, content) of the workbook with the errors marked; None where every row was sound. Raises Lost."""
    return (run.result.name, files.content_of(run.result)) if run.result else None


def template_of(kind: str) -> tuple[str, bytes]:
    """(file name, content) of the workbook to fill in. Raises Refused."""
    feed = _feed(kind)
    return f"{feed.template.title}（模板）.xlsx", blank(feed.template)


def last_known() -> int:
    """The number up to which all that was imported is in: what a decision made now may rest on.

    Runs with higher numbers may be half in. Give it to ``known_in`` of a fed table, and keep it beside the decision.
    """
    running = ImportRun.objects.filter(state=State.RUNNING, scope="").values_list("number", flat=True).first()
    if running:
        return running - 1
    return ImportRun.objects.aggregate(last=Max("number"))["last"] or 0


def _feed(kind: str) -> Feed:
    feed = kinds.feed_of(kind)
    if feed is None:
        raise Refused("kind", f"没有“{kind}”这种数据。可以导入的有：{'、'.join(kinds.names())}。")
    return feed


def _there(kind: str, sha256: str, scope: str) -> ImportRun | None:
    runs = ImportRun.objects.filter(kind=kind, scope=scope).exclude(state__in=ImportRun.UNDONE)
    found = runs.filter(sha256=sha256).first()
    if scope and found and found.state == State.DONE and found != runs.first():
        return None  # another file of theirs came after it: this one has something to say again
    return found


def _answer(run: ImportRun) -> HandedIn:
    if run.state == State.DONE and run.finished_at:
        day = run.finished_at.astimezone(timezone.get_default_timezone()).date()
        return HandedIn(run, False, f"这份文件已于{chinese(day)}导入过，没有新的内容。")
    return HandedIn(run, False, f"这份文件已经上传过，现在是“{run.get_state_display()}”。")
