"""The feeds of who there is: `people` and `organisations`. What happened to persons is fed by `people.span_feeds`."""

from typing import Any

import numpy as np
import pandas as pd
from stdnum.cn import uscc

from lib.feed import Asked, Brought, Fault, Feed, Part
from lib.workbook import Checked, Column, Template
from people import bulk, identities, keys, named, phones, versions
from people.models import Organisation, Person

DISTRICTS: dict[str, str | tuple[str, ...]] = {
    "110101": "东城区", "110102": "西城区", "110105": "朝阳区", "110106": "丰台区", "110107": "石景山区",
    "110108": "海淀区", "110109": "门头沟区", "110111": "房山区", "110112": "通州区", "110113": "顺义区",
    "110114": "昌平区", "110115": "大兴区", "110116": "怀柔区", "110117": "平谷区", "110118": "密云区",
    "110119": "延庆区", "1101KF": ("经开区", "北京经济技术开发区", "亦庄"),
}  # fmt: skip
STAYS = Fault("action", "已登记的不能撤", "只能更正：把操作填“改”")


def district(name: str, title: str) -> Column:
    return Column(name, title, "word", required=False, words=DISTRICTS, example="东城区")


def or_none(codes: np.ndarray) -> np.ndarray:
    """Empty codes as the database keeps them where it keeps none."""
    return np.where(codes == "", np.array(None), codes)


def each_once(texts: np.ndarray, judge: Any) -> np.ndarray:
    """``judge(text)`` for every text, asked once for each different one."""
    codes, different = pd.factorize(texts)
    return np.array([judge(text) for text in different], dtype=object)[codes]


def bad_codes(codes: np.ndarray) -> np.ndarray:
    """Which of these 18 signs are no 统一社会信用代码 (GB 32100): bool."""
    return each_once(codes, lambda code: not uscc.is_valid(code)).astype(bool)


# --- people -----------------------------------------------------------------------------------------
def _check_people(checked: Checked, asked: Asked) -> None:
    named.check(checked, asked)
    phone = checked.columns["phone"]
    meant = each_once(phone, phones.plain)
    wrong = checked.given["phone"] & (meant == "")
    checked.refuse(wrong, "phone", "not-a-phone", "不是手机号码", "填11位手机号码；没有就空着")
    checked.columns["phone"] = meant


class _OnRecord:
    """What is kept of known persons beside the number, aligned with ``ids`` (0: unknown)."""

    def __init__(self, ids: np.ndarray):
        sql = "SELECT id, household_id, phone_index FROM people_person WHERE id"
        kept = {row[0]: row[1:] for row in bulk.select_in(sql, ids[ids > 0].tolist())}
        rows = [kept.get(pk, (None, None)) for pk in ids.tolist()]
        self.household = np.array([row[0] for row in rows], dtype=object)
        self.phone = np.array([row[1] and bytes(row[1]) for row in rows], dtype=object)


def _bring_people(part: Part, run: int | None) -> Brought:
    """A first phone or district is written down; another than is on record only by 改. An empty cell says nothing."""
    brought = Brought()
    if run is not None:
        identities.hold()
    known = identities.known(named.numbers_of(part))
    ids, there = known.ids, known.ids > 0
    record = _OnRecord(ids)
    household = or_none(part["household"])
    other_name = there & part.given["name"] & (named.plain(part["name"]) != named.plain(known.names))
    other_place = there & part.given["household"] & (household != record.household)
    other_phone = there & part.given["phone"] & ~_same_phone(part["phone"], record.phone)
    stays, adds = part.action == "withdraw", part.action == "add"
    missing = (part.action == "change") & ~there
    clash = {
        "户籍所在区": adds & other_place & (record.household != None),  # noqa: E711 (elementwise)
        "登记手机": adds & other_phone & (record.phone != None),  # noqa: E711
    }
    named_otherwise = adds & other_name
    there_otherwise = ~named_otherwise & (clash["户籍所在区"] | clash["登记手机"])
    for code, which in {"stays": stays, "missing": missing, "other-name": named_otherwise}.items():
        brought.refuse(np.flatnonzero(which), code)
    told = [[title for title, which in clash.items() if which[at]] for at in np.flatnonzero(there_otherwise)]
    brought.refuse(np.flatnonzero(there_otherwise), "there", [f"（{'、'.join(titles)}）" for titles in told])
    good = ~(stays | missing | named_otherwise | there_otherwise)
    change = good & (other_name | other_place | other_phone)
    new = good & ~there
    brought.added, brought.changed = int(new.sum()), int(change.sum())
    brought.unchanged = int((good & there & ~change).sum())
    if run is not None:
        _write_people(part, household, ids, new, change, run)
    return brought


