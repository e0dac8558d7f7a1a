"""Fonts inside a PDF: composite ones, two bytes a sign, of which only the signs that are drawn are carried along.

What most papers draw (``common`` of `lib.pdf.fonts.Fonts`) is cut out and compressed once for all of them; only the
rest, a rare name say, is cut out for each paper. reportlab's own way cuts out everything for each paper.
"""

import zlib
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from reportlab.pdfbase import pdfdoc

SYMBOLIC = 4  # the flag of a font whose codes are its own


def stream(content: bytes, more: str = "") -> bytes:
    """A compressed stream as a PDF has it."""
    packed = zlib.compress(content)
    return f"<< /Filter /FlateDecode /Length {len(packed)}{more} >>\nstream\n".encode() + packed + b"\nendstream"


class Written(pdfdoc.PDFObject):
    """What is written into a document as it is. Of one document: reportlab puts its name there on it."""

    def __init__(self, content: bytes):
        self._content = content

    def format(self, document: Any) -> bytes:
        return self._content


class Cut:
    """Some signs of one font, numbered from 1 in their order; ``codes`` are those numbers in hex."""

    def __init__(self, face: Any, signs: Sequence[str]):
        self._face, self._signs = face, signs
        places: dict[int, int] = {}
        self.codes = {sign: f"{places.setdefault(face.charToGlyph[ord(sign)], len(places) + 1):04X}" for sign in signs}

    @cached_property
    def program(self) -> bytes:
        content = self._face.makeSubset([ord(sign) for sign in self._signs])
        return stream(content, f" /Length1 {len(content)}")

    @cached_property
    def _widths(self) -> str:
        told = {code: self._face.widths.get(ord(sign), 1000) for sign, code in self.codes.items()}
        return "[ 1 [ " + " ".join(str(told[code]) for code in sorted(told)) + " ] ]"

    @cached_property
    def _copied(self) -> bytes:
        return stream(to_unicode(self.codes).encode())

    @cached_property
    def _about(self) -> tuple[str, str]:
        face, base = self._face, f"{_tag(self._signs)}+{self._face.name.decode()}"
        box = " ".join(map(str, face.bbox))
        return (
            f"<< /Type /FontDescriptor /FontName /{base} /Flags {SYMBOLIC} /Ascent {face.ascent} "
            f"/Descent {face.descent} /CapHeight {face.capHeight} /ItalicAngle {face.italicAngle} "
            f"/StemV {face.stemV} /FontBBox [ {box} ] /FontFile2 ",
            base,
        )

    def put_into(self, document: Any, name: str) -> None:
        """Make it the font that a page calls ``name``. Once a document."""

        def put(content: str | bytes, what: str) -> str:
            reference = document.Reference(
                Written(content if isinstance(content, bytes) else content.encode()), f"{what} {name}"
            )
            return str(reference.format(document).decode())

        told, base = self._about
        about = put(f"{told}{put(self.program, 'program')} >>", "about")
        signs = put(
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{base} /CIDToGIDMap /Identity /DW 1000 "
            f"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
            f"/W {self._widths} /FontDescriptor {about} >>", "signs",
        )  # fmt: skip
        font = Written(
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{base} /Encoding /Identity-H "
            f"/DescendantFonts [ {signs} ] /ToUnicode {put(self._copied, 'copied')} >>".encode()
        )
        document.idToObject["BasicFonts"].dict[name] = document.Reference(font, name)


class Used:
    """What one document draws of each font; ``done`` puts the fonts into it."""

    def __init__(self, document: Any):
        self.document = document
        self._common: dict[Any, str] = {}
        self._rest: dict[Any, tuple[str, dict[str, str], dict[int, int]]] = {}

    def common(self, font: Any) -> str:
        """The name of the part that all papers share."""
        if font not in self._common:
            self._common[font] = f"C{len(self._common) + 1}"
        return self._common[font]

    def rest(self, font: Any, text: str) -> tuple[str, str]:
        """The name of the part of this document alone, and the codes of a text in it."""
        if font not in self._rest:
            self._rest[font] = (f"R{len(self._rest) + 1}", {}, {})
        name, codes, places = self._rest[font]
        for sign in text:
            if sign not in codes:
                codes[sign] = f"{places.setdefault(font.face.charToGlyph[ord(sign)], len(places) + 1):04X}"
        return name, "".join(codes[sign] for sign in text)

    def done(self) -> None:
        for font, name in self._common.items():
            font.common.put_into(self.document, name)
        for font, (name, codes, _) in self._rest.items():
            Cut(font.face, list(codes)).put_into(self.document, name)


def to_unicode(codes: dict[str, str]) -> str:
    """The table by which a reader copies and searches what was drawn: UTF-16, at most 100 signs a block."""
    head = [
        "/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def", "/CMapType 2 def",
        "1 begincodespacerange", "<0000> <FFFF>", "endcodespacerange",
    ]  # fmt: skip
    rows = [f"<{code}> <{sign.encode('utf-16-be').hex().upper()}>" for sign, code in codes.items()]
    body = []
    for start in range(0, len(rows), 100):
        part = rows[start : start + 100]
        body += [f"{len(part)} beginbfchar", *part, "endbfchar"]
    return "\n".join([*head, *body, "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"])


def _tag(signs: Sequence[str]) -> str:
    """Six letters that tell one cut from another."""
    number = zlib.crc32("".join(signs).encode())
    return "".join(chr(65 + number // 26**place % 26) for place in range(6))
