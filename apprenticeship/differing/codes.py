"""What the parties may differ about, or change together: each field of a record declared once, under the code that both
read."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from apprenticeship.models import Apprentice, Guide
from lib.days import chinese


@dataclass(frozen=True)
class About:
    """``kind``: date, whole, mentor or teacher. ``moves``: what it decides, for the list. ``change``: it is no
    correction but something both agree to from now on, and the city has no part in it. ``empty``: what nothing means,
    where nothing may stand."""

    code: str
    name: str
    title: str
    kind: str
    moves: str
    change: bool = False
    empty: str = ""

    @property
    def may_be_empty(self) -> bool:
        return bool(self.empty)

    def read(self, text: str) -> Any:
        """The value that a text stands for."""
        if not text:
            return None
        if self.kind == "date":
            return date.fromisoformat(text)
        return Guide.objects.get(pk=int(text)) if self.kind in ("mentor", "teacher") else int(text)

    def write(self, value: Any) -> str:
        if value is None:
            return ""
        return str(value.pk if isinstance(value, Guide) else value)

    def words(self, text: str, guides: dict[int, str]) -> str:
        """For people: 2026年8月3日, 36 个月, a guide's name."""
        if not text:
            return self.empty or "没有"
        if self.kind == "date":
            return chinese(date.fromisoformat(text))
        return guides.get(int(text), "") if self.kind in ("mentor", "teacher") else f"{int(text)} 个月"


_ALL = (
    About("D-CONTRACT", "contract_began", "劳动合同开始日期", "date", "是不是新招用（AP-RECRUIT）"),
    About("D-MONTHS", "contract_months", "劳动合同月数", "whole", "合同够不够长（AP-CONTRACT）"),
    About("D-MOVED", "moved_on", "转岗日期", "date", "是不是刚转岗（AP-RECRUIT）", empty="不是转岗"),
    About(
        "D-FIRST",
        "first_day",
        "本人开始日期",
        "date",
        "首月参保、新招用，计几个月",
        empty="和计划相同",
    ),
    About("D-TERM", "months", "本人计划月数", "whole", "计几个月", empty="和计划相同"),
    About("D-LEFT", "left_on", "离开日期", "date", "占用到哪天"),
    About("B-MENTOR", "mentor", "企业导师", "mentor", "企校双师、导师带徒人数（AP-DUAL、AP-RATIO）", change=True),
    About("B-TEACHER", "teacher", "院校教师", "teacher", "企校双师（AP-DUAL）", change=True),
)
ABOUT = {one.code: one for one in _ALL}


def open_to(row: Apprentice) -> list[About]:
    """What may be said of a record: of who left the day alone; of who is there everything else."""
    gone = row.state == Apprentice.State.GONE
    return [one for one in _ALL if (one.name == "left_on") == gone]
