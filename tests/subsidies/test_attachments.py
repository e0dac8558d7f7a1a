"""Proofs and ratings of an application: whose, when, and gone with their draft."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from people.actor import NOBODY
from people.keys import unseal
from people.models import Look, User
from records.corrections.actions import PROOF_KEPT
from records.evidence import PDF, Proof
from records.models import StoredFile
from subsidies.actions import attachments, claims, ratings, review
from subsidies.models import Application, Attachment, Rating
from tests.subsidies import claiming, town
from tests.subsidies.claiming import AT
from tests.subsidies.test_claims import refused, verbs

pytestmark = pytest.mark.django_db
PAPER = Proof(b"%PDF-1.4 made up %%EOF", PDF)


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def person():
    return claiming.claimant()


def test_a_draft_thrown_away_takes_its_proofs_with_it(person, django_capture_on_commit_callbacks):
    made, actor = claiming.draft(person), claiming.worker(person)
    proof = attachments.attach(pk=made.pk, actor=actor, proof=PAPER, label="payslip", at=AT)
    assert attachments.attach(pk=made.pk, actor=actor, proof=PAPER, label="payslip", at=AT) == proof
    with django_capture_on_commit_callbacks(execute=True):
        claims.discard(pk=made.pk, actor=actor)
    assert not (Attachment.objects.exists() or StoredFile.objects.exists() or Application.objects.exists())


def test_a_proof_is_nobody_elses_to_add_see_or_take_away(person):
    made = claiming.draft(person)
    other = claiming.worker(claiming.claimant("示旁人"))
    for actor in (other, NOBODY, claiming.official("counter")):
        refused("not-yours", attachments.attach, pk=made.pk, actor=actor, proof=PAPER, label="other", at=AT)
    proof = attachments.attach(pk=made.pk, actor=claiming.worker(person), proof=PAPER, label="other", at=AT)
    refused("not-yours", attachments.detach, pk=proof.pk, actor=other, at=AT)
    assert not Attachment.objects.visible_to(other).exists()
    refused("label", attachments.attach, pk=made.pk, actor=claiming.worker(person), proof=PAPER, label="李四的", at=AT)


@pytest.mark.parametrize(
    ("role", "why"), [("city", "审核本人的申请"), ("auditor", "审计核查"), ("reviewer", "审核本人的申请")]
)
def test_whoever_opens_one_at_the_desk_is_written_down_for_its_person(client, person, role, why):
    made, actor = claiming.draft(person), claiming.worker(person)
    proof = attachments.attach(pk=made.pk, actor=actor, proof=PAPER, label="payslip", at=AT)
    claims.submit(pk=made.pk, actor=actor, at=AT)
    who = claiming.official(role)
    client.force_login(User.objects.get(pk=who.user_id))
    assert client.get(f"/desk/cases/{made.pk}/proof/{proof.pk}/").content == PAPER.content
    row = Look.objects.get(person=person)
    assert (row.by_id, row.role, row.what, row.why) == (who.user_id, role, "proof", why)


def test_what_was_handed_in_stays_and_what_completes_it_may_be_taken_away_again():
    person = claiming.claimant("示缓缴", months=0)
    town.insured(person, town.month_of(town.ON) - 12, town.month_of(town.ON) + 12, deferred=True)
    actor, made = claiming.worker(person), claiming.draft(person)
    first = attachments.attach(pk=made.pk, actor=actor, proof=PAPER, label="payslip", at=AT)
    later = AT + claims.datetime.resolution
    claims.submit(pk=made.pk, actor=actor, at=later)
    refused("state", attachments.attach, pk=made.pk, actor=actor, proof=PAPER, label="payslip", at=later)
    review.ask_for_more(pk=made.pk, reason="evidence", actor=claiming.official("reviewer"), at=later, note="请补工资条")
    refused("kept", attachments.detach, pk=first.pk, actor=actor, at=later)
    more = Proof(PAPER.content + b"\n", PDF)
    second = attachments.attach(pk=made.pk, actor=actor, proof=more, label="contract", at=later)
    attachments.detach(pk=second.pk, actor=actor, at=later)
    assert verbs(made) == ["submit", "return", "attach", "detach"]
    assert list(Attachment.objects.all()) == [first]


def test_there_is_an_end_to_proofs(person, monkeypatch):
    monkeypatch.setattr(attachments, "MOST", 1)
    made, actor = claiming.draft(person), claiming.worker(person)
    attachments.attach(pk=made.pk, actor=actor, proof=PAPER, label="other", at=AT)
    more = Proof(PAPER.content + b"\n", PDF)
    refused("many", attachments.attach, pk=made.pk, actor=actor, proof=more, label="other", at=AT)


def test_a_case_is_rated_once_it_has_ended_and_by_its_person_alone(person):
    counter = claiming.official("counter")
    made, actor = claiming.handed_in(person, counter), claiming.worker(person)
    rate = {"pk": made.pk, "grade": 5, "words": " 很快 ", "at": AT}
    refused("state", ratings.rate, **rate, actor=actor)
    claims.withdraw(pk=made.pk, actor=actor, at=AT)
    refused("not-yours", ratings.rate, **rate, actor=counter)
    refused("not-yours", ratings.rate, **rate, actor=claiming.worker(claiming.claimant("示旁人")))
    refused("grade", ratings.rate, **(rate | {"grade": 6}), actor=actor)
    refused("words", ratings.rate, **(rate | {"words": "长" * 501}), actor=actor)
    row = ratings.rate(**rate, actor=actor)
    assert (row.grade, ratings.words_of(row)) == (5, "很快")
    assert unseal(ratings.SEALED, bytes(Rating.objects.get().words_sealed)) == "很快"
    refused("twice", ratings.rate, **rate, actor=actor)


def test_a_draft_goes_on_at_the_counter_where_its_person_stands(person):
    made, counter = claiming.draft(person), claiming.official("counter")
    assert not Application.objects.visible_to(counter).exists()
    same = claims.start(scheme="SU", person=person.pk, subject=person.pk, actor=counter, at=AT)
    assert (same.pk, same.entered_by_id) == (made.pk, counter.user_id)
    claims.submit(pk=made.pk, actor=claiming.worker(person), at=AT)
    other = claiming.official("counter", "other")
    assert claims.start(scheme="SU", person=person.pk, subject=person.pk, actor=other, at=AT).entered_by_id == (
        counter.user_id
    ), "what was handed in stays whose it is"


@pytest.fixture
def taken_back(person):
    """A claim with a proof that was taken back, and who took it back."""
    actor, made = claiming.worker(person), claiming.draft(person)
    attachments.attach(pk=made.pk, actor=actor, proof=PAPER, label="payslip", at=AT)
    claims.submit(pk=made.pk, actor=actor, at=AT)
    return claims.withdraw(pk=made.pk, actor=actor, at=AT), actor


def test_the_proof_of_what_was_taken_back_goes_after_its_time_and_the_row_says_so(
    client, taken_back, tmp_path, django_capture_on_commit_callbacks
):
    made, actor = taken_back
    assert attachments.forget(AT + PROOF_KEPT - timedelta(seconds=1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert attachments.forget(AT + PROOF_KEPT) == 1
    assert attachments.forget(AT + PROOF_KEPT) == 0
    row = Attachment.objects.get()
    assert row.file is None and row.gone_at == AT + PROOF_KEPT
    assert not StoredFile.objects.exists() and not list(tmp_path.rglob("*.sealed"))
    for who, address, proof in (
        (actor, f"/my/applications/{made.pk}/", f"/my/applications/{made.pk}/proofs/{row.pk}/"),
        (claiming.official("reviewer"), f"/desk/cases/{made.pk}/", f"/desk/cases/{made.pk}/proof/{row.pk}/"),
    ):
        client.force_login(User.objects.get(pk=who.user_id))
        assert "2025年10月30日" in (page := client.get(address).content.decode()) and "删去" in page
        assert proof not in page and client.get(proof).status_code == 404


def test_the_proof_of_what_goes_on_or_was_decided_stays(person):
    actor, made = claiming.worker(person), claiming.draft(person)
    attachments.attach(pk=made.pk, actor=actor, proof=PAPER, label="payslip", at=AT)
    far = AT + timedelta(days=4000)
    assert attachments.forget(far) == 0
    claims.submit(pk=made.pk, actor=actor, at=AT)
    assert attachments.forget(far) == 0
    review.approve(pk=made.pk, actor=claiming.official("city"), at=AT)
    assert attachments.forget(far) == 0 and Attachment.objects.get().file


@pytest.mark.parametrize("crime", ["gone_at = at", "file_id = NULL"])
def test_the_database_lets_no_file_go_unsaid(taken_back, crime):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE subsidies_attachment SET {crime}")
