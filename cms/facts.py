"""Facts on a page of the editors': an editor chooses which, the tables say what, anew at each reading.

A page tells its blocks the day by ``on`` (numpy day) in its context.
"""

from collections.abc import Callable
from typing import Any

from wagtail.blocks import ChoiceBlock

from cms import rule_pages
from cms.addresses import address
from policy import registered

# Where one can be sent from a text: its key, words, the page's name. Those that do not stand are not offered.
WAYS = (
    ("calculator", "算一算：我能领多少", "certificates:calculator"),
    ("occupations", "查职业、查目录", "catalogue:search"),
    ("my", "查自己的证书与补贴", "my:home"),
    ("progress", "查办理进度", "applicant:list"),
    ("notices", "看公示", "notices:index"),
    ("find", "在公示里找自己的名字", "notices:find"),
    ("letter", "核对文书真假", "letters:enquiry"),
    ("rules", "查补贴规则", "rules:index"),
    ("joining", "单位入驻", "joining:index"),
)


def schemes() -> list[tuple[str, str]]:
    return [(scheme.code, scheme.title) for scheme in registered()]


def figures() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (scheme.title, [(f"{scheme.code}.{name}", value.title) for name, value in scheme.terms.values.items()])
        for scheme in registered()
    ]


def examples() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (scheme.title, [(f"{scheme.code}.{one.title}", one.title) for one in rule_pages.examples(scheme)])
        for scheme in registered()
    ]


def ways() -> list[tuple[str, str]]:
    fixed = [(key, words) for key, words, name in WAYS if address(name)]
    return fixed + [(f"rule-{scheme.code}", f"规则：{scheme.title}") for scheme in registered()]


class Fact(ChoiceBlock):
    """What was chosen is kept; what it says is looked up by ``told(value, on)`` when the page is read."""

    def told(self, value: str, on: Any) -> dict[str, Any]:
        """What the template shows; empty where the tables do not know it any more."""
        raise NotImplementedError

    def get_context(self, value: str, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        told = self.told(value, context["on"]) if value else {}
        return {**context, **told, "known": bool(told)}


class Standard(Fact):
    choices: Callable = staticmethod(schemes)

    class Meta:
        label = "补贴标准（由规则给出）"
        icon = "table"
        group = "由规则给出"
        template = "cms/blocks/standard.html"

    def told(self, value: str, on: Any) -> dict[str, Any]:
        scheme = rule_pages.scheme_called(value)
        if scheme is None:
            return {}
        used = dict.fromkeys(name for step in scheme.steps for name in step.figures)
        found = [rule_pages.figure(scheme, name, on) for name in used]
        return {"scheme": scheme, "figures": [one for one in found if one.now]}


class OneFigure(Fact):
    choices: Callable = staticmethod(figures)

    class Meta:
        label = "一个数（由规则给出）"
        icon = "order"
        group = "由规则给出"
        template = "cms/blocks/figure.html"

    def told(self, value: str, on: Any) -> dict[str, Any]:
        code, _, name = value.partition(".")
        scheme = rule_pages.scheme_called(code)
        if scheme is None or name not in scheme.terms.values:
            return {}
        return {"scheme": scheme, "figure": rule_pages.figure(scheme, name, on)}


class Conditions(Fact):
    choices: Callable = staticmethod(schemes)

    class Meta:
        label = "全部条件（由规则给出）"
        icon = "list-ul"
        group = "由规则给出"
        template = "cms/blocks/conditions.html"

    def told(self, value: str, on: Any) -> dict[str, Any]:
        scheme = rule_pages.scheme_called(value)
        if scheme is None:
            return {}
        listed = [
            (words, rule_pages.with_figures(scheme, on, of=checks)) for words, checks in rule_pages.conditions(scheme)
        ]
        return {"scheme": scheme, "conditions": listed}


class WorkedExample(Fact):
    choices: Callable = staticmethod(examples)

    class Meta:
        label = "算例（由规则给出）"
        icon = "clipboard-list"
        group = "由规则给出"
        template = "cms/blocks/example.html"

    def told(self, value: str, on: Any) -> dict[str, Any]:
        code, _, title = value.partition(".")
        scheme = rule_pages.scheme_called(code)
        found = [one for one in rule_pages.examples(scheme) if one.title == title] if scheme else []
        return {"scheme": scheme, "example": found[0]} if found else {}


class Way(Fact):
    choices: Callable = staticmethod(ways)

    class Meta:
        label = "去办、去算、去查（链接）"
        icon = "link"
        group = "由规则给出"
        template = "cms/blocks/way.html"

    def told(self, value: str, on: Any) -> dict[str, Any]:
        if value.startswith("rule-"):
            scheme = rule_pages.scheme_called(value.removeprefix("rule-"))
            return {"words": f"{scheme.title}的规则", "url": address("rules:scheme", scheme.code)} if scheme else {}
        found = [(words, address(name)) for key, words, name in WAYS if key == value]
        return {"words": found[0][0], "url": found[0][1]} if found and found[0][1] else {}
