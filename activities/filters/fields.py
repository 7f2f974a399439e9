"""Fields and the base of all filters. Values are codes; the error for an unknown one suggests similar ones."""

from collections.abc import Callable, Iterable

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.queries.vocabulary import FACETS, Vocabulary, vocabulary
from activities.validators import FIRST_YEAR, LAST_YEAR, clean_text, nearest

#: Most values of one facet: each is checked, and each makes the statement longer.
MOST_VALUES = 60
#: Most invalid values named, and most characters of each: the response must not grow with the request.
NAMED, SHOWN = 5, 60


class RepeatedInput(forms.Widget):
    """Reads `?goal=9&goal=4` and `?goal=9,4` alike."""

    def value_from_datadict(self, data, files, name):
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [part for value in values for part in value.split(",")]


class CodesField(forms.Field):
    """A list of codes of one facet."""

    widget = RepeatedInput

    def __init__(self, *, facet: str, **kwargs):
        self.facet = facet
        super().__init__(**kwargs)

    def to_python(self, value):
        if len(value or []) > MOST_VALUES:
            message = _("%(name)s has %(count)s values. Use no more than %(most)s.")
            values = {"name": self.facet, "count": len(value), "most": MOST_VALUES}
            raise ValidationError(message % values, code="too_many")
        return list(dict.fromkeys(cleaned for cleaned in map(clean_text, value or []) if cleaned))

    def validate(self, value):
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
        """The known values."""
        return vocabulary_of(self).facets[self.facet]


class NamesField(CodesField):
    """A list of names that are not a facet of activities: `among` returns the known ones."""

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
    """Or within the names given, compared with `column` unless a method does it. `among` lists the known names or
    reads them from the database. `called`: its name in messages, by default that of the column.
    """

    field_class = NamesField

    def __init__(self, column: str, among: Iterable[str] | Callable[[], Iterable[str]], called: str = "", **kwargs):
        super().__init__(field_name=column, lookup_expr="in", among=among, facet=called or column, **kwargs)


class SearchFilter(django_filters.CharFilter):
    def __init__(self, **kwargs):
        super().__init__(max_length=200, label=gettext_lazy("Words"), **kwargs)


class FilterSet(django_filters.FilterSet):
    """`known` is the Vocabulary that values are checked against; pass it if it was read already. `only_given` makes
    fields only for the parameters in the data: much less work if no form is shown.
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
        """The valid facet values in the request: {facet: [value, …]}."""
        cleaned = getattr(self.form, "cleaned_data", {}) if self.form.is_bound else {}
        return {facet: cleaned[facet] for facet in FACETS if cleaned.get(facet)}

    @property
    def by_facets_alone(self) -> bool:
        """Whether the only filters are facet values."""
        return not any(value for name, value in self.form.cleaned_data.items() if name not in FACETS)

    def hits(self, leaving_out: str = "") -> QuerySet:
        """Rows that match all valid filters, or all but one of them."""
        if not leaving_out:
            return self.qs
        queryset = self.queryset.all()
        for name, value in self.form.cleaned_data.items():
            if name != leaving_out:
                queryset = self.filters[name].filter(queryset, value)
        return queryset
