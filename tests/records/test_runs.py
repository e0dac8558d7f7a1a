"""A file's way in: handed in, checked, looked at, confirmed, written; and every way out of it."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError

from certificates.models import Certificate
from lib.refused import Refused
from lib.workbook import read
from people.models import Person, StatusSpan, TrueTo
from records import files, jobs, kinds, runs
from records.models import ImportRun, Job, StoredFile
from tests.records.making import AT, certificate, codes, counts, found, hand, months, number, person, table

pytestmark = pytest.mark.django_db


def test_a_file_is_checked_looked_at_confirmed_and_written():
    run = hand("certificates", [certificate(1), certificate(2)], confirm=False, true_to=date(2024, 5, 31))
    assert run.state == "waiting" and counts(run) == {"read": 2, "good": 2, "added": 2}
    assert not Certificate.objects.exists() and not Person.objects.exists()
    runs.confirm(run=run, by=None, at=AT, tell=False)
    runs.drive(run)
    run.refresh_from_db()
    assert run.state == "done" and counts(run) == {"read": 2, "good": 2, "added": 2}
    assert set(Certificate.objects.values_list("since_run", flat=True)) == {run.number}
    assert list(TrueTo.objects.values_list("kind", "run", "day")) == [("certificates", run.number, date(2024, 5, 31))]
    assert run.result is None and run.findings is None


def test_the_same_content_is_one_import_however_often_it_comes():
    first = hand("certificates", [certificate(1)], confirm=False)
    again = runs.hand_in(
        kind="certificates", content=table("certificates", [certificate(1)]), filename="又一份.csv", by=None, at=AT
    )
    assert not again.new and again.run == first and "待确认" in again.words
    runs.confirm(run=first, by=None, at=AT, tell=False)
    runs.drive(first)
    done = runs.hand_in(
        kind="certificates", content=table("certificates", [certificate(1)]), filename="文件.csv", by=None, at=AT
    )
    assert not done.new and "导入过，没有新的内容" in done.words
    assert Certificate.objects.count() == ImportRun.objects.count() == StoredFile.objects.count() == 1


def test_what_was_refused_or_cancelled_may_come_again():
    run = hand("certificates", [certificate(1)], confirm=False)
    runs.cancel(run=run, at=AT)
    assert hand("certificates", [certificate(1)]).state == "done"
    assert hand("people", b"nothing").state == "refused"
    assert hand("people", b"nothing").state == "refused"


def test_the_same_content_may_be_another_kind():
    content = table("people", [person(1)])
    assert [hand(kind, content).state for kind in ("people", "certificates")] == ["done", "refused"]
    assert StoredFile.objects.count() == 1


def test_a_half_bad_file_brings_the_good_half_in_and_gives_the_other_back_marked():
    rows = [certificate(1), certificate(2) | {"证件号码": number(2)[:-1] + "Z"}, certificate(3) | {"等级": "四级"}]
    run = hand("certificates", rows)
    assert counts(run) == {"read": 3, "good": 1, "parked": 2, "added": 1}
    assert codes(run) == [(3, "wrong-number"), (4, "number-level")]
    assert run.codes == {"wrong-number": 1, "number-level": 1}
    name, content = runs.result_of(run)
    assert name == "文件（问题标注）.xlsx"
    book = read(content, name, kinds.feed_of("certificates").template)
    assert len(book) == 3 and content[:2] == b"PK"
    mended = [rows[0], certificate(2), certificate(3)]
    assert counts(hand("certificates", mended)) == {"read": 3, "good": 3, "added": 2, "unchanged": 1}


def test_what_only_the_register_knows_is_told_before_it_is_confirmed():
    hand("certificates", [certificate(1)])
    rows = [certificate(1, 4), certificate(1) | {"发证机构": "别的示例机构"}, certificate(3) | {"操作": "改"}]
    run = hand("certificates", rows, confirm=False)
    assert codes(run) == [(3, "there"), (4, "missing")]
    assert "发证机构" in found(run)[0][2]
    assert counts(run) == {"read": 3, "good": 1, "parked": 2, "added": 1}


def test_what_somebody_else_brought_meanwhile_is_told_in_the_result():
    run = hand("certificates", [certificate(1), certificate(2)], confirm=False)
    assert counts(run)["added"] == 2
    hand("certificates", [certificate(1) | {"发证机构": "先来的示例机构"}])
    runs.confirm(run=run, by=None, at=AT, tell=False)
    runs.drive(run)
    run.refresh_from_db()
    assert run.state == "done" and counts(run) == {"read": 2, "good": 1, "parked": 1, "added": 1}
    assert codes(run) == [(2, "there")] and run.codes == {"there": 1}
    assert runs.result_of(run) is not None


def test_rows_that_take_back_go_before_those_that_add():
    hand("insurance", [months(1, "2023-01", "2023-06")])
    rows = [months(1, "2022-12", "2023-12"), months(1, "2023-01", "2023-06") | {"操作": "撤"}]
    assert counts(hand("insurance", rows)) == {"read": 2, "good": 2, "added": 1, "removed": 1}


def test_a_file_with_nothing_sound_in_it_is_refused_and_given_back():
    run = hand("people", [person(1) | {"证件号码": "123"}])
    assert run.state == "refused" and "没有一行可以导入" in run.message
    assert run.result is not None and counts(run) == {"read": 1, "parked": 1}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.4 nothing", "这是PDF，不是表格"),
        (b"PK\x03\x04 but no workbook", ""),
        ("姓名,证件类型\n示甲,居民身份证\n".encode(), "缺少列：证件号码"),
        (b"\xff\xfe\x00broken", ""),
    ],
)
def test_what_is_no_table_is_refused_in_words(content, words):
    run = hand("people", content)
    assert run.state == "refused" and run.message and words in run.message
    assert not Person.objects.exists() and run.finished_at


def test_gbk_and_extra_columns_are_taken_and_told():
    text = table("people", [person(1)]).decode("utf-8-sig").replace("登记手机", "登记手机,备注")
    lines = [line + ("," if place else "") for place, line in enumerate(text.splitlines())]
    run = hand("people", "\n".join(lines).encode("gbk"))
    assert run.state == "done" and any("备注" in note for note in runs.preview(run).notes)


def test_what_cannot_be_done_now_is_refused_in_words():
    run = hand("people", [person(1)])
    for verb in (runs.confirm, runs.cancel):
        with pytest.raises(Refused) as refused:
            verb(run=run, at=AT, **({"by": None} if verb is runs.confirm else {}))
        assert "已完成" in refused.value.message
    with pytest.raises(Refused, match="true-to"):
        hand("people", [person(2)], true_to=date(2024, 7, 1))
    with pytest.raises(Refused, match="kind"):
        runs.hand_in(kind="nothing", content=b"x", filename="x", by=None, at=AT)
    with pytest.raises(Refused, match="empty"):
        runs.hand_in(kind="people", content=b"", filename="x", by=None, at=AT)


def test_numbers_tell_the_order_of_writing_not_of_handing_in():
    slow = hand("people", [person(1)], confirm=False)
    quick = hand("people", [person(2)])
    runs.confirm(run=slow, by=None, at=AT, tell=False)
    runs.drive(slow)
    slow.refresh_from_db()
    assert quick.number < slow.number == runs.last_known()


def test_one_import_writes_at_a_time_and_the_next_waits_for_it():
    first, second = (hand("people", [person(n)], confirm=False) for n in (1, 2))
    for run in (first, second):
        runs.confirm(run=run, by=None, at=AT, tell=False)
    ImportRun.objects.filter(pk=first.pk).update(state="running", number=7)
    runs.drive(second)
    second.refresh_from_db()
    assert second.state == "queued" and runs.progress(second).said == "等另一次导入写完"
    assert runs.last_known() == 6  # what is half in is not known yet
    assert Job.objects.get(verb="write-import", subject=second.pk).attempts == 0  # waiting is no failure
    runs.drive(first)
    runs.drive(second)
    second.refresh_from_db()
    assert second.state == "done" and second.number == 8 == runs.last_known()


def test_progress_is_a_bar_while_it_lasts(monkeypatch):
    run = hand("people", [person(n) for n in range(5)], confirm=False)
    runs.confirm(run=run, by=None, at=AT, tell=False)
    seen = []
    feed = kinds.feed_of("people")
    monkeypatch.setitem(kinds._feeds, "people", type(feed)(**{**vars(feed), "size": 2}))
    runs.drive(run, lambda done, total, said: seen.append((done, total, runs.progress(run).percent)))
    assert [each[:2] for each in seen if each[1]][:3] == [(2, 5), (4, 5), (5, 5)]
    assert (2, 5, 40) in seen or (2, 5, None) in seen
    assert Person.objects.count() == 5


def test_a_correction_is_written_at_once_and_says_nothing_of_how_far_the_data_goes():
    hand("statuses", [person(1) | {"身份": "领取失业保险金", "起始日": "2024-01-01"}])
    run = runs.correct(
        kind="statuses",
        rows=[{"action": "改", "name": person(1)["姓名"], "document": "居民身份证", "number": number(1),
               "kind": "领取失业保险金", "began": "2024-01-01", "ended": "2024-03-31"}],
        by=None, at=AT + timedelta(days=1), why="经办机构复函",
    )  # fmt: skip
    assert (run.state, run.source, run.changed) == ("done", "correction", 1)
    assert StatusSpan.objects.current().get().ended == date(2024, 3, 31)
    assert StatusSpan.objects.known_in(run.number - 1).get().ended is None
    assert TrueTo.objects.count() == 1 and run.file.name == "更正.csv"


def test_a_correction_goes_in_whole_or_not_at_all():
    rows = [
        {"name": person(n)["姓名"], "document": "01", "number": number(n), "kind": "登记失业", "began": began}
        for n, began in ((1, "2024-01-01"), (2, "2024-13-01"))
    ]
    run = runs.correct(kind="statuses", rows=rows, by=None, at=AT, why="复函")
    assert run.state == "refused" and "起始日" in run.message and not StatusSpan.objects.exists()
    missing = runs.correct(kind="statuses", rows=[rows[0] | {"action": "改"}], by=None, at=AT, why="复函")
    assert missing.state == "refused" and "没有登记过这一行" in missing.message
    with pytest.raises(Refused, match="why"):
        runs.correct(kind="statuses", rows=rows, by=None, at=AT, why=" ")
    with pytest.raises(ValueError, match="columns"):
        runs.correct(kind="statuses", rows=[{"nonsense": "x"}], by=None, at=AT, why="复函")


def test_nothing_personal_stands_in_the_rows_of_this_room():
    secret = person(1)
    hand(
        "certificates",
        [certificate(1), certificate(2) | {"证件号码": number(2)[:-1] + "Z"}],
        name=f"{secret['姓名']}{number(1)}.csv",
    )
    runs.correct(
        kind="people", rows=[{"name": "示错", "document": "01", "number": number(1)}], by=None, at=AT, why="复函"
    )
    with pytest.raises(Refused, match="why"):
        runs.correct(kind="people", rows=[{"name": "示错"}], by=None, at=AT, why="示 错本人来电")
    with pytest.raises(Refused, match="why"):
        runs.correct(kind="people", rows=[{"name": "示错"}], by=None, at=AT, why="来电12000000001")
    kept = [repr(list(model.objects.values())) for model in (ImportRun, Job, StoredFile)]
    for value in (secret["姓名"], "示错", number(1), number(2)[:-1], certificate(1)["证书编号"]):
        assert not any(value in row for row in kept), value


def test_files_stand_sealed_and_are_sealed_again_when_the_key_changes(settings, tmp_path):
    run = hand("people", [person(1)], name="名单.csv")
    path = files._path(run.file.sha256)
    assert number(1).encode() not in path.read_bytes() and path.stat().st_mode & 0o077 == 0
    assert list(files.reseal(path.read_bytes()[0])) == []
    path.write_bytes(b"\x01" + b"x" * 60)
    with pytest.raises(Exception, match="not what was sealed"):
        files.content_of(run.file)
    path.unlink()
    with pytest.raises(files.Lost):
        files.content_of(run.file)


def test_a_run_whose_file_is_lost_ends_in_words():
    run = hand("people", [person(1)], confirm=False)
    files._path(run.file.sha256).unlink()
    runs.confirm(run=run, by=None, at=AT, tell=False)
    runs.drive(run)
    run.refresh_from_db()
    assert run.state == "failed" and "重新上传" in run.message


def break_people(monkeypatch) -> None:
    """What brings persons in fails with their numbers in its words, and no pause is made before the next attempt."""

    def broken(part, number):
        raise DatabaseError(f"the row of {part['number'][0]} is broken")

    feed = kinds.feed_of("people")
    monkeypatch.setitem(kinds._feeds, "people", type(feed)(**{**vars(feed), "bring": broken}))
    monkeypatch.setattr(jobs, "PAUSE", timedelta(seconds=-1))


def test_a_check_that_keeps_failing_is_given_up(monkeypatch):
    """It fails where it compares with the database, and that is no step forward."""
    run = runs.hand_in(kind="people", content=table("people", [person(1)]), filename="a.csv", by=None, at=AT).run
    break_people(monkeypatch)
    for _ in range(jobs.ATTEMPTS):
        runs.drive(run)
    run.refresh_from_db()
    assert run.state == "failed" and "连续 5 次没有成功" in run.message


def test_a_write_that_keeps_failing_is_given_up_in_words_without_values(monkeypatch, caplog):
    run = hand("people", [person(1)], confirm=False)
    runs.confirm(run=run, by=None, at=AT, tell=False)
    break_people(monkeypatch)
    for _ in range(jobs.ATTEMPTS):
        runs.drive(run)
    run.refresh_from_db()
    assert run.state == "failed" and "连续 5 次没有成功" in run.message and "不会重复" in run.message
    assert number(1) not in caplog.text and "DatabaseError at test_runs.py" in caplog.text
    monkeypatch.undo()
    assert hand("people", [person(1)]).state == "done"


def test_a_template_can_be_filled_in_and_handed_in():
    name, content = runs.template_of("people")
    assert name == "人员（模板）.xlsx" and content[:2] == b"PK"
    assert "只有列名" in hand("people", content, name=name).message
