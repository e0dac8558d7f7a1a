"""Whoever holds a 培训合格证书 in hand may ask whether it holds: by number and name, both, and not too often."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from lib import mask
from people.actor import actor_of
from people.identities import number_of
from people.models import Asking
from people.signin import account_of
from tests.records.joining import text
from tests.training.ending import AFTER, LATER, a_certificate, lines_of
from tests.training.schools import a_school
from training.models import Enrolment
from training.results import actions
from training.signup import actions as signup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
CHECK = "/completions/"


@pytest.fixture
def school():
    return a_school()


@pytest.fixture
def certificate(school, time_machine):
    time_machine.move_to(LATER, tick=False)
    return a_certificate(school)


def asked(number: str, name: str, client: Client | None = None, **more) -> str:
    return text((client or Client()).post(CHECK, {"number": number, "name": name}, **more))


def test_anybody_with_number_and_name_reads_that_it_holds_and_no_whole_name(school, certificate):
    person = certificate.enrolment.person
    page = asked(certificate.number, person.name)
    for words in (
        "证书有效", certificate.number, mask.name(person.name), mask.number(number_of(person)),
        "养老护理员 初级工（五级）",
        "2026年9月7日到2026年9月13日，计划 56 学时", school.organisation.name, "2026年9月20日", "示例，不作证明",
    ):  # fmt: skip
        assert words in page, words
    assert person.name not in page and number_of(person) not in page
    typed = f" {certificate.number[:2].lower()} {certificate.number[2:6]}-{certificate.number[6:]} "
    assert "证书有效" in asked(typed, f"{person.name[0]} {person.name[1:]}")


def test_number_or_name_alone_tells_nothing(certificate):
    person, other = certificate.enrolment.person, lines_of(certificate.enrolment.of)[1].person
    last = certificate.number[:-1] + str((int(certificate.number[-1]) + 5) % 10)
    wrong = [asked(certificate.number, "示别名"), asked(certificate.number, other.name), asked(last, person.name)]
    bare = [re.sub(r"PX\w+", "", page) for page in wrong]
    for page in bare:
        assert "没有编号和姓名都对得上的证书" in page and mask.number(number_of(person)) not in page
    assert "请填证书上的姓名" in asked(certificate.number, "") and "请填证书编号" in asked("", person.name)
    assert "4位" in asked("PX20", person.name)
    filled = Client().get(CHECK, {"number": certificate.number}).content.decode()
    assert f'value="{certificate.number}"' in filled and person.name not in filled


def test_one_withdrawn_and_one_looked_into_say_so(school, certificate):
    row = certificate.enrolment
    actor = actor_of(account_of(row.person))
    signup.deny(pk=row.pk, words="我没有报过名", actor=actor, at=LATER, on=AFTER)
    assert "证书正在核查" in asked(certificate.number, row.person.name)
    Enrolment.objects.filter(pk=row.pk).update(denied_at=None, denial_due=None)
    actions.void(line=row.pk, why="替考，查实", actor=school.actor, at=LATER)
    page = asked(certificate.number, row.person.name)
    assert "证书已经撤回" in page and "2026年9月20日起不再有效" in page and "替考" not in page


def test_who_asks_too_often_waits_and_keeps_what_was_typed(certificate, time_machine):
    person, client = certificate.enrolment.person, Client()
    for _ in range(30):
        assert "没有编号和姓名" in asked(certificate.number, "示别名", client)
    page = client.post(CHECK, {"number": certificate.number, "name": person.name}).content.decode()
    assert "一小时内最多30次" in page and "证书有效" not in page and f'value="{person.name}"' in page
    assert "证书有效" in asked(certificate.number, person.name, REMOTE_ADDR="192.0.2.9"), "only who asked so often"
    assert Asking.objects.filter(purpose="completion-check").count() == 31
    time_machine.move_to(LATER + timedelta(minutes=61), tick=False)
    assert "证书有效" in asked(certificate.number, person.name, client)


def test_the_page_is_public_and_nothing_below_it_is():
    page = Client().get(CHECK)
    assert page.status_code == 200 and 'name="robots"' not in page.content.decode()
    assert "/completions/" in Client().get("/courses/").content.decode(), "from the foot of every page"
    assert Client().get(f"{CHECK}PX2026110101000001/").status_code == 404
