"""The pages of letters: anybody may ask whether one is genuine; the file is for whom the case belongs."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from people.models import User
from people.signin import account_of
from records import files
from records.models import StoredFile
from subsidies.actions import notices, review
from subsidies.letters import actions
from tests.subsidies import claiming
from tests.subsidies.claiming import AT
from tests.subsidies.test_claims import city, person  # noqa: F401 (fixtures)

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(person, city, time_machine):  # noqa: F811
    time_machine.move_to(AT)
    return actions.decision(pk=claiming.approved(person, city).pk, at=AT)


def client_of(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def page(path: str, user: User | None = None) -> str:
    response = client_of(user).get(path)
    assert response.status_code == 200
    return response.content.decode()


def asked(letter) -> str:
    return reverse("letters:letter", args=[letter.number])


def test_anybody_with_the_number_may_ask_and_sees_no_name(letter):
    told = page(asked(letter))
    for words in (letter.number, letter.sha256, "准予发放决定书", "¥1,500.00", "2025年9月30日", "示*请"):
        assert words in told
    assert "测试签章，不具法律效力" in told and "示申请" not in told and "打开这份文书" not in told


def test_typed_in_any_way_the_number_is_found_and_a_wrong_one_is_not(letter):
    typed = letter.number.lower().replace("-", " ")
    response = Client().post(reverse("letters:enquiry"), {"number": typed}, follow=True)
    assert response.status_code == 200 and letter.sha256 in response.content.decode()
    assert "现在是3个" in Client().post(reverse("letters:enquiry"), {"number": "abc"}).content.decode()
    wrong = Client().get(reverse("letters:letter", args=["2222-2222-2222-2222"]))
    assert wrong.status_code == 404 and "没有编号是这个的文书" in wrong.content.decode()


def test_the_papers_own_file_is_told_from_any_other_and_nothing_is_kept(letter):
    content, before = files.content_of(letter.file), StoredFile.objects.count()
    for sent, words in ((content, "一模一样"), (content + b" ", "不一样"), (b"%PDF-1.4 other", "不一样")):
        answer = Client().post(asked(letter), {"file": SimpleUploadedFile("a.pdf", sent, "application/pdf")})
        assert words in answer.content.decode()
    assert "请先选一个PDF文件" in Client().post(asked(letter)).content.decode()
    assert StoredFile.objects.count() == before


def test_a_letter_of_an_undone_decision_says_so(letter, city):  # noqa: F811
    review.reopen(pk=letter.application_id, actor=city, at=AT + timedelta(hours=1), note="看错了")
    told = page(asked(letter))
    assert "已经失效" in told and "正在重新办理" in told
    review.approve(pk=letter.application_id, actor=city, at=AT + timedelta(hours=2))
    actions.decision(pk=letter.application_id, at=AT + timedelta(hours=2))
    assert "由新的一份代替" in page(asked(letter))


def test_the_file_is_for_whom_the_case_belongs(letter, person, city):  # noqa: F811
    path = reverse("letters:file", args=[letter.number])
    stranger = account_of(claiming.claimant("示旁人"))
    other = User.objects.get(pk=claiming.official("reviewer", district=claiming.THERE).user_id)
    for user in (None, stranger, other):
        assert client_of(user).get(path).status_code == 404
    near = User.objects.get(pk=claiming.official("reviewer").user_id)
    for user in (account_of(person), near, User.objects.get(pk=city.user_id)):
        response = client_of(user).get(path)
        assert response.status_code == 200 and files.hash_of(response.content) == letter.sha256
        assert response["Content-Type"] == "application/pdf"
    assert "打开这份文书" in page(asked(letter), account_of(person))


def test_a_list_on_notice_is_for_everybody_as_long_as_names_are_shown(letter, city, time_machine):  # noqa: F811
    made = actions.notice_list(pk=notices.post(scheme="SU", actor=city, at=AT).pk, at=AT)
    path = reverse("letters:file", args=[made.number])
    assert Client().get(path).status_code == 200 and "1笔" in page(asked(made))
    assert path in page(reverse("notices:notice", args=[made.notice_id]))
    time_machine.move_to(AT + timedelta(days=60))
    assert Client().get(path).status_code == 404


def test_from_the_case_one_opens_the_decision_and_prints_a_slip(letter, person):  # noqa: F811
    path = reverse("letters:of-application", args=[letter.application_id])
    told = page(path, account_of(person))
    assert letter.number in told and "打印小票" in told and f'href="/my/applications/{letter.application_id}/"' in told
    client = client_of(account_of(person))
    decision = client.post(path, {"what": "decision"})
    assert decision["Location"] == reverse("letters:file", args=[letter.number])
    slip = client.post(path, {"what": "slip"})
    assert client.get(slip["Location"]).content.startswith(b"%PDF")
    assert client_of(account_of(claiming.claimant("示旁人"))).get(path).status_code == 404


def test_an_auditor_looks_and_makes_nothing(letter):
    auditor = client_of(User.objects.get(pk=claiming.official("auditor").user_id))
    path = reverse("letters:of-application", args=[letter.application_id])
    told = auditor.get(path).content.decode()
    assert letter.number in told and f'href="/desk/cases/{letter.application_id}/"' in told
    assert "打印小票" not in told and "打开决定书" not in told, "no button that would be refused"
    assert auditor.post(path, {"what": "slip"}).status_code == 403
