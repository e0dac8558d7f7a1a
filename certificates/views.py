"""The calculator's pages. The clock is read here."""

import re
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
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
    own = {"held": _higher_levels(walk)} if question.name == "held" else {}
    form = walk.page_form(question, **own)
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


_TITLES = {"months_insured": "在北京缴失业保险，一共几个月？"}


def _stage(walk: Walk, question: Question) -> str:
    if question not in walk.walk:
        return ""
    place = walk.walk.index(question) + 1
    return "" if walk.complete else f"第 {place} 问，大约 {len(walk.walk)} 问"


def _higher_levels(walk: Walk) -> forms.ChoiceField:
    """Which higher certificate of the same occupation is held: its answer is the token that goes into the link."""
    code, own = walk.values["occupation"], walk.values["level"]
    choices = [("none", "没有更高的")] + [(f"{code}~{n}", name) for n, name in LEVELS.items() if n < own]
    return forms.ChoiceField(
        choices=choices, widget=forms.RadioSelect, label="同一个职业，您还有更高等级的证书吗？",
        error_messages={"required": "请选有没有更高等级的证书。", "invalid_choice": "请从列出的里面选一个。"},
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
    """Earlier payments: those told so far, or the next question about one; an address carries what was answered."""
    tokens = walk.query.getlist("paid")
    if tokens and "add" not in request.GET:
        return render(request, "certificates/payments.html", _told_payments(walk, question, tokens))
    given = PaymentForm(request.GET)
    if not given.asks:
        paid = [*tokens, given.token(walk.values["occupation"])]
        return HttpResponseRedirect(walk.address(paid=paid, earlier="yes"))
    return render(request, "certificates/payment.html", _next_of_payment(request.GET, walk, question, given))


def _told_payments(walk: Walk, question: Question, tokens: list[str]) -> dict[str, Any]:
    records = [
        {"words": _payment_words(token, walk), "remove": walk.address(paid=tokens[:i] + tokens[i + 1 :], earlier="yes")}
        for i, token in enumerate(tokens)
    ]
    return _page(walk, question) | {
        "records": records,
        "errors": walk.form.errors.get("paid", []),
        "done": walk.address(earlier="done"),
        "more": walk.address(paid=tokens, earlier="yes", add="1"),
    }


def _next_of_payment(sent: QueryDict, walk: Walk, question: Question, given: PaymentForm) -> dict[str, Any]:
    """The first question about this payment that has no answer yet, with the answers before it."""
    tokens, asks = walk.query.getlist("paid"), given.asks
    order = list(given.fields)
    before = {name: str(sent[name])[:200] for name in order[: order.index(asks)]}
    adding: dict[str, str | list[str]] = {"paid": tokens, "earlier": "yes", "add": "1"}
    back = walk.address(**adding, **dict(list(before.items())[:-1])) if before else ""
    page = _page(walk, question)
    return page | {
        "form": PaymentForm(sent if sent.get("step") == asks else None).keep([asks]),
        "heading": given.fields[asks].label,
        "stage": " · ".join(filter(None, [page["stage"], f"第 {len(tokens) + 1} 条补贴"])),
        "carried": [
            *page["carried"], ("earlier", "yes"), *(("paid", token) for token in tokens), ("add", "1"), ("step", asks),
            *before.items(),
        ],
        "back": back or (walk.address(paid=tokens, earlier="yes") if tokens else page["back"]),
        "button": "加上这一条" if asks == order[-1] else "下一步",
        "skip": walk.address(earlier="done") if tokens else walk.address(earlier="no"),
        "skip_words": "不补了，就前面那些" if tokens else "其实没有，跳过这一问",
    }  # fmt: skip


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
