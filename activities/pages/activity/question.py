"""The query string of the list of activities: filters, words and order, as far as they are valid."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.html import conditional_escape, format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.filters.activity import ActivityFilter
from activities.models import Activity, Organisation, Region
from activities.pages.parameters import unknown_parameters
from activities.queries.activity.listing import SORTS
from activities.queries.vocabulary import FACETS, Vocabulary
from activities.templatetags.sdgmap import code
from activities.validators import clean_text

Pairs = tuple[tuple[str, str], ...]
#: The number of filters in a heading, and of values for each. The chips below it show all.
PHRASES, VALUES = 3, 2
CODED = ("goal", "target", "action_line", "indicator", "plan")
#: Parameters of the list that are not filters.
NOT_FILTERS = ("sort", "after", "all", "view")
#: Ways to show the list besides cards.
TABLE = "table"
#: What a heading says of a facet with one value, and with more.
WORDED = {
    "goal": (gettext_lazy("for Goal {}"), gettext_lazy("for Goals {}")),
    "target": (gettext_lazy("for target {}"), gettext_lazy("for targets {}")),
    "indicator": (gettext_lazy("for indicator {}"), gettext_lazy("for indicators {}")),
    "action_line": (gettext_lazy("under Action Line {}"), gettext_lazy("under Action Lines {}")),
    "plan": (gettext_lazy("under {}"), gettext_lazy("under {}")),
    "sector": (gettext_lazy("by {}"), gettext_lazy("by {}")),
    "organisation_type": (
        gettext_lazy("by organisations of the type {}"),
        gettext_lazy("by organisations of the types {}"),
    ),
    "country": (gettext_lazy("in {}"), gettext_lazy("in {}")),
    "group": (gettext_lazy("in {}"), gettext_lazy("in {}")),
    "kind": (gettext_lazy("of the kind {}"), gettext_lazy("of the kinds {}")),
    "status": (gettext_lazy("with the status {}"), gettext_lazy("with the status {}")),
    "year": (gettext_lazy("starting in {}"), gettext_lazy("starting in {}")),
}


@dataclass(frozen=True, slots=True)
class Question:
    """`filters` are the valid filters as (name, value) in canonical order, `problems` error messages on the others.

    `organisation` is the name of the filter's organisation. `sort` is a key of SORTS.
    """

    filterset: ActivityFilter
    filters: Pairs
    words: str
    organisation: str
    sort: str
    problems: tuple[dict[str, str], ...]
    view: str = ""

    @property
    def data_pairs(self) -> Pairs:
        """All parameters that choose and order activities. The default order is omitted."""
        return self.filters if self.sort == default_sort(self.words) else (*self.filters, ("sort", self.sort))

    @property
    def pairs(self) -> Pairs:
        """All parameters, for addresses of the list. Cards, the default view, are omitted."""
        return (*self.data_pairs, ("view", self.view)) if self.view else self.data_pairs

    @property
    def data_address(self) -> str:
        """The query string of the same activities on other pages and in files."""
        return "?" + urlencode(self.data_pairs)

    def address(self, *, without: str = "", value: str = "", more: Pairs = ()) -> str:
        """The query string, without one filter (or one value of it), and with `more` parameters."""
        remaining = [pair for pair in self.pairs if pair[0] != without or (value and pair[1] != value)]
        return "?" + urlencode([*remaining, *more])


def default_sort(words: str) -> str:
    return "relevance" if words else "newest"


def read_question(data: QueryDict, known: Vocabulary, *, alone: bool = False) -> Question:
    """Read a query string. Invalid parameters are ignored and become a problem.

    `alone`: the page has no parameters of its own, so an unknown one is a problem, too. One query each for
    `organisation` and words, else none.
    """
    filterset = ActivityFilter(data, Activity.objects.all(), known=known, only_given=True)
    problems = [
        {"href": f"#{name}" if name == "q" else f"#facet-{name}", "message": str(message)}
        for name, messages in filterset.form.errors.items()
        for message in messages
    ]
    words = clean_text(filterset.form.cleaned_data.get("q") or "")
    slug, organisation = filterset.form.cleaned_data.get("organisation") or "", ""
    if slug:
        organisation = Organisation.objects.at(slug).values_list("name", flat=True).first() or ""
        if not organisation:
            filterset.form.cleaned_data["organisation"] = ""
            message = _("There is no organisation “%(value)s”.") % {"value": slug[:60]}
            problems.append({"href": "#facet-organisation_type", "message": message})
    sort = data.get("sort") or default_sort(words)
    if sort not in SORTS:
        message = _("“%(value)s” is not an order of this list. Allowed: %(values)s.")
        problems.append({"href": "#sort", "message": message % {"value": sort[:60], "values": ", ".join(SORTS)}})
    if sort not in SORTS or (sort == "relevance" and not words):
        sort = default_sort(words)
    view = data.get("view", "") if alone else ""
    if view not in ("", TABLE):
        message = _("“%(value)s” is not a view of this list. Allowed: %(values)s.")
        problems.append({"href": "#views", "message": message % {"value": view[:60], "values": TABLE}})
        view = ""
    if alone:
        problems += unknown_parameters(data, ActivityFilter.base_filters, NOT_FILTERS)
    filters = [
        *([("q", words)] if words else []),
        *((facet, value) for facet, values in filterset.chosen.items() for value in values),
        *([("organisation", slug)] if organisation else []),
    ]
    return Question(filterset, tuple(filters), words, organisation, sort, tuple(problems), view)


def heading(question: Question, known: Vocabulary) -> SafeString:
    """The heading of the list: "Activities for Goal 9 in Africa"."""
    found = list(phrases(question, known))
    shown = found[:PHRASES]
    if len(found) > PHRASES:
        shown.append(_("and with more filters"))
    return mark_safe(" ".join([_("Activities"), *map(conditional_escape, shown)]))  # noqa: S308 - every part is escaped


def plain(heading: SafeString) -> str:
    """The heading as plain text."""
    return unescape(strip_tags(heading))


def phrases(question: Question, known: Vocabulary) -> Iterator[str]:
    """One phrase for each filter, escaped."""
    chosen = question.filterset.chosen
    for facet, values in chosen.items():
        if facet == "whose":
            if len(values) == 1:
                yield _("by ITU") if values == ["itu"] else _("by other stakeholders")
        elif facet == "region":
            regions = [value for value in values if value != Region.GLOBAL]
            if regions:
                yield format_html(_("in {}"), alternatives(facet, regions, known))
            if len(regions) < len(values):
                yield _("worldwide") if not regions else _("or worldwide")
        else:
            yield format_html(WORDED[facet][len(values) > 1], alternatives(facet, values, known))
    if question.organisation:
        yield format_html(_("by {}"), format_html("<bdi>{}</bdi>", question.organisation))
    if question.words:
        yield format_html(_("matching “{}”"), format_html("<bdi>{}</bdi>", question.words))


def alternatives(facet: str, values: list[str], known: Vocabulary) -> SafeString:
    """Values of one facet joined with "or": codes of Terms, names of everything else."""
    named = [label(facet, value, known) for value in values[:VALUES]]
    if len(values) > VALUES:
        named.append(_("others"))
    text = conditional_escape(named[0])
    for name in named[1:-1]:
        text = format_html(_("{}, {}"), text, name)
    return format_html(_("{} or {}"), text, named[-1]) if len(named) > 1 else text


def label(facet: str, value: str, known: Vocabulary) -> str | SafeString:
    if facet == "plan":
        framework, _colon, own = value.partition(":")
        return format_html("{} ({})", code(own), known.frameworks.get(framework, framework))
    if facet in CODED:
        return code(value)
    return str(known.facets[facet][value].label) if facet in known.facets else value


def chips(question: Question, known: Vocabulary) -> list[dict]:
    """The current filters, each with the address of the list without it."""
    made = []
    for name, value in question.filters:
        if name == "q":
            shown = {"field": _("Search words"), "label": value, "is_words": True}
        elif name == "organisation":
            shown = {"field": _("Organisation"), "label": question.organisation}
        else:
            option = known.facets.get(name, {}).get(value)
            shown = {"field": FACETS[name], "label": option.label if option else value}
            if name in CODED:
                shown["code"] = value.rpartition(":")[2]
        made.append({"name": name, "value": value, "href": question.address(without=name, value=value), **shown})
    return made
