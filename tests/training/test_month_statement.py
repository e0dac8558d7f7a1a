"""The statement of a month: what the books moved, and what is open over all classes."""

import io
import subprocess
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from lib import months
from people.models import User
from subsidies.bundles.following import follow_up
from subsidies.paying import recovering
from tests.records.joining import signed_in, text
from tests.training import schools, settled
from training.models import ExamResult
from training.settling.monthly import reading
from treasury.models import Payment, Recovery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
LATER = settled.AFTER + timedelta(days=60)  # 2026-11-20


@pytest.fixture
def school(time_machine):
    time_machine.move_to(settled.AFTER, tick=False)
    return schools.a_school()


@pytest.fixture
def lived(school):
    """Two are paid in September, one of them failed after all: what was paid for this one is ordered back in
    November."""
    people = [schools.trainee(nth) for nth in range(2)] + [schools.trainee(2, status="")]
    one = settled.over(school, people)
    settled.funded()
    settled.paid(settled.granted(settled.asked_for(school, one)))
    ExamResult.objects.filter(enrolment__person=people[0]).update(passed=False)
    follow_up("TR", at=LATER)
    recovering.answer(pk=Recovery.objects.get().pk, agree=True, actor=settled.official("finance"), at=LATER)
    return one


def page(school, month: str) -> str:
    return f"/classes/statement/{school.organisation.pk}/{month}/"


def test_each_entry_stands_in_the_month_of_its_day_with_whom_and_why(school, lived, time_machine):
    time_machine.move_to(LATER, tick=False)
    client = signed_in(school.user)
    paid = Payment.objects.get()
    then = text(client.get(page(school, f"{paid.ended_on:%Y-%m}")))
    assert (
        "到账 ¥1,728.00" in then and "结算，结业考核合格" in then and "追回" not in then.partition("还有钱可以争取")[0]
    )
    now = text(client.get(page(school, "2026-11")))
    assert "决定追回 ¥864.00" in now and "¥864.00 → ¥0.00；没有通过：结业考核" in now
    assert "到账 ¥0.00" in now and "2 人" in now.partition("还有钱可以争取")[2]
    assert client.get(f"/classes/statement/{school.organisation.pk}/").url == page(school, "2026-11")


def test_the_sums_are_those_of_the_books(school, lived):
    organisation = school.organisation
    told = [
        reading.of_month(organisation, each, LATER.date()) for each in reading.months_with(organisation, LATER.date())
    ]
    assert sum(each.came for each in told) == sum(Payment.objects.filter(state="paid").values_list("amount", flat=True))
    assert sum(each.asked_back for each in told) == 86_400


def test_it_goes_along_as_workbook_and_pdf(school, lived, time_machine, tmp_path):
    time_machine.move_to(LATER, tick=False)
    client, here = signed_in(school.user), page(school, "2026-11").rstrip("/")
    book = load_workbook(io.BytesIO(b"".join(client.get(f"{here}.xlsx").streaming_content)))
    moved = list(book["本月款项"].values)
    assert moved[1][2:6] == ("示甲子", "决定追回", "结算，按现在的登记重算：¥864.00 → ¥0.00；没有通过：结业考核", 864)
    assert {row[2]: row[8] for row in list(book["未了的事"].values)[1:]}.keys() >= {"示甲子", "示丙子"}
    (tmp_path / "month.pdf").write_bytes(b"".join(client.get(f"{here}.pdf").streaming_content))
    shown = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "month.pdf", "-"], capture_output=True, check=True, text=True
    )
    assert "月度结算单" in shown.stdout and "¥864.00" in shown.stdout


@pytest.mark.parametrize("month", ["2026-13", "2027-01", "latest", "2026-1"])
def test_what_is_no_month_or_to_come_is_not_there(school, month):
    assert signed_in(school.user).get(page(school, month)).status_code == 404


def test_many_classes_take_as_many_queries_as_one(school, lived):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            reading.of_month(school.organisation, months.month_of(LATER.date()), LATER.date())
        return len(asked)

    before = queries()
    for nth in range(2):
        first = schools.FIRST + timedelta(days=7 * (nth + 1))
        settled.over(school, [schools.trainee(10 + nth)], first=first, name=f"{nth}班")
    assert queries() == before


def test_it_is_its_school_s_alone(school, lived):
    others = [schools.a_school(2).user, *User.objects.filter(pk__in=[settled.official("city").user_id])]
    for client in map(signed_in, others):
        for address in (page(school, "2026-10"), page(school, "2026-10").rstrip("/") + ".xlsx"):
            assert client.get(address).status_code in (403, 404)


def test_a_month_without_money_has_its_page_too(school, time_machine):
    time_machine.move_to(LATER, tick=False)
    client = signed_in(school.user)
    assert client.get(page(school, "2026-08")).status_code == 200
    assert client.get(page(school, "2026-08").rstrip("/") + ".xlsx").status_code == 200
