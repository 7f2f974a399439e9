"""The values of filters with their ids and titles. Read once for each Change and cached in the process."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from activities.models import Activity, Change, Country, CountryGroup, Organisation, Region, Term
from activities.models.framework import term_url
from activities.queries.matching import fold, searchable
from activities.queries.moment import shown
from activities.queries.place_names import country_codes
from activities.validators import nearest

#: Facets of activities, in display order.
FACETS = {
    "goal": _("Goal"),
    "target": _("Target"),
    "action_line": _("Action Line"),
    "whose": _("Carried out by"),
    "sector": _("ITU Sector"),
    "kind": _("Kind"),
    "status": _("Status"),
    "region": _("Region"),
    "country": _("Country"),
    "group": _("Group of countries"),
    "year": _("Start year"),
    "organisation_type": _("Type of organisation"),
    "plan": _("Plan or other framework"),
    "indicator": _("Indicator"),
}
TERM_FACETS = ("goal", "target", "action_line", "plan", "indicator")
#: Facets whose values have pages that a search finds, and what people call some of them.
SEARCHED = ("goal", "target", "indicator", "action_line", "plan", "country", "region")
KINDS = {"goal": "sdg goal", "target": "sdg target", "indicator": "sdg indicator", "action_line": "wsis action line"}


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet. `id` is a Term's id, or 0. `goal` is the code of the Goal that a target belongs to.

    `m49` is the other code of a country.
    """

    value: str
    label: str | Promise
    id: int = 0
    href: str = ""
    goal: str = ""
    m49: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """All facet values as of one Change: {facet: {value: Option}}, in display order."""

    change: int
    facets: dict[str, dict[str, Option]]
    goal_terms: dict[str, tuple[int, ...]]
    sector_ids: dict[str, int]
    #: {code of a framework: its title}
    frameworks: dict[str, str]
    #: {group: codes of its countries}
    group_countries: dict[str, tuple[str, ...]]

    def terms_of(self, facet: str, values: list[str]) -> list[int]:
        """Ids of the Terms of a filter: a Goal includes its targets and indicators."""
        if facet == "goal":
            return [pk for value in values for pk in self.goal_terms[value]]
        return [self.facets[facet][value].id for value in values]

    def nearest(self, facet: str, value: str) -> list[str]:
        return nearest(value, self.facets[facet])

    @cached_property
    def country_codes(self) -> dict[str, str]:
        """{folded name: code} of countries, with the names in everyday use."""
        return country_codes({code: str(option.label) for code, option in self.facets["country"].items()})

    @cached_property
    def names(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """{(facet, value): the folded code, other names and title}: what a search may name it by, the title last."""
        others: dict[str, list[str]] = {}
        for name, code in self.country_codes.items():
            others.setdefault(code, []).append(name)
        found = {}
        for facet in SEARCHED:
            for value, option in self.facets[facet].items():
                names = [] if facet == "region" else [fold(value.rpartition(":")[2])]
                names += [option.m49, *others.get(value, ())] if facet == "country" else []
                found[facet, value] = (*names, fold(str(option.label)))
        return found

    @cached_property
    def texts(self) -> dict[tuple[str, str], str]:
        """{(facet, value): names and kind, as `has_words` reads them}."""
        return {key: searchable(KINDS.get(key[0], ""), *names) for key, names in self.names.items()}

    @cached_property
    def by_term(self) -> dict[int, Option]:
        return {o.id: o for options in self.facets.values() for o in options.values() if o.id}


#: The current version, and the past version requested last.
_cached: dict[str, Vocabulary] = {}


def vocabulary(change: int | None = None) -> Vocabulary:
    """The Vocabulary as of the last Change, given or looked up. A few queries after a new Change, else none.

    Labels of choices are lazy: one Vocabulary serves all languages.
    """
    if change is None:
        change = Change.objects.order_by("-id").values_list("id", flat=True).first() or 0
    time = "past" if shown() else "present"
    cached = _cached.get(time)
    if cached is None or cached.change != change:
        cached = _cached[time] = _read(change)
    return cached


def _read(change: int) -> Vocabulary:
    facets: dict[str, dict[str, Option]] = {f: {} for f in ("goal", "target", "action_line", "plan", "indicator")}
    goal_terms: dict[str, list[int]] = {}
    frameworks: dict[str, str] = {}
    rows = Term.objects.order_by("framework__position", "position").values_list(
        "id", "kind", "code", "title", "framework__slug", "goal__code", "framework__title"
    )
    for pk, kind, code, title, framework, goal, called in rows:
        frameworks[framework] = called
        facet = kind if kind in facets else "plan"
        value = f"{framework}:{code}" if facet == "plan" else code
        facets[facet][value] = Option(value, title, pk, term_url(framework, kind, code), goal or "")
        if goal:
            goal_terms.setdefault(goal, []).append(pk)
    for facet, choices in (
        ("sector", Organisation.Sector.choices),
        ("kind", Activity.Kind.choices),
        ("status", Activity.Status.choices),
        ("region", Region.choices),
        ("organisation_type", Organisation.Type.choices),
        ("group", CountryGroup.choices),
    ):
        facets[facet] = {value: Option(value, label) for value, label in choices}
    facets["whose"] = {"itu": Option("itu", _("ITU")), "stakeholder": Option("stakeholder", _("Other stakeholders"))}
    countries = [*Country.objects.order_by("name").values_list("code", "name", "m49", "groups")]
    facets["country"] = {code: Option(code, name, m49=m49) for code, name, m49, _groups in countries}
    members = {g: tuple(code for code, _name, _m49, held in countries if g in held) for g in CountryGroup.values}
    sectors = dict(Organisation.objects.exclude(sector="").values_list("sector", "id"))
    return Vocabulary(change, facets, {g: tuple(ids) for g, ids in goal_terms.items()}, sectors, frameworks, members)
