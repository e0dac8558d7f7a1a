"""What a scan leaves behind: thin rows, written when something deciding changed, never edited."""

import json
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from certificates.scheme import SKILL_UPGRADE
from lib.months import month_of
from occupations import demo
from policy import decide
from subsidies import scan
from subsidies.determinations import digest
from subsidies.models import Determination, Invitation, TermsSnapshot
from subsidies.queries import explain, last_scan, reasons, verdicts
from tests.subsidies import town
from tests.subsidies.town import AT, NURSE, ON

pytestmark = pytest.mark.django_db
NOW = month_of(ON)


@pytest.fixture
def held():
    return town.holder()


def test_what_is_owed_leaves_facts_terms_and_outcome_and_no_name(held):
    town.paid(held, date(2020, 5, 6), level=5)
    town.certificate(held, entry=10_000, level=5, issued_on=date(2019, 1, 1))
    town.scanned()
    [row] = Determination.objects.all()
    assert (row.scheme, row.person_id, row.subject, row.on) == ("SU", held.pk, held.pk, ON)
    assert (row.accepted, row.amount, row.failed, row.review) == (True, 150000, "", False)
    assert row.facts == {
        "occupation": NURSE, "level": 4, "issued_on": "2025-03-10", "applied_on": "2025-09-30",
        "status_at_issue": "employee", "status_at_application": "employee", "months_insured": 40,
        "deferred_months_needed": 0, "certificate_verified": True, "code_known": False, "listed_urgent": False,
        "edition": "", "edition_status": "official",
        "paid": [{"scheme": "SU", "occupation": NURSE, "level": 5, "paid_on": "2020-05-06"}],
        "held": [{"occupation": NURSE, "level": 5}],
    }  # fmt: skip


def test_the_first_scan_writes_what_is_owed_and_counts_the_rest_by_reason(held):
    short, late = town.holder("示乙", months=3), town.holder("示丙", months=3, issued_on=date(2023, 1, 2))
    done = town.scanned()
    assert list(Determination.objects.values_list("subject", flat=True)) == [held.pk]
    assert done.counts == {
        "subjects": 3, "accepted": 1, "review": 0, "refused": 2, "amount": 150000, "written": 1, "opened": 1,
        "changed": 0, "closed": 0, "reasons": {"SU-STATUS": 2, "SU-MONTHS": 2, "SU-WINDOW": 1}, "only_reason": {},
    }  # fmt: skip
    assert last_scan("SU") == done
    assert [(r.check.code, r.refused, r.alone) for r in reasons(done)] == [
        ("SU-STATUS", 2, 0), ("SU-MONTHS", 2, 0), ("SU-WINDOW", 1, 0),
    ]  # fmt: skip
    told = explain("SU", late.pk, late.pk, on=ON)
    assert [line.code for line in told.failed if line.severity == "block"] == ["SU-STATUS", "SU-MONTHS", "SU-WINDOW"]
    assert explain("SU", held.pk, held.pk, on=ON).amount == 150000
    with pytest.raises(LookupError):
        explain("SU", held.pk, short.pk, on=ON)


def test_a_second_scan_writes_nothing(held):
    town.scanned()
    kept = list(Determination.objects.values()), list(Invitation.objects.values())
    again = town.scanned()
    assert [again.counts[name] for name in ("accepted", "written", "opened", "changed", "closed")] == [1, 0, 0, 0, 0]
    assert (list(Determination.objects.values()), list(Invitation.objects.values())) == kept


def test_facts_that_decide_nothing_write_nothing(held):
    town.scanned()
    town.insured(held, 24000, 24100, run=2, employer_code="b")
    assert town.scanned().counts["written"] == 0


