"""Filters of sections, commitments, documents and figures."""

import re
from collections.abc import Callable, Iterable

from django.utils.translation import gettext_lazy

from activities.filters.fields import FilterSet, NamesFilter
from activities.models.sector import Sector
from roadmap.models import (
    Action,
    ActionTerm,
    Body,
    Citation,
    Document,
    Edition,
    ProgressUpdate,
    Section,
    Series,
    SeriesValue,
)
from roadmap.models.progress import SAID


def known(model: type, column: str) -> Callable[[], Iterable[str]]:
    """All values of a column in public rows, as texts. The API's description names the list after the model and the
    column."""

    def values() -> Iterable[str]:
        rows = model.objects.published() if hasattr(model.objects, "published") else model.objects.all()
        return map(str, rows.order_by(column).values_list(column, flat=True).distinct())

    values.__name__ = f"{re.sub(r'(?<!^)(?=[A-Z])', '_', model.__name__)}_{column}".lower()
    return values


def edition(path: str) -> NamesFilter:
    return NamesFilter(f"{path}edition__code", known(Edition, "code"), "edition", label=gettext_lazy("Edition"))


class BodyFilter(FilterSet):
    sector = NamesFilter("sector", Sector.values, label=gettext_lazy("ITU Sector"))

    class Meta:
        model = Body
        fields: list[str] = []


class SectionFilter(FilterSet):
    edition = edition("")

    class Meta:
        model = Section
        fields: list[str] = []


class ActionFilter(FilterSet):
    edition = edition("section__")
    section = NamesFilter("section__number", known(Section, "number"), "section", label=gettext_lazy("Section"))
    code = NamesFilter("code", known(Action, "code"), label=gettext_lazy("Code of the commitment"))
    kind = NamesFilter("kind", Action.Kind.values, label=gettext_lazy("Kind"))
    status = NamesFilter("status", Action.Status.values, label=gettext_lazy("Status"))

    class Meta:
        model = Action
        fields: list[str] = []


class ActionTermFilter(FilterSet):
    edition = edition("action__section__")
    action = NamesFilter("action__code", known(Action, "code"), "action", label=gettext_lazy("Code of the commitment"))
    framework = NamesFilter(
        "term__framework__slug",
        known(ActionTerm, "term__framework__slug"),
        "framework",
        label=gettext_lazy("Framework"),
    )
    term = NamesFilter("term__code", known(ActionTerm, "term__code"), "term", label=gettext_lazy("Code of the entry"))

    class Meta:
        model = ActionTerm
        fields: list[str] = []


class CitationFilter(FilterSet):
    edition = edition("action__section__")
    action = NamesFilter("action__code", known(Action, "code"), "action", label=gettext_lazy("Code of the commitment"))
    document = NamesFilter("document__slug", known(Document, "slug"), "document", label=gettext_lazy("Document"))

    class Meta:
        model = Citation
        fields: list[str] = []


class ProgressFilter(FilterSet):
    edition = edition("action__section__")
    section = NamesFilter("action__section__number", known(Section, "number"), "section", label=gettext_lazy("Section"))
    action = NamesFilter("action__code", known(Action, "code"), "action", label=gettext_lazy("Code of the commitment"))
    status = NamesFilter("status", SAID, label=gettext_lazy("Status"))

    class Meta:
        model = ProgressUpdate
        fields: list[str] = []


def years_of_documents() -> Iterable[str]:
    return (str(year) for year in Document.objects.values_list("year", flat=True).distinct() if year)


class DocumentFilter(FilterSet):
    year = NamesFilter("year", years_of_documents, label=gettext_lazy("Year"))
    action = NamesFilter(
        "roadmap_refs",
        known(Action, "code"),
        "action",
        method="by_action",
        label=gettext_lazy("Code of the related commitment"),
    )

    class Meta:
        model = Document
        fields: list[str] = []

    def by_action(self, queryset, name, values):
        return queryset.filter(roadmap_refs__overlap=values) if values else queryset


class SeriesFilter(FilterSet):
    indicator = NamesFilter("term__code", known(Series, "term__code"), "indicator", label=gettext_lazy("Indicator"))

    class Meta:
        model = Series
        fields: list[str] = []


class ValueFilter(FilterSet):
    series = NamesFilter("series__series_code", known(Series, "series_code"), "series", label=gettext_lazy("Series"))
    indicator = NamesFilter(
        "series__term__code", known(Series, "term__code"), "indicator", label=gettext_lazy("Indicator")
    )
    area = NamesFilter("area", known(SeriesValue, "area"), label=gettext_lazy("Area"))
    year = NamesFilter("year", known(SeriesValue, "year"), label=gettext_lazy("Year"))

    class Meta:
        model = SeriesValue
        fields: list[str] = []
