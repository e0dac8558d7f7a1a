"""A proof handed in with a request: others open it only with a row that says so, and it goes once taken back."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from lib.refused import Refused
from people import looks
from people.actor import actor_of
from people.models import Look
from records import files
from records.corrections import actions
from records.corrections.actions import PROOF_KEPT
from records.models import Correction, StoredFile
from records.tasks import forget_old_proofs
from tests.certificates.holding import AT, PAID, ask, desk, one_month_short, worker
from tests.people import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
PDF = b"%PDF-1.7\n...\n%%EOF\n"


def paper(content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.pdf", content)


@pytest.fixture
def asked(client):
    """A request with a proof, and whose it is."""
    person, user = one_month_short()
    return ask(client, user, **PAID, file=paper()), person, user


def taken_back(client, one, user) -> Correction:
    client.force_login(user)
    client.post(f"/my/requests/{one.pk}/take-back/")
    one.refresh_from_db()
    assert one.state == "withdrawn"
    return one


@pytest.mark.parametrize(
    ("role", "who", "why"), [("steward", "数据管理员", "办理本人提出的更正"), ("auditor", "审计", "审计核查")]
)
def test_each_opening_by_somebody_else_is_a_look_the_person_reads_of(client, asked, role, who, why):
    one, person, user = asked
    official = cast.official(role)
    desk(client, official, one)
    assert not Look.objects.exists(), "the page beside it shows nothing yet"
    for _ in range(2):
        assert client.get(f"/desk/corrections/{one.pk}/proof/").content == PDF
    rows = Look.objects.values_list("person", "by", "role", "what", "why")
    assert list(rows) == [(person.pk, official.pk, role, "proof", why)] * 2
    client.force_login(user)
    page = client.get("/my/").content.decode()
    assert f"看了交来的证明材料：{why}" in page and who in page


def test_ones_own_proof_is_no_look(client, asked):
    one, _, user = asked
    client.force_login(user)
    assert client.get(f"/my/requests/{one.pk}/proof/").content == PDF
    assert not Look.objects.exists()


def test_what_is_not_there_was_not_looked_at(client, asked, steward):
    one, *_ = asked
    files._path(one.file.sha256).unlink()
    assert "文件不在了" in desk(client, steward, one).content.decode()
    assert client.get(f"/desk/corrections/{one.pk}/proof/").status_code == 404
    assert not Look.objects.exists()


@pytest.mark.parametrize("role", ["counter", "finance", "editor", "clerk"])
def test_no_other_role_opens_it(asked, role):
    with pytest.raises(Refused) as refusal:
        looks.open_proof(actor=actor_of(cast.official(role)), person_id=asked[1].pk, why="办理本人提出的更正", at=AT)
    assert refusal.value.code == "not-yours"
    assert not Look.objects.exists()


def test_once_taken_back_it_goes_after_its_time_and_the_row_says_so(
    client, asked, steward, tmp_path, django_capture_on_commit_callbacks
):
    one, _, user = asked
    taken_back(client, one, user)
    page = client.get(f"/my/requests/{one.pk}/").content.decode()
    assert "证明材料2026年9月19日以后删去" in page and "示意" in page
    with time_machine.travel(AT + PROOF_KEPT - timedelta(seconds=1), tick=False):
        forget_old_proofs()
    assert Correction.objects.get().file is not None
    with time_machine.travel(AT + PROOF_KEPT, tick=False), django_capture_on_commit_callbacks(execute=True):
        forget_old_proofs()
        forget_old_proofs()
    one.refresh_from_db()
    assert (one.state, one.file, one.proof_gone_at) == ("withdrawn", None, AT + PROOF_KEPT)
    assert not StoredFile.objects.exists() and not list(tmp_path.rglob("*.sealed"))
    assert actions.said(one)["note"] == PAID["note"], "what was said stays"
    with time_machine.travel(AT + timedelta(minutes=5), tick=False):
        client.force_login(user)
        assert "附上的证明材料已在2026年9月19日删去" in client.get(f"/my/requests/{one.pk}/").content.decode()
        assert client.get(f"/my/requests/{one.pk}/proof/").status_code == 404
        assert "已在2026年9月19日到期删去" in desk(client, steward, one).content.decode()


def test_the_proof_of_what_waits_or_was_answered_stays(client, asked, steward):
    one, *_ = asked
    for answer in (None, {"reason": "unclear", "words": ""}):
        if answer:
            desk(client, steward, one, "refuse", **answer)
        assert actions.forget_proofs(AT + timedelta(days=4000)) == 0
        assert files.content_of(Correction.objects.get().file) == PDF


def test_what_another_request_still_rests_on_is_kept_for_it(client, asked, django_capture_on_commit_callbacks):
    one, _, user = asked
    taken_back(client, one, user)
    again = ask(client, user, **PAID, file=paper())
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.forget_proofs(AT + PROOF_KEPT) == 1
    one.refresh_from_db()
    assert one.file is None and one.proof_gone_at
    assert files.content_of(Correction.objects.get(pk=again.pk).file) == PDF


@pytest.mark.parametrize("crime", ["proof_gone_at = made_at", "proof_gone_at = made_at, file_id = NULL"])
def test_the_database_lets_no_proof_go_that_an_answer_may_rest_on(client, asked, crime):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE records_correction SET {crime} WHERE id = %s", [asked[0].pk])


def test_a_request_that_is_refused_leaves_no_file_behind(client, asked, tmp_path, django_capture_on_commit_callbacks):
    one, _, user = asked
    client.force_login(user)
    other = paper(PDF + b"%%EOF\n")
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/my/report/month/?month=2026-05", PAID | {"note": "又想起来一件事", "file": other, "send": "1"})
    assert StoredFile.objects.get() == one.file and len(list(tmp_path.rglob("*.sealed"))) == 1
    with django_capture_on_commit_callbacks(execute=True):
        again = paper()
        client.post("/my/report/month/?month=2026-05", PAID | {"note": "再写一次", "file": again, "send": "1"})
    assert files.content_of(Correction.objects.get(pk=one.pk).file) == PDF, "what a request rests on stays"


def test_a_request_without_a_proof_has_nothing_to_lose(client):
    _, user = worker()
    one = ask(client, user, "/my/report/status/", kind="unemployed", began="20260101")
    taken_back(client, one, user)
    assert actions.forget_proofs(AT + PROOF_KEPT) == 0
    assert "证明材料" not in client.get(f"/my/requests/{one.pk}/").content.decode()
