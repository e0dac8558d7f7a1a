"""The doors to papers: is this one genuine, and may I have mine. The clock is read here."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lib.refused import Refused
from people.actor import WORKER, Actor, actor_of, address_called, needs_role
from people.roles import AUDITOR, CITY, COUNTER, FINANCE, REVIEWER
from records import files
from subsidies.letters import actions, queries
from subsidies.models import Application, Letter

SEEING = (WORKER, COUNTER, REVIEWER, CITY, FINANCE, AUDITOR)


class Enquiry(forms.Form):
    """The number as it stands on the paper."""

    number = forms.CharField(
        label="编号", max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        help_text="在文书右上角二维码旁边，四组、每组四个字母或数字。", error_messages={"required": "请填编号。"},
    )  # fmt: skip

    def clean_number(self) -> str:
        signs = "".join(sign for sign in self.cleaned_data["number"].upper() if sign.isalnum())
        if len(signs) != 16:
            raise forms.ValidationError(f"编号应是16个字母或数字，现在是{len(signs)}个。请看着文书重新填。", "length")
        return "-".join(signs[place : place + 4] for place in range(0, 16, 4))


class Compared(forms.Form):
    """A file whose content is compared and not kept."""

    file = forms.FileField(
        label="手里的PDF文件", widget=forms.FileInput(attrs={"accept": ".pdf"}),
        help_text="可以把文件拖到这里。只用来比对，不会保存。",
        error_messages={"required": "请先选一个PDF文件。", "empty": "这个文件是空的。请重新选一个。"},
    )  # fmt: skip

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > queries.MOST_BYTES:
            raise forms.ValidationError("这个文件超过10 MB，不是这里的文书。请选从本网站下载的PDF。", "size")
        content: bytes = file.read()
        return content


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enquiry(request: HttpRequest) -> HttpResponse:
    """For whoever cannot scan the code: the number typed in."""
    form = Enquiry(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return redirect("letters:letter", form.cleaned_data["number"])
    return render(request, "subsidies/letters/enquiry.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, number: str) -> HttpResponse:
    """What a number stands for, to whoever has the paper; and whether a file is the paper's own."""
    found = queries.confirmed(number)
    if found is None:
        return render(request, "subsidies/letters/unknown.html", {"number": number[:40]}, status=404)
    form = Compared(request.POST, request.FILES) if request.method == "POST" else Compared()
    same = None
    if form.is_bound and form.is_valid():
        same = queries.same_file(found.letter, form.cleaned_data["file"])
    obtainable = queries.obtainable(found.letter.number, actor_of(request.user), timezone.localdate())
    return render(request, "subsidies/letters/letter.html", {
        "found": found, "letter": found.letter, "form": form, "same": same, "obtainable": obtainable is not None,
    })  # fmt: skip


@never_cache
@require_safe
def download(request: HttpRequest, number: str) -> HttpResponse:
    """The file, to whom the case belongs or who may see it; a list on notice to everybody."""
    found = queries.obtainable(number, actor_of(request.user), timezone.localdate())
    if found is None:
        raise Http404("没有这份文书，或者它不是您的")
    try:
        content = files.content_of(found.file)
    except files.Lost as error:
        raise Http404("文书的文件不在了") from error
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.kind}-{found.number}.pdf"'
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(*SEEING)
def of_application(request: HttpRequest, pk: int) -> HttpResponse:
    """The papers of one case; asked for, a slip or the letter of its decision is made."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    application = get_object_or_404(Application.objects.visible_to(actor), pk=pk)
    if request.method == "POST":
        if actor.has(AUDITOR):
            raise PermissionDenied
        try:
            made = _made(request, application, actor)
        except Refused as refusal:
            messages.warning(request, refusal.message)
        else:
            return redirect("letters:file", made.number)
        return redirect("letters:of-application", pk)
    may = not actor.has(AUDITOR)
    return render(request, "subsidies/letters/of_application.html", {
        "application": application, "letters": queries.of_application(application), "back": _back(application, actor),
        "can_decide": may and application.state in actions.DECISION,
        "can_slip": may and application.state != Application.State.DRAFT,
    })  # fmt: skip


def _back(application: Application, actor: Actor) -> str:
    """To the case, as this reader has it; empty where it is on none of the reader's pages."""
    if actor.has(WORKER, COUNTER):
        return address_called("applicant:case", application.pk)
    return address_called("cases:case", application.pk) if actor.has(REVIEWER, CITY, AUDITOR) else ""


def _made(request: HttpRequest, application: Application, actor: Any) -> Letter:
    if request.POST.get("what") == "decision":
        return actions.decision(pk=application.pk, at=timezone.now())
    return actions.slip(pk=application.pk, actor=actor, at=timezone.now())
