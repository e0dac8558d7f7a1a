"""The published description: clean, strict, and true of every answer that any request can get."""

import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, settings
from rest_framework.throttling import ScopedRateThrottle
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from config.wsgi import application
from tests.subsidies.asking import BODIES, address, answer, problems

PROMISES = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
DESCRIPTION = SchemaGenerator().get_schema(request=None, public=True)

published = schemathesis.openapi.from_dict(DESCRIPTION)
published.app = application
# What a description in this form cannot say: which fields belong to which kind of class, and that days follow days.
MISFITS = {("last_day", "impossible")} | {
    (field, code) for field in ("level", "category", "course", "occupation") for code in ("required", "unasked")
}


@pytest.fixture
def unlimited(catalogue, monkeypatch):
    monkeypatch.setattr(ScopedRateThrottle, "THROTTLE_RATES", {"estimates": None})
    for signal in (request_started, request_finished):  # a request of its own would end the test's transaction
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def keeps_its_promises(case):
    response = case.call_and_validate(checks=PROMISES)
    if response.status_code == 400 and case.meta.generation.mode is GenerationMode.POSITIVE:
        # nor hundredths: "multipleOf": 0.01 would refuse 2.3 in validators that divide binary fractions
        assert {(field, code) for field, code in problems(response) if "hours" not in field} <= MISFITS


@pytest.mark.one_database("it keeps nothing and reads one table, as the test_api.py of each scheme does on both")
@published.parametrize()
@settings(max_examples=settings().max_examples // 2, suppress_health_check=list(HealthCheck))
def test_no_request_gets_an_answer_outside_the_description(unlimited, case):
    keeps_its_promises(case)


def test_the_description_is_valid_and_nothing_in_it_was_guessed(tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yaml"))


def test_the_description_is_as_strict_as_the_api():
    schemas = DESCRIPTION["components"]["schemas"]
    strict = {"SkillUpgradeFacts", "SkillUpgradeFactsPaid", "SkillUpgradeFactsHeld", "TrainingFacts", "Trainee",
              "TraineePaid", "ApprenticeshipFacts", "Apprentice", "ApprenticePaid", "ModuleHours"}  # fmt: skip
    assert {name for name, each in schemas.items() if each.get("additionalProperties") is False} == strict
    trainees, paid = schemas["TrainingFacts"]["properties"]["trainees"], schemas["Trainee"]["properties"]["paid"]
    assert (trainees["minItems"], trainees["maxItems"]) == (1, 5000)
    assert (paid["minItems"], paid["default"]) == (0, [])


def test_the_operations_stand_in_the_order_of_the_schemes_under_one_word():
    assert list(DESCRIPTION["paths"]) == [address(scheme) for scheme in BODIES]
    for path in DESCRIPTION["paths"].values():
        assert path["post"]["tags"] == ["测算"]


@pytest.mark.parametrize("scheme", BODIES)
def test_the_description_shows_the_contracts_example_and_what_is_really_answered(catalogue, scheme):
    post = DESCRIPTION["paths"][address(scheme)]["post"]
    (request,) = post["requestBody"]["content"]["application/json"]["examples"].values()
    (response,) = post["responses"]["200"]["content"]["application/json"]["examples"].values()
    assert request["value"] == BODIES[scheme]
    assert response["value"] == answer(scheme, BODIES[scheme])
    assert post["responses"]["200"]["description"].startswith("测算结果")


def test_every_word_of_the_description_that_people_read_is_chinese():
    def told(part):
        if isinstance(part, dict):
            yield from (part[key] for key in ("description", "summary") if isinstance(part.get(key), str))
            for inner in part.values():
                yield from told(inner)
        elif isinstance(part, list):
            for inner in part:
                yield from told(inner)

    texts = [text for text in told(DESCRIPTION) if text]
    assert len(texts) > 60
    assert [text for text in texts if not any("\u4e00" <= sign <= "\u9fff" for sign in text)] == []


def test_the_description_is_served_and_the_page_to_try_it_needs_nothing_from_outside(client):
    assert client.get("/api/v1/schema/", headers={"accept": "application/json"}).json()["openapi"].startswith("3.")
    page = client.get("/api/v1/docs/try/").content.decode()
    assert "swagger-ui" in page
    assert '<html lang="zh-Hans">' in page
    assert "//" not in page.replace("// ", "").replace("http://testserver", "")
