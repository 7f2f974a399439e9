"""The filters of mappings: those of their activities and their own."""

from django.utils.translation import gettext_lazy

from activities.filters.activity import ActivityFilter
from activities.filters.fields import NamesFilter
from activities.filters.reference import framework_names
from activities.models import Activity, Certainty, Mapping
from activities.queries.vocabulary import TERM_FACETS


class MappingFilter(ActivityFilter):
    """Filters of mappings: facets of Terms apply to the Term of the mapping, other facets to its activity."""

    framework = NamesFilter("term__framework__slug", framework_names, "framework", label=gettext_lazy("Framework"))
    strength = NamesFilter("strength", [str(n) for n in Mapping.Strength.values], label=gettext_lazy("Strength"))
    certainty = NamesFilter("certainty", Certainty.values, label=gettext_lazy("Certainty"))
    origin = NamesFilter("origin", Mapping.Origin.values, label=gettext_lazy("Origin of the link"))

    OWN = (*TERM_FACETS, "framework", "strength", "certainty", "origin")

    class Meta:
        model = Mapping
        fields: list[str] = []

    def filter_queryset(self, queryset):
        activities, filtered = Activity.objects.all(), False
        for name, value in self.form.cleaned_data.items():
            if value and name in self.OWN:
                queryset = self.filters[name].filter(queryset, value)
            elif value:
                activities, filtered = self.filters[name].filter(activities, value), True
        return queryset.filter(activity_id__in=activities.values("id")) if filtered else queryset

    def by_term(self, queryset, name, values):
        return queryset.filter(term_id__in=self.known.terms_of(name, values)) if values else queryset

    by_goal = by_target = by_action_line = by_plan = by_indicator = by_term
