"""The paragraph that answers the question of a Goal's, a target's or an Action Line's page, with linked figures."""

from collections.abc import Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.models import Term
from activities.pages.browse.profile_pictures import name_of, term_name
from activities.pages.browse.term_tabs import Tab, tab_href
from activities.pages.linked import Linked, Sentence, series
from activities.pictures.words import Unit, counted, figure, share
from activities.queries.addresses import list_href
from activities.queries.browse.profile import Profile
from activities.queries.terms import TermCount

#: As many Goals or targets are named, or all where there are no more than ALL_NAMED.
NAMED, ALL_NAMED = 2, 3


def term_answer(profile: Profile) -> list[Sentence]:
    """What is done, for what, and what is missing. Empty before the first count."""
    if profile.as_of.date is None:
        return []
    if not profile.activities:
        return nothing(profile)
    return [sentence for sentence in (how_many(profile), served(profile), missing(profile)) if sentence]


def nothing(profile: Profile) -> list[Sentence]:
    """No activity yet, and the official links that expect one."""
    sentences = [
        Sentence(_("No activity is linked to %(name)s yet."), {"name": name_of(profile)}),
        Sentence(_("Perhaps there is no such work, or it has not been entered yet.")),
    ]
    if profile.links:
        links = Linked(official_links(profile), links_href(profile))
        sentences.append(Sentence(_("The WSIS-SDG Matrix expects some: it has %(links)s."), {"links": links}))
    return sentences


def how_many(profile: Profile) -> Sentence:
    """`138 activities contribute to Goal 9 (40% of 341): 113 by ITU and 25 by stakeholders, in 92 countries.`"""
    number = profile.activities
    if profile.term.kind == Term.Kind.ACTION_LINE:
        message = ngettext(
            "%(activities)s carries out %(name)s (%(share)s%% of %(total)s): %(whose)s.",
            "%(activities)s carry out %(name)s (%(share)s%% of %(total)s): %(whose)s.",
            number,
        )
    else:
        message = ngettext(
            "%(activities)s contributes to %(name)s (%(share)s%% of %(total)s): %(whose)s.",
            "%(activities)s contribute to %(name)s (%(share)s%% of %(total)s): %(whose)s.",
            number,
        )
    parts = {
        "activities": Linked(counted(number, Unit.ACTIVITIES), list_href(profile.filters)),
        "name": name_of(profile),
        "share": share(number, profile.total),
        "total": figure(profile.total),
        "whose": whose(profile),
    }
    return Sentence(message, parts)


def whose(profile: Profile) -> Sentence:
    """`113 by ITU and 25 by stakeholders, in 92 countries`"""
    own, countries = profile.own, profile.countries
    itu = Linked(figure(own.itu), list_href(profile.filters | {"whose": "itu"}))
    others = Linked(figure(own.stakeholders), list_href(profile.filters | {"whose": "stakeholder"}))
    if not own.stakeholders:
        by = Sentence(_("by ITU")) if own.activities == 1 else Sentence(_("all by ITU"))
    elif not own.itu:
        by = Sentence(_("by a stakeholder")) if own.activities == 1 else Sentence(_("all by stakeholders"))
    else:
        message = ngettext(
            "%(itu)s by ITU and %(others)s by a stakeholder",
            "%(itu)s by ITU and %(others)s by stakeholders",
            own.stakeholders,
        )
        by = Sentence(message, {"itu": itu, "others": others})
    if not countries:
        return by
    anchor = tab_href(own.kind, own.code, Tab.PROFILE, "where") if own.kind != Term.Kind.TARGET else ""
    place = Linked(counted(countries, Unit.COUNTRIES), anchor)
    return Sentence(_("%(by)s, in %(countries)s"), {"by": by, "countries": place})


def served(profile: Profile) -> Sentence | None:
    """`Most often they serve 9.c (51) or 9.1 (48).` Up to three are all named. None on a target's page."""
    if profile.term.kind == Term.Kind.TARGET:
        return None
    ranked = terms_served(profile)
    if names_all(profile):
        return all_served(profile)
    first = [term for term in ranked if term.activities == ranked[0].activities]
    if len(first) > NAMED:
        return None  # nothing stands out; the overview names them
    named = [with_figure(profile, term) for term in ranked[:NAMED]]
    return Sentence(_("Most often they serve %(names)s."), {"names": series(named, _("%(most)s or %(last)s"))})


def all_served(profile: Profile) -> Sentence:
    """All targets of a Goal, or Goals of an Action Line, that have activities: `They serve 1.4 (10) and 1.5 (1).`"""
    ranked = terms_served(profile)
    if not ranked:
        if profile.term.kind == Term.Kind.GOAL:
            return Sentence(ngettext("It names no target yet.", "None of them names a target yet.", profile.activities))
        return Sentence(ngettext("It names no Goal yet.", "None of them names a Goal yet.", profile.activities))
    if profile.activities == 1:
        return Sentence(_("It serves %(names)s."), {"names": series([name_link(term) for term in ranked])})
    return Sentence(_("They serve %(names)s."), {"names": series([with_figure(profile, term) for term in ranked])})


def names_all(profile: Profile) -> bool:
    """Whether the answer names all targets or Goals that have activities, so that the page need not."""
    return len(terms_served(profile)) <= ALL_NAMED


