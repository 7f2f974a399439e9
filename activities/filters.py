"""The filters that page, API and export share. Values are codes; an unknown one is refused with the nearest known."""

from collections.abc import Callable, Iterable

import django_filters
from django import forms
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.models import Activity, Crosswalk, Framework, Mapping, Organisation, Term
from activities.queries.browse.organisations import named
from activities.queries.vocabulary import FACETS, TERM_FACETS, Vocabulary, vocabulary
from activities.validators import FIRST_YEAR, LAST_YEAR, clean_text, nearest

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
            years = {str(year) for year in range(FIRST_YEAR, LAST_YEAR + 1)}
            wrong = [v for v in value if v not in years]
            allowed = f"{FIRST_YEAR}–{LAST_YEAR}"
            known: tuple[str, ...] = ()
        else:
            known = tuple(self.names())
            wrong = [v for v in value if v not in known]
            allowed = ", ".join(known) if len(known) <= 30 else ""
        errors = []
        for code in (value[:SHOWN] for value in wrong[:NAMED]):
            parts = [_("“%(value)s” is not a value of %(name)s.") % {"value": code, "name": self.facet}]
            if close := nearest(code, known):
                parts.append(_("Did you mean %(codes)s?") % {"codes": _(" or ").join(close)})
            if allowed:
                parts.append(_("Allowed: %(values)s.") % {"values": allowed})
            errors.append(ValidationError(" ".join(parts), code="unknown"))
        if errors:
            raise ValidationError(errors)

    def names(self) -> Iterable[str]:
        """The values there are."""
        return vocabulary_of(self).facets[self.facet]


class NamesField(CodesField):
    """A list of names that are no facet of activities: `among` gives those there are."""

    def __init__(self, *, among: Iterable[str] | Callable[[], Iterable[str]], **kwargs):
        self.among = among
        super().__init__(**kwargs)

    def names(self) -> Iterable[str]:
        return self.among() if callable(self.among) else self.among


def vocabulary_of(field: forms.Field) -> Vocabulary:
    return getattr(field, "vocabulary", None) or vocabulary()


class CodesFilter(django_filters.Filter):
    """Or within one facet, and between facets."""

    field_class = CodesField

    def __init__(self, facet: str, **kwargs):
        super().__init__(method=f"by_{facet}", label=FACETS[facet], facet=facet, **kwargs)


class NamesFilter(django_filters.Filter):
    """Or within the names given, compared with `column` unless a method does it. `among` lists those there are, or asks
    the database for them. `called` is its name in messages when that is not the column's.
    """

    field_class = NamesField

    def __init__(self, column: str, among: Iterable[str] | Callable[[], Iterable[str]], called: str = "", **kwargs):
        super().__init__(field_name=column, lookup_expr="in", among=among, facet=called or column, **kwargs)


class SearchFilter(django_filters.CharFilter):
    def __init__(self, **kwargs):
        super().__init__(max_length=200, label=gettext_lazy("Words"), **kwargs)


class FilterSet(django_filters.FilterSet):
    """`known` is the Vocabulary that values are checked against; pass it when it was read already. `only_given` makes
    fields for the parameters in the data alone: much less work where no form is shown.
    """

    def __init__(self, data=None, *args, known: Vocabulary | None = None, only_given: bool = False, **kwargs):
        if only_given:
            self.base_filters = {name: f for name, f in type(self).base_filters.items() if name in data}
        super().__init__(data, *args, **kwargs)
        self.known = known or vocabulary()
        for field in self.form.fields.values():
            field.vocabulary = self.known

    @property
    def chosen(self) -> dict[str, list[str]]:
        """The valid facet values that were given: {facet: [value, …]}."""
        cleaned = getattr(self.form, "cleaned_data", {}) if self.form.is_bound else {}
        return {facet: cleaned[facet] for facet in FACETS if cleaned.get(facet)}

    @property
    def by_facets_alone(self) -> bool:
        """Whether nothing but facet values narrows the list."""
        return not any(value for name, value in self.form.cleaned_data.items() if name not in FACETS)

    def hits(self, leaving_out: str = "") -> QuerySet:
        """What the valid filters leave, or would leave without one of them."""
        if not leaving_out:
            return self.qs
        queryset = self.queryset.all()
        for name, value in self.form.cleaned_data.items():
            if name != leaving_out:
                queryset = self.filters[name].filter(queryset, value)
        return queryset


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
        theirs = named(words)
        return queryset.filter(hit | Q(organisation_id__in=theirs) if theirs else hit)

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


