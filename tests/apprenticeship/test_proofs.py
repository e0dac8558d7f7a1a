"""Photos and sign-in sheets of lessons: kept by hash, seen by both parties, struck out and not taken away."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from apprenticeship.during import actions as during
from apprenticeship.models import Lesson, LessonProof
from apprenticeship.proving import actions as proofs
from lib.refused import Refused
from people.models import User
from records.evidence import PDF, Proof
from tests.apprenticeship import partners as two
from tests.apprenticeship import settled
from tests.apprenticeship.settled import ACCEPTED
from tests.records.joining import signed_in, text
from tests.training.settled import official

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
AT = ACCEPTED + timedelta(days=20)


@pytest.fixture
def both(time_machine):
    time_machine.move_to(AT, tick=False)
    return two.partners()


@pytest.fixture
def lesson(both) -> Lesson:
    plan = settled.accepted(both, 2)
    return during.teach(
        plan=plan.pk, area="theory", on=two.FIRST, hours=4, guide=both.school.guide, topic="安全用电",
        which=[row.pk for row in settled.rows(plan)], actor=both.school.actor, at=AT, today=AT.date(),
    )  # fmt: skip


def sheet(nth: int = 0) -> Proof:
    return Proof(b"%PDF-1.4 " + str(nth).encode() + b" %%EOF", PDF)


def photo() -> SimpleUploadedFile:
    kept = io.BytesIO()
    Image.new("RGB", (8, 8)).save(kept, "PNG")
    return SimpleUploadedFile("签到.png", kept.getvalue(), "image/png")


def test_handed_in_by_who_taught_and_seen_by_both(both, lesson):
    page = reverse("plans:lesson", args=[lesson.pk])
    school = signed_in(both.school.user)
    assert "请选一个文件" in text(school.post(page, {}))
    assert "打不开" in text(school.post(page, {"file": SimpleUploadedFile("签到.pdf", b"nothing")}))
    assert "已附上" in text(school.post(page, {"file": photo()}, follow=True))
    made = LessonProof.objects.get()
    assert made.file.sha256[:12] in text(signed_in(both.enterprise.user).get(page))
    for user in (both.enterprise.user, User.objects.get(pk=official("reviewer", "110101").user_id)):
        answer = signed_in(user).get(reverse("plans:proof", args=[made.pk]))
        assert answer.status_code == 200 and answer["Content-Type"] == "image/png"
    desk = signed_in(User.objects.get(pk=official("reviewer", "110101").user_id))
    assert made.file.sha256[:12] in text(desk.get(reverse("plan-desk:lessons", args=[lesson.plan_id])))


def test_the_other_party_hands_in_nothing_and_strangers_see_nothing(both, lesson):
    with pytest.raises(Refused):
        proofs.attach(lesson=lesson.pk, proof=sheet(), actor=both.enterprise.actor, at=AT)
    made = proofs.attach(lesson=lesson.pk, proof=sheet(), actor=both.school.actor, at=AT)
    elsewhere = signed_in(User.objects.get(pk=official("reviewer", "110105").user_id))
    for page in (reverse("plan-desk:lessons", args=[lesson.plan_id]), reverse("plans:proof", args=[made.pk])):
        assert elsewhere.get(page).status_code == 404
    for actor in (both.enterprise.actor, two.partners(5).school.actor):
        with pytest.raises(Refused):
            proofs.strike(pk=made.pk, words="不是我们的", actor=actor, at=AT)
    stranger = signed_in(two.partners(4).enterprise.user)
    assert stranger.get(reverse("plans:proof", args=[made.pk])).status_code == 404
    assert stranger.get(reverse("plans:lesson", args=[lesson.pk])).status_code == 404


def test_the_same_file_twice_and_too_many_are_refused(both, lesson):
    proofs.attach(lesson=lesson.pk, proof=sheet(), actor=both.school.actor, at=AT)
    with pytest.raises(Refused) as refusal:
        proofs.attach(lesson=lesson.pk, proof=sheet(), actor=both.school.actor, at=AT)
    assert refusal.value.code == "twice"
    for nth in range(1, proofs.MOST):
        proofs.attach(lesson=lesson.pk, proof=sheet(nth), actor=both.school.actor, at=AT)
    with pytest.raises(Refused) as refusal:
        proofs.attach(lesson=lesson.pk, proof=sheet(99), actor=both.school.actor, at=AT)
    assert refusal.value.code == "many"


def test_struck_out_it_stays_and_says_why(both, lesson):
    made = proofs.attach(lesson=lesson.pk, proof=sheet(), actor=both.school.actor, at=AT)
    client, address = signed_in(both.school.user), reverse("plans:strike-proof", args=[made.pk])
    client.post(address, {"words": "错"})
    made.refresh_from_db()
    assert made.struck_at is None
    assert "已划去：附错了一张" in text(client.post(address, {"words": "附错了一张"}, follow=True))
    assert client.get(reverse("plans:proof", args=[made.pk])).status_code == 200


@pytest.mark.parametrize(("command", "words"), [("false", "查出了病毒"), ("sh -c 'exit 2' x", "现在查不了病毒")])
def test_where_there_is_a_scanner_it_is_asked(both, lesson, settings, command, words):
    settings.VIRUS_SCAN = command
    client, page = signed_in(both.school.user), reverse("plans:lesson", args=[lesson.pk])
    assert words in text(client.post(page, {"file": photo()})) and not LessonProof.objects.exists()
    settings.VIRUS_SCAN = "true"
    client.post(page, {"file": photo()})
    assert LessonProof.objects.exists()
