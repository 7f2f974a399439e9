"""Tables of the Roadmap: its commitments, the documents they cite, ITU's indicators, and the calendar they follow."""

from roadmap.models.body import ActionBody, Body
from roadmap.models.calendar import HlpfGoal, HlpfYear, Milestone
from roadmap.models.document import Citation, Document, DocumentBody
from roadmap.models.edition import Action, ActionActivity, ActionTerm, Edition, Section
from roadmap.models.indicator import Series, SeriesValue
from roadmap.models.progress import ProgressReport, ProgressUpdate, ReportRequest, UpdateActivity, UpdateDocument

__all__ = [
    "Action",
    "ActionActivity",
    "ActionBody",
    "ActionTerm",
    "Body",
    "Citation",
    "Document",
    "DocumentBody",
    "Edition",
    "HlpfGoal",
    "HlpfYear",
    "Milestone",
    "ProgressReport",
    "ProgressUpdate",
    "ReportRequest",
    "Section",
    "Series",
    "SeriesValue",
    "UpdateActivity",
    "UpdateDocument",
]
