"""The page of a class or a plan that is only planned: an address read, and the answer to it. Stored nowhere."""

from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django_htmx.http import replace_url

from lib.days import chinese
from occupations.queries import atlas, search
from subsidies.plan_forms import MOST_GROUPS, PlanForm, answers, groups_of, too_many
from subsidies.planning import Answer, Wrong, wrong


class Plan:
    """One address, read: the whole, its groups of people, what is missing or wrong, and what the rule says.

    A scheme says which forms ask, which answers stand folded because they may be left out, and where its page is.
    """

    form_class: ClassVar[type[PlanForm]]
    group_class: ClassVar[type[PlanForm]]
    folded: ClassVar[tuple[str, ...]]
    page: ClassVar[str]

    def __init__(self, given: QueryDict):
        told = answers(given)
        done, more = "done" in told, "more" in told
        self.form = self.form_class(told)
        self.groups: list[Any] = groups_of(self.group_class, told, more)
        self.asked = self.groups[:-1] if more and len(self.groups) > 1 else self.groups  # not yet the one just added
        self.missing = [label for part in self.forms for label in part.lacking(done)]
        too_many(self.asked)

    @property
    def forms(self) -> list[PlanForm]:
        return [self.form, *self.asked]

    @cached_property
    def wrong(self) -> list[Wrong]:
        return wrong(self.forms)

    @property
    def more_told(self) -> bool:
        """Something is answered that may be left out, so it stands open."""
        return any(self.form.data.get(name) for name in self.folded)

    @property
    def ready(self) -> bool:
        return not self.missing and not self.wrong

    def address(self) -> str:
        query = QueryDict(mutable=True)
        for part in self.forms:
            query.update(dict(part.said))
        return f"{reverse(self.page)}?{query.urlencode()}"

    def answer(self) -> Answer:
        """What the rule says. Only where the plan is ``ready``."""
        raise NotImplementedError


def shown(request: HttpRequest, plan: Plan, *, template: str, scheme: str, on: date) -> HttpResponse:
    """The whole page; while somebody types, only the answer, with the address that leads back to it."""
    context = {
        "plan": plan, "answer": plan.answer() if plan.ready else None, "scheme": scheme, "today": chinese(on),
        "link": request.build_absolute_uri(plan.address()),
    }  # fmt: skip
    if request.htmx:  # type: ignore[attr-defined]
        response = replace_url(render(request, "subsidies/plan/_answer.html", context), plan.address())
    else:
        response = render(request, template, context | _looked_up(request, plan))
    patch_vary_headers(response, ["HX-Request"])
    return response


def _looked_up(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    words = request.GET.get("q", "").strip()[:50]
    chosen = plan.form.cleaned_data.get("occupation") or ""
    return {
        "q": words, "hits": search(words) if words else [], "chosen": chosen,
        "chosen_name": atlas().name(chosen) or "", "full": len(plan.groups) == MOST_GROUPS,
    }  # fmt: skip
