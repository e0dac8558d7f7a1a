"""A file's name may say whose it is: it stands sealed, and is told to whoever may open the file."""

from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection, transaction

from people import keys, rotation
from records import files, runs
from records.models import StoredFile
from tests.records.making import AT, hand, number, person

pytestmark = pytest.mark.django_db

NAME = "示小明的参保.csv"


def row_of(file: StoredFile) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM records_storedfile WHERE id = %s", [file.pk])
        row = cursor.fetchone()
    return b" ".join(bytes(one) if isinstance(one, bytes | memoryview) else str(one).encode() for one in row)


def test_the_name_is_sealed_in_the_row_and_comes_back():
    file = files.keep(b"content", NAME, None, AT)
    assert file.name == StoredFile.objects.get().name == NAME
    assert "示小明".encode() not in row_of(file) and str(file) == f"文件 {file.pk}"


def test_long_numbers_in_a_name_are_masked_even_so():
    file = files.keep(b"content", f"C:\\示\\{number(1)} 12000000001.xlsx", None, AT)
    assert file.name == f"{number(1)[:4]}**********{number(1)[-4:]} 1200***0001.xlsx"


def test_a_name_as_long_as_it_may_be_fits_with_the_rarest_signs():
    file = files.keep(b"content", "𠮷" * 300 + ".xlsx", None, AT)
    file.full_clean(exclude=["uploaded_by"])
    assert file.name == "𠮷" * 90 + ".xlsx"


def test_the_marked_workbook_is_called_after_the_file():
    run = hand("people", [person(1) | {"证件号码": "123"}], name=NAME)
    assert runs.result_of(run)[0] == "示小明的参保（问题标注）.xlsx"


def test_a_new_key_seals_the_names_again(settings, tmp_path):
    settings.DATA_KEYS, settings.DATA_KEYS_FILE = "", tmp_path / "keys"
    settings.DATA_KEYS_FILE.write_text(rotation.new_key(1) + "\n")
    file = files.keep(b"content", NAME, None, AT)
    version = rotation.add_key()
    rotation.put_in_force(version)
    rotation.reseal(version)
    rotation.retire(version)
    file.refresh_from_db()
    assert file.name == NAME and bytes(file.name_sealed)[0] == version


def test_names_that_stood_in_clear_are_sealed_by_the_migration():
    """Its own function on a row as it was before, and back."""
    migration = import_module("records.migrations.0005_names_of_files_are_sealed")
    file = files.keep(b"content", "x.csv", None, AT)

    class Before:
        """The table while it has both columns."""

        def __init__(self):
            self.pk, self.name, self.name_sealed = file.pk, NAME, b""
            self.objects = self

        def exists(self):
            return True

        def iterator(self):
            return [self]

        def filter(self, pk):
            return self

        def update(self, **values):
            vars(self).update(values)

    before = Before()

    class Apps:
        def get_model(self, room, model):
            return before if model == "StoredFile" else apps.get_model(room, model)

    migration.seal(Apps(), None)
    assert keys.unseal("file-name", before.name_sealed) == NAME
    before.name = ""
    migration.unseal(Apps(), None)
    assert before.name == NAME


def test_a_content_that_no_row_names_is_swept_up_after_a_day(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    kept = files.keep(b"kept", NAME, None, AT)
    with pytest.raises(RuntimeError), transaction.atomic():
        files.keep(b"rolled back", NAME, None, AT)
        raise RuntimeError
    half = files._path(kept.sha256).with_name(f"{kept.sha256}.sealed.0f")
    half.write_bytes(b"broken off")
    now = datetime.now(UTC)
    assert files.sweep(now) == 0, "it may yet be committed"
    assert files.sweep(now + files.UNNAMED) == 2 and files.sweep(now + files.UNNAMED) == 0
    assert files.content_of(kept) == b"kept" and len(list(tmp_path.rglob("*.sealed*"))) == 1
