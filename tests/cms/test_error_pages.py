"""Error pages say what was found and what to do, even where the database is the trouble, or there is no request."""

import pytest
from django.db import DatabaseError
from django.template import loader
from django.urls import path
from django.views.defaults import server_error

from cms.models import Installation
from people.signin import account_of
from tests.people.cast import a_person

NUMBERS = ("400", "403", "403_csrf", "404", "429", "500")


@pytest.mark.django_db
@pytest.mark.parametrize("name", NUMBERS)
def test_an_error_page_says_what_was_found_and_what_to_do(name):
    html = loader.render_to_string(f"{name}.html")
    assert "<dt>查到</dt>" in html
    assert "<dt>怎么办</dt>" in html
    assert f"错误编号 {name[:3]}" in html


def test_the_page_for_a_broken_system_does_not_need_the_database(rf, monkeypatch):
    def broken():
        raise DatabaseError

    monkeypatch.setattr(Installation, "is_demonstration", broken)
    response = server_error(rf.get("/"))
    assert response.status_code == 500
    assert "不是您的错" in response.content.decode()


@pytest.mark.django_db
def test_a_page_that_is_not_there_answers_404_in_our_words(client):
    response = client.get("/no-such-page/<b>")
    assert response.status_code == 404
    html = response.content.decode()
    assert "没有找到这个页面" in html
    assert "<b>" not in html


@pytest.mark.django_db
def test_a_page_that_is_not_ones_own_leads_back_to_ones_own(client):
    client.force_login(account_of(a_person("示可领")))
    response = client.get("/steward/")
    assert response.status_code == 403
    assert '<a class="tap" href="/my/">我的证书与补贴</a>' in response.content.decode()


@pytest.mark.django_db
def test_the_pattern_page_is_not_there_outside_debug(client, settings):
    from cms.style import error_page, style

    assert client.get("/style/").status_code == 404

    class WithStyle:
        urlpatterns = [path("style/", style), path("style/<slug:name>/", error_page)]

    settings.ROOT_URLCONF = WithStyle
    assert client.get("/style/").status_code == 404
    assert client.get("/style/404/").status_code == 404
