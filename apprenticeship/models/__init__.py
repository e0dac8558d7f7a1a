"""Plans of two parties, who teaches and who learns in them, what was taught."""

from apprenticeship.models.apprentices import WITHOUT_END, Apprentice
from apprenticeship.models.changes import PlanChange
from apprenticeship.models.differences import Difference
from apprenticeship.models.lessons import MOST_A_DAY, Lesson, LessonProof, Pause
from apprenticeship.models.overlaps import Overlap
from apprenticeship.models.plans import Guide, Plan

__all__ = [
    "MOST_A_DAY",
    "WITHOUT_END",
    "Apprentice",
    "Difference",
    "Guide",
    "Lesson",
    "LessonProof",
    "Overlap",
    "Pause",
    "Plan",
    "PlanChange",
]
