"""`manage.py import_feed KIND FILE`: bring one file in and say in words what it did.

Exit 0: every row went in (or was there already) · 1: good rows went in, bad rows were set aside and are named ·
2: nothing was written.
"""

import os
import sys
import time
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lib.refused import Refused
from records import kinds, runs
from records.models import ImportRun

SET_ASIDE, NOTHING_WRITTEN = 1, 2
SHOWN = 20  # rows set aside that are named; the marked workbook has all
WAIT = 0.5  # seconds, while another import writes
BAR = 30

State = ImportRun.State


class Command(BaseCommand):
    help = "导入一份数据文件。同一份文件再导入一次不会有任何改动。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", metavar="KIND", help=f"种类：{'、'.join(kinds.names())}")
        parser.add_argument("file", metavar="FILE", type=Path, help="xlsx 或 csv 文件（UTF-8 或 GBK）")
        parser.add_argument("--true-to", type=_day, metavar="DATE", help="数据截至日，如 2024-05-31；不写就是今天")
        parser.add_argument(
            "--marked",
            type=Path,
            metavar="FILE",
            help="有搁置的行时，标注了问题的工作簿写到这里（有个人信息）",
        )
        parser.add_argument("--agree", action="store_true", help="文件比现有的少一成以上时也照样导入")

    def handle(self, *args: Any, kind: str, file: Path, **options: Any) -> None:
        marked: Path | None = options["marked"]
        if marked and marked.exists():
            message = f"没有导入。已经有 {marked.name} 了，不会覆盖它。请给 --marked 换一个文件名。"
            raise CommandError(message, returncode=NOTHING_WRITTEN)
        try:
            handed = runs.hand_in(
                kind=kind, content=_content(file), filename=file.name, by=None, at=timezone.now(),
                true_to=options["true_to"], confirmed=True, tell=False,
            )  # fmt: skip
        except Refused as refused:
            raise CommandError(f"没有导入。{refused.message}", returncode=NOTHING_WRITTEN) from refused
        run = handed.run
        if not handed.new:
            self.stdout.write(handed.words)
            if run.state == State.DONE:
                self._mark(run, marked)
                return
        self._drive(run, options["agree"])
        self._report(run, marked)

    def _drive(self, run: ImportRun, agreed: bool) -> None:
        """Until the run has ended, whoever does it: this process, or a worker that was faster."""
        bar = _Bar()
        while run.live:
            runs.drive(run, bar)
            run.refresh_from_db()
            if run.state == State.WAITING:
                if run.asks and not agreed:
                    bar.clear()
                    runs.cancel(run=run, at=timezone.now())
                    words = f"没有导入。{run.asks}核对无误，请加 --agree 再运行一次。"
                    raise CommandError(words, returncode=NOTHING_WRITTEN)
                runs.confirm(run=run, by=None, at=timezone.now(), agreed=True, tell=False)
            elif run.live:
                time.sleep(WAIT)
        bar.clear()

    def _report(self, run: ImportRun, marked: Path | None) -> None:
        found = runs.preview(run, SHOWN)
        if run.state != State.DONE and not run.read:
            raise CommandError(f"没有导入。{run.message}", returncode=NOTHING_WRITTEN)
        feed = kinds.feed_of(run.kind)
        self.stdout.write(f"{feed.template.title if feed else run.kind}：读到 {run.read} 行")
        self.stdout.write(
            f"新增 {run.added} · 变更 {run.changed} · 撤回 {run.removed} · 未变 {run.unchanged}"
            f" · 文件中缺少 {run.absent} · 搁置 {run.parked}"
        )
        if not (run.added or run.changed or run.removed or run.parked):
            self.stdout.write("数据库已与这份文件一致，没有改动。")
        for note in found.notes:
            self.stdout.write(f"提示：{note}")
        if run.parked:
            self._tell_set_aside(run, found)
            self._mark(run, marked)
        if run.state != State.DONE:
            raise CommandError(f"没有导入。{run.message}", returncode=NOTHING_WRITTEN)
        if run.parked:
            sys.exit(SET_ASIDE)

    def _tell_set_aside(self, run: ImportRun, found: runs.Preview) -> None:
        """Personal values are masked here: a terminal keeps its history. The workbook shows them."""
        self.stdout.write("搁置（未导入，改好后再导入一次）：")
        for problem in found.problems:
            self.stdout.write(f"  {problem}")
        if (count := sum(run.codes.values())) > len(found.problems):
            self.stdout.write(f"  ……另有 {count - len(found.problems)} 条")

    def _mark(self, run: ImportRun, marked: Path | None) -> None:
        """The marked workbook stays sealed, unless the operator names a file for it: that one only he can read."""
        result = runs.result_of(run)
        if result is None:
            return
        if marked is None:
            self.stdout.write(f"标注了问题的文件：在“数据管理”导入 {run.pk} 的页面下载，或者加 --marked FILE 再运行。")
            return
        with os.fdopen(os.open(marked, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(result[1])
        self.stdout.write(f"标注了问题的文件：{marked}（里面有个人信息，用完请删去）")


class _Bar:
    """A line on a terminal's stderr, redrawn; nothing elsewhere."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()

    def __call__(self, done: int, total: int, said: str) -> None:
        if self._shown:
            filled = BAR * done // total if total else 0
            sys.stderr.write(f"\r\x1b[K[{'█' * filled}{' ' * (BAR - filled)}] {done}/{total} {said}")
            sys.stderr.flush()

    def clear(self) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError as error:
        message = f"没有导入。找不到文件 {file.name}。请检查路径。"
        raise CommandError(message, returncode=NOTHING_WRITTEN) from error
    except OSError as error:
        message = f"没有导入。打不开文件 {file.name}（{error.strerror}）。请检查权限。"
        raise CommandError(message, returncode=NOTHING_WRITTEN) from error


def _day(text: str) -> date:
    return date.fromisoformat(text)
