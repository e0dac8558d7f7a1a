"""Who a document number is, and how an increment enters a fed table."""

from datetime import date

import numpy as np
import pytest
from django.db import transaction

from lib import idcard
from lib.feed import Brought
from lib.sealed import Ring, Unsealable, new_key
from people import bulk, identities, versions
from people.models import InsuranceSpan, Person, StatusSpan

NUMBERS = [idcard.make("990101", date(1990, 1, 1 + day), 7) for day in range(5)]
DOCUMENTS = ["01"] * 5
NAMES = ["示一", "示二", "示三", "示四", "示五"]
SPANS = versions.Fed(
    InsuranceSpan,
    key=("person_id", "employer_code", "first_month"),
    values={
        "employer_kind": "单位类型", "last_month": "截止月", "deferred": "缴费状态", "relation_began": "劳动关系起始日",
        "district_id": "参保区",
    },
)  # fmt: skip


@pytest.fixture
def five(db):
    return identities.ensure(DOCUMENTS, NUMBERS, NAMES, run=1)


def test_a_number_is_one_person_however_often_it_comes(five):
    again = identities.ensure(DOCUMENTS * 2, NUMBERS * 2, NAMES * 2, run=2)
    assert again.tolist() == five.tolist() * 2
    assert Person.objects.count() == 5
    assert identities.number_of(Person.objects.get(pk=five[3])) == NUMBERS[3]


def test_nothing_of_the_number_stands_in_the_row(five):
    row = Person.objects.filter(pk=five[0]).values_list().get()
    assert NUMBERS[0] not in repr(row)
    assert NUMBERS[0].encode() not in b"".join(bytes(v) for v in row if isinstance(v, bytes | memoryview))


def test_looking_up_adds_nobody(five):
    stranger = idcard.make("990101", date(1980, 5, 5), 3)
    known = identities.look_up(["01", "01"], [NUMBERS[1].lower(), stranger])
    assert known.ids.tolist() == [five[1], 0]
    assert known.names.tolist() == ["示二", ""]
    assert Person.objects.count() == 5


def test_persons_are_added_only_inside_a_transaction(transactional_db):
    with pytest.raises(transaction.TransactionManagementError):
        identities.ensure(DOCUMENTS, NUMBERS, NAMES, run=1)


def _span(person, first, last, deferred=False):
    return {
        "person_id": person, "employer_code": "", "first_month": first, "employer_kind": "F", "last_month": last,
        "deferred": deferred, "relation_began": np.datetime64("NaT", "D"), "district_id": None,
    }  # fmt: skip


def _bring(rows, actions, run):
    columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    for name in ("employer_code", "employer_kind", "district_id"):
        columns[name] = columns[name].astype(object)
    brought, action = Brought(), np.array(actions, dtype=object)
    known = versions.Known(SPANS, columns["person_id"])
    compared = versions.compare(SPANS, known, columns, action, np.ones(len(rows), dtype=bool), brought)
    versions.bring(SPANS, columns, compared, run, brought)
    return brought


def test_an_increment_adds_corrects_takes_back_and_keeps_what_was_known(five):
    one, two = int(five[0]), int(five[1])
    _bring([_span(one, 100, 110), _span(two, 100, 105)], ["add", "add"], run=10)
    again = _bring([_span(one, 100, 110)], ["add"], run=11)
    assert (again.added, again.unchanged) == (0, 1)
    changed = _bring([_span(one, 100, 112), _span(two, 100, 105)], ["change", "withdraw"], run=12)
    assert (changed.changed, changed.removed) == (1, 1)
    assert list(InsuranceSpan.objects.current().values_list("person_id", "last_month")) == [(one, 112)]
    before = InsuranceSpan.objects.known_in(11).order_by("person_id").values_list("person_id", "last_month")
    assert list(before) == [(one, 110), (two, 105)]


def test_what_cannot_be_brought_is_named_and_the_rest_goes_in(five):
    one, two = int(five[0]), int(five[1])
    _bring([_span(one, 100, 110)], ["add"], run=10)
    rows = [_span(one, 100, 111, deferred=True), _span(two, 50, 60), _span(two, 70, 80)]
    brought = _bring(rows, ["add", "change", "add"], run=11)
    assert [(each.position, each.code, each.detail) for each in brought.refused] == [
        (0, "there", "（截止月、缴费状态）"),
        (1, "missing", ""),
    ]
    assert brought.added == 1


def test_asked_only_what_it_would_do_it_writes_nothing(five):
    brought = _bring([_span(int(five[0]), 100, 110)], ["add"], run=None)
    assert brought.added == 1 and not InsuranceSpan.objects.exists()


def test_columns_come_back_as_they_went_in(five):
    StatusSpan.objects.create(person_id=five[0], kind="benefit", began=date(2024, 2, 29), since_run=1)
    StatusSpan.objects.create(
        person_id=five[1], kind="pension", began=date(1999, 1, 1), ended=date(2030, 1, 1), since_run=1
    )
    sql = (
        "SELECT person_id, since_run, began, ended, (kind = 'benefit') AS drawing FROM people_statusspan ORDER BY began"
    )
    kinds = {"person_id": "id", "since_run": "whole", "began": "day", "ended": "day", "drawing": "flag"}
    found = bulk.read(sql, kinds)
    assert found["person_id"].tolist() == [five[1], five[0]]
    assert found["began"].tolist() == [date(1999, 1, 1), date(2024, 2, 29)]
    assert found["ended"][0] == np.datetime64("2030-01-01") and np.isnat(found["ended"][1])
    assert found["drawing"].tolist() == [False, True]
    assert len(bulk.read(sql.replace("ORDER", "WHERE began > '2040-01-01' ORDER"), kinds)["began"]) == 0


def test_a_sealed_value_opens_only_for_its_purpose_and_with_its_key():
    ring, other = Ring.parse(new_key(1)), Ring.parse(f"{new_key(1)},{new_key(2)}")
    sealed = ring.seal("phone", "19900001111", 1)
    assert ring.open("phone", sealed) == "19900001111"
    for opener, purpose in ((ring, "number"), (other, "phone")):
        with pytest.raises(Unsealable):
            opener.open(purpose, sealed)
    with pytest.raises(Unsealable):
        ring.open("phone", bytes([2]) + sealed[1:])
    assert ring.index("phone", "1", 1) == ring.index("phone", "1", 1) != ring.index("number", "1", 1)
