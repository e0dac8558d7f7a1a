"""Organisations of the demonstration on their way in: two that wait, one of them written otherwise than the register
has it, and one that was refused."""

import io
from datetime import date, datetime, timedelta
from typing import Any

from PIL import Image
from stdnum.cn import uscc

from people.actor import actor_of
from people.models import District, Organisation, Person, User
from people.signin import account_of
from records.evidence import PNG, Proof
from records.joining import actions, pledge
from records.joining.models import Registration

PEOPLE = ("示可领", "示初级", "示高级")
HOME = "110101"


def load(on: date, at: datetime) -> int:
    """How many were handed in; 0 where there are some already, or the city is not there."""
    people = {one.name: one for one in Person.objects.filter(name__in=PEOPLE)}
    known = Organisation.objects.filter(kind="enterprise", grants__isnull=True).exclude(legal_head="").first()
    if Registration.objects.exists() or len(people) < len(PEOPLE) or known is None:
        return 0
    school, company, kitchen = (people[name] for name in PEOPLE)
    _sent(school, at - timedelta(days=1), on, _school("示例蓝领培训学校", 41), "lanling")
    told = _given(known.name, known.code, "enterprise", known.district or District.objects.get(pk=HOME))
    _sent(company, at - timedelta(days=2), on, told | {"legal_head": "示例新法人"}, "zhizao")
    refused = _sent(kitchen, at - timedelta(days=9), on, _school("示例烹饪培训学校", 42), "pengren")
    actions.refuse(
        pk=refused.pk, words="办学许可证的照片看不清有效期，请重新拍照再交。", at=at - timedelta(days=7),
        actor=actor_of(User.objects.get(username="guanli")),
    )  # fmt: skip
    return Registration.objects.count()


def _school(name: str, nth: int) -> dict[str, Any]:
    stem = f"52990101MJ00000{nth}"  # the area does not exist
    told = _given(name, stem + uscc.calc_check_digit(stem), "institution", District.objects.get(pk=HOME))
    return told | {"licence": f"示例许字{nth:04d}号"}


def _given(name: str, code: str, kind: str, district: District) -> dict[str, Any]:
    return {
        "name": name, "code": code, "kind": kind, "district": district, "legal_head": "示例法人", "licence": "",
        "licence_until": None,
    }  # fmt: skip


def _sent(person: Person, at: datetime, on: date, given: dict[str, Any], username: str) -> Registration:
    if given["kind"] == "institution":
        given = given | {"licence_until": on + timedelta(days=700)}
    day = at.date()
    made, _ = actions.send(
        person_id=person.pk, given=given | {"username": username}, proof=Proof(_paper(username), PNG),
        version=pledge.IN_FORCE, by=account_of(person), at=at, on=day,
    )  # fmt: skip
    return made


def _paper(seed: str) -> bytes:
    """A sheet with a frame and nothing on it, each of another shade."""
    sheet = Image.new("RGB", (420, 297), (250, 248, 240 - len(seed)))
    sheet.paste((180, 140, 60), (12, 12, 408, 16))
    sheet.paste((180, 140, 60), (12, 281, 408, 285))
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()
