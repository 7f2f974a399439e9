"""Filters of targets and of figures on them."""

from django.utils.translation import gettext_lazy

from activities.filters.fields import FilterSet, NamesFilter
from roadmap.filters.facts import known
from roadmap.models import Target, TargetGoal, TargetSet, TargetValue


def of_set(path: str) -> NamesFilter:
    return NamesFilter(f"{path}set__code", known(TargetSet, "code"), "set", label=gettext_lazy("Set of targets"))


class TargetFilter(FilterSet):
    set = of_set("")
    goal = NamesFilter(
        "goal_links__term__code",
        known(TargetGoal, "term__code"),
        "goal",
        method="by_goal",
        label=gettext_lazy("Goal"),
    )

    class Meta:
        model = Target
        fields: list[str] = []

    def by_goal(self, queryset, name, values):
        links = TargetGoal.objects.filter(term__code__in=values).values("target_id")
        return queryset.filter(id__in=links) if values else queryset


class TargetValueFilter(FilterSet):
    set = of_set("target__")
    target = NamesFilter("target__slug", known(Target, "slug"), "target", label=gettext_lazy("Target"))
    area = NamesFilter("area", known(TargetValue, "area"), label=gettext_lazy("Area"))
    year = NamesFilter("year", known(TargetValue, "year"), label=gettext_lazy("Year"))

    class Meta:
        model = TargetValue
        fields: list[str] = []
