"""The process for hostile files: it has limits and no secrets, and tells a bad file from a fault of ours."""

import os

import pytest

from lib.jail import outside
from lib.jail.outside import MEGABYTE, Broken, Jail
from tests.lib.tables import good, xlsx


def test_a_fault_of_ours_is_no_bad_file():
    with Jail("no_such_reader", b"", 200 * MEGABYTE) as jail, pytest.raises(RuntimeError, match="could not start"):
        jail.receive()


def test_a_bad_file_breaks_it_and_says_that_no_limit_was_met():
    with Jail("read_workbook", b"no workbook", 500 * MEGABYTE) as jail, pytest.raises(Broken) as caught:
        jail.receive()
    assert not caught.value.stopped


def test_a_limit_stops_it():
    corner = xlsx([good()], change=lambda book: book.active.__setitem__("XFD1048576", "x"))
    with Jail("read_workbook", corner, 500 * MEGABYTE) as jail, pytest.raises(Broken) as caught:
        jail.receive()
    assert caught.value.stopped


def test_it_is_given_no_environment(monkeypatch):
    monkeypatch.setenv("DATA_KEYS", "secret")
    monkeypatch.setattr(outside, "KEPT", ("LANG",))
    with Jail("read_workbook", xlsx([good()]), 500 * MEGABYTE) as jail:
        jail.receive()
        with open(f"/proc/{jail._process.pid}/environ", "rb") as file:
            assert b"DATA_KEYS" in b"".join(os.environb) and b"DATA_KEYS" not in file.read()


def test_what_is_left_unread_keeps_no_process():
    with Jail("read_workbook", xlsx([good()]), 500 * MEGABYTE) as jail:
        process = jail._process
    assert process.poll() is not None
