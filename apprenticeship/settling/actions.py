"""What an enterprise does to be paid for a plan: in advance, and when it is over."""

from datetime import datetime

from django.db import transaction

from apprenticeship.differing.shown import open_in
from apprenticeship.models import Plan
from apprenticeship.scheme import APPRENTICESHIP
from apprenticeship.settling import facts, handling
from lib.refused import Refused
from people.actor import Actor
from people.roles import CLERK, MANAGER
from subsidies.actions.claims import day_of
from subsidies.bundles import actions as bundles
from subsidies.bundles import netting
from subsidies.bundles.reckoning import reckon
from subsidies.models import Application

NO_ACCOUNT = "还没有登记本单位的对公账户。先由管理员在“本单位”里登记，再申请。"
MOVING = "前面的款还在办理、发放或者追回中，办完以后再申请，免得一边发一边退。"
DIFFERS = "企业和院校对登记还有说法不一致的，说好或者市级决定以后再结算。"
DENIED = "有学徒说不是本人，区里正在核查（一般5个工作日）。答复以后再申请。"


def ask(*, plan: Plan, actor: Actor, at: datetime, note: str = "") -> Application | None:
    """Ask for the advance, or for the settlement of a plan that is over; None where the plan has to give back instead:
    that is proposed to finance. Raises Refused."""
    if not (actor.has(MANAGER, CLERK) and plan.enterprise_id in actor.organisations):
        raise Refused("not-yours", "由企业的管理员或经办人申请。")
    if plan.state != Plan.State.ACCEPTED:
        raise Refused("state", "备案以后才能申请预拨和结算。")
    if not plan.enterprise.district_id:
        raise Refused("district", "登记里没有本单位的注册地，不能判断由哪个区受理。请找数据管理员核实。")
    asked = handling.asked([plan.pk])
    if not asked:
        raise Refused("account", NO_ACCOUNT)
    alive = Application.objects.filter(
        scheme=APPRENTICESHIP.code, organisation=plan.enterprise_id, subject=plan.pk, state__in=Application.WAITING
    )
    if found := alive.first():
        return found
    if plan.apprentices.filter(denied_at__isnull=False).exists():
        raise Refused("denied", DENIED)
    if facts.over(plan, day_of(at)) and open_in([plan.pk]):
        raise Refused("differs", DIFFERS)
    if netting.moving(APPRENTICESHIP.code, [plan.pk]):
        raise Refused("moving", MOVING)
    if facts.over(plan, day_of(at)) and gives_back(plan, at):
        return None
    return bundles.hand_in(scheme=APPRENTICESHIP.code, asked=asked[0], actor=actor, at=at, note=note)


def gives_back(plan: Plan, at: datetime) -> bool:
    """Nobody of a plan that is over is due anything more, and some had too much: asked back by one order."""
    with transaction.atomic():
        bundles.hold(APPRENTICESHIP.code, [plan.pk])
        if netting.moving(APPRENTICESHIP.code, [plan.pk]):  # asked twice at once
            raise Refused("moving", MOVING)
        found = reckon(APPRENTICESHIP.code, [plan.pk], day_of(at))
        if found is None or (found.owed > 0).any() or not (found.owed < 0).any():
            return False
        if not netting.ask_back(found, plan.pk, at):
            raise Refused("denied", "应当退回的，财务已经答复过不再追；没有别的可以申请。")
        return True
