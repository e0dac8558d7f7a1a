"""What the steward's pages show of feeds and runs, in words. No clock, no request: views hand both down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from lib.days import chinese
from lib.feed import Feed
from lib.workbook import Problem
from people.models import TrueTo, User
from records import jobs, kinds, runs
from records.models import ImportRun, Job
from records.resources import FeedResource, Line, resource_of
from records.work import CHECK, WRITE

State = ImportRun.State
NO_WORKER = timedelta(seconds=15)  # a worker that runs takes a job within a moment


def title_of(kind: str) -> str:
    feed = kinds.feed_of(kind)
    return feed.template.title if feed else kind


def run_url(run: ImportRun) -> str:
    return reverse("admin:records_importrun_change", args=[run.pk])


@dataclass(frozen=True)
class Item:
    """A run in a list."""

    run: ImportRun
    far: "Far | None" = None

    @property
    def title(self) -> str:
        return title_of(self.run.kind) + ("更正" if self.run.source == ImportRun.Source.CORRECTION else "")

    @property
    def url(self) -> str:
        return run_url(self.run)

    @property
    def brought(self) -> int:
        return self.run.added + self.run.changed + self.run.removed

    @property
    def who(self) -> str:
        return _called(self.run.started_by)

    @property
    def confirmed_by(self) -> str:
        return _called(self.run.confirmed_by)


def _called(user: User | None) -> str:
    return user.words if user else "命令行"


@dataclass(frozen=True)
class Far:
    """How far something under way is. ``stalled`` says what to do where nobody works at it."""

    words: str
    percent: int
    known: bool
    stalled: str
    url: str


def far_of(run: ImportRun, at: datetime) -> Far | None:
    """None where nothing is under way."""
    if run.state not in (State.CHECKING, State.QUEUED, State.RUNNING):
        return None
    progress = runs.progress(run)
    words = progress.said or {State.CHECKING: "等着检查", State.QUEUED: "等着写入"}.get(State(run.state), "正在写入")
    if progress.total:
        words = f"{words}：{progress.done:,} / {progress.total:,} 行"
    url = f"{reverse('admin:records_importrun_far', args=[run.pk])}?state={run.state}"
    job = jobs.latest(CHECK if run.state == State.CHECKING else WRITE, run.pk)
    return Far(words, progress.percent or 0, progress.percent is not None, stalled(job, at), url)


def stalled(job: Job | None, at: datetime) -> str:
    """Why a job that waits is not begun, and what to do; empty where there is nothing to say."""
    if job is None or job.state != Job.State.WAITING or job.attempts or at - job.made_at < NO_WORKER:
        return ""
    if Job.objects.filter(state=Job.State.RUNNING, lease_until__gt=at).exclude(pk=job.pk).exists():
        return "排队中：前面还有别的任务在做，做完就轮到它。"
    return "排队中：后台任务没有运行。该交的已经收好，不用再交；请运维启动后台任务（worker），启动以后会自动接着办。"


@dataclass(frozen=True)
class FeedCard:
    """A kind of file, and how current what came by it is."""

    feed: Feed
    true_to: Any
    last: Item | None

    @property
    def title(self) -> str:
        return self.feed.template.title

    @property
    def words(self) -> str:
        return self.feed.words

    @property
    def about(self) -> str:
        return self.feed.template.about

    @property
    def dated(self) -> bool:
        return self.feed.dated

    @property
    def reach(self) -> str:
        return self.feed.template.reach

    @property
    def key_words(self) -> str:
        return "、".join(self.feed.template.titled(name) for name in self.feed.template.key)

    @property
    def url(self) -> str:
        return f"{reverse('admin:records_importrun_import')}?kind={self.feed.template.kind}"

    @property
    def template_url(self) -> str:
        return reverse("admin:records_importrun_template", args=[self.feed.template.kind])

    @property
    def resource(self) -> type[FeedResource]:
        return resource_of(self.feed)

    @property
    def lines(self) -> list[Line]:
        return self.resource.lines()


def cards(feeds: Iterable[Feed]) -> list[FeedCard]:
    """In three queries, however many kinds there are."""
    days: dict[str, Any] = {}
    for kind, day in TrueTo.objects.order_by("run").values_list("kind", "day"):
        days[kind] = max(days.get(kind, day), day)
    done = ImportRun.objects.filter(state=State.DONE, source=ImportRun.Source.FILE)
    latest = {run.kind: run for run in done.order_by("kind", "number").select_related("file")}
    return [
        FeedCard(feed, days.get(kind), Item(latest[kind]) if kind in latest else None)
        for feed in feeds
        for kind in (feed.template.kind,)
    ]


@dataclass(frozen=True)
class Sum:
    words: str
    count: int
    style: str = ""


def sums(run: ImportRun) -> list[Sum]:
    done = run.state == State.DONE
    told = [
        Sum("读到", run.read),
        Sum("已导入" if done else "可导入", run.good, "main"),
        Sum("搁置", run.parked, "bad" if run.parked else ""),
        Sum("新增", run.added),
        Sum("变更", run.changed),
        Sum("撤回", run.removed),
        Sum("未变", run.unchanged),
    ]
    return [*told, Sum("文件里缺少", run.absent)] if run.absent else told


def newer(run: ImportRun, card: FeedCard) -> bool:
    """Is the file true to a later day than what is known of its kind?"""
    return card.dated and run.true_to is not None and (card.true_to is None or run.true_to > card.true_to)


def nothing_new(run: ImportRun, card: FeedCard) -> str:
    """What to say where no row would change; empty where one would."""
    if run.added or run.changed or run.removed:
        return ""
    told = "没有新的内容：能导入的行都已经登记过，和这里写的一样。"
    if newer(run, card) and run.true_to:
        return f"{told}确认以后，只把数据截至改到{chinese(run.true_to)}。"
    return f"{told}不用确认，放弃这份文件就行。"


@dataclass(frozen=True)
class Count:
    """One kind of problem."""

    title: str
    message: str
    count: int
    remedy: str


@dataclass(frozen=True)
class Problems:
    kinds: list[Count]
    first: list[Problem]
    all: int

    @property
    def more(self) -> bool:
        return self.all > len(self.first)


def problems_of(found: runs.Preview, shown: int = 50) -> Problems | None:
    """What is wrong, by kind and one by one; None where nothing is."""
    counts = [_count(title, message, number, found.problems) for title, message, number in found.counts]
    every = sum(each.count for each in counts)
    return Problems(counts, found.problems[:shown], every) if every else None


def _count(title: str, message: str, number: int, problems: list[Problem]) -> Count:
    """Problems whose words differ by row are counted by code: the first one's words stand for them."""
    like = next((each for each in problems if each.title == title and message in (each.message, each.code)), None)
    if like is None:
        return Count(title, message, number, "见标好错误的工作簿")
    words = like.message if like.message == message else f"例如：{like.message}"
    return Count(title, words, number, like.remedy)
