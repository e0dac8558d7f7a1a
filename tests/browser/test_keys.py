"""Whom `make shots` can sign in: the accounts whose passwords were printed, and the demonstration's persons."""

from tests.browser.keys import Keys
from tests.browser.shots import OWED, STEWARD

PRINTED = """
  身份                            账号       口令
  数据管理员                      guanli     gbma-2ffp-8ayg
  单位管理员（示例职业培训学校）  xuexiao    chwy-a3jq-4pr4
  区级审核员（东城区）            shenhe2    m2tc-9sny-45hq
  姓名    证件号码（区划不存在）  看什么
  示可领  99011519930919000X      可以领：中级工，在职，缴满40个月
"""


def test_printed_accounts_open_their_desks_and_persons_need_no_password():
    keys = Keys("", PRINTED)
    assert keys.passwords == {"guanli": "gbma-2ffp-8ayg", "xuexiao": "chwy-a3jq-4pr4", "shenhe2": "m2tc-9sny-45hq"}
    assert keys.opens(STEWARD) and keys.opens(OWED) and keys.opens("")


def test_what_nobody_printed_stays_shut():
    assert not Keys("", "示例数据已经在库里").opens(STEWARD)
