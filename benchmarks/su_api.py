"""How long the estimate API takes over one case: the whole site in a process of its own, over a private database.

    python -m benchmarks.su_api FOLDER REQUESTS ROWS

Started by ``benchmarks/rules.py`` with the settings it needs in the environment. Leaves ``api.json`` in FOLDER:
milliseconds of each request and of each case without HTTP, and the seconds it takes to look up ROWS claims in the
catalogue. Every answer must be the one that the claim gets among all the others.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from benchmarks import su_cases
from benchmarks.measure import seconds
from certificates.scheme import SKILL_UPGRADE
from policy import Sheet, decide

django.setup()  # before what follows, which knows the models

from occupations import demo  # noqa: E402
from occupations.facts import look_up  # noqa: E402
from subsidies.estimates import estimate, result, terms_of  # noqa: E402

ADDRESS = "/api/v1/estimates/skill-upgrade"
CASES = 100  # different ones
LOOK_UPS = 3


def main(folder: Path, requests: int, rows: int) -> None:
    # all that this run writes stays in its folder: the database by DATABASE_URL, the cache by this
    settings.CACHES["default"]["LOCATION"] = str(folder / "cache")
    call_command("migrate", verbosity=0)
    demo.load()
    raw, lists = su_cases.claims(rows)
    bodies = su_cases.bodies(raw, lists, CASES)
    look_up_taken, looked_up = seconds(lambda: look_up(raw, lists, law_date=SKILL_UPGRADE.law_date), LOOK_UPS)
    agree(ask(bodies, len(bodies))[1], decide(SKILL_UPGRADE, *looked_up))
    told = {"requests": ask(bodies, requests)[0], "alone": alone(bodies, requests), "look_up": look_up_taken}
    (folder / "api.json").write_text(json.dumps(told), encoding="utf-8")


def ask(bodies: list[dict[str, Any]], requests: int) -> tuple[list[float], list[dict[str, Any]]]:
    """Milliseconds from the JSON text going in to the JSON text coming out, through every middleware; the answers."""
    client, texts = Client(), [json.dumps(body) for body in bodies]
    taken, answers = [], []
    for number in range(requests):
        text = texts[number % len(texts)]
        begun = time.perf_counter()
        response = client.post(ADDRESS, text, content_type="application/json", SERVER_NAME="127.0.0.1")
        taken.append(1000 * (time.perf_counter() - begun))
        if response.status_code != 200:
            raise SystemExit(f"the API answered {response.status_code}: {response.content.decode()[:500]}")
        answers.append(response.json())
    return taken, answers


def alone(bodies: list[dict[str, Any]], requests: int) -> list[float]:
    """Milliseconds from a body to its explained answer, without HTTP: look up, decide, put into words."""
    taken = []
    for number in range(requests):
        begun = time.perf_counter()
        result(estimate(SKILL_UPGRADE, bodies[number % len(bodies)]).explain(0))
        taken.append(1000 * (time.perf_counter() - begun))
    return taken


def agree(answers: list[dict[str, Any]], sheet: Sheet) -> None:
    for row, answer in enumerate(answers):
        if answer != result(sheet.explain(row)) | {"terms": terms_of(sheet, row)}:
            raise SystemExit(f"the API and the batch differ on row {row}: {answer}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
