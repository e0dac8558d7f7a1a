"""The person a row of a file names: 姓名, 证件类型, 证件号码. Every feed about persons begins with these columns.

`check` asks nothing but the file; `resolve` finds the persons, and adds those nobody knew.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from stdnum import numdb

from lib import idcard, names
from lib.feed import Asked, Brought, Fault, Part
from lib.workbook import Checked, Column
from people import identities
from people.models import Person

DOCUMENTS = {value: label for value, label in Person.Document.choices}
COLUMNS = (
    Column("name", "姓名", "text", pattern=r"\D+", hint="与证件上的一致，不写数字", example="示例一", personal=True),
    Column("document", "证件类型", "word", words=DOCUMENTS, example="居民身份证"),
    Column(
        "number", "证件号码", "code", longest=18, personal=True, also=("身份证号", "身份证号码", "公民身份号码"),
        hint="这一列设为文本格式，否则末尾几位会变成0",
    ),
)  # fmt: skip
KEY = ("document", "number")
FAULTS = {
    "other-name": Fault("name", "姓名与登记的不一致", "核对姓名和证件号码；改了名的，先用人员表更正姓名"),
}
_SHAPES = {  # of the documents that are no 18 signs with a check digit; python's `fullmatch`
    "03": (r"[A-Z]{3}\d{12}", "外国人永久居留身份证是3个字母加12位数字，或18位"),
    "04": (r"[A-Z0-9]{5,17}", "护照号是5到17位字母和数字"),
    "05": (r"[HM]\d{8}(\d{2})?", "港澳居民来往内地通行证是H或M加8位或10位数字"),
    "06": (r"\d{8}|[A-Z]?\d{10}[A-Z]?", "台湾居民来往大陆通行证是8位数字"),
}
_CARDS = ("01", "02", "03")  # of 18 signs; 03 only since 2023
NO_DAY = np.datetime64("NaT", "D")


def check(checked: Checked, asked: Asked) -> np.ndarray:
    """Refuse numbers that cannot be, and one number with two names. Returns births (``M8[D]``, NaT where untold)."""
    documents, numbers = checked.columns["document"], checked.columns["number"]
    told = checked.given["document"] & checked.given["number"]
    shaped = np.fromiter((idcard.SHAPE.fullmatch(number) is not None for number in numbers), bool, len(numbers))
    card = told & shaped & np.isin(documents, _CARDS)
    births = np.full(len(checked), NO_DAY)
    births[card] = idcard.births(numbers[card].tolist())
    signed = np.ones(len(checked), dtype=bool)
    signed[card] = idcard.check_signs(numbers[card].tolist())
    no_day = card & np.isnat(births)
    future = births > np.datetime64(asked.on, "D")
    checked.refuse(no_day, "number", "no-birth-day", "第7到14位不是一个真实的出生日期", "照证件重新填写")
    checked.refuse(future, "number", "born-later", "第7到14位的出生日期在今天之后", "照证件重新填写")
    wrong = card & ~no_day & ~signed
    checked.refuse(wrong, "number", "check-digit", "校验位对不上，可能有一位写错了", "照证件重新填写")
    _check_shapes(checked, told & ~card)
    _check_names(checked, told & checked.given["name"])
    _note_areas(checked, card & checked.good)
    return births


def _check_shapes(checked: Checked, rest: np.ndarray) -> None:
    documents, numbers = checked.columns["document"], pd.Series(checked.columns["number"])
    for document in DOCUMENTS:
        here = rest & (documents == document)
        if not here.any():
            continue
        if document in _SHAPES:
            shape, words = _SHAPES[document]
            wrong = here.copy()
            wrong[here] = ~numbers[here].str.fullmatch(shape).to_numpy(dtype=bool)
        else:
            wrong, words = here, "应是18位，前17位是数字，最后一位是数字或X"
        lengths = [f"{words}；这里有{len(number)}位" for number in numbers[wrong]]
        checked.refuse(wrong, "number", "wrong-number", lengths, "照证件重新填写；核对证件类型")


def _check_names(checked: Checked, told: np.ndarray) -> None:
    """One number with two names: nobody here can tell which is right, so each row of it is refused."""
    numbers = checked.columns["document"] + checked.columns["number"]
    at = np.flatnonzero(told & repeated(numbers))
    odd, against = at_odds(numbers[at], plain(checked.columns["name"][at]))
    words = [f"同一证件号码在第 {row} 行配了另一个姓名" for row in checked.rows[at[against]]]
    checked.refuse(at[odd], "name", "two-names", words, "照证件改正姓名或号码")


def repeated(keys: np.ndarray) -> np.ndarray:
    """Which keys stand there more than once: bool."""
    return pd.Series(keys).duplicated(keep=False).to_numpy()


def at_odds(keys: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Places where one key has several values, and for each the first place with the same key and another value."""
    group, _ = pd.factorize(keys)
    first = np.zeros(len(group), dtype=np.int64)
    first[group[::-1]] = np.arange(len(group))[::-1]  # the last one written, the first of its group, stays
    other = values != values[first[group]]
    another = np.full(len(group), -1)
    another[group[other][::-1]] = np.flatnonzero(other)[::-1]
    against = np.where(other, first[group], another[group])
    odd = np.flatnonzero(against >= 0)
    return odd, against[odd]


