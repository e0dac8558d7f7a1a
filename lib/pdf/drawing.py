"""What stands on a page, as plain tuples, and how reportlab draws it. Points, from the left and from the top."""

import io
import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from reportlab.pdfgen.canvas import Canvas

from lib.pdf.embedding import Used
from lib.pdf.lines import Line

_DARK = re.compile(rb"\x01+")


class Words(NamedTuple):
    """One line; ``y`` is its base line."""

    line: Line
    x: float
    y: float
    size: float
    colour: str


class Stroke(NamedTuple):
    x: float
    y: float
    to_x: float
    to_y: float
    width: float
    colour: str


class Box(NamedTuple):
    """``fill`` and ``colour`` (of its edge): empty for none."""

    x: float
    y: float
    wide: float
    high: float
    fill: str = ""
    colour: str = ""
    width: float = 0.6


class Modules(NamedTuple):
    """A code of dark squares, ``side`` points each."""

    rows: Sequence[Sequence[int]]
    x: float
    y: float
    side: float


Drawn = Words | Stroke | Box | Modules


def draw(pages: Sequence[Sequence[Drawn]], size: tuple[float, float], title: str, author: str) -> bytes:
    """A whole PDF. It names no clock and no machine: the same pages make the same file."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, pageCompression=1, invariant=1, lang="zh-CN")
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setCreator("Xunxing")
    canvas.setProducer("Xunxing")
    used = Used(canvas._doc)
    for page in pages:
        canvas.addLiteral(_Page(used, size[1]).told(page))
        canvas.showPage()
    used.done()
    canvas.save()
    return out.getvalue()


class _Page:
    """The operators of one page, written here: reportlab's own ways of writing them take ten times as long."""

    def __init__(self, used: Used, top: float):
        self._used, self._top = used, top
        self._out: list[str] = []
        self._font, self._apart, self._fill = ("", 0.0), 0.0, ""

    def told(self, page: Sequence[Drawn]) -> str:
        for one in page:
            if isinstance(one, Words):
                self._words(one)
            elif isinstance(one, Stroke):
                self._out.append(
                    f"{_rgb(one.colour)} RG {one.width:.2f} w {one.x:.2f} {self._top - one.y:.2f} m "
                    f"{one.to_x:.2f} {self._top - one.to_y:.2f} l S"
                )
            elif isinstance(one, Box):
                self._box(one)
            else:
                self._modules(one)
        return "\n".join(self._out)

    def _words(self, one: Words) -> None:
        out, y = self._out, self._top - one.y
        self._filled(one.colour)
        out.append("BT")
        if (whole := one.line.whole) is not None:
            if self._apart:
                out.append("0 Tc")
                self._apart = 0.0
            shared, told = whole
            self._drawn(self._used.common(shared), one.size, one.x + one.line.runs[0].x, y, told)
            out.append("ET")
            return
        for run, code in zip(one.line.runs, one.line.shared, strict=True):
            apart = round(one.line.apart, 3) if run.wide else 0.0
            if apart != self._apart:
                out.append(f"{apart:.3f} Tc")
                self._apart = apart
            x = one.x + run.x
            if code is not None:
                self._drawn(self._used.common(run.font), one.size, x, y, f"<{code}> Tj")
                continue
            for font, code, wide in run.font.coded(run.text, self._used):
                self._drawn(font, one.size, x, y, f"<{code}> Tj")
                x += wide * one.size / 1000 + apart * len(code) / 4
        out.append("ET")

    def _drawn(self, font: str, size: float, x: float, y: float, told: str) -> None:
        if (font, size) != self._font:
            self._out.append(f"/{font} {size:g} Tf")
            self._font = font, size
        self._out.append(f"1 0 0 1 {x:.1f} {y:.1f} Tm {told}")

    def _filled(self, colour: str) -> None:
        if colour != self._fill:
            self._out.append(f"{_rgb(colour)} rg")
            self._fill = colour

    def _box(self, one: Box) -> None:
        if one.fill:
            self._filled(one.fill)
        if one.colour:
            self._out.append(f"{_rgb(one.colour)} RG {one.width:.2f} w")
        paint = "B" if one.fill and one.colour else "f" if one.fill else "S"
        self._out.append(f"{one.x:.2f} {self._top - one.y - one.high:.2f} {one.wide:.2f} {one.high:.2f} re {paint}")

    def _modules(self, one: Modules) -> None:
        """Squares side by side as one rectangle, all in one path."""
        self._filled("#000000")
        self._out.append(f"q {one.side:.4f} 0 0 {-one.side:.4f} {one.x:.2f} {self._top - one.y:.2f} cm")
        for row, cells in enumerate(one.rows):
            for found in _DARK.finditer(bytes(cells)):
                start, end = found.span()
                self._out.append(f"{start} {row} {end - start} 1 re")
        self._out.append("f Q")


@cache
def _rgb(colour: str) -> str:
    """#12315B as a PDF says it."""
    return " ".join(f"{int(colour[at : at + 2], 16) / 255:.3f}" for at in (1, 3, 5))
