"""What the house asks of every scheme's law, whoever wrote it: whole, in Chinese, with a text for each figure."""

import re
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from policy import BLOCK, INFO, REVIEW, Check, Scheme, Step, decide, registered, scheme_of
from policy.examples import decide_example, load_examples
from policy.figures import history

SCHEMES = registered()
CHECKS = [(scheme, check) for scheme in SCHEMES for check in scheme.checks]
STEPS = [(scheme, step) for scheme in SCHEMES for step in scheme.steps]
FIGURES = [(scheme, name) for scheme in SCHEMES for name in scheme.terms.values]

every_scheme = pytest.mark.parametrize("scheme", SCHEMES, ids=lambda s: s.code)
every_check = pytest.mark.parametrize(("scheme", "check"), CHECKS, ids=lambda x: x.code)
every_step = pytest.mark.parametrize(("scheme", "step"), STEPS, ids=lambda x: x.code)
every_figure = pytest.mark.parametrize(("scheme", "name"), FIGURES, ids=lambda x: x if isinstance(x, str) else x.code)

CHINESE = re.compile(r"[\u4e00-\u9fff]")
LEFT_OVER = re.compile(r"None|nan|NaT|True|False|[{}\[\]<>_]|[A-Za-z]{2,}|,(?!\d{3})|[.](?!\d)|[;:!?]")
COURSES = re.compile(r"GYB|SYB|IYB")


def is_plain(text: str) -> bool:
    """Chinese words, Chinese punctuation, nothing left over from a program."""
    return bool(CHINESE.search(text)) and not LEFT_OVER.search(COURSES.sub("", text))


def is_sentence(text: str) -> bool:
    return is_plain(text) and text.endswith("。") and "。。" not in text


def examples_of(scheme: Scheme) -> list:
    folder = Path(import_module(scheme.derive.__module__).__file__).parent
    return load_examples(folder / "examples.yaml", scheme.members)


def days_of(scheme: Scheme) -> list[np.datetime64]:
    return [opening.since for opening in scheme.terms.openings]


def test_words_left_over_from_a_program_are_seen():
    assert is_plain("满12个月，领¥1,500.00或72.5学时")
    assert is_sentence("参加SYB培训的，不少于70学时。")
    for crime in ("满{}个月", "None个月", "months", "是,否", "好.", "nan学时", "[1, 2]个", "no words"):
        assert not is_plain(crime), crime
    assert not is_sentence("没有句号")


@every_scheme
def test_a_scheme_is_known_by_its_code_and_its_slug(scheme):
    assert scheme_of(scheme.code) is scheme
    assert re.fullmatch(r"[A-Z]{2}", scheme.code)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", scheme.slug)
    assert scheme.law_date in {fact.name for fact in scheme.facts if fact.kind == "day"}
    assert all(is_plain(text) for text in (scheme.title, scheme.terms.fund, scheme.terms.law_date_title))


def test_no_two_schemes_share_a_code_a_slug_or_a_rank():
    for names in zip(*((s.code, s.slug, s.rank) for s in SCHEMES), strict=True):
        assert len(set(names)) == len(SCHEMES)


@every_scheme
def test_codes_of_checks_begin_with_the_schemes_and_none_is_used_twice(scheme):
    codes = [check.code for check in scheme.checks]
    assert all(re.fullmatch(rf"{scheme.code}-[A-Z]+", code) for code in codes)
    assert len(set(codes)) == len(codes)
    assert codes[0] == scheme.terms_check.code == f"{scheme.code}-TERMS"
    assert len({step.code for step in scheme.steps}) == len(scheme.steps)
    assert {f"{scheme.code}-CODE", f"{scheme.code}-EDITION"} == {c.code for c in scheme.checks if c.severity == INFO}


@every_check
def test_a_check_says_in_chinese_what_it_asks_what_is_wrong_what_to_do_and_who(scheme: Scheme, check: Check):
    assert all(is_sentence(text) for text in (check.rule, check.message, check.remedy))
    assert all(is_plain(text) for text in (check.title, check.who))
    assert not re.search(r"[。，]$", check.title + check.who)
    for words in (check.found, check.needed):
        assert callable(words) or words == "{}" or is_plain(words.replace("{}", "一"))
    assert check.severity in (BLOCK, REVIEW, INFO)
    assert check.scope in ("row", "group")
    assert check.message != check.rule
    assert not check.basis or CHINESE.search(check.basis)


@every_check
def test_a_check_names_figures_that_exist_and_facts_that_can_be_mended(scheme: Scheme, check: Check):
    assert set(check.figures) <= set(scheme.terms.values)
    facts = {fact.name for fact in (*scheme.facts, *scheme.member_facts)} | {*scheme.lists, scheme.members, "hours"}
    assert set(check.reads) <= facts


@every_step
def test_a_step_has_its_rule_and_its_figures(scheme: Scheme, step: Step):
    assert is_sentence(step.rule)
    assert callable(step.name) or is_plain(step.name.replace("{}", "一"))
    assert set(step.figures) <= set(scheme.terms.values)


