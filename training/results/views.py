"""The doors of how a class ends: results by screen and by workbook, certificates issued, taken along and checked. The
clock is read here."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.refused import Refused
from people import limits
from people.actor import WORKER, asking, needs_role
from people.limits import Limit
from people.logins import address_of
from people.roles import CLERK, MANAGER
from subsidies.letters import sealing
from training import queries as courses
from training.files.views import download, handed_in, latest
from training.filing.views import found, schools
from training.filing.views import line as own_line
from training.models import CompletionCertificate, TrainingClass
from training.results import actions, downloads, forms, papers, queries
from training.results.feed import FEED
from training.results.judging import Known, too_early
from training.roster.feed import CLASS, SCHOOL, scope_of
from training.roster.forms import Workbook

HERE = "training/results/"
CHECKING = Limit("completion-check", 30, 2_000)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(MANAGER, CLERK)
def of_class(request: HttpRequest, pk: int) -> HttpResponse:
    """The final exam of everybody in a class: POST keeps all of it at once, or says at each row what is wrong."""
    group, on, refused = found(request, pk), timezone.localdate(), ""
    known = Known([group])
    typed = forms.read(request.POST, known, on) if request.method == "POST" else forms.kept(known)
    if request.method == "POST" and not typed.wrong:
        try:
            many = actions.enter(
                pk=pk, told=typed.told, why=typed.why, actor=asking(request), at=timezone.now(), on=on
            )  # fmt: skip
            messages.success(request, f"已保存，登记或更正 {many} 人。" if many else "没有改动。")
            return redirect("results:class", pk)
        except Refused as refusal:
            refused = refusal.message
    return _class(request, group, known, typed=typed, refused=refused)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(MANAGER, CLERK)
def void(request: HttpRequest, pk: int) -> HttpResponse:
    """A trainee's result counts no more."""
    row = own_line(request, pk)
    form = forms.Void(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.void(line=pk, why=form.cleaned_data["why"], actor=asking(request), at=timezone.now())
            messages.success(request, f"{row.person.name}的成绩已作废。")
            return redirect("results:class", row.of_id)
        except Refused as refusal:
            form.add_error("why" if refusal.code == "R-WHY" else None, refusal.message)
    return render(request, f"{HERE}void.html", {
        "row": row, "one": row.of, "form": form, **queries.of_line(row),
    })  # fmt: skip


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def workbook(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The results to fill in."""
    return download(*downloads.workbook(found(request, pk), asking(request), timezone.now()))


@never_cache
@require_POST
@needs_role(MANAGER, CLERK)
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """It comes back."""
    group, form = found(request, pk), Workbook(request.POST, request.FILES)
    run = handed_in(request, form, FEED, scope_of(CLASS, pk))
    return redirect("files:one", run.pk) if run else _class(request, group, Known([group]), form=form)


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def whole(request: HttpRequest, school: int) -> HttpResponse:
    """The results of every class that has ended, in one workbook."""
    return _whole(request, school, Workbook())


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def workbook_of_all(request: HttpRequest, school: int) -> HttpResponseBase:
    """That workbook."""
    organisation = get_object_or_404(schools(asking(request)), pk=school)
    return download(*downloads.of_all(organisation, asking(request), timezone.now()))


@never_cache
@require_POST
@needs_role(MANAGER, CLERK)
def upload_whole(request: HttpRequest, school: int) -> HttpResponse:
    """It comes back."""
    organisation, form = get_object_or_404(schools(asking(request)), pk=school), Workbook(request.POST, request.FILES)
    run = handed_in(request, form, FEED, scope_of(SCHOOL, organisation.pk))
    return redirect("files:one", run.pk) if run else _whole(request, school, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(MANAGER, CLERK)
def completions(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has a certificate, who can have one, what the others lack; POST issues them."""
    group, on = found(request, pk), timezone.localdate()
    if request.method == "POST":
        try:
            many = actions.issue(pk=pk, actor=asking(request), at=timezone.now(), on=on)
            messages.success(request, f"已颁发 {many} 张培训合格证书。")
        except Refused as refusal:
            messages.warning(request, refusal.message)
        return redirect("results:completions", pk)
    standing = queries.standing(group) if group.first_day else []
    return render(request, f"{HERE}completions.html", {
        "one": group, "title": courses.title(group), "standing": standing, "early": too_early(group, on),
        "issued": [each for each in standing if each.certificate], "ready": [each for each in standing if each.ready],
        "lacking": [each for each in standing if each.lacks], "unconfirmed": queries.unconfirmed(group),
        "withdrawn": queries.withdrawn(group),
    })  # fmt: skip


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def files(request: HttpRequest, pk: int) -> HttpResponseBase:
    """All certificates of a class that hold, a trainee a page."""
    group = found(request, pk)
    rows = CompletionCertificate.objects.visible_to(asking(request)).filter(
        enrolment__of=group, voided_at__isnull=True
    )  # fmt: skip
    certificates = list(rows.select_related("enrolment__person").order_by("pk"))
    if not certificates:
        messages.warning(request, "这个班还没有发过培训合格证书。")
        return redirect("results:completions", pk)
    return _paper(group, certificates, f"培训合格证书 {group.number}.pdf")


@never_cache
@require_safe
@needs_role(MANAGER, CLERK, WORKER)
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One that holds: of a class of one's own institution, or one's own."""
    actor = asking(request)
    rows = CompletionCertificate.objects.visible_to(actor).filter(voided_at__isnull=True)
    if actor.person_id is None:
        rows = rows.filter(enrolment__of__organisation__in=actor.organisations)
    row: CompletionCertificate = get_object_or_404(
        rows.select_related("enrolment__person", "enrolment__of__organisation"), pk=pk
    )
    return _paper(row.enrolment.of, [row], f"培训合格证书 {row.number}.pdf")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """By number and name, both: POST, so that neither stands in an address. GET number, as the code does: filled in."""
    asked = request.method == "POST"
    form = forms.Check(request.POST if asked else None, initial={"number": request.GET.get("number", "")[:24]})
    found, answered = None, False
    if asked and form.is_valid():
        try:
            limits.count(CHECKING, address=address_of(request), at=timezone.now())
            found, answered = queries.confirmed(**form.cleaned_data), True
        except Refused as refusal:
            form.add_error(None, refusal.message)
    return render(request, "training/results/check.html", {
        "form": form, "found": found, "answered": answered, "test": sealing.is_test(),
    })  # fmt: skip


def _paper(one: TrainingClass, certificates: list[CompletionCertificate], name: str) -> FileResponse:
    return download(name, papers.sealed(papers.of_class(one, certificates), timezone.now()))


def _class(
    request: HttpRequest, group: TrainingClass, known: Known, *, typed: forms.Typed | None = None,
    form: Workbook | None = None, refused: str = "",
) -> HttpResponse:  # fmt: skip
    on, typed = timezone.localdate(), typed or forms.kept(known)
    told: dict[str, Any] = {"one": group, "title": courses.title(group), "early": too_early(group, on), "on": on}
    counted = [known.told(pk) for pk in known.lines]
    return render(request, f"{HERE}class.html", told | {
        "typed": typed, "refused": refused, "form": form or Workbook(), "settled": group.pk in known.settled,
        "told": sum(1 for each in counted if each), "passed": sum(1 for each in counted if each and each.passed),
        "holds": set(known.holds), "runs": latest(FEED, scope_of(CLASS, group.pk)),
    })  # fmt: skip


def _whole(request: HttpRequest, school: int, form: Workbook) -> HttpResponse:
    organisation = get_object_or_404(schools(asking(request)), pk=school)
    return render(request, f"{HERE}whole.html", {
        "organisation": organisation, "form": form, "runs": latest(FEED, scope_of(SCHOOL, organisation.pk)),
    })  # fmt: skip
