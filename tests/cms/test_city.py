"""The demonstration city: nobody in it can exist, and every file of it is one that the feeds take."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from cms.city import make
from cms.city.files import PLACED
from lib import idcard

OCCUPATIONS = [("4-10-01-05", "养老护理员"), ("4-14-02-01", "营养师"), ("6-18-01-01", "车工")]
ON = date(2026, 11, 22)
HEADS = 1500


@pytest.fixture(scope="module")
def city():
    return make(ON, 1, OCCUPATIONS, heads=HEADS)


@pytest.fixture(scope="module")
def tables(city):
    found: dict[str, pd.DataFrame] = {}
    for file in city.files:
        found.setdefault(file.kind, file.table)
    return found


def test_nobody_in_it_can_exist(tables):
    people = tables["people"]
    assert len(people) == HEADS
    assert people["证件号码"].is_unique
    assert people["登记手机"].is_unique and people["登记手机"].str.match(r"120\d{8}$").all()
    assert not [number for number in people["证件号码"] if idcard.fault(number)]
    assert people["证件号码"].str.startswith("99").all(), "no area begins with 99"
    assert people["姓名"].str.match(r"[示例演试]").all()
    assert tables["organisations"]["统一社会信用代码"].str[2:8].eq("990100").all()


def test_the_same_day_and_scale_give_the_same_files(city):
    again = make(ON, 1, OCCUPATIONS, heads=HEADS)
    for one, other in zip(city.files, again.files, strict=True):
        pd.testing.assert_frame_equal(one.table, other.table, obj=one.name)
    assert not make(ON, 2, OCCUPATIONS, heads=HEADS).files[1].table.head(99).equals(city.files[1].table.head(99))


def test_five_years_of_spans_none_in_the_future_none_overlapping(tables):
    spans = tables["insurance"]
    assert spans["起始月"].min() >= "2021-10" and spans["截止月"].max() == "2026-10"
    ordered = spans.sort_values(["证件号码", "起始月"])
    same = ordered["证件号码"].to_numpy()[1:] == ordered["证件号码"].to_numpy()[:-1]
    later = ordered["起始月"].to_numpy()[1:] > ordered["截止月"].to_numpy()[:-1]
    assert (later | ~same).all()
    assert not spans.duplicated(["证件号码", "单位代码", "起始月"]).any()


def test_a_certificate_number_says_its_level_and_year_and_stands_once(tables):
    papers = tables["certificates"]
    assert papers["证书编号"].is_unique
    assert (papers["证书编号"].str.len() == 22).all()
    years = pd.to_datetime(papers["核发日期"]).dt.year % 100
    assert (papers["证书编号"].str[13:15].astype(int) == years).all()
    levels = {"初级工": "5", "中级工": "4", "高级工": "3", "技师": "2", "高级技师": "1"}
    assert (papers["证书编号"].str[15] == papers["等级"].map(levels)).all()
    assert (pd.to_datetime(papers["核发日期"]) < pd.Timestamp(ON)).all()


def test_the_cases_come_first_and_have_only_what_they_say(city, tables):
    names = [case.name for case in PLACED]
    assert len(set(names)) == len(names)
    assert [name for name, *_ in city.visitors] == names
    spans = tables["insurance"].groupby("姓名").size()
    for case in PLACED:
        assert spans.get(case.name, 0) == len(case.insured)


@pytest.mark.parametrize("on", [date(2027, 1, 1), date(2028, 2, 29), date(2027, 3, 31)])
def test_it_can_be_made_on_any_day(on):
    city = make(on, 1, OCCUPATIONS, heads=120)
    paid = {row["姓名"]: row["发放日期"] for row in city.files[5].table.to_dict("records")}
    assert pd.Timestamp(paid["示满次"]).year == on.year
    assert city.files[2].true_to < on


def test_a_larger_scale_is_larger():
    assert len(make(ON, 3, OCCUPATIONS, heads=200).files[1].table) == 600
    assert np.unique(make(ON, 3, OCCUPATIONS, heads=200).files[0].table["统一社会信用代码"]).size == 1800
