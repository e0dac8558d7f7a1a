"""A claim entered at a counter, for who stands there: what is signed, and whose it is to see."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from people.models import Look
from people.models.accounts import User
from subsidies.models import Application
from tests.certificates.holding import AT
from tests.certificates.test_claim import GIVEN, begin, hand_in, words
from tests.people import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture
def clerk(client, owed):
    """A clerk who has found the person by document."""
    official = cast.official("counter")
    client.force_login(official)
    Look.objects.create(person=owed[0], by=official, role="counter", at=AT, what="found", why="本人到窗口办理")
    return client


def test_a_clerk_enters_for_who_stands_there_and_prints_what_is_signed(clerk, owed):
    person, _, entry = owed
    assert f'href="/claim/for/{person.pk}/"' in clerk.get(f"/desk/counter/{person.pk}/").content.decode()
    to = f"/claim/for/{person.pk}/{entry}/"
    assert clerk.get(f"/claim/for/{person.pk}/?certificate={entry}").url == to
    assert "代为申请" in words(clerk.get(to)) and "/my/report/" not in clerk.get(to).content.decode()
    assert clerk.post(to).url == f"{to}account/"
    assert clerk.post(f"{to}account/", GIVEN).url == f"{to}check/"
    assert "本人同意" in words(clerk.get(f"{to}check/"))
    done = hand_in(clerk, f"{to}check/")
    made = Application.objects.get()
    assert done.url == f"/claim/entered/{made.pk}/" and made.entered_by == User.objects.get(username="counter")
    slip = words(clerk.get(done.url))
    assert "本人签名" in slip and made.number in slip and "尾号7894" in slip and "我承诺" in slip
    assert made.number in words(clerk.get("/claim/entered/"))
    assert "窗口代为录入" in words(clerk.get(f"/my/applications/{made.pk}/"))


def test_a_clerk_sees_no_other_claims_and_no_person_who_is_not_there(clerk, owed):
    person, user, entry = owed
    client = Client()
    client.force_login(user)
    hand_in(client, begin(client, entry))
    made, client = Application.objects.get(), clerk
    again = client.get(f"/claim/for/{person.pk}/{entry}/", follow=True)
    assert client.post(f"/claim/for/{person.pk}/{entry}/").url == f"/claim/for/{person.pk}/"
    for page in (f"/my/applications/{made.pk}/", f"/claim/entered/{made.pk}/", f"/my/applications/{made.pk}/withdraw/"):
        assert client.get(page).status_code == 404, page
    assert made.number not in again.content.decode() + client.get("/claim/entered/").content.decode()
    client.force_login(cast.official("counter", "other"))
    for page in ("", f"{entry}/", f"{entry}/account/", f"{entry}/check/"):
        assert client.get(f"/claim/for/{person.pk}/{page}").url == "/desk/counter/", page
        assert client.post(f"/claim/for/{person.pk}/{page}").status_code in (302, 405)
    assert Application.objects.count() == 1


@pytest.mark.parametrize("role", ["reviewer", "city", "steward", "auditor", "manager"])
def test_who_is_no_clerk_enters_nothing(client, owed, role):
    person, _, entry = owed
    client.force_login(cast.official(role))
    for page in (f"/claim/for/{person.pk}/{entry}/", f"/claim/{entry}/", "/claim/", "/claim/entered/"):
        assert client.get(page).status_code == 403, page
        assert client.post(page).status_code in (403, 405), page
    assert not Application.objects.exists()


def test_a_person_does_not_enter_for_another_and_not_by_the_counters_address(signed_in, owed):
    person, _, entry = owed
    assert signed_in.get(f"/claim/for/{person.pk}/{entry}/").status_code == 403
    assert signed_in.get("/claim/entered/").status_code == 403


def test_a_clerk_takes_a_proof_in_and_opens_no_file(clerk, owed):
    person, _, entry = owed
    to = f"/claim/for/{person.pk}/{entry}/"
    clerk.post(to)
    clerk.post(f"{to}account/", GIVEN)
    draft = Application.objects.get()
    assert f"/my/applications/{draft.pk}/proofs/" in clerk.get(f"{to}check/").content.decode()
    paper = SimpleUploadedFile("a.pdf", b"%PDF-1.4 made up %%EOF")
    clerk.post(f"/my/applications/{draft.pk}/proofs/", {"add": "1", "label": "card", "file": paper})
    file = f"/my/applications/{draft.pk}/proofs/{draft.attachments.get().pk}/"
    page = clerk.get(f"/my/applications/{draft.pk}/proofs/").content.decode()
    assert "银行卡或社保卡照片" in page and f'href="{file}"' not in page
    assert clerk.get(file).status_code == 403
    assert "1份" in words(clerk.get(f"{to}check/"))
