"""The steward's lists open, search, and let nobody add an occupation by hand."""

import pytest
from django.urls import reverse

from occupations.models import Alias, Occupation

LISTS = ["occupation", "standing", "alias", "codechange", "catalogueedition", "catalogueentry"]


@pytest.fixture
def steward(admin_client, sample):
    return admin_client


@pytest.mark.parametrize("name", LISTS)
def test_a_list_opens_and_searches(steward, name):
    assert (
        "养老护理员" in steward.get(reverse("admin:occupations_occupation_changelist"), {"q": "ylhly"}).content.decode()
    )
    assert steward.get(reverse(f"admin:occupations_{name}_changelist"), {"q": "4-10-01-05"}).status_code == 200


def test_an_occupation_is_found_by_its_initials(steward):
    page = steward.get(reverse("admin:occupations_occupation_changelist"), {"q": "ylhly"})
    assert "养老护理员" in page.content.decode()


def test_an_occupation_is_looked_at_and_not_added_changed_or_deleted(steward):
    occupation = Occupation.objects.get(code="4-10-01-05")
    page = steward.get(reverse("admin:occupations_occupation_change", args=[occupation.pk]))
    assert page.status_code == 200 and 'name="_save"' not in page.content.decode()
    assert steward.get(reverse("admin:occupations_occupation_add")).status_code == 403
    assert steward.get(reverse("admin:occupations_occupation_delete", args=[occupation.pk])).status_code == 403


def test_a_word_added_by_hand_is_found_by_its_pinyin(steward):
    occupation = Occupation.objects.get(code="4-10-01-05")
    address = reverse("admin:occupations_alias_add")
    answer = steward.post(address, {"occupation": occupation.pk, "text": "孝亲员", "kind": "common"})
    assert answer.status_code == 302
    assert Alias.objects.get(text="孝亲员").pinyin == "xiao qin yuan"
