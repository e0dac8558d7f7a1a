"""Proofs of an application: handed in while it is a draft or waits to be completed, and taken away again."""

from datetime import datetime

from django.db import IntegrityError, transaction

from lib.refused import Refused
from people.actor import Actor
from people.models import User
from records import files
from records.corrections.actions import PROOF_KEPT
from records.evidence import Proof
from subsidies import lifecycle
from subsidies.actions import claims
from subsidies.models import Application, Attachment

MOST = 10


def attach(*, pk: int, actor: Actor, proof: Proof, label: str, at: datetime) -> Attachment:
    """Add a proof to an application. The same file twice is one. Raises Refused."""
    if label not in Attachment.Label.values:
        raise Refused("label", "请选这份材料是什么。")
    with transaction.atomic():
        application = claims.own(pk, actor)
        claims.still_open(application)
        if application.attachments.count() >= MOST:
            raise Refused("many", f"一份申请最多附 {MOST} 份材料。请先删去用不着的，或者拍在一份 PDF 里。")
        by = User.objects.get(pk=actor.account)
        file = files.keep(proof.content, proof.name, by, at)
        try:
            with transaction.atomic():
                made = Attachment.objects.create(application=application, file=file, label=label, at=at, by=by)
        except IntegrityError:
            return Attachment.objects.get(application=application, file=file)
        if application.state == Application.State.RETURNED:
            lifecycle.note(application, "attach", by=actor, at=at, attachment=made.pk)
        return made


def detach(*, pk: int, actor: Actor, at: datetime) -> None:
    """Take a proof away again. Raises Refused."""
    with transaction.atomic():
        found = Attachment.objects.visible_to(actor).filter(pk=pk).select_related("file").first()
        if found is None:
            raise Refused("not-yours", "没有找到这份材料，或者它不是您的。")
        application = claims.own(found.application_id, actor)
        claims.still_open(application)
        if application.returns and found.at < (application.submitted_at or at):
            raise Refused("kept", "第一次提交时附的材料已经归档，不能删去。可以再附新的。")
        Attachment.objects.filter(pk=pk).delete()
        if found.file:
            files.forget(found.file)
        if application.state == Application.State.RETURNED:
            lifecycle.note(application, "detach", by=actor, at=at, attachment=pk)


def forget(at: datetime) -> int:
    """Take away the proofs of what was taken back, or lapsed, long enough ago; the rows stay, and say when. Gives how
    many. Doing it again changes nothing."""
    over = Application.objects.filter(state=Application.State.WITHDRAWN, ended_at__lte=at - PROOF_KEPT)
    rows = Attachment.objects.filter(application__in=over, file__isnull=False).select_related("file")
    gone = 0
    for one in rows.order_by("pk"):
        with transaction.atomic():
            if one.file and Attachment.objects.filter(pk=one.pk, file=one.file).update(file=None, gone_at=at):
                files.forget(one.file)
                gone += 1
    return gone
