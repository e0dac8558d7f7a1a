"""Lines of Chinese: no line begins with a closing sign or ends with an opening one, numbers and document numbers stay
whole, two punctuation marks share their empty halves, and a line is stretched only as far as nobody sees it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from lib.pdf.fonts import AnyFont, Chain, code_point, seen

OPENING = frozenset("（〔《〈「『【［｛“‘")
CLOSING = frozenset("，。、；：？！）〕》〉」』】］｝”’")
CLINGING = CLOSING | frozenset("·…—%％‰")  # what no line begins with
_WORD = re.compile(
    r"〔\d{4}〕\d+号|\d+年\d+月\d+日|第\d+[项条款号]|——|……|[!-~¥−À-ɏ]+[年月日元个项条号人笔份页天次]?|\s+|.", re.DOTALL
)
_NARROW = re.compile(r"[!-~¥−À-ɏ]")
BESIDE = 0.09  # of the size: between a Chinese sign and a letter or figure
STRETCH = 0.08  # of the size: the most that may stand between two signs for the sake of an even edge
HALF = 500


class Run(NamedTuple):
    """Signs of one font side by side, from ``x``. ``wide``: they may be drawn apart."""

    font: AnyFont
    text: str
    x: float
    wide: bool


@dataclass(frozen=True)
class Line:
    """``apart``: so many points more after each wide sign. ``width``: without that."""

    runs: tuple[Run, ...]
    width: float
    apart: float
    last: bool
    size: float

    @cached_property
    def shared(self) -> tuple[str | None, ...]:
        """For each run its codes in the part of its font that all papers share; None where that lacks a sign."""
        return tuple(run.font.shared(run.text) for run in self.runs)

    @cached_property
    def whole(self) -> tuple[AnyFont, str] | None:
        """The operator that draws the line at one stroke, where one shared font does and nothing is stretched."""
        if self.apart or not self.runs or None in self.shared or len({run.font for run in self.runs}) > 1:
            return None
        font, ends, told = self.runs[0].font, self.runs[0].x, []
        for run, code in zip(self.runs, self.shared, strict=True):
            back = round((ends - run.x) / self.size * 1000)  # what stands between two runs, or is taken from between
            told.append(f"{back if back else ''}<{code}>")
            ends = run.x + sum(font.width(sign) or 0 for sign in run.text) * self.size / 1000
        return font, f"[{''.join(told)}] TJ" if len(told) > 1 else f"{told[0]} Tj"


def printable(text: str, chain: Chain) -> str:
    """What will be drawn: a sign that no font has stands as its code point."""
    text = seen(text)
    if all(chain.find(sign) for sign in text if not sign.isspace()):
        return text
    return "".join(sign if sign.isspace() or chain.find(sign) else code_point(sign) for sign in text)


@lru_cache(maxsize=4096)  # most of what papers say they all say
def broken(text: str, chain: Chain, size: float, width: float, indent: float = 0.0) -> tuple[Line, ...]:
    """The lines of a text, the first one indented. A line feed begins a new line, without an indent."""
    lines: list[Line] = []
    for part in printable(text, chain).split("\n"):
        filling = _Filling(chain, size, width, 0.0 if lines else indent)
        lines += filling.lines(atoms(part))
    return tuple(lines)


def width_of(text: str, chain: Chain, size: float) -> float:
    """Of one line."""
    return max(line.width for line in broken(text, chain, size, 1e9))


@lru_cache(maxsize=4096)
def atoms(text: str) -> tuple[str, ...]:
    """What no line is broken inside."""
    found: list[str] = []
    for word in _WORD.findall(text):
        clings = found and not found[-1].isspace() and (word[0] in CLINGING or found[-1][-1] in OPENING)
        if clings:
            found[-1] += word
        else:
            found.append(word)
    return tuple(found)


class _Filling:
    """Lines being filled, one sign after another."""

    def __init__(self, chain: Chain, size: float, width: float, indent: float):
        self._chain, self._size, self._width = chain, size, width
        self._lines: list[Line] = []
        self._begin(indent)

    def _begin(self, x: float) -> None:
        self._x, self._before, self._signs = x, "", []  # type: ignore[var-annotated]

    def lines(self, words: tuple[str, ...]) -> list[Line]:
        for word in words:
            if word.isspace() and not self._before:
                continue
            if self._before and self._x + self._needs(word, self._before) > self._width:
                self._end(last=False)
                if word.isspace():
                    continue
            for piece in self._pieces(word):
                self._add(piece)
        self._end(last=True)
        return self._lines

    def _pieces(self, word: str) -> Iterator[str]:
        """The word, or where it is longer than a line its signs, each by itself on the line it falls on."""
        if self._needs(word, "") <= self._width:
            yield word
            return
        for sign in word:
            if self._before and self._x + self._needs(sign, self._before) > self._width:
                self._end(last=False)
            yield sign

    def _needs(self, word: str, before: str) -> float:
        """Its width where it stands; the empty half of a closing mark may stand outside the line."""
        x = 0.0
        for sign in word:
            x += self._kern(before, sign) + self._wide(sign)
            before = sign
        return x - (HALF / 1000 * self._size if before in CLOSING and self._full(before) else 0)

    def _add(self, word: str) -> None:
        for sign in word:
            self._x += self._kern(self._before, sign)
            found = self._chain.find(sign)
            if found is not None:
                self._signs.append((sign, found[0], self._x))
            self._x += self._wide(sign)
            self._before = sign

    def _wide(self, sign: str) -> float:
        found = self._chain.find(sign)
        return (found[1] if found else HALF / 2) * self._size / 1000

    def _full(self, sign: str) -> bool:
        found = self._chain.find(sign)
        return found is not None and found[1] > 900

    def _kern(self, before: str, sign: str) -> float:
        if not before:
            return 0.0
        closed, opens = before in CLOSING, sign in OPENING
        shares = (closed and (opens or sign in CLOSING)) or (before in OPENING and opens)
        if shares and self._full(before) and self._full(sign):
            return -HALF / 1000 * self._size
        if before.isspace() or sign.isspace() or closed or opens or before in OPENING or sign in CLINGING:
            return 0.0
        return BESIDE * self._size if bool(_NARROW.match(before)) != bool(_NARROW.match(sign)) else 0.0

    def _end(self, last: bool) -> None:
        while self._signs and self._signs[-1][0].isspace():
            self._x = self._signs.pop()[2]
        gaps = sum(not _NARROW.match(sign) for sign, _, _ in self._signs[:-1])
        left = self._width - self._x
        apart = left / gaps if gaps and not last and 0 < left <= gaps * STRETCH * self._size else 0.0
        self._lines.append(Line(tuple(self._runs(apart)), self._x, apart, last, self._size))
        self._begin(0.0)

    def _runs(self, apart: float) -> Iterator[Run]:
        """Neighbours of one font and one kind that need nothing between them, drawn together."""
        text, font, wide, start, ends, moved = "", None, False, 0.0, 0.0, 0.0
        for sign, drawn_by, x in self._signs:
            broad = not _NARROW.match(sign)
            if text and (drawn_by is not font or broad is not wide or abs(x + moved - ends) > 0.01):
                yield Run(font, text, start, wide)  # type: ignore[arg-type]
                text = ""
            if not text:
                font, wide, start = drawn_by, broad, x + moved
            text += sign
            moved += apart if broad else 0.0
            ends = x + moved + self._wide(sign)
        if text:
            yield Run(font, text, start, wide)  # type: ignore[arg-type]
