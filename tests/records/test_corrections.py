"""A correction request from its draft to its answer: what the actions do, and what the database would not let stand."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from lib.refused import Refused
from people import rotation
from people.actor import Actor
from people.roles import AUDITOR, CLERK, COUNTER, REVIEWER, STEWARD
from records import files
from records.corrections import actions
from records.corrections.actions import REASONS, Thing
from records.models import Correction, ImportRun
from tests.people import cast

AT = datetime(2026, 8, 20, 2, 0, tzinfo=UTC)
ON = date(2026, 8, 20)  # a Thursday
MONTH = Thing("month", month=2026 * 12 + 4)
GIVEN = {"first": "2026-05", "last": "2026-05", "paid": "paid", "note": "示例说明：工资条上扣了"}
State = Correction.State

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return cast.a_person("示小明", household="110101")


@pytest.fixture
def steward():
    return cast.official("steward", enrolled=False)


def a_run() -> ImportRun:
    file = files.keep(b"x", "更正.csv", None, AT)
    return ImportRun.objects.create(
        kind="insurance", source="correction", file=file, why="更正申请", state="done", number=1,
        created_at=AT, confirmed_at=AT, finished_at=AT,
    )  # fmt: skip


def sent(person, thing=MONTH, given=GIVEN):
    return actions.send(person_id=person.pk, thing=thing, given=given, at=AT, on=ON)


def test_what_was_filled_in_is_kept_and_comes_back(person):
    kept = actions.keep(person_id=person.pk, thing=MONTH, given={"first": "2026-0"}, at=AT)
    again = actions.keep(person_id=person.pk, thing=MONTH, given=GIVEN, at=AT)
    assert (kept.pk, kept.state) == (again.pk, State.DRAFT)
    assert actions.said(again) == GIVEN
    assert actions.open_one(person.pk, MONTH) == again
    assert actions.open_one(person.pk, Thing("month", month=1)) is None


def test_nothing_the_person_wrote_stands_there_in_clear(person):
    one = sent(person)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM records_correction WHERE id = %s", [one.pk])
        row = cursor.fetchone()
    text = "".join(bytes(v).decode("latin-1") if isinstance(v, bytes | memoryview) else str(v) for v in row)
    for word in ("示", "工资条", "2026-05", "paid"):
        assert word not in text
        assert word.encode().decode("latin-1") not in text


def test_a_request_sent_twice_is_one_request(person):
    first, second = sent(person), sent(person)
    assert first.pk == second.pk
    assert Correction.objects.count() == 1
    with pytest.raises(Refused) as refused:
        sent(person, given=GIVEN | {"paid": "deferred"})
    assert refused.value.code == "sent"
    with pytest.raises(Refused):
        actions.keep(person_id=person.pk, thing=MONTH, given={}, at=AT)
    assert actions.said(Correction.objects.get()) == GIVEN, "what was sent stays as it was sent"


@pytest.mark.parametrize(
    ("on", "due"),
    [
        (date(2026, 8, 20), date(2026, 8, 27)),  # Thursday
        (date(2026, 8, 21), date(2026, 8, 28)),  # Friday
        (date(2026, 8, 22), date(2026, 8, 28)),  # Saturday counts from Friday
        (date(2026, 8, 24), date(2026, 8, 31)),  # Monday
        (date(2026, 9, 30), date(2026, 10, 13)),  # seven days of leave, then a Saturday at work
    ],
)
def test_an_answer_is_due_in_five_working_days(on, due):
    assert actions.due(on) == due


def test_a_draft_is_thrown_away_and_what_was_sent_is_withdrawn(person):
    draft = actions.keep(person_id=person.pk, thing=MONTH, given=GIVEN, at=AT)
    with pytest.raises(Refused):
        actions.withdraw(person_id=person.pk, pk=draft.pk, at=AT)
    actions.discard(person_id=person.pk, pk=draft.pk)
    assert not Correction.objects.exists()
    one = sent(person)
    with pytest.raises(Refused):
        actions.discard(person_id=person.pk, pk=one.pk)
    actions.withdraw(person_id=person.pk, pk=one.pk, at=AT)
    assert Correction.objects.get().state == State.WITHDRAWN
    assert sent(person).pk != one.pk, "after that it may be asked for again"


def test_nobody_takes_back_what_another_sent(person):
    other, one = cast.a_person("例二"), sent(person)
    with pytest.raises(Refused):
        actions.withdraw(person_id=other.pk, pk=one.pk, at=AT)
    assert Correction.objects.get().state == State.SENT


def test_a_refusal_has_a_reason_in_official_and_in_plain_words(person, steward):
    one = sent(person)
    with pytest.raises(Refused):
        actions.refuse(pk=one.pk, reason="because", words="", by_id=steward.pk, at=AT)
    answered = actions.refuse(pk=one.pk, reason="unclear", words="第二页缺了", by_id=steward.pk, at=AT)
    assert (answered.state, answered.answered_by, actions.answer(answered)) == (State.REFUSED, steward, "第二页缺了")
    reason = REASONS[answered.reason]
    assert reason.official and reason.plain and reason.remedy


def test_whoever_is_second_hears_what_happened(person, steward):
    one = sent(person)
    actions.refuse(pk=one.pk, reason="unclear", words="", by_id=steward.pk, at=AT)
    for late in (
        lambda: actions.refuse(pk=one.pk, reason="confirmed", words="", by_id=steward.pk, at=AT),
        lambda: actions.hold(one.pk),
        lambda: actions.withdraw(person_id=person.pk, pk=one.pk, at=AT),
    ):
        with pytest.raises(Refused) as refused, transaction.atomic():
            late()
        assert "2026年8月20日已经答复（没有更正）" in refused.value.message
    gone = sent(person, Thing("name"))
    actions.withdraw(person_id=person.pk, pk=gone.pk, at=AT)
    with pytest.raises(Refused) as refused:
        actions.refuse(pk=gone.pk, reason="unclear", words="", by_id=steward.pk, at=AT)
    assert "本人已经撤回" in refused.value.message


def test_a_granted_request_names_the_import_that_wrote_it(person, steward):
    one, run = sent(person), a_run()
    actions.granted(
        correction=one, run_id=run.pk, outcome=[{"entry": 1}], words="", by_id=steward.pk, at=AT
    )  # fmt: skip
    one.refresh_from_db()
    assert (one.state, one.run, one.outcome) == (State.GRANTED, run, [{"entry": 1}])


@pytest.mark.parametrize(
    ("role", "sees"), [(STEWARD, True), (AUDITOR, True), (COUNTER, False), (REVIEWER, False), (CLERK, False)]
)
def test_a_draft_is_nobody_elses_business_and_a_request_is_for_those_who_see_everybody(person, role, sees):
    actor = Actor(user_id=1, roles=frozenset({role}), districts=frozenset({"110105"}))
    actions.keep(person_id=person.pk, thing=Thing("name"), given={"name": "示小名"}, at=AT)
    one = sent(person)
    assert list(Correction.objects.visible_to(actor)) == ([one] if sees else [])
    assert Correction.objects.visible_to(Actor(user_id=2, person_id=person.pk)).count() == 2
    assert not Correction.objects.visible_to(Actor(user_id=3, person_id=person.pk + 1)).exists()
    assert not Correction.objects.visible_to(Actor()).exists()


def test_keys_rotate_under_what_was_written(person, steward, settings, tmp_path):
    settings.DATA_KEYS, settings.DATA_KEYS_FILE = "", tmp_path / "keys"
    settings.DATA_KEYS_FILE.write_text(rotation.new_key(1) + "\n")
    one = sent(person, Thing("name"))
    actions.refuse(pk=one.pk, reason="unclear", words="说明", by_id=steward.pk, at=AT)
    version = rotation.add_key()
    rotation.put_in_force(version)
    for kept in rotation._kept:
        if kept.model is Correction:
            list(rotation._reseal_column(kept, version))
    one.refresh_from_db()
    assert bytes(one.said_sealed)[0] == bytes(one.answer_sealed)[0] == version
    assert (actions.said(one), actions.answer(one)) == (GIVEN, "说明")


CRIMES = [
    "state = 'sent'",
    "state = 'lost'",
    "about = 'weather'",
    "month = 0",
    "row = 7",
    "sent_at = '2026-08-20 02:00:00+00:00'",
    "state = 'withdrawn'",
    "state = 'granted'",
    "state = 'refused'",
    "reason = 'unclear'",
    "answered_at = '2026-08-20 02:00:00+00:00'",
    "withdrawn_at = '2026-08-20 02:00:00+00:00'",
]


@pytest.mark.parametrize("crime", CRIMES)
def test_the_database_lets_no_state_disagree_with_its_days(person, crime):
    draft = actions.keep(person_id=person.pk, thing=MONTH, given=GIVEN, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE records_correction SET {crime} WHERE id = %s", [draft.pk])


def test_the_database_lets_no_answer_come_before_the_question(person, steward):
    one = sent(person)
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.refuse(pk=one.pk, reason="unclear", words="", by_id=steward.pk, at=AT - timedelta(days=1))


def test_the_database_keeps_one_open_request_about_a_thing(person):
    sent(person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.create(person=person, **vars(MONTH), said_sealed=b"x", made_at=AT)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_withdrawing_and_answering_at_once_end_in_one_of_them():
    person = cast.a_person("示竞")
    steward = cast.official("steward", enrolled=False)
    for nth in range(10):
        one = sent(person, Thing("month", month=24_000 + nth))
        gate, ends = threading.Barrier(2), []

        def act(work, gate=gate, ends=ends):
            gate.wait()
            try:
                work()
                ends.append("done")
            except Refused as refusal:
                ends.append(refusal.code)
            finally:
                connection.close()

        threads = [
            threading.Thread(target=act, args=(lambda pk=one.pk: actions.withdraw(person_id=person.pk, pk=pk, at=AT),)),
            threading.Thread(
                target=act,
                args=(lambda pk=one.pk: actions.refuse(pk=pk, reason="unclear", words="", by_id=steward.pk, at=AT),),
            ),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(ends) in (["done", "late"], ["answered", "done"])
        one.refresh_from_db()
        assert one.state == (State.WITHDRAWN if "answered" in ends else State.REFUSED)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_ten_presses_at_once_are_one_request():
    person = cast.a_person("示快")
    gate, made = threading.Barrier(10), []

    def press():
        gate.wait()
        try:
            made.append(sent(person).pk)
        except Refused as refusal:
            made.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Correction.objects.count() == 1
    assert Correction.objects.get().pk in made
