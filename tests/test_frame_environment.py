"""A wrong value in the environment stops the start with a sentence; a right one means what it says."""

import os
import subprocess
import sys
from multiprocessing import Pool

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment
from tests.conftest import ROOT


def refusal(monkeypatch, read, name, value, *args):
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as caught:
        read(name, *args)
    return str(caught.value)


def test_yes_or_no_refuses_a_word_it_does_not_know(monkeypatch):
    assert "DEBUG is 'maybe'" in refusal(monkeypatch, environment.yes_or_no, "DEBUG", "maybe", False)


@pytest.mark.parametrize(("value", "meant"), [("true", True), ("0", False), ("on", True), ("", True)])
def test_yes_or_no_reads_the_usual_words_and_an_empty_one_as_the_default(monkeypatch, value, meant):
    monkeypatch.setenv("DEBUG", value)
    assert environment.yes_or_no("DEBUG", True) is meant


def test_an_origin_needs_its_scheme(monkeypatch):
    said = refusal(monkeypatch, environment.origins, "CSRF_TRUSTED_ORIGINS", "https://a.example,b.example")
    assert "'b.example'" in said


@pytest.mark.parametrize("value", ["fast", "0/min", "120", "12/fortnight"])
def test_a_rate_must_be_a_number_per_time(monkeypatch, value):
    assert "120/min" in refusal(monkeypatch, environment.rate, "ESTIMATES_RATE", value, "120/min")


def test_a_count_must_be_a_whole_number(monkeypatch):
    assert "whole number" in refusal(monkeypatch, environment.count, "NUM_PROXIES", "-1", 0)


@pytest.mark.parametrize("value", ["mysql://u@h/d", "xunxing.sqlite3", "postgres://u:open-sesame@h:5432/"])
def test_a_database_it_cannot_use_is_refused_without_repeating_the_password(monkeypatch, value, tmp_path):
    said = refusal(monkeypatch, environment.database, "DATABASE_URL", value, tmp_path / "db")
    assert "DATABASE_URL" in said
    assert "open-sesame" not in said


def test_no_database_named_means_sqlite_with_its_safeguards(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    found = environment.database("DATABASE_URL", tmp_path / "db")
    assert found["NAME"] == tmp_path / "db"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_sqlite_by_address_has_the_same_safeguards(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/other")
    found = environment.database("DATABASE_URL", tmp_path / "db")
    assert found["NAME"] == f"{tmp_path}/other"
    assert "journal_mode=WAL" in found["OPTIONS"]["init_command"]


def test_postgresql_by_address(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgres://clerk:pw@db.example:5433/xunxing")
    found = environment.database("DATABASE_URL", tmp_path / "db")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", 5433, "xunxing")
    assert found["CONN_HEALTH_CHECKS"] is True


def test_a_broker_it_cannot_use_is_refused(monkeypatch):
    assert "redis://" in refusal(monkeypatch, environment.broker, "CELERY_BROKER_URL", "amqp://h")


def test_the_cache_is_files_all_processes_share_unless_redis_is_named(monkeypatch, tmp_path):
    monkeypatch.delenv("CACHE_URL", raising=False)
    assert environment.cache("CACHE_URL", "", tmp_path)["LOCATION"] == tmp_path
    assert environment.cache("CACHE_URL", "redis://r/1", tmp_path)["LOCATION"] == "redis://r/1"
    monkeypatch.setenv("CACHE_URL", "memcached://h")
    with pytest.raises(ImproperlyConfigured, match="CACHE_URL"):
        environment.cache("CACHE_URL", "", tmp_path)


def test_web_and_worker_starting_together_agree_on_one_secret(tmp_path):
    with Pool(4) as pool:
        found = pool.map(environment.kept_secret, [tmp_path / "secret-key"] * 40, chunksize=1)
    assert len(set(found)) == 1
    assert len(found[0]) >= 50
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_a_wrong_value_stops_any_command_with_one_clear_sentence():
    ran = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=os.environ | {"DEBUG": "perhaps"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode != 0
    assert ran.stderr.strip().splitlines()[-1].endswith("DEBUG is 'perhaps': say true or false.")