def test_a_changed_span_is_decided_anew_and_back_again(held):
    town.scanned()
    [span] = held.insurance.all()
    shorter = town.replaced(span, 2, first_month=NOW - 3)
    town.scanned()
    town.replaced(shorter, 3, first_month=NOW - 39)
    town.scanned()
    rows = Determination.objects.order_by("id").values_list("accepted", "amount", "failed", "known_run")
    assert list(rows) == [(True, 150000, "", 1), (False, 0, "SU-STATUS SU-MONTHS", 2), (True, 150000, "", 3)]


def test_a_decision_can_be_gathered_again_as_it_was_known(held):
    [span] = held.insurance.all()
    town.replaced(span, 2, first_month=NOW - 3)
    [now] = verdicts("SU", held.pk, on=ON)
    [then] = verdicts("SU", held.pk, on=ON, run=1)
    assert (now.facts["months_insured"], then.facts["months_insured"]) == (4, 40)
    assert (now.explanation.accepted, then.explanation.accepted) == (False, True)
    assert then.last_day == date(2026, 3, 10)


def test_a_refusal_that_stays_one_for_another_reason_is_written_because_something_was_decided_before(held):
    town.scanned()
    [span] = held.insurance.all()
    town.taken_back(span, 2)
    town.scanned()
    town.scanned(on=date(2026, 9, 30))
    rows = Determination.objects.order_by("id").values_list("failed", flat=True)
    assert list(rows) == ["", "SU-STATUS SU-MONTHS", "SU-STATUS SU-MONTHS SU-WINDOW"]


def test_a_certificate_taken_back_is_refused_as_not_confirmed(held):
    town.scanned()
    town.taken_back(held.certificates.get(), 2)
    town.scanned()
    assert list(Determination.objects.order_by("id").values_list("failed", flat=True)) == ["", "SU-VERIFIED"]


def test_the_terms_kept_are_those_of_the_certificates_day_and_carry_their_hash(held):
    town.scanned()
    row = Determination.objects.select_related("terms").get()
    assert row.law_date == date(2025, 3, 10) and row.rule_version == SKILL_UPGRADE.version
    assert row.terms.content == SKILL_UPGRADE.terms.content(4) and digest(row.terms.content) == row.terms_id
    assert TermsSnapshot.objects.count() == len(SKILL_UPGRADE.terms.periods)


def test_kept_facts_decide_the_same_without_any_table(held):
    demo.load()
    town.scanned()
    row = Determination.objects.get()
    assert row.facts["edition"] and row.facts["code_known"]
    sheet = decide(SKILL_UPGRADE, *SKILL_UPGRADE.unfold([json.loads(json.dumps(row.facts))]))
    assert (sheet.accepted[0], sheet.payable[0]) == (row.accepted, row.amount)


def test_after_a_correction_one_person_is_decided_again_by_the_same_road(held):
    other = town.holder("示乙")
    town.scanned()
    for person in (held, other):
        [span] = person.insurance.all()
        town.replaced(span, 2, employer_kind="P")
    counts = scan.decide_again(held.pk, on=ON, at=AT)
    assert counts.numbers["written"] == counts.numbers["closed"] == 1
    last = Determination.objects.latest("id")
    assert (last.person_id, last.failed, last.trigger, last.known_run) == (held.pk, "SU-STATUS", "correction", 2)
    assert Determination.objects.count() == 3


@pytest.mark.parametrize(
    "crime",
    [
        "UPDATE subsidies_determination SET amount = 1",
        "UPDATE subsidies_determination SET facts = facts",
        "DELETE FROM subsidies_determination",
        "UPDATE subsidies_termssnapshot SET content = content",
        "DELETE FROM subsidies_termssnapshot",
    ],
)
def test_the_database_refuses_to_edit_or_remove_what_was_decided(held, crime):
    town.scanned()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(crime)
    assert Determination.objects.get().amount == 150000


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["subsidies_determination", "subsidies_termssnapshot", "people_person"])
def test_nor_can_the_tables_be_emptied(held, table):
    town.scanned()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {table} CASCADE")
