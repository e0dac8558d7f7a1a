"""Which font draws which sign. The first font found is the paper's; a sign it lacks comes from the next that has it.

reportlab embeds TrueType outlines only (Noto CJK is refused) and drops a sign that a font lacks without a word.
"""

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfbase.cidfonts import UnicodeCIDFont

from lib.pdf.embedding import Cut, Used

log = logging.getLogger(__name__)

FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
REGULAR = ("LXGWWenKai-Regular.ttf", "wqy-zenhei.ttc", "wqy-microhei.ttc", "uming.ttc")
BOLD = ("LXGWWenKai-Bold.ttf", "LXGWWenKai-Medium.ttf")
RARE = ("BabelStoneHan.ttf", "HanaMinA.ttf", "HanaMinB.ttf")  # big: opened for the first sign that nothing else has
LAST = "STSong-Light"  # every reader's own; not embedded
_UNSEEN = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u200b-\u200f\u2060\ufeff]")
NOT_NEEDED = ("name", "OS/2")  # tables that nothing reads in a font inside a PDF


class Face(ttfonts.TTFontFace):
    """A font file whose tables are cut out once, not once a paper, and as whole numbers."""

    def __init__(self, path: Path):
        self._cut: dict[str, bytes] = {}
        self._opened = False
        super().__init__(str(path))
        self.widths: dict[int, int] = {code: round(wide) for code, wide in self.charWidths.items()}
        self._opened = True

    def get_table(self, tag: str) -> bytes:
        if tag in NOT_NEEDED and self._opened:
            raise KeyError(tag)
        if tag not in self._cut:
            self._cut[tag] = super().get_table(tag)
        return self._cut[tag]


class Font:
    """One font file, opened when it is first asked. ``signs``: those that most papers draw."""

    embedded = True

    def __init__(self, path: Path, signs: str = ""):
        self.path, self._signs = path, signs

    @property
    def name(self) -> str:
        return self.path.stem

    @cached_property
    def face(self) -> Face:
        return Face(self.path)

    @cached_property
    def common(self) -> Cut:
        return Cut(self.face, [sign for sign in dict.fromkeys(self._signs) if self.width(sign) is not None])

    def width(self, sign: str) -> int | None:
        """In thousandths of the size; None where the font has no such sign."""
        if not self.face.charToGlyph.get(ord(sign)):
            return None
        return self.face.widths.get(ord(sign), 1000)

    def shared(self, text: str) -> str | None:
        """Its codes in the part that all papers share, in hex; None where that lacks a sign."""
        codes = self.common.codes
        try:
            return "".join([codes[sign] for sign in text])
        except KeyError:
            return None

    def coded(self, text: str, used: Used) -> Iterator[tuple[str, str, int]]:
        """Parts of a text, each drawn by one font of the PDF: its name, the codes in hex, its width."""
        codes = self.common.codes
        for common, part in groupby(text, codes.__contains__):
            signs = "".join(part)
            wide = sum(self.width(sign) or 0 for sign in signs)
            if common:
                yield used.common(self), "".join([codes[sign] for sign in signs]), wide
            else:
                yield *used.rest(self, signs), wide


class LastFont:
    """What readers have of their own for the common signs."""

    embedded, name = False, LAST

    @cached_property
    def _font(self) -> Any:
        font = UnicodeCIDFont(LAST)
        pdfmetrics.registerFont(font)
        log.warning("no font file has a sign that was asked for: %s is used, which no paper can carry with it", LAST)
        return font

    def width(self, sign: str) -> int | None:
        try:
            sign.encode("gbk")
        except UnicodeEncodeError:
            return None
        return int(self._font.stringWidth(sign, 1000))

    def shared(self, text: str) -> str | None:
        return None

    def coded(self, text: str, used: Used) -> Iterator[tuple[str, str, int]]:
        """As ``Font.coded``; this font's codes are UTF-16."""
        yield used.document.getInternalFontName(self.name)[1:], text.encode("utf-16-be").hex(), 0


AnyFont = Font | LastFont


class Chain:
    """Fonts in the order in which they are asked; what each sign came to is remembered."""

    def __init__(self, fonts: Sequence[AnyFont]):
        self._fonts = fonts
        self._found: dict[str, tuple[AnyFont, int] | None] = {}

    def find(self, sign: str) -> tuple[AnyFont, int] | None:
        """The font that draws a sign, and its width in thousandths; None where no font has it."""
        try:
            return self._found[sign]
        except KeyError:
            found = next(((font, wide) for font in self._fonts if (wide := font.width(sign)) is not None), None)
            self._found[sign] = found
            return found


class Fonts:
    """The fonts of this machine.

    paths    font files that come before all others
    common   the signs that most papers draw, ``strong`` those they draw bold: only how fast a paper is made rests on it
    """

    def __init__(
        self, paths: Iterable[str | Path] = (), folders: Sequence[Path] = FOLDERS, common: str = "", strong: str = ""
    ):
        named = [Path(path) for path in paths]
        if lost := [str(path) for path in named if not path.is_file()]:
            raise FileNotFoundError(f"no such font file: {', '.join(lost)}")
        there = _there(folders)
        first = [*named, *_of(there, REGULAR)]
        rare: list[AnyFont] = [Font(path) for path in _of(there, RARE)]
        regular: list[AnyFont] = [Font(path, common) for path in first]
        # a heavier cut only where the paper's own font is the one it is cut from
        heavier = [] if named else [path for path in _of(there, BOLD) if first and path.parent == first[0].parent]
        bold: list[AnyFont] = [Font(path, strong) for path in heavier]
        last: list[AnyFont] = [LastFont()]
        self.regular = Chain([*regular, *rare, *last])
        self.bold = Chain([*bold, *regular, *rare, *last])
        self.missing = lru_cache(maxsize=4096)(self._missing)
        self.names = [path.name for path in (*first, *_of(there, RARE))]

    def _missing(self, text: str) -> list[str]:
        """The signs that no font has, each once."""
        return [sign for sign in dict.fromkeys(seen(text)) if not sign.isspace() and self.regular.find(sign) is None]


def seen(text: str) -> str:
    """Without what has no sign of its own: marks that choose a variant, marks of direction."""
    return _UNSEEN.sub("", text)


def code_point(sign: str) -> str:
    """What is printed for a sign that no font has: ［U+2B8D1］."""
    return f"[U+{ord(sign):04X}]"


def _there(folders: Sequence[Path]) -> dict[str, Path]:
    """The wanted font files by name."""
    wanted = {*REGULAR, *BOLD, *RARE}
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*.tt[fc]")) if folder.is_dir() else ():
            if path.name in wanted:
                found.setdefault(path.name, path)
    return found


def _of(there: dict[str, Path], names: Sequence[str]) -> list[Path]:
    return [there[name] for name in names if name in there]


rl_config.useA85 = 0  # streams stay bytes: a quarter smaller, and nobody mails a PDF through a teletype
