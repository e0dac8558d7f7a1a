"""Reads of papers: what the public may ask of a number, what belongs to a case, who may have the file."""

from dataclasses import dataclass
from datetime import date

from people.actor import Actor
from records import files
from subsidies.models import Application, Letter

MOST_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True)
class Confirmed:
    """What the public page says of a number. ``people``: of a list. ``replaced_by``: another one holds now."""

    letter: Letter
    people: int
    held: bool
    replaced: bool


def confirmed(number: str) -> Confirmed | None:
    """None where no paper has this number, however it was typed."""
    row = Letter.objects.select_related("notice", "application").filter(number=number.strip().upper()).first()
    if row is None:
        return None
    replaced = (
        row.superseded_at is not None
        and Letter.objects.filter(
            application=row.application_id, superseded_at__isnull=True, kind__in=_alike(row)
        ).exists()
    )
    return Confirmed(row, row.notice.lines if row.notice else 0, row.superseded_at is None, replaced)


def same_file(letter: Letter, content: bytes) -> bool:
    """Is this the paper's own file, byte for byte?"""
    return files.hash_of(content) == letter.sha256


def of_application(application: Application) -> list[Letter]:
    """Newest first, those that hold no longer after them."""
    rows = Letter.objects.filter(application=application).order_by("-pk")
    return sorted(rows, key=lambda row: row.superseded_at is not None)


def obtainable(number: str, actor: Actor, on: date) -> Letter | None:
    """The paper whose file somebody may have; None where there is none such or it is somebody else's."""
    rows = Letter.objects.select_related("file").filter(number=number)
    return (rows & Letter.objects.visible_to(actor)).first() or (rows & Letter.objects.public(on)).first()


def _alike(row: Letter) -> list[str]:
    return [row.kind] if row.kind == Letter.Kind.SLIP else [*Letter.DECISIONS]
