"""The steward's pages of feeds and runs: doors, which read the clock and call `records.runs`."""

import io
import logging
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from lib.refused import Refused
from people.models import User
from people.stewards import acting
from records import files, kinds, runs, screens, waiting
from records.forms import FeedForm, RunConfirmForm
from records.models import ImportRun
from records.screens import Item, cards, far_of, run_url

State = ImportRun.State
log = logging.getLogger("xunxing.access")
GONE = "这份文件在服务器上找不到了，可能已被移走。登记的数据不受影响；需要的话，请把原来的文件再交一次。"
RECENT = 10


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the site let only a steward through
    return request.user


def _all() -> Any:
    return ImportRun.objects.filter(scope="").select_related("file", "started_by", "confirmed_by")


def uploaders() -> Any:
    """Whoever handed a file in."""
    return User.objects.filter(pk__in=ImportRun.objects.filter(scope="").values("started_by")).order_by("pk")


def home(site: Any, request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    live = list(_all().filter(state__in=ImportRun.LIVE)[:RECENT])
    ended = list(_all().exclude(state__in=ImportRun.LIVE)[: max(RECENT - len(live), 3)])
    context = {
        **site.each_context(request),
        "title": "数据导入",
        "feeds": cards(kinds.feeds()),
        "asking": [Item(run) for run in live if run.state == State.WAITING],
        "recent": [Item(run, far_of(run, at)) for run in [*live, *ended]],
        "waiting": waiting.parts(acting(request), at),
        "runs_url": reverse("admin:records_importrun_changelist"),
    }
    return TemplateResponse(request, "records/home.html", context)


def feed_page(run_admin: Any, request: HttpRequest) -> HttpResponse:
    """import-export's import page for one kind; a sound upload goes to its run's page."""
    feed = kinds.feed_of(request.GET.get("kind", ""))
    if feed is None:
        return HttpResponseRedirect(reverse("admin:index"))
    form: FeedForm = run_admin.create_import_form(request)
    if request.method == "POST" and form.is_valid():
        try:
            return _hand_in(request, form, feed.template.kind)
        except Refused as refused:
            form.add_error("true_to" if refused.code == "true-to" else "import_file", refused.message)
    context = {**run_admin.page(request), "form": form, "feed": cards([feed])[0], "title": f"导入{feed.template.title}"}
    return TemplateResponse(request, run_admin.import_template_name, context)


def _hand_in(request: HttpRequest, form: FeedForm, kind: str) -> HttpResponse:
    file = form.cleaned_data["import_file"]
    handed = runs.hand_in(
        kind=kind, content=file.read(), filename=file.name, by=_user(request), at=timezone.now(),
        true_to=form.cleaned_data.get("true_to"), note=form.cleaned_data["note"],
    )  # fmt: skip
    if not handed.new:
        messages.info(request, handed.words)
    return HttpResponseRedirect(run_url(handed.run))


def upload_form(run_admin: Any, request: HttpRequest, kind: str, run: ImportRun | None = None) -> FeedForm:
    """A form for this kind; after a refused run with what was told then, but for the file."""
    feed = kinds.feed_of(kind)
    if feed is None:
        raise Http404
    sent = request.method == "POST"
    initial = {"true_to": run.true_to, "note": run.note} if run else {}
    return FeedForm(
        run_admin.get_import_formats(),
        [screens.resource_of(feed)],
        today=timezone.localdate(),
        dated=feed.dated,
        data=request.POST if sent else None,
        files=request.FILES if sent else None,
        initial=initial,
    )


def run_page(run_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(_all(), pk=pk)
    feed = kinds.feed_of(run.kind)
    card = cards([feed])[0] if feed else None
    undone = run.state in ImportRun.UNDONE and run.source == ImportRun.Source.FILE
    nothing = screens.nothing_new(run, card) if card else ""
    context = {
        **run_admin.page(request),
        "run": run,
        "item": Item(run),
        "far": far_of(run, timezone.now()),
        "feed": card,
        "form": upload_form(run_admin, request, run.kind, run) if feed and undone else None,
        "sums": screens.sums(run),
        "nothing": nothing,
        "confirmable": not nothing or (card and screens.newer(run, card)),
        "confirm_form": RunConfirmForm(initial={"run": run.pk}),
        **_found(request, run),
    }
    return TemplateResponse(request, "records/run.html", context)


def _found(request: HttpRequest, run: ImportRun) -> dict[str, Any]:
    """What the check found; where its sealed list is gone the page says so and stands all the same."""
    urls = {
        "marked_url": run.result_id and reverse("admin:records_importrun_result", args=[run.pk]),
        "original_url": reverse("admin:records_importrun_file", args=[run.pk]),
        "cancel_url": reverse("admin:records_importrun_cancel", args=[run.pk]),
        "again_url": reverse("admin:records_importrun_again", args=[run.pk]),
    }
    try:
        found = runs.preview(run, 200)
    except files.Lost:
        messages.warning(request, GONE)
        return {**urls, "problems": None, "notes": []}
    return {**urls, "problems": screens.problems_of(found), "notes": found.notes}


def far(run_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """The bar alone, asked every second; once nothing is under way the page is drawn anew."""
    run = get_object_or_404(ImportRun, scope="", pk=pk)
    under_way = far_of(run, timezone.now())
    if under_way is None or request.GET.get("state", run.state) != run.state:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return TemplateResponse(request, "records/_far.html", {"far": under_way})


def confirm(run_admin: Any, request: HttpRequest) -> HttpResponse:
    form = RunConfirmForm(request.POST)
    if not form.is_valid():
        return HttpResponseRedirect(reverse("admin:records_importrun_changelist"))
    run = get_object_or_404(ImportRun, scope="", pk=form.cleaned_data["run"])
    agreed = form.cleaned_data["sure"]
    return _act(request, run, lambda: runs.confirm(run=run, by=_user(request), at=timezone.now(), agreed=agreed))


def cancel(run_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(ImportRun, scope="", pk=pk)
    if request.method != "POST":
        return HttpResponseRedirect(run_url(run))
    return _act(request, run, lambda: runs.cancel(run=run, at=timezone.now()))


def again(run_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """A failed import from the start, with the file that is kept."""
    run = get_object_or_404(ImportRun.objects.filter(scope="").select_related("file"), pk=pk)
    if request.method != "POST":
        return HttpResponseRedirect(run_url(run))
    try:
        handed = runs.again(run=run, by=_user(request), at=timezone.now())
    except (Refused, files.Lost) as error:
        messages.error(request, error.message if isinstance(error, Refused) else GONE)
        return HttpResponseRedirect(run_url(run))
    if not handed.new:
        messages.info(request, handed.words)
    return HttpResponseRedirect(run_url(handed.run))


def _act(request: HttpRequest, run: ImportRun, act: Callable[[], Any]) -> HttpResponse:
    """Do it, or say why not; a second click on what the same person did says nothing new."""
    try:
        act()
    except Refused as refused:
        run.refresh_from_db()
        own = run.confirmed_by_id == request.user.pk and run.state in ImportRun.CONFIRMED
        if refused.code != "state":
            messages.error(request, refused.message)
        elif not own:
            messages.warning(request, _told(run))
    return HttpResponseRedirect(run_url(run))


def _told(run: ImportRun) -> str:
    """How the run stands, for whoever came too late."""
    if run.state in ImportRun.CONFIRMED:
        who = run.confirmed_by.words if run.confirmed_by else "命令行"
        return f"{who}已经确认了这份文件，现在是“{run.get_state_display()}”。您这一步没有再做什么。"
    return f"这份文件现在是“{run.get_state_display()}”，您这一步没有再做什么。"


def template(run_admin: Any, request: HttpRequest, kind: str) -> HttpResponseBase:
    try:
        name, content = runs.template_of(kind)
    except Refused as refused:
        raise Http404 from refused
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name)


def result(run_admin: Any, request: HttpRequest, pk: int) -> HttpResponseBase:
    run = get_object_or_404(ImportRun.objects.filter(scope="").select_related("result"), pk=pk)
    return _download(request, run, run.result, "marked")


def original(run_admin: Any, request: HttpRequest, pk: int) -> HttpResponseBase:
    run = get_object_or_404(ImportRun.objects.filter(scope="").select_related("file"), pk=pk)
    return _download(request, run, run.file, "original")


def _download(request: HttpRequest, run: ImportRun, file: Any, what: str) -> HttpResponseBase:
    if file is None:
        raise Http404
    try:
        content = files.content_of(file)
    except files.Lost:
        messages.error(request, GONE)
        return HttpResponseRedirect(run_url(run))
    log.info("download %s of run %s by user %s", what, run.pk, request.user.pk)
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=file.name)
