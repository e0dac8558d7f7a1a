"""The institution whose manager a visitor of the demonstration may be: its classes stand at every point of the way."""

from datetime import date, datetime, timedelta
from functools import partial

from people import identities
from people.actor import Actor, actor_of
from people.models import Organisation, Person, StatusSpan, User
from records import runs
from training.desk import inspections
from training.filing import actions, changes
from training.filing.actions import Lesson
from training.lessons import actions as lessons
from training.models import Course, Enrolment, TrainingClass
from training.results import actions as results
from training.results.judging import Told
from training.roster import actions as roster
from training.signup import actions as signup

COURSES = (("key-group", "4-10-01-05", 5, "A"), ("jinlanling", "4-10-01-05", 4, "B"))
HOURS = 40
PLAN = "护理基础、生活照护与实训，教材为示例教材，结业考核为笔试加实操。"
MORNING, NOON, ONE, FOUR = 540, 720, 780, 960


def load(on: date, at: datetime) -> int:
    """How many classes were made; 0 where they are there, or the account is not."""
    user = User.objects.filter(username="xuexiao").first()
    grant = user.grants.select_related("organisation").first() if user else None
    if user is None or grant is None or grant.organisation is None:
        return 0
    school = grant.organisation
    if TrainingClass.objects.filter(organisation=school).exists():
        return 0
    courses = _courses(school, on)
    actor = actor_of(user)
    people = list(_people(on))
    if len(people) < 40:
        return 0
    made = _School(school, actor, courses, on, at)
    _upcoming(made, people[:12])
    _running(made, people[12:36])
    _over(made, people[36:])
    made.draft("尚未排好的班", on + timedelta(days=25), days=2)
    review = made.draft("线上为主的班", on + timedelta(days=20), days=6, mode="online")
    actions.file(pk=review.pk, actor=actor, at=at, on=on)
    return TrainingClass.objects.filter(organisation=school).count()


def _courses(school: Organisation, on: date) -> list[Course]:
    for kind, code, level, category in COURSES:
        Course.objects.get_or_create(
            organisation=school, kind=kind, occupation=code, level=level, course="", since=date(on.year, 1, 1),
            defaults={
                "category": category, "minimum_hours": HOURS, "until": date(on.year + 1, 12, 31),
                "since_run": max(runs.last_known(), 1),
            },
        )  # fmt: skip
    return list(Course.objects.current().filter(organisation=school).order_by("pk"))


def _people(on: date) -> list[Person]:
    """Of a group that free training is for, today and for months to come."""
    spans = StatusSpan.objects.current().filter(kind__in=["rural", "hardship"], began__lte=on, ended=None)
    retired = StatusSpan.objects.current().filter(kind__in=["pension", "dead"]).values("person")
    rows = Person.objects.filter(pk__in=spans.values("person"), taken_up__isnull=True).exclude(pk__in=retired)
    return list(rows.order_by("pk")[:60])


class _School:
    """Makes classes as its manager would."""

    def __init__(self, school: Organisation, actor: Actor, courses: list[Course], on: date, at: datetime):
        self.school, self.actor, self.courses, self.on, self.at = school, actor, courses, on, at
        some = Person.objects.filter(enrolments__isnull=True).order_by("-pk")
        self.teachers = []
        for person in some[:3]:
            self.teachers.append(actions.add_teacher(
                organisation=school, name=person.name, document=person.document, actor=actor,
                number=identities.number_of(person), qualification="二级/技师",
            ))  # fmt: skip
        district = school.district
        self.rooms = [
            actions.add_room(
                organisation=school, name=name, address="示例路1号", district=district, seats=seats, actor=actor
            )
            for name, seats in (("101教室", 50), ("实训室", 48), ("小教室", 24))
        ]  # fmt: skip

    def draft(
        self, name: str, first: date, *, days: int, mode: str = "practice", lane: int = 0, seats: int = 24
    ) -> TrainingClass:  # fmt: skip
        given = {"name": name, "seats": seats, "public": True, "plan": PLAN}
        one = actions.draft(organisation=self.school, course=self.courses[0], given=given, actor=self.actor, at=self.at)
        asked = [
            Lesson(first + timedelta(days=nth), begins, ends, mode, self.teachers[lane].pk,
                   self.rooms[lane].pk if mode != "online" else None, "示例内容")
            for nth in range(days) for begins, ends in ((MORNING, NOON), (ONE, FOUR))
        ]  # fmt: skip
        actions.add_lessons(pk=one.pk, asked=asked, actor=self.actor, at=self.at, on=self.on)
        return one

    def accepted(self, name: str, first: date, *, lane: int = 0, seats: int = 24) -> TrainingClass:
        one = self.draft(name, first, days=6, lane=lane, seats=seats)
        actions.file(pk=one.pk, actor=self.actor, at=self.at, on=min(self.on, first))
        one.refresh_from_db()
        return one


