"""The statement of a class as its school walks it, and the case as district and city see it."""

import io
import subprocess

import pytest
from django.test import Client
from openpyxl import load_workbook

from people.signin import account_of
from subsidies.actions import review
from subsidies.models import Application
from tests.records.joining import signed_in, text
from tests.training import schools, settled
from training.models import Enrolment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


@pytest.fixture
def school(time_machine):
    time_machine.move_to(settled.AFTER, tick=False)
    return schools.a_school()


def page_of(one) -> str:
    return f"/classes/{one.pk}/settlement/"


def asked(client: Client, one, **told):
    seen = client.get(page_of(one)).context["told"].owed
    return client.post(page_of(one), {"seen": seen, "note": ""} | told)


def test_a_school_asks_and_reads_what_keeps_each_back(school):
    good, idle = schools.trainee(1), schools.trainee(2, status="")
    one = settled.over(school, [good, idle])
    client = signed_in(school.user)
    shown = text(client.get(page_of(one)))
    assert "还没有登记本单位的对公账户" in shown and "培训对象" in shown
    assert "再补 ¥288.00（无期限）" in shown, "a certificate would bring 80 %"
    assert "再补 ¥288.00（最晚2027年3月13日）" in shown, "and work within six months of the last day 100 %"
    settled.account(school.organisation)
    assert "申请 1 人，¥864.00" in text(client.get(page_of(one)))
    answer = asked(client, one)
    assert answer.status_code == 302 and "已申请结算 ¥864.00" in text(client.get(page_of(one)))
    assert asked(client, one, seen=0).status_code == 302, "sent again it is the same application"
    assert Application.objects.filter(scheme="TR").count() == 1
    told = text(client.get(f"{page_of(one)}{Enrolment.objects.get(person=idle).pk}/"))
    assert "不属于这个培训项目的对象" in told


def test_what_changed_since_it_was_read_is_shown_and_not_sent(school):
    one = settled.over(school, [schools.trainee(1)])
    settled.account(school.organisation)
    client = signed_in(school.user)
    answer = asked(client, one, seen=999, note="请尽快")
    assert "金额和您看到的不一样了" in text(answer) and "请尽快" in text(answer)
    assert not Application.objects.exists()


def test_a_class_that_is_not_over_is_not_settled(school, time_machine):
    one = settled.over(school, [schools.trainee(1)])
    settled.account(school.organisation)
    time_machine.move_to(schools.AT)
    client = signed_in(school.user)
    assert "还没有结课" in text(client.get(page_of(one)))
    assert "还没有结课" in text(client.post(page_of(one), {"seen": 86_400}))
    assert not Application.objects.exists()


def test_the_desk_sees_every_trainee_and_sends_it_back_once(school):
    one = settled.over(school, [schools.trainee(1), schools.trainee(2, status="")])
    made = settled.asked_for(school, one)
    reviewer = signed_in(schools.a_reviewer(made.district_id))
    case = f"/desk/cases/{made.pk}/"
    shown = text(reviewer.get(case))
    assert "申请 1 人" in shown and "没有申请的 1 人" in shown and "培训对象" in shown
    given = {"seen": made.version, "reason": "paper", "note": "请核对第二名学员的身份"}
    answer = reviewer.post(f"{case}return/", given | {"reason": _a_reason()})
    assert answer.status_code == 302
    school_page = signed_in(school.user)
    assert "请核对第二名学员的身份" in text(school_page.get(page_of(one)))
    school_page.post(f"{page_of(one)}{made.pk}/again/")
    made.refresh_from_db()
    assert made.state == "district"
    school_page.post(f"{page_of(one)}{made.pk}/withdraw/")
    made.refresh_from_db()
    assert made.state == "withdrawn" and set(made.lines.values_list("state", flat=True)) == {"closed"}


def _a_reason() -> str:
    from subsidies.reasons import RETURNS

    return next(iter(RETURNS))


