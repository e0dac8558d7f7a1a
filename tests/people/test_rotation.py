"""A new master key while the site runs: all is found and opened before, in the middle and after."""

from datetime import date
from threading import Event, Thread

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from lib import idcard
from lib.sealed import Unsealable, new_key
from people import identities, keys, rotation
from people.models import KeyInForce, Person

NUMBERS = [idcard.make("990101", date(1991, 3, 1 + day), 9) for day in range(6)]


@pytest.fixture
def own_keys(settings, tmp_path):
    settings.DATA_KEYS = ""
    settings.DATA_KEYS_FILE = tmp_path / "data-keys"
    settings.DATA_KEYS_FILE.write_text(new_key(1) + "\n")
    return settings.DATA_KEYS_FILE


def _add(numbers):
    with transaction.atomic():
        return identities.ensure(["01"] * len(numbers), numbers, ["示某"] * len(numbers), run=1)


@pytest.fixture
def six(db, own_keys):
    ids = _add(NUMBERS)
    person = Person.objects.get(pk=ids[0])
    version = keys.in_force()
    person.phone_sealed = keys.seal(keys.PHONE, "12000000001")
    person.phone_index = keys.ring().index(keys.PHONE, "12000000001", version)
    person.save()
    return ids


def test_everything_is_sealed_again_and_the_old_key_can_go(six, own_keys):
    before = own_keys.read_text()
    call_command("rotate_keys", retire=True)
    assert own_keys.read_text() not in before and own_keys.read_text().startswith("2:")
    assert set(Person.objects.values_list("key_version", flat=True)) == {2}
    first = Person.objects.get(pk=six[0])
    assert identities.number_of(first) == NUMBERS[0]
    assert keys.unseal(keys.PHONE, bytes(first.phone_sealed)) == "12000000001"
    assert bytes(first.phone_index) in keys.indexes(keys.PHONE, "12000000001")
    assert identities.look_up(["01"], [NUMBERS[4]]).ids.tolist() == [six[4]]
    own_keys.write_text(before)
    with pytest.raises(Unsealable):
        identities.number_of(Person.objects.get(pk=six[0]))


def test_half_way_everybody_is_still_found_and_nobody_enters_twice(six, own_keys):
    rotation.put_in_force(rotation.add_key())
    stranger = idcard.make("990101", date(1970, 1, 1), 1)
    again = _add([*NUMBERS, stranger])
    assert again.tolist()[:6] == six.tolist()
    assert Person.objects.count() == 7
    assert sorted(Person.objects.values_list("key_version", flat=True)) == [1] * 6 + [2]
    assert identities.find("01", NUMBERS[2]).pk == six[2]


def test_stopped_half_way_it_is_taken_up_again(six, own_keys, monkeypatch):
    monkeypatch.setattr(rotation, "CHUNK", 2)
    version = rotation.add_key()
    rotation.put_in_force(version)
    numbers = next(kept for kept in rotation._kept if kept.column == "number_sealed")
    next(rotation._reseal_column(numbers, version))
    call_command("rotate_keys", resume=True, retire=True)
    assert own_keys.read_text().startswith("2:")
    assert identities.number_of(Person.objects.get(pk=six[5])) == NUMBERS[5]


def test_where_the_environment_names_the_keys_the_command_says_what_to_do(db, settings):
    settings.DATA_KEYS = new_key(1)
    keys.in_force()
    with pytest.raises(CommandError, match="DATA_KEYS"):
        call_command("rotate_keys")


def test_a_key_that_the_environment_brought_is_taken_up(db, settings):
    settings.DATA_KEYS = new_key(1)
    ids = _add(NUMBERS[:1])
    settings.DATA_KEYS += "," + new_key(2)
    call_command("rotate_keys")
    assert Person.objects.get(pk=ids[0]).key_version == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_whoever_is_adding_persons_is_waited_for(own_keys):
    _add(NUMBERS[:1])
    version, adding, done = rotation.add_key(), Event(), Event()

    def add() -> None:
        with transaction.atomic():
            identities.ensure(["01"], [NUMBERS[1]], ["示某"], run=1)
            adding.set()
            done.wait(5)
        connection.close()

    def activate() -> None:
        rotation.put_in_force(version)
        connection.close()

    first, second = Thread(target=add), Thread(target=activate)
    first.start()
    adding.wait(5)
    second.start()
    second.join(0.5)
    assert second.is_alive(), "the key changes only after the one who adds has ended"
    done.set()
    first.join(5)
    second.join(5)
    assert KeyInForce.objects.get().version == version
    assert Person.objects.filter(key_version=1).count() == 2
    assert _add(NUMBERS[:2]).tolist() == list(Person.objects.order_by("id").values_list("id", flat=True))


def test_everything_that_a_table_keeps_sealed_is_sealed_anew():
    """Else it could not be read once the old key is forgotten."""
    kept = {(each.model, each.column): each.index for each in rotation._kept}
    sealed = {
        (model, field.name) for model in apps.get_models() for field in model._meta.fields
        if field.name == "sealed" or field.name.endswith("_sealed")
    }  # fmt: skip
    assert len(sealed) > 10 and sealed <= set(kept)
    indexed = {(model, column.replace("_sealed", "_index")) for model, column in sealed if "_" in column}
    there = {(model, field.name) for model in apps.get_models() for field in model._meta.fields}
    assert {(model, index) for (model, _), index in kept.items() if index} == indexed & there
