"""What the steward's pages say of scans, in words. No clock, no request: views hand both down."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from lib.days import chinese
from lib.money import yuan
from people.actor import Actor
from policy import scheme_of
from records import jobs
from records.models import Job
from records.screens import Far, stalled
from records.waiting import Waiting
from subsidies.models import Scan
from subsidies.scan import VERB, Counts

DONE, GIVEN_UP = "done", "failed"


@dataclass(frozen=True)
class Item:
    """One scan. State and its words are named as an import run's, for the same sign and colour; ``numbers`` are those
    of `subsidies.scan.Counts`."""

    scan: Scan

    @property
    def title(self) -> str:
        return scheme_of(self.scan.scheme).title

    @property
    def url(self) -> str:
        return reverse("admin:subsidies_scan_change", args=[self.scan.pk])

    @property
    def state(self) -> str:
        if self.scan.finished_at is None:
            return "running"
        return GIVEN_UP if self.scan.said else DONE

    @property
    def get_state_display(self) -> str:
        return {"running": "正在筛查", GIVEN_UP: "没有做完", DONE: "已完成"}[self.state]

    @property
    def who(self) -> str:
        return self.scan.started_by.words if self.scan.started_by else "自动"

    @property
    def numbers(self) -> dict[str, int]:
        return dict(Counts(self.scan.counts).numbers)


def far_of(scan: Scan, at: datetime) -> Far | None:
    """None where it has ended. How many persons there are says nothing of how many are decided, so no numbers."""
    if scan.finished_at is not None:
        return None
    job = jobs.latest(VERB, scan.pk)
    known = bool(job and job.total and job.state == Job.State.RUNNING)
    percent = 100 * job.done // job.total if job and known else 0
    url = reverse("admin:subsidies_scan_far", args=[scan.pk])
    return Far("正在筛查" if known else "等着筛查", percent, known, stalled(job, at), url)


def waiting(actor: Actor) -> Waiting:
    """For the steward's home page: what the newest scan came to."""
    url = reverse("admin:subsidies_scan_changelist")
    newest = Scan.objects.first()
    if newest is None:
        return Waiting("主动筛查", "还没有筛查过。", url, "去筛查")
    item = Item(newest)
    if item.state == "running":
        return Waiting("主动筛查", f"正在按{chinese(newest.on)}筛查。", url, "看进度")
    if item.state == GIVEN_UP:
        return Waiting("主动筛查", f"上一次没有做完：{newest.said}。", url, "去看看", pressing=True)
    told = item.numbers
    words = f"按{chinese(newest.on)}：核对 {told['subjects']:,} 件，{told['accepted']:,} 件可以领"
    return Waiting("主动筛查", f"{words}，共 {yuan(told['amount'])}；新告知 {told['opened']:,} 份。", url, "看结果")
