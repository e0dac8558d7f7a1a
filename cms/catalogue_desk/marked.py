"""The workbook an editor sent, given back with its errors marked: of each part of a draft the last one, until it is
mended. Read and marked as the feeds' are (`lib.workbook`), kept as they are (`records.files`)."""

from datetime import datetime
from typing import Any

import numpy as np
from django.db import models, transaction

from lib.workbook import Book, Template, check, mark
from occupations.models import CatalogueEdition
from occupations.table import Report
from people.models import User
from records import files
from records.models import StoredFile


class MarkedWorkbook(models.Model):
    """What went wrong in the last import of one part of an edition: how many rows, and the file to mend."""

    edition = models.ForeignKey(CatalogueEdition, models.CASCADE, related_name="+", verbose_name="目录版次")
    part = models.CharField("哪一部分", max_length=10)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    rows = models.PositiveIntegerField("搁置的行数")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "标出问题的目录表"
        constraints = [models.UniqueConstraint(fields=["edition", "part"], name="marked_workbook_one_a_part")]

    def __str__(self) -> str:
        return f"{self.edition} {self.part}"


def keep(
    edition: CatalogueEdition, part: str, template: Template, sent: tuple[bytes, str], book: Book, report: Report,
    by: User, at: datetime,
) -> None:  # fmt: skip
    """In place of what an earlier import of this part left; nothing stays where every row went in."""
    content = marked(*sent, book, report, template) if report.problems else None
    with transaction.atomic():
        forget(edition, part)
        if content is not None:
            name = f"{sent[1].rpartition('.')[0] or sent[1]}（问题标注）.xlsx"
            file = files.keep(content, name, by, at)
            MarkedWorkbook.objects.create(edition=edition, part=part, file=file, rows=report.parked, at=at)


def forget(edition: CatalogueEdition, part: str = "") -> None:
    """Take away what was kept of a part, or of all."""
    found = MarkedWorkbook.objects.filter(edition=edition, **({"part": part} if part else {})).select_related("file")
    for one in found:
        one.delete()
        files.forget(one.file)


def of(edition: CatalogueEdition) -> dict[str, MarkedWorkbook]:
    """What waits to be mended, by part."""
    return {one.part: one for one in MarkedWorkbook.objects.filter(edition=edition).order_by("part")}


def marked(content: bytes, filename: str, book: Book, report: Report, template: Template) -> bytes:
    """The file with what the loader told of its rows beside them."""
    checked = check(book, template)
    told = {(one.row, one.message) for one in checked.problems}
    for problem in report.problems:
        if (problem.row, problem.message) not in told:
            column: Any = problem.column if problem.column in book.columns else ""
            at = np.searchsorted(book.rows, [problem.row])
            checked.refuse(at, column, "loader", problem.message, problem.remedy)
    return mark(content, filename, book, checked, template)
