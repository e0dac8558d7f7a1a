"""Letters: made once, true to the decision, told apart by whoever asks, void once the decision is undone."""

import dataclasses
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from cms.models import Installation
from lib.money import yuan
from people.identities import number_of
from records import files, jobs
from records.models import Job
from subsidies.actions import notices, review
from subsidies.letters import actions, gathering, job, papers, sealing
from subsidies.letters.told import Standing
from subsidies.models import Application, Letter
from tests import papers as reading
from tests.subsidies import claiming
from tests.subsidies.claiming import AT
from tests.subsidies.test_claims import city, person, refused, reviewer  # noqa: F401 (fixtures)

pytestmark = pytest.mark.django_db


@pytest.fixture
def approved(person, city):  # noqa: F811
    return claiming.approved(person, city)


def refusal(city, reviewer, name="示新人", note="月数不够", **more):  # noqa: F811
    made = claiming.handed_in(claiming.claimant(name, **({"months": 3} | more)))
    review.advise_against(pk=made.pk, reason="conditions", actor=reviewer, at=AT, note=note)
    return review.refuse(pk=made.pk, reason="conditions", actor=city, at=AT, note=note)


def content(letter: Letter) -> bytes:
    return files.content_of(letter.file)


def text(letter: Letter) -> str:
    reading.needs(reading.KAI, reader=True)
    return reading.text_of(content(letter))


def test_a_letter_is_made_once_for_a_decision(approved):
    made = actions.decision(pk=approved.pk, at=AT)
    assert actions.decision(pk=approved.pk, at=AT + timedelta(days=1)) == made
    assert (made.kind, made.amount, made.name, made.decided_on) == ("approval", 150000, "示*请", date(2025, 9, 30))
    assert made.sha256 == files.hash_of(content(made)) and made.signed and made.test
    assert made.determination_id == approved.determination_id


def test_an_approval_tells_the_amount_how_it_comes_about_and_what_comes_next(approved):
    told = text(actions.decision(pk=approved.pk, at=AT))
    for words in (
        *("准予发放决定书", "示申请：", "¥1,500.00", "人民币壹仟伍佰元整", approved.number, "中级工（四级）补贴标准"),
        *("最后一天是2025年10月7日", "最晚2025年10月21日", "60日内", "2025年11月29日", "2026年3月30日", "官方"),
        "尾号7894",
    ):
        assert words in told, words
    assert number_of(approved.person) not in told and claiming.CARD not in told


def test_on_a_notice_already_it_names_that_notices_days(approved, city):  # noqa: F811
    notices.post(scheme="SU", actor=city, at=AT + timedelta(days=9))
    told = text(actions.decision(pk=approved.pk, at=AT + timedelta(days=9)))
    assert "已于2025年10月9日发布，最后一天是2025年10月16日" in told


def test_a_refusal_tells_of_each_condition_that_failed_all_one_needs(city, reviewer):  # noqa: F811
    made = refusal(city, reviewer, note="累计月数只有三个月")
    letter = actions.decision(pk=made.pk, at=AT)
    told = text(letter)
    explanation = gathering.of_case(made, "refusal").explanation
    failed = [line for line in explanation.failed if line.severity == "block"]
    assert len(failed) > 1 and letter.amount == 0
    for line in failed:
        for words in (line.title, line.found, line.needed, line.basis, line.message, line.remedy):
            assert "".join(words.split()) in told, words
    for words in (
        "不予发放决定书",
        "现决定不予发放",
        "累计月数只有三个月",
        "提出异议",
        "另一位市级经办人",
        "最晚2025年10月14日",
    ):
        assert words in told, words


def test_a_slip_is_for_whoever_sees_the_case_and_at_a_counter_the_person_signs_it(person):  # noqa: F811
    counter = claiming.official("counter")
    made = claiming.handed_in(person, counter)
    slip = actions.slip(pk=made.pk, actor=counter, at=AT)
    assert "申请人签名" in text(slip) and "¥1,500.00" in text(slip)
    assert actions.slip(pk=made.pk, actor=claiming.worker(person), at=AT) == slip
    refused("not-yours", actions.slip, pk=made.pk, actor=claiming.worker(claiming.claimant("示旁人")), at=AT)
    own = claiming.handed_in(claiming.claimant("示自办"), number=claiming.OTHER_CARD)
    assert "申请人签名" not in text(actions.slip_of(own, AT))


