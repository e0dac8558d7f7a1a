"""The rows of a file of this room, checked one by one, and a report that says in words what came of them.

These files are some thousand rows of names and codes; each is judged beside the others, so they are read as rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lib.workbook import Book, Column, Template, Unreadable, read

LARGEST = 20_000_000  # bytes; the whole classification is a quarter of a million
SHOWN = 20  # lines of a kind in a report; the counts are always whole

Rows = list[tuple[int, dict[str, str]]]  # (number as the spreadsheet shows it, {column: text without outer blanks})


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
    """`problems`: of rows that say nothing certain, as one of a wrong width; those are not in `rows`."""

    rows: Rows
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    aside: set[str] = field(default_factory=set)  # what stands in the rows with problems


Source = Path | Rows | Table  # a file, or the rows of one that was read elsewhere


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


def read_rows(
    source: Source,
    columns: Sequence[str],
    report: Report,
    check: Callable[[Row], None],
    may_lack: Sequence[str] = (),
) -> list[Row]:
    """The sound rows of a table; the others are told in `report`. A column that may lack reads as empty then.

    Raises Unreadable.
    """
    if isinstance(source, Path):
        source = read_table(source, columns, may_lack)
    table = source if isinstance(source, Table) else Table(source)
    report.notes += table.notes
    report.problems += table.problems
    report.read = len(table.rows) + len({problem.row for problem in table.problems})
    empty = dict.fromkeys(may_lack, "")
    rows = [Row(number, empty | values, report.problems) for number, values in table.rows]
    for row in rows:
        check(row)
    report.aside |= {cell for row in rows if not row.sound for cell in row.values.values()} | table.aside
    return [row for row in rows if row.sound]


def read_table(path: Path, columns: Sequence[str], may_lack: Sequence[str] = ()) -> Table:
    """Read an .xlsx or csv whose headings are these. Raises Unreadable."""
    try:
        if path.stat().st_size > LARGEST:
            raise Unreadable(f"文件超过 {LARGEST // 1_000_000} MB，不像是这种表。请检查是否选错了文件。")
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise Unreadable(f"找不到文件 {path.name}。请检查路径。") from error
    except OSError as error:
        raise Unreadable(f"打不开 {path.name}：它不是文件，或者没有读取权限。") from error
    headings = tuple(
        Column(column, column, "text", required=False, longest=1000, may_lack=column in may_lack) for column in columns
    )
    return as_rows(read(content, path.name, Template("table", "表", headings, key=(), whole=True)))


def as_rows(book: Book) -> Table:
    """The rows of a file that was read under a template's headings."""
    cells = zip(*(column.tolist() for column in book.columns.values()), strict=True)
    lines = [{name: cell.strip() for name, cell in zip(book.columns, line, strict=True)} for line in cells]
    table = Table([], list(book.notes))
    flawed: set[int] = set()
    for flaw in book.flaws:
        for place, position in enumerate(flaw.positions.tolist()):
            line = lines[position]
            value = line[flaw.column] if flaw.column else ",".join(line.values())
            message = flaw.message if isinstance(flaw.message, str) else flaw.message[place]
            remedy = flaw.remedy if isinstance(flaw.remedy, str) else flaw.remedy[place]
            number = int(book.rows[position])
            table.problems.append(Problem(number, flaw.column or "整行", value, message, remedy))
            table.aside.update(line.values())
            flawed.add(position)
    numbered = zip(book.rows.tolist(), lines, strict=True)
    table.rows.extend(row for position, row in enumerate(numbered) if position not in flawed)
    return table
