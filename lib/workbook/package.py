"""The zip around a workbook, gone through byte by byte before anything in it is believed.

Sizes are counted while unpacking, checksums compared, and cells that hold a formula or an error value found: the
reader gives only the value last reckoned, and nothing for an error.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from lib.workbook.layout import Unreadable

MOST_PARTS = 2_000
MOST_UNPACKED = 1_000_000_000  # bytes; a million rows of nine columns are 400 MB
PIECE = 1 << 22
SMALL = 1 << 22  # the parts that say which sheet is which

_OTHERS = {"word/": " Word 文档", "ppt/": " PPT 演示文稿", "content.xml": " ODS 表格", "Index/": " Numbers 表格"}
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b([^>]*)>|<(?:\w+:)?c\b([^>]*\bt\s*=\s*[\"']e[\"'][^>]*)>")
_REF = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_ARRAY = re.compile(rb"\bref\s*=\s*[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")
_SIGNS = (b"<f", b":f", b'"e"', b"'e'")  # nothing to look for without one of these

BROKEN = "这是 Excel 工作簿，但已经损坏或不完整。请在 Excel 中打开检查，另存一份再上传。"
STRANGE = "工作簿的内部结构不正常，没有读取。请把数据复制到一份新的工作簿，再上传。"
LOCKED = "工作簿加了密码，打不开。请在 Excel 中取消密码，保存后再上传。"
TOO_BIG = (
    "工作簿展开后太大，没有读取。请检查很远的行和列里有没有多余的内容，"
    "把需要的数据复制到一份新的工作簿，或分成几份再上传。"
)

Span = tuple[int, int, int, int]  # first row, last row, first column (0 is A), last column


@dataclass
class Package:
    """What the reader would not tell: {sheet name: spans of cells}."""

    formulas: dict[str, list[Span]] = field(default_factory=dict)
    errors: dict[str, list[Span]] = field(default_factory=dict)


def open_zip(content: bytes) -> zipfile.ZipFile:
    """The zip, if it is a workbook's. Raises Unreadable. Nothing is unpacked yet."""
    if content.count(b"PK\x01\x02") > MOST_PARTS:
        raise Unreadable(STRANGE)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = archive.infolist()
    except Exception as error:  # a broken directory breaks zipfile in many ways
        raise Unreadable(BROKEN) from error
    names = [_name(part) for part in parts]
    if "xl/workbook.xml" not in names:
        what = next((word for start, word in _OTHERS.items() if any(name.startswith(start) for name in names)), "")
        what = " xlsb 工作簿" if "xl/workbook.bin" in names else what
        found = f"这是{what}" if what else "这是压缩包，里面没有工作簿"
        raise Unreadable(f"{found}。请在 Excel 或 WPS 中另存为 .xlsx 再上传。")
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(LOCKED)
    stored = all(part.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts)
    if not stored or len(set(names)) < len(names):
        raise Unreadable(STRANGE)
    return archive


def inspect(content: bytes, archive: zipfile.ZipFile) -> Package:
    """Unpack every part once, keeping nothing, and say where formulas are. Raises Unreadable."""
    parts = {_name(part): part for part in archive.infolist()}
    sheets = _sheets(content, parts)
    looked: dict[str, _Look] = {}
    left = MOST_UNPACKED
    for name, part in parts.items():
        look = looked[name] = _Look(cells=name in sheets.values())
        for piece in _unpacked(content, part, left):
            left -= len(piece)
            if name.endswith((".xml", ".rels")):
                look.take(piece)
        look.end()
    there = {sheet: looked[name] for sheet, name in sheets.items() if name in looked}
    return Package(
        {sheet: look.formulas for sheet, look in there.items()}, {sheet: look.errors for sheet, look in there.items()}
    )


def _name(part: zipfile.ZipInfo) -> str:
    return part.filename.replace("\\", "/").lower()


