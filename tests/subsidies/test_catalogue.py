"""The catalogue moves money: urgency is looked up in the edition of the law date, old codes meet their new ones."""

import pytest

from tests.subsidies.asking import answer, spoiled, told

pytestmark = pytest.mark.django_db
SU, TR, AP = "skill-upgrade", "training", "apprenticeship"
OLD, NEW = "4-01-02-07", "4-01-06-02"  # 互联网营销师, before and since the classification of 2022
TURNED = "4-09-07-04"  # not urgent in the sample edition of 2022, urgent in that of 2023
UNKNOWN = "8-99-99-99"
EDITION_2022, EDITION_2023 = "2022年版（3.0版）·示例版", "2023年版·示例版"
AFTER_CAP = {
    "issued_on": "2025-03-01", "applied_on": "2025-05-01", "held": [],
    "paid": [{"scheme": "SU", "occupation": "6-18-02-04", "level": 5, "paid_on": "2025-01-10"}],
}  # fmt: skip


def check(result, code):
    return next(c for c in result["checks"] if c["code"] == code)


def training(first_day, **change):
    days = {"first_day": first_day, "last_day": first_day, "filed_on": first_day, "settled_on": None}
    return answer(TR, spoiled(TR, **days, **change))


@pytest.mark.parametrize(("claimed", "paid"), [(OLD, NEW), (NEW, OLD), (OLD, OLD), (NEW, NEW)])
def test_an_old_code_and_its_new_one_are_one_occupation(catalogue, claimed, paid):
    once = {"scheme": "SU", "occupation": paid, "level": 4, "paid_on": "2021-05-01"}
    given = answer(SU, spoiled(SU, occupation=claimed, paid=[once], held=[]))
    assert told(given)["failed"] == ["SU-ONCE"]
    assert check(given, "SU-CODE")["passed"]


def test_old_codes_meet_new_ones_in_every_list_and_every_scheme(catalogue):
    held = answer(SU, spoiled(SU, **AFTER_CAP | {"paid": []}, occupation=NEW))
    higher = answer(
        SU, spoiled(SU, **AFTER_CAP | {"paid": [], "held": [{"occupation": OLD, "level": 3}]}, occupation=NEW)
    )
    assert (told(held)["failed"], told(higher)["failed"]) == ([], ["SU-HIGHER"])
    once = [{"scheme": "AP", "occupation": OLD, "level": 5, "paid_on": "2021-05-01"}]
    (trainee,) = answer(TR, spoiled(TR, occupation=NEW, trainees__0__paid=once))["trainees"]
    assert told(trainee)["failed"] == ["TR-ONCE"]
    again = [{"scheme": "TR", "occupation": NEW, "level": 4, "paid_on": "2021-05-01"}]
    (apprentice,) = answer(AP, spoiled(AP, occupation=OLD, apprentices__0__paid=again))["apprentices"]
    assert told(apprentice)["failed"] == ["AP-ONCE"]


def test_an_unknown_code_is_information_and_no_error(catalogue):
    for scheme, results in ((SU, lambda a: [a]), (TR, lambda a: [a]), (AP, lambda a: a["apprentices"])):
        (found,) = results(answer(scheme, spoiled(scheme, occupation=UNKNOWN)))
        code = next(c for c in found["checks"] if c["code"].endswith("-CODE"))
        assert (code["severity"], code["passed"], code["found"]) == ("info", False, "未收录")
        assert found["accepted"]


@pytest.mark.parametrize(
    ("issued_on", "passed", "found"),
    [
        ("2022-08-31", False, "当日没有施行的目录"),
        ("2022-09-01", True, EDITION_2022),
        ("2023-08-31", True, EDITION_2022),
        ("2023-09-01", True, EDITION_2023),
    ],
)
def test_the_edition_in_force_on_the_law_date_is_named_and_shows_that_it_is_a_demonstration(
    catalogue, issued_on, passed, found
):
    given = answer(SU, spoiled(SU, issued_on=issued_on, applied_on=issued_on))
    edition = check(given, "SU-EDITION")
    assert (edition["passed"], edition["found"]) == (passed, found)
    assert edition["status"] == ("illustrative" if passed else "official")
    assert given["accepted"]


def test_whoever_says_outright_whether_it_is_urgent_overrules_the_edition(catalogue):
    for urgent, failed in ((None, []), (True, []), (False, ["SU-CAP"])):
        given = answer(SU, spoiled(SU, **AFTER_CAP, urgent=urgent))
        assert told(given)["failed"] == failed
        assert check(given, "SU-CAP")["needed"] == ("少于1次" if urgent is False else "少于3次")
        # what a demonstration edition decided is no law; what was said outright leaves the figure as it is
        assert check(given, "SU-CAP")["status"] == ("illustrative" if urgent is None else "official")
        assert check(given, "SU-EDITION")["found"] == (EDITION_2023 if urgent is None else "已直接说明是否急需紧缺")


def test_a_cap_denied_by_a_demonstration_edition_is_illustrative_too(catalogue):
    given = answer(SU, spoiled(SU, **AFTER_CAP, occupation=UNKNOWN))
    assert told(given)["failed"] == ["SU-CAP"]
    assert (check(given, "SU-CAP")["needed"], check(given, "SU-CAP")["status"]) == ("少于1次", "illustrative")


def test_a_cap_that_is_the_same_for_all_does_not_turn_on_the_edition(catalogue):
    given = answer(SU, spoiled(SU, issued_on="2024-03-01", applied_on="2024-05-01"))
    assert check(given, "SU-EDITION")["found"] == EDITION_2023
    assert (check(given, "SU-CAP")["needed"], check(given, "SU-CAP")["status"]) == ("少于3次", "official")


@pytest.mark.parametrize(
    ("first_day", "urgent", "amount"),
    [
        ("2023-08-31", None, "720.00"),
        ("2023-09-01", None, "864.00"),
        ("2023-08-31", True, "864.00"),
        ("2023-09-01", False, "720.00"),
    ],
)
def test_an_occupation_that_became_urgent_lifts_the_classes_that_began_since(catalogue, first_day, urgent, amount):
    given = training(first_day, occupation=TURNED, urgent=urgent, trainees__0__certificate_on=None)
    assert given["amount"] == amount
    steps = [step["name"] for step in given["trainees"][0]["steps"]]
    assert ("急需紧缺职业上浮20%" in steps) == (amount == "864.00")


def test_a_startup_class_without_an_occupation_is_looked_up_nowhere(catalogue):
    change = {"kind": "startup", "occupation": None, "level": None, "category": None, "course": "SYB"}
    given = training("2023-09-01", **change, trainees__0__certificate_on=None)
    assert given["amount"] == "600.00"
    assert check(given, "TR-CODE")["needed"] == "本期不要求"
    assert check(given, "TR-EDITION")["found"] == EDITION_2023


def test_an_urgent_occupation_adds_to_the_years_of_an_apprentice(catalogue):
    change = {"filed_on": "2023-06-20", "first_day": "2023-07-01", "advance_paid": "0.00",
              "apprentices__0__contract_began": "2023-05-01"}  # fmt: skip
    (apprentice,) = answer(AP, spoiled(AP, **change))["apprentices"]
    assert apprentice["amount"] == "6000.00"
    added = next(step for step in apprentice["steps"] if "急需紧缺" in step["name"])
    assert (added["amount"], added["status"]) == ("1000.00", "illustrative")
    assert answer(AP, spoiled(AP, **change, urgent=False))["amount"] == "5000.00"
