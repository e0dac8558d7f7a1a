"""The guide for people: nothing in it was written by hand that the API could contradict."""

import json
import re
from html import unescape

import pytest
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator

from tests.subsidies.asking import BODIES, address, answer

pytestmark = pytest.mark.django_db
GUIDE = "/api/v1/docs/"


@pytest.fixture
def page(client):
    return unescape(client.get(GUIDE).content.decode())


def test_each_request_can_be_copied_into_a_shell_and_its_answer_is_the_real_one(catalogue, client):
    page = unescape(client.get(GUIDE).content.decode())
    asked = re.findall(r"curl -X POST (\S+) .*?-d '(.*?)'</pre>", page, flags=re.S)
    assert {where: json.loads(body) for where, body in asked} == {
        f"http://testserver{address(scheme)}": BODIES[scheme] for scheme in BODIES
    }
    answers = re.findall(r'的回答示例">(.*?)</pre>', page, flags=re.S)
    assert [json.loads(text) for text in answers] == [answer(scheme, BODIES[scheme]) for scheme in BODIES]


def test_every_field_of_every_request_and_answer_is_explained(page):
    schemas = SchemaGenerator().get_schema(request=None, public=True)["components"]["schemas"]
    names = {name for each in schemas.values() for name in each.get("properties", {})} - {"errors"}
    assert len(names) > 60
    explained = dict(re.findall(r"<dt><code>(\w+)</code>.*?<dd>(.*?)<", page, flags=re.S))
    assert names <= set(explained)
    assert [name for name in names if not explained[name].strip()] == []


def test_what_must_be_given_and_what_may_be_left_out_is_told(page):
    def told(name):
        return re.search(rf"<dt><code>{name}</code>(.*?)</dd>", page, flags=re.S)[1]

    assert "必填" in told("issued_on")
    assert "必填" not in told("urgent") and "不写为 <code>null</code>" in told("urgent")
    assert "不写为 <code>0.00</code>" not in page and '不写为 <code>"0.00"</code>' in told("advance_paid")
    assert "<code>benefit</code> 领取失业保险金" in told("status_at_issue")


def test_the_limits_are_those_of_the_site(client, settings):
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {"estimates": "7/h"}}
    assert "同一来源每小时 7 次；一次最多 2 MB；一个列表最多 5000 条" in client.get(GUIDE).content.decode()


def test_the_guide_leads_to_the_schema_and_to_trying_it(page, client):
    for name in ("schema", "api-try"):
        assert f'href="{reverse(name)}"' in page
    assert client.get("/api/v1/docs").url == GUIDE
