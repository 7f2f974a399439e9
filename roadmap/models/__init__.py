"""Tables of the Roadmap: its commitments, the documents they cite, ITU's indicators, the calendar they follow,
and engagement with the United Nations and with Member States."""

from roadmap.models.body import ActionBody, Body
from roadmap.models.calendar import HlpfGoal, HlpfYear, Milestone
from roadmap.models.document import Citation, Document, DocumentBody
from roadmap.models.edition import Action, ActionActivity, ActionTerm, Edition, Section
from roadmap.models.engagement import (
    CooperationFramework,
    Engagement,
    EngagementActivity,
    EngagementDocument,
    EngagementTerm,
    Input,
    InputTerm,
    Material,
    MaterialTerm,
    Mechanism,
    NextStep,
    Review,
)
from roadmap.models.indicator import Series, SeriesValue
from roadmap.models.progress import ProgressReport, ProgressUpdate, ReportRequest, UpdateActivity, UpdateDocument

__all__ = [
    "Action",
    "ActionActivity",
    "ActionBody",
    "ActionTerm",
    "Body",
    "Citation",
    "CooperationFramework",
    "Document",
    "DocumentBody",
    "Edition",
    "Engagement",
    "EngagementActivity",
    "EngagementDocument",
    "EngagementTerm",
    "HlpfGoal",
    "HlpfYear",
    "Input",
    "InputTerm",
    "Material",
    "MaterialTerm",
    "Mechanism",
    "Milestone",
    "NextStep",
    "ProgressReport",
    "ProgressUpdate",
    "ReportRequest",
    "Review",
    "Section",
    "Series",
    "SeriesValue",
    "UpdateActivity",
    "UpdateDocument",
]
