"""Reading a text table that somebody exported by hand, and saying in words what came of it.

Knows no occupation and no Django: when a second room reads files, this moves down to `lib`.
"""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LARGEST = 20_000_000  # bytes; the whole classification is a quarter of a million
SHOWN = 20  # lines of a kind in a report; the counts are always whole


class Unreadable(Exception):
    """The file is not the table it should be. Its message says why and what to do; nothing was written."""


@dataclass(frozen=True)
class Problem:
    """Why one row was set aside. `row` is the number a spreadsheet shows: the heading is row 1."""

    row: int
    column: str
    value: str
    message: str
    remedy: str

    def __str__(self) -> str:
        found = self.value if len(self.value) <= 40 else self.value[:40] + "…"
        return f"第 {self.row} 行 · {self.column} 列 · “{found}”：{self.message}。{self.remedy}。"


@dataclass(frozen=True)
class Table:
    """`rows`: (row number, {column: text without outer blanks}); rows of a wrong width are in `problems`."""

    rows: list[tuple[int, dict[str, str]]]
    extra: list[str]
    problems: list[Problem]


@dataclass
class Report:
    """What a feed did. `absent` rows stand in the database and not in the file: proposals, never deletions."""

    title: str
    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    absent: int = 0
    changes: list[str] = field(default_factory=list)
    absences: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    aside: set[str] = field(default_factory=set)  # whatever stands in a parked row is not absent

    @property
    def parked(self) -> int:
        return len({problem.row for problem in self.problems})

    @property
    def complete(self) -> bool:
        """Every row of the file went in."""
        return not self.problems

    def park(self, row: "Row", column: str, message: str, remedy: str) -> None:
        """Set a row aside that only the database can judge."""
        self.problems.append(Problem(row.number, column, row[column], message, remedy))
        self.aside |= set(row.values.values())

    def lines(self) -> list[str]:
        lines = [
            f"{self.title}：读到 {self.read} 行",
            f"新增 {self.added} · 变更 {self.changed} · 未变 {self.unchanged}"
            f" · 文件中缺少 {self.absent} · 搁置 {self.parked}",
        ]
        if not (self.added or self.changed or self.problems):
            lines.append("数据库已与这份文件一致，没有改动。")
        lines += [f"提示：{note}" for note in self.notes]
        lines += _some("变更", self.changes)
        lines += _some("文件中缺少（仅提议撤出，未删除）", self.absences)
        lines += _some("搁置（未导入，改好后再导入一次）", [str(problem) for problem in self.problems])
        return lines


def _some(heading: str, items: Sequence[str]) -> list[str]:
    if not items:
        return []
    more = [f"  ……另有 {len(items) - SHOWN} 条"] if len(items) > SHOWN else []
    return [f"{heading}：", *(f"  {item}" for item in items[:SHOWN]), *more]


class Row:
    """One row under check: `expect` writes down every problem, none stops the next."""

    def __init__(self, number: int, values: dict[str, str], problems: list[Problem]):
        self.number, self.values, self._problems, self.sound = number, values, problems, True

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def expect(self, true: bool, column: str, message: str, remedy: str) -> bool:
        if not true:
            self.sound = False
            self._problems.append(Problem(self.number, column, self.values[column], message, remedy))
        return true

    def expect_first(self, column: str, what: str, key: object, seen: dict[object, int]) -> bool:
        """The same key twice in one file: the first row stands, later ones are set aside."""
        first = seen.setdefault(key, self.number)
        return self.expect(first == self.number, column, f"{what}与第 {first} 行重复", "只保留正确的一行")


def read_rows(path: Path, columns: Sequence[str], report: Report, check: Callable[[Row], None]) -> list[Row]:
    """The sound rows of a table; the others are told in `report`. Raises Unreadable."""
    table = read_table(path, columns)
    if table.extra:
        report.notes.append(f"多出的列未使用：{'、'.join(table.extra)}")
    report.problems += table.problems
    report.read = len(table.rows) + len(table.problems)
    rows = [Row(number, values, report.problems) for number, values in table.rows]
    for row in rows:
        check(row)
    report.aside |= {cell for row in rows if not row.sound for cell in row.values.values()}
    report.aside |= {cell.strip() for problem in table.problems for cell in problem.value.split(",")}
    return [row for row in rows if row.sound]


