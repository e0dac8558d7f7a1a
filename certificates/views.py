"""The calculator's pages. The clock is read here."""

import re
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from certificates.calculator import QUESTIONS, Question, Walk
from certificates.forms import SCHEME_CHOICES, UNLISTED, PaymentForm
from lib.days import chinese
from occupations.queries import atlas, search
from policy.words import LEVELS, level
from subsidies.fact_fields import OCCUPATION_CODE


@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """One question, or, once all are answered, the slip."""
    walk = Walk(request.GET, on=timezone.localdate())
    question = walk.question
    if walk.values.get("level") == 0 and (question is None or question.name != "level"):
        return render(request, "certificates/no_level.html", {"back": walk.change(QUESTIONS["level"])})
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
        "heading": _TITLES.get(question.name) or form.fields[question.asks].label,
        "stage": _stage(walk, question),
        "carried": walk.carried(question),
        "back": walk.back(question),
        "unit": {"months_insured": "个月"}.get(question.name, ""),
        "button": "改好了，看结果" if walk.complete else "下一步",
        "warnings": [w for w in walk.warnings() if question.name not in w.reads],
        "answers": walk.answers() if question not in walk.walk else [],
    }


_TITLES = {"months_insured": "在北京缴了几个月失业保险？"}


def _stage(walk: Walk, question: Question) -> str:
    if question not in walk.walk:
        return ""
    place = walk.walk.index(question) + 1
    return "" if walk.complete else f"第 {place} 问，大约 {max(place, 8)} 问"


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
        "code_typed": "" if hits or not re.fullmatch(OCCUPATION_CODE, words) else words,
        "unlisted": UNLISTED,
        "chosen": walk.values.get("occupation", ""),
        "chosen_name": atlas().name(walk.values.get("occupation", "")) or "列表里没有的职业",
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
    told, last_day, applied_on = walk.explanation, chinese(walk.last_day()), walk.values["applied_on"]
    if told.accepted:
        note = f"请在{last_day}当天或之前申请。"
    elif any(check.final or check.code == "SU-WINDOW" for check in told.failed):
        note = ""
    else:
        note = f"这本证书最晚{last_day}申请；在那以前符合了条件，可以再来。"
    return {
        "explanation": told,
        "subject": walk.subject,
        "answers": walk.answers(),
        "note": note,
        "link": request.build_absolute_uri(walk.address()),
        "today": chinese(walk.on),
        "as_of": chinese(applied_on) if applied_on < walk.on else "",
        "now": walk.address(applied_on=[]),
    }
