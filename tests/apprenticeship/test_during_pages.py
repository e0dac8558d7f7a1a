"""Lessons, pauses and who stops, as either party walks them; what each button does in yuan stands before it."""

from datetime import UTC, date, datetime

import pytest

from apprenticeship.models import Apprentice, Lesson, Pause
from tests.apprenticeship import partners
from tests.apprenticeship.test_during import held
from tests.records.joining import signed_in, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


@pytest.fixture
def both(time_machine):
    time_machine.move_to(partners.AT, tick=False)
    return partners.partners()


@pytest.fixture
def plan(both, time_machine):
    made = held(both, 3)
    time_machine.move_to(datetime(2026, 9, 30, 2, tzinfo=UTC), tick=False)
    return made


def lesson(both, rows, **other) -> dict:
    return {
        "on": "2026-09-10", "area": "theory", "hours": "4", "guide": both.school.guide.pk, "topic": "安全用电",
        "apprentice": [row.pk for row in rows],
    } | other  # fmt: skip


def test_a_lesson_is_written_down_for_many_and_both_see_it(both, plan):
    school, enterprise = signed_in(both.school.user), signed_in(both.enterprise.user)
    here, rows = f"/plans/{plan.pk}/lessons/", list(plan.apprentices.order_by("pk"))
    assert "已记 2 人，各 4 学时" in text(school.post(here, lesson(both, rows[:2]), follow=True))
    shown = text(enterprise.get(here))
    assert "专业理论 4/120" in shown and "安全用电" in shown and "作废" not in shown
    made = Lesson.objects.get()
    assert enterprise.post(f"/plans/lessons/{made.pk}/void/", {"words": "没有上这一课"}, follow=True).status_code == 200
    assert not Lesson.objects.get().voided_at, "the other side cannot"
    school.post(f"/plans/lessons/{made.pk}/void/", {"words": "没有上这一课"})
    assert "已作废：没有上这一课" in text(enterprise.get(here))


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"hours": "九"}, "看不懂“九”"),
        ({"hours": "9"}, "1 到 8 学时"),
        ({"on": "2026-10-05"}, "今天以前"),
        ({"topic": ""}, "请填教了什么"),
        ({"apprentice": []}, "请勾选上课的学徒"),
    ],
)
def test_what_is_wrong_is_said_and_the_ticks_stay(both, plan, other, words):
    rows = list(plan.apprentices.order_by("pk"))
    answer = signed_in(both.school.user).post(f"/plans/{plan.pk}/lessons/", lesson(both, rows[:1]) | other)
    page = answer.content.decode()
    assert words in text(answer) and not Lesson.objects.exists()
    assert page.count(" checked") == len((lesson(both, rows[:1]) | other)["apprentice"])


def test_what_each_button_does_in_yuan_stands_before_it_is_pressed(both, plan):
    client, row = signed_in(both.enterprise.user), plan.apprentices.order_by("pk")[0]
    here = f"/plans/apprentices/{row.pk}/"
    page = text(client.get(here))
    assert (
        "期满取得证书 ¥6,000.00（按 12 个月）" in page and "至少少 ¥500.00" in page and "今天离开就少 ¥6,000.00" in page
    )
    said = text(client.post(f"{here}pause/", {"day": "2026-09-20", "words": "病假"}, follow=True))
    assert "已记中断" in said and "还没有恢复：病假" in said and Pause.objects.get().since == date(2026, 9, 20)
    assert "恢复的那天要在" in text(client.post(f"{here}resume/", {"day": "2026-09-20"}))
    assert "已恢复培养" in text(client.post(f"{here}resume/", {"day": "2026-09-25"}, follow=True))
    assert "按 11 个月" in text(client.get(here))
    assert "请填原因" in text(client.post(f"{here}stop/", {"day": "2026-09-28", "words": ""}))
    client.post(f"{here}stop/", {"day": "2026-09-28", "words": "离职"})
    row.refresh_from_db()
    assert row.state == Apprentice.State.GONE and "已退出" in text(client.get(here))


def test_nobody_else_writes_anything_down(both, plan):
    other, row = partners.partners(2), plan.apprentices.order_by("pk")[0]
    client = signed_in(other.enterprise.user)
    for address in (f"/plans/{plan.pk}/lessons/", f"/plans/apprentices/{row.pk}/"):
        assert client.get(address).status_code == 404
    for verb in ("pause", "resume", "stop"):
        assert client.post(f"/plans/apprentices/{row.pk}/{verb}/", {"day": "2026-09-20"}).status_code == 404
