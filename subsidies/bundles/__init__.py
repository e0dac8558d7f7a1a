"""Applications of organisations: each holds a line for each of many persons, all decided at once.

A line stands by itself: what one person is refused keeps nobody else waiting. Whatever a person is due from a subject
(a class, a plan) and no line asks for yet is what the next application of the subject asks for: first a settlement,
later a supplement. What an application said is never edited; the difference between two determinations is what moves.
"""
