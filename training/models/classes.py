"""A class from its draft to its last lesson: what is taught when, where and by whom, and who is in it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from people import sight
from people.actor import Actor
from people.models import District, Organisation, Person
from people.roles import REVIEWER
from training.derive import COURSES, GROUPS, KINDS
from training.models.courses import CODE, Course


def of_organisations(rows: models.QuerySet, actor: Actor, to: str) -> Any:
    """Of these rows those of organisations in sight. ``to``: the path to the organisation."""
    if actor.has(*sight.EVERYONE):
        return rows
    seen = Q(**{f"{to}__in": actor.organisations})
    if actor.has(REVIEWER):
        seen |= Q(**{f"{to}__district__in": actor.districts})
    return rows.filter(seen)


class OwnedQuerySet(models.QuerySet):
    """Rows of an organisation: its own people, the reviewers of its district, those who see everybody."""

    to = "organisation"

    def visible_to(self, actor: Actor) -> Any:
        return of_organisations(self, actor, self.to)


class OfAClassQuerySet(OwnedQuerySet):
    to = "of__organisation"


class Teacher(models.Model):
    """Somebody who teaches for an institution; known as a person, so that two institutions find the same one."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="teachers", verbose_name="培训机构")
    person = models.ForeignKey(Person, models.PROTECT, related_name="teaching", verbose_name="人员")
    qualification = models.CharField("资格", max_length=60, help_text="教师资格、职业技能等级或专业技术职务")
    active = models.BooleanField("在聘", default=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "教师"
        ordering = ["organisation", "id"]
        constraints = [models.UniqueConstraint(fields=["organisation", "person"], name="teacher_once_of_a_school")]

    def __str__(self) -> str:
        return f"教师 {self.pk}"


class Room(models.Model):
    """A place to teach in, and how many it holds."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="rooms", verbose_name="培训机构")
    name = models.CharField("名称", max_length=40)
    address = models.CharField("地址", max_length=120)
    district = models.ForeignKey(District, models.PROTECT, related_name="+", verbose_name="所在区")
    seats = models.PositiveSmallIntegerField("核定人数")
    active = models.BooleanField("在用", default=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "教室"
        ordering = ["organisation", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="room_once_of_a_school"),
            models.CheckConstraint(condition=Q(seats__gt=0), name="room_holds_somebody"),
        ]

    def __str__(self) -> str:
        return self.name


class TrainingClass(models.Model):
    """One class of a course. Written by `training.filing.actions` alone.

    `number` is what people call it by (班号); `course` the row of the published list it was drafted from, and what it
    said then is kept beside. `filed_on` is set by the first filing that goes to be accepted and is TR-FILED's day.
    `first_day`, `last_day`, `hours` (hundredths of a 学时) and `longest_day` follow the sessions.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        FILED = "filed", "等待审核"
        RETURNED = "returned", "退回补正"
        ACCEPTED = "accepted", "已备案"
        REFUSED = "refused", "不予备案"
        CANCELLED = "cancelled", "已取消"

    OPEN = (State.DRAFT, State.RETURNED)  # what its institution may still change freely
    ALIVE = (State.DRAFT, State.FILED, State.RETURNED, State.ACCEPTED)

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="classes", verbose_name="培训机构")
    number = models.CharField("班号", max_length=12, unique=True, null=True)  # noqa: DJ001 (given once it has an id)
    name = models.CharField("班名", max_length=40)
    course = models.ForeignKey(Course, models.PROTECT, related_name="classes", verbose_name="课程")
    kind = models.CharField("培训项目", max_length=12, choices=list(KINDS.items()))
    occupation = models.CharField("职业编码", max_length=10, blank=True)
    level = models.PositiveSmallIntegerField("等级", default=0)
    startup = models.CharField("创业培训课程", max_length=6, blank=True, choices=list(COURSES.items()))
    seats = models.PositiveSmallIntegerField("招收人数")
    public = models.BooleanField("公开报名", default=False)
    plan = models.TextField("教学计划", max_length=2000, blank=True)
    first_day = models.DateField("开班第一天", null=True, blank=True)
    last_day = models.DateField("培训最后一天", null=True, blank=True)
    hours = models.PositiveIntegerField("计划学时（百分之一）", default=0)
    longest_day = models.PositiveIntegerField("学时最多的一天（百分之一）", default=0)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)
    made_at = models.DateTimeField("建立时间")
    filed_at = models.DateTimeField("提交备案时间", null=True, blank=True)
    filed_on = models.DateField("备案日期", null=True, blank=True)
    due_on = models.DateField("最晚答复日", null=True, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    review = models.JSONField("要人看的", default=list, blank=True)  # codes found when it was filed

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "班次"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organisation", "-first_day"], name="class_of_a_school"),
            models.Index(fields=["state", "due_on", "id"], name="class_queue"),
            models.Index(fields=["first_day"], condition=Q(state="accepted", public=True), name="class_to_sign_up_for"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "filed", "returned", "accepted", "refused", "cancelled"]),
                name="class_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="startup", occupation="", level=0) & ~Q(startup="")
                | Q(kind__in=["jinlanling", "key-group"], level__in=[1, 2, 3, 4, 5], startup="") & ~Q(occupation=""),
                name="class_is_of_a_skill_or_for_founders",
            ),
            models.CheckConstraint(condition=Q(occupation__regex=CODE), name="class_code_has_its_shape"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"])
                | Q(filed_at__isnull=False, filed_on__isnull=False, first_day__isnull=False, last_day__isnull=False),
                name="class_filed_has_its_days",
            ),
            models.CheckConstraint(
                condition=~Q(state="filed") | Q(due_on__isnull=False, answered_at__isnull=True),
                name="class_waiting_has_a_last_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "returned", "refused"]) | Q(answered_at__isnull=False),
                name="class_answered_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(first_day__isnull=True, last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="class_ends_later",
            ),
            models.CheckConstraint(condition=Q(seats__gt=0), name="class_has_seats"),
        ]

    def __str__(self) -> str:
        return f"班次 {self.number or self.pk}"


