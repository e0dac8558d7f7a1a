"""POST /api/v1/estimates/apprenticeship."""

from dataclasses import replace
from typing import Any

from rest_framework import serializers

from apprenticeship.derive import APPRENTICE, AREAS, HOURS
from apprenticeship.scheme import APPRENTICESHIP
from lib.money import plain_yuan
from policy import Sheet
from subsidies.estimates import (
    AMOUNT,
    EstimateView,
    ResultSerializer,
    TermsSerializer,
    addresses,
    publish,
    result,
    terms_of,
)
from subsidies.fact_fields import SAID, StrictSerializer, field_for, members_field, serializer_for

_HOUR = replace(HOURS[0], title="学时")
_PAIR = "[完成学时, 计划学时]"


def _module(title: str) -> serializers.ListField:
    return serializers.ListField(
        child=field_for(_HOUR), min_length=2, max_length=2, help_text=f"{title}：{_PAIR}",
        error_messages=SAID | dict.fromkeys(("min_length", "max_length", "not_a_list"), f"应为 {_PAIR}。"),
    )  # fmt: skip


class ModuleHours(StrictSerializer):
    """[completed, planned] in each of the three modules."""

    general, theory, practice = (_module(AREAS[area]) for area in ("general", "theory", "practice"))


_Apprentice = serializer_for(
    "Apprentice",
    APPRENTICE,
    APPRENTICESHIP.lists,
    {"paid": "学徒以前领过的补贴"},
    hours=ModuleHours(help_text="三个模块的学时"),
)
ApprenticeshipFacts = serializer_for(
    "ApprenticeshipFacts", APPRENTICESHIP.facts, apprentices=members_field(_Apprentice, "学徒")
)


EXAMPLE = """\
{"stage": "settlement", "filed_on": "2022-06-20",
 "first_day": "2022-07-01", "planned_months": 12, "city_leave": false,
 "occupation": "6-31-01-03", "level": 4, "urgent": null, "advance_paid": "2500.00",
 "apprentices": [
   {"contract_began": "2022-05-01", "contract_months": 24, "moved_on": null,
    "insured_first": true, "insured_last": true,
    "has_mentor": true, "has_teacher": true, "mentor_apprentices": 4,
    "months": 12, "finished": true, "certificate": true,
    "hours": {"general": [40, 40], "theory": [160, 160], "practice": [400, 400]},
    "overlaps": false, "paid": []}]}
"""


class ApprenticeshipAnswer(serializers.Serializer):
    amount = serializers.RegexField(AMOUNT, help_text="结算时为还应支付的金额，预支时为最多可以预支的金额")
    recovery = serializers.RegexField(AMOUNT, help_text="预支多了、应当退回的金额")
    apprentices = ResultSerializer(many=True, help_text="每个学徒的结果，次序与请求相同")
    terms = TermsSerializer(allow_null=True, help_text="适用的规定；当日没有施行的规定时为 null")


@publish
class ApprenticeshipEstimate(EstimateView):
    scheme = APPRENTICESHIP
    serializer_class = ApprenticeshipFacts
    answer_class = ApprenticeshipAnswer
    example = EXAMPLE

    def answer(self, sheet: Sheet) -> dict[str, Any]:
        plan = sheet.groups
        return {
            "amount": plain_yuan(plan.amount[0]),
            "recovery": plain_yuan(plan.more["recovery"][0]),
            "apprentices": [result(sheet.explain(row)) for row in range(len(sheet))],
            "terms": terms_of(sheet),
        }


urlpatterns = addresses(ApprenticeshipEstimate)
