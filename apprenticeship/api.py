"""POST /api/v1/estimates/apprenticeship."""

from dataclasses import replace
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apprenticeship.derive import APPRENTICE, AREAS, HOURS
from apprenticeship.scheme import APPRENTICESHIP
from lib.money import plain_yuan
from policy import Sheet
from subsidies.estimates import (
    AMOUNT,
    HOW,
    PROBLEMS,
    EstimateView,
    ResultSerializer,
    TermsSerializer,
    addresses,
    result,
    terms_of,
)
from subsidies.fact_fields import StrictSerializer, field_for, members_field, serializer_for

_HOUR = replace(HOURS[0], title="学时")


def _module(title: str) -> serializers.ListField:
    return serializers.ListField(
        child=field_for(_HOUR), min_length=2, max_length=2, help_text=f"{title}：[完成学时, 计划学时]",
        error_messages=dict.fromkeys(("min_length", "max_length", "not_a_list"), "应为 [完成学时, 计划学时]。"),
    )  # fmt: skip


class ModuleHours(StrictSerializer):
    """[completed, planned] in each of the three modules."""

    general, theory, practice = (_module(AREAS[area]) for area in ("general", "theory", "practice"))


_Apprentice = serializer_for("Apprentice", APPRENTICE, APPRENTICESHIP.lists, hours=ModuleHours())
ApprenticeshipFacts = serializer_for(
    "ApprenticeshipFacts", APPRENTICESHIP.facts, apprentices=members_field(_Apprentice)
)


class ApprenticeshipAnswer(serializers.Serializer):
    amount = serializers.RegexField(AMOUNT)
    recovery = serializers.RegexField(AMOUNT)
    apprentices = ResultSerializer(many=True)
    terms = TermsSerializer(allow_null=True)


class ApprenticeshipEstimate(EstimateView):
    scheme = APPRENTICESHIP
    serializer_class = ApprenticeshipFacts

    @extend_schema(
        operation_id="estimate_apprenticeship", summary="企业新型学徒补贴试算", description=HOW,
        request=ApprenticeshipFacts, responses={200: ApprenticeshipAnswer, **PROBLEMS},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        return self.estimate(request)

    def answer(self, sheet: Sheet) -> dict[str, Any]:
        plan = sheet.groups
        return {
            "amount": plain_yuan(plan.amount[0]),
            "recovery": plain_yuan(plan.more["recovery"][0]),
            "apprentices": [result(sheet.explain(row)) for row in range(len(sheet))],
            "terms": terms_of(sheet),
        }


urlpatterns = addresses(ApprenticeshipEstimate)
