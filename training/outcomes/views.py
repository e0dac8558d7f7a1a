"""The public pages of what becomes of trainees."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from people.models import Organisation
from training.derive import KINDS
from training.outcomes import queries
from training.outcomes.figures import WORDS

HERE = "training/outcomes/"
KIND = "key-group"  # the kind most people ask about stands first
BY = {queries.SCHOOL: "培训机构", queries.COURSE: "课程"}
SORTS = {queries.NAME: "名称", queries.BEGAN: "人次", **WORDS}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """By institution or by course, of one kind of training: GET kind, by, q, year, sort, after."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:40]
    kind, by = _one_of(request, "kind", KINDS, KIND), _one_of(request, "by", BY, queries.SCHOOL)
    sort = _one_of(request, "sort", SORTS, queries.NAME)
    years, year = queries.years(), _number(request, "year")
    year = year if year in years else 0
    kinds = [(KIND, KINDS[KIND]), *((code, name) for code, name in KINDS.items() if code != KIND)]
    return render(request, f"{HERE}index.html", {
        "q": words, "kind": kind, "kinds": kinds, "by": by, "bys": BY.items(), "by_words": BY[by],
        "year": year, "years": years, "sort": sort, "sorts": SORTS.items(), "counted": queries.counted(),
        "page": queries.page(by, kind, words, year, sort, _number(request, "after")),
    })  # fmt: skip


@require_safe
def school(request: HttpRequest, school: str) -> HttpResponse:
    """One institution, by its credit code."""
    one = get_object_or_404(Organisation.objects.select_related("district"), code=school)
    kinds = queries.school(one)
    if not kinds:
        raise Http404("这家机构还没有结束的班")
    return render(request, f"{HERE}school.html", {"one": one, "kinds": kinds, "counted": queries.counted()})


def _one_of(request: HttpRequest, name: str, known: dict[str, str], otherwise: str) -> str:
    text = request.GET.get(name, "")
    return text if text in known else otherwise


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
