"""The map's own groups of search results, in words, and the pages of the site by name."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from activities.extensions import SearchGroup, SearchHit, SearchHits
from activities.models.activity import NO_ORGANISATION
from activities.pictures.words import figure
from activities.queries.addresses import list_href
from activities.queries.matching import fold, has_words, searchable, words_of
from activities.queries.search import find
from activities.queries.vocabulary import Vocabulary
from activities.templatetags.sdgmap import years


@dataclass(frozen=True)
class OwnGroups:
    """The map's own groups, as of one Vocabulary. The counts of all values are read once."""

    known: Vocabulary

    def __iter__(self) -> Iterator[SearchGroup]:
        for key, title, facets in FACETS_SHOWN:
            yield SearchGroup(key, title, partial(self.of_facets, facets))
        yield SearchGroup("activities", gettext_lazy("Activities"), self.activities)
        yield SearchGroup("organisations", gettext_lazy("Organisations"), organisations)

    @cached_property
    def counts(self) -> find.Counts:
        return find.counts()

    def of_facets(self, facets: tuple[str, ...], words: str, most: int) -> SearchHits:
        """Values of facets with the number of their activities."""
        found = find.options(words, self.known, facets)
        hits = []
        for one in found[:most]:
            value = one.option.value
            kind = kind_in_words(one.facet, int(self.counts.get(one.facet, {}).get(value, 0)))
            if one.facet == "plan":
                framework = self.known.frameworks[value.partition(":")[0]]
                kind = _("%(kind)s, %(framework)s") % {"kind": kind, "framework": framework}
            href = one.option.href or reverse(one.facet, args=[value])
            code = "" if one.facet == "country" else one.code
            hits.append(SearchHit(href, one.option.label, code, kind, exact=one.exact))
        numbers = Counter(one.facet for one in found)
        return SearchHits(tuple(hits), len(found), " · ".join(counted(facet, numbers[facet]) for facet in numbers))

    def activities(self, words: str, most: int) -> SearchHits:
        found, total = find.activities(words, self.known, most)
        hits = tuple(activity_hit(one, self.known) for one in found)
        return SearchHits(hits, total, counted_activities(total) if total else "", list_href({"q": words}))


def counted(facet: str, number: int) -> str:
    """Values of a facet as a number in words: "3 targets"."""
    words = {
        "goal": ngettext("%(n)s Goal", "%(n)s Goals", number),
        "target": ngettext("%(n)s target", "%(n)s targets", number),
        "indicator": ngettext("%(n)s indicator", "%(n)s indicators", number),
        "action_line": ngettext("%(n)s Action Line", "%(n)s Action Lines", number),
        "plan": ngettext("%(n)s entry of another framework", "%(n)s entries of other frameworks", number),
        "country": ngettext("%(n)s country", "%(n)s countries", number),
        "region": ngettext("%(n)s region", "%(n)s regions", number),
    }
    return words[facet] % {"n": figure(number)}


def kind_in_words(facet: str, number: int) -> str:
    """What a value of a facet is, with the number of its activities, if any: "target with 51 activities"."""
    if not number:
        return {
            "goal": _("Goal"),
            "target": _("target"),
            "indicator": _("indicator"),
            "action_line": _("Action Line"),
            "plan": _("entry"),
            "country": _("country"),
            "region": _("region"),
        }[facet]
    words = {
        "goal": ngettext("Goal with %(n)s activity", "Goal with %(n)s activities", number),
        "target": ngettext("target with %(n)s activity", "target with %(n)s activities", number),
        "indicator": ngettext("indicator with %(n)s activity", "indicator with %(n)s activities", number),
        "action_line": ngettext("Action Line with %(n)s activity", "Action Line with %(n)s activities", number),
        "plan": ngettext("entry with %(n)s activity", "entry with %(n)s activities", number),
        "country": ngettext("country with %(n)s activity", "country with %(n)s activities", number),
        "region": ngettext("region with %(n)s activity", "region with %(n)s activities", number),
    }
    return words[facet] % {"n": figure(number)}


