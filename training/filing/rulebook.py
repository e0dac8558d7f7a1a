"""The public list of everything that is asked beside the rule of the subsidy: chapters of declared rules."""

from datetime import date

import numpy as np

from lib.workbook.reading import LARGEST, MOST_ROWS
from policy import BLOCK, INFO, REVIEW
from subsidies.entry import Rule
from subsidies.rulebook import Chapter, Line, Rulebook, line
from training.filing.rules import RULES, figures
from training.scheme import TRAINING
from training.suspicions.declared import SUSPICIONS

HEARD = "不用重新提交；区里会先核对，需要时请机构或学员说明。"


def _file(code: str, title: str, rule: str, found: str, remedy: str, severity: str = BLOCK) -> Rule:
    return Rule(code, severity, title, rule, found, remedy)


# What every workbook is asked before its rows are looked at: `lib.workbook`, `records.runs` and the forms find these.
FILES = (
    _file("F-CHOSEN", "选了文件", "上传时选了文件。", "还没有选文件", "选择填好的工作簿"),
    _file("F-EMPTY", "不是空文件", "文件里有内容。", "文件是空的", "检查是否选错了文件"),
    _file(
        "F-TYPE", "是 xlsx 或 csv", "文件是 xlsx 或 csv，内容和后缀一致。",
        "不是 xlsx 或 csv", "在 Excel 或 WPS 里另存为 xlsx",
    ),
    _file("F-SIZE", "大小", f"文件不超过 {LARGEST // 1_000_000} MB。", "文件太大", "分成几份再交"),
    _file("F-LOCKED", "没有加密", "工作簿没有设打开密码。", "工作簿设了密码", "去掉密码再交"),
    _file("F-COLUMNS", "列名齐全", "必需的列都在，第一行是列名。", "缺少列", "用下载的工作簿填"),
    _file("F-EXTRA", "多出的列", "模板以外的列不看，会说出来（仅作提示）。", "有不认识的列", "不影响", INFO),
    _file("F-TWICE", "列名不重复", "每个列名只出现一次。", "列名重复", "删去多余的一列"),
    _file("F-WIDTH", "一行不比列名长", "每一行的格数不多于列名。", "这一行比列名多出几格", "检查是不是错位"),
    _file("F-ROWS", "有数据行", f"列名下面有数据，最多 {MOST_ROWS:,} 行。", "没有数据", "把学员填在列名下面"),
    _file(
        "F-CELL", "每一格的写法", "日期、数字、选项写得对；没有公式，没有被软件改坏的号码。",
        "写法不对", "照提示改这一格",
    ),
    _file("F-REPEATED", "不重复", "同一份文件里，主键相同的行只有一行。", "与前面的一行重复", "留下正确的一行"),
    _file(
        "F-SAME", "不是同一份文件", "和上一次导入的一模一样，就什么也不做（仅作提示）。",
        "这份文件已经导入过", "不用再交", INFO,
    ),
    _file(
        "F-FEWER", "人没有突然变少", "名册比在班的少十分之一以上，先问一句再写入。",
        "现有的人里缺了不少", "核对是不是漏了，确认后再写入", REVIEW,
    ),
)  # fmt: skip


def book(on: date) -> Rulebook:
    """As the page shows it."""
    return Rulebook(
        "开班、名册、考勤和结算查什么", "培训班备案、课表、名册、文件和考勤，逐条查什么，查到了怎么办。",
        "机构录入的时候，当场逐条查，全部一次说清。", TRAINING, chapters(on),
    )  # fmt: skip


def chapters(on: date) -> list[Chapter]:
    """In the order somebody meets them."""
    parts = [
        (
            "班次",
            "提交备案时逐条核对；没有“不通过”才收下，有“要人看”的由区里答复。补贴自身的条件（TR-…）一起核对。",
            "C-",
        ),
        ("课次", "排课时当场核对，提交备案时再核对一遍。", "S-"),
        ("名册", "上传名册时逐行核对：好的进，有问题的标在工作簿里退回。补贴自身的条件（TR-…）逐人一起核对。", "P-"),
        ("考勤", "点名、扫码和上传考勤时核对。", "A-"),
        ("结业考核和证书", "登记成绩、上传成绩表和颁发培训合格证书时核对。", "R-"),
    ]
    told = [
        Chapter(title, about, [line(rule, figures(), on) for code, rule in RULES.items() if code.startswith(prefix)])
        for title, about, prefix in parts
    ]
    told.insert(2, Chapter("文件", "工作簿先过这一关，再看每一行。", [line(rule, figures(), on) for rule in FILES]))
    return [*told, _suspicions(on)]


def _suspicions(on: date) -> Chapter:
    """What leads to a person looking before a class is paid, and to nothing else."""
    about = (
        "申请结算时由机器找出，每一条都来自审计查出过的做法。它们只请区里看一看：不会因此不批、少付或者自动退回；"
        "看过没有问题的，照常办理。培训班的结算都是一份一份看的，有疑点的不会成批批准。"
    )
    lines = [
        Line(
            Rule(one.code, REVIEW, one.title, f"{one.rule}审计查出过：{one.finding}（{one.source}）。", "", HEARD),
            "；".join(one.limits(np.datetime64(on))),
        )
        for one in SUSPICIONS.values()
    ]  # fmt: skip
    return Chapter("结算疑点", about, lines)
