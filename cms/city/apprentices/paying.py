"""What the plans of the demonstration were paid, by the actions that real ones take: wave after wave, as time went."""

from collections.abc import Callable
from datetime import timedelta

from apprenticeship.models import Plan
from apprenticeship.scheme import APPRENTICESHIP
from apprenticeship.settling import handling
from apprenticeship.settling.actions import gives_back
from cms.city import money
from cms.city.apprentices.stories import SETTLED, WAVES
from cms.city.scene import Scene
from people.actor import Actor
from subsidies.actions import notices, review
from subsidies.bundles.actions import open_many
from subsidies.bundles.following import follow_up
from subsidies.models import Application, Line
from subsidies.paying import recovering
from subsidies.paying.owed import fund_of
from treasury import appropriations
from treasury.models import Recovery

AP = APPRENTICESHIP.code
A_HEAD = 400_000  # fen that is given for each apprentice and year
RETURNED = "合作协议的复印件看不清到期日，请重新上传后再提交（示例）。"
REFUSED = "现场核对时没有找到企业导师在岗的记录，本次不予预拨（示例）。"


class Paying:
    """``stories``: the plans by what becomes of them. ``reviewers``: of each district."""

    def __init__(self, scene: Scene, stories: dict[str, list[Plan]], reviewers: dict[str, Actor]):
        self.scene, self.stories, self.reviewers = scene, stories, reviewers

    def give(self, heads: int) -> None:
        """Each year what it takes."""
        years = range((self.scene.on - timedelta(days=WAVES[0])).year, self.scene.on.year + 1)
        for year in years:
            days = max((self.scene.on - self.scene.on.replace(year=year, month=1, day=5)).days, 0)
            made = appropriations.enter(
                fund=fund_of(AP), year=year, amount=A_HEAD * heads, paper=f"示例〔{year}〕第23号",
                actor=self.scene.finance, at=self.scene.ago(days),
            )  # fmt: skip
            appropriations.agree(pk=made.pk, actor=self.scene.other_finance, at=self.scene.ago(days))

    def past(self, advances: dict[int, list[Plan]], after: Callable[[int], None]) -> None:
        """Whatever was paid by today. ``advances``: by the day, so long ago, they were asked for; ``after`` each of
        these days was over is told."""
        for days in WAVES:
            if days < SETTLED < WAVES[WAVES.index(days) - 1]:
                self._settled()
            self._paid(advances.get(days, []), days)
            after(days)

    def now(self) -> None:
        """What is on its way today."""
        self._refused(self._of("advance-refused"), 25)
        for what, asked in (("advance", 20), ("settlement", 14)):
            made = self._granted(self._of(f"{what}-noticed"), asked, asked - 5, asked - 8)
            self._post(made, 2)
        self._granted(self._of("settlement-granted"), 12, 7, 2)
        for what in ("advance", "settlement"):
            for pk in self._asked(self._of(f"{what}-at-city"), 9):
                self._advised(pk, 4)
            self._asked(self._of(f"{what}-asked"), 2)
        for pk in self._asked(self._of("advance-returned"), 6):
            actor = self._reviewer(pk)
            review.ask_for_more(pk=pk, reason="evidence", actor=actor, at=self.scene.ago(2), note=RETURNED)
        self._back(self._of("back-asked"), 3)
        follow_up(AP, at=self.scene.ago(1))  # who passed late

    def _settled(self) -> None:
        self._paid(self._of("settled") + self._of("late-certificates"), SETTLED)
        for order in self._back(self._of("back-in-parts"), SETTLED):
            recovering.answer(pk=order, agree=True, actor=self.scene.finance, at=self.scene.ago(8), parts=3)
        for order in self._back(self._of("back-partly"), SETTLED):
            recovering.answer(pk=order, agree=True, actor=self.scene.finance, at=self.scene.ago(80), parts=4)
            amount = Recovery.objects.get(pk=order).amount // 4
            recovering.repaid(pk=order, amount=max(amount, 1), actor=self.scene.finance, at=self.scene.ago(30))
        for order in self._back(self._of("back-done"), SETTLED):
            recovering.answer(pk=order, agree=True, actor=self.scene.finance, at=self.scene.ago(80))
            amount = Recovery.objects.get(pk=order).amount
            recovering.repaid(pk=order, amount=amount, actor=self.scene.finance, at=self.scene.ago(50))

    def _of(self, story: str) -> list[Plan]:
        return self.stories.get(story, [])

    def _asked(self, plans: list[Plan], days: int) -> list[int]:
        asked = handling.asked([plan.pk for plan in plans]) if plans else []
        return open_many(scheme=AP, asked=asked, actor=None, at=self.scene.ago(days)) if asked else []

    def _reviewer(self, pk: int) -> Actor:
        return self.reviewers[Application.objects.values_list("district", flat=True).get(pk=pk)]

    def _advised(self, pk: int, days: int) -> None:
        review.advise(pk=pk, actor=self._reviewer(pk), at=self.scene.ago(days))

    def _granted(self, plans: list[Plan], asked: int, advised: int, approved: int) -> list[int]:
        made = self._asked(plans, asked)
        for pk in made:
            self._advised(pk, advised)
            review.approve(pk=pk, actor=self.scene.city, at=self.scene.ago(approved))
        return made

    def _refused(self, plans: list[Plan], days: int) -> None:
        for pk in self._asked(plans, days):
            review.advise_against(
                pk=pk, reason="untrue", actor=self._reviewer(pk), at=self.scene.ago(days - 4), note=REFUSED
            )  # fmt: skip
            review.refuse(pk=pk, reason="untrue", actor=self.scene.city, at=self.scene.ago(days - 8), note=REFUSED)

    def _post(self, made: list[int], days: int) -> list[int]:
        """On as many notices as it takes."""
        posted = []
        while lines := list(self._cleared(made)):
            posted.append(
                notices.post(scheme=AP, actor=self.scene.city, at=self.scene.ago(days), only=lines).pk
            )  # fmt: skip
        return posted

    def _cleared(self, made: list[int]) -> list[int]:
        rows = Line.objects.filter(application__in=made, state=Line.State.CLEARED).order_by("pk")
        return list(rows.values_list("pk", flat=True)[: notices.MOST_ON_ONE])

    def _paid(self, plans: list[Plan], days: int) -> None:
        """From the asking to the bank's answer: three weeks and some days."""
        made = self._granted(plans, days, days - 2, days - 4)
        for notice in self._post(made, days - 6):
            notices.close(pk=notice, at=self.scene.ago(days - 18))
        if made and Line.objects.filter(state=Line.State.PAYABLE, application__scheme=AP).exists():
            day = days - 20
            while money.working(self.scene, day) != day:  # a working day, and no earlier one
                day -= 1
            batch = money.drawn(self.scene, day, AP)
            money.agreed(self.scene, batch, day)
            money.answered(self.scene, batch, day - 1)

    def _back(self, plans: list[Plan], days: int) -> list[int]:
        """The orders that were proposed where a plan has to give back instead."""
        for plan in plans:
            gives_back(plan, self.scene.ago(days))
        rows = Recovery.objects.filter(state=Recovery.State.ASKED, asked_by=None).order_by("pk")
        pks = {plan.pk for plan in plans}
        lines = dict(Line.objects.filter(application__subject__in=pks, application__scheme=AP).values_list("pk", "pk"))
        return [row.pk for row in rows.select_related("obligation") if row.obligation.line in lines]
