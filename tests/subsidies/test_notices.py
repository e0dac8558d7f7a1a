"""公示: masked, found by oneself, objected to line by line, over when its days are."""

import hashlib
import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lib.refused import Refused
from lib.sealed import new_key
from people import phones, rotation
from people.identities import number_of
from people.models import TextMessage
from records import events
from subsidies import lifecycle
from subsidies.actions import claims, notices, objections, review
from subsidies.models import Line, Message, Notice, NoticeLine, Objection
from tests.subsidies import claiming
from tests.subsidies.claiming import AT
from tests.subsidies.test_claims import city, refused  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db
OVER = AT + timedelta(days=8)
SAID = "这个人没有参加过这项考试"


@pytest.fixture
def two(city):  # noqa: F811
    people = [claiming.claimant("示公示"), claiming.claimant("示另人")]
    cases = []
    for person, card in zip(people, (claiming.CARD, claiming.OTHER_CARD), strict=True):
        made = claiming.handed_in(person, number=card)
        cases.append(review.approve(pk=made.pk, actor=city, at=AT))
    return people, cases


def objected(row, said=SAID):
    return objections.to_notice(row=row.pk, said=said, name="示举报", contact="12000000000", person=None, at=AT)


def test_a_notice_lasts_seven_days_and_shows_nobody_whole(two, city):  # noqa: F811
    people, _ = two
    notice = notices.post(scheme="SU", actor=city, at=AT)
    assert (notice.posted_on, notice.ends_on, notice.lines, notice.amount) == (
        date(2025, 9, 30), date(2025, 10, 7), 2, 300000,
    )  # fmt: skip
    rows = json.loads(notice.snapshot)
    number = number_of(people[0])
    assert rows[0]["name"] == "示*示" and rows[0]["number"] == number[:4] + "*" * 10 + number[-4:]
    assert not any(number_of(one)[4:-4] in notice.snapshot or one.name in notice.snapshot for one in people)
    assert set(rows[0]) == {"place", "name", "number", "what", "level", "standard", "amount"}
    assert notice.hash == hashlib.sha256(notice.snapshot.encode()).hexdigest()
    assert set(Line.objects.values_list("state", flat=True)) == {"noticed"}
    refused("none", notices.post, scheme="SU", actor=city, at=AT)


def test_one_finds_oneself_by_name_and_the_last_four_and_by_nothing_less(two, city):  # noqa: F811
    people, cases = two
    notices.post(scheme="SU", actor=city, at=AT)
    last = number_of(people[0])[-4:]
    assert [row.line.application for row in notices.find("示 公示", last, date(2025, 10, 1))] == [cases[0]]
    assert notices.find("示公示", "0000" if last != "0000" else "1111", date(2025, 10, 1)) == []
    assert notices.find("示公示", last, date(2026, 1, 1)) == [], "names are shown for a while only"


def test_when_its_days_are_over_each_line_may_be_paid(two, city):  # noqa: F811
    notice = notices.post(scheme="SU", actor=city, at=AT)
    refused("early", notices.close, pk=notice.pk, at=AT + timedelta(days=7))
    assert notices.ended(date(2025, 10, 7)) == [] and notices.ended(date(2025, 10, 8)) == [notice.pk]
    assert notices.close(pk=notice.pk, at=OVER) == 2
    assert notices.close(pk=notice.pk, at=OVER) == 0
    assert set(NoticeLine.objects.values_list("outcome", flat=True)) == {"stood"}
    assert set(Line.objects.values_list("state", flat=True)) == {"payable"}
    assert notices.ended(date(2025, 10, 9)) == []


def test_an_objection_freezes_the_line_it_is_about_and_no_other(two, city):  # noqa: F811
    notice = notices.post(scheme="SU", actor=city, at=AT)
    row = notice.rows.first()
    made = objected(row)
    assert notices.close(pk=notice.pk, at=OVER) == 1
    assert Line.objects.get(pk=row.line_id).state == "noticed"
    assert notices.ended(date(2025, 10, 20)) == []
    objections.answer(pk=made.pk, upheld=False, words="考试记录属实", actor=city, at=OVER)
    assert notices.ended(date(2025, 10, 20)) == [notice.pk]
    assert notices.close(pk=notice.pk, at=OVER) == 1
    row.refresh_from_db()
    assert row.outcome == "dismissed"


def test_of_several_objections_to_a_line_every_one_is_answered_before_it_goes_on(two, city):  # noqa: F811
    notice = notices.post(scheme="SU", actor=city, at=AT)
    row = notice.rows.first()
    one, other = objected(row), objected(row, "另有一件事不对")
    objections.answer(pk=one.pk, upheld=False, words="考试记录属实", actor=city, at=AT)
    assert Line.objects.get(pk=row.line_id).frozen
    objections.answer(pk=other.pk, upheld=False, words="考试记录属实", actor=city, at=AT)
    assert not Line.objects.get(pk=row.line_id).frozen
    refused("faster", objections.answer, pk=other.pk, upheld=True, words="考试记录属实", actor=city, at=AT)


def test_the_same_said_twice_is_one_objection(two, city):  # noqa: F811
    row = notices.post(scheme="SU", actor=city, at=AT).rows.first()
    one, again = objected(row), objected(row)
    assert one == again and Objection.objects.count() == 1
    assert Message.objects.filter(kind="objected").count() == 1


