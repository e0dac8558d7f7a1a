"""What decisions leave behind, the cases that claims are carried in, and what was paid before this system began."""

from subsidies.models.attachments import Attachment
from subsidies.models.cases import Application, Entitlement
from subsidies.models.decisions import Determination, EarlierPayment, Invitation, Scan, TermsSnapshot
from subsidies.models.letters import Letter
from subsidies.models.lines import Line, Netting
from subsidies.models.measures import Leave, Override, Restriction
from subsidies.models.messages import Message, Rating
from subsidies.models.notices import Notice, NoticeLine, Objection
from subsidies.models.timetable import Slot, Taken

__all__ = [
    "Application",
    "Attachment",
    "Determination",
    "EarlierPayment",
    "Entitlement",
    "Invitation",
    "Leave",
    "Letter",
    "Line",
    "Message",
    "Netting",
    "Notice",
    "NoticeLine",
    "Objection",
    "Override",
    "Rating",
    "Restriction",
    "Scan",
    "Slot",
    "Taken",
    "TermsSnapshot",
]
