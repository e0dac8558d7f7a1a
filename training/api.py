"""POST /api/v1/estimates/training."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from lib.money import plain_yuan
from policy import Sheet
from subsidies.estimates import (
    AMOUNT,
    HOW,
    PROBLEMS,
    CheckedSerializer,
    EstimateView,
    ResultSerializer,
    TermsSerializer,
    addresses,
    checked,
    result,
    terms_of,
)
from subsidies.fact_fields import members_field, serializer_for
from training.scheme import TRAINING

_Trainee = serializer_for("Trainee", TRAINING.member_facts, TRAINING.lists)
_Class: Any = serializer_for("Class", TRAINING.facts, trainees=members_field(_Trainee))

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


class TrainingAnswer(serializers.Serializer):
    accepted = serializers.BooleanField()
    amount = serializers.RegexField(AMOUNT)
    checks = CheckedSerializer(many=True)
    trainees = ResultSerializer(many=True)
    terms = TermsSerializer(allow_null=True)


class TrainingEstimate(EstimateView):
    scheme = TRAINING
    serializer_class = TrainingFacts

    @extend_schema(
        operation_id="estimate_training", summary="机构培训补贴试算", description=HOW,
        request=TrainingFacts, responses={200: TrainingAnswer, **PROBLEMS},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        return self.estimate(request)

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
