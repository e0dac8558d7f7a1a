"""The one page fragment of this room: suggestions while somebody types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from occupations.queries import search


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """GET q → radio rows named `occupation` (occupations/_suggest.html); empty for an empty q."""
    words = request.GET.get("q", "").strip()[:50]
    context = {"q": words, "hits": search(words), "chosen": request.GET.get("occupation", "")}
    return render(request, "occupations/_suggest.html", context)
