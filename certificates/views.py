"""The calculator's pages. The clock is read here."""

import re
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from certificates.calculator import Question, Walk
from certificates.forms import SCHEME_CHOICES, PaymentForm
from lib.days import chinese
from occupations.queries import atlas, search
from policy.words import LEVELS, level
from subsidies.fact_fields import OCCUPATION_CODE


@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """One question, or, once all are answered, the slip."""
    walk = Walk(request.GET, on=timezone.localdate())
    question = walk.question
    if question is None:
        return render(request, "certificates/result.html", _result(request, walk))
    if question.name == "occupation":
        return render(request, "certificates/occupation.html", _occupation(request, walk, question))
    if question.name == "earlier" and walk.query.get("earlier") == "yes":
        return _payments(request, walk, question)
    return render(request, "certificates/question.html", _page(walk, question))


def _page(walk: Walk, question: Question) -> dict[str, Any]:
    form = walk.page_form(question)
    if question.name == "held":
        form.fields["held"] = _higher_levels(walk)
    return {
        "form": form,
        "title": _TITLES.get(question.name, ""),
        "stage": _stage(walk, question),
        "carried": walk.carried(question),
        "back": walk.back(question),
        "unit": {"months_insured": "个月"}.get(question.name, ""),
        "warnings": [w for w in walk.warnings() if question.name not in w.reads],
        "answers": walk.answers() if question not in walk.walk else [],
    }


_TITLES = {"months_insured": "到申请那个月，在北京一共缴了多少个月失业保险？"}


def _stage(walk: Walk, question: Question) -> str:
    if question not in walk.walk:
        return ""
    return f"第 {walk.walk.index(question) + 1} 问，共 {len(walk.walk)} 问"


def _higher_levels(walk: Walk) -> forms.ChoiceField:
    """Which higher certificate of the same occupation is held: its answer is the token that goes into the link."""
    code, own = walk.values["occupation"], walk.values["level"]
    choices = [("none", "没有更高的")] + [(f"{code}~{n}", name) for n, name in LEVELS.items() if n < own]
    return forms.ChoiceField(
        choices=choices, widget=forms.RadioSelect, label="同一个职业，您还有更高等级的证书吗？",
        error_messages={"required": "请选一个。", "invalid_choice": "请从列出的里面选一个。"},
    )  # fmt: skip


def _occupation(request: HttpRequest, walk: Walk, question: Question) -> dict[str, Any]:
    words = request.GET.get("q", "").strip()[:50]
    hits = search(words) if words else []
    return _page(walk, question) | {
        "q": words,
        "hits": hits,
        "unlisted": "" if hits or not re.fullmatch(OCCUPATION_CODE, words) else words,
        "chosen": walk.values.get("occupation", ""),
        "chosen_name": atlas().name(walk.values.get("occupation", "")),
    }


def _payments(request: HttpRequest, walk: Walk, question: Question) -> HttpResponse:
    """Earlier payments, one by one; adding one leads to an address that carries it."""
    adding = "add" in request.GET
    form = PaymentForm(request.GET if adding else None)
    if adding and "occupation" in walk.values and form.is_valid():
        paid = [*walk.query.getlist("paid"), form.token(walk.values["occupation"])]
        return HttpResponseRedirect(walk.address(paid=paid, earlier="yes"))
    tokens = walk.query.getlist("paid")
    records = [
        {"words": _payment_words(token, walk), "remove": walk.address(paid=tokens[:i] + tokens[i + 1 :], earlier="yes")}
        for i, token in enumerate(tokens)
    ]
    context = _page(walk, question) | {
        "payment_form": form, "records": records, "done": walk.address(earlier="done" if tokens else "no"),
        "errors": walk.form.errors.get("paid", []), "carried": [*walk.carried(question), ("earlier", "yes")],
        "tokens": tokens,
    }  # fmt: skip
    return render(request, "certificates/payments.html", context)


def _payment_words(token: str, walk: Walk) -> str:
    scheme, code, number, paid_on = (*token.split("~"), "", "", "", "")[:4]
    names = {key: words.partition("\n")[0] for key, words in SCHEME_CHOICES}
    own = walk.values.get("occupation", "")
    occupation = "这个职业" if code == own else atlas().name(code) or "别的职业"
    try:
        return f"{names[scheme]}，{occupation}，{level(int(number))}，{chinese(paid_on)}"
    except (KeyError, ValueError):
        return token


def _result(request: HttpRequest, walk: Walk) -> dict[str, Any]:
    return {
        "explanation": walk.explanation,
        "subject": walk.subject,
        "answers": walk.answers(),
        "note": f"请在{chinese(walk.last_day())}当天或之前申请。" if walk.explanation.accepted else "",
        "link": request.build_absolute_uri(walk.address()),
    }
