"""算得清小票: what a person reads. Answer first, then what failed, and every figure with its standing."""

import re
from dataclasses import replace

import pytest
from django.template import Context, engines

from cms.style_cases import (
    ALL_PASS,
    EVERY_STATE,
    LONG_WORDS,
    NOTHING,
    REFUSED,
    STANDARD,
    UNDER_REVIEW,
    WITH_A_SHARE,
    ZERO,
    check,
)
from policy import Explanation
from subsidies.templatetags import marks, slip


def show(explanation: Explanation, density: str = "full", **words: str) -> str:
    template = engines["django"].from_string("{% load slip %}{% slip explanation density=density title=title %}")
    return template.template.render(Context({"explanation": explanation, "density": density, "title": "", **words}))


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.replace("<wbr>", "")))


def test_an_entitled_worker_reads_the_amount_before_anything_else():
    words = text(show(ALL_PASS))
    assert (
        words.index("您可以领") < words.index("¥1,500.00") < words.index("怎么算出来的") < words.index("个条件都符合")
    )


def test_a_refused_worker_reads_what_failed_before_what_passed_and_sees_no_amount():
    words = text(show(REFUSED))
    assert words.index("现在还不能领") < words.index("2 条没有通过") < words.index("另外 6 条已经通过")
    assert "¥" not in words
    assert "合计" not in words


def test_every_condition_says_found_needed_basis_and_a_failed_one_what_to_do():
    html = show(REFUSED)
    failed = html[html.index("累计缴费月数") : html.index("申领期限")]
    for label in ("查到", "需要", "依据", "怎么办"):
        assert f"<dt>{label}</dt>" in failed
    passed = html[html.index("另外 6 条") :]
    assert "<dt>查到</dt>" in passed
    assert "<dt>怎么办</dt>" not in passed


@pytest.mark.parametrize(
    ("changed", "name", "word"),
    [
        ({}, "pass", "通过"),
        ({"passed": False}, "fail", "未通过"),
        ({"passed": False, "severity": "review"}, "look", "待核"),
        ({"passed": False, "severity": "info"}, "info", "提示"),
        ({"asked": False}, "none", "本期不要求"),
    ],
)
def test_a_state_is_a_sign_a_word_and_a_colour(changed, name, word):
    line = replace(check("SU-X", "一条条件", "查到的", "要的"), **changed)
    html = show(Explanation(False, False, 0, [line], [], "official"), density="letter")
    assert f"slip-check is-{name}" in html
    assert f'<span class="slip-word">{word}</span>' in html
    assert marks.PATHS[slip.state_of(line).mark] in html


@pytest.mark.parametrize(("code", "words"), [("SU-LEVEL", "这本证书领不了这项补贴"), ("TR-TERMS", "不能享受这项补贴")])
def test_what_nothing_can_heal_is_not_put_off(code, words):
    line = replace(check(code, "一条条件", "查到的", "要的", passed=False), final=True)
    refused = text(show(replace(REFUSED, checks=[*REFUSED.checks, line])))
    assert words in refused
    assert "还不能领" not in refused


def test_a_final_condition_that_passed_takes_no_hope_away():
    passed = [replace(line, final=True) if line.passed else line for line in REFUSED.checks]
    assert "现在还不能领" in text(show(replace(REFUSED, checks=passed)))


def test_only_what_needs_reading_stands_open():
    accepted, refused = show(ALL_PASS), show(REFUSED)
    assert accepted.index("<details") < accepted.index("8 个条件都符合") < accepted.index("slip-check ")
    assert refused.index("条没有通过</h3>") < refused.index("slip-check ") < refused.index("<details")


def test_the_answer_is_the_pages_heading_only_where_it_is_asked_to_be():
    template = engines["django"].from_string("{% load slip %}{% slip explanation heading=True %}")
    page = template.template.render(Context({"explanation": REFUSED}))
    (heading,) = re.findall(r"<h1.*?</h1>", page, re.DOTALL)
    assert text(heading).split() == ["核对结果", "现在还不能领"]
    assert re.findall("<h([1-6])", page) == ["1", "2"]
    assert "<h1" not in show(REFUSED)


