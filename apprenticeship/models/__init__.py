"""Plans of two parties, who teaches and who learns in them."""

from apprenticeship.models.apprentices import Apprentice
from apprenticeship.models.plans import Guide, Plan

__all__ = ["Apprentice", "Guide", "Plan"]