def test_a_slip_of_an_older_decision_holds_no_longer(person, city):  # noqa: F811
    made = claiming.handed_in(person)
    first = actions.slip_of(made, AT)
    done = review.approve(pk=made.pk, actor=city, at=AT)
    second = actions.slip_of(done, AT)
    first.refresh_from_db()
    assert first != second and first.superseded_at and second.superseded_at is None


def test_a_draft_has_no_slip_and_an_open_case_no_decision(person):  # noqa: F811
    draft = claiming.draft(person)
    refused("state", actions.slip_of, draft, AT)
    refused("state", actions.decision, pk=draft.pk, at=AT)


def test_a_case_reopened_makes_its_letter_void_and_the_next_decision_has_another(approved, city):  # noqa: F811
    first = actions.decision(pk=approved.pk, at=AT)
    review.reopen(pk=approved.pk, actor=city, at=AT, note="看错了")
    first.refresh_from_db()
    assert first.superseded_at == AT
    refused("state", actions.decision, pk=approved.pk, at=AT)
    review.approve(pk=approved.pk, actor=city, at=AT)
    second = actions.decision(pk=approved.pk, at=AT)
    assert second != first and second.number != first.number and second.superseded_at is None


def test_a_case_that_moves_on_while_its_letter_is_set_gets_none(approved, monkeypatch):
    set_in_type = papers.approval

    def meanwhile(*told):
        Application.objects.filter(pk=approved.pk).update(version=F("version") + 1)
        return set_in_type(*told)

    monkeypatch.setitem(papers.OF_A_CASE, "approval", meanwhile)
    refused("faster", actions.decision, pk=approved.pk, at=AT)
    assert not Letter.objects.exists()


def test_the_list_of_a_notice_names_everybody_masked(approved, city):  # noqa: F811
    notice = notices.post(scheme="SU", actor=city, at=AT)
    letter = actions.notice_list(pk=notice.pk, at=AT)
    assert actions.notice_list(pk=notice.pk, at=AT) == letter
    told = text(letter)
    assert "示*请" in told and "示申请" not in told and yuan(notice.amount) in told and notice.hash in told


def test_a_name_that_no_font_has_leaves_the_letter_unsealed_and_it_says_why(city):  # noqa: F811
    made = claiming.approved(claiming.claimant("示\U0003fffd"), city)
    letter = actions.decision(pk=made.pk, at=AT)
    assert not letter.signed
    told = text(letter)
    assert "示[U+3FFFD]：" in told and "未加盖签章" in told and "（U+3FFFD）" in told


def test_a_rare_name_is_printed_whole(city):  # noqa: F811
    reading.needs(reading.KAI, reading.RARE)
    letter = actions.decision(pk=claiming.approved(claiming.claimant("示𠮷䶮㛃𬱖"), city).pk, at=AT)
    assert letter.signed and "示𠮷䶮㛃𬱖：" in text(letter)


def test_a_test_seal_is_called_one_on_every_page_and_a_real_one_is_not(approved):
    told = gathering.of_case(approved, "approval")
    standing = Standing("2345-6789-ABCD-EFGH", "示例机构", "http://127.0.0.1:8000/letters/x/", True)
    reading.needs(reading.KAI, reader=True)
    pages = reading.text_of(papers.approval(sealing.fonts(), told, standing).content)
    assert pages.count("测试签章，不具法律效力") > pages.count("页，共")
    real = reading.text_of(papers.approval(sealing.fonts(), told, dataclasses.replace(standing, test=False)).content)
    assert "测试" not in real and "电子签章" in real


def test_a_real_certificate_named_by_setting_makes_no_test_unless_the_site_is_a_demonstration(settings, tmp_path):
    from lib.seal import made_here

    assert sealing.is_test() and sealing.seal(AT).test
    settings.SEAL_CERTIFICATE = str(made_here(tmp_path / "real.p12", AT).path)
    assert not sealing.is_test() and not sealing.seal(AT).test
    Installation.mark_as_demonstration()
    assert sealing.is_test()


