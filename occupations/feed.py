"""The classification (职业分类大典) from a file: `import_feed occupations FILE`.

A *whole* kind: the file is all of one edition, its increments included. The key is the code; a name
identifies where a provisional code was corrected (identity.py). Good rows go in, bad rows are set aside and
named, a row the file lacks is only proposed for withdrawal. The same file twice writes nothing.
"""

import re
from collections import Counter
from collections.abc import Container

from django.db import transaction

from occupations.identity import Doubt, Identities
from occupations.models import CODE, EDITION, CodeChange, Occupation, Standing
from occupations.spelling import spell
from occupations.table import Report, Row, Source, Unreadable, read_rows

COLUMNS = (
    "code", "name", "major_code", "major", "middle_code", "middle", "minor_code", "minor",
    "edition", "digital", "green",
)  # fmt: skip
GROUPS = {"major": 1, "middle": 4, "minor": 7}  # how much of the code names the group
FACE = {
    "code": "编码", "name": "名称", "edition": "版次", "major": "大类", "middle": "中类", "minor": "小类",
    "digital": "数字职业", "green": "绿色职业",
}  # fmt: skip
WORDS = re.compile(r"^(?=.*[㐀-鿿])[㐀-鿿\U00020000-\U0003ffffA-Za-z0-9（）()、·/\-]{1,60}\Z")
MARKS = re.compile(r"^(.*[㐀-鿿）)])\s*([LS](?:\s*/?\s*[LS])?)$")  # the book prints L/S behind a name
WRONG_MAJOR = {"1": "民办非企业单位负责人"}  # a well-known fault of copies in circulation
RIGHT_MAJOR = {"1": "党的机关、国家机关、群众团体和社会组织、企事业单位负责人"}


class Entry:
    """A sound row of the file. `edition`: 2022, or 2022+2024 for the increment of 2024."""

    def __init__(self, row: Row):
        self.row = row
        self.code, self.name, self.edition = row["code"], row["name"], row["edition"]
        self.year = self.edition[:4]
        self.face: dict[str, str | bool] = {
            name: row[name] == "1" if name in ("digital", "green") else row[name] for name in FACE
        }


def load_occupations(source: Source) -> Report:
    """Bring the classification up to the file, in one transaction. Raises Unreadable."""
    report = Report("职业分类")
    mended: Counter[str] = Counter()
    seen: dict[object, int] = {}
    rows = read_rows(source, COLUMNS, report, lambda row: _check(row, seen, mended))
    report.notes += [f"{what}：{count} 行" for what, count in mended.items()]
    entries = [Entry(row) for row in rows]
    years = sorted({entry.year for entry in entries})
    if len(years) > 1:
        raise Unreadable(f"文件里有 {'、'.join(years)} 年几版大典。一个文件只放一版（连同它的增补），请分开导入。")
    if entries:
        with transaction.atomic():
            _Writer(years[0], report).bring_up_to(entries)
    return report


def _check(row: Row, seen: dict[object, int], mended: Counter[str]) -> None:
    _mend(row, mended)
    shaped = row.expect(
        bool(re.match(CODE, row["code"])),
        "code",
        "编码应是四段，如 4-10-01-05",
        "补齐位数；若被表格软件改成了日期，把这一列设为文本再填",
    )
    row.expect(bool(WORDS.match(row["name"])), "name", "名称为空、过长或有乱码", "照大典改正名称")
    row.expect(bool(re.match(EDITION, row["edition"])), "edition", "版次应是年份，如 2022 或 2022+2024", "改正版次")
    for group, length in GROUPS.items():
        if shaped:
            wanted = row["code"][:length]
            row.expect(row[f"{group}_code"] == wanted, f"{group}_code", f"与职业编码不符，应是 {wanted}", "改正其一")
        row.expect(bool(WORDS.match(row[group])), group, "名称为空、过长或有乱码", "照大典改正名称")
    for mark in ("digital", "green"):
        row.expect(row[mark] in ("0", "1"), mark, "只能填 1（是）或 0（否）", "改成 1 或 0")
    if row.sound:
        year = row["edition"][:4]
        row.expect_first("code", "编码", (year, row["code"]), seen)
        row.expect_first("name", "名称", (year, row["name"]), seen)


def _mend(row: Row, mended: Counter[str]) -> None:
    """What the file plainly means is put right, and counted aloud."""
    marked = MARKS.match(row["name"])
    if marked:
        row.values["name"] = marked[1]
        for letter, mark in (("S", "digital"), ("L", "green")):
            if letter in marked[2]:
                row.values[mark] = "1"
        mended["名称末尾的 L（绿色）、S（数字）标记已移到标记列"] += 1
    major = row["major_code"]
    if major in WRONG_MAJOR and row["major"] == WRONG_MAJOR[major]:
        row.values["major"] = RIGHT_MAJOR[major]
        mended[f"第 {major} 大类的名称已照大典改正"] += 1


