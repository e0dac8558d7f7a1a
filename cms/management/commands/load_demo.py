from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from cms import demo
from cms.models import Installation
from occupations import demo as occupations_demo


class Command(BaseCommand):
    """load_demo [--scale N]: demonstration data, plainly marked as such; running it again changes nothing."""

    help = "载入演示数据和演示账号，并把本站标为演示系统。可以反复运行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--scale", type=int, default=1, metavar="N", help="演示数据的倍数；目前的数据不分大小，留给以后的数据"
        )

    def handle(self, *args: Any, scale: int, **options: Any) -> None:
        written = sum(occupations_demo.load().values())
        accounts = demo.open_accounts(settings.VAR_DIR / "demo-logins.txt", at=timezone.now())
        Installation.mark_as_demonstration()
        if scale != 1:
            self.stderr.write(f"--scale {scale}：目前的演示数据不分大小，按一份载入。")
        self.stdout.write("演示系统：目录、名单和一部分标准是示例，不能作为依据。")
        self.stdout.write(f"写入 {written:,} 行示例数据。\n" if written else "示例数据已经在库里，没有改动。\n")
        self.stdout.write(demo.table(accounts, settings.WAGTAILADMIN_BASE_URL))
