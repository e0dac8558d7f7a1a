"""A claim on the pages: each step and its wrong turns, the one step, the counter; and no account number anywhere."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from people.models import BankAccount
from subsidies.models import Application, Determination, Invitation
from tests.certificates.holding import AT, ON, certificate, insured, month, worker
from tests.subsidies.claiming import CARD, OTHER_CARD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
GIVEN = {"kind": "card", "bank": "ICBC", "number": CARD, "holder": "示小明"}


def words(response) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", response.content.decode()))


def begin(client, entry: int, **given) -> str:
    """Facts confirmed and an account given; the address of the last page."""
    assert client.post(f"/claim/{entry}/").url == f"/claim/{entry}/account/"
    response = client.post(f"/claim/{entry}/account/", GIVEN | given)
    assert response.status_code == 302, words(response)
    return response.url


def hand_in(client, url: str, **more):
    seen = client.get(url).context["form"]["seen"].value()
    return client.post(url, {"promise": "on", "seen": seen} | more)


def invite(person, entry: int) -> Invitation:
    from subsidies import deciding

    made = deciding.rule(code="SU", person=person.pk, subject=entry, on=ON, at=AT, trigger=Determination.Trigger.SCAN)
    return Invitation.objects.create(
        scheme="SU", person=person, subject=entry, determination=made.determination, amount=150_000, found_on=ON,
        last_day=date(2027, 5, 20),
    )  # fmt: skip


def test_from_the_own_page_to_a_number_in_four_pages(signed_in, owed):
    _, _, entry = owed
    home = signed_in.get("/my/")
    assert f'href="/claim/{entry}/"' in home.content.decode()
    facts = words(signed_in.get(f"/claim/{entry}/"))
    assert "累计31个月（数据到2026年7月）" in facts and "¥1,500.00" in facts and "在本市参保的企业职工" in facts
    assert not Application.objects.exists(), "looking begins nothing"
    check = begin(signed_in, entry)
    page = signed_in.get(check)
    assert "尾号7894" in words(page) and CARD not in page.content.decode()
    done = hand_in(signed_in, check)
    made = Application.objects.get()
    assert done.url == f"/my/applications/{made.pk}/" and (made.state, made.amount) == ("city", 150_000)
    said = words(signed_in.get("/my/"))
    assert "您有1笔申请正在办" in said and "已经申请的" in said and "申请这一笔" not in said
    assert signed_in.get(f"/claim/{entry}/").url == done.url, "asked for already, it shows how far that is"


def test_a_draft_goes_on_where_it_was_left(signed_in, owed):
    entry = owed[2]
    signed_in.post(f"/claim/{entry}/")
    said = signed_in.get("/my/applications/").content.decode()
    assert f'href="/claim/{entry}/account/"' in said and "接着填" in said
    begin(signed_in, entry)
    assert f'href="/claim/{entry}/check/"' in signed_in.get("/my/applications/").content.decode()
    assert "接着填" in words(signed_in.get("/my/"))
    assert Application.objects.count() == 1
    pk = Application.objects.get().pk
    assert signed_in.post(f"/my/applications/{pk}/discard/").status_code == 302
    assert not Application.objects.exists()


def test_nobody_jumps_a_step(signed_in, owed):
    entry = owed[2]
    for page in ("account", "check"):
        assert signed_in.get(f"/claim/{entry}/{page}/").url == f"/claim/{entry}/"
        assert signed_in.post(f"/claim/{entry}/{page}/", GIVEN).url == f"/claim/{entry}/"
    signed_in.post(f"/claim/{entry}/")
    assert signed_in.get(f"/claim/{entry}/check/").url == f"/claim/{entry}/account/"
    assert not BankAccount.objects.exists()


def test_all_that_is_wrong_with_an_account_is_told_at_once(signed_in, owed):
    entry = owed[2]
    signed_in.post(f"/claim/{entry}/")
    page = signed_in.post(
        f"/claim/{entry}/account/", {"kind": "gold", "bank": "", "number": "6217000012345678", "holder": "示别人"}
    )
    said = words(page)
    assert "有4处要改" in said and "最后一位是校验码" in said and "户名要与本人姓名一致" in said
    assert 'value="6217 0000 1234 5678"' in page.content.decode(), "a wrong number comes back in its own box, by fours"
    other_bank = signed_in.post(f"/claim/{entry}/account/", GIVEN | {"bank": "ABC", "number": "6222020000000000000"})
    assert "卡号属于中国工商银行" in words(other_bank)
    assert not BankAccount.objects.exists()


def test_digits_may_be_wide_and_blanks_stand_anywhere(signed_in, owed):
    begin(signed_in, owed[2], number=" ６０００ 0012-3456 7894 ")
    assert BankAccount.objects.get().tail == "7894"


def test_an_account_from_before_is_offered_first(signed_in, owed):
    person, _, entry = owed
    begin(signed_in, entry)
    page = signed_in.get(f"/claim/{entry}/account/")
    assert "中国工商银行银行卡尾号7894" in words(page) and "换一个账户" in words(page)
    assert signed_in.post(f"/claim/{entry}/account/", {"account": "new"}).url == f"/claim/{entry}/account/?other"
    assert "卡号" in words(signed_in.get(f"/claim/{entry}/account/?other"))
    wrong = signed_in.post(f"/claim/{entry}/account/?other", GIVEN | {"holder": "示别人"})
    assert "有1处要改" in words(wrong), "what is wrong with another one is told where it was asked"
    signed_in.post(f"/claim/{entry}/account/?other", GIVEN | {"number": OTHER_CARD})
    assert Application.objects.get().account.tail == "3214"
    first = BankAccount.objects.get(tail="7894").pk
    signed_in.post(f"/claim/{entry}/account/", {"account": str(first)})
    assert Application.objects.get().account_id == first
    stranger, _ = worker("示旁人", phone="12000000003")
    assert "从列出的里面选" in words(signed_in.post(f"/claim/{entry}/account/", {"account": "999"}))
    assert person.bank_accounts.count() == 2 and not stranger.bank_accounts.exists()


def test_without_the_promise_nothing_is_handed_in(signed_in, owed):
    check = begin(signed_in, owed[2])
    assert "请先勾选承诺" in words(signed_in.post(check, {"seen": "150000"}))
    assert Application.objects.get().state == "draft"


def test_what_changed_since_it_was_shown_is_shown_before_it_is_handed_in(signed_in, owed):
    check = begin(signed_in, owed[2])
    page = signed_in.post(check, {"promise": "on", "seen": "200000"})
    assert "登记刚刚有了变化" in words(page)
    assert Application.objects.get().state == "draft"
    assert page.context["form"]["seen"].value() == "150000"


def test_where_the_rule_says_no_the_slip_says_so_first_and_a_person_will_look(client):
    person, user = worker("示新人")
    insured(person, month(2026, 1), month(2026, 7))
    entry = certificate(person).entry
    client.force_login(user)
    assert "我仍要申请" in words(client.get("/my/"))
    said = words(client.get(f"/claim/{entry}/"))
    assert said.index("还不能领") < said.index("还差5个月") < said.index("我仍要申请")
    check = begin(client, entry, holder="示新人")
    done = hand_in(client, check, note="还有五个月在原单位，没有转过来")
    made = Application.objects.get()
    assert (made.state, made.amount, made.flags) == ("district", 0, "RULE")
    page = words(client.get(done.url))
    assert "还有五个月在原单位" in page and "申请金额" not in page and "东城区区级审核员" not in page
    assert "朝阳区区级审核员" in page, "the district of the last employer"


def test_what_the_city_found_takes_one_step_where_an_account_is_there(signed_in, owed):
    person, _, entry = owed
    begin(signed_in, entry)
    Application.objects.all().delete()
    assert "这些都对吗" in words(signed_in.get(f"/claim/{entry}/")), "without an invitation it takes three"
    invite(person, entry)
    page = signed_in.get(f"/claim/{entry}/")
    assert "只有这一步" in words(page) and "尾号7894" in words(page)
    assert "请先勾选承诺" in words(signed_in.post(f"/claim/{entry}/", {"confirm": "1", "seen": "150000"}))
    assert signed_in.post(f"/claim/{entry}/", {"other": "1"}).url == f"/claim/{entry}/account/"
    done = signed_in.post(f"/claim/{entry}/", {"confirm": "1", "promise": "on", "seen": "150000"})
    made = Application.objects.get()
    assert done.url == f"/my/applications/{made.pk}/" and made.state == "city" and made.account.tail == "7894"
    assert Invitation.objects.get().state == "closed"


def test_another_certificate_may_be_chosen_and_a_strange_one_is_not_there(signed_in, owed):
    entry = owed[2]
    page = words(signed_in.get("/claim/"))
    assert "营养师·中级工（四级）可以领¥1,500.00" in page
    assert signed_in.get("/claim/?certificate=" + str(entry)).url == f"/claim/{entry}/"
    assert "没有这本证书" in words(signed_in.get("/claim/?certificate=999"))
    other, _ = worker("示旁人", phone="12000000003")
    strange = certificate(other).entry
    for page in ("", "account/", "check/"):
        assert signed_in.get(f"/claim/{strange}/{page}", follow=True).status_code == 404
    assert signed_in.post(f"/claim/{strange}/").status_code == 404
    assert not Application.objects.exists()


def test_who_has_no_certificate_is_told_what_to_do(client):
    client.force_login(worker()[1])
    assert "还没有查到您的证书" in words(client.get("/claim/"))


def test_the_number_stands_in_no_address_session_or_page_once_it_is_in(signed_in, owed, caplog):
    check = begin(signed_in, owed[2])
    done = hand_in(signed_in, check)
    made = Application.objects.get()
    pages = ["/my/", "/my/applications/", done.url, "/my/applications/messages/", f"/claim/{owed[2]}/account/"]
    seen = "".join(signed_in.get(url, follow=True).content.decode() for url in pages)
    assert CARD not in seen and CARD[:12] not in seen
    assert CARD not in str(dict(signed_in.session)) + caplog.text + check + done.url
    assert CARD.encode() not in bytes(made.account.number_sealed)
    assert "no-store" in signed_in.get(f"/claim/{owed[2]}/account/", follow=True)["Cache-Control"]


def test_pages_take_as_many_queries_for_many_as_for_one(client):
    counts = []
    for many in (1, 5):
        person, user = worker(f"示{many}", phone=f"1200000001{many}")
        for year in range(2026 - many, 2026):
            insured(person, month(year, 1), month(year, 12))
        entries = [
            certificate(person, level=5 - nth % 3, occupation=f"4-07-0{nth + 1}-01").entry for nth in range(many)
        ]
        client.force_login(user)
        begin(client, entries[0], holder=person.name)
        taken = []
        for url in ("/claim/", f"/claim/{entries[0]}/", f"/claim/{entries[0]}/check/"):
            client.get(url)
            with CaptureQueriesContext(connection) as asked:
                client.get(url)
            taken.append(len(asked))
        counts.append(taken)
    assert counts[0] == counts[1] and max(counts[0]) < 30
