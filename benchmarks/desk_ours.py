"""The server's time for pages of the desk, asked by Django's test client, in a process of its own.

    python -m benchmarks.desk_ours PAGES       prints {"times": {page: [seconds]}, "queries": {page: count}}

Every page is another: another place of the list, another case. The list is asked for in turn from here and from the
peer, by page number with everything counted, drawn by the same template.
"""

import json
import random
import sys
import time
from datetime import date
from typing import Any
from unittest import mock
from urllib.parse import parse_qsl

import django

from benchmarks.measure import say

django.setup()  # before what follows, which knows the models

from django.conf import settings  # noqa: E402
from django.core.paginator import Paginator  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from people.actor import Actor, actor_of  # noqa: E402
from people.models import User  # noqa: E402
from subsidies.desk import queue, views  # noqa: E402
from subsidies.desk.queue import Asked, Queue  # noqa: E402
from subsidies.models import Application  # noqa: E402

DESK = "/desk/cases/"
SMALL = 100_000  # up to so many rows the planner may rightly read them all
FILTERED = (
    "show=city&kind=judge", "show=city&held=1", "show=city&whose=mine", "show=ended", "show=ended&whose=mine",
)  # fmt: skip
PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # nothing has been collected


def by_number(actor: Actor, asked: Asked, on: date, *, after: str = "", here: Application | None = None) -> Queue:
    """What one writes first: Django's paginator, a page by its number, every count to the last row."""
    rows = queue.rows(actor, asked, on)
    ordered = rows.select_related("person", "organisation", "holder").order_by("due_on", "id")
    page = Paginator(ordered, queue.PAGE).get_page(after or 1)
    late, today = rows.filter(due_on__lt=on).count(), rows.filter(due_on=on).count()
    items = tuple(queue._item(one, on, None, actor) for one in page.object_list)
    return Queue(asked, items, page.paginator.count, late, today, None, "", None, None)


def deep(show: str, actor: Actor, pages: int) -> list[tuple[str, str]]:
    """Places all over a list: the key there, and the number of the page there."""
    rows = queue.rows(actor, Asked(show=show), date.today()).order_by("due_on", "id")
    keys = list(rows.values_list("due_on", "id"))
    places = random.sample(range(len(keys)), min(pages, len(keys)))
    return [("_".join(map(str, keys[place])), str(place // queue.PAGE + 2)) for place in places]


class Desk:
    def __init__(self, username: str):
        user = User.objects.get(username=username)
        self.actor, self.client = actor_of(user), Client()
        self.client.force_login(user)

    def seconds(self, path: str) -> float:
        begun = time.perf_counter()
        response = self.client.get(DESK + path)
        taken = time.perf_counter() - begun
        if response.status_code != 200:
            raise SystemExit(f"{path}: {response.status_code}")
        return taken

    def queries(self, path: str) -> int:
        with CaptureQueriesContext(connection) as ran:
            self.seconds(path)
        return len(ran)


def plans(desks: list[Desk]) -> None:
    """Say how the lists are found; SystemExit where one reads the whole table."""
    for desk in desks:
        for query in ("show=district", "show=city", *FILTERED):
            asked = Asked.read(dict(parse_qsl(query)), desk.actor)
            order = ["-id"] if asked.show == queue.ENDED else ["due_on", "id"]
            plan = queue.rows(desk.actor, asked, date.today()).order_by(*order)[: queue.PAGE + 1].explain()
            scans = [line.strip() for line in plan.splitlines() if "Scan" in line]
            say(f"{query}: {scans[0].partition('  (')[0]}")
            if "Seq Scan on subsidies_application" in plan:
                raise SystemExit(f"{query} reads the whole table:\n{plan}")


def measure(pages: int) -> dict[str, Any]:
    city, reviewer = Desk("city"), Desk("reviewer")
    if Application.objects.count() > SMALL:
        plans([city, reviewer])
    times: dict[str, list[float]] = {}
    for name, desk, show in (("city", city, "city"), ("district", reviewer, "district")):
        for key, number in deep(show, desk.actor, pages):
            times.setdefault(f"{name}: list", []).append(desk.seconds(f"?show={show}&after={key}"))
            with mock.patch.object(views.queue, "of", by_number):
                times.setdefault(f"{name}: list by number", []).append(desk.seconds(f"?show={show}&after={number}"))
        times[f"{name}: first page"] = [desk.seconds(f"?show={show}") for _ in range(pages)]
        cases = [key.partition("_")[2] for key, _ in deep(show, desk.actor, pages)]
        times[f"{name}: case"] = [desk.seconds(f"{pk}/?show={show}") for pk in cases]
    for query in FILTERED:
        times[f"city: {query}"] = [city.seconds(f"?{query}") for _ in range(pages // 4 or 1)]
    asked = {"queue page": "?show=city", "case page": f"{cases[0]}/?show=district"}
    return {"times": times, "queries": {name: reviewer.queries(path) for name, path in asked.items()}}


if __name__ == "__main__":
    random.seed(7)
    with override_settings(
        ALLOWED_HOSTS=["*"], SECOND_FACTOR=False, STORAGES=settings.STORAGES | {"staticfiles": PLAIN}
    ):
        measure(3)  # uncounted: templates are read, plans are made
        random.seed(11)
        print(json.dumps(measure(int(sys.argv[1]))))
