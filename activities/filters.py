"""The filters that page, API and export share. Values are codes; an unknown one is refused with the nearest known."""

import django_filters
from django import forms
from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.models import Activity, Crosswalk, Framework, Mapping, Organisation, Term
from activities.queries.vocabulary import Vocabulary, vocabulary
from activities.validators import clean_text

#: Facets of activities, in the order in which they are shown.
FACETS = {
    "goal": gettext_lazy("Goal"),
    "target": gettext_lazy("Target"),
    "action_line": gettext_lazy("Action Line"),
    "whose": gettext_lazy("Whose"),
    "sector": gettext_lazy("ITU Sector"),
    "kind": gettext_lazy("Kind"),
    "status": gettext_lazy("Status"),
    "region": gettext_lazy("Region"),
    "country": gettext_lazy("Country"),
    "year": gettext_lazy("Start year"),
    "organisation_type": gettext_lazy("Type of organisation"),
    "plan": gettext_lazy("Strategic Plan entry"),
    "indicator": gettext_lazy("Indicator"),
}
TERM_FACETS = ("goal", "target", "action_line", "plan", "indicator")
#: More values of one facet are no filter that somebody chose; each is checked, and each makes the statement longer.
MOST_VALUES = 60
#: Only so many wrong values are named, each cut to so many characters: the answer must not grow with the question.
NAMED, SHOWN = 5, 60


class RepeatedInput(forms.Widget):
    """Reads `?goal=9&goal=4` and `?goal=9,4` alike."""

    def value_from_datadict(self, data, files, name):
        given = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [part for value in given for part in value.split(",")]


class CodesField(forms.Field):
    """A list of codes of one facet."""

    widget = RepeatedInput

    def __init__(self, *, facet: str, **kwargs):
        self.facet = facet
        super().__init__(**kwargs)

    def to_python(self, value):
        return list(dict.fromkeys(cleaned for cleaned in map(clean_text, value or []) if cleaned))

    def validate(self, value):
        if len(value) > MOST_VALUES:
            message = _("%(name)s has %(count)s values; at most %(most)s can be asked for at once.")
            told = {"name": self.facet, "count": len(value), "most": MOST_VALUES}
            raise ValidationError(message % told, code="too_many")
        if self.facet == "year":
            wrong = [v for v in value if not (len(v) == 4 and v.isascii() and v.isdigit() and 1865 <= int(v) <= 2100)]
            allowed = "1865–2100"
            known = ()
        else:
            known = vocabulary_of(self).facets[self.facet]
            wrong = [v for v in value if v not in known]
            allowed = ", ".join(known) if len(known) <= 30 else ""
        errors = []
        for code in (value[:SHOWN] for value in wrong[:NAMED]):
            parts = [_("“%(value)s” is not a value of %(name)s.") % {"value": code, "name": self.facet}]
            close = vocabulary_of(self).nearest(self.facet, code) if known else []
            if close:
                parts.append(_("Did you mean %(codes)s?") % {"codes": _(" or ").join(close)})
            if allowed:
                parts.append(_("Allowed: %(values)s.") % {"values": allowed})
            errors.append(ValidationError(" ".join(parts), code="unknown"))
        if errors:
            raise ValidationError(errors)


def vocabulary_of(field: forms.Field) -> Vocabulary:
    return getattr(field, "vocabulary", None) or vocabulary()


class CodesFilter(django_filters.Filter):
    """Or within one facet, and between facets."""

    field_class = CodesField

    def __init__(self, facet: str, **kwargs):
        super().__init__(method=f"by_{facet}", label=FACETS[facet], facet=facet, **kwargs)


class SearchFilter(django_filters.CharFilter):
    def __init__(self, **kwargs):
        super().__init__(max_length=200, label=gettext_lazy("Words"), **kwargs)


class FilterSet(django_filters.FilterSet):
    """`known` is the Vocabulary that values are checked against; pass it when it was read already."""

    def __init__(self, *args, known: Vocabulary | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = known or vocabulary()
        for field in self.form.fields.values():
            field.vocabulary = self.known

    @property
    def chosen(self) -> dict[str, list[str]]:
        """The valid facet values that were given: {facet: [value, …]}."""
        cleaned = getattr(self.form, "cleaned_data", {}) if self.form.is_bound else {}
        return {facet: cleaned[facet] for facet in FACETS if cleaned.get(facet)}


class ActivityFilter(FilterSet):
    """Filters of activities; `q` searches title, description and organisations' names."""

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
    year = CodesFilter("year")
    organisation_type = CodesFilter("organisation_type")
    organisation = django_filters.CharFilter(method="by_organisation", label=gettext_lazy("Organisation"))

    class Meta:
        model = Activity
        fields: list[str] = []

    def by_words(self, queryset: QuerySet, name: str, words: str) -> QuerySet:
        words = clean_text(words)
        if not words:
            return queryset
        hit = Q(search=SearchQuery(words, search_type="websearch", config="english"))
        named = list(Organisation.objects.named_like(words).values_list("id", flat=True)[:50])
        return queryset.filter(hit | Q(organisation_id__in=named) if named else hit)

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
        return queryset.filter(regions__overlap=values) if values else queryset

    def by_country(self, queryset, name, values):
        return queryset.filter(countries__overlap=values) if values else queryset

    def by_year(self, queryset, name, values):
        return queryset.filter(start_year__in=[int(v) for v in values]) if values else queryset

    def by_organisation_type(self, queryset, name, values):
        organisations = Organisation.objects.filter(type__in=values).values("id")
        return queryset.filter(organisation_id__in=organisations) if values else queryset

    def by_organisation(self, queryset, name, slug):
        return queryset.filter(organisation_id__in=Organisation.objects.filter(slug=slug).values("id"))
