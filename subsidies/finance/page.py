"""What every page of the desk is made of: the list, and what stands beside it."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lib.refused import Refused
from people.actor import asking
from people.roles import CITY, FINANCE
from subsidies.finance import queue

DESK = "subsidies/finance/desk.html"


def show(
    request: HttpRequest, on: date, tab: str, template: str, title: str, *, here: Any = None, **told: Any
) -> HttpResponse:
    """``template``: of the pane at the right. ``here``: the key of the open row; None: the list stands for itself."""
    actor = asking(request)
    after = request.GET.get("after", "") if here is None else ""
    listed = queue.of(actor, on, tab, here=here, after=after)
    return render(request, DESK, {
        "queue": listed, "pane": f"subsidies/finance/{template}.html", "title": title, "opened": here is not None,
        "may_act": actor.has(FINANCE), "may_ask": actor.has(CITY), **told,
    })  # fmt: skip


def said_yes(request: HttpRequest) -> bool:
    """Which of the two buttons of a second person was pressed. Raises Refused: no button is no answer."""
    said = request.POST.get("agree")
    if said not in ("yes", "no"):
        raise Refused("agree", "没有收到您的答复，什么都没有办。请按“批准”或者“不同意”。")
    return said == "yes"
