"""The filters of a list, from its address: the values chosen, their errors, and the choices."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from activities.filters.fields import FilterSet
from activities.models import Country
from activities.pages.parameters import unknown_parameters
from activities.queries.vocabulary import vocabulary
from roadmap.models import Mechanism


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Select:
    """A filter as a list to choose from. `all` is the entry that chooses nothing."""

    name: str
    label: str
    all: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Filtered:
    """`rows` match the valid filters. `problems` are errors in the address; `chosen` is whether anything was chosen."""

    rows: QuerySet
    chosen: dict[str, list[str]]
    problems: list[dict[str, str]]

    @property
    def status(self) -> int:
        return 400 if self.problems else 200


def filtered(request: HttpRequest, filterset: type[FilterSet], rows: QuerySet, others: Iterable[str] = ()) -> Filtered:
    """The rows that match the address. A filter with an error is ignored, and the page shows the error."""
    # an empty value is that of a form in which nothing was chosen
    given = request.GET.copy()
    for name in [name for name, values in given.lists() if not any(value.strip() for value in values)]:
        del given[name]
    found = filterset(given, queryset=rows)
    problems: list[dict[str, str]] = list(unknown_parameters(given, filterset.base_filters, others))
    problems += [
        {"href": f"#id_{name}", "message": str(message)} for name, errors in found.errors.items() for message in errors
    ]
    chosen = {name: value for name, value in found.form.cleaned_data.items() if value}
    return Filtered(found.hits(), chosen, problems)


def select(name: str, label: str, everything: str, choices: Iterable[tuple[str, str]], chosen: dict) -> Select:
    values = chosen.get(name, [])
    return Select(
        name, label, everything, tuple(Choice(str(value), str(text), str(value) in values) for value, text in choices)
    )


def goals(chosen: dict) -> Select:
    options = vocabulary().facets["goal"].values()
    choices = ((one.value, f"{one.value} {one.label}") for one in options)
    return select("goal", _("Goal"), _("All Goals"), choices, chosen)


def countries(chosen: dict, codes: Iterable[str]) -> Select:
    """The countries with these codes. One query."""
    found = Country.objects.filter(code__in=set(codes)).order_by("name").values_list("code", "name")
    return select("country", _("Country"), _("All countries"), found, chosen)


def mechanisms(chosen: dict) -> Select:
    """One query."""
    found = Mechanism.objects.live().order_by("name")
    choices = ((one.code, one.name) for one in found)
    return select("mechanism", _("Mechanism"), _("All mechanisms"), choices, chosen)
