"""Filters of events, mechanisms, inputs, campaign materials, reviews and Cooperation Frameworks: for pages, the
calendar feed and the API alike."""

from collections.abc import Callable, Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy

from activities.filters.fields import CodesFilter, FilterSet, NamesFilter
from activities.models import Activity
from activities.models.place import Region
from roadmap.models import Action, CooperationFramework, Engagement, Input, Material, Mechanism, Review

#: ITU's regions of countries.
REGIONS = [value for value in Region.values if value != Region.GLOBAL]


def mechanisms() -> Iterable[str]:
    return Mechanism.objects.live().values_list("code", flat=True)


def commitments() -> Iterable[str]:
    return Action.objects.filter(section__edition__state="published").values_list("code", flat=True).distinct()


def years_of(model: type, column: str) -> Callable[[], Iterable[str]]:
    """The years of all dates of a column, latest first."""
    return lambda: sorted(
        {str(date)[:4] for date in model.objects.live().values_list(column, flat=True) if date}, reverse=True
    )


class WithGoals(FilterSet):
    """Rows that have links to Terms, with the Goal as a filter."""

    goal = CodesFilter("goal")

    def by_goal(self, queryset, name, values):
        links = self._meta.model.term_links.rel.related_model.objects.live()
        own = self._meta.model._meta.model_name
        found = links.filter(term__framework__slug="sdg", term__kind="goal", term__code__in=values)
        return queryset.filter(pk__in=found.values(own)) if values else queryset


class EngagementFilter(WithGoals):
    """Filters of events. A country finds the events held there and those about it."""

    kind = NamesFilter("kind", Engagement.Kind.values, label=gettext_lazy("Kind"))
    mechanism = NamesFilter("mechanism__code", mechanisms, "mechanism", label=gettext_lazy("Mechanism"))
    country = CodesFilter("country")
    year = NamesFilter("start", years_of(Engagement, "start"), "year", method="by_year", label=gettext_lazy("Year"))

    class Meta:
        model = Engagement
        fields: list[str] = []

    def by_country(self, queryset, name, values):
        return queryset.filter(Q(country__in=values) | Q(countries__overlap=values)) if values else queryset

    def by_year(self, queryset, name, values):
        """Events that take place in one of the years, if only partly."""
        hit = Q()
        for year in values:
            hit |= Q(start__startswith=year) | Q(start__lt=year, end__gte=year)
        return queryset.filter(hit)


class MechanismFilter(FilterSet):
    action = NamesFilter(
        "roadmap_refs", commitments, "action", method="by_action", label=gettext_lazy("Code of the commitment")
    )

    class Meta:
        model = Mechanism
        fields: list[str] = []

    def by_action(self, queryset, name, values):
        return queryset.filter(roadmap_refs__overlap=values) if values else queryset


class InputFilter(WithGoals):
    kind = NamesFilter("kind", Input.Kind.values, label=gettext_lazy("Kind"))
    mechanism = NamesFilter("mechanism__code", mechanisms, "mechanism", label=gettext_lazy("Mechanism"))
    year = NamesFilter("date", years_of(Input, "date"), "year", method="by_year", label=gettext_lazy("Year"))

    class Meta:
        model = Input
        fields: list[str] = []

    def by_year(self, queryset, name, values):
        hit = Q()
        for year in values:
            hit |= Q(date__startswith=year)
        return queryset.filter(hit)


class MaterialFilter(WithGoals):
    format = NamesFilter("format", Material.Format.values, label=gettext_lazy("Format"))
    language = NamesFilter("language", Activity.Language.values, label=gettext_lazy("Language"))

    class Meta:
        model = Material
        fields: list[str] = []


class ReviewFilter(FilterSet):
    country = CodesFilter("country")
    year = NamesFilter("year", years_of(Review, "year"), label=gettext_lazy("Year"))

    class Meta:
        model = Review
        fields: list[str] = []

    def by_country(self, queryset, name, values):
        return queryset.filter(country__in=values) if values else queryset


class CooperationFrameworkFilter(FilterSet):
    country = CodesFilter("country")
    region = NamesFilter("country__region", REGIONS, "region", label=gettext_lazy("Region"))

    class Meta:
        model = CooperationFramework
        fields: list[str] = []

    def by_country(self, queryset, name, values):
        return queryset.filter(country__in=values) if values else queryset
