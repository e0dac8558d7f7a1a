"""Where the editors' desk for the catalogue stands among the others, and how many editions wait for a second person."""

from datetime import date

from occupations.models import CatalogueEdition
from people import desks
from people.actor import Actor
from people.roles import EDITOR


def open_to_editors() -> None:
    desks.register(
        desks.Desk(75, (EDITOR,), "catalogue-desk:index", "目录版次", "编制、审核、公布人力资源开发目录。", _waiting)
    )


def _waiting(actor: Actor, on: date) -> int:
    sent = CatalogueEdition.objects.filter(state=CatalogueEdition.State.SENT)
    return sent.exclude(sent_by=actor.user_id).count()
