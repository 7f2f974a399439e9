"""What a search finds in the Roadmap: commitments, documents, sessions, milestones, series, targets, pages."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from activities.extensions import SearchGroup, SearchHit, SearchHits
from activities.pages.browse.search_groups import Site, named_pages
from activities.pictures.words import figure
from roadmap.queries import search


def commitments(words: str, most: int) -> SearchHits:
    found = search.commitments(words)
    number = ngettext("%(n)s commitment", "%(n)s commitments", len(found))
    return hits(found, most, _("commitment of the Roadmap"), number)


def documents(words: str, most: int) -> SearchHits:
    found = search.documents(words)
    return hits(found, most, _("document"), ngettext("%(n)s document", "%(n)s documents", len(found)))


def sessions(words: str, most: int) -> SearchHits:
    found = search.sessions(words)
    return hits(found, most, "", ngettext("%(n)s HLPF session", "%(n)s HLPF sessions", len(found)))


def mechanisms(words: str, most: int) -> SearchHits:
    found = search.mechanisms(words)
    number = ngettext("%(n)s mechanism", "%(n)s mechanisms", len(found))
    return hits(found, most, _("UN mechanism"), number)


def events(words: str, most: int) -> SearchHits:
    found = search.events(words)
    return hits(found, most, _("event"), ngettext("%(n)s event", "%(n)s events", len(found)))


def inputs_and_materials(words: str, most: int) -> SearchHits:
    found = search.inputs_and_materials(words)
    number = ngettext("%(n)s input or material", "%(n)s inputs and materials", len(found))
    return hits(found, most, _("input or campaign material"), number)


def reviews(words: str, most: int) -> SearchHits:
    found = search.reviews(words)
    number = ngettext("%(n)s national review", "%(n)s national reviews", len(found))
    return hits(found, most, _("Voluntary National Review"), number)


def milestones(words: str, most: int) -> SearchHits:
    found = search.milestones(words)
    number = ngettext("%(n)s WSIS milestone", "%(n)s WSIS milestones", len(found))
    return hits(found, most, _("WSIS milestone"), number)


def series(words: str, most: int) -> SearchHits:
    """Published series of ITU's indicators; the indicators themselves are entries of the map."""
    found = search.series(words)
    return hits(found, most, _("data series"), ngettext("%(n)s data series", "%(n)s data series", len(found)))


def targets(words: str, most: int) -> SearchHits:
    """Targets of ITU and of the Broadband Commission; those of the Goals are entries of the map."""
    found = search.targets(words)
    return hits(found, most, _("target"), ngettext("%(n)s target", "%(n)s targets", len(found)))


def hits(found: list[search.FoundLine], most: int, kind: str, counted: str) -> SearchHits:
    shown = tuple(
        SearchHit(one.href, one.title or _("Theme not known yet"), one.code, kind, one.text, exact=one.exact)
        for one in found[:most]
    )
    return SearchHits(shown, len(found), counted % {"n": figure(len(found))} if found else "")


SITE: Site = (
    ("roadmap", gettext_lazy("Roadmap"), gettext_lazy("Roadmap of ITU actions related to the SDGs Resolution 1332")),
    ("roadmap-progress", gettext_lazy("Progress of the Roadmap"), gettext_lazy("commitments reports status updates")),
    ("document-list", gettext_lazy("Documents"), gettext_lazy("resolutions decisions reports register")),
    ("hlpf", gettext_lazy("HLPF calendar"), gettext_lazy("High-Level Political Forum sessions review")),
    ("calendar", gettext_lazy("Calendar"), gettext_lazy("events meetings conferences iCalendar information sessions")),
    ("mechanism-list", gettext_lazy("UN mechanisms"), gettext_lazy("UN system bodies coordination")),
    ("national-review-list", gettext_lazy("Voluntary National Reviews"), gettext_lazy("VNR VNRs countries HLPF")),
    (
        "cooperation-framework-list",
        gettext_lazy("Cooperation Frameworks"),
        gettext_lazy("UNSDCF UNDAF United Nations Sustainable Development countries digital component"),
    ),
    ("input-list", gettext_lazy("ITU’s inputs"), gettext_lazy("statements contributions reports Secretary-General")),
    ("material-list", gettext_lazy("Campaign material"), gettext_lazy("communication advocacy films posters")),
    ("milestone-list", gettext_lazy("WSIS milestones"), gettext_lazy("Geneva Tunis history World Summit")),
    ("indicator-list", gettext_lazy("SDG indicators"), gettext_lazy("data statistics series ITU custodian")),
    ("plan-list", gettext_lazy("Strategic Plans"), gettext_lazy("goals objectives outcomes outputs alignment")),
    ("plan-compare", gettext_lazy("Compare plans"), gettext_lazy("Strategic Plans links older newer")),
    ("operational-plan-list", gettext_lazy("Operational plans"), gettext_lazy("four-year rolling Sectors")),
    ("task-force", gettext_lazy("Task Force"), gettext_lazy("WSIS/SDG coordination Sectors meetings")),
    ("guidance-list", gettext_lazy("Guidance"), gettext_lazy("Council working groups feedback")),
    (
        "roadmap-target-list",
        gettext_lazy("Targets"),
        gettext_lazy("Connect 2030 Broadband Commission baseline"),
    ),
)


def pages(words: str, most: int) -> SearchHits:
    return named_pages(SITE, words, most)


TITLE = gettext_lazy("Roadmap and resolutions")
ENGAGEMENT = gettext_lazy("Events, national reviews and inputs")
GROUPS = (
    SearchGroup("terms", gettext_lazy("Goals, targets and indicators"), series),
    SearchGroup("roadmap", TITLE, commitments),
    SearchGroup("roadmap", TITLE, documents),
    SearchGroup("roadmap", TITLE, targets),
    SearchGroup("roadmap", TITLE, sessions),
    SearchGroup("roadmap", TITLE, milestones),
    SearchGroup("roadmap", TITLE, mechanisms),
    SearchGroup("engagement", ENGAGEMENT, events),
    SearchGroup("engagement", ENGAGEMENT, reviews),
    SearchGroup("engagement", ENGAGEMENT, inputs_and_materials),
    SearchGroup("pages", gettext_lazy("Pages"), pages),
)
