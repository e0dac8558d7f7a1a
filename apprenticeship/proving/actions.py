"""授课凭证: photos and sign-in sheets of lessons, kept by their hash. Each in one transaction with its event."""

from datetime import datetime

from django.db import IntegrityError, transaction

from apprenticeship.models import Lesson, LessonProof
from apprenticeship.plans.actions import chain, held
from lib.refused import Refused
from people.actor import Actor
from people.models import User
from records import events, files
from records.evidence import Proof

MOST = 10  # of one lesson


def attach(*, lesson: int, proof: Proof, actor: Actor, at: datetime) -> LessonProof:
    """One more. Raises Refused."""
    with transaction.atomic():
        of = _ours(lesson, actor)
        if of.voided_at is not None:
            raise Refused("state", "这一次已经作废，不用再附。")
        if of.proofs.filter(struck_at=None).count() >= MOST:
            raise Refused("many", f"一次课最多附 {MOST} 份。几张签到表可以拍在一份 PDF 里。")
        by = User.objects.get(pk=actor.account)
        file = files.keep(proof.content, proof.name, by, at)
        try:
            with transaction.atomic():
                made = LessonProof.objects.create(lesson=of, file=file, at=at, by=by)
        except IntegrityError as error:
            raise Refused("twice", "这个文件已经附在这次课上了，划去的也算。换一份拍清楚的再附。") from error
        events.add(
            chain(of.plan_id),
            "prove",
            by=actor,
            at=at,
            data={"lesson": lesson, "proof": made.pk, "sha256": file.sha256},
        )
        return made


def strike(*, pk: int, words: str, actor: Actor, at: datetime) -> LessonProof:
    """It proves nothing; it stays to be seen. Raises Refused."""
    if not 4 <= len(words.strip()) <= 200:
        raise Refused("words", "请写明为什么划去，4到200个字；对方看得到。")
    with transaction.atomic():
        found = LessonProof.objects.visible_to(actor).filter(pk=pk).first()
        if found is None:
            raise Refused("not-there", "没有找到这份凭证。")
        of = _ours(found.lesson_id, actor)
        done = LessonProof.objects.filter(pk=pk, struck_at=None).update(
            struck_at=at, struck_by=actor.user_id, struck_why=words.strip()
        )  # fmt: skip
        if done:
            events.add(chain(of.plan_id), "strike", by=actor, at=at, note=words.strip(), data={"proof": pk})
        found.refresh_from_db()
        return found


def _ours(pk: int, actor: Actor) -> Lesson:
    """A lesson that the actor's party taught, its plan held. Raises Refused."""
    lesson = Lesson.objects.visible_to(actor).select_related("guide").filter(pk=pk).first()
    if lesson is None or lesson.guide.organisation_id not in actor.organisations:
        raise Refused("not-yours", "由教课的一方附凭证。")
    held(lesson.plan_id, actor, "")
    lesson.refresh_from_db(fields=["voided_at"])
    return lesson
