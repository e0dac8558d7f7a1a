"""The public rule pages say what is decided, how sure it is, and what an example comes to, in words."""

import re

import numpy as np
import pytest

from cms import rule_pages
from policy import registered

ON = np.datetime64("2026-06-01", "D")
CODES = ("SU", "TR", "AP")


def shown(code: str) -> dict[str, str]:
    return {one.title: one.answer for one in rule_pages.examples(rule_pages.scheme_called(code))}


@pytest.mark.parametrize("code", CODES)
def test_an_example_is_answered_in_words_and_never_in_codes(code):
    answers = shown(code).values()
    assert not [text for text in answers if re.search(r"[A-Z]{2}-[A-Z]|：$|：，", text)]
    assert {text[:2] for text in answers} <= {"可以", "不能", "全班"}


def test_an_answer_says_why_not_how_many_and_who_looks():
    assert shown("SU")["要靠2个缓缴月份才够12个月，先计入，转人工核对"] == "可以领 ¥1,500.00，需人工核对：缓缴月份"
    assert shown("SU")["差一个月，11个月不算满"] == "不能领：参保月数"
    assert shown("TR")["一个班51人，全班不补"] == "全班不能享受：班级人数"
    assert shown("TR")["金蓝领项目只收本市参保人员"] == "可以享受 ¥1,500.00，7人中6人不能享受：培训对象"
    assert shown("AP")["全部学徒都离开了，预支的2,500元全部追回"] == "不能享受：培养到期满，追回 ¥2,500.00"


def test_a_class_has_conditions_of_its_own_before_those_of_each_trainee():
    heads = [(head, checks[0].code) for head, checks in rule_pages.conditions(rule_pages.scheme_called("TR")) if checks]
    assert heads == [
        ("全班的条件（一条不过，全班不补）", "TR-TERMS"),
        ("每名学员的条件（一条不过，这名学员不补）", "TR-GROUP"),
        ("只作提示，不影响结果", "TR-CODE"),
    ]


@pytest.mark.parametrize("scheme", registered(), ids=lambda s: s.code)
def test_next_and_previous_walk_the_conditions_in_the_order_of_the_page(client, db, scheme):
    page = client.get(f"/rules/{scheme.code}/").content.decode()
    order = list(dict.fromkeys(re.findall(rf"/rules/{scheme.code}/([A-Z-]+)/", page)))
    assert sorted(order) == sorted(check.code for check in scheme.checks)
    for code, after in zip(order, [*order[1:], ""], strict=True):
        told = client.get(f"/rules/{scheme.code}/{code}/").content.decode()
        assert (f'/{after}/">下一条' in told) if after else ("下一条" not in told)


def test_an_illustrative_figure_never_looks_as_if_a_text_had_set_it(client, db):
    page = client.get("/rules/TR/TR-SIZE/").content.decode()
    assert "没有查到公布的标准，由演示设定；文件（京就办发〔2022〕1号第19、22、24项）只定了方向" in page
    assert "rule-notice" in client.get("/rules/AP/").content.decode()
    assert "rule-notice" not in client.get("/rules/SU/").content.decode()
    assert [rule_pages.amount_status(rule_pages.scheme_called(c), ON) for c in CODES] == [
        "official", "illustrative", "illustrative",
    ]  # fmt: skip


def test_a_condition_without_a_figure_shows_its_text_and_how_sure_it_is(client, db):
    page = client.get("/rules/TR/TR-FILED/").content.decode()
    assert re.search(r"<dt>依据</dt><dd>.*推定.*京就办发〔2022〕1号第19、22、24项</dd>", page, re.S)


def test_the_list_of_conditions_tells_the_figure_of_the_day(client, db):
    page = client.get("/rules/TR/").content.decode()
    assert "现在：每天不超过8学时" in page
    assert "现在：每班人数不超过：金蓝领项目 50人" in page


def test_the_list_of_schemes_says_of_the_amounts_apart_how_sure_they_are(client, db):
    page = client.get("/rules/").content.decode()
    assert re.findall(r"金额：<[^>]*>(官方|推定|示意)", page) == ["官方", "示意", "示意"]


def test_what_is_so_is_said_and_not_answered_with_yes():
    figures = {one.name: one.in_short for one in rule_pages.figures(rule_pages.scheme_called("SU"), ON)}
    assert figures["benefit"] == "领取失业保险金人员可以申领"
    assert figures["months"] == "在本市累计缴纳失业保险12个月"
    then = rule_pages.figure(rule_pages.scheme_called("SU"), "benefit", np.datetime64("2020-01-01"))
    assert then.in_short == "领取失业保险金人员可以申领：否"
