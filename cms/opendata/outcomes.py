"""What became of trainees as a set: a row for each course of an institution and year, as the pages show it."""

from collections.abc import Iterator

from cms.opendata.dataset import DAY, WHOLE, Cell, Column, DataSet, Row
from occupations.models import CatalogueEdition
from occupations.queries import atlas
from people.models import Organisation
from policy.words import level as level_name
from training.derive import COURSES, KINDS
from training.outcomes import queries
from training.outcomes.figures import SMALL, WORDS, Share


def _rows(_: CatalogueEdition | None) -> Iterator[Row]:
    counted = queries.counted()
    if counted is None:
        return
    days = [day.isoformat() if day else "" for day in (counted.insurance_to, counted.certificates_to)]
    book, found = atlas(), queries.units()
    schools = Organisation.objects.in_bulk({each.school for each in found})
    for one in found:
        if not one.figures.classes:
            continue
        school, face = schools[one.school], book.face(one.skill) if one.skill else None
        course = f"{one.skill}/{one.level}" if one.skill else one.startup
        yield (
            f"{school.code}:{one.kind}:{course}:{one.year}", school.code, school.name, KINDS[one.kind], one.skill,
            face.code if face else "", face.name if face else COURSES.get(one.startup, ""),
            level_name(one.level) if one.level else "", one.year, one.figures.classes, one.figures.small,
            one.figures.began, *(cell for name in WORDS for cell in _told(one.figures.shares[name])), *days,
        )  # fmt: skip


def _told(one: Share) -> tuple[Cell, ...]:
    return (one.base, one.count, *(f"{end:.4f}" for end in one.interval)) if one.base else (None, None, "", "")


def _columns(name: str, words: str) -> tuple[Column, ...]:
    return (
        Column(f"{name}_base", f"{words}：统计的人", "时候到了的班里有多少人开始上课；还没到时候的为空", WHOLE, "人次"),
        Column(name, words, "其中有多少人；人人都是或者没有一个是的，按差 1 人写", WHOLE, "人次"),
        Column(f"{name}_low", f"{words}：区间下限", "比例的 95% 区间（Wilson），十进制文字，从 0 到 1"),
        Column(f"{name}_high", f"{words}：区间上限", "比例的 95% 区间（Wilson），十进制文字，从 0 到 1"),
    )


OUTCOMES = DataSet(
    "outcomes", "培训成效", "培训班结束以后，学员考核合格、取得证书、6 个月和 12 个月后在职的各有多少。",
    (
        Column("id", "标识", "机构、培训项目、课程和结束的年份，永远不变"),
        Column("school", "机构代码", "培训机构的统一社会信用代码"),
        Column("school_name", "培训机构", "现在的名称"),
        Column("kind", "培训项目", "哪一种补贴培训"),
        Column("occupation", "职业档案号", "学的职业，换了编码也不变；创业培训为空"),
        Column("code", "职业编码", "现在的编码；创业培训为空"),
        Column("name", "课程", "职业的名称，或者创业培训的课程"),
        Column("level", "等级", "技能等级；创业培训为空"),
        Column("year", "年份", "班在哪一年结束", WHOLE),
        Column("classes", "班", "算进来的班", WHOLE, "个"),
        Column("classes_left", "没有算进来的班", f"凑不满 {SMALL} 人的班，人数不公布", WHOLE, "个"),
        Column("began", "开始上课", "申请了补贴、开班那天或者以后在班的学员，中途退出的在内", WHOLE, "人次"),
        *(column for name, words in WORDS.items() for column in _columns(name, words)),
        Column("insurance_to", "社保数据截至", "在职看到哪一天的社保数据", DAY),
        Column("certificates_to", "证书数据截至", "证书看到哪一天的证书登记", DAY),
    ),
    _rows,
    source="本系统的班次和成绩登记、证书登记、失业保险缴费；每天重新统计",
)  # fmt: skip
