"""The training institutions of the demonstration, and the list of what they may teach this year and the two before."""

from datetime import date

import numpy as np
import pandas as pd

from cms.city.crowd import DISTRICTS, GIVEN, credit_code
from cms.city.papers import LEVEL_WORDS

SCHOOLS, COURSES = 40, 7  # institutions, and what each of them teaches at most
WORDS = ("职业培训学校", "技工学校", "职业技能培训中心", "康养培训学校")
FOUNDERS = ("GYB（创业意识）", "SYB（创办企业）", "IYB（改善企业）", "网络创业")
KINDS = ("金蓝领项目", "重点群体免费培训")
FIELDS = ("高精尖产业", "国际消费中心城市建设", "数字经济", "“京味儿”文旅民俗", "超大城市运行保障")
HOURS = {"A类": 160, "B类": 120, "C类": 80}


def schools(chance: np.random.Generator) -> pd.DataFrame:
    """As the register of organisations takes them."""
    at = range(1, SCHOOLS + 1)
    return pd.DataFrame(
        {
            "统一社会信用代码": [credit_code("52", 700_000 + n) for n in at],
            "名称": [f"示例{WORDS[n % len(WORDS)]}{n:02d}号" for n in at],
            "类型": "培训机构",
            "成立日期": np.datetime64("2001-01-01", "D") + chance.integers(0, 7000, SCHOOLS),
            "法定代表人": "示" + GIVEN[chance.integers(0, len(GIVEN), SCHOOLS)],
            "注册地所在区": np.array(DISTRICTS, dtype=object)[chance.integers(0, len(DISTRICTS), SCHOOLS)],
        }
    )  # fmt: skip


def courses(
    known: pd.DataFrame, occupations: list[tuple[str, str]], on: date, chance: np.random.Generator
) -> pd.DataFrame:
    """The published lists of this year and two before; each institution teaches some trades, one in five founders."""
    rows = []
    for nth, code in enumerate(known["统一社会信用代码"]):
        picked = chance.choice(len(occupations), min(COURSES, len(occupations)), replace=False)
        for place in picked:
            category = ("A类", "B类", "C类")[int(chance.integers(0, 3))]
            kind = KINDS[int(chance.integers(0, 2))]
            rows.append(
                {
                    "机构代码": code, "培训项目": kind, "职业编码": occupations[place][0],
                    "等级": LEVEL_WORDS[int(chance.choice([5, 4, 3], p=[0.5, 0.35, 0.15]))], "创业培训课程": "",
                    "课程类别": category, "最低学时": HOURS[category],
                    "领域": FIELDS[(nth + place) % len(FIELDS)] if kind == KINDS[0] else "",
                }
            )  # fmt: skip
        if nth % 5 == 0:
            rows.append(
                {
                    "机构代码": code, "培训项目": "创业培训启航", "职业编码": "", "等级": "",
                    "创业培训课程": FOUNDERS[nth // 5 % len(FOUNDERS)], "课程类别": "", "最低学时": 80, "领域": "",
                }
            )  # fmt: skip
    years = (on.year - 2, on.year - 1, on.year)
    return pd.concat([pd.DataFrame(rows).assign(从=f"{year}-01-01", 到=f"{year}-12-31") for year in years])
