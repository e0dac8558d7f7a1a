"""Who may do a job, for how long, and what becomes of one whose worker is gone."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now

from records import jobs, tasks
from records.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def verb(monkeypatch):
    """A verb whose work is whatever a test says; `did` is what was done of it."""

    class Verb:
        def __init__(self):
            self.did, self.gave_up = [], []
            self.work = lambda hold: self.did.append(hold.subject)

        def put(self, subject=1):
            return jobs.put("test", subject, tell=False)

        @property
        def job(self):
            return Job.objects.get(verb="test")

    verb = Verb()
    done = (lambda hold: verb.work(hold), lambda subject, why: verb.gave_up.append((subject, why)))
    monkeypatch.setitem(jobs._verbs, "test", done)
    return verb


def lapse():
    """As if the time of every lease and pause had passed."""
    Job.objects.filter(lease_until__isnull=False).update(lease_until=Now() - timedelta(seconds=1))


def test_a_job_is_done_once(verb):
    job = verb.put()
    assert jobs.due() == [job.pk]
    assert jobs.drive(job.pk) and not jobs.drive(job.pk)
    assert verb.did == [1] and jobs.due() == []
    assert verb.job.state == "done" and verb.job.ended_at


def test_there_is_one_living_job_for_a_subject(verb):
    assert verb.put() == verb.put() != verb.put(2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(verb="test", subject=1)
    jobs.drive(verb.put().pk)
    assert Job.objects.filter(verb="test", subject=1).count() == 1
    assert verb.put().state == "waiting"


def test_nobody_takes_a_job_that_somebody_holds(verb):
    job = verb.put()
    verb.work = lambda hold: verb.did.append((jobs.drive(job.pk), jobs.due()))
    assert jobs.drive(job.pk)
    assert verb.did == [(False, [])]


def test_when_the_lease_lapses_another_goes_on_where_the_last_step_ended(verb):
    job = verb.put()

    def killed(hold):
        hold.step(3, 10, "第三步")
        raise KeyboardInterrupt  # as sudden as can be shown in one process

    verb.work = killed
    with pytest.raises(KeyboardInterrupt):
        jobs.drive(job.pk)
    assert verb.job.state == "running" and jobs.due() == []
    lapse()
    assert jobs.due() == [job.pk]
    verb.work = lambda hold: verb.did.append((hold.done, hold.total))
    tasks.drive_what_waits()
    assert verb.did == [(3, 10)] and verb.job.state == "done"


def test_a_slow_worker_that_lost_its_lease_writes_nothing_more(verb):
    job = verb.put()

    def slow(hold):
        hold.step(1, 2)
        lapse()
        verb.work = lambda other: other.step(2, 2)
        assert jobs.drive(job.pk)  # somebody else was faster
        hold.step(1, 2)
        verb.did.append("wrote after all")

    verb.work = slow
    assert not jobs.drive(job.pk)
    assert verb.did == [] and (verb.job.state, verb.job.done) == ("done", 2)


def test_a_failure_is_tried_again_after_a_pause_and_given_up_in_words_in_the_end(verb, caplog):
    job = verb.put()

    def broken(hold):
        raise ValueError("11010119900307123X")

    verb.work = broken
    for attempt in range(1, jobs.ATTEMPTS):
        assert not jobs.drive(job.pk)
        assert (verb.job.state, verb.job.attempts) == ("waiting", attempt) and jobs.due() == []
        lapse()
    assert not jobs.drive(job.pk)
    assert verb.job.state == "failed" and "连续 5 次没有成功" in verb.job.said
    assert verb.gave_up == [(1, "连续 5 次没有成功")] and jobs.due() == []
    assert "ValueError at test_jobs.py" in caplog.text and "1990" not in caplog.text


def test_a_step_forward_makes_the_attempts_count_anew(verb):
    job = verb.put()

    def stumbling(hold):
        hold.step(hold.done + 1, 9)
        raise ValueError

    verb.work = stumbling
    for _ in range(8):
        jobs.drive(job.pk)
        lapse()
    assert (verb.job.state, verb.job.done) == ("waiting", 8)


def test_a_job_that_kills_its_worker_every_time_is_given_up_too(verb):
    job = verb.put()

    def deadly(hold):
        raise KeyboardInterrupt

    verb.work = deadly
    for _ in range(jobs.ATTEMPTS):
        with pytest.raises(KeyboardInterrupt):
            jobs.drive(job.pk)
        lapse()
    assert not jobs.drive(job.pk)
    assert verb.job.state == "failed" and verb.gave_up == [(1, "连续 5 次没有做完就中断了")]


def test_what_must_wait_for_something_else_is_put_back_and_has_not_failed(verb):
    job = verb.put()

    def later(hold):
        raise jobs.Later("等另一件事")

    verb.work = later
    for _ in range(2 * jobs.ATTEMPTS):
        jobs.drive(job.pk)
    assert (verb.job.state, verb.job.said, verb.job.attempts) == ("waiting", "等另一件事", 0)
    assert jobs.due() == [job.pk]


def test_the_news_goes_to_the_queue_once_the_row_is_in(verb, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        jobs.put("test", 7)
        assert verb.did == []
    assert verb.did == [7]


def test_a_queue_that_is_down_leaves_the_job_for_the_timetable(verb, monkeypatch, django_capture_on_commit_callbacks):
    def down(*args):
        raise ConnectionError

    monkeypatch.setattr(tasks.drive_job, "delay", down)
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.put("test", 7)
    assert jobs.due() == [job.pk]


def test_a_verb_has_one_work(verb):
    with pytest.raises(ValueError, match="test"):
        jobs.register("test", verb.work, lambda subject, why: None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "running"},
        {"state": "waiting", "holder": "me"},
        {"state": "done"},
        {"state": "nonsense"},
        {"done": -1},
    ],
)
def test_the_database_refuses_a_state_that_disagrees_with_its_lease(verb, wrong):
    job = verb.put()
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**wrong)


def test_leases_are_kept_by_the_clock_of_the_database(verb):
    job = verb.put()
    seen = []
    verb.work = lambda hold: seen.append(
        Job.objects.filter(pk=job.pk, lease_until__gt=Now() + timedelta(minutes=1)).count()
    )
    jobs.drive(job.pk)
    assert seen == [1]
    assert Job.objects.filter(made_at__lte=Now(), ended_at__gte=F("made_at")).count() == 1