def test_nothing_folds_on_paper():
    assert "<details" in show(EVERY_STATE)
    assert "<details" not in show(EVERY_STATE, density="letter")


def test_the_steps_stand_above_a_total_they_add_up_to():
    words = text(show(WITH_A_SHARE))
    assert "−¥336.00" in words
    assert "合计 ¥1,344.00" in words


@pytest.mark.parametrize(("status", "word"), [("official", "官方"), ("assumed", "推定"), ("illustrative", "示意")])
def test_the_stamp_is_the_weakest_figures_and_says_what_it_means(status, word):
    html = show(replace(ALL_PASS, status=status))
    assert re.search(rf'class="stamp stamp-{status}"[^>]*>{word}<', html)
    assert slip.STANDINGS[status].meaning in html


def test_each_figure_carries_its_own_standing():
    html = show(replace(ALL_PASS, steps=[replace(STANDARD, status="illustrative")]))
    assert "standing-illustrative" in html[html.index("slip-steps") : html.index("合计")]


def test_a_case_for_a_person_is_not_promised():
    words = text(show(UNDER_REVIEW))
    assert "核对通过后，可以领" in words
    assert "1 条要由工作人员核对，核对之后才能定" in words
    assert "您可以领" not in words


def test_an_accepted_nothing_is_said_as_such():
    words = text(show(ZERO))
    assert "条件都符合，这一次的金额是 官方" not in words
    assert "¥0.00" in words
    assert "不能领" not in words


def test_no_answers_are_not_called_a_success():
    words = text(show(NOTHING))
    assert "没有要核对的条件" in words
    assert "都符合" not in words


def test_a_name_cannot_break_out_of_the_page():
    line = check("SU-X", "<b>标题", "<script>alert(1)</script>", "a & b", basis="<i>〔2017〕40号")
    html = show(Explanation(True, False, 1, [line], [], "official"))
    assert "<script" not in html
    assert "<b>" not in html
    assert "<i>" not in html


def test_long_amounts_get_a_smaller_face_and_rare_characters_stay_themselves():
    html = show(LONG_WORDS)
    assert "slip-amount is-long" in html
    assert "¥1,234,567,890.12" in html
    assert "𠮷䶮㛃" in html
    assert "is-long" not in show(ALL_PASS)


def test_a_rule_page_lists_conditions_in_the_laws_order_without_a_case():
    html = show(EVERY_STATE, density="rule")
    assert "查到" not in html
    assert "stamp-" not in html.replace("standing-", "")
    titles = re.findall(r'slip-check-title"><span>([^<]+)', html)
    assert titles == [line.title for line in EVERY_STATE.checks]


def test_an_unknown_density_is_refused_aloud():
    with pytest.raises(ValueError, match="full, compact, letter, rule"):
        show(ALL_PASS, density="tiny")


@pytest.mark.parametrize("density", slip.DENSITIES)
def test_no_inline_style_or_script_at_any_density(density):
    assert not re.search(r"\sstyle=|<script|\son\w+=", show(EVERY_STATE, density=density))


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0"), (9_999, "9,999"), (10_000, "10,000"), (10_001, "1万+"), (1_000_000, "1万+")]
)
def test_a_count_stops_where_counting_stops_helping(count, words):
    assert marks.many(count) == words


def test_a_headline_breaks_between_clauses():
    html = marks.clauses("拿到技能证书，能领多少补贴？“算一算”。<b>")
    assert re.findall(r">([^<]+)</span>", html) == ["拿到技能证书，", "能领多少补贴？", "“算一算”。", "&lt;b&gt;"]


def test_a_documents_number_stays_whole():
    html = marks.cited("人社部发〔2017〕40号、京就办发〔2022〕1号第25项")
    assert '<span class="keep">人社部发〔2017〕40号</span>' in html
    assert '<span class="keep">京就办发〔2022〕1号</span><span class="keep">第25项</span>' in html


def test_a_choice_may_have_a_hint_on_its_second_line():
    assert (marks.first_line("企业职工\n单位缴费"), marks.second_line("企业职工\n单位缴费")) == ("企业职工", "单位缴费")
    assert marks.second_line("企业职工") == ""
