"""The filters of activities that page, API and export share."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from activities.filters.fields import CodesFilter, FilterSet, SearchFilter
from activities.models import Activity, Mapping, Organisation, Region
from activities.models.activity import ActivityQuerySet
from activities.models.place import worldwide
from activities.queries.search.words import matching, understood
from activities.validators import clean_text


class ActivityFilter(FilterSet):
    """Filters of activities; `q` searches title, description and the names of organisations, partners and countries."""

    q = SearchFilter(method="by_words")
    goal = CodesFilter("goal")
    target = CodesFilter("target")
    action_line = CodesFilter("action_line")
    plan = CodesFilter("plan")
    indicator = CodesFilter("indicator")
    whose = CodesFilter("whose")
    sector = CodesFilter("sector")
    kind = CodesFilter("kind")
    status = CodesFilter("status")
    region = CodesFilter("region")
    country = CodesFilter("country")
    group = CodesFilter("group")
    year = CodesFilter("year")
    organisation_type = CodesFilter("organisation_type")
    organisation = django_filters.CharFilter(method="by_organisation", label=gettext_lazy("Organisation"))

    class Meta:
        model = Activity
        fields: list[str] = []

    def by_words(self, queryset: ActivityQuerySet, name: str, words: str) -> ActivityQuerySet:
        words = clean_text(words)
        return matching(queryset, understood(words, self.known)) if words else queryset

    def by_term(self, queryset: QuerySet, name: str, values: list[str]) -> QuerySet:
        if not values:
            return queryset
        terms = self.known.terms_of(name, values)
        return queryset.filter(id__in=Mapping.objects.filter(withdrawn=False, term_id__in=terms).values("activity_id"))

    by_goal = by_target = by_action_line = by_plan = by_indicator = by_term

    def by_sector(self, queryset, name, values):
        ids = [self.known.sector_ids[v] for v in values if v in self.known.sector_ids]
        return queryset.filter(organisation_id__in=ids) if values else queryset

    def by_whose(self, queryset, name, values):
        if len(values) != 1:
            return queryset
        itu = Q(organisation_id__in=list(self.known.sector_ids.values()))
        return queryset.filter(itu if values == ["itu"] else ~itu)

    def by_kind(self, queryset, name, values):
        return queryset.filter(kind__in=values) if values else queryset

    def by_status(self, queryset, name, values):
        return queryset.filter(status__in=values) if values else queryset

    def by_region(self, queryset, name, values):
        named = Q(regions__overlap=values)
        return queryset.filter(named | worldwide() if Region.GLOBAL in values else named) if values else queryset

    def by_country(self, queryset, name, values):
        return queryset.filter(countries__overlap=values) if values else queryset

    def by_group(self, queryset, name, values):
        """Activities that name a country of one of these groups."""
        countries = [code for value in values for code in self.known.group_countries[value]]
        return queryset.filter(countries__overlap=countries) if values else queryset

    def by_year(self, queryset, name, values):
        return queryset.filter(start_year__in=[int(v) for v in values]) if values else queryset

    def by_organisation_type(self, queryset, name, values):
        organisations = Organisation.objects.filter(type__in=values).values("id")
        return queryset.filter(organisation_id__in=organisations) if values else queryset

    def by_organisation(self, queryset, name, slug):
        return queryset.filter(organisation_id__in=Organisation.objects.at(slug).values("id"))