def activity_hit(found: find.FoundActivity, known: Vocabulary) -> SearchHit:
    body = found.row["organisation"]
    facts = [
        str(known.facets["kind"][found.row["kind"]].label),
        (body["sector"] or body["name"]) if body else str(NO_ORGANISATION),
        years(found.row["start_year"], found.row["end_year"]),
    ]
    return SearchHit(
        href=reverse("activity", args=[found.row["id"]]),
        title=found.title,
        kind=" · ".join(fact for fact in facts if fact),
        text=found.text,
        why=reason(found),
        exact=found.exact,
    )


def reason(found: find.FoundActivity) -> str:
    """Why an activity is a result, where neither its title nor its description has the words."""
    if found.country:
        return _("in %(country)s") % {"country": found.country}
    if found.organisation:
        return _("by %(organisation)s") % {"organisation": found.organisation}
    return _("with %(partner)s") % {"partner": found.partner} if found.partner else ""


def organisations(words: str, most: int) -> SearchHits:
    found, total = find.organisations(words, most)
    hits = []
    for one, exact in found:
        facts = [one.get_type_display(), one.country.name if one.country else "", counted_activities(one.number)]
        kind = " · ".join(str(fact) for fact in facts if fact)
        hits.append(SearchHit(one.get_absolute_url(), one.name, kind=kind, exact=exact))
    words = ngettext("%(n)s organisation", "%(n)s organisations", total) % {"n": figure(total)}
    return SearchHits(tuple(hits), total, words if total else "")


def counted_activities(number: int) -> str:
    if number > find.COUNTED:
        return _("%(n)s+ activities") % {"n": figure(find.COUNTED)}
    return ngettext("%(n)s activity", "%(n)s activities", number) % {"n": figure(number)}


#: (key, title, facets) of the groups that are values of facets
FACETS_SHOWN = (
    ("terms", gettext_lazy("Goals, targets and indicators"), ("goal", "target", "indicator")),
    ("action-lines", gettext_lazy("Action Lines"), ("action_line",)),
    ("frameworks", gettext_lazy("Other frameworks"), ("plan",)),
    ("places", gettext_lazy("Countries and regions"), ("country", "region")),
)
#: (route, title, other words for the page)
Site = tuple[tuple[str, str | Promise, str | Promise], ...]
SITE: Site = (
    ("goal-list", gettext_lazy("Goals"), gettext_lazy("Sustainable Development Goals SDGs 2030 Agenda")),
    ("action-line-list", gettext_lazy("Action Lines"), gettext_lazy("WSIS World Summit Information Society")),
    ("matrix", gettext_lazy("Matrix of Action Lines and Goals"), gettext_lazy("WSIS-SDG Matrix heat map gaps")),
    ("flow", gettext_lazy("Flow from Sectors to Goals"), gettext_lazy("chart diagram Sankey")),
    ("activity-list", gettext_lazy("Activities"), gettext_lazy("projects initiatives events publications download")),
    ("organisation-list", gettext_lazy("Organisations"), gettext_lazy("stakeholders partners Sectors")),
    ("country-list", gettext_lazy("Countries and regions"), gettext_lazy("places")),
    ("framework-list", gettext_lazy("Frameworks"), gettext_lazy("Strategic Plan other plans")),
    ("add", gettext_lazy("Add your activity"), gettext_lazy("submit register contribute stakeholders")),
    ("about", gettext_lazy("About and method"), gettext_lazy("counting sources certainty cite licence reuse contact")),
    ("compare", gettext_lazy("What has changed"), gettext_lazy("compare dates history versions")),
    ("downloads", gettext_lazy("Downloads"), gettext_lazy("data files CSV JSON Lines Parquet snapshots licence")),
    ("api-docs", gettext_lazy("API documentation"), gettext_lazy("download data JSON CSV program developers")),
)


def pages(words: str, most: int) -> SearchHits:
    return named_pages(SITE, words, most)


def named_pages(site: Site, words: str, most: int) -> SearchHits:
    """The pages whose title, or the other words for them, have all the words. No query."""
    parts, same = words_of(words), fold(words)
    found = [
        SearchHit(reverse(route), title, exact=same == fold(str(title)))
        for route, title, also in site
        if parts and has_words(parts, searchable(str(title), str(also)))
    ]
    words = ngettext("%(n)s page", "%(n)s pages", len(found)) % {"n": figure(len(found))}
    return SearchHits(tuple(found[:most]), len(found), words if found else "")


PAGES = SearchGroup("pages", gettext_lazy("Pages"), pages)
