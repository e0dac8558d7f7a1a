"""The smaller files of this room: everyday words, the crosswalk, and the two parts of a catalogue edition."""

import re
from typing import Any

from django.db import transaction

from lib.refused import Refused
from occupations.editions import EditionFacts, draft_of
from occupations.models import (
    CODE,
    EDITION,
    Alias,
    CatalogueEdition,
    CatalogueEntry,
    CodeChange,
    Occupation,
    Post,
    Standing,
)
from occupations.models.catalogue import LEVELS
from occupations.spelling import spell
from occupations.table import Report, Row, Source, read_rows

KINDS = {label: value for value, label in Alias.Kind.choices}
CHANGES = {label: value for value, label in CodeChange.Kind.choices}
ENTRY = ("code", "name", "urgent", "grade", "pay_from", "pay_to", "levels", "jobs")
POST = ("industry", "area", "direction", "name", "code", "grade", "pay_from", "pay_to", "skills")
_ENTRY_FIELDS = ["code", "name", "urgent", "grade", "pay_from", "pay_to", "levels", "jobs"]
_POST_FIELDS = ["place", "occupation_id", "code", "grade", "pay_from", "pay_to", "skills"]


def load_aliases(source: Source) -> Report:
    """Everyday words and 工种, an *increment*: alias,code,name,kind. Raises Unreadable."""
    report = Report("别名与工种")
    seen: dict[object, int] = {}
    with transaction.atomic():
        present = _present()

        def check(row: Row) -> None:
            row.expect(0 < len(row["alias"]) <= 60, "alias", "叫法为空或超过 60 字", "补上或改短")
            row.expect(row["kind"] in KINDS, "kind", "类别不认识", f"填 {'、'.join(KINDS)} 之一")
            _check_occupation(row, present)
            row.expect_first("alias", "叫法和编码", (row["alias"], row["code"]), seen)

        rows = read_rows(source, ("alias", "code", "name", "kind"), report, check)
        kept = {(alias.occupation_id, alias.text): alias for alias in Alias.objects.all()}
        wanted = {}
        for row in rows:
            pinyin, initials = spell(row["alias"])
            occupation = present[row["code"]]
            wanted[occupation.pk, row["alias"]] = Alias(
                occupation=occupation, text=row["alias"], kind=KINDS[row["kind"]], pinyin=pinyin, initials=initials
            )
        _bring(report, Alias, kept, wanted, ["kind", "pinyin", "initials"])
    return report


def load_code_changes(source: Source) -> Report:
    """The crosswalk, an *increment*: old_edition,old_code,old_name,new_code,kind,source. Raises Unreadable."""
    report = Report("编码对照")
    seen: dict[object, int] = {}

    def check(row: Row) -> None:
        row.expect(_matches(EDITION, row["old_edition"]), "old_edition", "版次应是年份，如 2015", "改正版次")
        for column in ("old_code", "new_code"):
            row.expect(_matches(CODE, row[column]), column, "编码应是四段，如 4-10-01-05", "补齐位数")
        known = row.expect(row["kind"] in CHANGES, "kind", "变化不认识", f"填 {'、'.join(CHANGES)} 之一")
        row.expect(bool(row["source"]), "source", "没有写明依据", "写明哪份文件、哪一页")
        same = row["old_code"] == row["new_code"]
        row.expect(not (row["kind"] == "换码" and same), "new_code", "换码前后编码相同", "若只是改名，变化填“改名”")
        row.expect_first("old_code", "这一对编码", (row["old_edition"], row["old_code"], row["new_code"]), seen)
        if known and CHANGES[row["kind"]] in CodeChange.AUTOMATIC:
            row.expect_first("old_code", "原编码的去向", (row["old_edition"], row["old_code"]), seen)

    columns = ("old_edition", "old_code", "old_name", "new_code", "kind", "source")
    rows = read_rows(source, columns, report, check)
    with transaction.atomic():
        kept = {(each.old_edition, each.old_code, each.new_code): each for each in CodeChange.objects.all()}
        mapped = {key[:2]: key for key, each in kept.items() if each.kind in CodeChange.AUTOMATIC}
        wanted = {}
        for row in rows:
            key = (row["old_edition"], row["old_code"], row["new_code"])
            kind = CHANGES[row["kind"]]
            if kind in CodeChange.AUTOMATIC and mapped.get(key[:2], key) != key:
                elsewhere = mapped[key[:2]][2]
                report.park(row, "new_code", f"这个原编码已对照到 {elsewhere}", "先在后台改正原来的对照")
                continue
            values = {column: row[column] for column in columns} | {"kind": kind}
            wanted[key] = CodeChange(**values)
        _bring(report, CodeChange, kept, wanted, ["old_name", "kind", "source"])
    return report


