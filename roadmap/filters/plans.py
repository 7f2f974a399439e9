"""Filters of operational plans and guidance."""

from django.utils.translation import gettext_lazy

from activities.filters.fields import FilterSet, NamesFilter
from roadmap.filters.facts import known
from roadmap.models import Action, Document, Guidance, OperationalPlan


class OperationalPlanFilter(FilterSet):
    sector = NamesFilter("sector", OperationalPlan.Sector.values, label=gettext_lazy("Sector"))
    start_year = NamesFilter("start_year", known(OperationalPlan, "start_year"), label=gettext_lazy("First year"))

    class Meta:
        model = OperationalPlan
        fields: list[str] = []


class GuidanceFilter(FilterSet):
    body = NamesFilter("body", known(Guidance, "body"), label=gettext_lazy("Given by"))
    document = NamesFilter("document__slug", known(Document, "slug"), "document", label=gettext_lazy("Document"))
    action = NamesFilter("action__code", known(Action, "code"), "action", label=gettext_lazy("Code of the commitment"))

    class Meta:
        model = Guidance
        fields: list[str] = []
