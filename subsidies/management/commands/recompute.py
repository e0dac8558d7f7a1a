"""`manage.py recompute [--scheme CODE]`: make every determination again from what it kept, and compare.

Exit 0: no difference · 1: there are, the first are named.
"""

import sys
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand

from policy import registered
from subsidies.models import Determination
from subsidies.recompute import Difference, differences

SHOWN = 20
WHAT = {
    "accepted": "符合", "amount": "金额（分）", "failed": "未通过", "review": "需人工核对", "law_date": "适用日期",
    "rule": "规则", "facts": "事实",
}  # fmt: skip


class Command(BaseCommand):
    help = "把作出过的每一个决定按当时的事实、参数和规则重算一遍，逐项比对。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scheme", choices=[scheme.code for scheme in registered()], help="只重算一个补贴项目")

    def handle(self, *args: Any, scheme: str | None, **options: Any) -> None:
        every = Determination.objects.filter(scheme=scheme) if scheme else Determination.objects.all()
        total = every.count()
        found: Counter[str] = Counter()
        for difference in differences(scheme or "", self._progress):
            found[difference.what] += 1
            if found.total() <= SHOWN:
                self.stdout.write(self._words(difference))
        if not found:
            self.stdout.write(f"重算 {total:,} 个决定，没有差异。")
            return
        told = "、".join(f"{WHAT[what]} {times:,}" for what, times in found.items())
        self.stdout.write(f"重算 {total:,} 个决定，有差异：{told}。请由审计人员核查上面列出的决定。")
        sys.exit(1)

    def _progress(self, done: int, last: int) -> None:
        self.stderr.write(f"正在重算 {100 * done // max(last, 1)}%")

    @staticmethod
    def _words(difference: Difference) -> str:
        what = WHAT[difference.what]
        if difference.kept is None:
            return f"决定 {difference.determination} · {what}：无法重算（{difference.again}）"
        return f"决定 {difference.determination} · {what}：记录为 {difference.kept}，重算为 {difference.again}"
