"""What is done to a correction request: each a conditional update in one transaction, or Refused in words.

Zero rows means that somebody was faster: a colleague, or the person in another window. Granting also writes to the
registers and decides again; the room that knows the registers does that, between `hold` and `granted`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import get_current_timezone

from lib.days import chinese
from lib.refused import Refused
from lib.working_days import add_working_days
from people import keys
from people.models import User
from records import files
from records.corrections.models import Correction
from records.models import StoredFile

ANSWERED_WITHIN = 5
"""Working days: illustrative, no published figure was found."""
PROOF_KEPT = timedelta(days=30)
"""How long the proof of a request that was taken back is kept: illustrative (示意), set 2026-11-28; no published figure
was found. The proof of an answered request stays, since the answer rests on it."""
OWN = "这是您本人提的更正申请，要换一位数据管理员答复。"
SAID = "correction"  # the purpose under which words are sealed
State = Correction.State


@dataclass(frozen=True)
class Thing:
    """What a request is about: see `Correction`."""

    about: str
    row: int = 0
    month: int = 0

    @classmethod
    def of(cls, correction: Correction) -> "Thing":
        return cls(correction.about, correction.row, correction.month)


@dataclass(frozen=True)
class Reason:
    """Why a register stays as it is: for the file, for the person, and what the person can do."""

    official: str
    plain: str
    remedy: str


REASONS = {
    "confirmed": Reason(
        "经向登记部门核实，现有登记与原始记录一致。",
        "我们问过登记的部门，原始记录就是这样写的。",
        "还是觉得不对的，请单位或发证机构先更正原始记录，再来申请。",
    ),
    "no-evidence": Reason(
        "申请人未提供证明材料，且无法从登记部门核实。", "没有证明材料，也查不到别的记录，没法改。",
        "请附上工资条、缴费凭证、证书照片这样的证明，再申请一次。",
    ),
    "unclear": Reason("证明材料无法辨认或者不完整。", "证明看不清楚，或者缺页。", "请重新拍清楚、拍完整，再申请一次。"),
    "not-own": Reason(
        "证明材料与申请人信息不符。", "证明上的姓名、号码和您登记的对不上。", "请换成您本人的证明，再申请一次。"
    ),
    "elsewhere": Reason(
        "申请事项不属于本市登记范围。", "这不是北京登记的，在这里改不了。", "请到当时参保或发证的地方申请更正。"
    ),
}  # fmt: skip


def due(on: date) -> date:
    """The last day for an answer to what was sent on a day."""
    return add_working_days(on, ANSWERED_WITHIN)


def said(correction: Correction) -> dict[str, str]:
    """What the person filled in, field by field."""
    return json.loads(keys.unseal(SAID, bytes(correction.said_sealed)))


def answer(correction: Correction) -> str:
    """What was answered in free words; empty where nothing was."""
    return keys.unseal(SAID, bytes(correction.answer_sealed)) if correction.answer_sealed else ""


def open_one(person_id: int, thing: Thing) -> Correction | None:
    """The draft or the sent request about this thing, if there is one."""
    return Correction.objects.open().filter(person=person_id, **vars(thing)).first()


def keep(
    *, person_id: int, thing: Thing, given: Mapping[str, str], at: datetime, file: StoredFile | None = None
) -> Correction:
    """Keep what was filled in so far. Raises Refused where it was sent already."""
    values: dict[str, Any] = {"said_sealed": _sealed(given), "made_at": at}
    if file:
        values["file"] = file
    try:
        with transaction.atomic():
            found = open_one(person_id, thing)
            if found is None:
                return Correction.objects.create(person_id=person_id, **vars(thing), **values)
    except IntegrityError:  # the same person, in another window, at the same moment
        found = open_one(person_id, thing)
    with transaction.atomic():
        if found is None or not Correction.objects.filter(pk=found.pk, state=State.DRAFT).update(**values):
            raise Refused("sent", "这一项您已经申请更正，正在等待核对。要改内容，请先撤回，再重新申请。")
        if file and found.file and found.file != file:
            files.forget(found.file)
        return Correction.objects.get(pk=found.pk)


def send(
    *,
    person_id: int,
    thing: Thing,
    given: Mapping[str, str],
    at: datetime,
    on: date,
    file: StoredFile | None = None,
) -> Correction:
    """Hand the request in. The same one sent twice is one request. Raises Refused."""
    with transaction.atomic():
        before = open_one(person_id, thing)
        if before and before.state == State.SENT and said(before) == dict(given):
            return before
        kept = keep(person_id=person_id, thing=thing, given=given, at=at, file=file)
        sent = Correction.objects.filter(pk=kept.pk, state=State.DRAFT)
        if not sent.update(state=State.SENT, sent_at=at, due_on=due(on)):
            raise Refused("sent", "这一项您刚刚已经提交了，不用再交一次。")
        return Correction.objects.get(pk=kept.pk)


def discard(*, person_id: int, pk: int) -> None:
    """Throw a draft away, and the proof with it. Raises Refused."""
    with transaction.atomic():
        draft = Correction.objects.filter(pk=pk, person=person_id, state=State.DRAFT)
        file = StoredFile.objects.filter(pk__in=draft.values("file")).first()
        if not draft.delete()[0]:
            raise Refused("sent", "这份申请已经提交，不是草稿了。不想办了，请撤回。")
        if file:
            files.forget(file)


def withdraw(*, person_id: int, pk: int, at: datetime) -> None:
    """Take a sent request back before it is answered. Raises Refused."""
    own = Correction.objects.filter(pk=pk, person=person_id)
    if not own.filter(state=State.SENT).update(state=State.WITHDRAWN, withdrawn_at=at):
        raise Refused("late", _what_happened(own.first(), "没有撤回成功："))


def forget_proofs(at: datetime) -> int:
    """Take away the proofs of requests that were taken back long enough ago; the requests stay, and say when. Returns
    how many. Doing it again changes nothing."""
    gone = 0
    old = Correction.objects.filter(state=State.WITHDRAWN, file__isnull=False, withdrawn_at__lte=at - PROOF_KEPT)
    for one in old.select_related("file").order_by("pk"):
        with transaction.atomic():
            own = Correction.objects.filter(pk=one.pk, file=one.file_id)
            if one.file and own.update(file=None, proof_gone_at=at):
                files.forget(one.file)
                gone += 1
    return gone


def hold(pk: int) -> Correction:
    """The request, held until the transaction ends, where it still waits for an answer. Raises Refused."""
    found = Correction.objects.select_for_update(of=("self",)).filter(pk=pk, state=State.SENT).first()
    if found is None:
        raise Refused("answered", _what_happened(Correction.objects.filter(pk=pk).first(), "没有写入："))
    return found


def granted(
    *, correction: Correction, run_id: int, outcome: list[dict[str, Any]], words: str, by_id: int, at: datetime
) -> None:
    """Say yes, once the registers say so: ``run_id`` wrote it, ``outcome`` is what it changed. Raises Refused."""
    _answer(correction.pk, State.GRANTED, words, by_id, at, run_id=run_id, outcome=outcome)


def refuse(*, pk: int, reason: str, words: str, by_id: int, at: datetime) -> Correction:
    """Say no, with a reason of REASONS and, where that is not enough, words. Raises Refused."""
    if reason not in REASONS:
        raise Refused("reason", "请从列出的原因里选一个。")
    with transaction.atomic():
        _answer(pk, State.REFUSED, words, by_id, at, reason=reason)
        return Correction.objects.get(pk=pk)


def is_own(correction: Correction, by_id: int | None) -> bool:
    """Did the holder of this account ask for it himself, as a person?"""
    return by_id is not None and User.objects.filter(pk=by_id, own=correction.person_id).exists()


def _answer(pk: int, state: str, words: str, by_id: int, at: datetime, **more: Any) -> None:
    if User.objects.filter(pk=by_id, own__corrections=pk).exists():
        raise Refused("own", OWN)
    sealed = keys.seal(SAID, words.strip()) if words.strip() else None
    waiting = Correction.objects.filter(pk=pk, state=State.SENT)
    if not waiting.update(state=state, answered_at=at, answered_by=by_id, answer_sealed=sealed, **more):
        raise Refused("answered", _what_happened(Correction.objects.filter(pk=pk).first(), "没有写入："))


def _sealed(given: Mapping[str, str]) -> bytes:
    return keys.seal(SAID, json.dumps(dict(given), ensure_ascii=False, sort_keys=True))


def _what_happened(now: Correction | None, opening: str) -> str:
    if now is None:
        return f"{opening}没有这份申请，可能已经被本人删去。"
    if now.state == State.WITHDRAWN:
        return f"{opening}本人已经撤回，不用再办。"
    if now.state == State.DRAFT:
        return f"{opening}本人还没有提交。"
    when = chinese(now.answered_at.astimezone(get_current_timezone()).date()) if now.answered_at else ""
    return f"{opening}这份申请{when}已经答复（{now.get_state_display()}）。"
