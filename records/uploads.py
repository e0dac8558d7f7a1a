"""Files on their way up: kept in memory, so that nothing personal ever lies on a disk in clear."""

import io
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from lib.workbook.reading import LARGEST


class TooLarge(InMemoryUploadedFile):
    """A file of which only name and size were kept: a form says so, and nobody takes it for the file."""

    def read(self, *args: Any) -> bytes:
        raise RequestDataTooBig("larger than any file this site takes")

    def chunks(self, chunk_size: int | None = None) -> Any:
        return self.read()

    multiple_chunks = chunks


class InMemory(FileUploadHandler):
    """In place of Django's two, the second of which writes what is large to the system's temporary folder."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.into, self.many = io.BytesIO(), 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.many += len(raw_data)
        if self.many <= LARGEST:
            self.into.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        kind = TooLarge if file_size > LARGEST else InMemoryUploadedFile
        self.into.seek(0)
        told = (self.field_name, self.file_name, self.content_type, file_size, self.charset, self.content_type_extra)
        return kind(io.BytesIO() if kind is TooLarge else self.into, *told)