def test_upheld_it_takes_the_line_off_and_the_case_is_reviewed_anew(two, city):  # noqa: F811
    _, cases = two
    notice = notices.post(scheme="SU", actor=city, at=AT)
    row = notice.rows.first()
    one, other = objected(row), objected(row, "另有一件事不对")
    objections.answer(pk=one.pk, upheld=True, words="经核实，考试记录有误", actor=city, at=AT)
    cases[0].refresh_from_db()
    row.refresh_from_db()
    other.refresh_from_db()
    assert (cases[0].state, cases[0].lines.get().state, row.outcome) == ("city", "open", "upheld")
    assert other.state == "upheld", "what is right of one is right of all"
    assert notices.close(pk=notice.pk, at=OVER) == 1
    again = review.approve(pk=cases[0].pk, actor=city, at=OVER)
    assert notices.post(scheme="SU", actor=city, at=OVER).rows.get().line.application == again


def test_after_the_last_day_nobody_objects_any_more(two, city):  # noqa: F811
    row = notices.post(scheme="SU", actor=city, at=AT).rows.first()
    refused(
        "over", objections.to_notice, row=row.pk, said=SAID, name="示举报", contact="12000000000", person=None, at=OVER
    )
    refused("contact", objections.to_notice, row=row.pk, said=SAID, name="", contact="12000000000", person=None, at=AT)


def test_an_objection_to_a_refusal_is_answered_by_another_person(city):  # noqa: F811
    person, reviewer = claiming.claimant("示新人", months=3), claiming.official("reviewer")
    made = claiming.handed_in(person)
    review.advise_against(pk=made.pk, reason="conditions", actor=reviewer, at=AT, note="月数不够")
    review.refuse(pk=made.pk, reason="conditions", actor=city, at=AT, note="月数不够")
    actor = claiming.worker(person)
    row = objections.to_refusal(pk=made.pk, said="单位补缴了，请再看", actor=actor, at=AT)
    refused("twice", objections.to_refusal, pk=made.pk, said="单位补缴了，请再看", actor=actor, at=AT)
    refused("own", objections.answer, pk=row.pk, upheld=True, words="确有补缴", actor=city, at=AT)
    refused("not-yours", objections.answer, pk=row.pk, upheld=True, words="确有补缴", actor=reviewer, at=AT)
    objections.answer(pk=row.pk, upheld=True, words="确有补缴", actor=claiming.official("city", "second"), at=AT)
    made.refresh_from_db()
    assert made.state == "city" and made.lines.get().state == "open"


def test_what_is_held_is_not_put_on_notice_and_who_is_not_of_the_city_posts_none(two, city):  # noqa: F811
    _, cases = two
    review.hold(pk=cases[0].pk, actor=city, at=AT, note="等社保核实")
    with pytest.raises(Refused):
        notices.post(scheme="SU", actor=claiming.official("reviewer"), at=AT)
    assert notices.post(scheme="SU", actor=city, at=AT).lines == 1
    assert Notice.objects.count() == 1 and Objection.objects.count() == 0


def queries_of(call):
    with CaptureQueriesContext(connection) as asked:
        call()
    return len(asked)


def waiting_lines(count, city):  # noqa: F811
    for n in range(count):
        person = claiming.claimant(f"示众{n}")
        phones.register(person, f"120{n:08d}")
        made = claiming.handed_in(person)
        if made.state == "district":  # they share the one card there is
            review.advise(pk=made.pk, actor=claiming.official("reviewer", f"r{made.pk}"), at=AT)
        review.approve(pk=made.pk, actor=city, at=AT)


def test_many_lines_ask_no_more_of_the_database_than_few(city, monkeypatch):  # noqa: F811
    """Posting and ending: what a batch costs, however many lines stand on the list."""
    monkeypatch.setattr("people.texts.send", lambda pk, at: None)
    found = []
    for count in (2, 7):
        waiting_lines(count, city)
        posted = queries_of(lambda: notices.post(scheme="SU", actor=city, at=AT))
        notice = Notice.objects.first()
        assert notice.lines == count
        found.append((posted, queries_of(lambda pk=notice.pk: notices.close(pk=pk, at=OVER))))
    assert found[0] == found[1]
    assert Message.objects.filter(kind="noticed").count() == Message.objects.filter(kind="payable").count() == 9
    assert TextMessage.objects.filter(state="queued").count() >= 18
    assert not list(events.broken())
    case = Line.objects.last().application
    assert [event.verb for event in events.of(lifecycle.chain(case))][-2:] == ["notice", "notice-over"]


def test_what_was_previewed_is_what_is_posted_or_nothing_is(two, city):  # noqa: F811
    drawn = notices.preview("SU", city, claims.day_of(AT))
    review.hold(pk=two[1][0].pk, actor=city, at=AT, note="等社保核实")
    refused("changed", notices.post, scheme="SU", actor=city, at=AT, seen=drawn.hash)
    assert not Notice.objects.exists()
    again = notices.preview("SU", city, claims.day_of(AT))
    assert notices.post(scheme="SU", actor=city, at=AT, seen=again.hash).snapshot == again.text


def test_under_a_new_key_everybody_is_found_and_the_old_one_may_go(two, city, settings):  # noqa: F811
    notices.post(scheme="SU", actor=city, at=AT)
    last = number_of(two[0][0])[-4:]
    settings.DATA_KEYS = f"{settings.DATA_KEYS},{new_key(2)}"
    rotation.put_in_force(2)
    assert rotation.reseal(2) > 0
    assert rotation.reseal(2) == 0, "nothing is left under the old key"
    assert len(notices.find("示公示", last, date(2025, 10, 1))) == 1
