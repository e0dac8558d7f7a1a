"""The API's guide: a page for people, in place of a description that only programs read with ease."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from subsidies import guide


@require_safe
def api_guide(request: HttpRequest) -> HttpResponse:
    root = request.build_absolute_uri("/").rstrip("/")
    context = {"root": root, "operations": guide.operations(), "shapes": guide.shapes(), "limits": guide.limits()}
    return render(request, "subsidies/api_guide.html", context)
