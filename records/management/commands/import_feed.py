"""`manage.py import_feed KIND FILE`: bring one file in and say in words what it did.

Exit 0: every row went in (or was there already) · 1: good rows went in, bad rows were set aside and are named ·
2: nothing was written.
"""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError

from occupations.table import Unreadable
from records import kinds

SET_ASIDE, NOTHING_WRITTEN = 1, 2


class Command(BaseCommand):
    help = "导入一份数据文件。同一份文件再导入一次不会有任何改动。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", metavar="KIND", help=f"种类：{'、'.join(kinds.names())}")
        parser.add_argument("file", metavar="FILE", type=Path, help="CSV 文件（UTF-8 或 GBK）")

    def handle(self, *args: Any, kind: str, file: Path, **options: Any) -> None:
        importer = kinds.importer_of(kind)
        if importer is None:
            message = f"没有“{kind}”这种数据。可以导入的有：{'、'.join(kinds.names())}。"
            raise CommandError(message, returncode=NOTHING_WRITTEN)
        try:
            report = importer(file)
        except Unreadable as error:
            raise CommandError(f"没有导入。{error}", returncode=NOTHING_WRITTEN) from error
        except DatabaseError as error:
            message = f"没有导入：数据库拒绝了写入，可能另一次导入正在进行，请稍后再试（{error}）。"
            raise CommandError(message, returncode=NOTHING_WRITTEN) from error
        for line in report.lines():
            self.stdout.write(line)
        if not report.complete:
            sys.exit(SET_ASIDE)