def read_table(path: Path, columns: Sequence[str]) -> Table:
    """Read csv with a heading: UTF-8 with or without BOM, or GBK. Raises Unreadable."""
    try:
        if path.stat().st_size > LARGEST:
            raise Unreadable(f"文件超过 {LARGEST // 1_000_000} MB，不像是这种表。请检查是否选错了文件。")
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise Unreadable(f"找不到文件 {path.name}。请检查路径。") from error
    except OSError as error:
        raise Unreadable(f"打不开 {path.name}：它不是文件，或者没有读取权限。") from error
    try:
        lines = list(csv.reader(io.StringIO(_decode(content), newline=""), strict=True))
    except csv.Error as error:
        raise Unreadable(f"不是完整的 CSV：{error}。请检查引号是否成对，再另存为“CSV UTF-8”。") from error
    return _under_headings(lines, columns)


def _decode(content: bytes) -> str:
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Unreadable("这是 Excel 工作簿，不是 CSV。请在 Excel 中另存为“CSV UTF-8（逗号分隔）”。")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content:
        raise Unreadable("不是 UTF-8 或 GBK 文本。请另存为“CSV UTF-8（逗号分隔）”。")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = _decode_gbk(content, error)
    if not text.strip():
        raise Unreadable("文件是空的。请检查是否选错了文件。")
    return text


def _decode_gbk(content: bytes, error: UnicodeDecodeError) -> str:
    """A UTF-8 file with a few broken bytes often reads as GBK too, into nonsense: refuse it instead."""
    hopeful = content.decode("utf-8", errors="replace")
    broken, foreign = hopeful.count("\ufffd"), sum(sign > "\x7f" for sign in hopeful)
    if broken * 10 < foreign:
        line = content[: error.start].count(b"\n") + 1
        raise Unreadable(f"第 {line} 行附近有损坏的字符（其余是 UTF-8）。请改好后另存为“CSV UTF-8”。")
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError:
        raise Unreadable("文字编码既不是 UTF-8 也不是 GBK。请另存为“CSV UTF-8（逗号分隔）”。") from None


def _under_headings(lines: list[list[str]], columns: Sequence[str]) -> Table:
    headings = [heading.strip().lower() for heading in lines[0]]
    while headings and not headings[-1]:
        headings.pop()  # spreadsheets leave empty cells behind
    missing = [column for column in columns if column not in headings]
    if missing:
        found = ",".join(lines[0])
        hint = "列与列之间要用英文逗号。" if any(sign in found for sign in "\t;，") else ""
        raise Unreadable(
            f"缺少列：{'、'.join(missing)}。{hint}"
            f"第一行应是列名：{','.join(columns)}；这份文件的第一行是：{found[:200]}"
        )
    twice = sorted({heading for heading in headings if heading and headings.count(heading) > 1})
    if twice:
        raise Unreadable(f"列名重复：{'、'.join(twice)}。每个列名只能出现一次。")
    rows, problems = [], []
    for number, line in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in line):
            continue
        if not any(cell.strip() for cell in line[len(headings) :]):
            line = line[: len(headings)]
        if len(line) != len(headings):
            message = f"这一行有 {len(line)} 格，列名有 {len(headings)} 个"
            problems.append(Problem(number, "整行", ",".join(line), message, "检查是否少了或多了逗号"))
            continue
        cells = (cell.strip() for cell in line)
        rows.append((number, dict(zip(headings, cells, strict=True))))
    if not rows and not problems:
        raise Unreadable("只有列名，没有数据。请检查是否选错了文件。")
    return Table(rows, [heading for heading in headings if heading and heading not in columns], problems)
