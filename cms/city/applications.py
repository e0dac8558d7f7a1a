"""The claims of the demonstration city, each brought where it is by the actions that real ones take.

Days are counted back from today: in working days where a clock runs, in calendar days where a notice does.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction

from cms.city import money
from cms.city.claimers import CLAIMERS
from cms.city.load import placed
from cms.city.scene import Scene
from people import banking, identities, phones
from people.actions import set_own
from people.models import User
from subsidies import timed
from subsidies.actions import claims, measures, notices, objections, ratings, review
from subsidies.models import Application, NoticeLine

NAMES: dict[str, list[str]] = {}
for _one in CLAIMERS:
    NAMES.setdefault(_one.story, []).append(_one.name)
CLAIM = "这个人没有参加过这项考试，我当天在考场。"
OBJECTOR = ("示举报", "12000009999")


@transaction.atomic
def load(on: date, at: datetime) -> int:
    """How many claims were made; 0 where there are some already, or the city has none who claim."""
    persons = placed([one.name for one in CLAIMERS])
    if Application.objects.exists() or len(persons) < len(CLAIMERS):
        return 0
    scene = Scene(on, at, persons)
    money.load(scene, NAMES)
    for story, tell in STORIES.items():
        for name in NAMES[story]:
            tell(scene, name)
    _notice_that_is_over(scene)
    _on_notice(scene)
    _measures(scene)
    timed.remind(at)
    return Application.objects.count()


def _same_phone(scene: Scene, name: str) -> None:
    other = scene.persons[NAMES["clear"][0]]
    phones.register(scene.persons[name], phones.phone_of(other))
    scene.handed_in(name, scene.back(2))


def _same_card(scene: Scene, name: str) -> None:
    account = Application.objects.get(person=scene.persons[NAMES["clear"][1]]).account
    assert account is not None
    scene.handed_in(name, scene.back(2), card=banking.number_of(account))


def _taken(scene: Scene, name: str) -> None:
    made = scene.handed_in(name, scene.back(2))
    review.take(pk=made.pk, actor=scene.colleague, at=scene.back(1))


def _own(scene: Scene, name: str) -> None:
    """The second reviewer has a claim of his own: he sees it, and leaves it to the first."""
    scene.handed_in(name, scene.back(2))
    person, account = scene.persons[name], User.objects.get(pk=scene.colleague.account)
    set_own(
        account=account, document=person.document, number=identities.number_of(person), by=None, at=scene.back(3)
    )  # fmt: skip


def _completed(scene: Scene, name: str) -> None:
    made = scene.returned(name, scene.back(9), scene.back(7))
    claims.submit(pk=made.pk, actor=scene.worker(name), at=scene.back(1), note="工资条补上了，请看附件。")


def _lapsed(scene: Scene, name: str) -> None:
    made = scene.returned(name, scene.back(22), scene.back(20))
    claims.lapse(pk=made.pk, at=scene.back(1))


def _withdrawn(scene: Scene, name: str) -> None:
    made = scene.handed_in(name, scene.back(4))
    claims.withdraw(pk=made.pk, actor=scene.worker(name), at=scene.back(3))
    ratings.rate(pk=made.pk, grade=4, words="", actor=scene.worker(name), at=scene.back(3))


def _advised(scene: Scene, name: str) -> None:
    made = scene.handed_in(name, scene.back(3))
    review.advise(pk=made.pk, actor=scene.reviewer, at=scene.back(1), note="缓缴已与社保核对，属实。")


def _advised_against(scene: Scene, name: str) -> None:
    made = scene.handed_in(name, scene.back(3))
    review.advise_against(
        pk=made.pk, reason="conditions", actor=scene.reviewer, at=scene.back(1), note="参保月数不够，见小票。"
    )  # fmt: skip


def _held(scene: Scene, name: str) -> None:
    made = scene.handed_in(name, scene.back(3))
    review.hold(pk=made.pk, actor=scene.city, at=scene.back(1), note="发证机构正在复查这一批证书，等结果。")


def _override(scene: Scene, name: str) -> None:
    made = scene.handed_in(name, scene.back(2))
    measures.ask_override(
        application=made, check="SU-MONTHS", reason="单位漏缴一个月，社保已认定，补缴记录下月才到。",
        expires_on=scene.on + timedelta(days=60), actor=scene.reviewer, on=claims.day_of(scene.back(1)),
        at=scene.back(1),
    )  # fmt: skip


def _restricted(scene: Scene, name: str) -> None:
    scene.handed_in(name, scene.back(2))
    measures.restrict(
        person=scene.persons[name], stops="decide", reason="同一评价机构的证书正在核查。",
        since=claims.day_of(scene.back(2)), until=None, actor=scene.city, at=scene.back(2),
    )  # fmt: skip


def _refused_objected(scene: Scene, name: str) -> None:
    made = scene.refused(name, 20)
    objections.to_refusal(
        pk=made.pk, said="单位已经给我补缴了，请再查一次。", actor=scene.worker(name), at=scene.back(2)
    )  # fmt: skip


def _refused(scene: Scene, name: str) -> None:
    made = scene.refused(name, 15)
    ratings.rate(
        pk=made.pk, grade=2, words="为什么不批讲得清楚，等得有点久。", actor=scene.worker(name), at=scene.ago(9)
    )


# In this order, so that whoever is like another comes second.
STORIES: dict[str, Callable[[Scene, str], object]] = {
    "draft": lambda scene, name: scene.draft(name, scene.ago(2)),
    "clear": lambda scene, name: scene.handed_in(name, scene.back(3)),
    "to-judge": lambda scene, name: scene.handed_in(name, scene.back(1)),
    "taken": _taken,
    "own": _own,
    "same-phone": _same_phone,
    "same-card": _same_card,
    "due-soon": lambda scene, name: scene.handed_in(name, scene.back(4)),
    "late": lambda scene, name: scene.handed_in(name, scene.back(8)),
    "returned": lambda scene, name: scene.returned(name, scene.back(5), scene.back(3)),
    "returned-late": lambda scene, name: scene.returned(name, scene.back(15), scene.back(13)),
    "completed": _completed,
    "lapsed": _lapsed,
    "withdrawn": _withdrawn,
    "advised": _advised,
    "advised-against": _advised_against,
    "held": _held,
    "city-late": lambda scene, name: scene.handed_in(name, scene.back(7)),
    "at-counter": lambda scene, name: scene.handed_in(name, scene.back(1), scene.counter),
    "override": _override,
    "restricted": _restricted,
    "approved": lambda scene, name: scene.approved(name, scene.back(4), scene.back(2)),
    "refused-objected": _refused_objected,
    "refused": _refused,
}


def _on_notice(scene: Scene) -> None:
    """A list that may be objected to for some days yet, and an objection that waits for its answer."""
    disputed, names = NAMES["objected"][0], [*NAMES["on-notice"], *NAMES["objected"]]
    scene.post([scene.approved(name, scene.ago(9), scene.ago(6)) for name in names], scene.ago(3))
    _object(scene, disputed, scene.ago(2))


def _notice_that_is_over(scene: Scene) -> None:
    """A list of some weeks ago: most stood, one objection was dismissed and one upheld."""
    stands, falls = NAMES["objection-dismissed"][0], NAMES["objection-upheld"][0]
    cases = {
        name: scene.approved(name, scene.ago(27), scene.ago(23)) for name in [*NAMES["payable"], stands, falls]
    }  # fmt: skip
    notice = scene.post(list(cases.values()), scene.ago(21))
    for name, upheld, words in (
        (stands, False, "调取了考场签到和监控，本人参加了考试，证书真实。"),
        (falls, True, "发证机构承认登记有误，本人没有参加这次考试。"),
    ):
        made = _object(scene, name, scene.ago(18))
        objections.answer(pk=made.pk, upheld=upheld, words=words, actor=scene.other_city, at=scene.ago(15))
    review.refuse(
        pk=cases[falls].pk, reason="untrue", actor=scene.city, at=scene.ago(14), note="异议成立，证书登记有误。"
    )  # fmt: skip
    notices.close(pk=notice, at=scene.ago(13))
    for name, grade, words in zip(
        NAMES["payable"], (5, 4, 5), ("三步就办完了，谢谢。", "", "短信很及时。"), strict=True
    ):
        ratings.rate(pk=cases[name].pk, grade=grade, words=words, actor=scene.worker(name), at=scene.ago(12))


def _object(scene: Scene, name: str, at: datetime) -> objections.Objection:
    row = NoticeLine.objects.get(line__application__person=scene.persons[name])
    return objections.to_notice(row=row.pk, said=CLAIM, name=OBJECTOR[0], contact=OBJECTOR[1], person=None, at=at)


def _measures(scene: Scene) -> None:
    """A colleague is away and covered, so that the desk shows whose cases are whose."""
    away, cover = (User.objects.get(pk=actor.account) for actor in (scene.colleague, scene.reviewer))
    measures.cover(
        away=away, by=cover, first=scene.on, last=scene.on + timedelta(days=6), at=scene.back(1)
    )  # fmt: skip
