"""The published list, classes and who is in them, what happens in class."""

from training.models.classes import Room, Teacher, TrainingClass
from training.models.courses import CODE, Course, CourseQuerySet
from training.models.enrolments import Enrolment
from training.models.lessons import Attendance, Finding, Inspection, InspectionPlan
from training.models.results import CompletionCertificate, ExamResult
from training.models.sessions import ClassSession, SessionChange

__all__ = [
    "CODE",
    "Attendance",
    "ClassSession",
    "CompletionCertificate",
    "Course",
    "CourseQuerySet",
    "Enrolment",
    "ExamResult",
    "Finding",
    "Inspection",
    "InspectionPlan",
    "Room",
    "SessionChange",
    "Teacher",
    "TrainingClass",
]
