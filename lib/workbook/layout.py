"""What a table should look like: its columns, its key, and the heading line that says so."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lib.workbook.spelling import plain

KINDS = ("text", "code", "word", "day", "month", "whole", "money", "level", "flag")
# The columns `mark` adds. They are no part of the table when it comes back, but cells of a row that was too long are.
MARKED = ("问题", "怎么改")
ROW_NUMBER = "原行号"
OVERFLOW = "多出的格"
_MARKS = re.compile(r"[*＊]|[(（](?:必填|选填|可不填)[)）]")


class Unreadable(Exception):
    """The file is not the table it should be. The message says what was found and what to do; nothing was taken."""


@dataclass(frozen=True)
class Column:
    """One column; see the package's docstring for the kinds. Raises ValueError where it contradicts itself."""

    name: str
    title: str
    kind: str
    required: bool = True
    words: Mapping[str, str | tuple[str, ...]] | None = None
    pattern: str | None = None
    longest: int = 60
    least: Any = None
    most: Any = None
    hint: str = ""
    example: str = ""
    personal: bool = False
    also: Sequence[str] = ()
    may_lack: bool = False
    judged_later: bool = False
    hidden: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.name}: no kind {self.kind!r}; there are {', '.join(KINDS)}")
        if (self.kind == "word") != bool(self.words):
            raise ValueError(f"{self.name}: words belong to a column of words, and only there")

    @property
    def choices(self) -> list[str]:
        """The words to choose from, each as it is shown."""
        if self.kind == "flag":
            return ["是", "否"]
        if self.kind == "level":
            return ["五级/初级工", "四级/中级工", "三级/高级工", "二级/技师", "一级/高级技师"]
        return [word if isinstance(word, str) else word[0] for word in (self.words or {}).values()]

    @property
    def headings(self) -> set[str]:
        return {heading(text) for text in (self.name, self.title, *self.also)}


ACTION = Column(
    "action",
    "操作",
    "word",
    required=False,
    words={"add": ("增", "新增", "增加"), "change": ("改", "修改", "变更"), "withdraw": ("撤", "撤销", "撤回")},
    hint="增：新的一行；改：把已登记的一行改成这样；撤：撤回已登记的一行。不填就是增",
    example="增",
    may_lack=True,
)


@dataclass(frozen=True)
class Template:
    """A kind of file: see the package's docstring. Raises ValueError for a key that is no column."""

    kind: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    whole: bool = False
    about: str = ""
    partial: bool = False

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if len(set(names)) < len(names) or set(self.key) - set(names):
            raise ValueError(f"{self.kind}: a column twice, or a key that is no column")
        taken = [each for column in self.layout for each in column.headings]
        if len(set(taken)) < len(taken):
            raise ValueError(f"{self.kind}: two columns answer to one heading")

    @property
    def layout(self) -> tuple[Column, ...]:
        """The columns as the file has them: an increment's 操作 first."""
        return self.columns if self.whole else (ACTION, *self.columns)

    @property
    def reach(self) -> str:
        """What a file says of the rows it does not have."""
        if self.partial or not self.whole:
            return "只写有变化的：文件里没有的不受影响。"
        return "一份文件就是全部：文件里缺少的会说出来，不会自动删除。"

    @property
    def titles(self) -> list[str]:
        return [column.title for column in self.layout]

    def titled(self, name: str) -> str:
        """The title of a column, 整行 for ""."""
        return next((column.title for column in self.layout if column.name == name), name) or "整行"


def heading(text: str) -> str:
    """How a heading is compared: without blanks, capitals, stars and （必填）."""
    return plain(_MARKS.sub("", text)).casefold()
