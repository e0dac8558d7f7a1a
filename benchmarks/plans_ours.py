"""The server's time for the pages of the plans of `plans_city`, asked by Django's test client, in a process of its own.

    python -m benchmarks.plans_ours PAGES       prints {"times": {page: [seconds]}, "queries": {page: [many, few]}}

``few``: the queries of the same page of the small plan; None would be a page that it does not have.
"""

import gc
import json
import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()  # before what follows, which knows the models

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from apprenticeship.models import Guide, Plan  # noqa: E402
from benchmarks.desk_ours import PLAIN  # noqa: E402
from people.models import User  # noqa: E402

PAGE, FORM = 100, "application/x-www-form-urlencoded"  # apprentices of a page; as a browser sends it
HELD = {
    "opened by the enterprise": ("enterprise", "/plans/{}/?after={}"),
    "a shelf": ("enterprise", "/plans/{}/?show=theirs"),
    "its money": ("enterprise", "/plans/{}/money/?after={}"),
    "its money, who is kept back": ("enterprise", "/plans/{}/money/?show=blocked"),
    "its lessons": ("school", "/plans/{}/lessons/"),
    "at the desk": ("reviewer", "/desk/plans/{}/?after={}"),
    "its money at the desk": ("reviewer", "/desk/plans/{}/money/?after={}"),
}
OPEN = {
    "before it is filed": ("enterprise", "/plans/{}/?after={}"),
    "before it is filed, who is not fit": ("school", "/plans/{}/?show=unfit"),
}


class Pages:
    def __init__(self) -> None:
        self.many, self.open, self.few = Plan.objects.order_by("pk")
        self.clients = {name: Client() for name in ("enterprise", "school", "reviewer")}
        for name, client in self.clients.items():
            client.force_login(User.objects.get(username=name))
        self.size = self.many.apprentices.count()
        self.days = iter(range(1, 31))

    def opened(self, who: str, path: str) -> None:
        response = self.clients[who].get(path)
        if response.status_code != 200:
            raise SystemExit(f"{path}: {response.status_code}")

    def taught(self, plan: Plan) -> None:
        """A lesson of one hour for everybody, on another day each time."""
        teacher = Guide.objects.get(organisation=plan.school)
        day = timezone.localdate() - timedelta(days=next(self.days))
        told = {"on": str(day), "area": "general", "hours": "1", "guide": teacher.pk, "topic": "示例内容",
                "apprentice": list(plan.apprentices.values_list("pk", flat=True))}  # fmt: skip
        response = self.clients["school"].post(f"/plans/{plan.pk}/lessons/", urlencode(told, True), content_type=FORM)
        if response.status_code != 302:
            raise SystemExit(f"a lesson was not taken: {response.status_code}")


def seconds(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def queries(work: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as ran:
        work()
    return len(ran)


def measure(pages: Pages, times: int) -> dict[str, Any]:
    told: dict[str, list[float]] = {}
    asked: dict[str, tuple[int, int]] = {}
    for plan, kinds in ((pages.many, HELD), (pages.open, OPEN)):
        for name, (who, path) in kinds.items():
            for nth in range(times):
                address = path.format(plan.pk, nth * PAGE % max(pages.size - PAGE, 1))
                told.setdefault(name, []).append(seconds(partial(pages.opened, who, address)))
            many = queries(partial(pages.opened, who, path.format(plan.pk, 0)))
            other = pages.few if kinds is HELD else plan
            asked[name] = many, queries(partial(pages.opened, who, path.format(other.pk, 0)))
    lesson = "a lesson for all of them"
    for _ in range(min(times, 25)):
        told.setdefault(lesson, []).append(seconds(partial(pages.taught, pages.many)))
    asked[lesson] = queries(partial(pages.taught, pages.many)), queries(partial(pages.taught, pages.few))
    return {"times": told, "queries": asked}


if __name__ == "__main__":
    with override_settings(
        ALLOWED_HOSTS=["*"], SECOND_FACTOR=False, STORAGES=settings.STORAGES | {"staticfiles": PLAIN}
    ):
        gc.collect()
        gc.freeze()  # as every worker of gunicorn does
        made = Pages()
        for who, path in (*HELD.values(), *OPEN.values()):  # uncounted: templates are read, plans are made
            made.opened(who, path.format(made.many.pk, 0))
        print(json.dumps(measure(made, int(sys.argv[1]))))
