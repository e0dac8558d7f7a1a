"""演示银行: plays the bank in a demonstration; nothing of it anywhere else."""

import pytest

from cms.models import Installation
from tests.subsidies import claiming, paying
from tests.subsidies.test_notice_pages import text
from tests.subsidies.test_paying import city, two  # noqa: F401 (fixtures)
from treasury import bank

pytestmark = pytest.mark.django_db


def test_it_is_not_there_outside_a_demonstration(client):
    assert client.get("/demo/bank/").status_code == 404
    assert client.post("/demo/bank/1/whole/").status_code == 404


def test_it_answers_in_every_way_and_what_it_answers_is_taken(client, city, two):  # noqa: F811
    Installation.mark_as_demonstration()
    assert "还没有送到银行的批次" in text(client.get("/demo/bank/"))
    paying.payable(city, claiming.claimant())
    batch = paying.sent(*two)
    page = text(client.get("/demo/bank/"))
    assert batch.number in page and "没有接任何银行，没有钱在动" in page
    for way, words in bank.WAYS.items():
        assert words in page
        told = client.post(f"/demo/bank/{batch.pk}/{way}/")
        assert told.status_code == 200 and "流水号" in told.content.decode("utf-8-sig")
        assert paying.card() not in told.content.decode()
    assert client.post(f"/demo/bank/{batch.pk}/no-way/").status_code == 404
    assert client.post("/demo/bank/999/whole/").status_code == 404
