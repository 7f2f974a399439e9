"""The section "In brief" of a country, a region, an organisation or a sheet of paper: one line for each facet."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.models import Activity, Organisation
from activities.pages.browse.in_brief import when, where
from activities.pages.browse.slice_answers import to
from activities.pages.linked import Sentence, series
from activities.pictures.words import figure
from activities.queries.browse.slices import Slice

#: As many values of a facet are named one by one.
VALUES = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `key` is its anchor, `picture` the key of the chart with the same figures; "" if there is none."""

    key: str
    label: str | Promise
    sentence: Sentence
    picture: str = ""


def brief(slice: Slice) -> list[Line]:
    """When, where, and which types and status, for what the summaries count of the slice."""
    own = slice.filters.keys()
    place = None if own & {"country", "region"} or not slice.counts.get("region") else where(slice)
    types = None if own & {"sector", "organisation"} else values(slice, "organisation_type", by_type)
    found = [
        ("when", _("When"), when(slice), "years"),
        ("where", _("Where"), place, ""),
        ("organisation-types", _("Type of organisation"), types, "organisation-types"),
        ("kinds", _("Type of activity"), values(slice, "kind", of_kind), "kinds"),
        ("statuses", _("Status"), values(slice, "status", with_status), "statuses"),
    ]
    return [Line(*line) for line in found if line[2]]


def values(slice: Slice, facet: str, phrase) -> Sentence | None:
    """The values of a facet with their numbers, the most first: "40 projects, 24 events and 3 others."."""
    found = sorted(slice.counts.get(facet, {}).items(), key=lambda pair: (-pair[1], pair[0]))
    found = [(value, number) for value, number in found if number]
    if not found:
        return None
    shown = found if len(found) <= VALUES + 1 else found[:VALUES]
    items = [to(slice, phrase(value, number), **{facet: value}) for value, number in shown]
    rest = sum(number for _value, number in found[len(shown) :])
    if rest:
        items.append(ngettext("%(number)s other", "%(number)s others", rest) % {"number": figure(rest)})
    return Sentence("%(values)s.", {"values": series(items)})


def of_kind(kind: str, number: int) -> str:
    words = {
        Activity.Kind.INITIATIVE: ngettext("%(number)s initiative", "%(number)s initiatives", number),
        Activity.Kind.PROJECT: ngettext("%(number)s project", "%(number)s projects", number),
        Activity.Kind.PROGRAMME: ngettext("%(number)s programme", "%(number)s programmes", number),
        Activity.Kind.PUBLICATION: ngettext("%(number)s publication", "%(number)s publications", number),
        Activity.Kind.EVENT: ngettext("%(number)s event", "%(number)s events", number),
        Activity.Kind.STANDARD: ngettext("%(number)s standard", "%(number)s standards", number),
        Activity.Kind.TRAINING: ngettext("%(number)s training course", "%(number)s training courses", number),
        Activity.Kind.PLATFORM: ngettext("%(number)s platform", "%(number)s platforms", number),
        Activity.Kind.STUDY_GROUP: ngettext("%(number)s study group", "%(number)s study groups", number),
        Activity.Kind.PARTNERSHIP: ngettext("%(number)s partnership", "%(number)s partnerships", number),
    }[Activity.Kind(kind)]
    return words % {"number": figure(number)}


def by_type(kind: str, number: int) -> str:
    types = Organisation.Type
    words = {
        types.GOVERNMENT: ngettext("%(number)s by a government", "%(number)s by governments", number),
        types.INTERNATIONAL: ngettext(
            "%(number)s by an international organisation", "%(number)s by international organisations", number
        ),
        types.PRIVATE: ngettext("%(number)s by a company", "%(number)s by companies", number),
        types.CIVIL_SOCIETY: _("%(number)s by civil society"),
        types.ACADEMIA: _("%(number)s by academia"),
        types.UNKNOWN: _("%(number)s by organisations of unknown type"),
    }[types(kind)]
    return words % {"number": figure(number)}


def with_status(status: str, number: int) -> str:
    words = {
        Activity.Status.PLANNED: _("%(number)s planned"),
        Activity.Status.ONGOING: _("%(number)s ongoing"),
        Activity.Status.COMPLETED: _("%(number)s completed"),
        Activity.Status.SUSPENDED: _("%(number)s suspended"),
        Activity.Status.UNKNOWN: _("%(number)s of unknown status"),
    }[Activity.Status(status)]
    return words % {"number": figure(number)}
