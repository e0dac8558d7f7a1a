"""What is known of classes that are over, and what is wrong with a result that is told of one of their trainees."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q

from lib.days import chinese
from subsidies.entry import Rule
from subsidies.models import Application
from training.filing import rules
from training.filing.rules import figure
from training.models import CompletionCertificate, Enrolment, ExamResult, TrainingClass
from training.scheme import TRAINING

BEST = 100  # the best score there is
ENDED = (Application.State.DRAFT, Application.State.REFUSED, Application.State.WITHDRAWN)


@dataclass(frozen=True)
class Told:
    """A result as it is told; ``score`` None where none was given."""

    held_on: date
    score: int | None
    passed: bool


@dataclass(frozen=True)
class Wrong:
    """A rule that is broken, with what it says."""

    rule: Rule
    found: str

    @property
    def words(self) -> str:
        return f"{self.found.rstrip('。')}。{self.rule.remedy.rstrip('。')}。"


def wrong(rule: Rule, **values: object) -> Wrong:
    return Wrong(rule, rule.found.format(**values))


class Known:
    """Who was in these classes at their end, what is written of each, and what a change would touch. Four queries.

    lines     enrolment → its line
    kept      enrolment → its result, voided ones too
    holds     enrolment → its certificate that is not withdrawn
    settled   classes whose settlement was handed in
    """

    def __init__(self, classes: Sequence[TrainingClass]):
        self.classes = {one.pk: one for one in classes}
        self.lines: dict[int, Enrolment] = {
            row.pk: row for row in at_the_end(list(self.classes)).select_related("person")
        }
        of_them = {"enrolment__of__in": list(self.classes)}
        self.kept = {row.enrolment_id: row for row in ExamResult.objects.filter(**of_them)}
        living = CompletionCertificate.objects.filter(voided_at__isnull=True, **of_them)
        self.holds = {row.enrolment_id: row for row in living}
        self.settled = settled(classes)

    def told(self, line: int) -> Told | None:
        """What counts now; None where nothing does."""
        row = self.kept.get(line)
        return Told(row.held_on, row.score, row.passed) if row is not None and row.voided_at is None else None

    def wrong(self, line: int, told: Told, why: str, on: date) -> Wrong | None:
        """The first rule that what is told of a line breaks; None for what is sound."""
        one = self.classes[self.lines[line].of_id]
        assert one.last_day is not None
        if told == self.told(line):
            return None
        if told.held_on < one.last_day:
            return wrong(rules.BEFORE, last=chinese(one.last_day))
        if told.held_on > on:
            return wrong(rules.AHEAD)
        least = figure("mark", told.held_on)
        if told.score is not None and told.passed and told.score < least:
            return wrong(rules.MARK, score=told.score, least=least)
        if self.weighs(line, told) and not says_why(why):
            return wrong(rules.WHY)
        return None

    def weighs(self, line: int, told: Told | None) -> bool:
        """Must what differs say why: something is undone by it, or a settlement rests on what it was."""
        undone = line in self.holds and (told is None or not told.passed)
        return told is None or undone or self.lines[line].of_id in self.settled


def says_why(why: str) -> bool:
    return 2 <= len(why.strip()) <= 100


def too_early(one: TrainingClass, on: date) -> Wrong | None:
    """Results are written of an accepted class, from its last day on."""
    if one.state == TrainingClass.State.ACCEPTED and one.last_day is not None and one.last_day <= on:
        return None
    return wrong(rules.OPEN, last=chinese(one.last_day) if one.last_day else "最后一课")


def at_the_end(classes: Iterable[int]) -> Any:
    """Who was in classes on their last day: in class now, or left that day or later. A line that was rightly denied is
    nobody's, and one that is denied is held."""
    there = Q(state=Enrolment.State.ENROLLED) | Q(state=Enrolment.State.LEFT, left_on__gte=F("of__last_day"))
    rows = Enrolment.objects.filter(there, of__in=classes, denied_at__isnull=True)
    return rows.exclude(left_why=Enrolment.NOT_THEM).order_by("pk")


def settled(classes: Sequence[TrainingClass]) -> set[int]:
    """Those whose settlement was handed in and not turned down. One query."""
    asked = Application.objects.filter(
        scheme=TRAINING.code, organisation__in={one.organisation_id for one in classes},
        subject__in=[one.pk for one in classes],
    ).exclude(state__in=ENDED)  # fmt: skip
    return set(asked.values_list("subject", flat=True))
