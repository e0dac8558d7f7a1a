"""POST /api/v1/estimates/skill-upgrade."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from certificates.scheme import SKILL_UPGRADE
from policy import Sheet
from subsidies.estimates import (
    HOW,
    PROBLEMS,
    EstimateView,
    ResultSerializer,
    TermsSerializer,
    addresses,
    result,
    terms_of,
)
from subsidies.fact_fields import serializer_for

SkillUpgradeFacts = serializer_for("SkillUpgradeFacts", SKILL_UPGRADE.facts, SKILL_UPGRADE.lists)


class SkillUpgradeAnswer(ResultSerializer):
    terms = TermsSerializer(allow_null=True)


class SkillUpgradeEstimate(EstimateView):
    scheme = SKILL_UPGRADE
    serializer_class = SkillUpgradeFacts

    @extend_schema(
        operation_id="estimate_skill_upgrade", summary="个人技能提升补贴试算", description=HOW,
        request=SkillUpgradeFacts, responses={200: SkillUpgradeAnswer, **PROBLEMS},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        return self.estimate(request)

    def answer(self, sheet: Sheet) -> dict[str, Any]:
        return {**result(sheet.explain(0)), "terms": terms_of(sheet)}


urlpatterns = addresses(SkillUpgradeEstimate)
