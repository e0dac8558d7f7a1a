"""The benchmark of the search: everything asked for is there to be found, and the peers are given a fair chance."""

import pytest

from benchmarks import search_cases
from benchmarks.search_peer import cut
from occupations.models import Occupation


@pytest.mark.django_db
def test_everything_that_is_meant_stands_in_the_sample(catalogue):
    names = set(Occupation.objects.values_list("name", flat=True))
    assert set(search_cases.MEANT.values()) <= names
    assert len(search_cases.MEANT) >= 60 and not search_cases.FIRST.keys() & search_cases.AMONG.keys()


def test_the_peer_is_given_pairs_of_signs():
    assert cut("养老院 yl 焊") == "养老 老院 yl 焊"


def test_the_peer_of_the_pages_is_our_site_without_its_memory():
    from benchmarks import pages_anew
    from config import settings

    assert [*settings.MIDDLEWARE[:1], *pages_anew.MIDDLEWARE] == settings.MIDDLEWARE
