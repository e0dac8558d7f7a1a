"""The doors of an institution's files. The clock is read here."""

import io

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lib.feed import Feed
from lib.refused import Refused
from people.actor import asking, needs_role
from people.roles import CLERK, MANAGER
from records import files, runs, screens
from records.models import ImportRun
from training.filing import board
from training.filing.views import schools
from training.models import TrainingClass
from training.roster.forms import Workbook

GONE = "这份文件找不到了，请重新交一次。"
LATEST = 5
PAGES = {  # of one class, of all of an institution
    "roster": ("roster:one", "roster:whole"), "attendance": ("lessons:class", "roster:whole"),
    "results": ("results:class", "results:whole"),
}  # fmt: skip


def handed_in(request: HttpRequest, form: Workbook, feed: Feed, scope: str) -> ImportRun | None:
    """The run of a workbook that was taken in; None where it was not, and why stands in the form."""
    if not form.is_valid():
        return None
    file = form.cleaned_data["file"]
    try:
        handed = runs.hand_in(
            kind=feed.template.kind, content=file.read(), filename=file.name, at=timezone.now(), scope=scope,
            by=request.user,  # type: ignore[arg-type]
        )  # fmt: skip
    except Refused as refusal:
        form.add_error("file", refusal.message)
        return None
    if not handed.new:
        messages.info(request, handed.words)
    return handed.run


def latest(feed: Feed, scope: str) -> list[ImportRun]:
    """The latest workbooks of a party."""
    rows = ImportRun.objects.filter(kind=feed.template.kind, scope=scope).select_related("file", "started_by")
    return list(rows[:LATEST])


def download(name: str, content: bytes) -> FileResponse:
    """A workbook to take along."""
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name)


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One file from its check to its result."""
    run = _found(request, pk)
    problems, notes = None, []
    try:
        seen = runs.preview(run, 200)
        problems, notes = screens.problems_of(seen), seen.notes
    except files.Lost:
        messages.warning(request, GONE)
    back, words = _where(run)
    changes = run.added + run.changed + run.removed
    return render(request, "training/files/one.html", {
        "run": run, "title": screens.title_of(run.kind), "far": screens.far_of(run, timezone.now()), "where": words,
        "sums": screens.sums(run), "problems": problems, "notes": notes, "back": back, "changes": changes,
    })  # fmt: skip


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def far(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar alone, asked every second; once nothing is under way the page is drawn anew."""
    run = _found(request, pk)
    under_way = screens.far_of(run, timezone.now())
    if under_way is None or request.GET.get("state", run.state) != run.state:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "records/_far.html", {"far": under_way})


@require_POST
@needs_role(MANAGER, CLERK)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Let it be written."""
    run = _found(request, pk)
    try:
        runs.confirm(run=run, by=request.user, at=timezone.now(), agreed="sure" in request.POST)  # type: ignore[arg-type]
    except Refused as refusal:
        run.refresh_from_db()
        if refusal.code != "state" or run.confirmed_by_id != request.user.pk:
            messages.warning(request, refusal.message)
    return redirect("files:one", pk)


@require_POST
@needs_role(MANAGER, CLERK)
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing of it goes in."""
    run = _found(request, pk)
    try:
        runs.cancel(run=run, at=timezone.now())
        messages.success(request, "这份文件已放弃，没有改动任何一行。")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("files:one", pk)


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def marked(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The same workbook back, its errors marked."""
    run = _found(request, pk)
    try:
        result = runs.result_of(run)
    except files.Lost:
        messages.error(request, GONE)
        return redirect("files:one", pk)
    if result is None:
        raise Http404
    return download(*result)


def _found(request: HttpRequest, pk: int) -> ImportRun:
    """A run of one's own institution or of a class of it, or 404."""
    run = (
        ImportRun.objects.filter(kind__in=PAGES)
        .exclude(scope="")
        .select_related("file", "started_by", "confirmed_by", "result")
        .filter(pk=pk)
    )
    row = run.first()
    if row is None:
        raise Http404
    kind, _, owner = row.scope.partition(":")
    actor = asking(request)
    mine = schools(actor) if kind == "institution" else board.own(actor)
    if not mine.filter(pk=int(owner)).exists():
        raise Http404
    return row


def _where(run: ImportRun) -> tuple[str, str]:
    """The page it was handed in on, and what it is about in words."""
    kind, _, owner = run.scope.partition(":")
    of_class, of_all = PAGES[run.kind]
    if kind == "institution":
        return reverse(of_all, args=[owner]), "全部班次"
    one = TrainingClass.objects.get(pk=owner)
    return reverse(of_class, args=[owner]), f"{one.number} {one.name}"