@every_figure
def test_a_figure_has_a_value_a_text_and_a_standing_on_every_day_that_opens_something(scheme: Scheme, name):
    terms, value = scheme.terms, scheme.terms.values[name]
    assert is_plain(value.title)
    assert not value.unit or value.unit == "%" or is_plain(value.unit)
    assert value.entries[0].since == terms.starts[0]
    for day in days_of(scheme):
        assert CHINESE.search(terms.law(name, day))
        assert terms.status(name, day) in (0, 1, 2)
        if terms.status(name, day) == 2:
            assert is_sentence(value.on(day).note), "an illustrative figure says that it is one, and why"
    for span in history(terms, name):
        assert is_plain(span.text) or re.fullmatch(r"¥[\d,]+\.\d\d|[\d.]+%", span.text)
    assert set(value.words) >= {e.plain for e in value.entries if isinstance(e.plain, str)}


def test_every_figure_is_named_by_what_uses_it():
    named = {
        (scheme.code, name) for scheme in SCHEMES for one in (*scheme.checks, *scheme.steps) for name in one.figures
    }
    assert {(scheme.code, name) for scheme, name in FIGURES} - named == {
        ("AP", "advance_share"),  # of a plan as a whole: no apprentice has it on a line
        ("TR", "startup_hours"),  # TR-HOURS reads it for one kind only, and is as sure as it there alone
        *((scheme.code, name) for scheme in SCHEMES for name in ("notice", "notice_by")),  # how a case is handled
    }


@every_scheme
def test_every_opening_says_by_which_text_and_an_unsure_one_why(scheme):
    days = days_of(scheme)
    assert all(a < b for a, b in pairwise(days))
    for opening in scheme.terms.openings:
        assert CHINESE.search(opening.law)
        assert opening.status == 0 or is_sentence(opening.note)


@every_scheme
def test_every_set_of_terms_has_a_rule_and_no_rule_is_without_terms(scheme):
    starts = set(scheme.terms.starts)
    assert {np.datetime64(day, "D") for day in scheme.rules} <= starts
    assert {scheme.rule_on(start) for start in starts} == set(scheme.rules.values())


@every_scheme
def test_every_check_and_every_step_is_reached_under_every_set_of_terms(scheme):
    case = examples_of(scheme)[0].body
    for start in scheme.terms.starts:
        sheet = decide(scheme, *scheme.unfold([case | {scheme.law_date: str(start)}]))
        (part,) = sheet._parts
        assert [one.check for one in part.checks if one.check not in scheme.checks] == []
        assert sorted(one.check.code for one in part.checks) == sorted(check.code for check in scheme.checks)
        assert [one.step for one in part.steps] == list(scheme.steps)


@every_scheme
def test_each_check_lets_one_worked_example_through_and_is_the_only_one_to_stop_another(scheme):
    deciding = {check.code for check in scheme.checks if check.severity != INFO}
    passed, alone = set(), set()
    for example in examples_of(scheme):
        sheet = decide_example(scheme, example)
        people = [sheet.explain(row) for row in range(len(sheet))]
        for told in [*people, *([sheet.explain_group(0, people)] if scheme.members else [])]:
            stopping = [c.code for c in told.failed if c.severity != INFO]
            alone |= set(stopping) if len(stopping) == 1 else set()
            passed |= {c.code for c in told.checks if c.passed and c.asked}
    assert (deciding - passed, deciding - alone) == (set(), set())


@every_scheme
def test_worked_examples_stand_on_each_day_that_opens_something_and_on_its_eve(scheme):
    law_dates = {np.datetime64(example.body[scheme.law_date]) for example in examples_of(scheme)}
    assert {day for opened in days_of(scheme) for day in (opened, opened - 1)} - law_dates == set()


@every_scheme
def test_every_sentence_of_every_worked_example_is_plain(scheme):
    """What the API and the slip print: no program's word, no English, on any line of any case."""
    for example in examples_of(scheme):
        sheet = decide_example(scheme, example)
        told = [sheet.explain(row) for row in range(len(sheet))][:4]
        told += [sheet.explain_group(0, told)] if scheme.members else []
        for line in (line for each in told for line in each.checks):
            texts = (line.title, line.found, line.needed, line.message, line.remedy)
            assert all(is_plain(text) for text in texts), (example.title, line)
            assert is_sentence(line.message)
            assert CHINESE.search(line.basis)
            assert line.remedy == "无需办理" if line.passed else is_sentence(line.remedy)
        for step in (step for each in told for step in each.steps):
            assert is_plain(step.name.replace("×", "")), (example.title, step)


@every_scheme
def test_the_facts_a_scheme_asks_for_are_named_in_chinese(scheme):
    groups = [scheme.facts, scheme.member_facts, *scheme.lists.values()]
    for facts in groups:
        assert len({fact.name for fact in facts}) == len(facts)
        for fact in facts:
            assert CHINESE.search(fact.title)
            assert not fact.words or all(CHINESE.search(words) for words in fact.words.values())
            assert (fact.kind == "word") == bool(fact.words)
            assert fact.required or fact.null or fact.default is not None