def _write_people(
    part: Part, household: np.ndarray, ids: np.ndarray, new: np.ndarray, change: np.ndarray, run: int
) -> None:
    if new.any():
        sealed, index = _sealed(np.where(new, part["phone"], ""))
        more = {"household_id": household.tolist(), "phone_sealed": sealed, "phone_index": index}
        identities.add(named.numbers_of(part), new, part["name"], run, more)
    bulk.update(Person, ids[change & part.given["name"]].tolist(), {"name": part["name"][change & part.given["name"]]})
    moved = change & part.given["household"]
    bulk.update(Person, ids[moved].tolist(), {"household_id": household[moved]})
    called = change & part.given["phone"]
    if called.any():
        sealed, index = _sealed(part["phone"][called])
        bulk.update(Person, ids[called].tolist(), {"phone_sealed": sealed, "phone_index": index})


def _same_phone(phone: np.ndarray, index: np.ndarray) -> np.ndarray:
    """Under whatever key it was written down."""
    ring, same = keys.ring(), np.zeros(len(phone), dtype=bool)
    known = np.flatnonzero(index != None)  # noqa: E711 (elementwise)
    for version in ring.versions if len(known) else ():
        same[known] |= np.array(ring.index_many(keys.PHONE, phone[known], version), dtype=object) == index[known]
    return same


def _sealed(phone: np.ndarray) -> tuple[list[bytes | None], list[bytes | None]]:
    """(sealed, index), None where there is no phone. For whoever holds the key in force."""
    ring, version = keys.ring(), keys.in_force()
    told = [text for text in phone if text]
    sealed = iter(ring.seal_many(keys.PHONE, told, version))
    index = iter(ring.index_many(keys.PHONE, told, version))
    return [next(sealed) if text else None for text in phone], [next(index) if text else None for text in phone]


PEOPLE = Feed(
    Template(
        "people",
        "人员",
        (
            *named.COLUMNS,
            district("household", "户籍所在区"),
            Column(
                "phone", "登记手机", "code", required=False, longest=20, personal=True, example="12000000000",
                hint="登录验证码只发到这里。已登记的手机，只有操作填“改”才会更换；不填就不动",
            ),
        ),
        key=named.KEY,
        about="人员以证件类型和证件号码辨认。姓名、户籍所在区、登记手机的更正，把操作填“改”。",
    ),
    words="有哪些人：姓名、证件、户籍所在区、登记手机。",
    bring=_bring_people,
    prepare=named.prepare,
    check=_check_people,
    faults=named.FAULTS | {"stays": STAYS},
    rank=2,
)  # fmt: skip


# --- organisations ----------------------------------------------------------------------------------
_ORGANISATIONS = versions.Fed(
    Organisation,
    key=("code",),
    values={
        "name": "名称",
        "kind": "类型",
        "district_id": "注册地所在区",
        "founded": "成立日期",
        "legal_head": "法定代表人",
    },
    found_by="code",
)


def _check_organisations(checked: Checked, asked: Asked) -> None:
    given = checked.given["code"]
    wrong = given & bad_codes(checked.columns["code"])
    checked.refuse(wrong, "code", "check-digit", "不是统一社会信用代码（18位，校验位要对得上）", "照营业执照重新填写")
    later = checked.columns["founded"] > np.datetime64(asked.on, "D")
    checked.refuse(later, "founded", "too-late", "成立日期在今天之后", "核对日期")


def _bring_organisations(part: Part, run: int | None) -> Brought:
    brought = Brought()
    stays = part.action == "withdraw"
    brought.refuse(np.flatnonzero(stays), "stays")
    rows = {name: part[name] for name in ("code", "name", "kind", "founded", "legal_head")}
    rows["district_id"] = or_none(part["district"])
    known = versions.Known(_ORGANISATIONS, rows["code"][~stays])
    compared = versions.compare(_ORGANISATIONS, known, rows, part.action, ~stays, brought)
    versions.bring(_ORGANISATIONS, rows, compared, run, brought)
    return brought


ORGANISATIONS = Feed(
    Template(
        "organisations",
        "单位",
        (
            Column("code", "统一社会信用代码", "code", longest=18, example="91990100000000001X"),
            Column("name", "名称", "text", longest=100, example="示例科技有限公司"),
            Column("kind", "类型", "word", words=dict(Organisation.Kind.choices)),
            Column("founded", "成立日期", "day", required=False),
            Column("legal_head", "法定代表人", "text", required=False, longest=60),
            district("district", "注册地所在区"),
        ),
        key=("code",),
    ),
    words="用人单位和培训机构：名称、类型、在哪个区。",
    bring=_bring_organisations,
    check=_check_organisations,
    faults={"stays": STAYS},
    rank=1,
)
