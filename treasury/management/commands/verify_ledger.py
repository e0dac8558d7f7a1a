"""Add everything up anew and compare whatever tells of the same money; a difference is named and fails the command."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from treasury import verifying


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for name, found in verifying.wrongs():
            self.stdout.write(f"{'✗' if found else '✓'} {name}")
            for one in found:
                self.stdout.write(f"    {one.row}：查到 {one.found}，应为 {one.needed}")
            wrong += len(found)
        if wrong:
            raise CommandError("账目对不上：上面每一行先说是哪一条，再说查到什么、应为什么。")
        self.stdout.write(self.style.SUCCESS("账目全部对上。"))
