"""The registers of engagement that staff edit. See roadmap/pages/records/."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from activities.models import Certainty
from activities.validators import clean_text
from roadmap.forms.engagement import countries, events
from roadmap.models import HlpfYear, Mechanism
from roadmap.pages.records.register import Register


def first_values(request: HttpRequest) -> dict[str, Any]:
    """Initial values of a new event or material, from ?kind=information-session&hlpf=2027&mechanism=cstd."""
    found: dict[str, Any] = {"certainty": Certainty.CONFIRMED, "language": "en"}
    if kind := request.GET.get("kind"):
        found["kind"] = kind[:20]
    if (year := request.GET.get("hlpf", "")).isdecimal() and len(year) == 4:
        found["hlpf_year_id"] = HlpfYear.objects.filter(year=int(year)).values_list("pk", flat=True).first()
    if mechanism := clean_text(request.GET.get("mechanism", "")):
        found["mechanism_id"] = Mechanism.objects.filter(code=mechanism[:30]).values_list("pk", flat=True).first()
    return found


EVENTS = Register(
    name="engagement",
    form=events.EventForm,
    title=gettext_lazy("Calendar"),
    listing="calendar",
    new=gettext_lazy("Add an event"),
    edit=gettext_lazy("Edit the event"),
    save=gettext_lazy("Save event"),
    withdraw=gettext_lazy("Withdraw event"),
    restore=gettext_lazy("Restore event"),
    initial=first_values,
)
MECHANISMS = Register(
    name="mechanism",
    form=events.MechanismForm,
    title=gettext_lazy("UN mechanisms"),
    listing="mechanism-list",
    new=gettext_lazy("Add a mechanism"),
    edit=gettext_lazy("Edit the mechanism"),
    save=gettext_lazy("Save mechanism"),
    withdraw=gettext_lazy("Withdraw mechanism"),
    restore=gettext_lazy("Restore mechanism"),
    by="code",
)
INPUTS = Register(
    name="input",
    form=events.InputForm,
    title=gettext_lazy("ITU’s inputs"),
    listing="input-list",
    new=gettext_lazy("Add an input"),
    edit=gettext_lazy("Edit the input"),
    save=gettext_lazy("Save input"),
    withdraw=gettext_lazy("Withdraw input"),
    restore=gettext_lazy("Restore input"),
    initial=first_values,
)
MATERIALS = Register(
    name="material",
    form=events.MaterialForm,
    title=gettext_lazy("Campaign material"),
    listing="material-list",
    new=gettext_lazy("Add campaign material"),
    edit=gettext_lazy("Edit the campaign material"),
    save=gettext_lazy("Save campaign material"),
    withdraw=gettext_lazy("Withdraw campaign material"),
    restore=gettext_lazy("Restore campaign material"),
    initial=first_values,
)
REVIEWS = Register(
    name="national-review",
    form=countries.ReviewForm,
    title=gettext_lazy("Voluntary National Reviews"),
    listing="national-review-list",
    new=gettext_lazy("Add a review"),
    edit=gettext_lazy("Edit the review"),
    save=gettext_lazy("Save review"),
    withdraw=gettext_lazy("Withdraw review"),
    restore=gettext_lazy("Restore review"),
    by="pk",
)
FRAMEWORKS = Register(
    name="cooperation-framework",
    form=countries.FrameworkForm,
    title=gettext_lazy("Cooperation Frameworks"),
    listing="cooperation-framework-list",
    new=gettext_lazy("Add a Cooperation Framework"),
    edit=gettext_lazy("Edit the Cooperation Framework"),
    save=gettext_lazy("Save Cooperation Framework"),
    withdraw=gettext_lazy("Withdraw Cooperation Framework"),
    restore=gettext_lazy("Restore Cooperation Framework"),
    by="pk",
)
ALL = (EVENTS, MECHANISMS, INPUTS, MATERIALS, REVIEWS, FRAMEWORKS)
