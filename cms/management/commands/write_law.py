"""docs/law.md: every condition, figure and source as the rules hold them, for reading and for review of a change."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.rule_pages import checks_by_effect, timeline
from lib.days import chinese
from policy import STATUS_WORDS, Scheme, registered
from policy.figures import history

ONE_DAY = np.timedelta64(1, "D")
PAGE = Path(settings.BASE_DIR) / "docs" / "law.md"
HEAD = """# 规则一览

Made from the rule objects by `python manage.py write_law`; a test fails where this page and the rules disagree.
官方 = a published text says it · 推定 = published, its reach inferred · 示意 = no published figure was found.
The doubts behind the figures stand in [law-doubts.md](law-doubts.md).
"""


class Command(BaseCommand):
    help = "Write docs/law.md from the rules; --check only compares."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        page = law_page()
        if check:
            if PAGE.read_text(encoding="utf-8") != page:
                raise CommandError("docs/law.md 与规则不一致，请运行 python manage.py write_law")
            return
        PAGE.write_text(page, encoding="utf-8")
        self.stdout.write(f"已写入 {PAGE.relative_to(settings.BASE_DIR)}")


def law_page() -> str:
    return "\n".join([HEAD, *(line for scheme in registered() for line in _scheme(scheme))])


def _scheme(scheme: Scheme) -> Iterator[str]:
    yield f"## {scheme.code} {scheme.title}\n"
    yield f"资金：{scheme.terms.fund}。适用{scheme.terms.law_date_title}当天的规定。\n"
    for one in timeline(scheme)[::-1]:
        kind = "新的规定" if one.opens else "规定不变，依据"
        yield f"- {chinese(one.since)}起 {kind}：{one.law}（{STATUS_WORDS[one.status]}）{one.note}"
    yield "\n### 条件\n"
    for words, checks in checks_by_effect(scheme):
        for check in checks:
            yield f"- **{check.code} {check.title}**（{words}）{check.rule}"
    yield "\n### 金额\n"
    yield from (f"- {step.rule}" for step in scheme.steps)
    yield "\n### 每个数\n"
    for name, value in scheme.terms.values.items():
        yield f"- `{name}` {value.title}"
        for span in history(scheme.terms, name):
            until = "起" if span.until is None else f"至{chinese(span.until - ONE_DAY)}"
            note = f" {span.note}" if span.note else ""
            yield f"  - {chinese(span.since)}{until}：{span.text} · {span.law} · {STATUS_WORDS[span.status]}{note}"
    yield ""
