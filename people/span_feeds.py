"""The feeds of what happened to persons: months of insurance, and statuses."""

from collections import defaultdict

import numpy as np
import pandas as pd

from lib.feed import Asked, Brought, Fault, Feed, Part
from lib.months import chinese, month_of, months_of
from lib.workbook import Checked, Column, Template
from people import named, versions
from people.feeds import bad_codes, district, or_none
from people.models import InsuranceSpan, StatusSpan

E, F = InsuranceSpan.Employer.ENTERPRISE.value, InsuranceSpan.Employer.FLEXIBLE.value
DEAD = StatusSpan.Kind.DEAD.value
_FAR = 1 << 40  # above any month or day number


# --- insurance --------------------------------------------------------------------------------------
_INSURANCE = versions.Fed(
    InsuranceSpan,
    key=("person_id", "employer_code", "first_month"),
    values={
        "employer_kind": "单位类型", "relation_began": "劳动关系起始日", "last_month": "截止月", "deferred": "缴费状态",
        "district_id": "参保区",
    },
)  # fmt: skip


def _check_insurance(checked: Checked, asked: Asked) -> None:
    named.check(checked, asked)
    columns, given = checked.columns, checked.given
    _check_employers(checked)
    first, last = columns["first_month"], columns["last_month"]
    checked.refuse(
        given["first_month"] & given["last_month"] & (last < first), "last_month", "last-before-first",
        "截止月早于起始月", "核对两个月份",
    )  # fmt: skip
    latest = month_of(asked.true_to)
    words = f"晚于数据截至的{chinese(latest)}"
    for name in ("first_month", "last_month"):
        checked.refuse(columns[name] > latest, name, "after-true-to", words, "核对月份；还没有缴的月份不填")
    began = columns["relation_began"]
    months = np.where(np.isnat(began), first, months_of(np.where(np.isnat(began), np.datetime64(0, "D"), began)))
    if late := int((checked.good & (months > first)).sum()):
        checked.notes.append(f"劳动关系起始日晚于起始月（照样导入，请核对）：{late} 行")
    _check_overlaps(checked)


def _check_employers(checked: Checked) -> None:
    code, kind, given = checked.columns["employer_code"], checked.columns["employer_kind"], checked.given
    checked.refuse(
        (kind == E) & ~given["employer_code"] & (checked.columns["action"] != "withdraw"), "employer_code",
        "no-employer", "单位类型是企业，却没有单位代码", "补填单位代码；没有单位的，单位类型填灵活就业",
    )  # fmt: skip
    checked.refuse(
        (kind == F) & given["employer_code"], "employer_code", "flexible-employer",
        "灵活就业没有单位，这里却有单位代码", "删去单位代码，或改正单位类型",
    )  # fmt: skip
    credit = given["employer_code"] & (np.array([len(text) for text in code], dtype=np.int64) == 18)
    wrong = credit.copy()
    wrong[credit] = bad_codes(code[credit])
    checked.refuse(wrong, "employer_code", "check-digit", "是18位，但校验位对不上", "照营业执照重新填写")
    if old := int((checked.good & given["employer_code"] & ~credit).sum()):
        checked.notes.append(f"单位代码不是统一社会信用代码（照样导入）：{old} 行")


def _check_overlaps(checked: Checked) -> None:
    """Rows of one person and employer that share a month: nobody here can tell which is right, so neither goes in."""
    columns = checked.columns
    at = np.flatnonzero(checked.good & (columns["action"] != "withdraw"))
    who = pd.Series(columns["document"][at] + columns["number"][at] + "/" + columns["employer_code"][at])
    group, _ = pd.factorize(who)
    first, last = (columns[name][at].astype(np.int64) for name in ("first_month", "last_month"))
    order = np.lexsort((first, group))
    reach = group[order] * _FAR + last[order]
    furthest = np.maximum.accumulate(reach)  # the latest month so far within the group
    holder = np.maximum.accumulate(np.where(reach == furthest, np.arange(len(at)), 0))
    clash = np.flatnonzero(furthest[:-1] >= group[order][1:] * _FAR + first[order][1:]) + 1
    against = {int(at[order[one]]): int(at[order[holder[one - 1]]]) for one in clash}
    for one, other in list(against.items()):
        against.setdefault(other, one)
    positions = np.array(sorted(against), dtype=np.int64)
    words = [f"与第 {checked.rows[against[place]]} 行的月份重叠" for place in positions.tolist()]
    checked.refuse(positions, "first_month", "overlap", words, "同一人同一单位的月份不能重叠，核对后合并成一行")


def _bring_insurance(part: Part, run: int | None) -> Brought:
    brought = Brought()
    who = named.resolve(part, run, brought)
    rows = {name: part[name] for name in ("employer_code", "employer_kind", "relation_began", "first_month")}
    rows |= {"person_id": who.ids, "last_month": part["last_month"], "deferred": part["deferred"] == "deferred"}
    rows["district_id"] = or_none(part["district"])
    known = versions.Known(_INSURANCE, rows["person_id"][who.good])
    compared = versions.compare(_INSURANCE, known, rows, part.action, who.good, brought)
    clash = _overlaps_known(rows, compared)
    compared.do[clash] = ""
    brought.refuse(clash, "overlap")
    versions.bring(_INSURANCE, rows, compared, run, brought)
    return brought


