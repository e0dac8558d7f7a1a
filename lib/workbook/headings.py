"""Which row is the heading line, and which column is which.

What is said of it is kept in clear, so a row without any heading, which may be somebody's data, is never quoted; nor is
the name of a sheet.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lib import mask
from lib.workbook.layout import MARKED, OVERFLOW, ROW_NUMBER, Template, Unreadable, heading
from lib.workbook.spelling import tidy

_NUMBER = re.compile(r"\d{8,}[\dXx]?")


@dataclass
class Fit:
    """How well one row serves as the heading line. `places`: {column name: its place in the file, from 0}."""

    row: int = 0
    cells: Sequence[str] = ()
    places: dict[str, int] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    overflow: list[int] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        return bool(self.places) and not self.missing

    @property
    def width(self) -> int:
        """How many columns have a heading, empty ones between them counted."""
        return max((place + 1 for place, cell in enumerate(self.cells) if cell.strip()), default=0)

    def demand(self, template: Template, sheet: int = 0) -> None:
        """Raises Unreadable where a column is missing or there twice. ``sheet``: which of the visible ones, from 1."""
        if self.missing or not self.places:
            where = f"（第 {sheet} 张工作表）" if sheet else ""
            what = f"缺少列：{'、'.join(self.missing)}。" if self.places else "没有找到列名，缺少所有的列："
            what += "" if self.places else f"{'、'.join(self.missing)}。"
            parted = any(sign in cell for cell in self.cells for sign in "\t;，")
            hint = "列与列之间要用英文逗号。" if parted and not sheet else ""
            raise Unreadable(
                f"{what}{hint}第一行应是列名：{','.join(template.titles)}；"
                f"这份文件{where}的第 {self.row or 1} 行{self._found()}"
            )
        if self.twice:
            raise Unreadable(f"列名重复：{'、'.join(self.twice)}。每个列名只能出现一次。")

    def _found(self) -> str:
        if self.width and not self.places:
            return "不是列名。从第一行起就是数据的，请在上面补一行列名。"
        return "是：" + (",".join(map(_quoted, self.cells[: self.width]))[:200] or "空的")

    def notes(self, head: Mapping[int, Sequence[str]]) -> list[str]:
        """What is left out of the file, in words. `head`: its first rows."""
        notes = [f"多出的列未使用：{'、'.join(self.extra)}"] if self.extra else []
        if any(cell.strip() for row, cells in head.items() if row > self.row for cell in cells[self.width :]):
            notes.append("最后一列的右边还有没有列名的内容，未使用")
        if self.row > 1:
            notes.append(f"列名在第 {self.row} 行，它上面的内容未使用")
        return notes


def find(head: Mapping[int, Sequence[str]], template: Template) -> Fit:
    """The first of the file's first rows that fits best."""
    best = Fit(missing=[column.title for column in template.layout if not column.may_lack])
    for row, cells in head.items():
        fit = _fit(row, cells, template)
        if len(fit.places) > len(best.places) or not best.row:
            best = fit
    return best


def _fit(row: int, cells: Sequence[str], template: Template) -> Fit:
    known = {each: column for column in template.layout for each in column.headings}
    silent = {heading(text) for text in (*MARKED, ROW_NUMBER)} - set(known)
    fit = Fit(row, cells)
    for place, cell in enumerate(cells):
        said = heading(cell)
        column = known.get(said)
        if column is None and said == heading(OVERFLOW):
            fit.overflow.append(place)
        elif column is None:
            if said and said not in silent:
                fit.extra.append(_quoted(cell)[:40])
        elif column.name in fit.places:
            fit.twice.append(column.title)
        else:
            fit.places[column.name] = place
    needed = [column for column in template.layout if not column.may_lack]
    fit.missing = [column.title for column in needed if column.name not in fit.places]
    return fit


def _quoted(cell: str) -> str:
    """A heading as it may be quoted: no number of anybody's."""
    return _NUMBER.sub(lambda found: mask.number(found[0]), tidy(cell))
