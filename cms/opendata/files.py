"""A set as a file: the same rows as JSON by the page, CSV and xlsx. The same content makes the same bytes."""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cms.models import PageStamp
from cms.opendata.dataset import DataSet, Row, flat
from cms.opendata.sets import SETS
from cms.stamps import OUTCOMES, SCHOOLS
from lib.workbook import write_csv
from lib.workbook.writing import Writer
from occupations.models import CatalogueEdition, Stamp

LICENCE = "可以自由使用，请注明来源和版次；示例版和示意的标准不具效力"
TYPES = {
    "json": "application/json; charset=utf-8", "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
SIZE, MOST = 200, 1000  # rows of a page of JSON: as it comes, and at most
KEPT = 64  # files that each process keeps
XLSX_ROWS = 1_000_000


@dataclass(frozen=True)
class File:
    content: bytes
    etag: str


def version() -> str:
    """Of all that is published; the database changes it with any write to the classification, the catalogue, outcomes
    or the institutions they are of."""
    tokens = PageStamp.objects.filter(pk__in=[OUTCOMES, SCHOOLS]).order_by("pk").values_list("token", flat=True)
    return "·".join([*Stamp.objects.values_list("token", flat=True), *tokens])


def rows_of(one: DataSet, edition: CatalogueEdition | None) -> tuple[Row, ...]:
    return _rows(version(), one.slug, edition.pk if edition else 0)


def table(one: DataSet, edition: CatalogueEdition | None, form: str) -> File:
    """The whole set as csv or xlsx."""
    return _table(version(), one.slug, edition.pk if edition else 0, form)


def page(one: DataSet, edition: CatalogueEdition | None, number: int, size: int, here: str) -> File | None:
    """A page of the set as JSON. ``here``: the address of the set. None where there is no such page."""
    rows = rows_of(one, edition)
    last = max(1, -(-len(rows) // size))
    if number > last:
        return None
    following = f"{here}?page={number + 1}&size={size}" if number < last else None
    names = [column.name for column in one.columns]
    told = _told(one, edition) | {
        "total": len(rows), "page": number, "size": size, "pages": last, "next": following,
        "fields": [_field(column) for column in one.columns],
        "rows": [dict(zip(names, row, strict=True)) for row in rows[(number - 1) * size : number * size]],
    }  # fmt: skip
    return _file(json.dumps(told, ensure_ascii=False, indent=1).encode())


def _told(one: DataSet, edition: CatalogueEdition | None) -> dict[str, Any]:
    """What stands at the head of every file."""
    told: dict[str, Any] = {"set": one.slug, "title": one.title, "about": one.about, "licence": LICENCE}
    if edition is None:
        return told | {"source": one.source}
    assert edition.published_at is not None
    return told | {
        "source": edition.source,
        "edition": {
            "slug": edition.slug, "title": edition.title, "label": edition.label,
            "year": edition.year, "version": edition.version, "scale": edition.scale,
            "demonstration": edition.demonstration, "in_force_from": edition.effective_from.isoformat(),
            "in_force_to": edition.effective_to.isoformat() if edition.effective_to else None,
            "published_at": edition.published_at.isoformat(), "digest": edition.digest,
        },
    }  # fmt: skip


def _field(column: Any) -> dict[str, str]:
    return {
        "name": column.name, "title": column.title, "kind": column.kind, "unit": column.unit,
        "meaning": column.meaning,
    }  # fmt: skip


def _edition(pk: int) -> CatalogueEdition | None:
    return CatalogueEdition.objects.get(pk=pk) if pk else None


@lru_cache(maxsize=KEPT)
def _rows(version: str, slug: str, edition: int) -> tuple[Row, ...]:
    return tuple(SETS[slug].rows(_edition(edition)))


@lru_cache(maxsize=KEPT)
def _table(version: str, slug: str, edition: int, form: str) -> File:
    one, found = SETS[slug], _edition(edition)
    rows = [flat(row) for row in rows_of(one, found)]
    return _file(write_csv(one.titles, rows) if form == "csv" else _workbook(one, found, rows))


def _workbook(one: DataSet, edition: CatalogueEdition | None, rows: list[list[Any]]) -> bytes:
    """The rows, and beside them what each column means and where all of it is from."""
    writer = Writer()
    writer.sheet(one.title, [max(12, min(40, 2 * len(title) + 4)) for title in one.titles]).freeze_panes(1, 0)
    writer.row(one.titles, [writer.head] * len(one.titles))
    for row in rows[:XLSX_ROWS]:
        writer.row(row)
    writer.sheet("字段说明", [16, 16, 60, 24, 10])
    writer.row(["名称", "字段名", "意思", "类型", "单位"], [writer.head] * 5)
    for column in one.columns:
        writer.row([column.title, column.name, column.meaning, column.kind_words, column.unit])
    told = _told(one, edition)
    writer.row([])
    writer.row(["来源", told["source"]])
    writer.row(["使用", told["licence"]])
    if edition is not None:
        writer.row(["版次", edition.label])
        writer.row(["内容指纹", edition.digest])
    return writer.close()


def _file(content: bytes) -> File:
    return File(content, f'"{hashlib.sha256(content).hexdigest()[:32]}"')