class ClassSession(models.Model):
    """One lesson: minutes of a day (9:00 is 540), with a teacher, in a room or online.

    `replaced_by` is the lesson a moved one moved to; `makes_up` the lesson that a make-up one makes up for.
    """

    class Mode(models.TextChoices):
        THEORY = "theory", "理论"
        PRACTICE = "practice", "实训"
        ONLINE = "online", "线上"

    class State(models.TextChoices):
        PLANNED = "planned", "照常"
        MOVED = "moved", "已改期"
        CANCELLED = "cancelled", "已取消"

    of = models.ForeignKey(TrainingClass, models.CASCADE, related_name="sessions", verbose_name="班次")
    day = models.DateField("日期")
    begins = models.PositiveSmallIntegerField("开始（当天第几分钟）")
    ends = models.PositiveSmallIntegerField("结束（当天第几分钟）")
    mode = models.CharField("方式", max_length=8, choices=Mode.choices)
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name="教室")
    teacher = models.ForeignKey(Teacher, models.PROTECT, related_name="sessions", verbose_name="教师")
    topic = models.CharField("内容", max_length=60, blank=True)
    state = models.CharField("状态", max_length=9, choices=State.choices, default=State.PLANNED)
    replaced_by = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name="改到"
    )
    makes_up = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="made_up_by", verbose_name="补哪一课"
    )
    closed_at = models.DateTimeField("考勤确认时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="考勤确认人"
    )

    objects = OfAClassQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "课次"
        ordering = ["day", "begins", "id"]
        indexes = [
            models.Index(fields=["teacher", "day"], name="session_of_a_teacher"),
            models.Index(fields=["room", "day"], name="session_in_a_room"),
            models.Index(fields=["day"], name="session_of_a_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["of", "day", "begins"], condition=Q(state="planned"), name="session_once_at_an_hour"
            ),
            models.CheckConstraint(
                condition=Q(begins__lt=F("ends"), ends__lte=1440), name="session_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(mode="online", room__isnull=True) | Q(mode__in=["theory", "practice"], room__isnull=False),
                name="session_is_in_a_room_or_online",
            ),
            models.CheckConstraint(
                condition=Q(state="moved", replaced_by__isnull=False)
                | Q(state__in=["planned", "cancelled"], replaced_by__isnull=True),
                name="session_moved_has_another",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False, state="planned"),
                name="session_closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"课次 {self.pk}"


class SessionChange(models.Model):
    """A lesson moved, cancelled or given to another after the class was accepted, with the reason.

    Small changes hold at once; those beyond the share that a class may change by itself wait for an officer.
    """

    class State(models.TextChoices):
        DONE = "done", "已生效"
        WAITING = "waiting", "等待审核"
        REFUSED = "refused", "没有同意"

    session = models.ForeignKey(ClassSession, models.CASCADE, related_name="changes", verbose_name="课次")
    to = models.JSONField("改成", default=dict)  # day, begins, ends, room, teacher, mode; empty: cancelled
    reason = models.CharField("原因", max_length=200)
    hours = models.PositiveIntegerField("涉及学时（百分之一）")
    state = models.CharField("状态", max_length=8, choices=State.choices)
    asked_at = models.DateTimeField("提出时间")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    due_on = models.DateField("最晚答复日", null=True, blank=True)
    answer = models.CharField("没有同意的原因", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "课次变更"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["session"], condition=Q(state="waiting"), name="session_change_waits_once"),
            models.CheckConstraint(
                condition=Q(state="waiting", answered_at__isnull=True, due_on__isnull=False)
                | Q(state="done")
                | (Q(state="refused", answered_at__isnull=False) & ~Q(answer="")),
                name="session_change_answered_in_words",
            ),
        ]

    def __str__(self) -> str:
        return f"课次变更 {self.pk}"


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, actor: Actor) -> Any:
        """One's own; those of the classes in sight."""
        if actor.person_id is not None:
            return self.filter(person=actor.person_id)
        return of_organisations(self, actor, "of__organisation")

    def inside(self) -> Any:
        """Who is in class: a line that its person denies is not, until it is looked into."""
        return self.filter(state=Enrolment.State.ENROLLED, denied_at__isnull=True)


