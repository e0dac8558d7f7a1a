"""The doors of a plan's list: the workbook out and in, what was found, the yes. The clock is read here."""

import io

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apprenticeship.entering import joining
from apprenticeship.listing import downloads
from apprenticeship.listing.feed import LIST, scope_of
from apprenticeship.listing.forms import Workbook
from apprenticeship.models import Plan
from apprenticeship.plans import board
from apprenticeship.plans.views import found
from lib.refused import Refused
from people.actor import Actor, asking, needs_role
from people.roles import CLERK, MANAGER
from records import files, runs, screens
from records.models import ImportRun

HERE = "apprenticeship/listing/"
GONE = "这份文件找不到了，请重新交一次。"
LATEST = 5
SHOWN = 200  # problems


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def listed(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook out and in."""
    return _listed(request, found(request, pk), Workbook())


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def workbook(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The list to take along."""
    plan, actor = found(request, pk), asking(request)
    return _download(*downloads.workbook(plan, _party(plan, actor), actor, timezone.now()))


@never_cache
@require_POST
@needs_role(MANAGER, CLERK)
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """The filled-in list comes in; it is looked at first."""
    plan, form = found(request, pk), Workbook(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            handed = runs.hand_in(
                kind=LIST.template.kind, content=file.read(), filename=file.name, at=timezone.now(),
                scope=scope_of(plan, _party(plan, asking(request))), by=request.user,  # type: ignore[arg-type]
            )  # fmt: skip
            if not handed.new:
                messages.info(request, handed.words)
            return redirect("plans:list-run", handed.run.pk)
        except Refused as refusal:
            form.add_error("file", refusal.message)
    return _listed(request, plan, form)


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One list from its check to its result."""
    run, plan = _found(request, pk)
    problems, notes = None, []
    try:
        seen = runs.preview(run, SHOWN)
        problems, notes = screens.problems_of(seen), seen.notes
    except files.Lost:
        messages.warning(request, GONE)
    return render(request, f"{HERE}one.html", {
        "run": run, "plan": plan, "far": screens.far_of(run, timezone.now()), "sums": screens.sums(run),
        "problems": problems, "notes": notes, "changes": run.added + run.changed + run.removed,
        "other": "院校" if _party(plan, asking(request)) == "enterprise" else "企业",
    })  # fmt: skip


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def far(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar alone, asked every second; once nothing is under way the page is drawn anew."""
    run, _ = _found(request, pk)
    under_way = screens.far_of(run, timezone.now())
    if under_way is None or request.GET.get("state", run.state) != run.state:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "records/_far.html", {"far": under_way})


@require_POST
@needs_role(MANAGER, CLERK)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it be written: whoever says so has confirmed these apprentices."""
    run, _ = _found(request, pk)
    try:
        runs.confirm(run=run, by=request.user, at=timezone.now(), agreed="sure" in request.POST)  # type: ignore[arg-type]
    except Refused as refusal:
        run.refresh_from_db()
        if refusal.code != "state" or run.confirmed_by_id != request.user.pk:
            messages.warning(request, refusal.message)
    return redirect("plans:list-run", pk)


@require_POST
@needs_role(MANAGER, CLERK)
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing of it goes in."""
    run, _ = _found(request, pk)
    try:
        runs.cancel(run=run, at=timezone.now())
        messages.success(request, "这份名单已放弃，没有改动任何一行。")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("plans:list-run", pk)


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def marked(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The same workbook back, its errors marked."""
    run, _ = _found(request, pk)
    try:
        result = runs.result_of(run)
    except files.Lost:
        messages.error(request, GONE)
        return redirect("plans:list-run", pk)
    if result is None:
        raise Http404
    return _download(*result)


def _found(request: HttpRequest, pk: int) -> tuple[ImportRun, Plan]:
    """A list that one's own organisation handed in, and its plan, or 404: the other party's are not one's own."""
    rows = ImportRun.objects.filter(kind=LIST.template.kind).select_related("file", "started_by", "result")
    run: ImportRun = get_object_or_404(rows, pk=pk)
    party, owner, organisation = run.scope.removeprefix("plan-").split(":")
    actor = asking(request)
    mine = set(actor.organisations) & {int(organisation)}
    plan: Plan = get_object_or_404(board.own(actor).filter(**{f"{party}__in": mine}), pk=int(owner))
    return run, plan


def _party(plan: Plan, actor: Actor) -> str:
    return "enterprise" if plan.enterprise_id in actor.organisations else "school"


def _download(name: str, content: bytes) -> FileResponse:
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name)


def _listed(request: HttpRequest, plan: Plan, form: Workbook) -> HttpResponse:
    party = _party(plan, asking(request))
    handed = ImportRun.objects.filter(kind=LIST.template.kind, scope=scope_of(plan, party))
    return render(request, f"{HERE}list.html", {
        "plan": plan, "title": board.title(plan), "form": form, "open": joining.enters(plan, timezone.localdate()),
        "joins": plan.state == Plan.State.ACCEPTED, "many": plan.apprentices.there().count(),
        "runs": list(handed.select_related("file", "started_by")[:LATEST]),
        "trusted": plan.school_trusts if party == "enterprise" else plan.enterprise_trusts,
        "other": "院校" if party == "enterprise" else "企业",
    })  # fmt: skip
