"""Demonstration data, through the same importers a steward uses. Loading it again changes nothing."""

from collections.abc import Callable
from datetime import date, datetime, time
from functools import partial
from pathlib import Path

from django.utils.timezone import get_default_timezone

from occupations.editions import EditionFacts, publish_demonstration
from occupations.feed import COLUMNS, load_occupations
from occupations.lists import load_aliases, load_catalogue, load_code_changes, load_posts
from occupations.models import CatalogueEdition, Standing
from occupations.table import Report, read_table

DATA = Path(__file__).resolve().parent / "data"
NO_FORCE = "示例版，非官方目录：急需紧缺职业由本演示系统编写，不具效力"
SCALE = ("一般紧缺", "较为紧缺", "非常紧缺")
EDITIONS = {
    "2022-sample.csv": EditionFacts(
        year=2022,
        version="3.0版",
        title="人力资源开发目录（2022年版）示例版",
        effective_from=date(2022, 9, 1),
        demonstration=True,
        source=NO_FORCE,
        scale=SCALE,
    ),
    "2023-sample.csv": EditionFacts(
        year=2023,
        version="",
        title="人力资源开发目录（2023年版）示例版",
        effective_from=date(2023, 9, 1),
        demonstration=True,
        source=NO_FORCE,
        scale=SCALE,
    ),
}


def load() -> dict[str, int]:
    """How many rows were written of each kind; all 0 the second time."""
    steps: dict[str, Callable[[], Report]] = {
        "occupations": _load_sample,
        "code_changes": partial(load_code_changes, DATA / "code-changes.csv"),
        "aliases": partial(load_aliases, DATA / "aliases-sample.csv"),
    }
    for name, facts in EDITIONS.items():
        steps[f"catalogue_{facts.year}"] = partial(_load_part, load_catalogue, facts, DATA / f"catalogue-{name}")
        steps[f"posts_{facts.year}"] = partial(_load_part, load_posts, facts, DATA / f"posts-{name}")
    reports = {kind: step() for kind, step in steps.items()}
    for facts in EDITIONS.values():
        publish_demonstration(CatalogueEdition.objects.get(**facts.identity), at=_noon(facts.effective_from))
    return {kind: report.added + report.changed for kind, report in reports.items()}


def _load_part(loader: Callable[[EditionFacts, Path], Report], facts: EditionFacts, path: Path) -> Report:
    """An edition that is published stays as it was loaded, whatever the files of a later version say."""
    published = CatalogueEdition.objects.filter(**facts.identity, state=CatalogueEdition.State.PUBLISHED)
    return Report(facts.title) if published.exists() else loader(facts, path)


def _noon(day: date) -> datetime:
    """The hour at which a demonstration edition says it was published: its own day, so that loading needs no clock."""
    return datetime.combine(day, time(12), tzinfo=get_default_timezone())


def _load_sample() -> Report:
    """The sample stays out where a real classification was imported: it must not correct that."""
    path = DATA / "occupations-sample.csv"
    sample = {values["code"] for _, values in read_table(path, COLUMNS).rows}
    real = Standing.objects.exclude(code__in=sample).exists()
    return Report("职业分类") if real else load_occupations(path)
