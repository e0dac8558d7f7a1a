"""The published list, classes and who is in them, what happens in class."""

from training.models.classes import Room, Teacher, TrainingClass
from training.models.courses import CODE, Course, CourseQuerySet
from training.models.enrolments import Enrolment
from training.models.lessons import Attendance, Finding, Inspection, InspectionPlan
from training.models.outcomes import ClassOutcome, OutcomesCounted
from training.models.results import CompletionCertificate, ExamResult
from training.models.sessions import ClassSession, SessionChange

__all__ = [
    "CODE",
    "Attendance",
    "ClassOutcome",
    "ClassSession",
    "CompletionCertificate",
    "Course",
    "CourseQuerySet",
    "Enrolment",
    "ExamResult",
    "Finding",
    "Inspection",
    "InspectionPlan",
    "OutcomesCounted",
    "Room",
    "SessionChange",
    "Teacher",
    "TrainingClass",
]
