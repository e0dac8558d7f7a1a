"""The public pages of the catalogue. The clock is read here."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from certificates.counts import SMALL
from cms.catalogue import editions
from cms.catalogue.ladder import SOURCE, ladder
from cms.catalogue.occupation import Occupation, occupation
from occupations.models import CatalogueEdition
from occupations.queries import atlas, find

COMPARED = 3
SHOWN = 20  # occupations of a page of answers
LEVELS = "54321"


def _level(request: HttpRequest) -> int:
    text = request.GET.get("level", "")
    return int(text) if text in tuple(LEVELS) else 0


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find an occupation: GET q, field (the beginning of a code), level, urgent, after."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:40]
    within = request.GET.get("field", "")[:7]
    urgent = request.GET.get("urgent") == "1"
    text = request.GET.get("after", "")
    after = int(text) if text.isdecimal() and len(text) < 6 else 0
    on = localdate()
    found = find(words, on, field=within, level=_level(request), urgent=urgent, limit=SHOWN, after=after)
    context = {"q": words, "found": found, "urgent": urgent, "within": within, "level": _level(request)}
    context |= {"shown": SHOWN, "edition": editions.current(on), "after": after, "before": max(0, after - SHOWN)}
    context |= {"first": after + 1, "last": min(after + SHOWN, found.total)}
    return render(request, "cms/catalogue/search.html", context)


@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    """An occupation; an older code leads to today's."""
    found = _occupation(code, localdate(), _level(request))
    if found.named.code != code:
        return redirect("catalogue:occupation", found.named.code, permanent=True)
    return render(request, "cms/catalogue/occupation.html", {"one": found, "level": _level(request), "small": SMALL})


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Up to three occupations side by side: GET o, repeated; what is looked for next in q."""
    codes = list(dict.fromkeys(request.GET.getlist("o")[:10]))
    book, on = atlas(), localdate()
    known = [code for code in codes if book.known(code) and book.face(book.canonical(code))]
    columns = [_occupation(code, on, 0) for code in known[:COMPARED]]
    words = request.GET.get("q", "").replace("\0", "").strip()[:40]
    return render(request, "cms/catalogue/compare.html", {
        "columns": columns,
        "codes": [each.named.code for each in columns],
        "room": len(columns) < COMPARED,
        "q": words,
        "hits": [hit for hit in book.search(words, 6) if hit.code not in known] if words else [],
        "lost": [code for code in codes if code not in known],
    })  # fmt: skip


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The edition in force, and all that were published."""
    on = localdate()
    edition = editions.current(on)
    page = editions.page(edition, on) if edition else None
    return render(request, "cms/catalogue/edition.html", {"page": page, "editions": editions.published()})


@require_safe
def edition(request: HttpRequest, slug: str) -> HttpResponse:
    """One published edition; old ones stay readable for ever."""
    page = editions.page(_edition(slug), localdate())
    return render(request, "cms/catalogue/edition.html", {"page": page, "editions": editions.published()})


@require_safe
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """What an edition changed since the one before, or since GET against."""
    against = request.GET.get("against", "")
    difference = editions.changes(_edition(slug), _edition(against) if against else None)
    others = [each for each in editions.published() if each.slug != slug]
    return render(request, "cms/catalogue/changes.html", {"difference": difference, "others": others})


@require_safe
def levels(request: HttpRequest) -> HttpResponse:
    """The eight levels explained, and which of them are subsidised today."""
    return render(request, "cms/catalogue/levels.html", {"ladder": ladder(localdate()), "source": SOURCE})


def _occupation(code: str, on: date, level: int) -> Occupation:
    found = occupation(code, on, level)
    if found is None:
        raise Http404("没有这个职业")
    return found


def _edition(slug: str) -> CatalogueEdition:
    found = editions.published_called(slug)
    if found is None:
        raise Http404("没有公布过这一版")
    return found
