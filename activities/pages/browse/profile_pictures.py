"""The pictures of a Term's page, all from the same slice of the summaries."""

from collections.abc import Iterable

from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from activities.models import Activity, Organisation, Region, Term
from activities.pictures.bars import Bar, StackedBar, bars_picture, stacked_bars_picture
from activities.pictures.columns import Column, columns_picture
from activities.pictures.picture import Label, Picture
from activities.pictures.words import Unit, counted, figure, part_of
from activities.queries.addresses import list_href
from activities.queries.browse.profile import Profile
from activities.queries.terms import TermCount

TOP_COUNTRIES = 10


def strength_parts() -> tuple[str, str, str]:
    """The three strengths in words, weakest first."""
    return _("related"), _("contributes"), _("main purpose")


def term_name(kind: str, code: str) -> str:
    """The name of a Term in a sentence: Goal 9, target 9.c, Action Line C2."""
    names = {Term.Kind.GOAL: _("Goal %(code)s"), Term.Kind.TARGET: _("target %(code)s")}
    return names.get(kind, _("Action Line %(code)s")) % {"code": code}


def hue(term: TermCount) -> str:
    """The colour of a Term: the Goal's for Goals and targets, one colour for all Action Lines."""
    return "line" if term.kind == Term.Kind.ACTION_LINE else f"goal-{term.code.partition('.')[0]}"


def profile_pictures(profile: Profile) -> dict[str, Picture]:
    """The pictures by key, in the order of the page. A picture without figures says so. Strengths that are all the
    same have no picture."""
    pictures = [targets(profile)] if profile.term.kind == Term.Kind.GOAL else []
    pictures += [strengths(profile)] if profile.own.strengths_vary else []
    pictures += [
        sectors(profile),
        whole_facet(profile, "organisation_type", "organisation-types", _("Type of organisation"), Organisation.Type),
        regions(profile),
        countries(profile),
        years(profile),
        whole_facet(profile, "kind", "kinds", _("Type of activity"), Activity.Kind),
        whole_facet(profile, "status", "statuses", _("Status"), Activity.Status),
    ]
    return {picture.key: picture for picture in pictures}


def targets(profile: Profile) -> Picture:
    bars = [StackedBar(Label(term.code, term.title, term.href, hue(term)), term.strengths) for term in profile.targets]
    title = _("Targets of %(name)s by activities and strength of the link") % {"name": name_of(profile)}
    return stacked_bars_picture(
        bars, strength_parts(), key="targets", title=title, heading=_("Target"), rtl=get_language_bidi()
    )


def strengths(profile: Profile) -> Picture:
    own = profile.own
    related, contributes, main = own.strengths
    words = None
    if own.activities:
        words = _(
            "Of %(total)s, %(main)s have %(name)s as their main purpose, %(contributes)s contribute to it "
            "and %(related)s are related to it."
        ) % {
            "total": counted(own.activities, Unit.ACTIVITIES),
            "name": name_of(profile),
            "main": figure(main),
            "contributes": figure(contributes),
            "related": figure(related),
        }
    return stacked_bars_picture(
        [StackedBar(Label(own.code, own.title, None, hue(own)), own.strengths)],
        strength_parts(),
        key="strength",
        title=_("How strongly activities contribute to %(name)s") % {"name": name_of(profile)},
        sentence=words,
        rtl=get_language_bidi(),
    )


def sectors(profile: Profile) -> Picture:
    """ITU's Sectors in their order, then stakeholders."""
    found = profile.counts.get("sector", {})
    bars = [
        Bar(Label("", str(label), link(profile, sector=value), hue(profile.own)), found[value])
        for value, label in Organisation.Sector.choices
        if found.get(value)
    ]
    if others := profile.counts.get("whose", {}).get("stakeholder", 0):
        label = Label("", _("Stakeholders, all together"), link(profile, whose="stakeholder"), hue(profile.own))
        bars.append(Bar(label, others))
    return drawn(profile, bars, "sectors", _("Sector"))


def regions(profile: Profile) -> Picture:
    found = profile.counts.get("region", {})
    bars = [
        Bar(Label("", str(label), link(profile, region=value), hue(profile.own)), found.get(value, 0))
        for value, label in Region.choices
    ]
    worldwide, total = found.get(Region.GLOBAL, 0), profile.own.activities
    sentence = None
    if worldwide * 2 > total:
        sentence = _("Most are global: %(count)s.") % {"count": part_of(worldwide, total, Unit.ACTIVITIES)}
    return drawn(profile, bars, "regions", _("Region"), sentence)


def countries(profile: Profile) -> Picture:
    """The ten countries with most activities; the page lists the rest as text."""
    bars = [
        Bar(Label("", place.name, link(profile, country=place.code), hue(profile.own)), place.activities)
        for place in profile.countries[:TOP_COUNTRIES]
    ]
    return drawn(profile, bars, "countries", _("Country"))


def years(profile: Profile) -> Picture:
    found = {int(year): number for year, number in profile.counts.get("year", {}).items()}
    undated = profile.own.activities - sum(found.values())
    note = ngettext(
        "Counted by start year. %(number)s activity without a start year is not shown.",
        "Counted by start year. %(number)s activities without a start year are not shown.",
        undated,
    ) % {"number": figure(undated)}
    return columns_picture(
        [Column(year, number, link(profile, year=year)) for year, number in found.items()],
        key="years",
        title=_("Activities for %(name)s by start year") % {"name": name_of(profile)},
        hue=hue(profile.own),
        note=note if undated else "",
        rtl=get_language_bidi(),
    )


def whole_facet(profile: Profile, facet: str, key: str, heading: str, choices) -> Picture:
    """Bars of a facet with exactly one value for each activity, the largest first."""
    found = profile.counts.get(facet, {})
    bars = [
        Bar(Label("", str(label), link(profile, **{facet: value}), hue(profile.own)), found[value])
        for value, label in choices.choices
        if found.get(value)
    ]
    return drawn(profile, sorted(bars, key=lambda bar: -bar.value), key, heading)


def drawn(profile: Profile, bars: Iterable[Bar], key: str, heading: str, sentence: str | None = None) -> Picture:
    title = _("Activities for %(name)s: %(heading)s") % {"name": name_of(profile), "heading": heading.lower()}
    total = profile.own.activities or None
    return bars_picture(
        bars, key=key, title=title, total=total, heading=heading, sentence=sentence, rtl=get_language_bidi()
    )


def name_of(profile: Profile) -> str:
    return term_name(profile.own.kind, profile.own.code)


def link(profile: Profile, **filters) -> str:
    """The address of the list of the Term's activities with more filters."""
    return list_href({profile.own.kind: profile.own.code} | filters)