def test_the_statement_is_taken_along_as_workbook_and_pdf(school, tmp_path):
    one = settled.over(school, [schools.trainee(1), schools.trainee(2, status="")])
    client = signed_in(school.user)
    content = b"".join(client.get(f"/classes/{one.pk}/settlement.xlsx").streaming_content)
    rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(content)).active.iter_rows()]
    assert rows[2][:5] == [schools.named(1), 864, 0, 0, 864] and rows[1][1] == 0 and "培训对象" in rows[1][6]
    (tmp_path / "a.pdf").write_bytes(b"".join(client.get(f"/classes/{one.pk}/settlement.pdf").streaming_content))
    told = subprocess.run(["pdftotext", "-layout", tmp_path / "a.pdf", "-"], capture_output=True, text=True, check=True)
    assert "结算单" in told.stdout and schools.named(1) in told.stdout and "¥864.00" in told.stdout
    assert client.get(f"/classes/{one.pk}/settlement.exe").status_code == 404


def test_the_home_says_what_to_ask_for_and_what_to_complete(school):
    one = settled.over(school, [schools.trainee(1)])
    client = signed_in(school.user)
    assert "申请结算" in text(client.get("/classes/")) and "无期限" in text(client.get("/classes/"))
    made = settled.asked_for(school, one)
    assert "申请结算" not in text(client.get("/classes/"))
    reviewer = settled.official("reviewer", made.district_id)
    review.ask_for_more(pk=made.pk, reason=_a_reason(), actor=reviewer, at=settled.AFTER, note="请补交签到表")
    assert "补正结算申请" in text(client.get("/classes/"))


def test_the_public_list_names_the_trainee_masked_and_who_is_paid(school):
    one = settled.over(school, [schools.trainee(1)])
    settled.payable(settled.granted(settled.asked_for(school, one)))
    shown = text(Client().get("/notices/"))
    assert "机构培训补贴" in shown
    from subsidies.models import Notice

    listed = text(Client().get(f"/notices/{Notice.objects.get().pk}/"))
    assert school.organisation.name in listed and schools.named(1) not in listed


def test_another_school_a_trainee_and_a_stranger_find_nothing(school):
    person = schools.trainee(1)
    one = settled.over(school, [person])
    made = settled.asked_for(school, one)
    other = schools.a_school(2)
    addresses = [page_of(one), f"{page_of(one)}{Enrolment.objects.get().pk}/"]
    for client in (signed_in(other.user), signed_in(account_of(person)), Client()):
        assert all(client.get(address).status_code in (302, 403, 404) for address in addresses)
        client.post(f"{page_of(one)}{made.pk}/withdraw/")
    made.refresh_from_db()
    assert made.state == "district"


def test_an_account_the_bank_turned_down_is_changed_and_paid_again(school):
    one = settled.over(school, [schools.trainee(1)])
    settled.account(school.organisation, "60000000000901")
    settled.funded()
    made = settled.paid(settled.granted(settled.asked_for(school, one)))
    assert made.lines.get().state == "failed"
    client = signed_in(school.user)
    again = f"{page_of(one)}{made.pk}/account/"
    assert "银行没有入账" in text(client.get(page_of(one)))
    assert "请先由管理员" in text(client.post(again, follow=True))
    settled.account(school.organisation, "110000000002")
    assert "列入下一批发放" in text(client.post(again, follow=True))
    assert made.lines.get().state == "payable"


def test_a_trainee_reads_what_is_paid_in_his_name_and_no_other(school):
    one = settled.over(school, [schools.trainee(1), schools.trainee(2, status="")])
    settled.funded()
    mine, other = Enrolment.objects.filter(of=one).order_by("pk")
    own = signed_in(account_of(mine.person))
    assert "用您的名字申请的补贴" not in text(own.get(f"/my/classes/{mine.pk}/"))
    made = settled.asked_for(school, one)
    assert "¥864.00，申请了，审核中" in text(own.get(f"/my/classes/{mine.pk}/"))
    settled.paid(settled.granted(made))
    assert "¥864.00，已发放" in text(own.get(f"/my/classes/{mine.pk}/"))
    assert "用您的名字申请的补贴" not in text(signed_in(account_of(other.person)).get(f"/my/classes/{other.pk}/"))
