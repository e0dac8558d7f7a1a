"""What is no table, or means harm, is answered in words; nothing else ever escapes."""

import codecs
import io
import random
import zipfile
import zlib

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.workbook import Book, Unreadable, read, reading
from lib.workbook import package as packages
from tests.lib.tables import LEDGER, SHEET, good, part, refused, repacked, saved, text, xlsx


def old_workbook(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le")


def zipped(*names: str) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return into.getvalue()


def broken_workbooks() -> dict[str, tuple[bytes, str]]:
    whole = xlsx([good()])
    sheet = part(whole)
    spoilt = bytearray(whole)
    spoilt[whole.index(b"xl/worksheets/sheet1.xml") + 40] ^= 0xFF
    locked = bytearray(whole)
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    return {
        "nothing": (b"", "文件是空的"),
        "blanks": (b" \r\n\n", "文件是空的"),
        "a mark and nothing": (codecs.BOM_UTF8, "文件是空的"),
        "a cut workbook": (whole[: len(whole) // 2], "已经损坏或不完整"),
        "a workbook with a changed byte": (bytes(spoilt), "已经损坏或不完整"),
        "no workbook": (b"hello", "名字是 Excel 工作簿，内容却不是"),
        "an old workbook": (old_workbook("Workbook"), "旧的 .xls 格式"),
        "an encrypted workbook": (old_workbook("EncryptedPackage"), "加了密码"),
        "an encrypted zip": (bytes(locked), "加了密码"),
        "a PDF": (b"%PDF-1.7", "这是PDF"),
        "a picture": (b"\x89PNG\r\n\x1a\n", "这是图片"),
        "a Word document": (zipped("[Content_Types].xml", "word/document.xml"), "这是 Word 文档"),
        "an ODS": (zipped("content.xml"), "这是 ODS 表格"),
        "a binary workbook": (zipped("xl/workbook.bin"), "这是 xlsb 工作簿"),
        "some zip": (zipped("a.txt"), "里面没有工作簿"),
        "many parts": (zipped("xl/workbook.xml", *(f"{number}.xml" for number in range(2001))), "内部结构不正常"),
        "no relations": (repacked(whole, **{"xl___rels__workbook_xml.rels": None}), "已经损坏"),
        "a DTD": (repacked(whole, **{SHEET: b'<!DOCTYPE x [<!ENTITY a "b">]>' + sheet}), "内部结构不正常"),
        "UTF-16 inside": (repacked(whole, **{SHEET: sheet.decode().encode("utf-16")}), "内部结构不正常"),
        "a sheet that is no XML": (repacked(whole, **{SHEET: sheet[: len(sheet) // 2]}), "已经损坏"),
        "an empty workbook": (saved(openpyxl.Workbook()), "工作簿里没有内容"),
        "only headings": (xlsx([]), "只有列名，没有数据"),
        "no headings": (xlsx([good()], change=lambda book: book.active.delete_rows(1)), "没有找到列名"),
    }


def broken_texts() -> dict[str, tuple[bytes, str]]:
    lines = text([good()])
    return {
        "only headings in csv": (text([]), "只有列名，没有数据"),
        "missing columns": (
            "姓名,等级\n示,1\n".encode(),
            "缺少列：证件号码、发证日期、月份、金额、状态、急需、课时。第一行应是列名：操作,姓名,",
        ),
        "tabs": (lines.replace(b",", b"\t"), "列与列之间要用英文逗号"),
        "a column twice": (
            lines.replace("课时".encode(), "姓名".encode())
            .replace(b"\r\n", b",1\r\n")
            .replace(b",1", ",课时".encode(), 1),
            "列名重复：姓名",
        ),
        "an open quote": (lines + b'"x', "引号没有成对"),
        "a web page": (b"\n<html><table>", "这是网页"),
        "UTF-16": (codecs.BOM_UTF16_LE + lines.decode().encode("utf-16-le"), "不是 UTF-8 或 GBK"),
        "no encoding": (b"\xff\xff\xff\xff", "既不是 UTF-8 也不是 GBK"),
        "UTF-8 with a broken sign": (lines.replace("示".encode(), "示".encode()[:2]), "第 2 行附近有损坏的字符"),
    }


BROKEN = broken_workbooks() | broken_texts()


@pytest.mark.parametrize(("content", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_a_file_that_is_no_table_is_refused_in_words(content, words):
    xml = content.startswith(b"PK") or words.startswith("名字")
    message = refused(content, "a.xlsx" if xml else "a.csv")
    assert (words in message and message.endswith(("。", "内容", *"0123456789"))) or "行是：" in message


def test_a_file_too_large_or_of_too_many_rows_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "LARGEST", 1_000_000)
    assert "超过 1 MB" in refused(b"x" * 1_000_001, "a.csv")
    monkeypatch.setattr(reading, "MOST_ROWS", 20)
    rows = [good(number=f"{number}") for number in range(40)]
    assert "请分成几份再上传" in refused(xlsx(rows))
    assert "请分成几份再上传" in refused(text(rows), "a.csv")


def bomb(claimed: int) -> bytes:
    """A workbook with a part that unpacks to far more than it claims."""
    content = xlsx([good()])
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packer.compress(b"<a/>" * 5_000_000) + packer.flush()
    swollen = bytearray(repacked(content, bomb_xml=b"<a/>" * 5_000_000))
    assert body
    at = swollen.rindex(b"PK\x01\x02")
    swollen[at + 24 : at + 28] = claimed.to_bytes(4, "little")
    return bytes(swollen)


@pytest.mark.parametrize("claimed", [20_000_000, 5])
def test_a_zip_bomb_is_stopped_by_what_it_unpacks_to_whatever_it_claims(monkeypatch, claimed):
    monkeypatch.setattr(packages, "MOST_UNPACKED", 10_000_000)
    assert "展开后太大" in refused(bomb(claimed))


def test_a_cell_in_the_last_corner_does_not_take_the_memory_of_all_between():
    assert "展开后太大" in refused(xlsx([good()], change=lambda book: book.active.__setitem__("XFD1048576", "x")))


def test_one_long_text_shared_by_many_cells_does_not_take_the_memory_of_them_all():
    into = io.BytesIO()
    with xlsxwriter.Workbook(into) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, LEDGER.titles)
        sheet.write_row(1, 0, good(name="x" * 30_000))
    content = into.getvalue()
    strings = part(content, "xl/sharedStrings.xml")
    assert strings.count(b"x" * 30_000) == 1
    place = strings[: strings.index(b"xxx")].count(b"<si>") - 1
    cells = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>%d</v></c></row>' % (row, row, place) for row in range(3, 90_000)
    )
    swollen = repacked(content, **{SHEET: part(content).replace(b"</sheetData>", cells + b"</sheetData>")})
    assert len(swollen) < 1_000_000
    assert "展开后太大" in refused(swollen)


def attempt(content: bytes, filename: str) -> None:
    try:
        assert isinstance(read(content, filename, LEDGER), Book)
    except Unreadable as error:
        assert any("\u4e00" <= sign <= "\u9fff" for sign in str(error))


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx", "a"]))
def test_random_bytes_are_never_more_than_unreadable(content, filename):
    attempt(content, filename)
    attempt(b"PK\x03\x04" + content, filename)


WHOLE = xlsx([good(), good(level="4")])


@given(st.integers(0, len(WHOLE)), st.randoms(use_true_random=False))
def test_a_workbook_cut_or_changed_anywhere_is_read_or_unreadable(at, chance):
    attempt(WHOLE[:at], "a.xlsx")
    changed = bytearray(WHOLE)
    for _ in range(chance.randint(1, 6)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    attempt(bytes(changed), "a.xlsx")


PARTS = (SHEET, "xl__workbook_xml", "xl__styles_xml", "xl___rels__workbook_xml.rels")


@settings(max_examples=40)
@given(st.sampled_from(PARTS), st.randoms(use_true_random=False))
def test_a_workbook_whose_inside_was_changed_is_read_or_unreadable(name, chance):
    body = bytearray(part(WHOLE, name.replace("___rels__", "/_rels/").replace("__", "/").replace("_xml", ".xml")))
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(body))
        body[at : at + chance.randrange(3)] = bytes(chance.randrange(32, 127) for _ in range(chance.randrange(4)))
    attempt(repacked(WHOLE, **{name: bytes(body)}), "a.xlsx")


def test_random_lines_are_never_more_than_unreadable():
    chance = random.Random(7)
    base = text([good(), good(level="4")]).decode()
    for _ in range(300):
        at = chance.randrange(len(base))
        attempt((base[:at] + chance.choice(['"', ",", "\n", "\r", "\0", "，", "'"]) + base[at:]).encode(), "a.csv")
