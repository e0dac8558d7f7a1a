"""What every page of the site carries, and what the machine next door may ask."""

import logging
import re

import pytest
from django.conf import settings
from django.db import DatabaseError, connection

from config import gunicorn, health, schema

STRICT = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
    "base-uri": "'self'",
}


def policy(response) -> dict[str, str]:
    parts = response["Content-Security-Policy"].split("; ")
    return dict(part.split(" ", 1) for part in parts)


@pytest.mark.django_db
def test_our_pages_carry_the_strict_policy_and_no_frame(client):
    response = client.get("/healthz")
    assert policy(response) == STRICT
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "scripts"), [("/editor/login/", "'self' 'unsafe-inline'"), ("/steward/login/", None)])
def test_only_the_editors_admin_may_run_inline_scripts(client, path, scripts):
    found = policy(client.get(path))
    assert found.get("script-src") == scripts, "where none is said, default-src holds"
    assert found["default-src"] == "'self'"


def test_the_page_for_trying_the_api_may_style_inline_but_not_script_inline(client):
    found = policy(client.get("/api/v1/docs/try/"))
    assert "'unsafe-inline'" in found["style-src"]
    assert "script-src" not in found


@pytest.mark.django_db
def test_an_unknown_page_is_strict_too(client):
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert policy(response) == STRICT


def test_wagtail_never_calls_out():
    assert settings.WAGTAIL_GRAVATAR_PROVIDER_URL is None
    assert settings.WAGTAIL_ENABLE_UPDATE_CHECK is False


def test_wagtail_search_is_listed_alone():
    assert "wagtail.search" in settings.INSTALLED_APPS
    assert "modelsearch" not in settings.INSTALLED_APPS


@pytest.mark.django_db
def test_health_is_ok_where_database_and_broker_answer(client):
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {"database": "ok", "broker": "ok"}


@pytest.mark.django_db
def test_health_names_the_part_that_is_down_and_nothing_more(client, monkeypatch, caplog):
    def fail():
        raise DatabaseError("password=open-sesame")

    monkeypatch.setattr(health, "_database", fail)
    with caplog.at_level(logging.CRITICAL):
        response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json() == {"database": "down", "broker": "ok"}


@pytest.mark.django_db
def test_health_sees_a_broker_folder_that_is_gone(client, settings, tmp_path, caplog):
    settings.CELERY_BROKER_URL = "filesystem://localhost"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_out": str(tmp_path / "gone")}
    with caplog.at_level(logging.CRITICAL):
        assert client.get("/healthz").json()["broker"] == "down"


@pytest.mark.django_db
def test_health_changes_nothing(client):
    assert client.post("/healthz").status_code == 405


def test_the_request_line_logs_neither_query_nor_address():
    logged = set(re.findall(r"%\((\w+)\)s", gunicorn.access_log_format))
    assert logged == {"t", "m", "U", "s", "B", "M"}  # U is the path without its query


def test_the_api_description_holds_our_addresses_only():
    ours, theirs = ("/api/v1/estimates/training",), ("/editor/api/main/pages/",)
    assert schema.only_ours([ours, theirs]) == [ours]


@pytest.mark.django_db
def test_sqlite_runs_with_its_safeguards():
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's own safeguards")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys")
        assert cursor.fetchone() == (1,)
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (1,)  # NORMAL
