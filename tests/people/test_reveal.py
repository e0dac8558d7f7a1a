"""Nobody reads a number in clear without a row that stays, and a reason."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from lib.refused import Refused
from people import looks
from people.actor import NOBODY, actor_of
from people.models import Look
from people.roles import DUTIES
from tests.people.cast import AT, a_person, number, official, user

PHONE = "12000000321"
WHY = "核查数据差错"

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return a_person("示范明", household="110101", phone=PHONE, nth=700)


@pytest.fixture
def elsewhere():
    return a_person("示远方", household="110109", phone="12000000322", nth=701)


def look(actor, person, what="number", why=WHY, at=AT):
    return looks.reveal(actor=actor, person_id=person.pk, what=what, why=why, at=at)


@pytest.mark.parametrize("role", ["steward", "auditor", "reviewer"])
def test_who_may_look_sees_the_whole_and_leaves_a_row(role, person):
    actor = actor_of(official(role))
    assert look(actor, person) == number(700)
    assert look(actor, person, "phone") == PHONE
    rows = list(Look.objects.values_list("person", "by", "role", "what", "why"))
    assert rows == [
        (person.pk, actor.user_id, role, "phone", WHY),
        (person.pk, actor.user_id, role, "number", WHY),
    ]


@pytest.mark.parametrize("role", sorted(set(DUTIES) - {"steward", "auditor", "reviewer", "counter"}))
def test_other_roles_and_persons_and_strangers_see_nothing(role, person):
    own = actor_of(user("own", person=person))
    for actor in (actor_of(official(role)), own, NOBODY):
        with pytest.raises(Refused) as refusal:
            look(actor, person)
        assert refusal.value.code == "not-yours"
    assert not Look.objects.exists()


def test_a_reviewer_sees_nobody_of_another_district(elsewhere):
    with pytest.raises(Refused) as refusal:
        look(actor_of(official("reviewer")), elsewhere)
    assert refusal.value.code == "not-in-sight"


def test_a_counter_sees_only_whom_it_has_just_found_by_name_and_number(person, elsewhere):
    actor = actor_of(official("counter"))
    with pytest.raises(Refused):
        look(actor, person)
    for name, digits in (("示范", number(700)), ("示范明", number(701)), ("示范明", number(999))):
        with pytest.raises(Refused) as refusal:
            looks.find_at_counter(actor=actor, name=name, document="01", number=digits, at=AT)
        assert refusal.value.code == "nobody"
    assert not Look.objects.exists()
    found = looks.find_at_counter(actor=actor, name="示 范明", document="01", number=number(700).lower(), at=AT)
    assert found == person
    assert look(actor, person, "phone", at=AT + timedelta(minutes=59)) == PHONE
    with pytest.raises(Refused):
        look(actor, person, at=AT + timedelta(minutes=61))
    with pytest.raises(Refused):
        look(actor, elsewhere)
    colleague = actor_of(official("counter", "colleague"))
    with pytest.raises(Refused):
        look(colleague, person)
    with pytest.raises(Refused):
        looks.find_at_counter(
            actor=actor_of(official("auditor")), name="示范明", document="01", number=number(700), at=AT
        )


@pytest.mark.parametrize("why", ["", "  ", "看看", "x" * 61, "本人示范明要求", "号码990101198612020078"])
def test_a_reason_is_asked_and_holds_no_personal_data(why, person):
    with pytest.raises(Refused) as refusal:
        look(actor_of(official("steward")), person, why=why)
    assert refusal.value.code == "reason"
    assert not Look.objects.exists()


def test_there_is_nothing_to_see_of_a_phone_that_is_not_registered():
    bare = a_person("示无号", household="110101")
    with pytest.raises(Refused) as refusal:
        look(actor_of(official("steward")), bare, "phone")
    assert refusal.value.code == "none"


def test_a_person_reads_who_looked_by_role_and_not_by_name(person, elsewhere):
    look(actor_of(official("steward", "wang-ke")), person)
    look(actor_of(official("reviewer", "li-ke")), person, "phone", "联系本人补正材料", AT + timedelta(hours=1))
    seen = looks.looks_at(person.pk)
    assert [(one.who, one.what, one.why) for one in seen] == [
        ("东城区区级审核员", "完整的手机号码", "联系本人补正材料"),
        ("数据管理员", "完整的证件号码", WHY),
    ]
    assert "wang-ke" not in repr(seen)
    assert looks.looks_at(elsewhere.pk) == []


def test_masked_forms_show_neither_the_number_nor_leave_a_row(person):
    assert looks.masked_number(person) == "9901**********0078"
    assert looks.masked_phone(person) == "120****0321"
    assert looks.masked_phone(a_person("示无号")) == ""
    assert not Look.objects.exists()


@pytest.mark.parametrize(
    "crime", ["UPDATE people_look SET why = '别的'", "DELETE FROM people_look", "UPDATE people_look SET at = at"]
)
def test_a_look_is_never_changed_or_taken_away(crime, person):
    look(actor_of(official("steward")), person)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(crime)
    assert Look.objects.count() == 1


@pytest.mark.postgres
def test_looks_are_not_emptied_either(person):
    look(actor_of(official("steward")), person)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE people_look")


def test_the_page_asks_why_and_then_shows_it(client, person):
    client.force_login(official("steward"))
    address = f"/people/{person.pk}/reveal/"
    page = client.get(address, {"what": "phone", "back": "/account/"}).content.decode()
    assert "120****0321" in page and PHONE not in page and not Look.objects.exists()
    assert "请选一个原因" in client.post(address, {"what": "phone"}).content.decode()
    assert "4到60个字" in client.post(address, {"what": "phone", "why": "other", "other": "看"}).content.decode()
    refused = client.post(address, {"what": "phone", "why": "other", "other": "给示范明回电话"}).content.decode()
    assert "不要写姓名" in refused and PHONE not in refused and not Look.objects.exists()
    shown = client.post(address, {"what": "phone", "why": WHY, "back": "/account/"})
    assert PHONE in shown.content.decode() and 'href="/account/"' in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert Look.objects.get().why == WHY


def test_the_fragment_is_the_same_without_the_page_around_it(client, person):
    client.force_login(official("reviewer"))
    shown = client.post(f"/people/{person.pk}/reveal/", {"what": "number", "why": WHY}, HTTP_HX_REQUEST="true")
    html = shown.content.decode()
    assert number(700) in html and "<html" not in html
    assert Look.objects.get().what == "number"


def test_who_is_not_in_sight_is_not_there(client, elsewhere):
    client.force_login(official("reviewer"))
    address = f"/people/{elsewhere.pk}/reveal/"
    assert client.get(address).status_code == client.post(address, {"why": WHY}).status_code == 404
    assert client.get("/people/999999/reveal/").status_code == 404


def test_the_counter_finds_and_then_sees_on_the_page(client, person):
    clerk = official("counter")
    client.force_login(clerk)
    address = f"/people/{person.pk}/reveal/"
    assert client.get(address).status_code == 404
    from django.utils import timezone

    looks.find_at_counter(
        actor=actor_of(clerk), name="示范明", document="01", number=number(700), at=timezone.now()
    )  # fmt: skip
    assert client.get(address).status_code == 200


def test_the_tag_masks_and_offers_the_look_to_who_may(rf, person):
    from django.template import Context, Template

    template = Template('{% load accounts %}{% masked person "number" %}{% masked person "phone" %}')
    pages = {}
    for role in ("steward", "finance"):
        request = rf.get("/desk/?a=1&b=2")
        request.user = official(role)
        pages[role] = template.render(Context({"request": request, "person": person}))
        assert "9901**********0078" in pages[role] and number(700) not in pages[role]
    assert f"/people/{person.pk}/reveal/?what=phone&amp;back=%2Fdesk%2F%3Fa%3D1%26b%3D2" in pages["steward"]
    assert "reveal/" not in pages["finance"]


def test_no_name_number_or_phone_stands_in_the_looks_or_in_a_log(client, person, caplog):
    caplog.set_level("DEBUG")
    client.force_login(official("steward"))
    client.post(f"/people/{person.pk}/reveal/", {"what": "number", "why": WHY})
    client.post(f"/people/{person.pk}/reveal/", {"what": "phone", "why": "other", "other": "示范明本人来电"})
    kept = caplog.text + repr(list(Look.objects.values_list()))
    for secret in ("示范明", number(700), PHONE):
        assert secret not in kept
