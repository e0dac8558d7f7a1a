"""csv as people save it: UTF-8 with or without a mark, or GBK. Everything else is answered in words."""

import csv
import io
from collections.abc import Iterator

from lib.workbook.layout import Unreadable

_PAGES = ("<html", "<table", "<!doctype", "<meta", "<?xml", "<style", "<div")


def rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """(row number as a spreadsheet counts, cells) of every row that is not blank. Raises Unreadable."""
    text = decode(content)
    if text[:200].lstrip().lower().startswith(_PAGES):
        raise Unreadable("这是网页，只是名字像表格。请用 Excel 打开，另存为 .xlsx 再上传。")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    del text
    number = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            line = reader.line_num
            raise Unreadable(f"第 {line} 行附近不是完整的 CSV：引号没有成对，或者一格太长。请改好后再上传。") from error
        number += 1
        if "".join(cells).strip():
            yield number, cells


def decode(content: bytes) -> str:
    """Raises Unreadable."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content:
        raise Unreadable(
            "不是 UTF-8 或 GBK 文本，也不是 Excel 工作簿。请另存为 .xlsx 或“CSV UTF-8（逗号分隔）”再上传。"
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _decode_gbk(content, error)


def _decode_gbk(content: bytes, error: UnicodeDecodeError) -> str:
    """A UTF-8 file with a few broken bytes often reads as GBK too, into nonsense: refuse it instead."""
    hopeful = content.decode("utf-8", errors="replace")
    broken, foreign = hopeful.count("\ufffd"), len(hopeful) - len(hopeful.encode("ascii", errors="ignore"))
    if broken * 10 < foreign:
        line = content[: error.start].count(b"\n") + 1
        raise Unreadable(f"第 {line} 行附近有损坏的字符（其余是 UTF-8）。请改好后另存为“CSV UTF-8”。")
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError:
        raise Unreadable("文字编码既不是 UTF-8 也不是 GBK。请另存为“CSV UTF-8（逗号分隔）”。") from None
