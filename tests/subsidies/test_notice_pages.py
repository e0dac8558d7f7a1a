"""公示 as anybody meets it: lists, finding oneself, objecting; after a while only counts, outcomes and the hash."""

import hashlib
import logging
import re
from datetime import timedelta

import pytest

from people.identities import number_of
from people.models import Asking
from records import events
from subsidies import lifecycle
from subsidies.actions import notices, objections
from subsidies.models import Line, Notice, NoticeLine, Objection
from subsidies.public import lists
from tests.subsidies import claiming
from tests.subsidies.claiming import AT
from tests.subsidies.test_claims import city  # noqa: F401 (a fixture)
from tests.subsidies.test_notices import OVER, two  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db
SAID, NAME, PHONE = "这个人没有参加过这项考试，我在考场", "示举报", "12000000000"


@pytest.fixture
def notice(two, city, time_machine):  # noqa: F811
    time_machine.move_to(AT)
    return notices.post(scheme="SU", actor=city, at=AT)


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def test_the_lists_say_what_is_open_and_how_long(client, notice, time_machine):
    page = text(client.get("/notices/"))
    assert "还有 7 天" in page and "2 笔" in page and "¥3,000.00" in page and "还没有结束的公示" in page
    time_machine.move_to(AT + timedelta(days=7))
    assert "今天是最后一天" in text(client.get("/notices/"))
    assert "今天正在公示" in text(client.get("/")) and f"/notices/{notice.pk}/" in text(client.get("/"))


def test_where_there_is_none_it_says_why(client):
    page = text(client.get("/notices/"))
    assert "今天没有正在公示的名单" in page and "还没有结束的公示" in page
    assert "今天没有正在公示的名单" in text(client.get("/"))


def test_when_it_is_over_the_outcomes_are_counted(client, notice, city, time_machine):  # noqa: F811
    row = notice.rows.first()
    made = objections.to_notice(row=row.pk, said=SAID, name=NAME, contact=PHONE, person=None, at=AT)
    time_machine.move_to(OVER)
    notices.close(pk=notice.pk, at=OVER)
    page = text(client.get(f"/notices/{notice.pk}/"))
    assert "有异议，正在核实" in page and "无异议" in page and "提异议<" not in page
    objections.answer(pk=made.pk, upheld=True, words="经核实，考试记录有误", actor=city, at=OVER)
    for address in ("/notices/", f"/notices/{notice.pk}/"):
        assert "异议成立，已撤下" in text(client.get(address)), address


def test_nobody_stands_there_whole(client, notice, two):  # noqa: F811
    pages = [text(client.get(path)) for path in (f"/notices/{notice.pk}/", f"/notices/{notice.pk}/list.json")]
    for person in two[0]:
        for page in pages:
            assert person.name not in page and number_of(person) not in page
            assert number_of(person)[-4:] in page


def test_what_is_downloaded_has_the_hash_that_is_shown(client, notice):
    response = client.get(f"/notices/{notice.pk}/list.json")
    assert hashlib.sha256(response.content).hexdigest() in text(client.get(f"/notices/{notice.pk}/"))
    assert "noindex" in response["X-Robots-Tag"] and "attachment" in response["Content-Disposition"]


def test_after_a_while_only_counts_outcomes_and_the_hash_are_left(client, notice, two, time_machine):  # noqa: F811
    notices.close(pk=notice.pk, at=OVER)
    time_machine.move_to(AT + timedelta(days=(notice.shown_until - notice.posted_on).days + 1))
    page = text(client.get(f"/notices/{notice.pk}/"))
    assert "名单已经撤下" in page and notice.hash in page and "示*" not in page and "无异议" in page
    assert client.get(f"/notices/{notice.pk}/list.json").status_code == 404
    assert client.get(f"/notices/{notice.pk}/object/1/").status_code == 404
    assert "没有找到" in text(find(client, "示公示", number_of(two[0][0])[-4:]))


def test_a_long_list_comes_in_pages(notice):
    stored = '[{"place":1,"name":"示*","number":"9","what":"护","level":"","standard":1,"amount":1}' + "".join(
        f',{{"place":{n},"name":"示*","number":"9","what":"护","level":"","standard":1,"amount":1}}'
        for n in range(2, 121)
    )
    long = Notice(pk=notice.pk, snapshot=stored + "]", ends_on=notice.ends_on)
    shown = [lists.page_of(long, number, notice.posted_on) for number in (1, 2, 3, 99)]
    assert [(page.first, page.last, page.before, page.after) for page in shown] == [
        (1, 50, None, 2), (51, 100, 1, 3), (101, 120, 2, None), (101, 120, 2, None),
    ]  # fmt: skip


@pytest.mark.parametrize("page", ["x", "0", "-1", "9999999", "²"])
def test_a_page_that_there_is_not_is_the_nearest(client, notice, page):
    assert "示*" in text(client.get(f"/notices/{notice.pk}/", {"page": page}))
    assert text(client.get("/notices/", {"before": page}))


def find(client, name, last_four, **more):
    return client.post("/notices/find/", {"name": name, "last_four": last_four}, **more)


