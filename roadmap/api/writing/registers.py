"""The registers that programs can write. The form of a register has the rules, its resource has the names.

To add one, add it to `REGISTERS`: its operations, bodies and errors follow from the form and from the columns.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from activities.models import Activity, Certainty
from activities.queries.facts.resource import Resource
from roadmap.forms.document import DocumentForm
from roadmap.forms.engagement import countries, events
from roadmap.forms.guidance import GuidanceForm
from roadmap.forms.plans.operational import OperationalPlanForm
from roadmap.forms.records import RecordForm
from roadmap.queries.facts import documents, engagement, plans, task_force
from roadmap.queries.records import RecordKind

#: What a new row has unless the body says otherwise, as on its page.
CERTAIN = {"certainty": Certainty.CONFIRMED}


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """`one` is a row in words: "an event". `new` and `changed` are examples of bodies. `defaults` are what a form of
    the page begins with."""

    resource: Resource
    form: type[RecordForm]
    one: str
    new: Mapping[str, Any]
    changed: Mapping[str, Any]
    defaults: Mapping[str, Any] = field(default_factory=lambda: CERTAIN)

    @property
    def kind(self) -> RecordKind:
        return self.form.kind

    @property
    def noun(self) -> str:
        return self.one.removeprefix("an ").removeprefix("a ")

    @property
    def stem(self) -> str:
        """Its name in names of routes and operations: roadmap_cooperation_frameworks."""
        return self.resource.name.replace("/", "_").replace("-", "_")


REGISTERS = (
    Register(
        engagement.ENGAGEMENTS,
        events.EventForm,
        "an event",
        new={
            "title": "Information session for Permanent Missions",
            "kind": "information-session",
            "start": "2027-03-10",
            "place": "New York",
            "country": "US",
            "terms": ["sdg:9"],
            "contribution": "Presents what the Roadmap has achieved.",
            "reason": "From the calendar of the office in New York",
        },
        changed={"outcome": "48 Permanent Missions took part.", "reason": "After the session"},
    ),
    Register(
        engagement.MECHANISMS,
        events.MechanismForm,
        "a mechanism",
        new={"code": "un-water", "name": "UN-Water", "actions": ["8.4"], "url": "https://www.unwater.org/"},
        changed={"itu_role": "Member."},
    ),
    Register(
        engagement.INPUTS,
        events.InputForm,
        "an input",
        new={
            "title": "Statement at the STI Forum",
            "kind": "statement",
            "date": "2026-05-07",
            "terms": ["sdg:9", "wsis:C2"],
        },
        changed={"outcome": "Taken up in the summary of the chairs."},
    ),
    Register(
        engagement.MATERIALS,
        events.MaterialForm,
        "a campaign material",
        new={
            "title": "ICTs for the Goals",
            "format": "video",
            "language": "en",
            "url": "https://www.itu.int/ict4sdg",
            "date": "2026-06",
        },
        changed={"audience": "Permanent Missions"},
        defaults=CERTAIN | {"language": Activity.Language.ENGLISH},
    ),
    Register(
        engagement.REVIEWS,
        countries.ReviewForm,
        "a review",
        new={"country": "KE", "year": 2028, "good_practices": "Digital services in all counties."},
        changed={"support_capacity": "Training of statisticians."},
    ),
    Register(
        engagement.COOPERATION_FRAMEWORKS,
        countries.FrameworkForm,
        "a Cooperation Framework",
        new={
            "country": "KE",
            "start_year": 2027,
            "end_year": 2031,
            "title": "Cooperation Framework for Kenya 2027-2031",
        },
        changed={"ict_component": "Connects all schools by 2030."},
    ),
    Register(
        documents.DOCUMENTS,
        DocumentForm,
        "a document",
        new={
            "symbol": "C27/35",
            "title": "Report on the implementation of the Roadmap",
            "year": 2027,
            "issued_by": "ITU Council",
            "bodies": ["council"],
            "actions": ["2.1"],
        },
        changed={"what_it_asks": "Asks the Secretary-General to report each year."},
    ),
    Register(
        plans.OPERATIONAL_PLANS,
        OperationalPlanForm,
        "an operational plan",
        new={
            "symbol": "C27/28",
            "sector": "ITU-D",
            "start_year": 2028,
            "end_year": 2031,
            "title": "Four-year rolling operational plan for 2028-2031",
            "outputs": ["sp-2024:PS3"],
        },
        changed={"activities": ["12", "340"]},
    ),
    Register(
        task_force.GUIDANCE,
        GuidanceForm,
        "guidance",
        new={
            "body": "Council",
            "document": "res-1332-mod-2024",
            "paragraph": "§ 4.2",
            "text": "Report on gender each year.",
            "received_on": "2026-06-10",
            "action": "2.3",
        },
        changed={"action_taken": "The report of 2026 has a chapter on it.", "closed_on": "2026-09-14"},
        defaults={},
    ),
)
