"""`manage.py scan_entitlements [--on DATE] [--scheme CODE]`: find everybody who is owed something as of a day.

It may be stopped at any point and run again: it goes on from there. Exit 1 where a pass did not end.
"""

import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lib.days import chinese
from lib.money import yuan
from policy import scheme_of
from records import jobs
from records.models import Job
from subsidies import scan, sources
from subsidies.models import Scan
from subsidies.queries import reasons


class Command(BaseCommand):
    help = "主动筛查：按某一天，找出每一个应该领到补贴的人，记下决定，发出告知。可以反复运行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        codes = [scheme.code for scheme in sources.scanned()]
        parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="按哪一天，如 2025-09-30；不写是今天")
        parser.add_argument("--scheme", choices=codes, help="只筛查一个补贴项目；不写就是全部")

    def handle(self, *args: Any, on: date | None, scheme: str | None, **options: Any) -> None:
        on = on or timezone.localdate()
        codes = [scheme] if scheme else [each.code for each in sources.scanned()]
        ended = [self._scan(code, on) for code in codes]
        if not all(ended):
            sys.exit(1)

    def _scan(self, code: str, on: date) -> bool:
        asked = scan.ask(code, on=on, at=timezone.now(), tell=False)
        job = Job.objects.filter(verb=scan.VERB, subject=asked.pk).latest("id")
        jobs.drive(job.pk, self._progress)
        asked.refresh_from_db()
        if asked.said:
            raise CommandError(f"筛查没有做完：{asked.said}。已经写下的不会丢，再运行一次即可。")
        if asked.finished_at is None:
            self.stdout.write("这次筛查还没有做完：另一个进程正在做，或者刚才出了错，稍后会自动再试。")
            return False
        self._tell(asked)
        return True

    def _progress(self, done: int, total: int, said: str) -> None:
        if total and said:
            self.stderr.write(f"{said} {100 * done // total}%")

    def _tell(self, done: Scan) -> None:
        counts, scheme = done.counts, scheme_of(done.scheme)
        self.stdout.write(f"{scheme.title} · 按{chinese(done.on)} · 依据数据到第{done.known_run}次导入")
        self.stdout.write(
            f"核对 {counts['subjects']:,} · 符合 {counts['accepted']:,}（其中需人工核对 {counts['review']:,}）"
            f" · 不符合 {counts['refused']:,} · 金额 {yuan(counts['amount'])}"
        )
        self.stdout.write(
            f"写下决定 {counts['written']:,} · 新告知 {counts['opened']:,} · 告知有变 {counts['changed']:,}"
            f" · 告知失效 {counts['closed']:,}"
        )
        for reason in reasons(done):
            check = reason.check
            self.stdout.write(f"{check.code:<12}{reason.refused:>10,}  只因这一条 {reason.alone:>9,}  {check.title}")
