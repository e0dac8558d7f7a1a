"""我的工作台 on /account/: the desks of one's roles, and how many wait there."""

import pytest

from people.roles import DUTIES
from tests.certificates import holding
from tests.people import cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", list(DUTIES))
def test_every_role_finds_a_desk(client, role):
    client.force_login(cast.official(role))
    page = client.get("/account/")
    assert "我的工作台" in page.content.decode()
    for desk in page.context["desks"]:
        assert client.get(desk.address, follow=True).status_code == 200, desk
    assert page.context["desks"]


def test_a_desk_says_how_many_wait_for_whoever_asks(client, time_machine):
    time_machine.move_to(holding.AT)
    holding.fed()
    _, user = holding.one_month_short()
    holding.ask(client, user, **holding.PAID)
    client.force_login(cast.official("steward"))
    page = client.get("/account/")
    waiting = {desk.words: desk.waiting for desk in page.context["desks"]}
    assert waiting == {"数据管理": None, "单位入驻": 0, "更正申请": 1, "账号变动": None}
    assert "件在等" in page.content.decode()


def test_who_holds_no_role_has_no_desk(client):
    user = cast.user("empty")
    cast.enrol(user)
    client.force_login(user)
    assert "我的工作台" not in client.get("/account/").content.decode()
