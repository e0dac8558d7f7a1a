from argparse import ArgumentParser
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cms import demo, demo_pages
from cms.city import (
    applications,
    apprentices,
    certified,
    classes,
    endings,
    joining,
    plans,
    school_day,
    sealing,
    settlements,
)
from cms.city import load as city
from cms.city.claimers import CLAIMERS
from cms.city.files import HEADS
from cms.models import Installation
from occupations import demo as occupations_demo
from people.models import User


class Command(BaseCommand):
    """load_demo [--scale N]: demonstration data, plainly marked as such; running it again changes nothing."""

    help = "载入演示数据和演示账号，并把本站标为演示系统。可以反复运行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", type=int, default=1, metavar="N", help=f"演示城市的大小：N × {HEADS:,} 人")
        parser.add_argument("--heads", type=int, default=HEADS, metavar="N", help="一份有多少人，试用时可以少些")

    def handle(self, *args: Any, scale: int, heads: int, **options: Any) -> None:
        if scale < 1 or heads < 120:
            raise CommandError("--scale 至少是 1，--heads 至少是 120。")
        at, on = timezone.now(), timezone.localdate()
        written = sum(occupations_demo.load().values())
        Installation.mark_as_demonstration()
        try:
            written += city.load(on, at, scale, self._say, heads)
        except city.OtherScale as error:
            raise CommandError(
                f"库里已经有 {error.heads:,} 人，与要载入的大小不同。请换一个空的数据库，或不写 --scale。"
            ) from error
        if city.nobody_was_scanned():
            self._say("… 主动筛查：找出应该领到补贴的人")
            call_command("scan_entitlements", stdout=StringIO(), stderr=StringIO())
        accounts = demo.open_accounts(settings.VAR_DIR / "demo-logins.txt", at)
        by_name = User.objects.in_bulk(["bianji", "bianji2"], field_name="username")
        written += demo_pages.load(by_name["bianji"], by_name["bianji2"])
        self._say("… 补贴申请：每一种进度都有几份")
        written += applications.load(on, at)
        written += joining.load(on, at)
        self._say("… 培训班：一年的班，每一种进度都有")
        written += school_day.load(on, at) + classes.load(on, at) + endings.load(on, at)
        written += settlements.load(on, at) + plans.load(on, at) + certified.load(on)
        self._say("… 学徒培养计划：每一种进度都有，从草稿到结算")
        written += apprentices.load(on, at, heads * scale)
        sealing.seal(on)
        self.stdout.write("演示系统：人员、目录、名单和一部分标准是示例，不能作为依据。")
        self.stdout.write(f"写入 {written:,} 行示例数据。\n" if written else "示例数据已经在库里，没有改动。\n")
        self.stdout.write(demo.table(accounts, settings.WAGTAILADMIN_BASE_URL))
        self.stdout.write("\n" + demo.people_table(_some(city.visitors()), settings.WAGTAILADMIN_BASE_URL))

    def _say(self, line: str) -> None:
        self.stderr.write(line)


def _some(visitors: list[city.Visitor]) -> list[city.Visitor]:
    """A few who may claim, and a few who have."""
    claimers = {one.name for one in CLAIMERS}
    return visitors[:6] + [one for one in visitors if one.name in claimers][-6:]
