from occupations.models.catalogue import CatalogueEdition, CatalogueEntry, EditionStep, Post, Scarcity
from occupations.models.classification import CODE, EDITION, KEY, Alias, CodeChange, Occupation, Stamp, Standing

__all__ = [
    "CODE",
    "EDITION",
    "KEY",
    "Alias",
    "CatalogueEdition",
    "CatalogueEntry",
    "CodeChange",
    "EditionStep",
    "Occupation",
    "Post",
    "Scarcity",
    "Stamp",
    "Standing",
]
