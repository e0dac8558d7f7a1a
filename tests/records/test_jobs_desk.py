"""Jobs in the back office: what is done, what waits, what broke off, and the way to begin it again."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from records import jobs
from records.models import Job
from tests.records import making
from tests.records.back_office import HOME, named, page_of, words

LIST = "/steward/records/job/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client, db):
    client.force_login(named("steward", "示", "管理"))
    return client


def waiting_job() -> Job:
    making.hand("certificates", [making.certificate(1)])
    return jobs.put("check-import", 10**6, tell=False)


def test_jobs_are_listed_in_words_with_the_way_to_what_they_are_about(client):
    run = making.hand("certificates", [making.certificate(1)])
    page = words(client.get(LIST))
    assert "检查交来的文件" in page and "把文件写进登记" in page and "check-import" not in page
    job = Job.objects.get(verb="write-import")
    page = words(client.get(reverse("admin:records_job_change", args=[job.pk])))
    assert f'href="{page_of(run)}"' in page and "再试一次" in page
    assert job.holder == "" or job.holder not in page, "no machine's name"


def test_home_tells_of_what_broke_off_lately_and_forgets_it_after_a_week(client):
    assert "没有在做的" in words(client.get(HOME))
    job = waiting_job()
    Job.objects.filter(pk=job.pk).update(state="failed", ended_at=timezone.now())
    page = words(client.get(HOME))
    assert "最近 7 天有 1 个没有做完" in page and f"{LIST}?state__exact=failed" in page and "is-pressing" in page
    assert words(client.get(f"{LIST}?state__exact=failed")).count("检查交来的文件") == 1
    Job.objects.filter(pk=job.pk).update(ended_at=timezone.now() - timedelta(days=8))
    assert "没有在做的" in words(client.get(HOME))


def test_home_says_when_nobody_is_there_to_do_what_waits(client):
    job = waiting_job()
    assert "1 个在做或者排队" in words(client.get(HOME))
    Job.objects.filter(pk=job.pk).update(made_at=timezone.now() - timedelta(minutes=1))
    page = words(client.get(HOME))
    assert "后台任务没有运行" in page and "启动后台任务" in page


def test_a_job_is_looked_at_only(client):
    job = waiting_job()
    change = reverse("admin:records_job_change", args=[job.pk])
    assert 'name="_save"' not in words(client.get(change))
    assert client.post(change, {"state": "done"}).status_code == 403
    assert client.post(reverse("admin:records_job_delete", args=[job.pk]), {"post": "yes"}).status_code == 403
