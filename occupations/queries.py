"""Reads of this room: everything asks the atlas, which is made once and remade when the database's stamp moved."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from django.db.models import OuterRef, Subquery

from occupations import finding
from occupations.atlas import Atlas, Edition, Listed
from occupations.crosswalk import Change, Stood
from occupations.finding import Found, Narrowed
from occupations.models import Alias, CatalogueEdition, CatalogueEntry, CodeChange, Occupation, Stamp, Standing
from occupations.search import Hit, Named, Word
from occupations.spelling import spell

__all__ = ["Atlas", "Found", "Hit", "atlas", "find", "name_of", "near", "search"]

_PUBLISHED = CatalogueEdition.State.PUBLISHED
_kept: tuple[str, Atlas] | None = None


def atlas() -> Atlas:
    """The classification and the catalogue as they are now: one query of one row, and a rebuild where it changed.

    Ask once for a piece of work and hold on to it; a snapshot never changes.
    """
    global _kept
    kept, token = _kept, _token()
    if kept and kept[0] == token:
        return kept[1]
    for _ in range(3):  # again where somebody wrote while we read
        token, made = _token(), _make()
        if token == _token():
            break
    # Without a stamp nothing was ever written here, and nothing would say when that ends. Two threads may both
    # come here and both make one: cheaper than a lock held over the database.
    _kept = (token, made) if token else None
    return made


def search(text: str, limit: int = 10) -> list[Hit]:
    """Occupations by name, everyday word, 工种, pinyin, initials or code of any edition, best first.

    Whole before beginning before middle; then names that stand in the text, all words, all signs, the group.
    """
    return atlas().search(text, limit)


def near(text: str, limit: int = 5) -> list[Hit]:
    """What an empty result may offer: words that sound like the text, are spelled like it, or share signs."""
    return atlas().near(text, limit)


def find(
    text: str,
    on: date,
    field: str = "",
    level: int = 0,
    urgent: bool = False,
    digital: bool = False,
    green: bool = False,
    limit: int = 20,
    after: int = 0,
    certified: Mapping[str, Collection[int]] | None = None,
) -> Found:
    """The catalogue as the public looks through it, with counts: see `finding.Found`.

    An empty text finds every occupation in the order of codes; another best first, and where nothing answers what
    it was probably meant to be (`guessed`). `field`: a 大类 as 4, a 中类 as 4-10, a 小类 as 4-10-01; `level`: 5 to 1,
    0 for any; a field or a level that nothing has finds nothing. `after`: how many were shown before. `certified`:
    levels there are certificates for, by key, beside those that the edition in force names.
    """
    narrowed = Narrowed(field, level, urgent, digital, green)
    return finding.find(atlas(), text, on, narrowed, limit, after, certified or {})


def name_of(code: str) -> Subquery:
    """Today's name of the code in a column, for whoever lists many rows: the latest edition that prints it."""
    return Subquery(Standing.objects.filter(code=OuterRef(code)).order_by("-edition").values("name")[:1])


def _token() -> str:
    return Stamp.objects.values_list("token", flat=True).first() or ""


def _make() -> Atlas:
    occupations = {
        each.pk: Named(
            each.key,
            each.code,
            each.name,
            each.edition,
            f"{each.middle} {each.minor}",
            each.pinyin,
            each.initials,
            each.major,
            each.middle,
            each.minor,
            each.digital,
            each.green,
        )
        for each in Occupation.objects.all()
    }
    stood = [Stood(*row) for row in Standing.objects.values_list("edition", "code", "occupation")]
    changes = [Change(*row) for row in CodeChange.objects.values_list("old_edition", "old_code", "new_code", "kind")]
    return Atlas(occupations, stood, changes, _words(occupations), _editions())


def _words(occupations: Mapping[int, Named]) -> Iterator[Word]:
    """What else is said for an occupation: aliases, and the names that older editions printed."""
    for alias in Alias.objects.all():
        yield Word(alias.occupation_id, alias.text, alias.pinyin, alias.initials)
    today = {}
    former = []
    for standing in Standing.objects.order_by("edition"):
        today[standing.code] = standing.occupation_id
        former.append((standing.occupation_id, standing.name))
    for change in CodeChange.objects.exclude(old_name=""):
        if change.new_code in today:
            former.append((today[change.new_code], change.old_name))
    for occupation, name in sorted(set(former)):
        if name != occupations[occupation].name:
            yield Word(occupation, name, *spell(name))


def _editions() -> list[Edition]:
    said: dict[int, dict[int, Listed]] = {}
    entries = CatalogueEntry.objects.filter(edition__state=_PUBLISHED)
    fields = ("edition", "occupation", "urgent", "levels", "grade", "pay_from", "pay_to")
    for edition, occupation, urgent, levels, *scarcity in entries.values_list(*fields):
        named = frozenset(int(level) for level in levels.split(",") if level)
        said.setdefault(edition, {})[occupation] = Listed(urgent, named, *scarcity)
    return [
        Edition(
            each.label,
            each.demonstration,
            each.effective_from,
            each.effective_to,
            frozenset(pk for pk, listed in said.get(each.pk, {}).items() if listed.urgent),
            said.get(each.pk, {}),
            each.slug,
        )
        for each in CatalogueEdition.objects.filter(state=_PUBLISHED)
    ]
