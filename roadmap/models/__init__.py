"""Tables of the Roadmap: its commitments, the documents they cite, ITU's indicators, the calendar they follow,
engagement with the United Nations and with Member States, operational plans, the Task Force, and
review rounds."""

from roadmap.models.body import ActionBody, Body
from roadmap.models.calendar import HlpfGoal, HlpfYear, Milestone
from roadmap.models.commitment import Action, ActionActivity, ActionTerm
from roadmap.models.document import Citation, Document, DocumentBody
from roadmap.models.edition import Edition, Section
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
from roadmap.models.plan import OperationalPlan, PlanActivity, PlanTerm
from roadmap.models.progress import ProgressReport, ProgressUpdate, ReportRequest, UpdateActivity, UpdateDocument
from roadmap.models.round import Round, RoundItem, RoundMail, RoundQuestion, RoundStep
from roadmap.models.target import Target, TargetGoal, TargetSet, TargetValue
from roadmap.models.task_force import FollowUp, Guidance, Meeting, Member

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
    "FollowUp",
    "Guidance",
    "HlpfGoal",
    "HlpfYear",
    "Input",
    "InputTerm",
    "Material",
    "MaterialTerm",
    "Mechanism",
    "Meeting",
    "Member",
    "Milestone",
    "NextStep",
    "OperationalPlan",
    "PlanActivity",
    "PlanTerm",
    "ProgressReport",
    "ProgressUpdate",
    "ReportRequest",
    "Review",
    "Round",
    "RoundItem",
    "RoundMail",
    "RoundQuestion",
    "RoundStep",
    "Section",
    "Series",
    "SeriesValue",
    "Target",
    "TargetGoal",
    "TargetSet",
    "TargetValue",
    "UpdateActivity",
    "UpdateDocument",
]
