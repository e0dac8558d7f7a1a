"""Files for the feeds: synthetic persons (area 99, surnames 示 例 演 试), and the whole way in."""

from datetime import UTC, date, datetime, timedelta

from stdnum.cn import uscc

from lib import idcard
from lib.workbook import write_csv
from records import kinds, runs

AT = datetime(2024, 6, 30, 2, 0, tzinfo=UTC)  # ten in the morning in the city
SURNAMES = "示例演试"


def number(n: int) -> str:
    """The identity number of the n-th person."""
    return idcard.make("990101", date(1970, 1, 1) + timedelta(days=n % 12000), n // 12000)


def person(n: int, **more: str) -> dict[str, str]:
    name = SURNAMES[n % 4] + "甲乙丙丁戊己庚辛壬癸"[n % 10] + "子丑寅卯辰巳午未申酉戌亥"[n // 10 % 12]
    return {"姓名": name, "证件类型": "居民身份证", "证件号码": number(n)} | more


def credit_code(n: int) -> str:
    """A 统一社会信用代码 of the impossible area 990100."""
    first17 = f"91990100{n:09d}"
    return first17 + str(uscc.calc_check_digit(first17))


def certificate(n: int, level: int = 5, day: str = "2024-03-01", **more: str) -> dict[str, str]:
    words = {5: "五级", 4: "四级", 3: "三级", 2: "二级", 1: "一级"}
    return person(n) | {
        "证书编号": f"S990111000001{day[2:4]}{level}{n:06d}", "职业编码": "4-10-01-05", "等级": words[level],
        "核发日期": day, "发证机构": "示例评价机构",
    } | more  # fmt: skip


def months(n: int, first: str = "2023-01", last: str = "2023-12", **more: str) -> dict[str, str]:
    return person(n) | {
        "单位类型": "灵活就业", "起始月": first, "截止月": last, "缴费状态": "缴纳", "参保区": "东城区",
        "单位代码": "", "劳动关系起始日": "",
    } | more  # fmt: skip


def table(kind: str, rows: list[dict[str, str]]) -> bytes:
    """A csv with every column of the template; what a row does not say is empty."""
    feed = kinds.feed_of(kind)
    titles = feed.template.titles
    strange = {title for row in rows for title in row} - set(titles)
    assert not strange, strange
    return write_csv(titles, [[row.get(title, "") for title in titles] for row in rows])


def hand(kind, rows, at=AT, true_to=None, confirm=True, name="文件.csv", scope="", by=None):
    """The file handed in, checked and, unless told otherwise, confirmed and written; its run."""
    content = rows if isinstance(rows, bytes) else table(kind, rows)
    run = runs.hand_in(
        kind=kind, content=content, filename=name, by=by, at=at, true_to=true_to, tell=False, scope=scope
    ).run
    runs.drive(run)
    run.refresh_from_db()
    if confirm and run.state == "waiting":
        runs.confirm(run=run, by=by, at=at, tell=False, agreed=True)
        runs.drive(run)
        run.refresh_from_db()
    return run


def found(run) -> list[tuple[int, str, str]]:
    """(row, code, message) of every problem."""
    return [(problem.row, problem.code, problem.message) for problem in runs.preview(run, 1000).problems]


def codes(run) -> list[tuple[int, str]]:
    return [(row, code) for row, code, _ in found(run)]


def counts(run) -> dict[str, int]:
    names = ("read", "good", "parked", "added", "changed", "removed", "unchanged")
    return {name: value for name in names if (value := getattr(run, name))}
