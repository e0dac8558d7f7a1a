"""`manage.py verify_events`: every chain of events and every daily root, checked against what they say themselves.

Exit 0: all hold together · 1: not, the first wrong rows are named.
"""

import sys
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand

from records import events
from records.events import Broken
from records.models import Event, EventRoot

SHOWN = 20
WHAT = {
    "hash": "内容与摘要不符",
    "before": "与前一条接不上",
    "place": "次序断了，中间少了或者多了",
    "note": "办理说明与摘要不符，或者不在了",
    "root": "当天的办理记录与总摘要不符",
}


class Command(BaseCommand):
    help = "核对办理记录：每个案卷的每一条是不是原样，每天的总摘要对不对得上。"

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(islice(events.broken(), SHOWN + 1))
        if not found:
            self.stdout.write(
                f"核对 {Event.objects.count():,} 条办理记录、{EventRoot.objects.count():,} 天的总摘要，都是原样。"
            )
            if last := EventRoot.objects.first():
                self.stdout.write(f"最近一天 {last.day} 的总摘要：{last.hash}（审计人员可以抄存，以后对照）")
            return
        self.stdout.write(f"第一处不对：{_words(found[0])}")
        for one in found[1:SHOWN]:
            self.stdout.write(f"还有：{_words(one)}")
        more = "至少 " if len(found) > SHOWN else ""
        self.stdout.write(f"{more}{min(len(found), SHOWN)} 处不对。请停止办理，保留数据库，由审计人员核查。")
        sys.exit(1)


def _words(one: Broken) -> str:
    where = f"{one.chain} 的总摘要" if one.what == "root" else f"案卷 {one.chain} 第 {one.place} 条"
    return f"{where}：{WHAT[one.what]}"