def test_one_finds_oneself_and_nothing_of_it_is_in_an_address_or_a_log(client, notice, two, caplog):  # noqa: F811
    last = number_of(two[0][0])[-4:]
    with caplog.at_level(logging.DEBUG):
        response = find(client, " 示公示", last.lower())
    page = text(response)
    assert "找到了" in page and "公示中" in page and f"/notices/{notice.pk}/?page=1#r1" in page
    assert not re.search(rf"(href|action)=\"[^\"]*({last}|示公示)", page)
    assert "示公示" not in caplog.text and last not in caplog.text
    assert "no-store" in response["Cache-Control"]
    assert "没有找到" in text(find(client, "示公", last))
    assert "应是4位" in text(find(client, "示公示", "12345"))


def test_who_asks_too_often_is_told_so_plainly_and_what_was_typed_stays(client, notice, two, monkeypatch):  # noqa: F811
    last = number_of(two[0][0])[-4:]
    monkeypatch.setattr("subsidies.public.views.FINDING", lists_limit(3, 5))
    for _ in range(3):
        assert "找到了" in text(find(client, "示公示", last))
    page = text(find(client, "示公示", last))
    assert "同一个网络一小时内最多3次" in page and 'value="示公示"' in page and "找到了" not in page
    elsewhere = [find(client, "示公示", last, REMOTE_ADDR=f"192.0.2.{n}") for n in range(3)]
    assert ["找到了" in text(one) for one in elsewhere] == [True, True, False], "and all together"
    assert "现在来的人太多" in text(elsewhere[-1])
    assert Asking.objects.count() == 5 and b"192.0.2" not in b"".join(
        bytes(row) for row in Asking.objects.values_list("address", flat=True)
    )


def lists_limit(from_one, from_all):
    from people.limits import Limit

    return Limit("notice-find", from_one, from_all)


def path_of(notice, place=1):
    return f"/notices/{notice.pk}/object/{place}/"


def walk(client, notice, last_step="send", **changes):
    data = {"said": SAID, "name": NAME, "phone": PHONE} | changes
    return client.post(path_of(notice), data | {"step": last_step})


def test_objecting_goes_step_by_step_and_loses_nothing(client, notice):
    path = path_of(notice)
    assert "哪里不对" in text(client.get(path))
    page = text(client.post(path, {"step": "said", "said": "短"}))
    assert "太短了" in page and "第 1 步" in page
    page = text(client.post(path, {"step": "said", "said": SAID}))
    assert "第 2 步" in page and SAID in page
    page = text(walk(client, notice, "contact", phone="打给我"))
    assert "电话应是7到15位数字" in page and SAID in page and "第 2 步" in page
    page = text(walk(client, notice, "contact"))
    assert "第 3 步" in page and PHONE in page and not Objection.objects.exists()
    page = text(walk(client, notice, "again-said"))
    assert "第 1 步" in page and SAID in page and PHONE in page and "有误" not in page
    response = walk(client, notice)
    assert response["Location"] == "/notices/objected/"
    made = Objection.objects.get()
    page = text(client.get("/notices/objected/"))
    assert made.reference in page and "2025年10月" in page
    assert objections.said(made) == SAID and PHONE.encode() not in bytes(made.contact_sealed)
    line = Line.objects.get(notices=made.row)
    assert line.frozen and line.notices.get().place == 1
    assert [event.verb for event in events.of(lifecycle.chain(made.application))][-1] == "objected"


def test_the_thanks_are_for_the_browser_that_objected(client, notice):
    assert client.get("/notices/objected/")["Location"] == "/notices/objections/"
    assert "5 个工作日" in text(client.get("/notices/objections/"))


def test_a_second_press_of_the_button_is_the_same_objection(client, notice):
    walk(client, notice)
    assert walk(client, notice).status_code == 302
    assert Objection.objects.count() == 1


def test_who_objects_too_often_is_stopped_before_anything_freezes(client, notice, monkeypatch):
    from people.limits import Limit

    monkeypatch.setattr("subsidies.public.views.OBJECTING", Limit("notice-object", 1, 9))
    walk(client, notice)
    page = text(client.post(path_of(notice, 2), {"said": SAID, "name": NAME, "phone": PHONE, "step": "send"}))
    assert "同一个网络一小时内最多1次" in page and SAID in page
    assert not NoticeLine.objects.get(place=2).line.frozen


def test_what_is_over_or_off_the_list_is_not_objected_to(client, notice, time_machine):
    NoticeLine.objects.filter(place=2).update(outcome="taken-off")
    assert "现在不能提异议" in text(client.get(path_of(notice, 2)))
    assert client.get(path_of(notice, 3)).status_code == 404
    time_machine.move_to(OVER)
    assert "现在不能提异议" in text(walk(client, notice))
    assert not Objection.objects.exists()


def test_whoever_is_signed_in_as_a_person_is_known_as_who_objects(client, notice):
    from people.signin import account_of

    person = claiming.claimant("示邻居")
    client.force_login(account_of(person))
    assert 'value="示邻居"' in text(client.post(path_of(notice), {"step": "said", "said": SAID}))
    walk(client, notice)
    assert Objection.objects.get().person == person


def test_a_page_of_lists_asks_the_database_a_fixed_number_of_times(client, notice, django_assert_num_queries):
    with django_assert_num_queries(4):
        lists.open_now(notice.posted_on)
        lists.ended(notice.ends_on + timedelta(days=1))
