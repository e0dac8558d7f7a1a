"""The scan and the SQL statement it is measured against write the same rows."""

import argparse
import json

import pytest
from django.db import connection

from benchmarks import private, scan


@pytest.mark.postgres
@pytest.mark.django_db
def test_both_write_the_same_and_a_second_scan_writes_nothing(capsys):
    with private.server() as server:
        city = scan.city(server, 2000, connection.settings_dict["TEST"].get("TEMPLATE") or "template0")
        scan.beside_the_peer(city, argparse.Namespace(repeats=1, explain=None))
        scan.once_more(city)
        scan.replay(city)
    out, err = capsys.readouterr()
    figures = {line["name"]: line["value"] for line in map(json.loads, out.splitlines())}
    assert "both wrote the same" in err
    assert 20 < figures["scan, 2,000 people: entitled"] < 45
    assert figures["scan, 2,000 people: determinations written"] > 400