class Enrolment(models.Model):
    """One person's line in a class, from the roster or from signing up. Written by `training.roster` and `.signup`.

    `group` is what the institution says the trainee is; what the registers prove is looked up, never typed.
    `subsidised` False: in class, but nothing is asked for this person. A line that its person denies (`denied_at`) is
    held until an officer has looked into it.
    """

    class State(models.TextChoices):
        APPLIED = "applied", "已报名，等机构确认"
        WAITING = "waiting", "候补"
        ENROLLED = "enrolled", "在班"
        LEFT = "left", "已退出"
        DECLINED = "declined", "没有录取"

    class Source(models.TextChoices):
        ROSTER = "roster", "机构名册"
        SELF = "self", "本人报名"

    ALIVE = (State.APPLIED, State.WAITING, State.ENROLLED)

    of = models.ForeignKey(TrainingClass, models.CASCADE, related_name="enrolments", verbose_name="班次")
    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments", verbose_name="学员")
    group = models.CharField("人员类别", max_length=12, choices=list(GROUPS.items()), blank=True)
    subsidised = models.BooleanField("申请补贴", default=True)
    phone_sealed = models.BinaryField("联系电话（加密）", max_length=60, null=True)
    phone_index = models.BinaryField("联系电话（索引）", max_length=32, null=True)
    source = models.CharField("来源", max_length=6, choices=Source.choices, default=Source.ROSTER)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.ENROLLED)
    joined_on = models.DateField("进班日期")
    left_on = models.DateField("退出日期", null=True, blank=True)
    left_why = models.CharField("退出原因", max_length=100, blank=True)
    denied_at = models.DateTimeField("本人否认时间", null=True, blank=True)
    denial_due = models.DateField("否认最晚核查日", null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "学员"
        ordering = ["id"]
        indexes = [models.Index(fields=["person"], name="enrolment_of_a_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["of", "person"],
                condition=Q(state__in=["applied", "waiting", "enrolled"]),
                name="enrolment_once_alive_in_a_class",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["applied", "waiting", "enrolled", "left", "declined"]),
                name="enrolment_state_is_known",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=["left", "declined"], left_on__isnull=False) & ~Q(left_why=""))
                | Q(state__in=["applied", "waiting", "enrolled"], left_on__isnull=True, left_why=""),
                name="enrolment_left_has_a_day_and_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(denied_at__isnull=True, denial_due__isnull=True)
                | Q(denied_at__isnull=False, denial_due__isnull=False),
                name="enrolment_denied_has_a_last_day",
            ),
            models.CheckConstraint(
                condition=Q(phone_sealed__isnull=True, phone_index__isnull=True)
                | Q(phone_sealed__isnull=False, phone_index__isnull=False),
                name="enrolment_phone_is_sealed_and_indexed",
            ),
        ]

    def __str__(self) -> str:
        return f"学员 {self.pk}"
