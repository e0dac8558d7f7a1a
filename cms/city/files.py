"""The city as the files a city hands in: one table a feed, headings as the published templates have them."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from cms.city import crowd, papers, schools
from cms.city.cases import CASES, Case
from cms.city.claimers import CLAIMERS
from cms.city.lives import Lives, lives
from lib.months import first_day, last_day, month_of

PLACED = [*CASES, *(one.case for one in CLAIMERS)]
"""Who stands at the head of the crowd, with what their names say and nothing else."""

SEED, HEADS, EMPLOYERS = 20220616, 20_000, 600  # for one scale


@dataclass(frozen=True)
class File:
    kind: str
    name: str
    table: pd.DataFrame
    true_to: date


@dataclass(frozen=True)
class City:
    """`files`: in the order they go in. `visitors`: name, number, phone, what they show."""

    files: list[File]
    visitors: list[tuple[str, str, str, str]]


def make(on: date, scale: int, occupations: list[tuple[str, str]], heads: int = HEADS) -> City:
    """The city as of ``on``. ``occupations``: (code, name) that certificates may name."""
    chance = np.random.default_rng([SEED, scale])
    people = crowd.people(heads * scale, chance)
    employers = crowd.employers(EMPLOYERS * scale, chance)
    posted = month_of(on) - 1
    day = np.datetime64(on, "D")
    living = lives(people, employers, posted, chance)
    held = papers.certificates(len(people), occupations, day, chance)
    paid = papers.payments(held, day, chance)
    living, held, paid = _put_cases_first(people, employers, living, held, paid, on, posted)
    gone = _certificates(people, held[held["withdrawn"]]).assign(操作="撤")
    known = schools.schools(own := np.random.default_rng([SEED, scale, 7]))
    files = [
        File("organisations", "单位.csv", _organisations(employers), on),
        File("people", "人员.csv", _people(people), on),
        File("insurance", "失业保险缴费.csv", _insurance(people, living.insurance), last_day(posted)),
        File("statuses", "身份记录.csv", _statuses(people, living.statuses), on),
        File("certificates", "技能证书.csv", _certificates(people, held), on),
        File("payments", "以前的补贴.csv", _payments(people, paid), on),
        File("certificates", "撤回的证书.csv", gone, on),
        File("organisations", "培训机构.csv", known, on),
        File("courses", "培训目录.csv", schools.courses(known, occupations, on, own), on),
    ]
    first = people.head(len(PLACED))
    visitors = zip(first["name"], first["number"], first["phone"], (case.shows for case in PLACED), strict=True)
    return City(files, list(visitors))


def _put_cases_first(people, employers, living, held, paid, on, posted):
    """The first rows of the crowd become the cases: what chance gave them is taken away again."""
    count = len(PLACED)
    people.loc[: count - 1, "name"] = [case.name for case in PLACED]
    people.loc[: count - 1, "document"] = [case.document for case in PLACED]
    insurance = [
        _months(at, one, case.district, employers, posted) for at, case in enumerate(PLACED) for one in case.insured
    ]
    statuses = [_status(at, one, on) for at, case in enumerate(PLACED) for one in case.statuses]
    certificates = [_paper(at, n, case, on) for at, case in enumerate(PLACED) for n in range(len(case.papers))]
    payments = [_payment(at, one, on) for at, case in enumerate(PLACED) for one in case.paid]
    held = held.assign(withdrawn=False)

    def first(rows: list[dict], crowd_rows: pd.DataFrame) -> pd.DataFrame:
        return pd.concat([pd.DataFrame(rows), crowd_rows[crowd_rows["person"] >= count]], ignore_index=True)

    living = Lives(first(insurance, living.insurance), first(statuses, living.statuses))
    return living, first(certificates, held), first(payments, paid)


def _months(at: int, one: tuple, district: str, employers: pd.DataFrame, posted: int) -> dict:
    kind, begin, end, deferred = one
    place = 0 if kind == "灵活就业" else int(np.flatnonzero(employers["kind"] == kind)[at % 5])
    code = "" if kind == "灵活就业" else employers["code"][place]
    return {
        "person": at, "code": code, "kind": kind, "first": posted - begin, "last": posted - end, "deferred": deferred,
        "district": district or employers["district"][place], "relation": first_day(posted - begin).isoformat(),
    }  # fmt: skip


def _status(at: int, one: tuple, on: date) -> dict:
    kind, begin, end = one
    ended = "" if end is None else (on - timedelta(end)).isoformat()
    return {"person": at, "kind": kind, "began": (on - timedelta(begin)).isoformat(), "ended": ended}


def _paper(at: int, n: int, case: Case, on: date) -> dict:
    occupation, level, back = case.papers[n]
    issued = on - timedelta(back)
    return {
        "person": at, "number": papers.level_number(1, str(issued.year), level, 900_000 + at * 10 + n),
        "occupation": occupation, "level": level, "issued_on": np.datetime64(issued, "D"), "issuer": "示例评价机构01号",
        "withdrawn": case.withdrawn and n == 0,
    }  # fmt: skip


def _payment(at: int, one: tuple, on: date) -> dict:
    scheme, occupation, level, back = one
    amount = {5: "1000.00", 4: "1500.00", 3: "2000.00"}[level]
    paid_on = on - timedelta(back)
    if back < 32:
        paid_on = max(paid_on, on.replace(month=1, day=1))  # a case about this year's count stays in this year
    return {
        "person": at, "scheme": scheme, "occupation": occupation, "level": level, "amount": amount,
        "paid_on": np.datetime64(paid_on, "D"),
    }  # fmt: skip


def _who(people: pd.DataFrame, rows: pd.Series) -> dict:
    at = rows.to_numpy()
    return {
        "姓名": people["name"].to_numpy()[at],
        "证件类型": people["document"].to_numpy()[at],
        "证件号码": people["number"].to_numpy()[at],
    }


def _organisations(employers: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "统一社会信用代码": employers["code"], "名称": employers["name"], "类型": employers["type"],
            "成立日期": employers["founded"], "法定代表人": "示" + employers["head"],
            "注册地所在区": employers["district"],
        }
    )  # fmt: skip


def _people(people: pd.DataFrame) -> pd.DataFrame:
    every = pd.Series(np.arange(len(people)))
    return pd.DataFrame(_who(people, every) | {"户籍所在区": people["district"], "登记手机": people["phone"]})


def _insurance(people: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    month = {n: first_day(n).isoformat()[:7] for n in range(int(rows["first"].min()), int(rows["last"].max()) + 1)}
    return pd.DataFrame(
        _who(people, rows["person"])
        | {
            "单位代码": rows["code"], "单位类型": rows["kind"], "劳动关系起始日": rows["relation"],
            "起始月": rows["first"].map(month), "截止月": rows["last"].map(month),
            "缴费状态": np.where(rows["deferred"], "缓缴", "缴纳"), "参保区": rows["district"],
        }
    )  # fmt: skip


def _statuses(people: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        _who(people, rows["person"]) | {"身份": rows["kind"], "起始日": rows["began"], "截止日": rows["ended"]}
    )


def _certificates(people: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        _who(people, rows["person"])
        | {
            "证书编号": rows["number"], "职业编码": rows["occupation"],
            "等级": rows["level"].map(papers.LEVEL_WORDS), "核发日期": rows["issued_on"], "发证机构": rows["issuer"],
        }
    )  # fmt: skip


def _payments(people: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        _who(people, rows["person"])
        | {
            "补贴项目": rows["scheme"], "职业编码": rows["occupation"], "等级": rows["level"].map(papers.LEVEL_WORDS),
            "发放日期": rows["paid_on"], "金额": rows["amount"],
        }
    )  # fmt: skip
