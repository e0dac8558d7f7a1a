"""The signs that most letters draw, so that they are cut out of the fonts once for all of them."""

from collections.abc import Iterator
from types import CodeType, ModuleType

from policy import scheme_of
from subsidies.handling import handled
from subsidies.letters import papers, parts
from subsidies.reasons import REFUSALS
from subsidies.templatetags.slip import STANDINGS

ALWAYS = "".join(map(chr, range(0x21, 0x7F))) + " ¥〔〕《》、，。：；“”（）·年月日元示例"


def common() -> str:
    """Whatever the letters' own code says, and the rules and reasons that they quote."""
    said = [ALWAYS, *_said(papers), *_said(parts)]
    said += [text for one in REFUSALS.values() for text in (one.official, one.plain, one.remedy)]
    said += [text for one in STANDINGS.values() for text in (one.word, one.meaning)]
    for code in handled():
        scheme = scheme_of(code)
        said += [scheme.title, scheme.terms.fund, scheme.terms.law_date_title]
        said += [opening.law for opening in scheme.terms.openings]
        for check in scheme.checks:
            said += [check.title, check.rule, check.message, check.remedy, check.basis]
    return "".join(said)


def strong() -> str:
    """What stands in bold: titles, headings, figures."""
    titles = [check.title for code in handled() for check in scheme_of(code).checks]
    return "".join([ALWAYS, *_said(papers, longest=14), *titles])


def _said(module: ModuleType, longest: int = 10_000) -> Iterator[str]:
    """The texts in a module's functions."""
    for function in vars(module).values():
        if isinstance(code := getattr(function, "__code__", None), CodeType) and function.__module__ == module.__name__:
            yield from (text for text in _constants(code) if len(text) <= longest)


def _constants(code: CodeType) -> Iterator[str]:
    for constant in code.co_consts:
        if isinstance(constant, str):
            yield constant
        elif isinstance(constant, CodeType):
            yield from _constants(constant)
        elif isinstance(constant, tuple):
            yield from (part for part in constant if isinstance(part, str))
