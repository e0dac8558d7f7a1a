"""The signs that most letters draw, so that they are cut out of the fonts once for all of them."""

from collections.abc import Iterator
from types import CodeType, ModuleType

from django.conf import settings

from policy import scheme_of
from policy.words import Words
from subsidies.handling import handled
from subsidies.letters import papers, parts
from subsidies.reasons import REFUSALS
from subsidies.templatetags.slip import STANDINGS

ALWAYS = "".join(map(chr, range(0x21, 0x7F))) + "¥〔〕《》、，。：；．“”（）·年月日元"
OFTEN = "人民币零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整中国工商农业建设交通邮政储蓄北京银行社会保障卡尾号养老护理员区"


def common() -> str:
    """Whatever the letters' own code says, and the rules and reasons that they quote."""
    said = [ALWAYS, OFTEN, settings.ISSUER, *_said(papers), *_said(parts)]
    said += [text for one in REFUSALS.values() for text in (one.official, one.plain, one.remedy)]
    said += [text for one in STANDINGS.values() for text in (one.word, one.meaning)]
    for code in handled():
        scheme = scheme_of(code)
        said += [scheme.title, scheme.terms.fund, scheme.terms.law_date_title]
        said += [opening.law for opening in scheme.terms.openings]
        for check in scheme.checks:
            said += [check.title, check.rule, check.message, check.remedy, check.basis]
            said += [*_worded(check.found), *_worded(check.needed)]
        for step in scheme.steps:
            said += [step.basis, *_worded(step.name)]
    return "".join(said)


def strong() -> str:
    """What stands in bold: titles, headings, figures."""
    titles = [check.title for code in handled() for check in scheme_of(code).checks]
    return "".join([ALWAYS, settings.ISSUER, *_said(papers, 14), *_said(parts, 14), *titles])


def _said(module: ModuleType, longest: int = 10_000) -> Iterator[str]:
    """The texts in a module and in its functions."""
    yield from (text for text in vars(module).values() if isinstance(text, str) and len(text) <= min(longest, 200))
    for function in vars(module).values():
        if isinstance(code := getattr(function, "__code__", None), CodeType) and function.__module__ == module.__name__:
            yield from (text for text in _constants(code) if len(text) <= longest)
            yield from (text for text in getattr(function, "__defaults__", None) or () if isinstance(text, str))


def _worded(words: Words) -> Iterator[str]:
    """What a check or a step may say of what it found."""
    if isinstance(words, str):
        yield words
    elif isinstance(code := getattr(words, "__code__", None), CodeType):
        yield from _constants(code)


def _constants(code: CodeType) -> Iterator[str]:
    for constant in code.co_consts:
        if isinstance(constant, str):
            yield constant
        elif isinstance(constant, CodeType):
            yield from _constants(constant)
        elif isinstance(constant, tuple):
            yield from (part for part in constant if isinstance(part, str))
