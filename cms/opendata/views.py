"""The doors of open data: the page that lists the sets, and the sets as files. Anybody may take them from anywhere."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from cms.catalogue import editions
from cms.opendata import files
from cms.opendata.dataset import DataSet
from cms.opendata.sets import SETS
from cms.opendata.structured import Offered, catalogue
from occupations.models import CatalogueEdition


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The sets there are, what their columns mean, and how a program asks."""
    published = editions.published()
    offered = [_offered(one, edition) for one in SETS.values() for edition in (published if one.by_edition else [None])]
    sets = [(one, [each for each in offered if each.one is one]) for one in SETS.values()]
    example = next((each.json for each in offered if not each.one.by_edition), "")
    return render(request, "cms/opendata/index.html", {
        "sets": sets, "licence": files.LICENCE, "most": files.MOST, "size": files.SIZE,
        "example": request.build_absolute_uri(example), "graph": catalogue(offered, request.build_absolute_uri),
    })  # fmt: skip


@require_safe
def today(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """A set that has no editions."""
    one = SETS.get(name)
    if one is None or one.by_edition:
        return _wrong("", "not_found", f"没有“{name[:40]}”这组数据；有哪些见 {reverse('data:index')}", 404)
    return _given(request, one, None, form)


@require_safe
def of_edition(request: HttpRequest, slug: str, name: str, form: str) -> HttpResponseBase:
    """A set of a published edition; old ones stay for ever."""
    one, edition = SETS.get(name), editions.published_called(slug)
    if one is None or not one.by_edition:
        return _wrong("", "not_found", f"没有“{name[:40]}”这组数据；有哪些见 {reverse('data:index')}", 404)
    if edition is None:
        return _wrong("", "not_found", f"没有公布过“{slug[:40]}”这一版；有哪些见 {reverse('data:index')}", 404)
    return _given(request, one, edition, form)


def _given(request: HttpRequest, one: DataSet, edition: CatalogueEdition | None, form: str) -> HttpResponseBase:
    if form not in files.TYPES:
        return _wrong("", "not_found", f"没有“{form[:10]}”这种格式，可以用 json、csv、xlsx。", 404)
    if form != "json":
        return _answer(request, files.table(one, edition, form), one, edition, form)
    number, size = _number(request, "page", 1), _number(request, "size", files.SIZE)
    if number < 1:
        return _wrong("page", "invalid", "页码要写成 1、2、3 这样的数字。", 400)
    if not 1 <= size <= files.MOST:
        return _wrong("size", "invalid", f"每页的行数要在 1 到 {files.MOST} 之间。", 400)
    found = files.page(one, edition, number, size, request.build_absolute_uri(request.path))
    if found is None:
        return _wrong("page", "not_found", "没有这一页；最后一页的 next 是 null。", 404)
    return _answer(request, found, one, edition, form)


def _number(request: HttpRequest, name: str, otherwise: int) -> int:
    """0 where what was given is no number."""
    text = request.GET.get(name, str(otherwise))
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0


def _answer(
    request: HttpRequest, file: files.File, one: DataSet, edition: CatalogueEdition | None, form: str
) -> HttpResponseBase:
    response = HttpResponse(file.content, content_type=files.TYPES[form])
    response["ETag"], response["Cache-Control"] = file.etag, "public, no-cache"
    response["Access-Control-Allow-Origin"] = "*"
    if form != "json":
        name = f"{one.slug}-{edition.slug}.{form}" if edition else f"{one.slug}.{form}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    told = get_conditional_response(request, etag=quote_etag(file.etag), response=response)
    return told or response


def _wrong(field: str, code: str, message: str, status: int) -> HttpResponse:
    """As the API says what is wrong."""
    told = {"errors": [{"field": field, "code": code, "message": message}]}
    response = JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _offered(one: DataSet, edition: CatalogueEdition | None) -> Offered:
    def address(form: str) -> str:
        if edition is None:
            return reverse("data:today", args=[one.slug, form])
        return reverse("data:edition", args=[edition.slug, one.slug, form])

    links = [(form, address(form), len(files.table(one, edition, form).content)) for form in ("csv", "xlsx")]
    return Offered(one, edition, len(files.rows_of(one, edition)), links, address("json"))
