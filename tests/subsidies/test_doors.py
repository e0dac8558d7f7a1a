"""What reaches the estimate API before any fact is read: bytes, media types, methods, and how often."""

import json
from io import BytesIO
from wsgiref.util import setup_testing_defaults

import pytest
from django.test import Client
from django.test.client import ClientHandler
from rest_framework.throttling import ScopedRateThrottle

from config import wsgi
from tests.subsidies.asking import BODIES, CONTRACT, SKILL_UPGRADE, address, answer, ask, problems, spoiled

SU = "skill-upgrade"
OPTIONAL = {"urgent", "deferred_months_needed", "certificate_verified", "paid", "held"}
REQUIRED = [field for field in BODIES[SU] if field not in OPTIONAL]
NO_JSON = {("", "parse_error")}
NO_OBJECT = {("", "invalid")}


def with_months(text: str) -> str:
    """The contract's example with something written in place of its 14."""
    assert SKILL_UPGRADE.count("14") == 1
    return SKILL_UPGRADE.replace("14", text)


@pytest.mark.parametrize("scheme", CONTRACT)
@pytest.mark.parametrize(
    "body",
    [
        "{", "{}}", "{'level': 4}", "level=4", "{level: 4}", "\ufeff{}", '{"level": 4,}', "undefined", "\x00",
        b'{"occupation": "\xff"}', '{"level": 4}'.encode("utf-16"),
        "[" * 100_000, '{"a":' * 100_000, '{"trainees":' * 50_000 + "1" + "}" * 50_000,
    ],
    ids=lambda body: repr(body[:12]),
)  # fmt: skip
def test_what_is_no_json_is_said_to_be_none(scheme, body):
    response = ask(scheme, body)
    assert (response.status_code, problems(response)) == (400, NO_JSON)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "014", "+14", "1_4", "0x14", ".5"])
def test_a_number_json_does_not_know_is_no_json(number):
    response = ask(SU, with_months(number))
    assert (response.status_code, problems(response)) == (400, NO_JSON)


@pytest.mark.parametrize("number", ["9" * 5000, "-" + "9" * 5000, "1e400", "-1e400", "1e999999999", "1" * 19, "14e0"])
def test_a_number_too_large_to_be_a_count_is_the_fields_own_problem(number):
    response = ask(SU, with_months(number))
    assert (response.status_code, problems(response)) == (400, {("months_insured", "invalid")})


@pytest.mark.parametrize("scheme", CONTRACT)
@pytest.mark.parametrize("body", ["null", "[]", "3", '"{}"', "true", "[{}]", "[" * 100 + "]" * 100])
def test_json_that_is_no_object_is_refused(scheme, body):
    response = ask(scheme, body)
    assert (response.status_code, problems(response)) == (400, NO_OBJECT)


@pytest.mark.parametrize("body", ["", "{}"])
def test_an_empty_body_lacks_every_required_field(body):
    response = ask(SU, body)
    assert (response.status_code, problems(response)) == (400, {(field, "required") for field in REQUIRED})


def test_half_a_surrogate_pair_is_refused_and_can_be_named():
    value = ask(SU, SKILL_UPGRADE.replace("4-10-01-05", "\\ud800"))
    assert (value.status_code, ("occupation", "invalid") in problems(value)) == (400, True)
    key = ask(SU, SKILL_UPGRADE.replace('"level": 4', '"\\udfff": 1, "level": 4'))
    assert (key.status_code, problems(key)) == (400, {("\\udfff", "unknown")})


def test_a_long_unknown_key_is_cut_before_it_is_sent_back():
    ((field, code),) = problems(ask(SU, spoiled(SU, **{"长" * 5000: 1})))
    assert (field, code) == ("长" * 60, "unknown")


def test_a_key_given_twice_says_nothing():
    once = SKILL_UPGRADE.replace('"level": 4', '"level": 4, "level": 5')
    assert problems(ask(SU, once)) == {("level", "duplicate")}
    inside = SKILL_UPGRADE.replace('"level": 3', '"level": 3, "level": 3')
    assert problems(ask(SU, inside)) == {("held.0.level", "duplicate")}


@pytest.mark.parametrize("size", [2_000_000, 2_700_000, 12_000_000])
def test_a_body_beyond_any_class_is_too_large(size):
    response = ask(SU, '{"level": "' + "4" * size + '"}')
    assert (response.status_code, problems(response)) == (413, {("", "too_large")})


