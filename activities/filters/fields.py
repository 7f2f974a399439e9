"""Fields and the base of all filters. Values are codes; an unknown one is refused with the nearest known ones."""

from collections.abc import Callable, Iterable

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.queries.vocabulary import FACETS, Vocabulary, vocabulary
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
