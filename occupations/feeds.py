"""The feeds of this room: its loaders, each file brought in at once or not at all."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

import numpy as np
from django.db import transaction

from lib.feed import Brought, Fault, Feed, Part, Refusal
from lib.workbook import Column, Template
from occupations.feed import COLUMNS as OCCUPATION_COLUMNS
from occupations.feed import load_occupations
from occupations.lists import EditionFacts, load_aliases, load_catalogue, load_code_changes
from occupations.table import SHOWN, Report, Rows

Loader = Callable[[Rows], Report]

TITLES = {
    "code": "编码", "name": "名称", "edition": "版次", "digital": "数字职业", "green": "绿色职业",
    "major_code": "大类编码", "major": "大类", "middle_code": "中类编码", "middle": "中类",
    "minor_code": "小类编码", "minor": "小类",
}  # fmt: skip
_ALIAS = {"alias": "叫法", "code": "编码", "name": "名称", "kind": "类别"}
_CHANGE = {
    "old_edition": "原版次", "old_code": "原编码", "old_name": "原名称", "new_code": "新编码", "kind": "变化",
    "source": "依据",
}  # fmt: skip
_EDITION = {
    "year": "目录年份", "version": "版本", "title": "目录名称", "effective_from": "施行日期",
    "effective_to": "最后一天", "demonstration": "示例版", "source": "来源",
}  # fmt: skip
_ENTRY = {"code": "编码", "name": "名称", "urgent": "急需紧缺"}


def _columns(titles: Mapping[str, str]) -> tuple[Column, ...]:
    """Cells as they stand: the loaders judge them."""
    return tuple(Column(name, title, "text", required=False, longest=300) for name, title in titles.items())


def _through(loader: Loader, names: Iterable[str]) -> Callable[[Part, int | None], Brought]:
    """What brings a part in by a loader; asked only what it would do, it is undone again."""

    def bring(part: Part, run: int | None) -> Brought:
        with transaction.atomic():
            report = loader(_rows(part, names))
            if run is None:
                transaction.set_rollback(True)
        return _told(report, part)

    return bring


def _rows(part: Part, names: Iterable[str]) -> Rows:
    """The part as the loaders read files."""
    names = tuple(names)
    cells = zip(*(part[name].tolist() for name in names), strict=True)
    return [(int(row), dict(zip(names, line, strict=True))) for row, line in zip(part.rows, cells, strict=True)]


def _told(report: Report, part: Part) -> Brought:
    brought = Brought(report.added, report.changed, 0, report.unchanged, report.absent)
    for problem in report.problems:
        fault = Fault(problem.column, problem.message, problem.remedy)
        brought.refused.append(Refusal(int(np.searchsorted(part.rows, problem.row)), "loader", fault=fault))
    for heading, items in (("", report.notes), ("变更", report.changes), ("文件中缺少（未删除）", report.absences)):
        for item in items[:SHOWN]:
            brought.noted[f"{heading}：{item}" if heading else item] = 0
        if len(items) > SHOWN:
            brought.noted[f"{heading}：另有 {len(items) - SHOWN} 条"] = 0
    return brought


def _feed(kind: str, title: str, words: str, loader: Loader, titles: Mapping[str, str]) -> Feed:
    template = Template(kind, title, _columns(titles), key=(), whole=True)
    return Feed(template, words=words, bring=_through(loader, titles), size=None, dated=False, rank=50)


OCCUPATIONS = _feed(
    *("occupations", "职业分类", "职业分类大典：每个职业的编码和名称。", load_occupations),
    {name: TITLES[name] for name in OCCUPATION_COLUMNS},
)
ALIASES = _feed("aliases", "别名与工种", "职业的俗称和工种，按平常的叫法也查得到。", load_aliases, _ALIAS)
CODE_CHANGES = _feed("code-changes", "编码对照", "换了编码的职业：旧编码是现在的哪个。", load_code_changes, _CHANGE)


# --- the catalogue: every row says of which edition it is --------------------------------------------
def _bring_catalogue(part: Part, run: int | None) -> Brought:
    brought = Brought()
    facts = list(zip(*(part[name].tolist() for name in _EDITION), strict=True))
    others = np.array([fact != facts[0] for fact in facts], dtype=bool)
    for at in np.flatnonzero(others):
        words = "与第一行的目录版次不同"
        brought.refused.append(Refusal(int(at), "edition", fault=Fault("year", words, "一份文件只放一个版次")))
    edition, fault = _edition(dict(zip(_EDITION, facts[0], strict=True)))
    if edition is None:
        brought.refused = [Refusal(at, "edition", fault=fault) for at in range(len(part))]
        return brought
    kept = Part({name: part[name][~others] for name in _ENTRY}, {}, part.action[~others], part.rows[~others])
    told = _through(lambda rows: load_catalogue(edition, rows), _ENTRY)(kept, run)
    places = np.flatnonzero(~others)
    told.refused = brought.refused + [each._replace(position=int(places[each.position])) for each in told.refused]
    return told


def _edition(said: dict[str, str]) -> tuple[EditionFacts | None, Fault | None]:
    if not (said["year"].isdecimal() and len(said["year"]) == 4):
        return None, Fault("year", "目录年份应是四位数字", "填目录版次的年份，如 2022")
    if said["demonstration"] not in ("0", "1"):
        return None, Fault("demonstration", "只能填 1（示例版）或 0", "改成 1 或 0")
    for name in ("title", "source"):
        if not said[name]:
            return None, Fault(name, "没有写", "补上目录的名称和来源，每一行都一样")
    try:
        begins = date.fromisoformat(said["effective_from"])
        ends = date.fromisoformat(said["effective_to"]) if said["effective_to"] else None
    except ValueError:
        return None, Fault("effective_from", "施行日期或最后一天认不出", "写成 2022-06-16 这样")
    if ends is not None and ends < begins:
        return None, Fault("effective_to", "最后一天早于施行日期", "核对两个日期")
    demonstration = said["demonstration"] == "1"
    return EditionFacts(
        int(said["year"]), said["version"], said["title"], begins, demonstration, said["source"], ends
    ), None  # fmt: skip


CATALOGUE = Feed(
    Template(
        "catalogue",
        "人力资源开发目录",
        _columns({**_EDITION, **_ENTRY}),
        key=(),
        whole=True,
        about="一份文件是一个版次的全部职业；前七列说明是哪个版次，每一行都一样。",
    ),
    words="哪些职业急需紧缺，从哪天到哪天。",
    bring=_bring_catalogue,
    size=None,
    dated=False,
    rank=51,
)
FEEDS = (OCCUPATIONS, ALIASES, CODE_CHANGES, CATALOGUE)
