"""Organisations on their way in, for tests."""

import re
from datetime import UTC, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from stdnum.cn import uscc

from people.models import District
from people.signin import account_of
from records.evidence import PDF, Proof
from records.joining import actions, pledge
from records.joining.models import Registration

AT = datetime(2025, 9, 30, 2, tzinfo=UTC)
STEM = "52990101MJ00000{:02d}"
PASSWORD = "qing-shan-lv-shui-7"


def code(nth: int = 1) -> str:
    stem = STEM.format(nth)
    return stem + uscc.calc_check_digit(stem)


def paper():
    return SimpleUploadedFile("证照.pdf", b"%PDF-1.4 made up %%EOF")


def told(nth: int = 1, **other):
    return {
        "kind": "institution", "code": code(nth), "name": f"示例第{nth}培训学校", "legal_head": "示法人",
        "district": "110101", "licence": "示许字0001号", "licence_until": "2027-12-31", "username": f"school{nth}",
        "pledge": "on", "file": paper(),
    } | other  # fmt: skip


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def handed_in(person, nth: int = 1, **other) -> Registration:
    given = told(nth, **other)
    given |= {"district": District.objects.get(pk=given["district"]), "licence_until": AT.date() + timedelta(400)}
    made, _ = actions.send(
        person_id=person.pk, given=given, proof=Proof(b"%PDF-1.4 made up %%EOF", PDF), version=pledge.IN_FORCE,
        by=account_of(person), at=AT, on=AT.date(),
    )  # fmt: skip
    return made
