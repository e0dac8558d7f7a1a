"""What was handed in, what became of it, and the work done meanwhile. No row holds personal data in clear."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from people import keys

NOTE = "file-note"  # the purpose under which what was said of a file when it came is sealed, for the same reason
FILE_NAME = "file-name"  # the purpose under which names of files are sealed: people put persons' names into them


class StoredFile(models.Model):
    """A file as it was handed in, or as we gave it back: its content stands sealed in a file, see `records.files`."""

    sha256 = models.CharField("内容摘要", max_length=64, unique=True)
    name_sealed = models.BinaryField("文件名（加密）", max_length=500)
    size = models.BigIntegerField("大小（字节）")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "文件"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}\Z"), name="file_hash_has_its_shape"),
            models.CheckConstraint(condition=Q(size__gte=0), name="file_size_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"文件 {self.pk}"

    @property
    def name(self) -> str:
        """In clear: for whoever handed it in, and for the steward."""
        return keys.unseal(FILE_NAME, bytes(self.name_sealed))


class ImportRun(models.Model):
    """One file of one kind on its way in, or one correction by a steward; see `records.runs`.

    The counts are what is expected until the run writes, and what was done from then on. `number` is given when it
    begins to write, and only one run writes at a time: so numbers tell the order in which data came to be known, and
    fed rows carry them (`since_run`, `until_run`).
    """

    class State(models.TextChoices):
        CHECKING = "checking", "检查中"
        WAITING = "waiting", "待确认"
        QUEUED = "queued", "排队中"
        RUNNING = "running", "导入中"
        DONE = "done", "已完成"
        REFUSED = "refused", "未导入"
        CANCELLED = "cancelled", "已取消"
        FAILED = "failed", "失败"

    class Source(models.TextChoices):
        FILE = "file", "文件"
        CORRECTION = "correction", "更正"

    LIVE = (State.CHECKING, State.WAITING, State.QUEUED, State.RUNNING)
    CONFIRMED = (State.QUEUED, State.RUNNING, State.DONE)
    UNDONE = (State.REFUSED, State.CANCELLED, State.FAILED)

    kind = models.CharField("数据种类", max_length=20)
    source = models.CharField("来源", max_length=10, choices=Source.choices, default=Source.FILE)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="runs", verbose_name="文件")
    sha256 = models.CharField("内容摘要", max_length=64, null=True)  # noqa: DJ001 (none: may be handed in twice)
    true_to = models.DateField("数据截至", null=True, blank=True)
    scope = models.CharField("谁的文件", max_length=40, blank=True)  # of a kind that each party has its own of
    why = models.CharField("更正事由", max_length=200, blank=True)
    note_sealed = models.BinaryField("备注（加密）", max_length=1200, null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发起人"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.CHECKING)
    number = models.BigIntegerField("导入编号", null=True, blank=True, unique=True)
    read = models.PositiveIntegerField("读到", default=0)
    good = models.PositiveIntegerField("合格", default=0)
    parked = models.PositiveIntegerField("搁置", default=0)
    added = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("变更", default=0)
    removed = models.PositiveIntegerField("撤回", default=0)
    unchanged = models.PositiveIntegerField("未变", default=0)
    absent = models.PositiveIntegerField("文件中缺少", default=0)
    codes = models.JSONField("问题种类", default=dict, blank=True)  # {code: how many}
    notes = models.JSONField("提示", default=list, blank=True)  # [[sentence, rows, 0 for none to be told]]
    late = models.JSONField("写入时才发现的问题", default=list, blank=True)  # as `records.table.refusals` tells them
    asks = models.CharField("确认前要问", max_length=200, blank=True)
    message = models.TextField("说明", blank=True)
    findings = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="问题清单（加密）"
    )
    result = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="标注后的文件"
    )
    created_at = models.DateTimeField("提交时间")
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入"
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "scope", "-id"], name="run_latest_of_a_kind")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "sha256"],
                condition=~Q(state__in=["refused", "cancelled", "failed"]) & Q(scope=""),
                name="run_once_for_a_content",
            ),
            models.UniqueConstraint(
                fields=["kind", "scope", "sha256"],
                condition=~Q(state__in=["refused", "cancelled", "failed", "done"]) & ~Q(scope=""),
                name="run_once_for_a_content_of_a_party",
            ),
            models.UniqueConstraint(fields=["state"], condition=Q(state="running", scope=""), name="run_writes_alone"),
            models.UniqueConstraint(
                fields=["scope"], condition=Q(state="running") & ~Q(scope=""), name="run_writes_alone_for_a_party"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        *("checking", "waiting", "queued", "running"),
                        *("done", "refused", "cancelled", "failed"),
                    ]
                ),
                name="run_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["checking", "waiting", "queued", "running"], finished_at__isnull=True)
                | Q(state__in=["done", "refused", "cancelled", "failed"], finished_at__isnull=False),
                name="run_ends_when_it_has_ended",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["queued", "running", "done"]) | Q(confirmed_at__isnull=False),
                name="run_is_confirmed_before_it_writes",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["running", "done"], number__isnull=False)
                | (Q(number__isnull=True) & ~Q(scope=""))
                | Q(state__in=["checking", "waiting", "queued"], number__isnull=True)
                | Q(state__in=["refused", "cancelled", "failed"]),
                name="run_has_a_number_once_it_writes",
            ),
            models.CheckConstraint(condition=Q(number__isnull=True) | Q(number__gt=0), name="run_number_is_positive"),
            models.CheckConstraint(
                condition=Q(source="file", sha256__isnull=False)
                | (Q(source="correction", sha256__isnull=True) & ~Q(why="")),
                name="run_of_a_file_or_a_correction_with_its_reason",
            ),
            models.CheckConstraint(condition=Q(parked__lte=F("read")), name="run_parks_only_what_it_read"),
        ]

    def __str__(self) -> str:
        return f"导入 {self.pk}"

    @property
    def note(self) -> str:
        """In clear: where the file comes from, in the words of whoever handed it in."""
        return keys.unseal(NOTE, bytes(self.note_sealed)) if self.note_sealed else ""

    @property
    def live(self) -> bool:
        return self.state in self.LIVE


class Job(models.Model):
    """Work that must not be lost: who does it, until when, and how far it is. See `records.jobs`."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待"
        RUNNING = "running", "进行中"
        DONE = "done", "完成"
        FAILED = "failed", "失败"

    verb = models.CharField("做什么", max_length=20)
    subject = models.BigIntegerField("对象编号")
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.WAITING)
    holder = models.CharField("执行者", max_length=80, blank=True)
    lease_until = models.DateTimeField("占用到", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("连续尝试", default=0)
    done = models.BigIntegerField("已做", default=0)
    total = models.BigIntegerField("共有", default=0)
    said = models.CharField("进展", max_length=200, blank=True)
    made_at = models.DateTimeField("建立时间", db_default=models.functions.Now())
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "任务"
        ordering = ["-id"]
        indexes = [models.Index(fields=["verb", "subject"], name="job_of_a_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["verb", "subject"],
                condition=Q(state__in=["waiting", "running"]),
                name="job_lives_once_for_a_subject",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", holder="", ended_at__isnull=True)
                | (Q(state="running", lease_until__isnull=False, ended_at__isnull=True) & ~Q(holder=""))
                | Q(state__in=["done", "failed"], ended_at__isnull=False),
                name="job_state_agrees_with_its_lease",
            ),
            models.CheckConstraint(condition=Q(done__gte=0, total__gte=0), name="job_progress_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"任务 {self.pk}"


class Event(models.Model):
    """One thing that was done to a case. Only ever added, by `records.events`; triggers refuse the rest."""

    chain = models.CharField("案卷", max_length=40)
    place = models.PositiveIntegerField("次序")
    verb = models.CharField("做了什么", max_length=20)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办理人"
    )
    role = models.CharField("以何身份", max_length=10, blank=True)
    data = models.JSONField("内容", default=dict, blank=True)  # codes, ids, days: nothing personal
    note_hash = models.CharField("说明的摘要", max_length=64, blank=True)
    before = models.CharField("前一条的摘要", max_length=64, blank=True)
    hash = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        ordering = ["chain", "place"]
        indexes = [models.Index(fields=["at"], name="event_of_a_day")]
        constraints = [
            models.UniqueConstraint(fields=["chain", "place"], name="event_has_its_own_place"),
            models.CheckConstraint(
                condition=Q(place=1, before="") | (Q(place__gt=1) & ~Q(before="")), name="event_follows_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chain} {self.place}"


class EventNote(models.Model):
    """What somebody wrote beside an event, sealed: apart, because a new key seals it again."""

    event = models.OneToOneField(Event, models.PROTECT, related_name="note", verbose_name="办理记录")
    sealed = models.BinaryField("说明（加密）", max_length=8000)

    class Meta:
        verbose_name = verbose_name_plural = "办理说明"

    def __str__(self) -> str:
        return f"说明 {self.pk}"


class EventRoot(models.Model):
    """The events of one day tied into one hash, and that of the days before into it: for an auditor to keep."""

    day = models.DateField("日期", primary_key=True)
    count = models.PositiveIntegerField("条数")
    hash = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "每日总摘要"
        ordering = ["-day"]

    def __str__(self) -> str:
        return str(self.day)


from records.corrections.models import Correction  # noqa: E402, F401 (a model of this room, in its own folder)
from records.joining.models import Registration  # noqa: E402, F401 (the same)
