"""The steward's desk for correction requests: the queue, what is masked, what would be written, who may."""

from datetime import timedelta

import pytest

from people import identities, looks
from people.actions import set_own
from records.corrections import actions
from records.corrections.actions import Thing
from tests.certificates.holding import (
    AT,
    ON,
    PAID,
    ask,
    begun,
    desk,
    month,
    one_month_short,
)
from tests.people import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def test_the_queue_is_ordered_by_the_last_day_and_pages_by_key(client, steward, monkeypatch):
    monkeypatch.setattr("certificates.desk.queue.PAGE", 2)
    person, _ = one_month_short()
    for nth in range(5):
        thing = Thing("month", month=month(2025, 1 + nth))
        day = ON - timedelta(days=nth)
        actions.send(person_id=person.pk, thing=thing, given=PAID, at=AT, on=day)
    client.force_login(steward)
    seen, url = [], "/desk/corrections/"
    for _ in range(3):
        response = client.get(url)
        queue = response.context["queue"]
        seen += [item.due.last_day for item in queue.items]
        url = f"/desk/corrections/?after={queue.next_key}"
    assert seen == sorted(seen) and len(seen) == 5
    assert queue.waiting == 5
    for odd in ("x", "2026-02-30_1", "2026-08-20_x", "_", "2026-08-20_" + "9" * 30):
        assert client.get(f"/desk/corrections/?after={odd}").status_code == 200
        assert client.get(f"/desk/corrections/?show=answered&after={odd}").status_code == 200


def test_the_queue_says_why_it_is_empty(client, steward):
    client.force_login(steward)
    assert "没有等待答复的更正申请" in client.get("/desk/corrections/").content.decode()
    assert "还没有答复过更正申请" in client.get("/desk/corrections/?show=answered").content.decode()


def test_the_desk_masks_the_number(client, steward):
    person, user = one_month_short()
    one = ask(client, user, **PAID)
    html = desk(client, steward, one).content.decode()
    assert identities.number_of(person) not in html and "12000000001" not in html
    assert looks.masked_number(person) in html
    assert f"/people/{person.pk}/reveal/" in html


def test_a_preview_follows_what_is_filled_in(client, steward):
    _, user = one_month_short()
    one = ask(client, user, **PAID)
    form = begun(client, steward, one)
    told = desk(client, steward, one, "preview", **form | {"last": "202606"}).content.decode()
    assert "起始月 2026-05，截止月 2026-06" in told and "将写入登记 3 行" in told
    assert "填完整以后" in desk(client, steward, one, "preview", **form | {"last": ""}).content.decode()


def test_a_steward_leaves_an_own_request_to_another(client, steward):
    person, user = one_month_short()
    one = ask(client, user, **PAID)
    number = identities.number_of(person)
    set_own(account=steward, document=person.document, number=number, by=None, at=AT)
    html = desk(client, steward, one).content.decode()
    assert "要换一位数据管理员答复" in html and "grant-form" not in html and "refuse-form" not in html
    another = cast.official("steward", "another")
    for verb, data in (("refuse", {"reason": "unclear"}), ("grant", begun(client, another, one))):
        assert desk(client, steward, one, verb, **data).status_code == 302
        one.refresh_from_db()
        assert one.state == "sent" and one.run is None, verb
    desk(client, another, one, "grant", **data)
    one.refresh_from_db()
    assert one.state == "granted"


DESK = ("", "grant", "refuse", "preview", "proof")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "role", ["", "worker", "manager", "clerk", "counter", "reviewer", "city", "finance", "editor", "auditor"]
)
def test_the_desk_is_the_stewards_and_the_auditor_only_reads(client, role, method):
    _, user = one_month_short()
    one = ask(client, user, **PAID)
    client.logout()
    if role == "worker":
        client.force_login(user)
    elif role:
        client.force_login(cast.official(role))
    for verb in DESK:
        url = f"/desk/corrections/{one.pk}/" + (f"{verb}/" if verb else "")
        response = getattr(client, method)(url, {"reason": "unclear"} if method == "post" else {})
        body = response.content.decode()
        if role == "auditor" and method == "get" and verb in ("", "proof"):
            assert response.status_code == (200 if verb == "" else 404)
            assert "grant-form" not in body
            continue
        assert response.status_code in (302, 403, 405), (role, verb)
        assert "示差月" not in body and "工资条" not in body
    one.refresh_from_db()
    assert one.state == "sent"


def test_a_draft_is_not_on_the_desk(client, steward):
    person, _ = one_month_short()
    draft = actions.keep(person_id=person.pk, thing=Thing("name"), given={"name": "示"}, at=AT)
    client.force_login(steward)
    assert client.get(f"/desk/corrections/{draft.pk}/").status_code == 404
    assert "示差月" not in client.get("/desk/corrections/").content.decode()
