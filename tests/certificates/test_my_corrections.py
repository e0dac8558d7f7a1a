"""更正申请, the whole way: asked for on the person's page, answered at the desk, decided again by itself."""

from datetime import date

import pytest

from certificates.models import Certificate
from people import keys
from people.models import InsuranceSpan, Person, StatusSpan, TextMessage
from records import files
from records.models import ImportRun
from subsidies.models import Determination, Invitation
from tests.certificates.holding import (
    AT,
    CODE,
    EMPLOYER,
    PAID,
    ask,
    begun,
    certificate,
    desk,
    drawing,
    grant,
    insured,
    month,
    one_month_short,
    worker,
)
from tests.people import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def test_a_wrong_month_reported_and_mended_is_owed(client, steward):
    person, user = one_month_short()
    one = ask(client, user, **PAID)
    assert (one.state, one.due_on) == ("sent", date(2026, 8, 27))
    html = desk(client, steward, one).content.decode()
    assert "没有缴费" in html and "已缴，示例养老服务有限公司" in html and "不同" in html
    assert "参保月数还差 1 个月" in html
    assert "将写入登记 1 行" in html
    assert grant(client, steward, one).status_code == 302
    assert one.state == "granted"
    assert one.outcome == [{
        "entry": 1, "subject": "营养师 · 中级工（四级）", "before": "参保月数还差 1 个月", "after": "可以领 ¥1,500.00",
        "accepted": True, "amount": 150_000,
    }]  # fmt: skip
    added = InsuranceSpan.objects.get(person=person, first_month=month(2026, 5))
    assert (added.last_month, added.employer_code, added.deferred, added.since_run) == (
        month(2026, 5), EMPLOYER, False, one.run.number,
    )  # fmt: skip
    made = Determination.objects.get(person=person)
    assert (made.trigger, made.accepted, made.amount) == ("correction", True, 150_000)
    assert Invitation.objects.get(person=person).state == "open"
    text = TextMessage.objects.get(purpose="notice")
    assert "有一笔补贴可以领了" in keys.unseal(keys.MESSAGE, bytes(text.body_sealed))
    client.force_login(user)
    assert "您有 1 笔补贴可以领" in client.get("/my/").content.decode().replace('<span class="clause">', "")
    answer = client.get(f"/my/requests/{one.pk}/").content.decode()
    assert "原来参保月数还差 1 个月，现在可以领 ¥1,500.00" in answer
    assert "没有缴费" in answer, "what stood there then is still told"


def test_both_truths_stand(client, steward):
    """What was known before the correction is what a decision of that time is made from again."""
    person, user = worker()
    old = insured(person, month(2025, 1), month(2025, 12))
    one = ask(
        client, user, "/my/report/month/?month=2025-06", **PAID | {"first": "202506", "last": "202507", "paid": "none"}
    )
    grant(client, steward, one)
    run = one.run.number
    now = InsuranceSpan.objects.current().filter(person=person).order_by("first_month")
    assert list(now.values_list("first_month", "last_month")) == [
        (month(2025, 1), month(2025, 5)), (month(2025, 8), month(2025, 12)),
    ]  # fmt: skip
    assert list(InsuranceSpan.objects.known_in(run - 1).filter(person=person)) == [old]
    assert TextMessage.objects.filter(purpose="notice").count() == 1


def test_a_record_told_anew_leaves_the_records_of_others(client, steward):
    person, user = worker()
    span = insured(person, month(2025, 1), month(2025, 6))
    other = insured(person, month(2025, 5), month(2025, 9), employer_code="52990101MJ0000002K", employer_kind="P")
    url = f"/my/report/span/{span.pk}/"
    one = ask(client, user, url, **PAID | {"first": "202502", "last": "202507", "paid": "deferred"})
    grant(client, steward, one)
    now = InsuranceSpan.objects.current().filter(person=person).order_by("first_month")
    assert list(now.values_list("first_month", "last_month", "deferred")) == [
        (month(2025, 2), month(2025, 7), True), (other.first_month, other.last_month, False),
    ]  # fmt: skip


def test_another_employer_is_named_by_the_person_and_coded_by_the_steward(client, steward):
    person, user = one_month_short()
    given = PAID | {"employer": "other", "employer_name": "示例新单位"}
    one = ask(client, user, **given)
    assert "示例新单位" in desk(client, steward, one).content.decode()
    refused = grant(client, steward, one)
    assert (refused.status_code, one.state) == (200, "sent")
    assert "没有单位代码" in refused.content.decode()
    wrong = grant(client, steward, one, employer_code="91990101MA0000001Z")
    assert (wrong.status_code, one.state) == (302, "sent")
    assert "登记没有收下" in client.get(wrong.url).content.decode()
    assert not ImportRun.objects.exists(), "nothing of it is left"
    grant(client, steward, one, employer_code="52990101MJ0000002K")
    assert one.state == "granted"
    assert InsuranceSpan.objects.filter(person=person, employer_code="52990101MJ0000002K").exists()


def test_a_wrong_certificate_is_mended(client, steward):
    person, user = worker()
    insured(person, month(2024, 1), month(2026, 7))
    row = certificate(person, level=2)
    given = {
        "what": "fix", "occupation": "营养师", "level": "4", "issued_on": "20260520", "issuer": row.issuer,
        "number": "S990111000001264000009", "note": "",
    }  # fmt: skip
    one = ask(client, user, f"/my/report/certificate/{row.entry}/", **given)
    html = desk(client, steward, one).content.decode()
    assert "技师（二级）" in html and "中级工（四级）" in html
    grant(client, steward, one)
    assert one.state == "granted"
    now = Certificate.objects.current().get(person=person)
    assert (now.level, now.number, now.occupation) == (4, "S990111000001264000009", CODE)
    assert any(change["accepted"] for change in one.outcome)
    client.force_login(user)
    page = client.get("/my/").content.decode()
    assert page.count('class="paper"') == 1, "the wrong one is gone"


