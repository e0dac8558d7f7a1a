"""What a school does to be paid for a class."""

from datetime import datetime

from lib.refused import Refused
from people.actor import Actor
from subsidies.actions.claims import day_of
from subsidies.bundles import actions as bundles
from subsidies.models import Application
from training.models import TrainingClass
from training.scheme import TRAINING
from training.settling import handling

NO_ACCOUNT = "还没有登记本单位的对公账户。先由管理员在“本单位”里登记，再申请结算。"
NOT_OVER = "还没有结课。最后一天过后、结业考核登记完，就可以申请结算。"


def settle(*, one: TrainingClass, actor: Actor, at: datetime, note: str = "") -> Application:
    """Ask for what a class that is over is due. Raises Refused."""
    if one.state != TrainingClass.State.ACCEPTED or one.last_day is None or one.last_day >= day_of(at):
        raise Refused("over", NOT_OVER)
    if not one.organisation.district_id:
        raise Refused("district", "登记里没有本单位的注册地，不能判断由哪个区受理。请找数据管理员核实。")
    asked = handling.asked([one.pk])
    if not asked:
        raise Refused("account", NO_ACCOUNT)
    return bundles.hand_in(scheme=TRAINING.code, asked=asked[0], actor=actor, at=at, note=note)
