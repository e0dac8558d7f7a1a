"""Every list and row of the back office in Chinese, plain words before codes; nothing of Django's English signs."""

import re
from datetime import date

import pytest
from django.contrib import admin
from django.urls import reverse

from people.models import Look
from records.site import SHELVES
from tests.people.cast import AT, a_person, official
from tests.records import making
from tests.records.back_office import words
from tests.subsidies import town

pytestmark = pytest.mark.django_db
ENGLISH = re.compile(r"(?:alt|title|aria-label|placeholder|value)=\"[^\"一-鿿]*\b[A-Za-z]{4,}\b[^\"一-鿿]*\"")
OURS = ("csrfmiddlewaretoken", 'value="sample', "pbkdf2")


@pytest.fixture
def steward(client, catalogue):
    holder = official("steward", "guanliyuan")
    client.force_login(holder)
    client.holder = holder
    return client


@pytest.fixture
def town_of_all(steward):
    """A row in every list."""
    person = town.holder("示甲")
    town.insured(person, 12 * 2020, 12 * 2020 + 3, employer_kind="F", employer_code="")
    town.paid(person, date(2020, 5, 1))
    town.died(a_person("示乙"), date(2025, 1, 1))
    making.hand("organisations", [{"统一社会信用代码": "91990101MA0000001Y", "名称": "示例公司", "类型": "企业"}])
    town.scanned()
    Look.objects.create(person=person, by=steward.holder, role="steward", at=AT, what="number", why="审计核查")


def english(page: str) -> list[str]:
    """Attributes a reader hears or sees that are English words alone."""
    body = page.partition("<body")[2]
    return [found for found in ENGLISH.findall(body) if not any(ours in found for ours in OURS)]


def test_no_list_and_no_row_speaks_english(steward, town_of_all):
    seen = 0
    for model, kept in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        pages = [reverse(f"{name}_changelist")]
        if row := model._default_manager.first():
            pages.append(reverse(f"{name}_change", args=[row.pk]))
            if kept.has_delete_permission(_asked_by(steward.holder), row):
                pages.append(reverse(f"{name}_delete", args=[row.pk]))
        if kept.has_add_permission(_asked_by(steward.holder)):
            pages.append(reverse(f"{name}_add"))
        for path in pages:
            page, seen = words(steward.get(path)), seen + 1
            assert "Error:" not in page and ">Label<" not in page and "LDAP" not in page, path
            assert not [found for found in english(page) if "True" in found or "False" in found], path
            assert "选择" not in page.partition("<h1>")[2].partition("</h1>")[0], path
    assert seen > 25


def test_an_error_of_a_form_is_told_in_chinese_in_the_title_too(steward):
    page = words(steward.post(reverse("admin:people_user_add"), {}))
    assert "<title>有误：新增账号" in page and "请填账号名。" in page


def test_registers_tell_names_before_codes(steward, town_of_all):
    page = words(steward.get("/steward/certificates/certificate/"))
    assert "养老护理员" in page and "中级工（四级）" in page
    page = words(steward.get("/steward/subsidies/earlierpayment/"))
    assert "个人技能提升补贴" in page and ">SU<" not in page
    page = words(steward.get("/steward/subsidies/determination/"))
    assert "个人技能提升补贴" in page and ">ID<" not in page and ">SU<" not in page
    assert "个人技能提升补贴" in words(steward.get("/steward/subsidies/determination/", {"scheme": "SU"}))


def test_lists_stand_by_what_they_are_about(steward):
    page = words(steward.get("/steward/registers/"))
    places = [page.index(f">{shelf}</h2>") for shelf in SHELVES]
    assert places == sorted(places)
    assert page.index("人员</a>") < places[1] and places[2] < page.index("角色授权</a>") < places[3]


def test_the_back_office_leads_to_ones_own_account_and_says_where_it_is_a_demonstration(steward):
    page = words(steward.get("/steward/"))
    assert 'href="/account/"' in page and "演示系统" not in page
    from cms.models import Installation

    Installation.mark_as_demonstration()
    assert "演示系统" in words(steward.get("/steward/")) and "演示系统" in words(steward.get("/steward/people/user/"))


def _asked_by(holder):
    from django.test import RequestFactory

    request = RequestFactory().get("/")
    request.user = holder
    return request