def _overlaps_known(rows: dict[str, np.ndarray], compared: versions.Comparison) -> np.ndarray:
    """Positions of rows that would share a month with a known one that stays as it is."""
    known = compared.known.columns
    touched = set(compared.places[compared.do != ""].tolist())
    staying: dict[tuple, list[tuple[int, int]]] = defaultdict(list)
    columns = (known[name] for name in ("person_id", "employer_code", "first_month", "last_month"))
    for place, (person, code, first, last) in enumerate(zip(*columns, strict=True)):
        if place not in touched:
            staying[person, code].append((first, last))
    if not staying:
        return np.zeros(0, dtype=np.int64)
    coming = np.flatnonzero((compared.do == "add") | (compared.do == "change"))
    values = (rows[name][coming].tolist() for name in ("person_id", "employer_code", "first_month", "last_month"))
    clash = [
        place
        for place, person, code, first, last in zip(coming.tolist(), *values, strict=True)
        if any(begin <= last and first <= end for begin, end in staying.get((person, code), ()))
    ]
    return np.array(clash, dtype=np.int64)


INSURANCE = Feed(
    Template(
        "insurance",
        "失业保险缴费",
        (
            *named.COLUMNS,
            Column("employer_code", "单位代码", "code", required=False, longest=18, hint="灵活就业不填"),
            Column("employer_kind", "单位类型", "word", words=dict(InsuranceSpan.Employer.choices), example="企业"),
            Column("relation_began", "劳动关系起始日", "day", required=False),
            Column("first_month", "起始月", "month", example="2024-01"),
            Column("last_month", "截止月", "month", example="2024-06", hint="含这个月；还在缴的填已缴到的最后一个月"),
            Column("deferred", "缴费状态", "word", words={"paid": "缴纳", "deferred": "缓缴"}, example="缴纳"),
            district("district", "参保区"),
        ),
        key=(*named.KEY, "employer_code", "first_month"),
        about="一行是同一单位连着缴的几个月，含缓缴。截止月往后延，用同样的起始月，把操作填“改”。",
    ),
    words="谁在哪个单位、从哪月到哪月缴了失业保险。",
    bring=_bring_insurance,
    check=_check_insurance,
    prepare=named.prepare,
    faults=named.FAULTS
    | {
        "overlap": Fault("first_month", "与已登记的月份重叠（同一人同一单位）", "用“改”更正已登记的那一行，或先撤回它"),
    },
    rank=3,
)


# --- statuses ---------------------------------------------------------------------------------------
_STATUSES = versions.Fed(StatusSpan, key=("person_id", "kind", "began"), values={"ended": "截止日"})


def _check_statuses(checked: Checked, asked: Asked) -> None:
    named.check(checked, asked)
    began, ended = checked.columns["began"], checked.columns["ended"]
    checked.refuse(ended < began, "ended", "last-before-first", "截止日早于起始日", "核对两个日期")
    later = began > np.datetime64(asked.true_to, "D")
    checked.refuse(
        later, "began", "after-true-to", f"晚于数据截至的{asked.true_to:%Y-%m-%d}", "核对日期；还没有开始的不填"
    )
    at = np.flatnonzero(checked.good)
    who, _ = pd.factorize(checked.columns["document"][at] + checked.columns["number"][at])
    dead = checked.columns["kind"][at] == DEAD
    died = np.full(len(at), np.datetime64("9999-12-31", "D"))
    np.minimum.at(died, who[dead], began[at][dead])
    _note_after_death(int((~dead & (began[at] > died[who])).sum()), checked)


def _note_after_death(rows: int, checked: Checked) -> None:
    if rows:
        checked.notes.append(f"起始日在本人死亡之后（照样导入，请核对）：{rows} 行")


def _bring_statuses(part: Part, run: int | None) -> Brought:
    brought = Brought()
    who = named.resolve(part, run, brought)
    rows = {"person_id": who.ids, "kind": part["kind"], "began": part["began"], "ended": part["ended"]}
    known = versions.Known(_STATUSES, rows["person_id"][who.good])
    compared = versions.compare(_STATUSES, known, rows, part.action, who.good, brought)
    versions.bring(_STATUSES, rows, compared, run, brought)
    record = compared.known.columns
    columns = zip(record["person_id"], record["kind"], record["began"], strict=True)
    died = {person: np.datetime64(began, "D") for person, kind, began in columns if kind == DEAD}
    if died:
        coming = (compared.do == "add") & (part["kind"] != DEAD)
        days = zip(who.ids[coming].tolist(), part["began"][coming], strict=True)
        if late := sum(1 for person, began in days if person in died and began > died[person]):
            brought.noted["起始日在登记的死亡日期之后（照样导入，请核对）"] = late
    return brought


STATUSES = Feed(
    Template(
        "statuses",
        "身份记录",
        (
            *named.COLUMNS,
            Column("kind", "身份", "word", words=dict(StatusSpan.Kind.choices)),
            Column("began", "起始日", "day"),
            Column("ended", "截止日", "day", required=False, hint="含这一天；还没有结束的不填"),
        ),
        key=(*named.KEY, "kind", "began"),
    ),
    words="谁从哪天到哪天是登记失业、就业困难、领金这些身份。",
    bring=_bring_statuses,
    check=_check_statuses,
    prepare=named.prepare,
    faults=named.FAULTS,
    rank=4,
)
