"""The smaller files of this room: everyday words, the crosswalk, and the occupations of a catalogue edition."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from occupations.models import CODE, EDITION, Alias, CatalogueEdition, CatalogueEntry, CodeChange, Occupation, Standing
from occupations.spelling import spell
from occupations.table import Report, Row, Source, read_rows

KINDS = {label: value for value, label in Alias.Kind.choices}
CHANGES = {label: value for value, label in CodeChange.Kind.choices}


@dataclass(frozen=True)
class EditionFacts:
    """What a catalogue edition says of itself. `demonstration` editions are shown as 示例版 and have no force."""

    year: int
    version: str
    title: str
    effective_from: date
    demonstration: bool
    source: str
    effective_to: date | None = None


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


def load_catalogue(facts: EditionFacts, source: Source) -> Report:
    """The occupations of one edition, a *whole*: code,name,urgent. Raises Unreadable."""
    report = Report(facts.title)
    seen: dict[object, int] = {}
    with transaction.atomic():
        present = _present()

        def check(row: Row) -> None:
            row.expect(row["urgent"] in ("0", "1"), "urgent", "只能填 1（急需紧缺）或 0", "改成 1 或 0")
            _check_occupation(row, present)
            row.expect_first("code", "编码", row["code"], seen)

        rows = read_rows(source, ("code", "name", "urgent"), report, check)
        edition = _edition(facts, report)
        kept = {entry.occupation_id: entry for entry in edition.entries.select_related("occupation")}
        wanted = {}
        for row in rows:
            occupation = present[row["code"]]
            wanted[occupation.pk] = CatalogueEntry(edition=edition, occupation=occupation, urgent=row["urgent"] == "1")
        _bring(report, CatalogueEntry, kept, wanted, ["urgent"])
        for pk, entry in kept.items():
            if pk not in wanted and entry.occupation.code not in report.aside:
                report.absent += 1
                report.absences.append(str(entry.occupation))
    return report


def _edition(facts: EditionFacts, report: Report) -> CatalogueEdition:
    identity = {"year": facts.year, "version": facts.version, "demonstration": facts.demonstration}
    others = {
        "title": facts.title,
        "effective_from": facts.effective_from,
        "effective_to": facts.effective_to,
        "source": facts.source,
    }
    edition, born = CatalogueEdition.objects.get_or_create(**identity, defaults=others)
    if not born and any(getattr(edition, name) != value for name, value in others.items()):
        for name, value in others.items():
            setattr(edition, name, value)
        edition.save()
        report.notes.append("目录的名称、日期或来源已更新")
    return edition


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
