"""承诺书: what whoever registers an organisation agrees to. A version is never edited: other words are another version.

The words are ours (示意): no published form was found.
"""

import hashlib

TITLE = "单位承诺书"
VERSIONS = {
    "2026-11": (
        "提交的单位信息、证照和以后上传的名单、考勤、成绩都真实，可以核查。",
        "不虚报学员，不代签到，不替人考试，不收应当免费的培训费用。",
        "学员和学徒的个人信息只用来办理培训和补贴，不给别人，不另作他用。",
        "账号由本人使用，不出借；经办人离岗，当天停用他的账号。",
        "接受现场检查和电话抽查；发现不实的，退回补贴，并接受暂停办理。",
    ),
}
IN_FORCE = "2026-11"


def words(version: str = IN_FORCE) -> tuple[str, ...]:
    return VERSIONS[version]


def hash_of(version: str = IN_FORCE) -> str:
    return hashlib.sha256("\n".join(words(version)).encode()).hexdigest()
