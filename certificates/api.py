"""POST /api/v1/estimates/skill-upgrade."""

from typing import Any

from certificates.scheme import SKILL_UPGRADE
from policy import Sheet
from subsidies.estimates import (
    EstimateView,
    ResultSerializer,
    TermsSerializer,
    addresses,
    publish,
    result,
    terms_of,
)
from subsidies.fact_fields import serializer_for

TITLES = {"paid": "以前领过的补贴", "held": "已经取得的其他证书"}
SkillUpgradeFacts = serializer_for("SkillUpgradeFacts", SKILL_UPGRADE.facts, SKILL_UPGRADE.lists, TITLES)


EXAMPLE = """\
{"occupation": "4-10-01-05", "level": 4,
 "issued_on": "2022-07-15", "applied_on": "2022-09-01",
 "status_at_issue": "employee", "status_at_application": "employee",
 "months_insured": 14, "deferred_months_needed": 0,
 "certificate_verified": true, "urgent": null,
 "paid": [{"scheme": "SU", "occupation": "4-10-01-05", "level": 5, "paid_on": "2021-05-01"}],
 "held": [{"occupation": "4-10-01-05", "level": 3}]}
"""


class SkillUpgradeAnswer(ResultSerializer):
    terms = TermsSerializer(allow_null=True, help_text="适用的规定；当日没有施行的规定时为 null")


@publish
class SkillUpgradeEstimate(EstimateView):
    scheme = SKILL_UPGRADE
    serializer_class = SkillUpgradeFacts
    answer_class = SkillUpgradeAnswer
    example = EXAMPLE

    def answer(self, sheet: Sheet) -> dict[str, Any]:
        return {**result(sheet.explain(0)), "terms": terms_of(sheet)}


urlpatterns = addresses(SkillUpgradeEstimate)