def test_the_database_lets_no_two_decisions_hold_and_no_letter_be_about_nothing(approved):
    made = actions.decision(pk=approved.pk, at=AT)
    row = {field.attname: getattr(made, field.attname) for field in Letter._meta.fields if field.name != "id"}
    other = claiming.handed_in(claiming.claimant("示旁人"), number=claiming.OTHER_CARD).determination_id
    for wrong in (
        {"number": "2345-6789-ABCD-EFGH"},
        {"number": "2345-6789-ABCD-EFGH", "determination_id": other},
        {"number": "2345-6789-ABCD-EFGH", "application_id": None, "determination_id": None},
        {"number": "2345", "superseded_at": AT, "determination_id": other},
        {"number": "2345-6789-ABCD-EFGH", "superseded_at": AT, "determination_id": other, "amount": 0},
        {"superseded_at": AT, "determination_id": other},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Letter.objects.create(**(row | wrong))
    Letter.objects.create(**(row | {"number": "2345-6789-ABCD-EFGH", "superseded_at": AT, "determination_id": other}))


# --- all that are due ---------------------------------------------------------------------------------------
@pytest.fixture
def many(city, reviewer):  # noqa: F811
    """Two granted, one refused, one notice."""
    for name, card in (("示甲", claiming.CARD), ("示乙", claiming.OTHER_CARD)):
        made = claiming.handed_in(claiming.claimant(name), number=card)
        review.approve(pk=made.pk, actor=city, at=AT)
    made = claiming.handed_in(claiming.claimant("示丙", months=3), number="6000001111111113")
    review.advise_against(pk=made.pk, reason="conditions", actor=reviewer, at=AT, note="月数不够")
    review.refuse(pk=made.pk, reason="conditions", actor=city, at=AT, note="月数不够")
    return notices.post(scheme="SU", actor=city, at=AT)


def kinds() -> list[str]:
    return sorted(Letter.objects.values_list("kind", flat=True))


def test_one_job_makes_all_that_are_due_and_then_there_is_none(many):
    asked = job.ask(tell=False)
    assert jobs.drive(asked.pk)
    asked.refresh_from_db()
    assert kinds() == ["approval", "approval", "notice", "refusal"]
    assert (asked.state, asked.done, asked.total) == ("done", 4, 4)
    assert job.ask(tell=False) is None


def test_a_worker_that_dies_half_way_leaves_whole_letters_and_the_next_makes_the_rest(many, monkeypatch):
    real, made = actions.decision, []

    def dies(**told):
        if made:
            raise KeyboardInterrupt  # as a signal would, past every handler
        made.append(real(**told))

    asked = job.ask(tell=False)
    monkeypatch.setattr(actions, "decision", dies)
    with pytest.raises(KeyboardInterrupt):
        jobs.drive(asked.pk)
    assert kinds() == ["approval"] and jobs.due() == []
    monkeypatch.setattr(actions, "decision", real)
    Job.objects.filter(pk=asked.pk).update(lease_until=AT)
    assert jobs.due() == [asked.pk] and jobs.drive(asked.pk)
    assert kinds() == ["approval", "approval", "notice", "refusal"]
    assert Letter.objects.filter(pk=made[0].pk).exists()


def test_one_that_cannot_be_made_leaves_the_others(many, monkeypatch, caplog):
    real = actions.decision
    first = job.due_cases().first().pk

    def fails(*, pk, at):
        if pk == first:
            raise LookupError("示密")
        return real(pk=pk, at=at)

    monkeypatch.setattr(actions, "decision", fails)
    assert jobs.drive(job.ask(tell=False).pk)
    assert kinds() == ["approval", "notice", "refusal"]
    assert f"{first}" in caplog.text and "示密" not in caplog.text
    assert list(job.due_cases()) == [Application.objects.get(pk=first)]


def test_a_refusal_for_another_reason_than_the_conditions_says_that_one(city, reviewer):  # noqa: F811
    made = claiming.handed_in(claiming.claimant("示冒用", months=3))
    review.advise_against(pk=made.pk, reason="not-own", actor=reviewer, at=AT, note="证书是别人的")
    done = review.refuse(pk=made.pk, reason="not-own", actor=city, at=AT, note="证书是别人的")
    assert "申请材料与申请人身份不符" in text(actions.decision(pk=done.pk, at=AT))