def terms_served(profile: Profile) -> list[TermCount]:
    """Targets of a Goal, or Goals of an Action Line, that have activities, the most first."""
    terms: Sequence[TermCount] = profile.targets if profile.term.kind == Term.Kind.GOAL else profile.goals
    return sorted((term for term in terms if term.activities), key=lambda term: -term.activities)


def name_link(term: TermCount) -> Linked:
    """`9.c`, `C2` or `Goal 9`, with the address of its page."""
    if term.kind == Term.Kind.GOAL:
        return Linked(term_name(term.kind, term.code), term.href)
    return Linked("", term.href, term.code)


def with_figure(profile: Profile, term: TermCount) -> Sentence:
    """`9.c (51)`: the name leads to its page, the figure to the activities in both."""
    number = Linked(figure(term.activities), list_href(profile.filters | {term.kind: term.code}))
    return Sentence("%(name)s (%(number)s)", {"name": name_link(term), "number": number})


def missing(profile: Profile) -> Sentence | None:
    """`All 8 targets have an activity, but 3 of the 16 official links to Action Lines have none.`"""
    gaps, links = len(profile.gaps), len(profile.links)
    parts = {
        "gaps": Linked(figure(gaps), links_href(profile, "gaps")),
        "official": Linked(official_links(profile), links_href(profile)),
        "all": Linked(all_links(profile), links_href(profile)),
        "targets": targets_covered(profile),
    }
    if profile.term.kind != Term.Kind.GOAL or not profile.targets:
        return links_alone(profile, parts) if links else None
    if not links:
        return Sentence("%(targets)s.", parts)
    if not gaps:
        message = ngettext("%(targets)s; the %(official)s has one.", "%(targets)s; %(all)s have one.", links)
    elif gaps == links:
        message = ngettext(
            "%(targets)s; the %(official)s has none.", "%(targets)s; none of the %(official)s has one.", links
        )
    elif profile.covered_targets == len(profile.targets):
        message = ngettext(
            "%(targets)s, but %(gaps)s of the %(official)s has none.",
            "%(targets)s, but %(gaps)s of the %(official)s have none.",
            gaps,
        )
    else:
        message = ngettext(
            "%(targets)s; of the %(official)s, %(gaps)s has none.",
            "%(targets)s; of the %(official)s, %(gaps)s have none.",
            gaps,
        )
    return Sentence(message, parts)


def links_alone(profile: Profile, parts: dict[str, object]) -> Sentence:
    """Action Lines and targets: only the official links are compared with the activities."""
    gaps, links = len(profile.gaps), len(profile.links)
    if links == 1:
        link = Linked(_("official link"), links_href(profile))
        message = _("Its one %(link)s has no activity.") if gaps else _("Its one %(link)s has an activity.")
        return Sentence(message, {"link": link})
    if not gaps:
        every = Linked(capfirst(all_links(profile)), links_href(profile))
        return Sentence(_("%(all)s have an activity."), {"all": every})
    if gaps == links:
        return Sentence(_("None of the %(official)s has an activity."), parts)
    message = ngettext(
        "Of the %(official)s, %(gaps)s has no activity.", "Of the %(official)s, %(gaps)s have no activity.", gaps
    )
    return Sentence(message, parts)


def targets_covered(profile: Profile) -> str:
    """`All 8 targets have an activity`, `Of 8 targets, 5 have an activity`."""
    covered, targets = profile.covered_targets, len(profile.targets)
    facts = {"covered": figure(covered), "targets": counted(targets, Unit.TARGETS)}
    if not covered:
        return _("Of %(targets)s, none has an activity") % facts
    if covered == targets == 2:
        return _("Both targets have an activity")
    if covered < targets:
        message = ngettext(
            "Of %(targets)s, %(covered)s has an activity", "Of %(targets)s, %(covered)s have an activity", covered
        )
    else:
        message = ngettext("Its one target has an activity", "All %(targets)s have an activity", targets)
    return message % facts


def official_links(profile: Profile) -> str:
    """`16 official links to Action Lines`"""
    number = len(profile.links)
    if profile.term.kind == Term.Kind.ACTION_LINE:
        message = ngettext(
            "%(number)s official link to a Goal or target", "%(number)s official links to Goals and targets", number
        )
    else:
        message = ngettext(
            "%(number)s official link to an Action Line", "%(number)s official links to Action Lines", number
        )
    return message % {"number": figure(number)}


def all_links(profile: Profile) -> str:
    """`all 16 official links to Action Lines`, `both official links to Goals and targets`"""
    number = len(profile.links)
    if profile.term.kind == Term.Kind.ACTION_LINE:
        both, every = (
            _("both official links to Goals and targets"),
            _("all %(number)s official links to Goals and targets"),
        )
    else:
        both, every = _("both official links to Action Lines"), _("all %(number)s official links to Action Lines")
    return both if number == 2 else every % {"number": figure(number)}


def links_href(profile: Profile, anchor: str = "") -> str:
    """The tab with the links of the Matrix; on a target's page, the section."""
    if profile.term.kind == Term.Kind.TARGET:
        return f"#{anchor or 'matrix'}"
    return tab_href(profile.own.kind, profile.own.code, Tab.LINKS, anchor)
