"""The desks that roles open, for /account/: each room registers its own, this floor knows none of theirs by name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from people.actor import Actor, address_called
from people.roles import AUDITOR, COUNTER, EDITOR, STEWARD

Waiting = Callable[[Actor, date], int]


@dataclass(frozen=True)
class Desk:
    """``place``: where among the others. ``name``: of its first page's address. ``waiting``: how many wait for this
    actor; None where nothing queues."""

    place: int
    roles: tuple[str, ...]
    name: str
    words: str
    about: str
    waiting: Waiting | None = None


@dataclass(frozen=True)
class Shown:
    """A desk as /account/ lists it. ``waiting`` None: nothing queues there."""

    words: str
    address: str
    about: str
    waiting: int | None


_desks: dict[str, Desk] = {}


OWN = (
    Desk(10, (COUNTER,), "people:counter", "窗口办理", "为到场的劳动者查询，登记或更改手机。"),
    Desk(50, (STEWARD,), "admin:index", "数据管理", "导入数据，查看人员、单位和登记。"),
    Desk(70, (STEWARD, AUDITOR), "people:account-changes", "账号变动", "谁给谁开账号、授角色、重设密码。"),
    Desk(80, (EDITOR,), "wagtailadmin_home", "网站内容", "编辑网站的页面和文字。"),
)


def register(desk: Desk) -> None:
    _desks[desk.name] = desk


def desks_of(actor: Actor, on: date, *, every_one: bool = False) -> list[Shown]:
    """In order; only those the site has. ``every_one``: whatever roles are held."""
    return [
        Shown(desk.words, address, desk.about, desk.waiting(actor, on) if desk.waiting else None)
        for desk in sorted(_desks.values(), key=lambda one: one.place)
        if (every_one or actor.has(*desk.roles)) and (address := address_called(desk.name))
    ]
