"""/activities/<id>/: an activity with its contributions and their reasons, similar activities, and its history."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from activities import rules
from activities.models import Activity, Attachment, Mapping, Region
from activities.models.activity import Freshness
from activities.models.place import WORLDWIDE_FROM
from activities.pages.activity.contributions import contributions, in_words, web_address
from activities.pages.activity.notes import notes_for
from activities.pages.activity.sheet import activity_sheet
from activities.pages.fresh import marked, page_tag, seen
from activities.pages.paper import is_sheet
from activities.past_views import shows_the_past
from activities.queries.activity.listing import one
from activities.queries.activity.similar import Similar, similar
from activities.queries.codes import UnknownCode
from activities.queries.history.of_activity import history
from activities.queries.linked_data.resolving import survivor
from activities.queries.moment import shown
from activities.queries.state import AsOf, read_state
from activities.queries.vocabulary import Option, Vocabulary, vocabulary
from activities.validators import HIGHEST

#: Countries shown; more are collapsed. Other activities named, and chips of each.
COUNTRIES, SIMILAR, SHARED = 5, 3, 6
#: [{key, name, size, statement}] of the files published with an activity.
FILES = ArraySubquery(
    Attachment.objects.filter(activity=OuterRef("pk"), removed_at=None)
    .order_by("pk")
    .values(described=JSONObject(**{name: name for name in ("key", "name", "size", "statement")}))
)


@shows_the_past
@require_safe
def activity(request, pk):
    """The page. 301 to the activity that it was merged into, 404 for an unknown number."""
    state = read_state()
    tag = page_tag(request, state)
    if unchanged := seen(request, tag):
        return unchanged
    found = one(pk) if pk <= HIGHEST else None
    if found is None:
        message = _("There is no activity %(number)s. Search for a word of its title instead.")
        raise UnknownCode(message % {"number": str(pk)[:20]}, [])
    if found["merged_into"]:
        return redirect("activity", pk=survivor(Activity, found["merged_into"]), permanent=True)
    known = vocabulary(state.change)
    # so many countries that they mean the whole world are not listed
    listed = countries(found["countries"], known) if len(found["countries"]) < WORLDWIDE_FROM else []
    parts = contributions(found["mappings"], known, known.frameworks, pk)
    rest = Activity.objects.annotate(files=FILES).values_list("confirmed_on", "url", "files").get(pk=pk)
    confirmed_on, stored_url, files = rest
    context = {
        "activity": found,
        "trail": [{"href": reverse("activity-list"), "label": _("Activities")}, {"label": found["title"]}],
        "description": found["description"] or in_words(parts),
        "kind": known.facets["kind"][found["kind"]].label,
        "status": known.facets["status"][found["status"]].label,
        "organisation_type": type_of(found["organisation"], known),
        "origin": dict(Activity.Origin.choices)[found["origin"]],
        "regions": regions(found, known),
        "where": where(found, listed, known),
        "countries": listed[:COUNTRIES],
        "more_countries": listed[COUNTRIES:],
        "source": web_address(found["url"]),
        "host": urlsplit(found["url"]).hostname or "" if web_address(found["url"]) else "",
        "parts": parts,
        "explained": any(framework.explained for framework in parts),
        "official_reasons": sum(len(link.reasons) for framework in parts for link in framework.links),
        "unexplained": sum(framework.unexplained for framework in parts),
        "origin_shared": shared_origin(found["mappings"]),
        "freshness": freshness(confirmed_on, found["origin"]),
        "description_certainty": found["description_certainty"] if found["description"] else "",
        "original": original(found),
        "files": [] if shown() or found["withdrawn"] else files,
        "similar": [] if found["withdrawn"] else [chips(other) for other in similar(pk, known, limit=SIMILAR)],
        "history": history(pk, known),
        "json": reverse("api-activity", args=[pk]),
        "editing": editing_state(request.user, found, confirmed_on, stored_url),
        "notes": None if shown() or is_sheet(request) else notes_for(request, pk),
    }
    if is_sheet(request):
        response = activity_sheet(request, context, AsOf(state.change or None, state.changed_at))
    else:
        response = render(request, "activities/activity/activity.html", context)
    if found["withdrawn"]:
        response["X-Robots-Tag"] = "noindex"
    if context["notes"]:
        patch_cache_control(response, private=True, no_store=True)
    return marked(response, tag)


@dataclass(frozen=True, slots=True)
class EditingState:
    """What only editors of the activity see."""

    confirmed_on: date | None
    #: the stored address of its source, if it is not public
    private_source: str


def editing_state(user, found: dict, confirmed_on: date | None, url: str) -> EditingState | None:
    """The EditingState for users who may edit the activity, else None. `url` is the stored address of its source."""
    if not rules.can_edit_activity_of(user, sector_of(found["organisation"])) or user.lacks_second_factor:
        return None
    return EditingState(confirmed_on, web_address(url) if url != found["url"] else "")


@dataclass(frozen=True, slots=True)
class Confirmed:
    """When the entry was last confirmed, in a sentence. `asks`: whether the page asks its owner to confirm it."""

    state: str
    sentence: str

    @property
    def asks(self) -> bool:
        return self.state != Freshness.FRESH


def freshness(confirmed_on: date | None, origin: str) -> Confirmed:
    """When the entry was last confirmed, as of the day that the page shows."""
    moment = shown()
    state = Freshness.of(confirmed_on, moment.shown_day if moment else timezone.localdate())
    if confirmed_on is None:
        imported = origin == Activity.Origin.IMPORT
        return Confirmed(state, _("No one has confirmed it yet.") if imported else _("Not confirmed yet."))
    if state == Freshness.FRESH:
        return Confirmed(state, _("Confirmed on %(day)s.") % {"day": formats.date_format(confirmed_on)})
    year = {"year": confirmed_on.year}
    if state == Freshness.INACTIVE:
        return Confirmed(state, _("Inactive: not confirmed since %(year)s.") % year)
    return Confirmed(state, _("Not confirmed since %(year)s.") % year)


def shared_origin(mappings: list[dict]) -> str:
    """The origin that all of several links have, in words; "" where they differ."""
    found = {mapping["origin"] for mapping in mappings}
    return str(dict(Mapping.Origin.choices)[found.pop()]) if len(found) == 1 and len(mappings) > 1 else ""


def original(found: dict) -> dict | None:
    """{language, name, title, description} of the original text; None for a text in English."""
    if found["language"] == Activity.Language.ENGLISH:
        return None
    return {
        "language": found["language"],
        "name": str(Activity.Language(found["language"]).label),
        "title": found["original_title"],
        "description": found["original_description"],
    }


def sector_of(organisation: dict | None) -> str:
    return (organisation["sector"] or "") if organisation else ""


def type_of(organisation: dict | None, known: Vocabulary) -> str:
    return str(known.facets["organisation_type"][organisation["type"]].label) if organisation else ""


def regions(found: dict, known: Vocabulary) -> list[Option]:
    """The regions that the activity names; of a worldwide one nothing but that."""
    codes = [Region.GLOBAL.value] if found["worldwide"] else found["regions"]
    return [known.facets["region"][code] for code in codes]


def where(found: dict, listed: list[Option], known: Vocabulary) -> str:
    """Where the activity takes place, in a few words: one country, the number of countries, or the regions."""
    if len(listed) == 1:
        return str(listed[0].label)
    if listed:
        return ngettext("%(number)s country", "%(number)s countries", len(listed)) % {"number": len(listed)}
    return ", ".join(str(region.label) for region in regions(found, known))


def chips(other: Similar) -> dict:
    """A similar activity with the Terms that are shown, and how many more there are."""
    return {"other": other, "shared": other.shared[:SHARED], "more": max(0, len(other.shared) - SHARED)}


def countries(codes: list[str], known: Vocabulary) -> list[Option]:
    options = known.facets["country"]
    return sorted((options.get(code) or Option(code, code) for code in codes), key=lambda option: str(option.label))