@pytest.mark.parametrize(
    ("body", "status", "wrong"),
    [
        (with_months("-1"), 400, ("months_insured", "min_value")),
        ("{", 400, ("", "parse_error")),
        (" " * 12_000_000, 413, ("", "too_large")),
    ],
    ids=["read", "no JSON", "too much"],
)
def test_a_body_sent_in_pieces_is_read_as_any_other(monkeypatch, body, status, wrong):
    monkeypatch.setattr(wsgi, "_site", lambda environ, start_response: ClientHandler()(environ))
    environ: dict = {  # as gunicorn hands over a body of which nobody said how long it is
        "REQUEST_METHOD": "POST", "PATH_INFO": address(SU), "CONTENT_TYPE": "application/json",
        "HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": BytesIO(body.encode()), "wsgi.input_terminated": True,
    }  # fmt: skip
    setup_testing_defaults(environ)
    response = wsgi.application(environ, None)
    ((field, code),) = [(each["field"], each["code"]) for each in json.loads(response.content)["errors"]]
    assert (response.status_code, (field, code)) == (status, wrong)


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "nonsense"])
def test_only_json_is_read(kind):
    response = Client().post(address(SU), SKILL_UPGRADE, content_type=kind)
    assert (response.status_code, problems(response)) == (415, {("", "unsupported_media_type")})


def test_a_file_is_not_read_either():
    response = Client().post(address(SU), {"level": 4})
    assert (response.status_code, problems(response)) == (415, {("", "unsupported_media_type")})


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("scheme", CONTRACT)
def test_a_case_is_posted_and_nothing_else(scheme, method):
    response = getattr(Client(), method)(address(scheme))
    assert (response.status_code, problems(response)) == (405, {("", "method_not_allowed")})
    assert "POST" in response["Allow"]


def test_an_answer_is_json_or_nothing():
    response = Client().post(
        address(SU), SKILL_UPGRADE, content_type="application/json", headers={"accept": "text/html"}
    )
    assert (response.status_code, problems(response)) == (406, {("", "not_acceptable")})


def test_no_login_no_cookie_and_a_foreign_page_may_not_read_it():
    response = Client(enforce_csrf_checks=True).post(address(SU), "{}", content_type="application/json")
    assert response.status_code == 400
    assert not response.cookies
    assert "Access-Control-Allow-Origin" not in response


def test_who_asks_too_often_waits_and_the_others_do_not(monkeypatch):
    monkeypatch.setattr(ScopedRateThrottle, "THROTTLE_RATES", {"estimates": "2/min"})

    def code(host, **headers):
        response = Client(REMOTE_ADDR=host).post(address(SU), "{}", content_type="application/json", headers=headers)
        return response.status_code, response

    assert [code("192.0.2.1")[0] for _ in range(2)] == [400, 400]
    status, late = code("192.0.2.1")
    assert (status, problems(late)) == (429, {("", "throttled")})
    assert 1 <= int(late["Retry-After"]) <= 60
    assert code("192.0.2.2")[0] == 400
    assert code("192.0.2.1", x_forwarded_for="192.0.2.77")[0] == 429, "a made-up header buys no new address"


def test_the_limit_counts_all_schemes_together(monkeypatch):
    monkeypatch.setattr(ScopedRateThrottle, "THROTTLE_RATES", {"estimates": "2/min"})
    assert [ask(scheme, "{}").status_code for scheme in CONTRACT] == [400, 400, 429]


def test_the_words_of_a_refusal_are_sent_as_they_are_written():
    response = ask(SU, "{}")
    assert response["Content-Type"] == "application/json"
    assert json.loads(response.content)["errors"][0]["message"] in response.content.decode()


@pytest.mark.django_db
def test_a_site_without_any_occupation_loaded_answers_all_the_same():
    given = answer(SU, SKILL_UPGRADE)
    assert given["accepted"]
    assert {c["code"] for c in given["checks"] if not c["passed"]} == {"SU-CODE", "SU-EDITION"}


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize(
    "wrong",
    ["/api/v1", "/api/v1/", "/api/v1/estimates/", "/api/v1/estimates/nothing", "/api/v1/estimates/nothing/",
     "/api/v1/estimates/training/1", "/api/v1/estimate/skill-upgrade", "/api/v1/%0A", "/api/v1/%00/%F0%9F"],
)  # fmt: skip
def test_an_address_that_is_none_is_answered_in_json_too(settings, debug, method, wrong):
    settings.DEBUG = debug
    caller = Client(enforce_csrf_checks=True, raise_request_exception=False)
    response = getattr(caller, method)(wrong, headers={"accept": "text/html"})
    assert (response.status_code, response["Content-Type"]) == (404, "application/json")
    assert problems(response) == {("", "not_found")}
    assert response.json()["errors"][0]["message"] == "没有这个接口，可用的接口见 /api/v1/docs/"


def test_the_answer_to_head_is_as_empty_as_it_has_to_be():
    response = Client().head("/api/v1/nothing")
    assert (response.status_code, response.content) == (404, b"")


@pytest.mark.django_db
@pytest.mark.parametrize("scheme", CONTRACT)
def test_a_slash_too_many_is_forgiven(scheme):
    given = Client(enforce_csrf_checks=True).post(
        f"{address(scheme)}/", CONTRACT[scheme], content_type="application/json"
    )
    assert (given.status_code, given.json()) == (200, answer(scheme, CONTRACT[scheme]))
