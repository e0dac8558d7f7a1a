"""A proof handed in: a photo or a PDF, told apart by what it is and not by what it is called."""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from PIL import Image

from people import looks
from people.actor import Actor
from records import scanning
from records.files import Lost, content_of
from records.models import StoredFile

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 80_000_000
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
ENDINGS = {PDF: "pdf", JPEG: "jpg", PNG: "png"}


@dataclass(frozen=True)
class Proof:
    """A checked file. ``kind``: its media type."""

    content: bytes
    kind: str

    @property
    def name(self) -> str:
        """What it is stored as: the name it came with may say whose it is."""
        return f"证明材料.{ENDINGS[self.kind]}"


def kind_of(content: bytes) -> str:
    """The media type of a whole PDF, JPEG or PNG; empty for anything else, or for half of one."""
    if content.startswith(b"%PDF-"):
        return PDF if b"%%EOF" in content[-2048:] else ""
    if not content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return ""
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return ""
            kind = JPEG if picture.format == "JPEG" else PNG
            picture.verify()
    except Exception:  # whatever Pillow finds wrong, it is no picture that can be looked at
        return ""
    return kind


def shape_of(file: StoredFile | None) -> str:
    """How a page shows a proof: "picture", "paper" (a PDF), "lost", or "" where nothing was handed in."""
    if file is None:
        return ""
    try:
        kind = kind_of(content_of(file))
    except Lost:
        return "lost"
    return "paper" if kind == PDF else "picture"


def served(file: StoredFile | None, name: object) -> HttpResponse:
    """A proof, to somebody who may see it: a photo to look at, a PDF to keep. ``name``: what tells it from others."""
    if file is None:
        raise Http404("没有证明材料")
    try:
        content = content_of(file)
    except Lost as error:
        raise Http404("证明材料的文件不在了") from error
    kind = kind_of(content)
    if not kind:
        raise Http404("这个文件打不开")
    response = HttpResponse(content, content_type=kind)
    placing = "attachment" if kind == PDF else "inline"
    response["Content-Disposition"] = f'{placing}; filename="proof-{name}.{ENDINGS[kind]}"'
    return response


def opened(
    file: StoredFile | None, name: object, *, actor: Actor, person_id: int | None, why: str, at: datetime
) -> HttpResponse:
    """A proof, to somebody else than who handed it in: a row says who opened it and why. Raises Refused."""
    response = served(file, name)  # first, since where there is nothing nothing is seen
    if person_id is not None:
        looks.open_proof(actor=actor, person_id=person_id, why=why, at=at)
    return response


class Evidence(forms.FileField):
    """Cleans to a :class:`Proof`, or None where nothing was handed in."""

    widget = forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"})

    def __init__(self, **kwargs: Any):
        super().__init__(required=False, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        if not isinstance(data, UploadedFile):
            return None
        if not data.size:
            raise forms.ValidationError("这个文件是空的。请重新选一个。", "empty")
        if data.size > MOST_BYTES:
            raise forms.ValidationError(
                f"这个文件有 {data.size / 1024 / 1024:.1f} MB，最大 10 MB。请用手机拍照，或者压缩以后再交。", "size"
            )
        content = data.read()
        kind = kind_of(content)
        if not kind:
            raise forms.ValidationError(
                "这个文件打不开，不是完整的 PDF、JPG 或 PNG。请重新拍照或者另存后再交。", "kind"
            )
        scanning.look(content)
        return Proof(content, kind)
