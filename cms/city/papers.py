"""Certificates of the crowd, and what was paid on them before."""

import numpy as np
import pandas as pd

SHARE = 0.4  # certificates per head
MONTHS = 30  # how far back they go
LEVELS, LIKELY = (5, 4, 3, 2, 1), (0.42, 0.34, 0.2, 0.03, 0.01)
LEVEL_WORDS = {5: "初级工", 4: "中级工", 3: "高级工", 2: "技师", 1: "高级技师"}
ISSUERS = 40


def certificates(
    size: int, occupations: list[tuple[str, str]], on: np.datetime64, chance: np.random.Generator
) -> pd.DataFrame:
    """person, number, occupation, level, issued_on, issuer for a crowd of ``size``; a few hold two."""
    count = int(size * SHARE)
    codes = np.array([code for code, _ in occupations], dtype=object)
    favour = 1 / (1 + np.arange(len(codes)))
    level = chance.choice(LEVELS, count, p=LIKELY)
    issued = on - chance.integers(1, MONTHS * 30, count)
    body = chance.integers(1, ISSUERS + 1, count)
    years = np.datetime_as_string(issued, unit="Y")
    numbers = zip(body.tolist(), years.tolist(), level.tolist(), range(1, count + 1), strict=True)
    return pd.DataFrame(
        {
            "person": chance.integers(0, size, count),
            "number": [level_number(*parts) for parts in numbers],
            "occupation": codes[chance.choice(len(codes), count, p=favour / favour.sum())],
            "level": level, "issued_on": issued, "issuer": [f"示例评价机构{b:02d}号" for b in body],
        }
    )  # fmt: skip


def level_number(body: int, year: str, level: int, serial: int) -> str:
    """The 22 signs of a 职业技能等级证书: class, body, province, site, year, level, serial."""
    return f"S{9900 + body}11{body:06d}{year[-2:]}{level}{serial % 1_000_000:06d}"


def payments(papers: pd.DataFrame, on: np.datetime64, chance: np.random.Generator) -> pd.DataFrame:
    """Some of the older certificates were paid, a few by a training subsidy."""
    age = (on - papers["issued_on"].to_numpy().astype("M8[D]")).astype(np.int64)
    paid = (age > 70) & (papers["level"].to_numpy() >= 3) & (chance.random(len(papers)) < 0.3)
    rows = papers[paid]
    training = chance.random(len(rows)) < 0.15
    amount = rows["level"].map({5: "1000.00", 4: "1500.00", 3: "2000.00"})
    return pd.DataFrame(
        {
            "person": rows["person"], "scheme": np.where(training, "机构培训补贴", "个人技能提升补贴"),
            "occupation": rows["occupation"], "level": rows["level"],
            "paid_on": rows["issued_on"] + np.timedelta64(60, "D"), "amount": amount,
        }
    ).drop_duplicates(["person", "scheme", "occupation", "level", "paid_on"])  # fmt: skip
