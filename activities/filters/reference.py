"""The filters of Terms with their texts, crosswalk links, organisations and countries."""

from collections.abc import Iterable

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q
from django.utils.translation import gettext_lazy

from activities.filters.fields import CodesFilter, FilterSet, NamesFilter, SearchFilter
from activities.models import Country, CountryGroup, Crosswalk, Framework, Organisation, Region, Term, TermText
from activities.validators import clean_text


def framework_names() -> Iterable[str]:
    return Framework.objects.values_list("slug", flat=True)


def term_codes() -> Iterable[str]:
    return Term.objects.order_by("framework__position", "position").values_list("code", flat=True)


def text_languages() -> Iterable[str]:
    return TermText.objects.order_by("language").values_list("language", flat=True).distinct()


def crosswalk_names() -> Iterable[str]:
    return Crosswalk.objects.order_by("name").values_list("name", flat=True).distinct()


class TermFilter(FilterSet):
    """Filters of Terms; `q` finds words of titles and descriptions, and whole codes."""

    q = SearchFilter(method="by_words")
    framework = NamesFilter("framework__slug", framework_names, "framework", label=gettext_lazy("Framework"))
    kind = NamesFilter("kind", Term.Kind.values, label=gettext_lazy("Kind of entry"))
    parent = NamesFilter("parent__code", term_codes, "parent", label=gettext_lazy("Code of the parent entry"))

    class Meta:
        model = Term
        fields: list[str] = []

    def by_words(self, queryset, name, words):
        words = clean_text(words)
        hit = Q(words=SearchQuery(words, search_type="websearch", config="english"))
        vector = SearchVector("title", "description", config="english")
        return queryset.annotate(words=vector).filter(hit | Q(code__iexact=words)) if words else queryset


class CrosswalkFilter(FilterSet):
    """Filters of crosswalk links. A Goal as an end includes its targets and indicators."""

    name = NamesFilter("name", crosswalk_names, label=gettext_lazy("Crosswalk"))
    standing = NamesFilter("standing", Crosswalk.Standing.values, label=gettext_lazy("Official or proposed"))
    # `from` is a keyword of Python, so the filter cannot be an attribute of that name
    locals()["from"] = NamesFilter(
        "from_term__code", term_codes, "from", method="by_end", label=gettext_lazy("Code at the start of the link")
    )
    to = NamesFilter(
        "to_term__code", term_codes, "to", method="by_end", label=gettext_lazy("Code at the end of the link")
    )

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


class TextFilter(FilterSet):
    """Filters of the texts of Terms."""

    framework = NamesFilter("term__framework__slug", framework_names, "framework", label=gettext_lazy("Framework"))
    language = NamesFilter("language", text_languages, label=gettext_lazy("Language"))
    code = NamesFilter("term__code", term_codes, "code", label=gettext_lazy("Code of the entry"))

    class Meta:
        model = TermText
        fields: list[str] = []


class CountryFilter(FilterSet):
    """Filters of countries."""

    region = NamesFilter("region", [r for r in Region.values if r != Region.GLOBAL], label=gettext_lazy("ITU region"))
    group = NamesFilter(
        "groups", CountryGroup.values, "group", method="by_group", label=gettext_lazy("Group of countries")
    )

    class Meta:
        model = Country
        fields: list[str] = []

    def by_group(self, queryset, name, values):
        return queryset.filter(groups__overlap=values) if values else queryset
