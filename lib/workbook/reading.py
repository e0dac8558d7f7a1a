"""From the bytes of a file to its columns as text, with the rows' numbers. See the package's docstring."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

import numpy as np

from lib.jail.outside import MEGABYTE, Broken, Jail
from lib.workbook import headings, package, textfile
from lib.workbook.headings import Fit
from lib.workbook.layout import OVERFLOW, Template, Unreadable
from lib.workbook.problems import Words

LARGEST = 60_000_000  # bytes
MOST_ROWS = 1_000_000
HEAD = 10  # rows among which the headings must be
TURN = 20_000
_OVERFLOWN = (f"“{OVERFLOW}”里还有内容", f"把这一行的内容移到各自的列里，再清空“{OVERFLOW}”")
ONLY_HEADINGS = "只有列名，没有数据。请检查是否选错了文件。"

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_STRANGERS = {
    b"%PDF": "PDF",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"Rar!": "RAR 压缩包",
    b"7z\xbc\xaf": "7z 压缩包",
    b"\x1f\x8b": "gz 压缩包",
}


@dataclass(frozen=True)
class Flaw:
    """Cells whose text says nothing, because of how they stand in the file; "" is the whole row."""

    column: str
    code: str
    positions: np.ndarray
    message: Words
    remedy: Words


@dataclass
class Book:
    """A table as it stood; `heading_row` and `places` say where, `flaws` what is no text at all."""

    columns: dict[str, np.ndarray]
    rows: np.ndarray
    sheet: str = ""
    heading_row: int = 1
    places: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)

    def flaw(self, column: str, code: str, positions: np.ndarray, message: Words, remedy: Words) -> None:
        if len(positions):
            self.flaws.append(Flaw(column, code, positions, message, remedy))


class _Rows:
    """Columns under way. `take` refuses a row too many at once, not when a million more have come."""

    def __init__(self, fit: Fit, template: Template):
        self.fit, self.template = fit, template
        self.names = list(fit.places)
        self.wanted = [*fit.places.values(), *fit.overflow]
        self.numbers: list[int] = []
        self.cells: list[list[str]] = [[] for _ in self.wanted]

    def take(self, numbers: Sequence[int], columns: Iterable[Sequence[str]]) -> None:
        self.numbers += numbers
        if len(self.numbers) > MOST_ROWS + HEAD:
            raise Unreadable(f"超过 {MOST_ROWS // 10_000} 万行。请分成几份再上传。")
        for kept, new in zip(self.cells, columns, strict=True):
            kept += new

    def book(self, sheet: str, notes: list[str]) -> Book:
        """Without the rows above the data, and without those that say nothing in any column of the template."""
        numbers = np.array(self.numbers, dtype=np.int32)
        self.numbers = []
        keep = numbers > self.fit.row
        silent = np.flatnonzero(keep)
        for cells in self.cells:
            silent = silent[[not (cells[at] and not cells[at].isspace()) for at in silent.tolist()]]
        keep[silent] = False
        if not keep.any():
            raise Unreadable(ONLY_HEADINGS)
        over = np.zeros(len(numbers), dtype=bool)
        for _ in self.fit.overflow:
            over |= [bool(cell.strip()) for cell in self.cells.pop()]
        columns = {}
        for name in reversed(self.names):
            columns[name] = np.array(self.cells.pop(), dtype=object)[keep]
        for column in self.template.layout:
            if column.name not in columns:
                columns[column.name] = np.full(int(keep.sum()), "", dtype=object)
        ordered = {column.name: columns[column.name] for column in self.template.layout}
        book = Book(ordered, numbers[keep], sheet, self.fit.row, dict(self.fit.places), notes)
        book.flaw("", "wrong-width", np.flatnonzero(over[keep]), *_OVERFLOWN)
        return book


def read(content: bytes, filename: str, template: Template) -> Book:
    """The table in an .xlsx or csv file. Raises Unreadable, and nothing else, whatever the bytes."""
    if not content or content.isspace():
        raise Unreadable("文件是空的。请检查是否选错了文件。")
    if len(content) > LARGEST:
        raise Unreadable(f"文件超过 {LARGEST // 1_000_000} MB。请检查是否选错了文件，或分成几份再上传。")
    if content.startswith(_ZIP):
        return _read_xlsx(content, template)
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Unreadable(package.LOCKED)
        raise Unreadable("这是 Excel 工作簿，但是旧的 .xls 格式。请在 Excel 或 WPS 中另存为 .xlsx 再上传。")
    for start, what in _STRANGERS.items():
        if content.startswith(start):
            raise Unreadable(f"这是{what}，不是表格。请上传 .xlsx 或 .csv。")
    if filename.lower().endswith((".xlsx", ".xlsm")):
        raise Unreadable("名字是 Excel 工作簿，内容却不是。请在 Excel 中打开检查，另存为 .xlsx 再上传。")
    return _read_csv(content, template)


def _read_csv(content: bytes, template: Template) -> Book:
    rows = textfile.rows(content)
    first = list(islice(rows, HEAD))
    if not first:
        raise Unreadable("文件是空的。请检查是否选错了文件。")
    head = dict(first)
    fit = headings.find(head, template)
    fit.demand(template)
    taken = _Rows(fit, template)
    crooked: dict[int, int] = {}
    width = fit.width
    lines = chain(first, rows)
    while turn := list(islice(lines, TURN)):
        straight = [cells if len(cells) == width else _straight(number, cells, fit, crooked) for number, cells in turn]
        columns = list(zip(*straight, strict=True))
        taken.take([number for number, _ in turn], [columns[place] for place in taken.wanted])
    book = taken.book("", fit.notes({}))
    positions = np.flatnonzero(np.isin(book.rows, list(crooked)))
    words = [f"这一行有 {crooked[row]} 格，列名有 {fit.width} 个" for row in book.rows[positions].tolist()]
    book.flaw("", "wrong-width", positions, words, "检查是否少了或多了逗号")
    return book


def _straight(number: int, cells: list[str], fit: Fit, crooked: dict[int, int]) -> list[str]:
    """The row, as wide as the headings; one that is not is written down, but for the empty cells spreadsheets leave."""
    width = fit.width
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    if len(cells) != width and number > fit.row:
        crooked[number] = len(cells)
    return cells[:width] + [""] * (width - len(cells))


def _read_xlsx(content: bytes, template: Template) -> Book:
    archive = package.open_zip(content)
    claimed = min(sum(part.file_size for part in archive.infolist()), package.MOST_UNPACKED)
    memory = 512 * MEGABYTE + 24 * len(content) + 2 * claimed
    with Jail("read_workbook", content, memory) as jail:
        inside = package.inspect(content, archive)  # while the reader is at work
        try:
            book = _choose(jail, template)
        except Broken as broken:
            raise Unreadable(package.TOO_BIG if broken.stopped else package.BROKEN) from broken
    flawed = {
        "formula": (inside.formulas, "这一格是公式，公式的结果不可靠", "复制后用“粘贴为数值”替换公式"),
        "error-cell": (inside.errors, "这一格是错误值（如 #N/A）", "照原件重新填写"),
    }
    for code, (spans, message, remedy) in flawed.items():
        _find_flaws(book, spans.get(book.sheet, []), code, message, remedy)
    return book


def _choose(jail: Jail, template: Template) -> Book:
    """Read the one visible sheet whose headings fit and which has rows below them. Raises Unreadable or Broken."""
    best, best_sheet, best_nth = Fit(), "", 0
    taken: _Rows | None = None
    notes: list[str] = []
    nth = 0
    while (message := jail.receive())[0] != "end":
        if message[0] == "rows":
            assert taken is not None
            taken.take(message[1], message[2])
            continue
        _, sheet, head, merged = message
        nth += 1
        fit = headings.find(head, template)
        wanted = fit.complete and max(head) > fit.row
        if wanted and taken:
            raise Unreadable(f"第 {best_nth} 张和第 {nth} 张工作表都像要导入的表。请只留一张，另一张删去或另存。")
        if wanted or (not taken and (len(fit.places) > len(best.places) or not best.cells)):
            best, best_sheet, best_nth = fit, sheet, nth
        if wanted:
            fit.demand(template, nth)
            taken, notes = _Rows(fit, template), fit.notes(head) + _merged(merged, fit)
        jail.send(taken.wanted if wanted and taken else None)
    if taken:
        return taken.book(best_sheet, notes)
    if not best.cells:
        raise Unreadable("工作簿里没有内容（隐藏的工作表不读）。请检查是否选错了文件。")
    best.demand(template, best_nth)
    raise Unreadable(ONLY_HEADINGS)


def _merged(spans: list[tuple[int, int]], fit: Fit) -> list[str]:
    """Merging leaves every cell but one empty, which looks like something forgotten."""
    below = [span for span in spans if span[1] > fit.row]
    if not below:
        return []
    return [f"第 {below[0][0]} 行起有合并的单元格，只有左上角的一格有内容。请取消合并，逐行填写"]


def _find_flaws(book: Book, spans: list[package.Span], code: str, message: str, remedy: str) -> None:
    """Which cells of the table lie in the spans."""
    if not spans:
        return
    first, last, left, right = np.array(spans, dtype=np.int64).T
    starts, ends = np.searchsorted(book.rows, first), np.searchsorted(book.rows, last, side="right")
    for name, place in book.places.items():
        here = (left <= place) & (place <= right)
        depth = np.zeros(len(book) + 1, dtype=np.int64)
        np.add.at(depth, starts[here], 1)
        np.add.at(depth, ends[here], -1)
        book.flaw(name, code, np.flatnonzero(depth.cumsum()[:-1] > 0), message, remedy)
