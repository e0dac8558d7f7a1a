"""A steward at the back office: signs in, hands files in, and has them checked as a worker would."""

import io

from django.urls import reverse

from people.models import User
from records import runs
from records.models import ImportRun
from tests.people.cast import official
from tests.records import sheets

HOME = "/steward/"
FEED = "/steward/records/importrun/import/?kind=certificates"
LIST = "/steward/records/importrun/"
CONFIRM = "/steward/records/importrun/process_import/"
FEW = 480  # rows with room for every kind of error


def named(username: str, last: str, first: str) -> User:
    made = official("steward", username)
    made.last_name, made.first_name = last, first
    made.save()
    return made


def page_of(run) -> str:
    return reverse("admin:records_importrun_change", args=[run.pk])


def upload(client, content, name="证书.xlsx", true_to="", kind_of=FEED, note="", **more):
    file = io.BytesIO(content)
    file.name = name
    data = {"import_file": file, "true_to": true_to or "2024-10-31", "resource": "0", "note": note}
    return client.post(kind_of, data, **more)


def checked(client, rows, name="证书.xlsx", **more) -> ImportRun:
    """Handed in on the screen and checked."""
    assert upload(client, sheets.workbook(rows), name, **more).status_code == 302
    run = ImportRun.objects.latest("pk")
    runs.drive(run)
    run.refresh_from_db()
    return run


def words(page) -> str:
    return page.content.decode()
