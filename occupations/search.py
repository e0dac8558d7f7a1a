"""Finding an occupation by what a person types: name, everyday word, pinyin, initials or code.

All in memory, so it answers the same on every database and no input reaches one.

How answers are put in order. A code goes first and alone. Else each word of an occupation (name, alias, 工种, former
name) is graded by how well it answers: the whole, a beginning, a middle; of equals the text before pinyin before
initials. Where something answers so, the rest is left out. Else what is a slip away from a whole word (养劳护理员);
then the longest word that stands inside what was typed (电工证怎么考), all words of it in any order, all signs in any
order, and the name of the group. Of equals the occupation with more everyday words comes first, then services and
production before offices, then the shorter name. Where nothing answers at all, `guess` says what was probably meant.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from occupations.slips import Slips
from occupations.spelling import plain, spell

LONGEST = 40  # signs of a query that are looked at; the longest name has 17
HAN = re.compile(r"[㐀-鿿\U00020000-\U0003ffff]")
CODE_LIKE = re.compile(r"[1-8][0-9-]*\Z")
CODE_INSIDE = re.compile(r"(?<![0-9])[1-8](?:-[0-9]{2}){3}(?![0-9])")

# How well a word answers, best first.
EXACT, PREFIX, INSIDE, SLIP, CONTAINED, WORDS, SIGNS, GROUP = range(8)
# Which spelling answered; nearer to what was meant first.
TEXT, PINYIN, INITIALS = range(3)


class Named(NamedTuple):
    """The present face of an occupation. `group` is its 中类 and 小类; `edition` the classification's."""

    key: str
    code: str
    name: str
    edition: str
    group: str
    pinyin: str
    initials: str
    major: str = ""
    middle: str = ""
    minor: str = ""
    digital: bool = False
    green: bool = False


class Word(NamedTuple):
    """Another way to say the occupation in this row of the index."""

    row: int
    text: str
    pinyin: str
    initials: str


class Hit(NamedTuple):
    """`matched`: the name, everyday word or older code that answered."""

    code: str
    name: str
    matched: str
    edition: str

    @property
    def by_code(self) -> bool:
        """It was found by a code it no longer has."""
        return bool(CODE_LIKE.match(self.matched))


class _Spelled(NamedTuple):
    row: int
    shown: str
    text: str
    joined: str  # pinyin without blanks
    starts: frozenset[int]  # where syllables begin in it
    initials: str
    signs: frozenset[str]


class _Query:
    def __init__(self, text: str):
        self.words = re.sub(r"[^\w-]+", " ", plain(text[:LONGEST])).split()
        self.text = "".join(self.words)
        self.chinese = bool(HAN.search(self.text))
        self.letters = "" if self.chinese else re.sub(r"[^a-z0-9]", "", self.text)
        self.signs = frozenset(HAN.findall(self.text))
        inside = CODE_INSIDE.search(self.text)
        self.code = self.text if CODE_LIKE.match(self.text) else inside[0] if inside else ""

    def __bool__(self) -> bool:
        """There is a sign in it that could answer."""
        return bool(self.signs or self.letters)


