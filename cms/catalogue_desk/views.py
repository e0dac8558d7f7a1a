"""The doors of the editors' desk for the catalogue. The clock is read here."""

import io
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.catalogue.editions import tree
from cms.catalogue_desk import marked
from cms.catalogue_desk.forms import Facts, Part, Sending, Why
from cms.catalogue_desk.money import alike, effects
from lib.refused import Refused
from lib.workbook import Unreadable, blank, read
from occupations import comparing, editions
from occupations.editions import EditionFacts
from occupations.feeds import TEMPLATES
from occupations.lists import load_catalogue, load_posts
from occupations.models import CatalogueEdition
from occupations.table import Problem, Report, as_rows
from people.actor import needs_role
from people.models import User
from people.roles import EDITOR
from records import files

LOADERS = {"entries": load_catalogue, "posts": load_posts}
SHOWN = 200  # rows set aside that a page tells
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(EDITOR)
def index(request: HttpRequest) -> HttpResponse:
    """Every edition and where it stands; a new one begins here."""
    form = Facts(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                edition, _ = editions.draft_of(form.facts())
            return redirect("catalogue-desk:edition", edition.pk)
        except Refused as refusal:
            form.add_error(None, refusal.message)
    rows = CatalogueEdition.objects.order_by("demonstration", "-effective_from")
    return render(request, "cms/catalogue_desk/index.html", {"editions": rows, "form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(EDITOR)
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """One edition: what is in it, what it changes, what that does to money; a file sent here goes in."""
    row = get_object_or_404(CatalogueEdition, pk=pk)
    form, report = Part(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        try:
            report = _take(request, row, form.cleaned_data["part"], form.cleaned_data["file"])
        except (Refused, Unreadable) as refusal:
            form.add_error("file", getattr(refusal, "message", None) or str(refusal))
    return _shown(request, row, form=form, report=report)


@never_cache
@require_POST
@needs_role(EDITOR)
def move(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Send, take back, give back, agree or discard. What is wrong in a form is told beside it."""
    row, now, today = get_object_or_404(CatalogueEdition, pk=pk), timezone.now(), timezone.localdate()
    try:
        if verb == "send":
            form = Sending(request.POST, today=today)
            if not form.is_valid():
                return _shown(request, row, sending=form)
            editions.send(row, request.user, now, form.cleaned_data["publish_on"])
            messages.success(request, "已送审。要由另一位编辑同意，才会公布。")
        elif verb == "take-back":
            editions.take_back(row, request.user, now)
            messages.success(request, "已撤回，可以接着改。")
        elif verb == "give-back":
            why = Why(request.POST)
            if not why.is_valid():
                return _shown(request, row, why=why)
            editions.give_back(row, request.user, now, why.cleaned_data["note"])
            messages.success(request, "已退回，编制的人会看到原因。")
        elif verb == "agree":
            done = editions.agree(row, request.user, now, today)
            published = done.state == CatalogueEdition.State.PUBLISHED
            messages.success(request, "已公布。" if published else f"已同意，{done.publish_on:%Y年%-m月%-d日}公布。")
        elif verb == "discard":
            with transaction.atomic():
                marked.forget(row)
                editions.discard(row)
            messages.success(request, f"{row.label}的草稿已删除。")
            return redirect("catalogue-desk:index")
        else:
            raise Http404("没有这个操作")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("catalogue-desk:edition", pk)


@never_cache
@require_safe
@needs_role(EDITOR)
def template(request: HttpRequest, part: str) -> HttpResponse:
    """An empty workbook of a part."""
    if part not in TEMPLATES:
        raise Http404("没有这张表")
    response = HttpResponse(blank(TEMPLATES[part]), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="catalogue-{part}.xlsx"'
    return response


@never_cache
@require_safe
@needs_role(EDITOR)
def mended(request: HttpRequest, pk: int, part: str) -> HttpResponseBase:
    """The last workbook of a part with its errors marked, to be mended and sent again."""
    found = marked.of(get_object_or_404(CatalogueEdition, pk=pk)).get(part)
    if found is None:
        raise Http404("没有要改的表")
    try:
        content = files.content_of(found.file)
    except files.Lost:
        messages.warning(request, "标好的文件在服务器上找不到了。请把原来的文件再导入一次，会重新标。")
        return redirect("catalogue-desk:edition", pk)
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=found.file.name)


def _take(request: HttpRequest, row: CatalogueEdition, part: str, file: Any) -> Report:
    """The file's rows into the draft, in place of what was there. Raises Refused, Unreadable."""
    facts = EditionFacts(
        row.year, row.version, row.title, row.effective_from, row.demonstration, row.source, row.effective_to,
        tuple(row.scale),
    )  # fmt: skip
    content, template = file.read(), TEMPLATES[part]
    book = read(content, file.name, template)
    report = LOADERS[part](facts, as_rows(book), replace=True)
    assert isinstance(request.user, User)  # the door let only an editor through
    marked.keep(row, part, template, (content, file.name), book, report, request.user, timezone.now())
    return report


def _wrong(report: Report | None) -> list[tuple[str, Problem]]:
    """What is wrong in the file, under its columns' headings."""
    titles = {column.name: column.title for template in TEMPLATES.values() for column in template.columns}
    return [(titles.get(each.column, each.column), each) for each in report.problems[:SHOWN]] if report else []


def _shown(request: HttpRequest, row: CatalogueEdition, **forms: Any) -> HttpResponse:
    today = timezone.localdate()
    difference = comparing.compare(comparing.before(row), row)
    draft, sent = row.state == row.State.DRAFT, row.state == row.State.SENT
    own = row.sent_by_id is not None and row.sent_by_id == request.user.pk
    return render(request, "cms/catalogue_desk/edition.html", {
        "edition": row, "difference": difference, "money": alike(effects(difference, today)),
        "draft": draft, "sent": sent,
        "own": own, "entries": row.entries.count(), "urgent": row.entries.filter(urgent=True).count(),
        "posts": row.posts.count(), "industries": len(tree(list(row.posts.all()))),
        "marked": [(part, Part.PARTS[part], one) for part, one in marked.of(row).items()],
        "steps": row.steps.select_related("by"),
        "form": forms.get("form") or Part(), "report": forms.get("report"), "wrong": _wrong(forms.get("report")),
        "sending": forms.get("sending") or Sending(today=today, initial={"publish_on": max(today, row.effective_from)}),
        "why": forms.get("why") or Why(),
    })  # fmt: skip
