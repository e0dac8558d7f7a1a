"""单位入驻: from the first page to the manager at the own desk, and every wrong turn."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from lib.refused import Refused
from people.actor import actor_of
from people.models import District, Look, Organisation, RoleGrant, TextMessage, User
from people.signin import account_of
from records.joining import actions, pledge
from records.joining.models import Registration
from tests.people import cast
from tests.records.joining import AT, PASSWORD, code, handed_in, signed_in, text, told

pytestmark = pytest.mark.django_db


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


def test_from_the_first_page_to_the_managers_desk(his, steward, person):
    assert "开始填" in text(his.get("/join/")) and "您交的申请" not in text(his.get("/join/"))
    response = his.post("/join/new/", told())
    row = Registration.objects.get()
    assert response["Location"] == f"/join/{row.pk}/" and row.pledge_hash == pledge.hash_of(row.pledge)
    assert "2025年10月14日" in text(his.get(f"/join/{row.pk}/")), "five working days, a week of holidays left out"
    page = text(steward.get(f"/desk/registrations/{row.pk}/"))
    assert "示例第1培训学校" in page and "单位登记里没有这个代码" in page
    assert steward.get(f"/desk/registrations/{row.pk}/proof/").content.startswith(b"%PDF")
    look = Look.objects.get()
    assert (look.person, look.why) == (person, "核验单位入驻"), "opening the papers is written down"
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
    assert "已提交，等数据管理员核验" in text(his.post("/join/new/", told(), follow=True))
    again = text(his.post("/join/new/", told(username="another"), follow=True))
    assert "没有再收一份" in again and "已提交" not in again, "what was changed the second time is not taken"
    row = Registration.objects.get()
    assert row.username == "school1"
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
    User.objects.filter(pk=row.account.pk).update(is_active=False)
    with pytest.raises(Refused, match="closed"):
        actions.accept(pk=handed_in(person, 4).pk, actor=steward, at=AT)
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