def load_catalogue(facts: EditionFacts, source: Source, *, replace: bool = False) -> Report:
    """Part two of an edition, a *whole*: code,name,urgent,grade,pay_from,pay_to,levels,jobs.

    Brings in a draft; an edition that stands already takes no other rows. With `replace` a row of the draft that the
    file lacks goes; else it is only told. Raises Unreadable, Refused.
    """
    report = Report(facts.title)
    seen: dict[object, int] = {}
    with transaction.atomic():
        present = _present()

        def check(row: Row) -> None:
            row.expect(row["urgent"] in ("0", "1"), "urgent", "只能填 1（急需紧缺）或 0", "改成 1 或 0")
            levels = re.match(LEVELS, _levels(row["levels"]))
            row.expect(levels is not None, "levels", "等级认不出", "写成 5,4,3 这样；没有写明等级的不填")
            row.expect(len(row["jobs"]) <= 200, "jobs", "工种超过 200 字", "改短，或只写主要工种")
            _check_scarcity(row, facts)
            _check_occupation(row, present)
            row.expect_first("code", "编码", row["code"], seen)

        rows = read_rows(source, ENTRY, report, check, may_lack=ENTRY[3:])
        edition = _edition(facts, report)
        kept = {entry.occupation_id: entry for entry in edition.entries.select_related("occupation")}
        wanted = {}
        for row in rows:
            occupation = present[row["code"]]
            wanted[occupation.pk] = CatalogueEntry(
                edition=edition, occupation=occupation, code=row["code"], name=row["name"],
                urgent=row["urgent"] == "1", **_scarcity(row), levels=_levels(row["levels"]), jobs=row["jobs"],
            )  # fmt: skip
        _refuse_a_standing_edition(edition, kept, wanted, _ENTRY_FIELDS)
        _bring(report, CatalogueEntry, kept, wanted, _ENTRY_FIELDS)
        for pk, entry in kept.items():
            if pk not in wanted and entry.occupation.code not in report.aside:
                report.absences.append(str(entry.occupation))
        _miss(report, edition.entries.exclude(occupation__in=wanted), replace)
    return report


def load_posts(facts: EditionFacts, source: Source, *, replace: bool = False) -> Report:
    """Part one of an edition, a *whole*: industry,area,direction,name,code,grade,pay_from,pay_to,skills.

    Brings in a draft; skills stand in one cell, one a line or parted by ；. Raises Unreadable, Refused.
    """
    report = Report(f"{facts.title}·重点产业岗位")
    seen: dict[object, int] = {}
    with transaction.atomic():
        present = _present()

        def check(row: Row) -> None:
            for name, longest in (("industry", 30), ("area", 60), ("direction", 60), ("name", 60)):
                row.expect(0 < len(row[name]) <= longest, name, f"没有写，或超过 {longest} 字", "补上或改短")
            known = not row["code"] or row["code"] in present
            row.expect(known, "code", "职业分类里没有这个编码", "改正编码；不对应职业的不填")
            _check_scarcity(row, facts)
            row.expect_first("name", "这个岗位", tuple(row[name] for name in POST[:4]), seen)

        rows = read_rows(source, POST, report, check, may_lack=POST[4:])
        edition = _edition(facts, report)
        kept = {(each.industry, each.area, each.direction, each.name): each for each in edition.posts.all()}
        wanted = {}
        for place, row in enumerate(rows, 1):
            names = {name: row[name] for name in POST[:4]}
            occupation = present.get(row["code"])
            skills = "\n".join(filter(None, (skill.strip() for skill in re.split(r"[；;\n]", row["skills"]))))
            wanted[tuple(names.values())] = Post(
                edition=edition, place=place, **names, **_scarcity(row), occupation=occupation, code=row["code"],
                skills=skills,
            )  # fmt: skip
        _refuse_a_standing_edition(edition, kept, wanted, _POST_FIELDS)
        _bring(report, Post, kept, wanted, _POST_FIELDS)
        report.absences = [key[3] for key in kept if key not in wanted and key[3] not in report.aside]
        gone = [each.pk for key, each in kept.items() if key not in wanted]
        _miss(report, edition.posts.filter(pk__in=gone), replace)
    return report


