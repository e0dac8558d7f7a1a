"""Every determination made again from what it kept; what does not come out the same is named."""

import json
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection

from subsidies import recompute
from subsidies.models import Determination
from tests.subsidies import town

pytestmark = pytest.mark.django_db


@pytest.fixture
def decided():
    """Determinations under three sets of terms, some of them refusals, two for one person."""
    town.holder("示一", issued_on=date(2025, 3, 10))
    town.holder("示二", issued_on=date(2024, 11, 10), level=3)
    changing = town.holder("示三", level=5)
    town.scanned()
    town.taken_back(changing.insurance.get(), 2)
    town.scanned()
    assert Determination.objects.count() == 4
    return list(Determination.objects.order_by("id"))


def tamper(sql: str, *values) -> None:
    """What somebody with the keys to the database could do."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(sql, values)
            cursor.execute("SET session_replication_role = DEFAULT")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE%'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(sql, values)
        for _, statement in triggers:
            cursor.execute(statement)


def run(capsys, *arguments) -> tuple[int, str]:
    try:
        call_command("recompute", *arguments)
    except SystemExit as end:
        return end.code, capsys.readouterr().out
    return 0, capsys.readouterr().out


@pytest.mark.parametrize("at_once", [1, 3, 20_000])
def test_what_was_decided_comes_out_the_same(decided, capsys, monkeypatch, at_once):
    monkeypatch.setattr(recompute, "AT_ONCE", at_once)
    assert run(capsys) == (0, "重算 4 个决定，没有差异。\n")
    assert run(capsys, "--scheme", "SU")[0] == 0
    assert run(capsys, "--scheme", "TR") == (0, "重算 0 个决定，没有差异。\n")


@pytest.mark.parametrize(
    ("change", "what", "kept", "again"),
    [
        ("amount = 200000", "amount", 200000, 150000),
        ("accepted = false, amount = 0, failed = 'SU-CAP'", "accepted", False, True),
        ("review = true", "review", True, False),
        ("law_date = '2025-03-11'", "law_date", date(2025, 3, 11), date(2025, 3, 10)),
    ],
)
def test_a_changed_outcome_is_found_and_named(decided, capsys, change, what, kept, again):
    tamper(f"UPDATE subsidies_determination SET {change} WHERE id = %s", decided[0].pk)
    found = {(each.determination, each.what): (each.kept, each.again) for each in recompute.differences()}
    assert found[decided[0].pk, what] == (kept, again)
    assert {pk for pk, _ in found} == {decided[0].pk}
    code, said = run(capsys)
    assert code == 1 and f"决定 {decided[0].pk} · " in said and "有差异" in said


def test_changed_facts_are_found(decided):
    facts = decided[1].facts | {"months_insured": 3}
    tamper("UPDATE subsidies_determination SET facts = %s WHERE id = %s", json.dumps(facts), decided[1].pk)
    assert [(each.determination, each.what) for each in recompute.differences()] == [
        (decided[1].pk, "accepted"), (decided[1].pk, "amount"), (decided[1].pk, "failed"),
    ]  # fmt: skip


@pytest.mark.parametrize("facts", [{}, {"level": "x"}, [], {"paid": 5}])
def test_facts_no_rule_can_be_asked_about_do_not_stop_the_others(decided, facts):
    made = decided[1].facts | facts if facts and isinstance(facts, dict) else facts
    tamper("UPDATE subsidies_determination SET facts = %s WHERE id = %s", json.dumps(made), decided[1].pk)
    tamper("UPDATE subsidies_determination SET amount = 1 WHERE id = %s", decided[0].pk)
    assert [(each.determination, each.what) for each in recompute.differences()] == [
        (decided[0].pk, "amount"), (decided[1].pk, "facts"),
    ]  # fmt: skip


def test_terms_that_are_not_what_their_name_says_are_found(decided):
    content = decided[0].terms.content
    content["values"]["standard"]["at"]["2025-01-01"]["value"]["4"] = 99
    tamper("UPDATE subsidies_termssnapshot SET content = %s WHERE hash = %s", json.dumps(content), decided[0].terms_id)
    found = list(recompute.differences())
    assert {each.what for each in found} == {"rule"} and decided[0].pk in {each.determination for each in found}


def test_a_version_of_the_rule_that_is_not_kept_is_named(decided):
    tamper("UPDATE subsidies_determination SET rule_version = '0' WHERE id = %s", decided[2].pk)
    [found] = recompute.differences()
    assert (found.determination, found.what) == (decided[2].pk, "rule") and "version '0'" in found.again


def test_only_the_first_differences_are_printed(decided, capsys, monkeypatch):
    monkeypatch.setattr("subsidies.management.commands.recompute.SHOWN", 1)
    tamper("UPDATE subsidies_determination SET amount = amount + 1 WHERE accepted")
    code, said = run(capsys)
    assert code == 1 and said.count("记录为") == 1 and "金额（分） 3" in said
