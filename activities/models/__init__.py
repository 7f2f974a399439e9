"""Tables of the map. Published tables hold accepted facts only; each fact carries the number of its last Change."""

from activities.models.activity import Activity, Organisation
from activities.models.change import Change
from activities.models.framework import Crosswalk, Framework, Term, TermText
from activities.models.mapping import Mapping
from activities.models.place import Country, Region
from activities.models.summary import CrosswalkSummary, FacetCount, MatrixCell, SummaryState, TermSummary
from activities.models.user import User

__all__ = [
    "Activity",
    "Change",
    "Country",
    "Crosswalk",
    "CrosswalkSummary",
    "FacetCount",
    "Framework",
    "Mapping",
    "MatrixCell",
    "Organisation",
    "Region",
    "SummaryState",
    "Term",
    "TermSummary",
    "TermText",
    "User",
]
