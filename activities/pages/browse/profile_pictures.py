"""The pictures of a Term's pages, all from the same slice of the summaries."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from activities.models import Activity, Organisation, Region, Term
from activities.pages.browse import in_brief
from activities.pages.linked import Sentence
from activities.pictures.bars import Bar, StackedBar, bars_picture, stacked_bars_picture
from activities.pictures.columns import Column, columns_picture
from activities.pictures.picture import Label, Picture
from activities.pictures.words import figure
from activities.pictures.worth import drawn_if, shortened, worth_drawing, years_worth_drawing
from activities.queries.addresses import list_href
from activities.queries.browse.profile import Place, Profile
from activities.queries.terms import TermCount

TOP_COUNTRIES = 10


def strength_parts() -> tuple[str, str, str]:
    """The three strengths in words, weakest first."""
    return _("related"), _("contributes"), _("main purpose")


def term_name(kind: str, code: str) -> str:
    """The name of a Term in a sentence: Goal 9, target 9.c, Action Line C2."""
    names = {Term.Kind.GOAL: _("Goal %(code)s"), Term.Kind.TARGET: _("target %(code)s")}
    return names.get(kind, _("Action Line %(code)s")) % {"code": code}


def name_of(profile: Profile) -> str:
    return term_name(profile.own.kind, profile.own.code)


def hue(term: TermCount) -> str:
    """The colour of a Term: the Goal's for Goals and targets, one colour for all Action Lines."""
    return "line" if term.kind == Term.Kind.ACTION_LINE else f"goal-{term.code.partition('.')[0]}"


def main_picture(profile: Profile) -> Picture | None:
    """The picture of the overview: a Goal's targets, an Action Line's Goals."""
    pictures = {Term.Kind.GOAL: targets, Term.Kind.ACTION_LINE: goals}
    made = pictures.get(Term.Kind(profile.term.kind))
    return made(profile) if made else None


def profile_pictures(profile: Profile, countries: tuple[Place, ...]) -> dict[str, Picture]:
    """All pictures by key. Those that say no more than their sentence are not shown on pages, but each has a file."""
    first = main_picture(profile)
    pictures = [first] if first else []
    pictures += [strengths(profile)] if profile.own.strengths_vary else []
    pictures += [
        sectors(profile),
        whole_facet(profile, "organisation_type", "organisation-types", _("Type of organisation"), Organisation.Type),
        regions(profile),
        top_countries(profile, countries),
        years(profile),
        whole_facet(profile, "kind", "kinds", _("Type of activity"), Activity.Kind),
        whole_facet(profile, "status", "statuses", _("Status"), Activity.Status),
    ]
    return {picture.key: picture for picture in pictures}


def targets(profile: Profile) -> Picture:
    """A Goal's targets in official order, by strength where strengths differ."""
    bars = [StackedBar(Label(term.code, term.title, term.href, hue(term)), term.strengths) for term in profile.targets]
    title = _("Targets of %(name)s by activities and strength of the link") % {"name": name_of(profile)}
    picture = stacked_bars_picture(
        bars, strength_parts(), key="targets", title=title, heading=_("Target"), rtl=get_language_bidi()
    )
    if not profile.own.strengths_vary:
        picture = replace(picture, legend=())
    return shortened(drawn_if(worth_drawing((bar.value for bar in bars), profile.activities), picture))


def goals(profile: Profile) -> Picture:
    """The Goals that the activities of an Action Line serve, the largest first."""
    bars = [
        Bar(Label(term.code, term.title, link(profile, goal=term.code) if term.activities else term.href, hue(term)),
            term.activities)
        for term in profile.goals
    ]  # fmt: skip
    return shortened(drawn(profile, sorted(bars, key=lambda bar: -bar.value), "goals", _("Goal")))


def strengths(profile: Profile) -> Picture:
    own = profile.own
    return stacked_bars_picture(
        [StackedBar(Label(own.code, own.title, None, hue(own)), own.strengths)],
        strength_parts(),
        key="strength",
        title=_("How strongly activities contribute to %(name)s") % {"name": name_of(profile)},
        sentence=str(in_brief.strength(own, name_of(profile))),
        rtl=get_language_bidi(),
    )


def sectors(profile: Profile) -> Picture:
    """ITU's Sectors and stakeholders, the largest first."""
    names = [(str(value), str(label)) for value, label in Organisation.Sector.choices]
    rows = in_brief.shares(profile, "sector", names)
    rows += in_brief.shares(profile, "whose", [("stakeholder", _("Stakeholders, all together"))])
    bars = [Bar(Label("", row.name, row.href, hue(profile.own)), row.activities) for row in rows]
    return drawn(profile, sorted(bars, key=lambda bar: -bar.value), "sectors", _("Sector"), in_brief.who(profile))


def regions(profile: Profile) -> Picture:
    """ITU's regions, the largest first."""
    found = profile.counts.get("region", {})
    bars = [
        Bar(Label("", str(label), link(profile, region=value), hue(profile.own)), found.get(value, 0))
        for value, label in Region.choices
    ]
    return drawn(profile, sorted(bars, key=lambda bar: -bar.value), "regions", _("Region"), in_brief.where(profile))


def top_countries(profile: Profile, countries: tuple[Place, ...]) -> Picture:
    """The ten countries with most activities; the page lists the rest as text."""
    bars = [
        Bar(Label("", place.name, link(profile, country=place.code), hue(profile.own)), place.activities)
        for place in countries[:TOP_COUNTRIES]
    ]
    return drawn(profile, bars, "countries", _("Country"))


def years(profile: Profile) -> Picture:
    found = {int(year): number for year, number in profile.counts.get("year", {}).items()}
    undated = profile.activities - sum(found.values())
    note = ngettext(
        "Counted by start year. %(number)s activity without a start year is not shown.",
        "Counted by start year. %(number)s activities without a start year are not shown.",
        undated,
    ) % {"number": figure(undated)}
    picture = columns_picture(
        [Column(year, number, link(profile, year=year)) for year, number in found.items()],
        key="years",
        title=_("Activities for %(name)s by start year") % {"name": name_of(profile)},
        hue=hue(profile.own),
        sentence=str(in_brief.when(profile)) if profile.activities else None,
        note=note if undated else "",
        rtl=get_language_bidi(),
    )
    return drawn_if(years_worth_drawing(found, profile.activities), picture)


def whole_facet(profile: Profile, facet: str, key: str, heading: str, choices) -> Picture:
    """Bars of a facet with exactly one value for each activity, the largest first."""
    rows = in_brief.shares(profile, facet, choices.choices)
    return drawn(profile, [Bar(Label("", row.name, row.href, hue(profile.own)), row.activities) for row in rows], key,
                 heading)  # fmt: skip


def drawn(profile: Profile, bars: Iterable[Bar], key: str, heading: str, sentence: Sentence | None = None) -> Picture:
    """The bars with a sentence, and drawn on pages only if they say more than it."""
    bars = tuple(bars)
    picture = bars_picture(
        bars,
        key=key,
        title=_("Activities for %(name)s: %(heading)s") % {"name": name_of(profile), "heading": heading.lower()},
        total=profile.activities or None,
        heading=heading,
        sentence=str(sentence) if sentence and profile.activities else None,
        rtl=get_language_bidi(),
    )
    return drawn_if(worth_drawing((bar.value for bar in bars), profile.activities), picture)


def link(profile: Profile, **filters) -> str:
    """The address of the list of the Term's activities with more filters."""
    return list_href(profile.filters | filters)
