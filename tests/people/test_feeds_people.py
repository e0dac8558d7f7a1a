"""The feeds of who there is: persons by their documents, and organisations."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import idcard
from people import feeds, identities, phones
from people.models import District, Organisation, Person
from records import runs
from tests.records.making import codes, counts, credit_code, found, hand, number, person

CODES = [credit_code(1), credit_code(2)]


def organisation(n, **more):
    return {"统一社会信用代码": CODES[n], "名称": f"示例公司{n}", "类型": "企业", "成立日期": "2001-02-03",
            "法定代表人": "示甲", "注册地所在区": "海淀区"} | more  # fmt: skip


def known(n):
    return identities.find("01", number(n))


def test_the_words_for_districts_are_those_of_the_table(db):
    words = {code: word if isinstance(word, str) else word[0] for code, word in feeds.DISTRICTS.items()}
    assert words == dict(District.objects.values_list("code", "name"))


@pytest.mark.django_db
class TestPeople:
    def test_a_person_is_added_with_what_the_file_says(self):
        run = hand("people", [person(1, 户籍所在区="东城区", 登记手机="+86 120-0000-0001"), person(2)])
        assert counts(run) == {"read": 2, "good": 2, "added": 2}
        one = known(1)
        assert (one.name, one.born, one.household_id, one.since_run) == (
            person(1)["姓名"], date(1970, 1, 2), "110101", run.number,
        )  # fmt: skip
        assert phones.phone_of(one) == "12000000001" and phones.phone_of(known(2)) == ""

    def test_a_registered_phone_is_changed_only_where_the_row_says_so(self):
        hand("people", [person(1, 登记手机="12000000001", 户籍所在区="东城区")])
        other = person(1, 登记手机="12000000009", 户籍所在区="西城区")
        refused = hand("people", [other])
        assert codes(refused) == [(2, "there")] and "（户籍所在区、登记手机）" in found(refused)[0][2]
        assert phones.phone_of(known(1)) == "12000000001"
        assert counts(hand("people", [other | {"操作": "改"}])) == {"read": 1, "good": 1, "changed": 1}
        assert phones.phone_of(known(1)) == "12000000009" and known(1).household_id == "110102"

    def test_a_first_phone_is_written_down_and_an_empty_cell_says_nothing(self):
        hand("people", [person(1)])
        first = hand("people", [person(1, 登记手机="12000000001", 户籍所在区="东城区")])
        assert counts(first) == {"read": 1, "good": 1, "changed": 1}
        assert counts(hand("people", [person(1) | {"操作": "改"}])) == {"read": 1, "good": 1, "unchanged": 1}
        assert phones.phone_of(known(1)) == "12000000001" and known(1).household_id == "110101"

    def test_another_name_is_refused_without_telling_the_one_on_record(self):
        hand("people", [person(1)])
        run = hand("people", [person(1) | {"姓名": "试别名"}])
        assert codes(run) == [(2, "other-name")]
        assert person(1)["姓名"] not in repr(runs.preview(run).problems)
        assert counts(hand("people", [person(1) | {"姓名": "试别名", "操作": "改"}]))["changed"] == 1
        assert known(1).name == "试别名"

    def test_names_are_compared_however_they_were_typed(self):
        hand("people", [person(1) | {"姓名": "示例·演示"}])
        assert counts(hand("people", [person(1) | {"姓名": "示例•演 示"}])) == {"read": 1, "good": 1, "unchanged": 1}

    def test_nobody_is_taken_back_and_nobody_unknown_is_changed(self):
        hand("people", [person(1)])
        run = hand("people", [person(1) | {"操作": "撤"}, person(2) | {"操作": "改"}])
        assert codes(run) == [(2, "stays"), (3, "missing")] and Person.objects.count() == 1

    def test_one_number_with_two_names_goes_in_under_neither(self):
        rows = [person(1), person(2), person(1) | {"姓名": "试别名"}, person(1)]
        assert [row for row in found(hand("people", rows)) if row[1] == "two-names"] == [
            (2, "two-names", "同一证件号码在第 4 行配了另一个姓名"),
            (4, "two-names", "同一证件号码在第 2 行配了另一个姓名"),
            (5, "two-names", "同一证件号码在第 4 行配了另一个姓名"),
        ]

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"证件号码": number(1)[:-1]}, "wrong-number"),
            ({"证件号码": number(1)[:-1] + ("1" if number(1)[-1] != "1" else "2")}, "check-digit"),
            ({"证件号码": "99010120230230123X"}, "no-birth-day"),
            ({"证件号码": idcard.make("990101", date(2024, 7, 1), 1)}, "born-later"),
            ({"证件号码": "1.30104E+17"}, "lost-digits"),
            ({"证件号码": ""}, "required"),
            ({"证件类型": "护照", "证件号码": "E1"}, "wrong-number"),
            ({"证件类型": "外国人永久居留身份证", "证件号码": "ABC12345678901"}, "wrong-number"),
            ({"证件类型": "港澳居民来往内地通行证", "证件号码": "A12345678"}, "wrong-number"),
            ({"证件类型": "学生证"}, "not-listed"),
            ({"姓名": "示例1"}, "wrong-shape"),
            ({"姓名": ""}, "required"),
            ({"登记手机": "010-12345678"}, "not-a-phone"),
            ({"户籍所在区": "崇文区"}, "not-listed"),
        ],
    )
    def test_what_cannot_be_is_refused(self, changed, code):
        assert codes(hand("people", [person(1) | changed])) == [(2, code)]

    @pytest.mark.parametrize(
        ("document", "text"),
        [
            ("港澳台居民居住证", idcard.make("830000", date(1990, 1, 1), 5)),
            ("外国人永久居留身份证", "ABC123456789012"),
            ("外国人永久居留身份证", idcard.make("911100", date(1990, 1, 1), 5)),
            ("护照", "E12345678"),
            ("港澳居民来往内地通行证", "H12345678"),
            ("台湾居民来往大陆通行证", "12345678"),
            ("居民身份证", number(7).lower()),
        ],
    )
    def test_other_documents_are_taken(self, document, text):
        run = hand("people", [{"姓名": "示例", "证件类型": document, "证件号码": text}])
        assert counts(run) == {"read": 1, "good": 1, "added": 1}

    def test_an_unknown_area_is_told_and_refuses_nothing(self):
        notes = runs.preview(hand("people", [person(1)])).notes
        assert notes == ["证件号码前6位不在已知的行政区划中（不影响导入）：1 行"]


@pytest.mark.django_db
class TestOrganisations:
    def test_an_organisation_is_added_corrected_and_kept(self):
        hand("organisations", [organisation(0), organisation(1, 类型="培训机构", 成立日期="", 法定代表人="")])
        one, two = Organisation.objects.order_by("code")
        assert (one.name, one.kind, one.district_id) == ("示例公司0", "enterprise", "110108")
        assert (one.founded, one.legal_head) == (date(2001, 2, 3), "示甲")
        assert (two.kind, two.founded, two.legal_head) == ("institution", None, "")
        rows = [organisation(0, 名称="示例新名"), organisation(1, 类型="培训机构", 成立日期="", 法定代表人="")]
        run = hand("organisations", rows)
        assert codes(run) == [(2, "there")] and "（名称）" in found(run)[0][2] and counts(run)["unchanged"] == 1
        hand("organisations", [organisation(0, 名称="示例新名", 操作="改")])
        one.refresh_from_db()
        assert one.name == "示例新名"
        assert codes(hand("organisations", [organisation(0) | {"操作": "撤"}])) == [(2, "stays")]

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"统一社会信用代码": CODES[0][:-1] + ("1" if CODES[0][-1] != "1" else "2")}, "check-digit"),
            ({"统一社会信用代码": "110108000000001"}, "check-digit"),
            ({"成立日期": "2024-07-01"}, "too-late"),
            ({"类型": "公司"}, "not-listed"),
        ],
    )
    def test_what_cannot_be_is_refused(self, changed, code):
        assert codes(hand("organisations", [organisation(0) | changed])) == [(2, code)]


NUMBERS = st.from_regex(r"\A[0-9]{6}(18|19|20|21)[0-9]{2}[0-3][0-9][0-3][0-9][0-9]{3}[0-9X]\Z")


@given(st.lists(NUMBERS, max_size=20))
def test_many_numbers_are_judged_as_one_is(numbers):
    births = [None if np.isnat(day) else day.item() for day in idcard.births(numbers)]
    assert births == [idcard.born(text) for text in numbers]
    signed = [text[17] == idcard.check_sign(text[:17]) for text in numbers]
    assert idcard.check_signs(numbers).tolist() == signed