class Index:
    """`codes`: (row, code) for every code that leads to the occupation of that row, older ones included."""

    def __init__(self, named: Sequence[Named], words: Iterable[Word], codes: Iterable[tuple[int, str]]):
        self._named = list(named)
        words = list(words)
        own = [Word(row, each.name, each.pinyin, each.initials) for row, each in enumerate(named)]
        self._words = [_spelled(word) for word in (*own, *words)]
        self._latin = [word for word in self._words if re.search("[a-z]", word.text)]
        self._signs, self._sounds = (
            Slips([each.text for each in self._words], 1),
            Slips([each.joined for each in self._words], 2),
        )
        self._codes = sorted((code, row) for row, code in codes)
        self._everything = [[each.name, each.group] for each in named]
        asked = [0] * len(self._named)  # an occupation with many everyday words is one people ask for
        for word in words:
            asked[word.row] += 1
            self._everything[word.row][0] += " " + word.text
        self._everything = [[plain(text) for text in texts] for texts in self._everything]
        order = sorted(
            range(len(self._named)),
            key=lambda row: (-asked[row], self._named[row].code[0] not in "3456", len(self._named[row].name), row),
        )
        self._place = {row: place for place, row in enumerate(order)}

    def search(self, text: str, limit: int = 10) -> list[Hit]:
        """Best first; [] for empty text or where nothing answers. Any text is harmless."""
        return [self._hit(*found) for found in self.match(text)[: max(limit, 0)]]

    def match(self, text: str) -> list[tuple[int, str]]:
        """Every row that answers, with what answered; best first."""
        query = _Query(text)
        if not query:
            return []
        if query.code and (found := self._by_code(query.code)):
            return found
        best: dict[int, tuple[tuple[int, ...], str]] = {}
        for word in self._candidates(query):
            grade = _grade(word, query)
            if grade and (word.row not in best or grade < best[word.row][0]):
                best[word.row] = (grade, word.shown)
        closest = min((grade for grade, _ in best.values()), default=(GROUP,))
        if closest < (CONTAINED,):
            best = {row: found for row, found in best.items() if found[0] < (CONTAINED,)}
        else:
            self._add_looser(query, best)
            self._add_slips(query, best)
        rows = sorted(best, key=lambda row: (best[row][0], self._place[row]))
        return [(row, best[row][1]) for row in rows]

    def near(self, text: str, limit: int = 5) -> list[Hit]:
        """For text that finds nothing: what sounds like it (输入法 slips), is typed like it, or shares signs."""
        return [self._hit(*found) for found in self.guess(text, limit)]

    def guess(self, text: str, limit: int) -> list[tuple[int, str]]:
        """Of `near`: the rows, with what it was taken for."""
        query = _Query(text)
        if not query:
            return []
        if query.chinese and (found := self.match(spell(query.text)[0])[:limit]):
            return found
        sounds = query.letters or spell(query.text)[0].replace(" ", "")
        places = self._nearest(self._sounds, sounds, _most(query))
        if query.chinese:
            places = self._nearest(self._signs, query.text, _most(query)) + places
            places = places or self._signs.alike(query.text, 0.25)
        words = [self._words[place] for place in places]
        shown = {word.row: word.shown for word in reversed(words)}
        return [(row, shown[row]) for row in dict.fromkeys(word.row for word in words)][:limit]

    def _candidates(self, query: _Query) -> Iterable[_Spelled]:
        """The words that could answer."""
        if query.chinese:
            places = self._signs.sharing(query.signs)
            return [*(self._words[place] for place in places), *self._latin]
        text, letters = query.text, query.letters
        return [each for each in self._words if letters in each.joined or letters in each.initials or text in each.text]

    def _add_slips(self, query: _Query, best: dict[int, tuple[tuple[int, ...], str]]) -> None:
        """Where something answers loosely: words that are a slip away from the whole text come before it."""
        if not best or not query.chinese or len(query.text) < 4:
            return
        if any(query.signs <= word.signs for word in self._candidates(query)):
            return  # 维修电梯 is 电梯维修, and no slip for 维修电工
        for beginning, distance, place in self._signs.near(query.text, 1):
            word = self._words[place]
            if not beginning:
                best[word.row] = min(best.get(word.row, ((GROUP,), "")), ((SLIP, distance), word.shown))

    def _nearest(self, among: Slips, text: str, most: int) -> list[int]:
        """Whole words before beginnings, fewer slips before more, then as `search` orders equals."""
        found = among.near(text, most)
        return [
            place for *_, place in sorted(found, key=lambda each: (*each[:2], self._place[self._words[each[2]].row]))
        ]

    def _by_code(self, text: str) -> list[tuple[int, str]]:
        """Codes that begin so, with or without their hyphens, in their own order."""
        digits = text.replace("-", "")
        found: dict[int, str] = {}
        for code, row in self._codes:
            if code.startswith(text) or ("-" not in text and code.replace("-", "").startswith(digits)):
                found.setdefault(row, code)
                if code == text:
                    found = {row: code}
                    break
        own = self._named
        return [(row, own[row].name if code == own[row].code else code) for row, code in found.items()]

    def _add_looser(self, query: _Query, best: dict[int, tuple[tuple[int, ...], str]]) -> None:
        """All words somewhere in the occupation's names and everyday words; failing all, the name of its group."""
        if len(query.words) > 1:
            for row, (names, _) in enumerate(self._everything):
                if best.get(row, ((SIGNS,), ""))[0] >= (WORDS,) and all(word in names for word in query.words):
                    best[row] = ((WORDS, TEXT), self._named[row].name)
        if not best and len(query.signs) > 1:
            for row, (_, group) in enumerate(self._everything):
                if query.text in group:
                    best[row] = ((GROUP, TEXT), self._named[row].name)

    def _hit(self, row: int, matched: str) -> Hit:
        named = self._named[row]
        return Hit(named.code, named.name, matched, named.edition)


def _spelled(word: Word) -> _Spelled:
    syllables, starts, length = word.pinyin.split(), [], 0
    for syllable in syllables:
        starts.append(length)
        length += len(syllable)
    text = re.sub(r"[^\w-]", "", plain(word.text))
    signs = frozenset(HAN.findall(text))
    return _Spelled(word.row, word.text, text, "".join(syllables), frozenset(starts), word.initials, signs)


def _grade(word: _Spelled, query: _Query) -> tuple[int, ...] | None:
    """(how well, by which spelling); smaller is better; None where the word does not answer."""
    grade = _compare(query.text, word.text)
    if grade is not None:
        return grade, TEXT
    if query.chinese:
        if len(word.text) > 1 and word.text in query.text:
            return CONTAINED, -len(word.text)  # 电工证 asks for 电工; the longest word in it says most
        if len(query.signs) > 2 and query.signs <= word.signs:
            return SIGNS, TEXT
        return None
    letters = query.letters
    if letters and letters in word.joined:
        grade = _compare(letters, word.joined)
        if grade != INSIDE or any(word.joined.startswith(letters, start) for start in word.starts):
            return grade or EXACT, PINYIN
    if letters and letters in word.initials:
        grade = _compare(letters, word.initials)
        if grade != INSIDE or len(letters) > 1:
            return grade or EXACT, INITIALS
    return None


def _compare(sought: str, text: str) -> int | None:
    if sought not in text:
        return None
    if sought == text:
        return EXACT
    return PREFIX if text.startswith(sought) else INSIDE


def _most(query: _Query) -> int:
    """Slips that are forgiven; a short text with one more would be any other."""
    if query.chinese:
        return 0 if len(query.text) < 3 else 1 if len(query.text) < 7 else 2
    return 0 if len(query.letters) < 5 else 1 if len(query.letters) < 9 else 2
