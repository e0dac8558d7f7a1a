"""POST /api/v1/estimates/training."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from lib.money import plain_yuan
from policy import Sheet
from subsidies.estimates import (
    AMOUNT,
    CheckedSerializer,
    EstimateView,
    ResultSerializer,
    TermsSerializer,
    addresses,
    checked,
    publish,
    result,
    terms_of,
)
from subsidies.fact_fields import members_field, serializer_for
from training.scheme import TRAINING

_Trainee = serializer_for("Trainee", TRAINING.member_facts, TRAINING.lists, {"paid": "学员以前领过的补贴"})
_Class: Any = serializer_for("Class", TRAINING.facts, trainees=members_field(_Trainee, "学员"))

_MISSING = "这类培训应填写这一项。"
_UNASKED = "这类培训不填这一项，请留空（null）。"


class TrainingFacts(_Class):
    def misfits(self, values: Mapping[str, Any]) -> list[tuple[str, str, str]]:
        found = []
        if {"first_day", "last_day"} <= set(values) and values["last_day"] < values["first_day"]:
            found.append(("last_day", "最后一天早于开班第一天。", "impossible"))
        if "kind" in values:
            startup = values["kind"] == "startup"
            filled = {"level": not startup, "category": not startup, "course": startup}
            filled |= {} if startup else {"occupation": True}
            for name, needed in filled.items():
                if name in values and (values[name] is not None) != needed:
                    found.append((name, _MISSING if needed else _UNASKED, "required" if needed else "unasked"))
        return found


EXAMPLE = """\
{"kind": "key-group", "occupation": "4-10-01-05", "level": 5,
 "category": "A", "course": null, "urgent": null,
 "filed_on": "2022-06-25", "first_day": "2022-07-01",
 "last_day": "2022-07-20", "settled_on": "2022-09-01",
 "listed": true, "planned_hours": 80, "minimum_hours": 40, "longest_day_hours": 8,
 "trainees": [
   {"group": "unemployed", "birth_date": "1990-03-07", "draws_pension": false,
    "attended_hours": 72, "passed": true,
    "certificate_on": "2022-08-01", "in_work_on": null,
    "subsidised_this_year": 0, "overlaps": false, "paid": []}]}
"""


class TrainingAnswer(serializers.Serializer):
    accepted = serializers.BooleanField(help_text="班级自身的条件是否都通过")
    amount = serializers.RegexField(AMOUNT, help_text="全班的补贴金额")
    checks = CheckedSerializer(many=True, help_text="班级的核对结果；有不通过的，学员都不能补贴")
    trainees = ResultSerializer(many=True, help_text="每个学员的结果，次序与请求相同")
    terms = TermsSerializer(allow_null=True, help_text="适用的规定；当日没有施行的规定时为 null")


@publish
class TrainingEstimate(EstimateView):
    scheme = TRAINING
    serializer_class = TrainingFacts
    answer_class = TrainingAnswer
    example = EXAMPLE

    def answer(self, sheet: Sheet) -> dict[str, Any]:
        people = [sheet.explain(row) for row in range(len(sheet))]
        told = sheet.explain_group(0, people)
        return {
            "accepted": told.accepted,
            "amount": plain_yuan(told.amount),
            "checks": [checked(line) for line in told.checks],
            "trainees": [result(each) for each in people],
            "terms": terms_of(sheet),
        }


urlpatterns = addresses(TrainingEstimate)
