"""A file under way: read, checked by its feed, cut into parts; and what is found wrong given back, sealed."""

import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.utils import timezone

from lib.feed import Asked, Brought, Feed, Part
from lib.workbook import Book, Checked, check, mark, read
from records import files
from records.models import ImportRun, StoredFile

SHOWN = 200  # problems kept for the screen; the marked workbook has them all
MOST_KEPT = 150_000  # rows
_ORDER = {"withdraw": 0, "change": 1, "add": 2}  # what makes room comes before what takes it


@dataclass
class Table:
    """`order`: positions of the rows that are sound by themselves, as they are brought in."""

    content: bytes
    name: str
    book: Book
    checked: Checked
    order: np.ndarray
    asked: Asked
    sound: tuple[np.ndarray, int]  # how it stood before the database was asked

    @classmethod
    def of(cls, run: ImportRun, feed: Feed) -> "Table":
        """Read and check a run's file. Always the same for the same run. Raises Unreadable or files.Lost."""
        content = files.content_of(run.file)
        book = read(content, run.file.name, feed.template)
        checked = check(book, feed.template)
        on = run.created_at.astimezone(timezone.get_default_timezone()).date()
        asked = Asked(on, min(run.true_to or on, on), run.scope)
        feed.check(checked, asked)
        sound = np.flatnonzero(checked.good)
        if "action" in checked.columns:
            ranks = np.array([_ORDER[action] for action in checked.columns["action"][sound]], dtype=np.int8)
            sound = sound[np.argsort(ranks, kind="stable")]
        return cls(content, run.file.name, book, checked, sound, asked, checked.mark())

    def keep(self, run: ImportRun) -> None:
        """Whoever has just checked a file writes it, most likely: then it is not read again. One at a time, in memory
        alone, and only what is no burden to hold."""
        _kept.clear()
        if len(self.book) <= MOST_KEPT:
            _kept[run.pk, run.sha256] = self

    @classmethod
    def kept(cls, run: ImportRun) -> "Table | None":
        """What this process keeps of a run, as it was before the database was asked; only once."""
        table = _kept.pop((run.pk, run.sha256), None)
        if table is not None:
            table.checked.back_to(table.sound)
        return table

    def parts(self, size: int | None, start: int = 0) -> Iterator[tuple[int, Part]]:
        """(where it ends in `order`, the part), from `start` on."""
        step = size or max(len(self.order), 1)
        for begin in range(start, len(self.order), step):
            at = self.order[begin : begin + step]
            columns = {name: values[at] for name, values in self.checked.columns.items()}
            given = {name: values[at] for name, values in self.checked.given.items()}
            action = columns["action"] if "action" in columns else np.full(len(at), "add", dtype=object)
            yield begin + len(at), Part(columns, given, action, self.checked.rows[at], asked=self.asked)

    def refuse(self, refusals: list[list[Any]]) -> None:
        """Refusals as :func:`refusals` tells them."""
        together: dict[tuple, list[int]] = {}
        for position, *fault in refusals:
            together.setdefault(tuple(fault), []).append(position)
        for (code, column, message, remedy), positions in together.items():
            self.checked.refuse(np.array(sorted(positions)), column, code, message, remedy)

    def _digest(self) -> str:
        """Of every problem: where it is and what it says."""
        frame = self.checked.problems.frame()
        parts = (repr(frame[name].tolist()) for name in ("row", "column", "code"))
        return hashlib.sha256("".join(parts).encode()).hexdigest()

    @property
    def notes(self) -> dict[str, int]:
        return dict.fromkeys(self.checked.notes, 0)

    def found(self, feed: Feed, at: datetime, run: ImportRun | None = None) -> dict[str, StoredFile | None]:
        """The problems for the screen and the marked workbook, stored sealed; fields of the run.

        ``run``: what was found of it before stands where the same is found again.
        """
        if self.checked.good.all():
            return {"findings": None, "result": None}
        problems, digest = self.checked.problems, self._digest()
        if run is not None and run.findings and run.result and _told(run.findings).get("digest") == digest:
            return {"findings": run.findings, "result": run.result}
        told = {
            "problems": [
                [p.row, p.column, p.title, p.value, p.code, p.message, p.remedy, p.personal]
                for p in problems.head(SHOWN)
            ],
            "counts": [[title, message, n] for (title, message), n in problems.counts().items()][:SHOWN],
            "digest": digest,
        }
        marked = mark(self.content, self.name, self.book, self.checked, feed.template)
        stem = self.name.rpartition(".")[0] or self.name
        return {
            "findings": files.keep(json.dumps(told, ensure_ascii=False).encode(), "问题清单.json", None, at),
            "result": files.keep(marked, f"{stem}（问题标注）.xlsx", None, at),
        }


_kept: dict[tuple[int, str | None], Table] = {}


def _told(findings: StoredFile) -> dict[str, Any]:
    """What was found before; nothing where it is not there any more."""
    try:
        told: dict[str, Any] = json.loads(files.content_of(findings))
    except files.Lost:
        return {}
    return told


def ahead(parts: Iterable[tuple[int, Part]], prepare: Callable[[Part], None]) -> Iterator[tuple[int, Part]]:
    """The same parts, each prepared in a thread while whoever takes them is busy with the one before."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        waiting: deque[tuple[int, Part, Future[None]]] = deque()
        for end, part in parts:
            waiting.append((end, part, thread.submit(prepare, part)))
            if len(waiting) > 1:
                yield _ready(waiting.popleft())
        while waiting:
            yield _ready(waiting.popleft())


def _ready(waiting: tuple[int, Part, Future[None]]) -> tuple[int, Part]:
    end, part, preparing = waiting
    preparing.result()
    return end, part


def refusals(feed: Feed, order: np.ndarray, end: int, part: Part, brought: Brought) -> list[list[Any]]:
    """[position in the file, code, column, message, remedy] for each refused row of a part; nothing personal."""
    begin = end - len(part)
    return [
        [int(order[begin + each.position]), each.code, *feed.fault(each)]
        for each in sorted(brought.refused, key=lambda each: each.position)
    ]