def _miss(report: Report, rows: Any, replace: bool) -> None:
    """What the draft holds and the file lacks: told, or taken out."""
    report.absent = len(report.absences)
    if replace:
        rows.delete()


def _edition(facts: EditionFacts, report: Report) -> CatalogueEdition:
    there = CatalogueEdition.objects.filter(**facts.identity).exists()
    edition, changed = draft_of(facts)
    if there and changed:
        report.notes.append("目录的名称、日期或来源已更新")
    return edition


def _refuse_a_standing_edition(
    edition: CatalogueEdition, kept: dict[Any, Any], wanted: dict[Any, Any], fields: list[str]
) -> None:
    """The database would refuse too, and not in these words."""
    same = all(
        key in kept and all(getattr(kept[key], name) == getattr(row, name) for name in fields)
        for key, row in wanted.items()
    )
    if edition.state != edition.State.DRAFT and not same:
        raise Refused("state", f"{edition.label}已送审或公布，内容不能再改。要更正，请另编一版。")


def _check_scarcity(row: Row, facts: EditionFacts) -> None:
    scale = facts.scale
    known = not row["grade"] or not scale or row["grade"] in scale
    row.expect(known and len(row["grade"]) <= 20, "grade", "不在这一版紧缺程度的写法里", f"填 {'、'.join(scale)} 之一")
    pay = [row["pay_from"].replace(",", ""), row["pay_to"].replace(",", "")]
    whole = all(text.isdecimal() and len(text) <= 7 for text in pay if text)
    if row.expect(whole, "pay_from", "月薪应是整数，单位元", "写成 6000 这样"):
        both = all(pay) or not any(pay)
        if row.expect(both, "pay_to", "月薪的两端只写了一个", "两个都写，或都不写") and all(pay):
            row.expect(int(pay[0]) <= int(pay[1]), "pay_to", "月薪的上限低于下限", "核对两个数")


def _scarcity(row: Row) -> dict[str, Any]:
    pay = [int(text) if (text := row[name].replace(",", "")) else None for name in ("pay_from", "pay_to")]
    return {"grade": row["grade"], "pay_from": pay[0], "pay_to": pay[1]}


def _levels(text: str) -> str:
    """5、4 and 3; 5-3; 5,4,3 → 5,4,3: the levels from low to high."""
    text = text.replace(" ", "")
    if span := re.match(r"([1-5])[-—~至]([1-5])\Z", text):
        high, low = sorted(map(int, span.groups()))
        return ",".join(map(str, range(low, high - 1, -1)))
    parts = re.split(r"[,，、]", text) if text else []
    return ",".join(sorted(dict.fromkeys(parts), reverse=True))


def _present() -> dict[str, Occupation]:
    """Occupations by every code that an edition prints; where two editions print one code, the latest one's."""
    standings = Standing.objects.select_related("occupation").order_by("edition")
    return {standing.code: standing.occupation for standing in standings}


def _check_occupation(row: Row, present: dict[str, Occupation]) -> None:
    occupation = present.get(row["code"])
    if row.expect(occupation is not None, "code", "职业分类里没有这个编码", "先导入职业分类，或改正编码"):
        name = occupation.name if occupation else ""
        row.expect(row["name"] == name, "name", f"与编码不符：{row['code']} 是“{name}”", "改正编码或名称")


def _matches(pattern: str, text: str) -> bool:
    return re.match(pattern, text) is not None


def _bring(report: Report, model: Any, kept: dict[Any, Any], wanted: dict[Any, Any], fields: list[str]) -> None:
    """Write the rows of `wanted` that are new or differ from `kept` in `fields`, and count."""
    new = [row for key, row in wanted.items() if key not in kept]
    changed = []
    for key in wanted.keys() & kept.keys():
        differing = [name for name in fields if getattr(wanted[key], name) != getattr(kept[key], name)]
        if differing:
            changed.append(kept[key])
            report.changes.append(f"{wanted[key]}：{'、'.join(_title(model, name) for name in differing)}")
        for name in differing:
            setattr(kept[key], name, getattr(wanted[key], name))
    if new:
        model.objects.bulk_create(new)
    if changed:
        model.objects.bulk_update(changed, fields, batch_size=200)
    report.added, report.changed = len(new), len(changed)
    report.unchanged = len(wanted) - len(new) - len(changed)


def _title(model: Any, name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)
