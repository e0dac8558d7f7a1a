"""The feeds of this room: its loaders, each file brought in at once or not at all."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

import numpy as np
from django.db import transaction

from lib.feed import Brought, Fault, Feed, Part, Refusal
from lib.refused import Refused
from lib.workbook import Column, Template
from occupations.editions import EditionFacts
from occupations.feed import COLUMNS as OCCUPATION_COLUMNS
from occupations.feed import load_occupations
from occupations.lists import CHANGES, KINDS, load_aliases, load_catalogue, load_code_changes
from occupations.table import SHOWN, Report, Rows

Loader = Callable[[Rows], Report]

MAY_LACK = {"grade", "pay_from", "pay_to", "levels", "jobs", "skills"}  # columns a file may do without

# name: (title, what to fill in, an example); a title that ends in ? need not be filled in
Told = Mapping[str, tuple[str, str, str]]
_CODE, _NAME = ("编码", "职业编码，四段", "4-10-01-05"), ("名称", "职业名称，和职业分类里的一致", "养老护理员")
TITLES: Told = {
    "code": _CODE, "name": ("名称", "照大典写，不带 L、S 标记", "养老护理员"),
    "edition": ("版次", "大典的年份；增补的写“2022+2024”", "2022"),
    "digital": ("数字职业", "1 是，0 不是", "0"), "green": ("绿色职业", "1 是，0 不是", "0"),
    "major_code": ("大类编码", "职业编码的第一段", "4"), "major": ("大类", "", "社会生产服务和生活服务人员"),
    "middle_code": ("中类编码", "职业编码的前两段", "4-10"), "middle": ("中类", "", "居民服务人员"),
    "minor_code": ("小类编码", "职业编码的前三段", "4-10-01"), "minor": ("小类", "", "生活照料服务人员"),
}  # fmt: skip
_ALIAS: Told = {
    "alias": ("叫法", "平常的叫法，最多 60 个字", "护工"), "code": _CODE, "name": _NAME,
    "kind": ("类别", f"从这几个里选：{'、'.join(KINDS)}", "俗称"),
}  # fmt: skip
_CHANGE: Told = {
    "old_edition": ("原版次", "大典的年份", "2021"), "old_code": ("原编码", "原来的职业编码，四段", "4-01-02-07"),
    "old_name": ("原名称?", "原来的职业名称", "互联网营销师"),
    "new_code": ("新编码", "现在的职业编码，四段", "4-01-06-02"),
    "kind": ("变化", f"从这几个里选：{'、'.join(CHANGES)}", "换码"),
    "source": ("依据", "哪份文件、哪一页", "职业分类大典（2022年版）第1页"),
}  # fmt: skip
_EDITION: Told = {
    "year": ("目录年份", "四位数字", "2024"), "version": ("版本?", "同一年有几版的，写明哪一版", "3.0版"),
    "title": ("目录名称", "", "人力资源开发目录（2024年版）"),
    "effective_from": ("施行日期", "写成 2024-09-01 这样", "2024-09-01"),
    "effective_to": ("最后一天?", "当日仍有效；还没有停用的不填", ""),
    "demonstration": ("示例版", "1 是示例，没有效力；0 是正式的", "0"),
    "source": ("来源", "哪份文件", "公布目录的文件"),
}  # fmt: skip
_ENTRY: Told = {
    "code": _CODE, "name": _NAME, "urgent": ("急需紧缺", "1 是，0 不是", "1"),
    "grade": ("紧缺程度?", "照目录的写法；目录没有写的不填", "非常紧缺"),
    "pay_from": ("月薪从?", "元，整数；目录没有写的不填", "6000"), "pay_to": ("月薪到?", "元，整数", "9000"),
    "levels": ("等级?", "目录写明的等级，如 5,4,3", "5,4,3"), "jobs": ("工种?", "目录写明的工种，用、隔开", ""),
}  # fmt: skip
POSTS: Told = {
    "industry": ("产业类别", "", "生活服务"), "area": ("核心领域", "", "养老服务"),
    "direction": ("重点方向", "", "机构养老"), "name": ("代表性岗位", "", "养老护理主管"),
    "code": ("职业编码?", "对应哪个职业；没有对应的不填", "4-10-01-05"), **{
        name: _ENTRY[name] for name in ("grade", "pay_from", "pay_to")
    },
    "skills": ("核心能力要求?", "一条一行，或用；隔开", "能评估老年人的照护需要；会使用助行器具"),
}  # fmt: skip
ENTRIES = _ENTRY


def _columns(told: Told) -> tuple[Column, ...]:
    """Cells as they stand: the loaders judge them, the empty ones too."""
    return tuple(
        Column(
            name, title.rstrip("?"), "text", required=not title.endswith("?"), longest=1000, hint=hint,
            example=example, judged_later=True, may_lack=name in MAY_LACK,
        )
        for name, (title, hint, example) in told.items()
    )  # fmt: skip


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
    """The part as the loaders read files; a column that the file does without stays out."""
    names = tuple(name for name in names if name in part.columns)
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


def _feed(kind: str, title: str, words: str, loader: Loader, told: Told, about: str, partial: bool = True) -> Feed:
    template = Template(kind, title, _columns(told), key=(), whole=True, about=about, partial=partial)
    return Feed(template, words=words, bring=_through(loader, told), size=None, dated=False, rank=50)


OCCUPATIONS = _feed(
    *("occupations", "职业分类", "职业分类大典：每个职业的编码和名称。", load_occupations),
    {name: TITLES[name] for name in OCCUPATION_COLUMNS},
    "一份文件是一版大典的全部职业，连同它的增补。",
    partial=False,
)
ALIASES = _feed(
    *("aliases", "别名与工种", "职业的俗称和工种，按平常的叫法也查得到。", load_aliases, _ALIAS),
    "一行一个叫法。要去掉的，在“登记数据”的“别名与工种”里删。",
)
CODE_CHANGES = _feed(
    *("code-changes", "编码对照", "换了编码的职业：旧编码是现在的哪个。", load_code_changes, _CHANGE),
    "一行是一个旧编码变成一个新编码。要去掉的，在“登记数据”的“编码对照”里删。",
)


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
    columns = {name: part[name][~others] for name in _ENTRY if name in part.columns}
    kept = Part(columns, {}, part.action[~others], part.rows[~others])
    try:
        told = _through(lambda rows: load_catalogue(edition, rows), _ENTRY)(kept, run)
    except Refused as refused:
        fault = Fault("year", refused.message.rstrip("。"), "核对目录年份、版本和施行日期")
        brought.refused = [Refusal(at, "edition", fault=fault) for at in range(len(part))]
        return brought
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
        about="一份文件是一个版次的全部职业；前七列说明是哪个版次，每一行都一样。导入后是编制中的草稿，"
        "由内容编辑送审、另一人同意后才公布。",
    ),
    words="哪些职业急需紧缺，从哪天到哪天。",
    bring=_bring_catalogue,
    size=None,
    dated=False,
    rank=51,
)
# The two parts by themselves, for the editors' desk: there the edition is known.
TEMPLATES = {
    "entries": Template("catalogue", "急需紧缺职业", _columns(ENTRIES), key=(), whole=True),
    "posts": Template("catalogue-posts", "重点产业岗位", _columns(POSTS), key=(), whole=True),
}
FEEDS = (OCCUPATIONS, ALIASES, CODE_CHANGES, CATALOGUE)
