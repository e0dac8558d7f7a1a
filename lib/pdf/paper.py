"""A paper being filled from the top: texts, tables, rules; a new page where one is full. Measures are points."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from lib.pdf.drawing import Box, Drawn, Modules, Stroke, Words, draw
from lib.pdf.fonts import Chain, Fonts
from lib.pdf.lines import Line, broken, width_of

A4 = (595.28, 841.89)
INK, GREY, GOLD, PALE = "#1B2430", "#55606E", "#B8862D", "#D9DEE5"
ASCENT = 0.86  # of the size, from the top of a line's signs to their base line
TOGETHER = 4  # a text of so many lines is not torn


@dataclass(frozen=True)
class Cell:
    """A cell that is more than plain words. ``boxed``: inside a thin frame, as a stamp is."""

    text: str
    bold: bool = False
    colour: str = INK
    boxed: bool = False


class Paper:
    """One document. ``missing``: the signs met so far that no font has."""

    def __init__(
        self, fonts: Fonts, *, left: float = 70, right: float = 66, top: float = 62, bottom: float = 60,
        size: tuple[float, float] = A4,
    ):  # fmt: skip
        self._fonts, self.size = fonts, size
        self.left, self.wide = left, size[0] - left - right
        self._top, self._bottom = top, size[1] - bottom
        self.pages: list[list[Drawn]] = [[]]
        self.y = top
        self.missing: list[str] = []

    # --- what flows -------------------------------------------------------------------------------
    def text(
        self, text: str, *, size: float = 11.5, bold: bool = False, colour: str = INK, indent: float = 0,
        left: float = 0, right: float = 0, align: str = "justify", leading: float = 1.7, after: float = 0,
    ) -> None:  # fmt: skip
        """A paragraph. ``indent`` in signs; ``left`` and ``right`` keep so many points free."""
        lines = self.lines(text, size, self.wide - left - right, bold, indent)
        high = size * leading
        if len(lines) <= TOGETHER:
            self.need(high * len(lines))
        for number, line in enumerate(lines):
            if self.y + high * (2 if len(lines) - number == 2 else 1) > self._bottom:
                self.turn()  # rather two lines over there than one alone
            self._line(line, self.left + left, self.wide - left - right, size, colour, align, high)
        self.y += after

    def gap(self, points: float) -> None:
        if self.y > self._top:
            self.y += points

    def rule(self, colour: str = PALE, width: float = 0.6, double: bool = False) -> None:
        for _ in range(1 + double):
            self.add(Stroke(self.left, self.y, self.left + self.wide, self.y, width, colour))
            self.y += 2.4 if double else 0

    def table(
        self, head: Sequence[str], rows: Sequence[Sequence[str | Cell]], widths: Sequence[float], *, size: float = 9.5,
        right: Sequence[int] = (), total: bool = False,
    ) -> None:  # fmt: skip
        """Rows are never torn; the head stands again on each page. ``right``: columns set to the right.

        ``widths`` are shares of the whole. ``total``: the last row is ruled off.
        """
        unit = self.wide / sum(widths)
        sizes = [unit * share for share in widths]
        set_rows = [self._row(row, sizes, size) for row in rows]
        begin = self._row([Cell(words, colour=GREY) for words in head], sizes, size)
        self.need(begin[1] + (set_rows[0][1] if set_rows else 0))
        self._set_row(begin, sizes, size, right, rule=GREY)
        for number, row in enumerate(set_rows):
            if self.y + row[1] > self._bottom:
                self.turn()
                self._set_row(begin, sizes, size, right, rule=GREY)
            ends = total and number >= len(rows) - 2
            self._set_row(row, sizes, size, right, rule=GREY if ends else PALE)

    def pairs(self, pairs: Sequence[tuple[str, str]], *, size: float = 11, label: float = 84, left: float = 0) -> None:
        """Labels and what they say, side by side."""
        for words, told in pairs:
            lines = self.lines(told, size, self.wide - label - left)
            self.need(size * 1.6 * min(len(lines), TOGETHER))
            y = self.y
            self.put(words, self.left + left, y + size * 0.3, size, colour=GREY)
            self.text(told, size=size, left=left + label, leading=1.6)

    # --- what stands at a place -------------------------------------------------------------------
    def put(
        self, text: str, x: float, y: float, size: float, *, bold: bool = False, colour: str = INK, align: str = "left",
        page: int = -1,
    ) -> float:  # fmt: skip
        """One line with its top at ``y``; ``x`` is where it begins, ends or has its middle. Gives its width."""
        [line] = self.lines(text, size, 1e9, bold)
        shift = {"left": 0.0, "right": line.width, "center": line.width / 2}[align]
        self.pages[page].append(Words(line, x - shift, y + ASCENT * size, size, colour))
        return line.width

    def rule_at(self, x: float, y: float, wide: float, page: int = -1) -> None:
        self.add(Stroke(x, y, x + wide, y, 0.6, GREY), page)

    def add(self, one: Drawn, page: int = -1) -> None:
        self.pages[page].append(one)

    def boxed(self, text: str, x: float, y: float, size: float, colour: str) -> float:
        """Words in a thin frame whose top left corner is at (x, y); gives its width."""
        wide = self.width_of(text, size) + size * 0.7
        self.add(Box(x, y, wide, size * 1.4, colour=colour))
        self.put(text, x + size * 0.35, y + size * 0.18, size, colour=colour)
        return wide

    def code(self, rows: Sequence[Sequence[int]], x: float, y: float, side: float) -> None:
        """A code of dark squares, ``side`` points in all."""
        self.add(Modules(rows, x, y, side / len(rows)))

    # --- pages ------------------------------------------------------------------------------------
    def need(self, points: float) -> None:
        """A new page unless so much is left on this one."""
        if self.y + points > self._bottom and self.y > self._top:
            self.turn()

    def turn(self) -> None:
        self.pages.append([])
        self.y = self._top

    def finish(self, *, title: str, author: str, foot: Callable[["Paper", int, int], None]) -> bytes:
        """The PDF. ``foot`` adds to each page what stands on all of them: (paper, page from 0, how many)."""
        for page in range(len(self.pages)):
            foot(self, page, len(self.pages))
        return draw(self.pages, self.size, title, author)

    # --- measuring --------------------------------------------------------------------------------
    def lines(
        self, text: str, size: float, wide: float, bold: bool = False, indent: float = 0
    ) -> tuple[Line, ...]:  # fmt: skip
        chain = self._chain(bold)
        self.missing += [sign for sign in self._fonts.missing(text) if sign not in self.missing]
        return broken(text, chain, size, wide, indent * size)

    def width_of(self, text: str, size: float, bold: bool = False) -> float:
        return width_of(text, self._chain(bold), size)

    def _chain(self, bold: bool) -> Chain:
        return self._fonts.bold if bold else self._fonts.regular

    def _line(self, line: Line, x: float, wide: float, size: float, colour: str, align: str, high: float) -> None:
        if align != "justify":
            x += {"left": 0.0, "right": wide - line.width, "center": (wide - line.width) / 2}[align]
        self.add(Words(line, x, self.y + (high - size) / 2 + ASCENT * size, size, colour))
        self.y += high

    def _row(self, row: Sequence[str | Cell], sizes: Sequence[float], size: float) -> tuple[list[Any], float]:
        cells = []
        for told, wide in zip(row, sizes, strict=True):
            cell = told if isinstance(told, Cell) else Cell(told)
            cells.append((cell, self.lines(cell.text, size, wide - 8, cell.bold) if cell.text else ()))
        deepest = max((len(lines) for _, lines in cells), default=1)
        return cells, deepest * size * 1.5 + 7

    def _set_row(
        self, row: tuple[list[Any], float], sizes: Sequence[float], size: float, right: Sequence[int], rule: str
    ) -> None:
        cells, high = row
        x, y = self.left, self.y
        for column, ((cell, lines), wide) in enumerate(zip(cells, sizes, strict=True)):
            if cell.boxed and cell.text:
                self.boxed(cell.text, x + 4, y + 4, size - 1, cell.colour)
            else:
                for place, line in enumerate(lines):
                    shift = wide - 4 - line.width if column in right else 4
                    base = y + 3.5 + place * size * 1.5 + size * 0.25 + ASCENT * size
                    self.add(Words(line, x + shift, base, size, cell.colour))
            x += wide
        self.y = y + high
        self.add(Stroke(self.left, self.y, self.left + self.wide, self.y, 0.5, rule))