def _note_areas(checked: Checked, card: np.ndarray) -> None:
    """An unknown area is information: old and special codes are real."""
    areas = pd.Series([number[:6] for number in checked.columns["number"][card]], dtype=object).value_counts()
    unknown = int(sum(count for area, count in areas.items() if not known_area(str(area))))
    if unknown:
        checked.notes.append(f"证件号码前6位不在已知的行政区划中（不影响导入）：{unknown} 行")


@lru_cache(maxsize=5000)
def known_area(area: str) -> bool:
    return bool(numdb.get("cn/loc").info(area)[-1][1])


@dataclass(frozen=True)
class Named:
    """For each row of a part: the person's id (0: unknown, or the row is refused) and whether the row may go on."""

    ids: np.ndarray
    good: np.ndarray


def known_of(part: Part, brought: Brought, which: np.ndarray) -> Named:
    """Find the persons of these rows (bool) and add nobody: 0 stands for whoever is not known. Refuses in ``brought``
    whose name is not the one on record."""
    known = identities.known(numbers_of(part))
    ids, told = np.where(which, known.ids, 0), part["name"]
    differs = (ids > 0) & part.given["name"]
    differs[differs] = plain(told[differs]) != plain(known.names[differs])
    brought.refuse(np.flatnonzero(differs), "other-name")
    return Named(ids, which & ~differs)


def resolve(part: Part, run: int | None, brought: Brought) -> Named:
    """Find the persons; with a run number add those nobody knew. Refuses rows in ``brought``.

    A row that withdraws may leave the person out. One that adds may name somebody new, no other may.
    """
    numbers, told = numbers_of(part), part["name"]
    asked = part.given["number"] & part.given["document"]
    if run is not None:
        identities.hold()
    known = identities.known(numbers)
    ids, names_known = np.where(asked, known.ids, 0), known.names
    differs = (ids > 0) & part.given["name"]
    differs[differs] = plain(told[differs]) != plain(names_known[differs])
    new = asked & (ids == 0)
    missing = new & (part.action != "add")
    brought.refuse(np.flatnonzero(differs), "other-name")
    brought.refuse(np.flatnonzero(missing), "missing")
    good = ~differs & ~missing
    coming = new & good
    if run is not None and coming.any():
        ids[coming] = identities.add(numbers, coming, told, run)
    return Named(ids, good)


def prepare(part: Part) -> None:
    """Reckon ahead what :func:`resolve` needs of the numbers."""
    numbers_of(part).prepare()


def numbers_of(part: Part) -> identities.Numbers:
    """The numbers of its persons, the same object each time."""
    if "numbers" not in part.prepared:
        part.prepared["numbers"] = identities.Numbers(part["document"], part["number"])
    found: identities.Numbers = part.prepared["numbers"]
    return found


def plain(texts: np.ndarray) -> np.ndarray:
    """Names as they are compared; each different one is spelt once."""
    codes, different = pd.factorize(texts)
    return np.array([names.plain(text) for text in different], dtype=object)[codes]
