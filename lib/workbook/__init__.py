"""Tables made by hand: read them, check them column by column, give the same workbook back with the errors marked.

One door for every file that somebody fills in or exports. Knows neither Django nor the trade. A day's work with it::

    template = Template("certificates", "证书", (Column("number", "证书编号", "code"), ...), key=("number",))
    blank(template, rows=())                   -> bytes: the xlsx to download and fill in, with what is known already
    book = read(content, filename, template)   -> Book, or Unreadable: nothing else escapes from a bad file
    checked = check(book, template)            -> Checked
    checked.refuse(mask, "number", "unknown-number", "登记册里没有这个编号", "核对证书上的编号")
    mark(content, filename, book, checked, template) -> bytes: an xlsx with the errors marked, to mend and send again
    write(titles, rows), write_csv(titles, rows)     -> bytes: safe exports

Column(name, title, kind, required=True, words=None, pattern=None, longest=60, least=None, most=None, hint="",
       example="", personal=False, also=(), may_lack=False, judged_later=False, hidden=False) is one column; its heading
may be `title`, `name` or one of `also`; with `may_lack` a file may do without the column; with `judged_later` an empty
cell of a required column is let through, because whoever brings the row in judges it; a `hidden` one is there for us
and out of sight. Kinds:

    text   object array of str   blanks, full-width digits and letters put right; at most `longest` characters
    code   object array of str   as text, and without inner blanks, in capitals; `pattern` is a regular expression
    word   object array of str   `words` = {code: "词" or ("词", "又一种写法")}; both are taken, codes come out
    day    datetime64[D], NaT    2024-01-05 2024/1/5 2024.1.5 20240105 2024年1月5日, Excel's dates and day numbers
    month  int32, -1             as in lib.months; 2024-01 2024/1 2024.01 202401 2024年1月, or any day in it
    whole  int64, 0              1 1.0 1,000
    money  int64, 0              fen; 2500 2,500.00 ¥2500.1 2500元; `least` is 0 unless told
    level  int8, 0               1 to 5; 五级 初级工 五级/初级工 初级工（五级）
    flag   bool, False           是 否 1 0

`least` and `most` are in the column's own unit: a day as text, date or datetime64, money in fen. The value after the
comma (or "") stands where a cell is empty or bad; `checked.given[name]` is True where there is a sound value.

Template(kind, title, columns, key, whole=False, about="", partial=False): `key` names the columns that tell rows
apart. A *whole* file is all there is (a *partial* one only looks so: what it lacks is not missed); any other is an
*increment*, whose first column 操作 (增, 改, 撤; empty is 增; may be missing)
comes out as columns["action"]: "add", "change" or "withdraw". A row withdrawn needs only its key.

Book: columns {name: object array of str, as they stood}, rows (int32, numbers as the spreadsheet shows them), notes
(Chinese sentences), sheet, len(). Checked: columns {name: array}, given {name: bool array}, rows, notes, good (bool
array), problems, refuse(). Arrays are aligned with each other; a *position* is an index into them.

    checked.refuse(positions or bool mask, column or "", code, message, remedy)   texts, or one for each row refused

Problems: len(), iteration and head(n) in the file's order, counts() -> {(title, message): n}, frame() -> arrays. Each
is Problem(row, column, title, value, code, message, remedy, personal); str() masks a personal value, `.value` does not.
Codes: required, formula, error-cell, wrong-width, lost-digits, garbled, too-long, wrong-shape, not-listed, not-a-day,
no-such-day, not-a-month, no-such-month, not-a-number, not-money, not-a-level, not-a-flag, too-low, too-high, too-early,
too-late, repeated-key.
"""

from lib.workbook.checking import Checked, check
from lib.workbook.layout import ACTION, Column, Template, Unreadable
from lib.workbook.marking import mark
from lib.workbook.problems import Problem, Problems
from lib.workbook.reading import Book, read
from lib.workbook.writing import blank, write, write_csv

__all__ = [
    "ACTION",
    "Book",
    "Checked",
    "Column",
    "Problem",
    "Problems",
    "Template",
    "Unreadable",
    "blank",
    "check",
    "mark",
    "read",
    "write",
    "write_csv",
]