def _unpacked(content: bytes, part: zipfile.ZipInfo, limit: int) -> Iterator[bytes]:
    """What a part really unpacks to, whatever size it claims; zipfile would stop at the claim, the reader does not."""
    head = content[part.header_offset : part.header_offset + 30]
    if len(head) < 30 or not head.startswith(b"PK\x03\x04"):
        raise Unreadable(BROKEN)
    start = part.header_offset + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    packed = memoryview(content)[start : start + part.compress_size]
    crc = 0
    try:
        for piece in _stored(packed) if part.compress_type == zipfile.ZIP_STORED else _inflated(packed):
            limit -= len(piece)
            if limit < 0:
                raise Unreadable(TOO_BIG)
            crc = zlib.crc32(piece, crc)
            yield piece
    except zlib.error as error:
        raise Unreadable(BROKEN) from error
    if crc != part.CRC:
        raise Unreadable(BROKEN)


def _stored(packed: memoryview) -> Iterator[bytes]:
    for start in range(0, len(packed), PIECE):
        yield bytes(packed[start : start + PIECE])


def _inflated(packed: memoryview) -> Iterator[bytes]:
    opener = zlib.decompressobj(-15)
    for start in range(0, len(packed), PIECE // 8):
        waiting: bytes | memoryview = packed[start : start + PIECE // 8]
        while len(waiting) and not opener.eof:
            yield opener.decompress(waiting, PIECE)
            waiting = opener.unconsumed_tail
    yield opener.flush()


class _Look:
    """Looks through one part, a piece at a time; `cells`: for cells with a formula or an error value too."""

    def __init__(self, cells: bool) -> None:
        self.formulas: list[Span] = []
        self.errors: list[Span] = []
        self._cells, self._rest, self._begun = cells, b"", False

    def take(self, piece: bytes) -> None:
        if not self._begun and piece.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise Unreadable(STRANGE)  # UTF-16 would hide from what follows; no spreadsheet writes it
        self._begun = True
        text = self._rest + piece
        _refuse_definitions(text)
        cut = max(text.rfind(b"<c "), text.rfind(b"<", 0, max(text.rfind(b":c "), 0)))
        if cut < 0 or len(text) - cut > PIECE // 4:
            cut = max(len(text) - 4096, 0)
        self._look(text[:cut])
        self._rest = text[cut:]

    def end(self) -> None:
        self._look(self._rest)

    def _look(self, text: bytes) -> None:
        if not self._cells or not any(sign in text for sign in _SIGNS):
            return
        for match in _CELL.finditer(text):
            formula = match[1] is not None
            ref = _REF.search(match[1] if formula else match[3])
            if ref is None:
                raise Unreadable("工作簿里有公式，而且认不出在哪一格。请把公式都粘贴为数值，再上传。")
            row, column = int(ref[2]), _place(ref[1])
            spans = self.formulas if formula else self.errors
            spans.append((row, row, column, column))
            area = _ARRAY.search(match[2] or b"")
            if area and b"array" in match[2]:
                spans.append((int(area[2]), int(area[4]), _place(area[1]), _place(area[3])))


def _refuse_definitions(text: bytes) -> None:
    """No spreadsheet writes a DTD; entities that grow are an old attack."""
    if b"<!" in text and (b"<!DOCTYPE" in text or b"<!ENTITY" in text):
        raise Unreadable(STRANGE)


def _place(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _sheets(content: bytes, parts: dict[str, zipfile.ZipInfo]) -> dict[str, str]:
    """{sheet name: the part that holds it}."""
    trees = []
    for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        if name not in parts:
            raise Unreadable(BROKEN)
        text = b"".join(_unpacked(content, parts[name], SMALL))
        _refuse_definitions(text)
        try:
            trees.append(ElementTree.fromstring(text))
        except (ElementTree.ParseError, ValueError, LookupError) as error:  # also an encoding nobody knows
            raise Unreadable(BROKEN) from error
    book, relations = trees
    targets = {each.get("Id", ""): each.get("Target", "") for each in relations}
    sheets = {}
    for sheet in book.iter():
        if sheet.tag.rpartition("}")[2] == "sheet":  # two namespaces are in use, strict and transitional
            identity = next((value for key, value in sheet.items() if key.endswith("}id")), "")
            target = targets.get(identity, "").lower()
            sheets[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return sheets
