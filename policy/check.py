"""What a rule declares once (checks, steps) and what each of them says of one case (lines, an explanation)."""

from dataclasses import dataclass

from policy.words import Words

BLOCK, REVIEW, INFO = "block", "review", "info"


@dataclass(frozen=True)
class Check:
    """One condition, declared once: the same object decides, explains, and has its own public page.

    ``figures`` are the dated values it uses: they give the clause and how sure it is. ``basis`` stands where it
    uses none. ``reads`` are the raw facts an applicant would have to mend. ``scope`` "group": of the class.
    """

    code: str
    title: str
    rule: str  # the condition as one plain sentence
    found: Words
    needed: Words
    message: str  # what is wrong where it fails
    remedy: str  # what to do then
    who: str  # who can mend it
    severity: str = BLOCK
    figures: tuple[str, ...] = ()
    basis: str = ""
    reads: tuple[str, ...] = ()
    scope: str = "row"
    final: bool = False  # nothing the applicant does later can heal it


@dataclass(frozen=True)
class Step:
    """One step of the amount. Its words take the values that ``Part.step`` is given."""

    code: str
    name: Words
    rule: str
    figures: tuple[str, ...] = ()
    basis: str = ""
    always: bool = True  # False: listed only where it changes the amount


@dataclass(frozen=True)
class CheckLine:
    """One check of one row, in words."""

    code: str
    title: str
    severity: str
    passed: bool
    asked: bool
    found: str
    needed: str
    basis: str
    status: str
    message: str
    remedy: str
    reads: tuple[str, ...] = ()
    final: bool = False
    weighs: str = ""  # how it stands in the whole answer, where that is not its ``status``
    waived: bool = False  # 经批准放行: it failed, and by a decision of two persons does not count

    @property
    def refuses(self) -> bool:
        """It did not pass, and nobody let the case pass it. What that means, its severity says."""
        return not self.passed and not self.waived


@dataclass(frozen=True)
class StepLine:
    """One step of one row; ``amount`` in fen, negative where it takes away."""

    name: str
    amount: int
    basis: str
    status: str


@dataclass(frozen=True)
class Explanation:
    """One row of a sheet: what the slip, the letter and the API show. ``status``: the weakest figure used."""

    accepted: bool
    review: bool
    amount: int
    checks: list[CheckLine]
    steps: list[StepLine]
    status: str

    @property
    def failed(self) -> list[CheckLine]:
        """Those that did not pass and were not waived, whatever they weigh."""
        return [c for c in self.checks if c.refuses]
