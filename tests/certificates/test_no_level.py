"""A certificate without a level ends the walk with a reason and a way back."""

from django.test import Client


def test_a_certificate_without_a_level_is_answered_at_once(catalogue):
    page = Client().get("/calculator/?occupation=6-31-01-03&level=0")
    assert page.status_code == 200
    told = page.content.decode()
    assert "没有写等级的证书，领不了这项补贴" in told
    assert "edit=level" in told
