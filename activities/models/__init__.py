"""Tables of the map. Published tables contain accepted facts only; each row has the number of its last Change."""

from activities.certainty import Certainty
from activities.models.activity import Activity, Organisation
from activities.models.change import Change
from activities.models.epoch import Epoch
from activities.models.framework import Crosswalk, Framework, Term, TermText
from activities.models.job import Job, JobFile
from activities.models.mapping import Mapping
from activities.models.matrix_answer import MatrixAnswer
from activities.models.membership import Invitation, Membership, OrganisationProposal
from activities.models.note import Note
from activities.models.notice import Notice, RefusedAddress
from activities.models.past import PastMoment
from activities.models.place import Country, CountryGroup, Region
from activities.models.saved_filter import SavedFilter
from activities.models.search import SearchWord, SearchWordState
from activities.models.snapshot import Snapshot, SnapshotFile
from activities.models.submission import (
    AnswerRevision,
    Attachment,
    FieldComment,
    ReasonTemplate,
    Submission,
    SubmissionEvent,
)
from activities.models.suggestion import LexiconEntry, SuggestionModel, SuggestionVerdict
from activities.models.summary import CrosswalkSummary, FacetCount, MatrixCell, SummaryState, TermSummary
from activities.models.token import ApiToken, StoredAnswer
from activities.models.user import User
from activities.models.webhook import Delivery, Webhook

__all__ = [
    "Activity",
    "AnswerRevision",
    "ApiToken",
    "Attachment",
    "Certainty",
    "Change",
    "Country",
    "CountryGroup",
    "Crosswalk",
    "CrosswalkSummary",
    "Delivery",
    "Epoch",
    "FacetCount",
    "FieldComment",
    "Framework",
    "Invitation",
    "Job",
    "JobFile",
    "LexiconEntry",
    "Mapping",
    "MatrixAnswer",
    "MatrixCell",
    "Membership",
    "Note",
    "Notice",
    "Organisation",
    "OrganisationProposal",
    "PastMoment",
    "ReasonTemplate",
    "RefusedAddress",
    "Region",
    "SavedFilter",
    "SearchWord",
    "SearchWordState",
    "Snapshot",
    "SnapshotFile",
    "StoredAnswer",
    "Submission",
    "SubmissionEvent",
    "SuggestionModel",
    "SuggestionVerdict",
    "SummaryState",
    "Term",
    "TermSummary",
    "TermText",
    "User",
    "Webhook",
]
