"""单位入驻: from the first page to the manager at the own desk, and every wrong turn."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from stdnum.cn import uscc

from lib.refused import Refused
from people import banking
from people.actor import actor_of
from people.models import AccountChange, BankAccount, District, Look, Organisation, RoleGrant, TextMessage, User
from people.signin import account_of
from records import events
from records.evidence import PDF, Proof
from records.joining import actions, pledge
from records.joining.models import Registration
from records.joining.own import actions as own
from tests.people import cast

pytestmark = pytest.mark.django_db
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


@pytest.fixture
def today(time_machine):
    time_machine.move_to(AT)


@pytest.fixture
def person(today):
    return cast.a_person("示经办", phone="12000000101")


@pytest.fixture
def his(person):
    return signed_in(account_of(person))


@pytest.fixture
def steward(today):
    return signed_in(cast.official("steward"))


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def handed_in(person, nth: int = 1, **other) -> Registration:
    given = told(nth, **other)
    given |= {"district": District.objects.get(pk=given["district"]), "licence_until": AT.date() + timedelta(400)}
    return actions.send(
        person_id=person.pk, given=given, proof=Proof(b"%PDF-1.4 made up %%EOF", PDF), version=pledge.IN_FORCE,
        by=account_of(person), at=AT, on=AT.date(),
    )  # fmt: skip


def test_from_the_first_page_to_the_managers_desk(his, steward, person):
    assert "开始填" in text(his.get("/join/")) and "您交的申请" not in text(his.get("/join/"))
    response = his.post("/join/new/", told())
    row = Registration.objects.get()
    assert response["Location"] == f"/join/{row.pk}/" and row.pledge_hash == pledge.hash_of(row.pledge)
    assert "2025年10月14日" in text(his.get(f"/join/{row.pk}/")), "five working days, a week of holidays left out"
    page = text(steward.get(f"/desk/registrations/{row.pk}/"))
    assert "示例第1培训学校" in page and "单位登记里没有这个代码" in page
    assert steward.get(f"/desk/registrations/{row.pk}/proof/").content.startswith(b"%PDF")
    assert Look.objects.get().person == person, "opening the papers is written down"
    assert "已入驻" in text(steward.post(f"/desk/registrations/{row.pk}/accept/", follow=True))
    assert TextMessage.objects.filter(person=person).count() == 1
    assert "设置管理员账号的密码" in text(his.get(f"/join/{row.pk}/"))
    assert "两次填的不一样" in text(his.post(f"/join/{row.pk}/password/", {"password": PASSWORD, "again": "x"}))
    assert "12" in text(his.post(f"/join/{row.pk}/password/", {"password": "a1b2", "again": "a1b2"}))
    done = his.post(f"/join/{row.pk}/password/", {"password": PASSWORD, "again": PASSWORD}, follow=True)
    assert "密码设好了" in text(done)
    manager = User.objects.get(username="school1")
    assert manager.check_password(PASSWORD) and manager.own == person
    again = his.post(f"/join/{row.pk}/password/", {"password": PASSWORD + "9", "again": PASSWORD + "9"}, follow=True)
    assert "已经设过了" in text(again) and not User.objects.get(pk=manager.pk).check_password(PASSWORD + "9")
    cast.enrol(manager)
    desk = signed_in(manager)
    assert "示例第1培训学校" in text(desk.get("/organisation/", follow=True))
    assert "本单位" in text(desk.get("/account/"))


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"code": "52990101MJ0000001A"}, "最后一位由前十七位算出"),
        ({"code": "1" * 40}, "太长了"),
        ({"username": "9school"}, "账号用小写字母开头"),
        ({"username": "taken"}, "已经有人用了"),
        ({"licence": ""}, "要填办学许可证号"),
        ({"licence_until": ""}, "请填许可证有效期"),
        ({"licence_until": "2025-09-29"}, "许可证已经过期"),
        ({"licence_until": "明年"}, "要写成 2027-12-31 的样子"),
        ({"pledge": ""}, "请看过单位承诺书"),
        ({"kind": ""}, "请选择单位的类型"),
        ({"district": "999999"}, "请选择注册地所在区"),
        ({"file": SimpleUploadedFile("a.exe", b"MZ")}, "这个文件打不开"),
        ({"file": ""}, "请附上证照"),
        ({"name": ""}, "请填单位名称"),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_typed(his, other, said):
    cast.user("taken")
    page = text(his.post("/join/new/", told(**other)))
    assert said in page and "处要改" in page and not Registration.objects.exists()
    if "name" not in other:
        assert "示例第1培训学校" in his.post("/join/new/", told(**other)).content.decode(), "nothing typed is lost"


def test_everything_wrong_is_said_at_once(his):
    page = text(his.post("/join/new/", told(code="1" * 18, username="X", licence="", licence_until="", pledge="")))
    assert "有 5 处要改" in page


def test_an_enterprise_needs_no_licence(his):
    his.post("/join/new/", told(kind="enterprise", licence="随手填的", licence_until="2030-01-01"))
    assert Registration.objects.values_list("licence", "licence_until").get() == ("", None)


def test_sent_twice_it_is_one_and_taken_back_it_may_come_again(his, person):
    his.post("/join/new/", told())
    his.post("/join/new/", told(username="another"))
    row = Registration.objects.get()
    assert "已撤回" in text(his.post(f"/join/{row.pk}/withdraw/", follow=True))
    assert "已经答复了" in text(his.post(f"/join/{row.pk}/withdraw/", follow=True))
    his.post("/join/new/", told())
    assert Registration.objects.filter(state="sent").count() == 1


def test_refused_with_a_reason_that_the_person_reads(his, steward, person):
    row = handed_in(person)
    assert "请写明原因" in text(steward.post(f"/desk/registrations/{row.pk}/refuse/"))
    steward.post(f"/desk/registrations/{row.pk}/refuse/", {"words": "许可证照片看不清，请重拍"})
    assert "许可证照片看不清" in text(his.get(f"/join/{row.pk}/")) and not Organisation.objects.exists()
    for act in ("accept", "refuse"):
        said = text(steward.post(f"/desk/registrations/{row.pk}/{act}/", {"words": "再答复一次"}, follow=True))
        assert "已经答复或者撤回" in said
    assert handed_in(person).pk != row.pk


def test_what_the_register_says_otherwise_is_pointed_at(steward, person):
    Organisation.objects.create(code=code(), name="示例第一培训学校", kind="institution", legal_head="示旁人")
    page = text(steward.get(f"/desk/registrations/{handed_in(person).pk}/"))
    assert "单位登记里没有这个代码" not in page and "示旁人" in page
    row = Registration.objects.get()
    actions.accept(pk=row.pk, actor=actor_of(cast.official("steward", "guan2")), at=AT)
    assert Organisation.objects.get().legal_head == "示旁人", (
        "what the register says is not overwritten by what was said"
    )


def test_an_organisation_has_one_way_in(person, today):
    other, steward = cast.a_person("示另一"), actor_of(cast.official("steward"))
    first, second = handed_in(person), handed_in(other, username="other")
    actions.accept(pk=first.pk, actor=steward, at=AT)
    with pytest.raises(Refused, match="managed"):
        actions.accept(pk=second.pk, actor=steward, at=AT)
    with pytest.raises(Refused, match="code"):
        handed_in(cast.a_person("示第三"), username="third")
    assert Organisation.objects.count() == 1 and RoleGrant.objects.filter(role="manager").count() == 1


def test_nobody_verifies_his_own(person, today):
    user = cast.official("steward")
    user.own = person
    user.save()
    with pytest.raises(Refused, match="own"):
        actions.accept(pk=handed_in(person).pk, actor=actor_of(user), at=AT)


def test_who_holds_an_account_already_gets_the_role_on_it_or_words(person, today):
    steward = actor_of(cast.official("steward"))
    actions.accept(pk=handed_in(person).pk, actor=steward, at=AT)
    row = actions.accept(pk=handed_in(person, 2).pk, actor=steward, at=AT)
    assert row.account.username == "school1" and row.account.grants.count() == 2
    insider = cast.official("reviewer", district=District.objects.get(code="110101"))
    insider.own = cast.a_person("示内部")
    insider.save()
    third = handed_in(insider.own, 3)
    with pytest.raises(Refused, match="forbidden-pair"):
        actions.accept(pk=third.pk, actor=steward, at=AT)
    assert not Organisation.objects.filter(code=code(3)).exists(), "nothing is left half done"


@pytest.mark.parametrize(
    "change",
    [
        {"state": "accepted"}, {"state": "refused"}, {"state": "withdrawn"}, {"licence": ""}, {"answer": "为什么"},
        {"code": "x"},
    ],
)  # fmt: skip
def test_the_database_keeps_a_registration_whole(person, change):
    row = handed_in(person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.filter(pk=row.pk).update(**change)


@pytest.mark.one_database("which door is open to whom is decided in Python")
def test_somebody_elses_is_nobodys_business(person, today):
    row = handed_in(person)
    stranger = signed_in(account_of(cast.a_person("示旁人")))
    for path in ("", "proof/"):
        assert stranger.get(f"/join/{row.pk}/{path}").status_code == 404
    for path in ("withdraw/", "password/"):
        assert stranger.post(f"/join/{row.pk}/{path}").status_code == 404
    for role in ("manager", "clerk", "counter", "reviewer", "city", "finance", "editor"):
        where = {"district": District.objects.get(code="110101")} if role in ("counter", "reviewer") else {}
        client = signed_in(cast.official(role, f"x-{role}", **where))
        assert client.get(f"/desk/registrations/{row.pk}/").status_code == 403
        assert client.post(f"/desk/registrations/{row.pk}/accept/").status_code == 403
    auditor = signed_in(cast.official("auditor"))
    assert auditor.get(f"/desk/registrations/{row.pk}/").status_code == 200
    assert auditor.post(f"/desk/registrations/{row.pk}/accept/").status_code == 403
    row.refresh_from_db()
    assert row.state == "sent"


@pytest.fixture
def manager(person, today):
    row = actions.accept(pk=handed_in(person).pk, actor=actor_of(cast.official("steward")), at=AT)
    cast.enrol(row.account)
    return row.account, row.organisation


def test_a_manager_adds_a_clerk_and_takes_him_away_again(manager):
    user, organisation = manager
    client, home = signed_in(user), f"/organisation/{organisation.pk}/"
    page = client.post(f"{home}clerks/", {"name": "示办事", "username": "clerk1"})
    password = re.search(r"<code>([a-z0-9-]{19})</code>", page.content.decode())[1]
    clerk = User.objects.get(username="clerk1")
    assert clerk.check_password(password) and password not in client.get(home).content.decode(), "told once"
    assert "已经有人用了" in text(client.post(f"{home}clerks/", {"name": "示办事", "username": "clerk1"}))
    cast.enrol(clerk)
    his = signed_in(clerk)
    assert "由单位管理员办理" in text(his.get(home))
    assert his.post(f"{home}clerks/", {"name": "示乙", "username": "clerk2"}).status_code == 403
    grant = clerk.grants.get()
    assert "已停用示办事" in text(client.post(f"{home}clerks/{grant.pk}/remove/", follow=True))
    assert not User.objects.get(pk=clerk.pk).is_active and his.get(home).status_code != 200
    assert AccountChange.objects.filter(account=clerk).count() == 4
    assert [one.verb for one in events.of(own.chain(organisation.pk))] == ["add-clerk", "remove-clerk"]


def test_no_manager_reaches_another_organisation(manager, person):
    user, _ = manager
    other = Organisation.objects.create(code=code(9), name="示例别家", kind="institution")
    grant = RoleGrant.objects.create(user=cast.user("there"), role="clerk", organisation=other, granted_at=AT)
    client = signed_in(user)
    assert client.get(f"/organisation/{other.pk}/").status_code == 404
    for path in ("clerks/", f"clerks/{grant.pk}/remove/"):
        assert client.post(f"/organisation/{other.pk}/{path}", {"name": "示", "username": "abcd"}).status_code == 404
    mine = user.grants.get().organisation_id
    assert client.post(f"/organisation/{mine}/clerks/{grant.pk}/remove/").status_code == 404
    with pytest.raises(Refused, match="not-yours"):
        own.add_clerk(organisation=other, username="abcd", name="示某", actor=actor_of(user), at=AT)
    with pytest.raises(Refused, match="not-a-clerk"):
        own.remove_clerk(grant=user.grants.get(), actor=actor_of(user), at=AT)


GIVEN = {
    "bank": "ICBC",
    "holder": "示例第1培训学校",
    "number": "0200 0001 2345 6789 012",
    "again": "0200000123456789012",
}


def account(manager, **other):
    user, organisation = manager
    return own.set_account(organisation=organisation, actor=actor_of(user), at=AT, **(GIVEN | other))


@pytest.mark.parametrize(
    ("other", "what"),
    [
        ({"again": "02000001234567890"}, "again"), ({"number": "12ab", "again": "12ab"}, "number"),
        ({"holder": "示例别家"}, "holder"), ({"bank": "XX"}, "bank"),
    ],
)  # fmt: skip
def test_an_account_that_cannot_be_is_refused(manager, other, what):
    with pytest.raises(Refused, match=what):
        account(manager, **other)
    assert not BankAccount.objects.exists()


def test_the_account_is_changed_only_after_the_manager_said_again_who_he_is(manager):
    user, organisation = manager
    client, where = signed_in(user), f"/organisation/{organisation.pk}/account/"
    response = client.get(where)
    assert response.status_code == 302 and "/account/confirm/" in response["Location"]
    assert client.post(where, GIVEN).status_code == 302 and not BankAccount.objects.exists()
    first = account(manager)
    assert banking.number_of(first) == "0200000123456789012" and account(manager).pk == first.pk
    second = account(manager, number="0200000999999999999", again="0200000999999999999")
    page = text(client.get(f"/organisation/{organisation.pk}/"))
    assert "尾号9999" in page and "尾号9012" not in page and second.pk > first.pk
    with pytest.raises(Refused, match="number"):
        account(manager)
    assert [one.verb for one in events.of(own.chain(organisation.pk))].count("set-account") == 3