def _upcoming(made: _School, people: list[Person]) -> None:
    """Open for sign-up, some asking for a seat; and a lesson whose change waits."""
    one = made.accepted("周末公开班", made.on + timedelta(days=9))
    for person in people[:4]:
        signup.sign_up(pk=one.pk, group="", actor=Actor(person_id=person.pk), at=made.at, on=made.on)
    lines = list(one.enrolments.order_by("pk"))
    roster.admit(pk=lines[0].pk, subsidised=True, actor=made.actor, at=made.at, on=made.on)
    roster.decline(pk=lines[1].pk, reason="已在别处学过同一等级", actor=made.actor, at=made.at, on=made.on)
    full = made.accepted("名额已满的班", made.on + timedelta(days=9), lane=1, seats=2)
    for person in people[4:7]:
        signup.sign_up(pk=full.pk, group="", actor=Actor(person_id=person.pk), at=made.at, on=made.on)
    other = made.accepted("下月开班", made.on + timedelta(days=40), lane=1)
    for session in list(other.sessions.all())[:3]:
        to = Lesson(session.day + timedelta(days=10), session.begins, session.ends, session.mode, session.teacher_id,
                    session.room_id)  # fmt: skip
        changes.change(pk=session.pk, to=to, reason="教师外出培训", actor=made.actor, at=made.at, on=made.on)


def _running(made: _School, people: list[Person]) -> None:
    """Begun some days ago, with its roster; one of it says it is not him; a look is drawn for tomorrow."""
    first = made.on - timedelta(days=2)
    one = made.accepted("正在上课的班", first, lane=2)
    Enrolment.objects.bulk_create(Enrolment(of=one, person=person, joined_on=first) for person in people)
    actions.take_up(one)
    line = one.enrolments.first()
    if line is not None:
        signup.deny(
            pk=line.pk, words="我没有报过名，也没有去上过课。", actor=Actor(user_id=None, person_id=line.person_id),
            at=made.at, on=made.on,
        )  # fmt: skip
    for session in one.sessions.filter(day__lt=made.on)[:2]:
        there = {row.pk: 400 for row in lessons.expected(one.pk, session.day)}
        lessons.mark(pk=session.pk, hours=there, actor=made.actor, at=made.at)
        lessons.close(pk=session.pk, actor=made.actor, at=made.at)
    reviewer = User.objects.filter(username="shenhe").first()
    if reviewer is not None:
        _looked_at(one, actor_of(reviewer), made.at)
    if reviewer is not None and made.school.district is not None:
        inspections.draw(
            district=made.school.district, first=made.on + timedelta(days=1), last=made.on + timedelta(days=3), size=2,
            actor=actor_of(reviewer), at=made.at, on=made.on,
        )  # fmt: skip


def _over(made: _School, people: list[Person]) -> None:
    """Ended some days ago: one failed, one passed the second time, one result is void, one came too seldom."""
    first = made.on - timedelta(days=16)
    one = made.accepted("已经结业的班", first)
    Enrolment.objects.bulk_create(Enrolment(of=one, person=person, joined_on=first) for person in people)
    actions.take_up(one)
    lines = [row.pk for row in one.enrolments.order_by("pk")]
    for nth, session in enumerate(one.sessions.all()):
        then = datetime.combine(session.day, made.at.timetz()) + timedelta(hours=12)
        there = {pk: 400 if pk != lines[-1] or nth > 4 else 0 for pk in lines}
        lessons.mark(pk=session.pk, hours=there, actor=made.actor, at=then)
        lessons.close(pk=session.pk, actor=made.actor, at=then)
    one.refresh_from_db()
    assert one.last_day is not None
    exam, again = one.last_day + timedelta(days=1), one.last_day + timedelta(days=6)
    told = {pk: Told(exam, 70 + pk % 25, True) for pk in lines} | {pk: Told(exam, 48, False) for pk in lines[:2]}
    enter = partial(results.enter, pk=one.pk, actor=made.actor, on=made.on)
    enter(told=told, at=made.at - timedelta(days=8))
    enter(told={lines[1]: Told(again, 66, True)}, at=made.at - timedelta(days=3))
    results.void(line=lines[2], why="示例：监考记录对不上，重新考核", actor=made.actor, at=made.at)
    results.issue(pk=one.pk, actor=made.actor, at=made.at, on=made.on)


def _looked_at(one: TrainingClass, reviewer: Actor, at: datetime) -> None:
    """Somebody complained, a reviewer went there, and two were not."""
    session = one.sessions.select_related("of__organisation").first()
    if session is None:
        return
    look = inspections.call(session=session, actor=reviewer)
    people = [row.pk for row in lessons.expected(one.pk, session.day)]
    inspections.report(
        pk=look.pk, counted=len(people) - 2, teacher_there=True, absent=people[:2], note="现场点名，两人不在。",
        photos=[],
        actor=reviewer, at=at,
    )  # fmt: skip
