"""The doors of the desk where cases are reviewed. The clock is read here."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from lib.refused import Refused
from people.actor import asking, needs_role
from people.roles import AUDITOR, CITY, REVIEWER
from policy import scheme_of
from records.evidence import opened
from subsidies.actions import many
from subsidies.desk import cases, queue
from subsidies.desk.measures.forms import Waive
from subsidies.desk.queue import Asked
from subsidies.desk.verbs import VERBS, Act
from subsidies.finance import funds
from subsidies.handling import handled
from subsidies.models import Application, Attachment

READERS = (REVIEWER, CITY, AUDITOR)
DECIDERS = (REVIEWER, CITY)


@never_cache
@require_safe
@needs_role(*READERS)
def queue_page(request: HttpRequest) -> HttpResponse:
    """The list alone, or straight to the case whose number was asked for."""
    if number := request.GET.get("number", ""):
        if found := cases.numbered(asking(request), number[:20]):
            return redirect(f"{reverse('cases:case', args=[found.pk])}?{Asked(show=_tab_of(found)).query}")
        messages.warning(request, "没有找到这个受理号，或者不在您的办理范围内。请核对号码，例如 SU202509300000012。")
    return render(request, "subsidies/desk/page.html", list_context(request))


@never_cache
@require_safe
@needs_role(*READERS)
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case beside the list."""
    return case_page(request, found_or_404(request, pk))


@never_cache
@require_safe
@needs_role(*READERS)
def proof(request: HttpRequest, pk: int, proof: int) -> HttpResponse:
    """A proof that the applicant handed in; opening it is written down, and the applicant reads of it."""
    actor, application = asking(request), found_or_404(request, pk)
    seen = Attachment.objects.visible_to(actor).filter(application=application)
    file = get_object_or_404(seen.select_related("file"), pk=proof).file
    return opened(file, proof, actor=actor, person_id=application.person_id, why="审核本人的申请", at=timezone.now())


@never_cache
@sensitive_post_parameters()
@require_POST
@needs_role(*DECIDERS)
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Do one thing to a case, then on to the next; whatever stands against it is said beside what was typed."""
    application, does = found_or_404(request, pk), VERBS.get(verb)
    if does is None:
        raise Http404
    form, actor, now = Act(does, application, request.POST), asking(request), timezone.now()
    if not form.is_valid():
        return case_page(request, application, bound=form)
    try:
        does.call(pk=pk, actor=actor, at=now, **form.cleaned_data)
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return case_page(request, found_or_404(request, pk), bound=form)
    asked = Asked.read(request.GET, actor)
    after = pk if does.stays else queue.next_of(actor, asked, timezone.localdate(now), application)
    if after is None:
        return redirect(f"{reverse('cases:queue')}?{asked.query}&done={pk}")
    return redirect(f"{reverse('cases:case', args=[after])}?{asked.query}&done={pk}")


@never_cache
@require_POST
@needs_role(CITY)
def bulk(request: HttpRequest) -> HttpResponse:
    """Grant the ticked clear cases together. Without a script the page first says how many they are and how much."""
    actor, seen = asking(request), _ticked(request)
    if not seen:
        messages.warning(request, "还没有勾选。请勾选机器核对全部通过的，再准予。")
        return render(request, "subsidies/desk/page.html", list_context(request))
    rows = list(Application.objects.visible_to(actor).filter(pk__in=seen))
    if not request.POST.get("sure"):
        ticked = {f"{row.pk}.{row.version}" for row in rows}
        told = {"ticked": ticked, "ticked_amount": sum(row.amount for row in rows)}
        return render(request, "subsidies/desk/page.html", list_context(request) | told)
    try:
        done = many.approve(pks=seen, seen=seen, actor=actor, at=timezone.now())
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return render(request, "subsidies/desk/page.html", list_context(request))
    left = [(row, done.left[row.pk]) for row in rows if row.pk in done.left]
    told = {"bulk": {"approved": done.approved, "amount": done.amount, "left": left}}
    return render(request, "subsidies/desk/page.html", list_context(request) | told)


def case_page(request: HttpRequest, application: Application, **more: Any) -> HttpResponse:
    """The page of a case. ``bound``, ``waive``: forms that came back with something wrong."""
    actor, on = asking(request), timezone.localdate()
    waive = more.pop("waive", None)
    context = list_context(request, application) | cases.context(application, actor, on, **more)
    context["waive"] = waive or Waive(context["may_waive"])
    return render(request, "subsidies/desk/page.html", context)


def list_context(request: HttpRequest, here: Application | None = None) -> dict[str, Any]:
    """What the list shows, whatever stands beside it."""
    actor, on = asking(request), timezone.localdate()
    asked = Asked.read(request.GET, actor)
    after = request.GET.get("after", "")
    listed = queue.of(actor, asked, on, after=after, here=here)
    return {
        "queue": listed,
        "shows": queue.SHOWS,
        "place": queue.districts(actor),
        "filters": _filters(asked),
        "has_case": here is not None,
        "may_decide": actor.has(*DECIDERS),
        "may_restrict": actor.has(CITY) and not (here and actor.is_oneself(here.person_id)),
        "may_bulk": here is None and actor.has(CITY) and asked.show == Application.State.CITY and asked.kind == "clear",
        "me": actor.user_id,
        "just": cases.just_done(actor, request.GET.get("done", "")),
        "ticked": frozenset(),
        "ticked_amount": 0,
        "bulk": None,
        "short": funds.running_out(on) if here is None and actor.has(CITY) else [],
    }


def found_or_404(request: HttpRequest, pk: int) -> Application:
    found = cases.found(asking(request), pk)
    if found is None:
        raise Http404
    return found


def _filters(asked: Asked) -> list[tuple[str, str, list[tuple[str, str]], str]]:
    """Name, label, options and the value of each filter."""
    schemes = [("", "全部"), *((code, scheme_of(code).terms.title) for code in handled())]
    return [
        ("whose", "谁承办", list(queue.WHOSE.items()), asked.whose),
        ("kind", "要不要人工核对", list(queue.KINDS.items()), asked.kind),
        ("held", "暂缓", [("", "全部"), ("1", "只看暂缓的")], asked.held),
        ("scheme", "补贴项目", schemes, asked.scheme),
    ]


def _tab_of(application: Application) -> str:
    return application.state if application.state in queue.SHOWS else queue.ENDED


def _ticked(request: HttpRequest) -> dict[int, int]:
    """Id → version of the ticked cases; whatever is no such pair is left out."""
    pairs = (value.split(".") for value in request.POST.getlist("case"))
    return {int(pair[0]): int(pair[1]) for pair in pairs if len(pair) == 2 and all(map(_small, pair))}


def _small(text: str) -> bool:
    return text.isdecimal() and len(text) < 19
