"""我的申请: the list, one application, the inbox, and everything its applicant may do; for nobody else."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people.models import User
from subsidies.actions import claims, notices, objections, review
from subsidies.models import Application, Attachment, Message, Objection, Rating
from tests.people import cast
from tests.subsidies import claiming, town
from tests.subsidies.claiming import AT

pytestmark = pytest.mark.django_db
PAPER = b"%PDF-1.4 made up %%EOF"
INTERNAL, ASKED = "内部意见只写进卷宗", "请补上五月的工资条"


def words(response) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", response.content.decode()))


@pytest.fixture(autouse=True)
def _now(settings, tmp_path, time_machine):
    settings.MEDIA_ROOT = tmp_path
    time_machine.move_to(AT + timedelta(hours=1), tick=False)


@pytest.fixture
def city():
    return claiming.official("city")


@pytest.fixture
def reviewer():
    return claiming.official("reviewer")


@pytest.fixture
def person():
    """One whose months are enough only with those that were deferred, so a person looks."""
    person = claiming.claimant("示缓缴", months=0)
    town.insured(person, town.month_of(town.ON) - 12, town.month_of(town.ON) + 12, deferred=True)
    return person


@pytest.fixture
def mine(client, person):
    client.force_login(User.objects.get(pk=claiming.worker(person).user_id))
    return client


@pytest.fixture
def returned(person, reviewer):
    made = claiming.handed_in(person)
    return review.ask_for_more(pk=made.pk, reason="evidence", actor=reviewer, at=AT, note=ASKED)


@pytest.fixture
def refused(person, reviewer, city):
    made = claiming.handed_in(person)
    review.hold(pk=made.pk, actor=reviewer, at=AT, note=INTERNAL)
    review.advise_against(pk=made.pk, reason="untrue", actor=reviewer, at=AT, note=INTERNAL)
    return review.refuse(pk=made.pk, reason="untrue", actor=city, at=AT, note=INTERNAL)


def at(application, page: str = "") -> str:
    return f"/my/applications/{application.pk}/{page}"


def test_an_empty_list_says_why_and_where_to_go(mine):
    said = words(mine.get("/my/applications/"))
    assert "还没有申请过补贴" in said and "我的证书与补贴" in said
    assert "还没有消息" in words(mine.get("/my/applications/messages/"))


def test_one_application_says_whose_turn_until_when_and_why(mine, person):
    made = claiming.handed_in(person)
    page = mine.get(at(made))
    said = words(page)
    assert "申请金额¥1,500.00" in said and "东城区区级审核员" in said and "2025年10月14日" in said
    assert "银行卡尾号7894" in said and claiming.CARD not in page.content.decode()
    assert said.count("轮到谁") == 4 and "您提交申请，等区级审核" in said
    assert "no-store" in page["Cache-Control"]


def test_what_was_asked_for_is_said_in_both_words_and_is_completed(mine, returned):
    said = words(mine.get(at(returned)))
    assert "还缺证明材料" in said and "请补充证明材料" in said and ASKED in said and "去补正" in said
    assert "去补正" in words(mine.get("/my/applications/"))
    nothing = mine.post(at(returned, "proofs/"), {"send": "1", "note": ""})
    assert "还没有补任何东西" in words(nothing)
    wrong = mine.post(
        at(returned, "proofs/"), {"add": "1", "label": "payslip", "file": SimpleUploadedFile("a.txt", b"x")}
    )
    assert "这个文件打不开" in words(wrong)
    assert "还没有选文件" in words(mine.post(at(returned, "proofs/"), {"add": "1", "label": "payslip"}))
    mine.post(at(returned, "proofs/"), {"add": "1", "label": "payslip", "file": SimpleUploadedFile("a.pdf", PAPER)})
    proof = Attachment.objects.get()
    assert mine.get(at(returned, f"proofs/{proof.pk}/")).content == PAPER
    done = mine.post(at(returned, "proofs/"), {"send": "1", "note": "照片在上面"})
    assert done.url == at(returned)
    returned.refresh_from_db()
    assert returned.state == "district"
    said = words(mine.get(at(returned)))
    assert "补正后重新提交" in said and "照片在上面" in said and "补交证明材料" in said and "去补正" not in said


def test_another_account_completes_it_too_and_is_written_down(mine, returned):
    page = mine.get(at(returned, "account/"))
    assert "尾号7894" in words(page)
    assert mine.post(at(returned, "account/"), {"account": "new"}).url == at(returned, "account/?other")
    given = {"kind": "card", "bank": "CCB", "number": claiming.OTHER_CARD, "holder": "示缓缴"}
    assert mine.post(at(returned, "account/?other"), given).url == at(returned, "proofs/")
    assert mine.post(at(returned, "proofs/"), {"send": "1"}).url == at(returned)
    assert "换了收款账户" in words(mine.get(at(returned)))
    assert mine.get(at(returned, "account/")).url == at(returned), "handed in, it stays as it is"


def test_a_proof_is_taken_away_again_while_it_is_open(mine, returned):
    mine.post(at(returned, "proofs/"), {"add": "1", "label": "card", "file": SimpleUploadedFile("a.pdf", PAPER)})
    mine.post(at(returned, f"proofs/{Attachment.objects.get().pk}/take-away/"))
    assert not Attachment.objects.exists()


def test_a_question_comes_before_it_is_taken_back(mine, person):
    made = claiming.handed_in(person)
    assert "确定要撤回吗" in words(mine.get(at(made, "withdraw/")))
    made.refresh_from_db()
    assert made.state == "district"
    mine.post(at(made, "withdraw/"))
    made.refresh_from_db()
    assert made.state == "withdrawn"
    assert "已撤回" in words(mine.get(at(made))) and mine.get(at(made, "withdraw/")).url == at(made)
    mine.post(at(made, "discard/"))
    assert Application.objects.filter(pk=made.pk).exists()


def test_a_refusal_says_why_what_to_do_and_nothing_that_was_for_the_file(mine, refused):
    page = mine.get(at(refused))
    said = words(page)
    assert "申请依据的情况和事实对不上" in said and "情况与事实不符" in said and "可以提出异议" in said
    assert "申请金额" not in said and "暂缓办理，正在核实" in said and "初审完成，送市级复核" in said
    assert INTERNAL not in page.content.decode() and "建议" not in said


def test_nobody_is_named_who_handled_it(mine, refused):
    for role in ("reviewer", "city"):
        User.objects.filter(username__startswith=role).update(last_name="演", first_name=f"审{role}")
    page = mine.get(at(refused)).content.decode()
    assert "审reviewer" not in page and "审city" not in page and "reviewer-110101" not in page
    assert "东城区区级审核员" in page and "市级经办人" in page


def test_one_objects_to_a_refusal_once_and_reads_the_answer(mine, refused):
    assert "至少4个字" in words(mine.post(at(refused, "object/"), {"said": "错"}))
    assert mine.post(at(refused, "object/"), {"said": "材料是真的，请再核实"}).url == at(refused)
    said = words(mine.get(at(refused)))
    assert "材料是真的" in said and "等待答复" in said and "认为决定不对" not in said
    assert mine.get(at(refused, "object/")).url == at(refused)
    other = claiming.official("city", "second")
    objections.answer(pk=Objection.objects.get().pk, upheld=False, words="再次核实，结果不变", actor=other, at=AT)
    assert "异议不成立：再次核实，结果不变" in words(mine.get(at(refused)))


def test_it_is_rated_once_it_has_ended(mine, refused):
    assert "请选一个评价" in words(mine.post(at(refused, "rate/"), {"words": "慢"}))
    mine.post(at(refused, "rate/"), {"grade": "3", "words": "有点慢"})
    assert Rating.objects.get().grade == 3
    assert "您的评价：基本满意" in words(mine.get(at(refused)))
    mine.post(at(refused, "rate/"), {"grade": "5"})
    assert Rating.objects.get().grade == 3


def test_new_messages_are_counted_until_they_were_looked_at(mine, returned):
    assert "2条新消息" in words(mine.get("/my/applications/"))
    assert "2条新消息" in words(mine.get("/my/"))
    mine.head("/my/applications/messages/")
    assert Message.objects.filter(read_at__isnull=True).count() == 2
    said = words(mine.get("/my/applications/messages/"))
    assert said.count("新2025") == 2 and "请您补正" in said and "已经收到您的申请" in said
    assert "新消息" not in words(mine.get("/my/applications/"))
    assert words(mine.get("/my/applications/messages/")).count("新2025") == 0


def test_nobody_elses_by_any_address(mine, returned, person):
    made = returned
    mine.post(at(made, "proofs/"), {"add": "1", "label": "card", "file": SimpleUploadedFile("a.pdf", PAPER)})
    proof = Attachment.objects.get()
    stranger = User.objects.get(pk=claiming.worker(claiming.claimant("示旁人")).user_id)
    clerk = User.objects.get(pk=claiming.official("counter").user_id)
    pages = ["", "withdraw/", "account/", "proofs/", f"proofs/{proof.pk}/", "object/"]
    posts = ["withdraw/", "discard/", "account/", "proofs/", f"proofs/{proof.pk}/take-away/", "object/", "rate/"]
    before = list(Application.objects.values())
    for user in (stranger, clerk, cast.official("steward"), cast.official("auditor")):
        other = Client()
        other.force_login(user)
        for page in pages:
            assert other.get(at(made, page)).status_code in (403, 404), (user, page)
        for page in posts:
            given = {"send": "1", "note": "改一改", "grade": "1", "said": "我不同意这样", "account": "1"}
            assert other.post(at(made, page), given).status_code in (302, 403, 404), (user, page)
        assert "示缓缴" not in other.get("/my/applications/").content.decode()
    assert list(Application.objects.values()) == before and Attachment.objects.count() == 1
    assert not Rating.objects.exists() and not Objection.objects.exists()


def test_the_list_pages_by_key_and_takes_as_many_queries_for_many_as_for_one(mine, person, city):
    def asked(url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            mine.get(url)
        return len(queries)

    made = claiming.handed_in(person)
    mine.get("/my/applications/")
    list_one, page_one = asked("/my/applications/"), asked(at(made))
    for nth in range(25):
        Application.objects.create(scheme="SU", person=person, subject=9000 + nth, made_at=AT, title=f"示例{nth}")
    review.advise(pk=made.pk, actor=claiming.official("reviewer"), at=AT)
    review.approve(pk=made.pk, actor=city, at=AT)
    notices.post(scheme="SU", actor=city, at=AT)
    assert asked("/my/applications/") <= list_one + 1 <= 14
    assert asked(at(made)) <= page_one + 2 <= 24
    first = mine.get("/my/applications/")
    assert "一共26份" in words(first)
    key = re.search(r"after=(\d+)", first.content.decode())[1]
    second = words(mine.get(f"/my/applications/?after={key}"))
    assert "正在公示" in second and "示例24" not in second
    assert mine.get("/my/applications/?after=x").status_code == 200


def test_what_came_to_nothing_leads_to_claiming_again_while_it_may_be(mine, refused, person, time_machine):
    again = f'href="/claim/{person.pk}/"'
    page = mine.get(at(refused)).content.decode()
    assert again in page and "还可以再申请" in page and mine.get(f"/claim/{person.pk}/").status_code == 200
    second = claiming.draft(person, claiming.worker(person))
    assert again not in mine.get(at(refused)).content.decode(), "it is asked for again already"
    claims.submit(pk=second.pk, actor=claiming.worker(person), at=AT)
    assert "还可以再申请" not in mine.get(at(second)).content.decode()
    claims.withdraw(pk=second.pk, actor=claiming.worker(person), at=AT)
    for closed in (refused, second):
        assert again in mine.get(at(closed)).content.decode()
    objections.to_refusal(pk=refused.pk, said="参保月数不对", actor=claiming.worker(person), at=AT)
    assert again not in mine.get(at(refused)).content.decode(), "it may yet be brought back"
    time_machine.move_to(AT + timedelta(days=800))
    mine.force_login(User.objects.get(person=person))
    assert "还可以再申请" not in mine.get(at(second)).content.decode(), "too late"


def test_a_clerk_is_not_led_to_claim_again(client, person):
    clerk = claiming.official("counter")
    made = claiming.handed_in(person, clerk)
    claims.withdraw(pk=made.pk, actor=clerk, at=AT)
    client.force_login(User.objects.get(pk=clerk.user_id))
    page = client.get(at(made)).content.decode()
    assert "已撤回" in page and "还可以再申请" not in page