class _Writer:
    """Compares entries with what is kept (three reads) and writes the difference (a write a kind)."""

    def __init__(self, year: str, report: Report):
        self.year, self.report = year, report
        self.kept = {occupation.pk: occupation for occupation in Occupation.objects.all()}
        self.keys = {occupation.key for occupation in self.kept.values()}
        self.standings = list(Standing.objects.all())
        self.standing_of = {
            standing.occupation_id: standing for standing in self.standings if standing.edition[:4] == year
        }
        self.new: list[tuple[Occupation, Entry]] = []
        self.moved: list[tuple[Occupation, Entry]] = []
        self.changed: list[Occupation] = []

    def bring_up_to(self, entries: list[Entry]) -> None:
        resolved = self._resolve(entries)
        while self._set_taken_codes_aside(resolved):
            pass  # a row set aside leaves its occupation where it was, which may take another row's code
        for entry, pk in resolved:
            if pk is None:
                self.new.append((self._born(entry), entry))
            else:
                self._compare(self.kept[pk], entry)
        self._propose({pk for _, pk in resolved})
        self._write()

    def _resolve(self, entries: list[Entry]) -> list[tuple[Entry, int | None]]:
        """Each row with the id of its occupation, None for a new one; doubtful rows are set aside."""
        names = {entry.name for entry in entries} | self.report.aside
        identities = Identities(self.standings, CodeChange.objects.all(), names)
        resolved: list[tuple[Entry, int | None]] = []
        found: dict[int, Entry] = {}
        for entry in entries:
            try:
                pk = identities.find(entry)
                if pk is not None and found.setdefault(pk, entry) is not entry:
                    raise Doubt("code", f"与第 {found[pk].row.number} 行是同一职业", "只保留正确的一行")
            except Doubt as doubt:
                self.report.park(entry.row, doubt.column, doubt.message, doubt.remedy)
            else:
                resolved.append((entry, pk))
        return resolved

    def _set_taken_codes_aside(self, resolved: list[tuple[Entry, int | None]]) -> bool:
        """A code whose holder stays put (its own row is missing or bad) is not free for another."""
        moving = {pk for _, pk in resolved}
        holders = {standing.code: standing for pk, standing in self.standing_of.items() if pk not in moving}
        taken = [row for row in resolved if row[0].code in holders]
        for entry, pk in taken:
            resolved.remove((entry, pk))
            message = f"这个编码现在是“{holders[entry.code].name}”的，而它在文件里没有可导入的一行"
            self.report.park(entry.row, "code", message, "两行一起改好，再导入一次")
        return bool(taken)

    def _born(self, entry: Entry) -> Occupation:
        numbered = (f"{entry.code}#{number}" for number in range(2, 10))
        key = next(key for key in (entry.code, *numbered) if key not in self.keys)
        self.keys.add(key)
        pinyin, initials = spell(entry.name)
        self.report.added += 1
        return Occupation(key=key, pinyin=pinyin, initials=initials, **entry.face)

    def _compare(self, occupation: Occupation, entry: Entry) -> None:
        standing = self.standing_of.get(occupation.pk)
        differences = []
        if self.year >= occupation.edition[:4]:
            differences = self._new_face(occupation, entry)
        if standing is None:
            self.moved.append((occupation, entry))
            differences.append(f"进入 {entry.edition} 年版")
        elif (standing.edition, standing.code, standing.name) != (entry.edition, entry.code, entry.name):
            self.moved.append((occupation, entry))
            differences = differences or [f"{standing.edition} 年版原为 {standing.code} {standing.name}"]
        if differences:
            self.report.changed += 1
            self.report.changes.append(f"{entry.code} {entry.name}：{'；'.join(differences)}")
        else:
            self.report.unchanged += 1

    def _new_face(self, occupation: Occupation, entry: Entry) -> list[str]:
        old = {name: getattr(occupation, name) for name in FACE}
        new = entry.face
        if old == new:
            return []
        for name, value in new.items():
            setattr(occupation, name, value)
        occupation.pinyin, occupation.initials = spell(entry.name)
        self.changed.append(occupation)
        return [f"{FACE[name]} {_said(old[name])} → {_said(new[name])}" for name in FACE if old[name] != new[name]]

    def _propose(self, found: Container[int | None]) -> None:
        for pk, standing in self.standing_of.items():
            if pk not in found and not {standing.code, standing.name} & self.report.aside:
                self.report.absent += 1
                self.report.absences.append(f"{standing.code} {standing.name}")

    def _write(self) -> None:
        if self.changed:
            Occupation.objects.bulk_update(self.changed, [*FACE, "pinyin", "initials"], batch_size=200)
        # Deleted and written again, not updated: two occupations may have swapped codes.
        stale = [
            self.standing_of[occupation.pk].pk for occupation, _ in self.moved if occupation.pk in self.standing_of
        ]
        if stale:
            Standing.objects.filter(pk__in=stale).delete()
        Occupation.objects.bulk_create([occupation for occupation, _ in self.new])
        Standing.objects.bulk_create(
            Standing(occupation=occupation, edition=entry.edition, code=entry.code, name=entry.name)
            for occupation, entry in [*self.moved, *self.new]
        )


def _said(value: str | bool) -> str:
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else f"“{value}”"
