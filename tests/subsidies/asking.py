"""Asking the estimate API: the contract's own examples, and how to spoil them."""

import json
from copy import deepcopy
from typing import Any

from django.test import Client

from policy.examples import summary
from policy.sheet import Explanation, Sheet

SKILL_UPGRADE = """
{"occupation": "4-10-01-05", "level": 4, "issued_on": "2022-07-15", "applied_on": "2022-09-01",
 "status_at_issue": "employee", "status_at_application": "employee", "months_insured": 14, "deferred_months_needed": 0,
 "certificate_verified": true, "urgent": null,
 "paid": [{"scheme": "SU", "occupation": "4-10-01-05", "level": 5, "paid_on": "2021-05-01"}],
 "held": [{"occupation": "4-10-01-05", "level": 3}]}
"""
TRAINING = """
{"kind": "key-group", "occupation": "4-10-01-05", "level": 5, "category": "A", "course": null, "urgent": null,
 "filed_on": "2022-06-25", "first_day": "2022-07-01", "last_day": "2022-07-20", "settled_on": "2022-09-01",
 "listed": true, "planned_hours": 80, "minimum_hours": 40, "longest_day_hours": 8,
 "trainees": [{"group": "unemployed", "birth_date": "1990-03-07", "draws_pension": false, "attended_hours": 72, "passed": true,
               "certificate_on": "2022-08-01", "in_work_on": null, "subsidised_this_year": 0, "overlaps": false, "paid": []}]}
"""  # noqa: E501  the contract, letter by letter
APPRENTICESHIP = """
{"stage": "settlement", "filed_on": "2022-06-20", "first_day": "2022-07-01", "planned_months": 12, "city_leave": false,
 "occupation": "6-31-01-03", "level": 4, "urgent": null, "advance_paid": "2500.00",
 "apprentices": [{"contract_began": "2022-05-01", "contract_months": 24, "moved_on": null, "insured_first": true, "insured_last": true,
                  "has_mentor": true, "has_teacher": true, "mentor_apprentices": 4, "months": 12, "finished": true, "certificate": true,
                  "hours": {"general": [40, 40], "theory": [160, 160], "practice": [400, 400]}, "overlaps": false, "paid": []}]}
"""  # noqa: E501  the contract, letter by letter
CONTRACT = {"skill-upgrade": SKILL_UPGRADE, "training": TRAINING, "apprenticeship": APPRENTICESHIP}
BODIES: dict[str, dict[str, Any]] = {scheme: json.loads(text) for scheme, text in CONTRACT.items()}

ABSENT = object()


def address(scheme: str) -> str:
    return f"/api/v1/estimates/{scheme}"


def ask(scheme: str, body: Any) -> Any:
    """Post and return the response. ``body``: text or bytes as they are, anything else as JSON."""
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return Client().post(address(scheme), text, content_type="application/json")


def answer(scheme: str, body: Any) -> dict[str, Any]:
    """The answer to a body that is expected to be understood."""
    response = ask(scheme, body)
    assert response.status_code == 200, response.content.decode()
    return response.json()


def problems(response: Any) -> set[tuple[str, str]]:
    """(field, code) of each problem; the shape of all is checked on the way."""
    told = response.json()
    assert set(told) == {"errors"}
    for each in told["errors"]:
        assert set(each) == {"field", "code", "message"}
        assert all(isinstance(value, str) for value in each.values())
        assert any("\u4e00" <= sign <= "\u9fff" for sign in each["message"]), f"not in Chinese: {each}"
    found = [(each["field"], each["code"]) for each in told["errors"]]
    assert len(set(found)) == len(found), "one problem, told twice"
    return set(found)


def spoiled(scheme: str, **changes: Any) -> dict[str, Any]:
    """The contract's example with some values changed; a path goes down by ``__``: ``trainees__0__passed``."""
    body = deepcopy(BODIES[scheme])
    for path, value in changes.items():
        *way, last = path.split("__")
        place: Any = body
        for step in way:
            place = place[int(step) if isinstance(place, list) else step]
        if value is ABSENT:
            del place[last]
        else:
            place[int(last) if isinstance(place, list) else last] = value
    return body


def told(result: dict[str, Any]) -> dict[str, Any]:
    """A result of the API, as :func:`policy.examples.summary` tells one; the API gives no status of the whole."""
    failed = [c["code"] for c in result["checks"] if not c["passed"] and c["severity"] != "info"]
    return {"accepted": result["accepted"], "amount": result["amount"], "review": result["review"], "failed": failed}


def expected(explanation: Explanation) -> dict[str, Any]:
    """What the rule itself says, as :func:`told` tells it."""
    found = summary(explanation)
    del found["status"]
    return found


def in_force_from(sheet: Sheet) -> dict[str, str] | None:
    since = sheet.terms_from(0)
    return None if since is None else {"scheme": sheet.scheme.code, "in_force_from": str(since)}


def in_short(checks: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """The checks of a result, without the sentences."""
    return [(c["code"], c["severity"], c["passed"], c["found"], c["needed"], c["status"]) for c in checks]