def framework_names() -> Iterable[str]:
    return Framework.objects.values_list("slug", flat=True)


def term_codes() -> Iterable[str]:
    return Term.objects.order_by("framework__position", "position").values_list("code", flat=True)


def crosswalk_names() -> Iterable[str]:
    return Crosswalk.objects.order_by("name").values_list("name", flat=True).distinct()


class TermFilter(FilterSet):
    """Filters of Terms; `q` finds words of titles and descriptions, and whole codes."""

    q = SearchFilter(method="by_words")
    framework = NamesFilter("framework__slug", framework_names, "framework", label=gettext_lazy("Framework"))
    kind = NamesFilter("kind", Term.Kind.values, label=gettext_lazy("Kind of Term"))
    parent = NamesFilter("parent__code", term_codes, "parent", label=gettext_lazy("Code of the Term above"))

    class Meta:
        model = Term
        fields: list[str] = []

    def by_words(self, queryset, name, words):
        words = clean_text(words)
        hit = Q(words=SearchQuery(words, search_type="websearch", config="english"))
        vector = SearchVector("title", "description", config="english")
        return queryset.annotate(words=vector).filter(hit | Q(code__iexact=words)) if words else queryset


class CrosswalkFilter(FilterSet):
    """Filters of crosswalk links. A Goal as an end means the Goal itself and all that belongs to it."""

    name = NamesFilter("name", crosswalk_names, label=gettext_lazy("Crosswalk"))
    standing = NamesFilter("standing", Crosswalk.Standing.values, label=gettext_lazy("Standing"))
    # `from` is a word of Python, so that the filters cannot be attributes of that name
    locals()["from"] = NamesFilter(
        "from_term__code", term_codes, "from", method="by_end", label=gettext_lazy("Code it leads from")
    )
    to = NamesFilter("to_term__code", term_codes, "to", method="by_end", label=gettext_lazy("Code it leads to"))

    class Meta:
        model = Crosswalk
        fields: list[str] = []

    def by_end(self, queryset, column, codes):
        goal = column.replace("__code", "__goal__code")
        return queryset.filter(Q(**{f"{column}__in": codes}) | Q(**{f"{goal}__in": codes})) if codes else queryset


class OrganisationFilter(FilterSet):
    """Filters of organisations; `q` finds words of their names."""

    q = SearchFilter(method="by_words")
    type = NamesFilter("type", Organisation.Type.values, label=gettext_lazy("Type of organisation"))
    sector = NamesFilter("sector", Organisation.Sector.values, label=gettext_lazy("ITU Sector"))
    country = CodesFilter("country")

    class Meta:
        model = Organisation
        fields: list[str] = []

    def by_words(self, queryset, name, words):
        words = clean_text(words)
        return queryset.named_like(words) if words else queryset

    def by_country(self, queryset, name, values):
        return queryset.filter(country__in=values) if values else queryset


class MappingFilter(ActivityFilter):
    """Filters of mappings: the facets that are Terms ask for the mapping's own Term, the others for its activity."""

    framework = NamesFilter("term__framework__slug", framework_names, "framework", label=gettext_lazy("Framework"))
    strength = NamesFilter("strength", [str(n) for n in Mapping.Strength.values], label=gettext_lazy("Strength"))
    verified = NamesFilter("verified", ("true", "false"), method="by_verified", label=gettext_lazy("Verified"))
    origin = NamesFilter("origin", Mapping.Origin.values, label=gettext_lazy("Origin of the mapping"))

    OWN = (*TERM_FACETS, "framework", "strength", "verified", "origin")

    class Meta:
        model = Mapping
        fields: list[str] = []

    def filter_queryset(self, queryset):
        activities, narrowed = Activity.objects.all(), False
        for name, value in self.form.cleaned_data.items():
            if value and name in self.OWN:
                queryset = self.filters[name].filter(queryset, value)
            elif value:
                activities, narrowed = self.filters[name].filter(activities, value), True
        return queryset.filter(activity_id__in=activities.values("id")) if narrowed else queryset

    def by_term(self, queryset, name, values):
        return queryset.filter(term_id__in=self.known.terms_of(name, values)) if values else queryset

    by_goal = by_target = by_action_line = by_plan = by_indicator = by_term

    def by_verified(self, queryset, name, values):
        return queryset.filter(verified__in=[value == "true" for value in values]) if values else queryset