def test_somebody_elses_certificate_is_taken_out(client, steward):
    person, user = worker()
    row = certificate(person)
    one = ask(client, user, f"/my/report/certificate/{row.entry}/", what="gone")
    grant(client, steward, one)
    assert not Certificate.objects.current().filter(person=person).exists()
    client.force_login(user)
    assert "还没有查到您的证书" in client.get("/my/").content.decode().replace('</span><span class="clause">', "")


def test_a_missing_certificate_is_added(client, steward):
    person, user = worker()
    given = {
        "occupation": "营养师", "level": "5", "issued_on": "20260301", "issuer": "示例评价机构",
        "number": "S990111000001265000077",
    }  # fmt: skip
    one = ask(client, user, "/my/report/certificate/", **given)
    grant(client, steward, one)
    assert Certificate.objects.current().get(person=person).number == given["number"]


def test_a_status_and_a_name_are_mended(client, steward):
    person, user = worker("示小名")
    row = drawing(person, date(2026, 1, 5), date(2026, 2, 5))
    given = {"what": "fix", "kind": "benefit", "began": "20260105", "ended": "20260605"}
    grant(client, steward, ask(client, user, f"/my/report/status/{row.pk}/", **given))
    assert StatusSpan.objects.current().get(person=person).ended == date(2026, 6, 5)
    grant(client, steward, ask(client, user, "/my/report/status/", kind="unemployed", began="20260101"))
    assert StatusSpan.objects.current().filter(person=person).count() == 2
    one = ask(client, user, "/my/report/name/", name="示小明")
    grant(client, steward, one)
    assert one.state == "granted"
    assert Person.objects.get(pk=person.pk).name == "示小明"


def test_what_the_register_says_already_is_not_written(client, steward):
    person, user = one_month_short()
    one = ask(client, user, **PAID)
    insured(person, month(2026, 5), month(2026, 5))
    response = grant(client, steward, one)
    assert one.state == "sent"
    assert "登记里已经是这样了" in client.get(response.url).content.decode()


def test_while_another_import_writes_nothing_is_half_done(client, steward):
    _, user = one_month_short()
    one = ask(client, user, **PAID)
    with_file = cast_a_running_import()
    response = grant(client, steward, one)
    assert one.state == "sent"
    assert "正在导入别的数据" in client.get(response.url).content.decode()
    assert list(ImportRun.objects.all()) == [with_file]
    assert not TextMessage.objects.exists()


def cast_a_running_import() -> ImportRun:
    file = files.keep(b"x", "x.csv", None, AT)
    return ImportRun.objects.create(
        kind="insurance", file=file, sha256="0" * 64, state="running", number=1, created_at=AT, confirmed_at=AT
    )


def test_refusing_needs_a_reason_and_tells_the_person_in_plain_words(client, steward):
    _, user = one_month_short()
    one = ask(client, user, **PAID)
    blank = desk(client, steward, one, "refuse", words="")
    assert "请选一个原因" in blank.content.decode()
    assert desk(client, steward, one, "refuse", reason="unclear", words="第二页").status_code == 302
    client.force_login(user)
    html = client.get(f"/my/requests/{one.pk}/").content.decode()
    assert "证明看不清楚，或者缺页。请重新拍清楚、拍完整，再申请一次。" in html and "第二页" in html
    assert "经向登记部门" not in html
    assert "再申请一次" in html
    assert not Determination.objects.exists()


def test_a_colleague_who_was_faster_is_told_of(client, steward):
    _, user = one_month_short()
    one = ask(client, user, **PAID)
    form = begun(client, steward, one)
    desk(client, steward, one, "grant", **form)
    late = desk(client, cast.official("steward", "steward-2"), one, "refuse", reason="unclear", words="")
    assert "已经答复（已更正）" in client.get(late.url).content.decode()
    again = desk(client, steward, one, "grant", **form)
    assert "已经答复（已更正）" in client.get(again.url).content.decode()
    assert ImportRun.objects.count() == Determination.objects.count() == TextMessage.objects.count() == 1


def test_withdrawn_is_withdrawn(client, steward):
    _, user = one_month_short()
    one = ask(client, user, **PAID)
    form = begun(client, steward, one)
    client.force_login(user)
    client.post(f"/my/requests/{one.pk}/take-back/")
    late = desk(client, steward, one, "grant", **form)
    assert "本人已经撤回" in client.get(late.url).content.decode()
    one.refresh_from_db()
    assert one.state == "withdrawn"


def test_what_the_issuer_took_back_by_mistake_comes_back(client, steward):
    person, user = worker()
    insured(person, month(2024, 1), month(2026, 7))
    row = certificate(person)
    Certificate.objects.filter(pk=row.pk).update(since_run=-2, until_run=-1)
    client.force_login(user)
    html = client.get("/my/").content.decode()
    assert "发证机构已经撤回这本证书" in html and "现在没有可以领的补贴" in html
    given = {"what": "fix", "occupation": "营养师", "level": "4", "issued_on": "20260520", "issuer": "示例评价机构"}
    one = ask(client, user, f"/my/report/certificate/{row.entry}/", **given)
    assert "没有登记" in desk(client, steward, one).content.decode()
    grant(client, steward, one)
    assert Certificate.objects.current().get(person=person).number == row.number
    assert any(change["accepted"] for change in one.outcome)
