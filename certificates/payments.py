"""Earlier payments, as every scheme's facts list them: what a person had before, under any scheme."""

from collections.abc import Mapping

import numpy as np

from policy.facts import Fact, Raw, length_of, read_columns, rows_of

SCHEMES = {"SU": "个人技能提升补贴", "TR": "机构培训补贴", "AP": "企业新型学徒补贴"}
_NONE = np.array([], dtype=object)
_SU = list(SCHEMES).index("SU")

PAID = (
    Fact("scheme", "word", "补贴项目", words=SCHEMES),
    Fact("occupation", "code", "职业（工种）"),
    Fact("level", "level", "等级"),
    Fact("paid_on", "day", "发放日期"),
)


class EarlierPayments:
    """The long table ``paid`` beside the rows it belongs to. Masks and columns have one entry per payment.

    upgrade          it was 个人技能提升补贴; otherwise a training subsidy
    same_occupation  for the occupation of its row
    same             for the occupation and level of its row
    """

    def __init__(self, paid: Raw | None, rows: Mapping[str, np.ndarray]):
        self._size = len(rows["level"])
        if paid is None or not length_of(paid):
            paid = {"row": _NONE} | {fact.name: _NONE for fact in PAID}
        self.row = rows_of(paid, self._size)
        items = read_columns(paid, PAID)
        self.level, self.paid_on = items["level"], items["paid_on"].astype("M8[D]")
        self.upgrade = items["scheme"] == _SU
        self.same_occupation = items["occupation"] == rows["occupation"][self.row]
        self.same = self.same_occupation & (self.level == rows["level"][self.row])

    def last_on(self, which: np.ndarray) -> np.ndarray:
        """For each row, the last day of a payment in the mask; NaT where there was none."""
        last = np.full(self._size, "NaT", dtype="M8[D]")
        # NaT is the smallest int64, so a plain maximum finds the last day there was
        np.maximum.at(last.view(np.int64), self.row[which], self.paid_on[which].view(np.int64))
        return last

    def count(self, which: np.ndarray) -> np.ndarray:
        """For each row, how many payments are in the mask."""
        return np.bincount(self.row[which], minlength=self._size)
