"""/activities/<id>/: an activity with its contributions and their reasons, similar activities, and its history."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities import rules
from activities.models import Activity, Framework, Region
from activities.models.place import WORLDWIDE_FROM
from activities.pages.activity.contributions import contributions, in_words, web_address
from activities.pages.activity.notes import notes_for
from activities.pages.fresh import marked, page_tag, seen
from activities.past_views import shows_the_past
from activities.queries.activity.listing import one
from activities.queries.activity.similar import similar
from activities.queries.codes import UnknownCode
from activities.queries.history.of_activity import history
from activities.queries.moment import shown
from activities.queries.state import read_state
from activities.queries.vocabulary import Option, Vocabulary, vocabulary
from activities.validators import HIGHEST

#: The number of merges in a row that are followed.
FOLLOWED = 10
#: Countries shown; more are collapsed.
COUNTRIES = 12


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
        return redirect("activity", pk=survivor(found), permanent=True)
    known = vocabulary(state.change)
    titles = dict(Framework.objects.values_list("slug", "title"))
    # so many countries that they mean the whole world are not listed
    listed = countries(found["countries"], known) if len(found["countries"]) < WORLDWIDE_FROM else []
    parts = contributions(found["mappings"], known, titles)
    context = {
        "activity": found,
        "trail": [{"href": reverse("activity-list"), "label": _("Activities")}, {"label": found["title"]}],
        "description": found["description"] or in_words(parts),
        "kind": known.facets["kind"][found["kind"]].label,
        "status": known.facets["status"][found["status"]].label,
        "organisation_type": type_of(found["organisation"], known),
        "origin": dict(Activity.Origin.choices)[found["origin"]],
        "regions": regions(found, known),
        "countries": listed[:COUNTRIES],
        "more_countries": listed[COUNTRIES:],
        "source": web_address(found["url"]),
        "host": urlsplit(found["url"]).hostname or "" if web_address(found["url"]) else "",
        "parts": parts,
        "explained": any(framework.explained for framework in parts),
        "similar": [] if found["withdrawn"] else similar(pk, known),
        "history": history(pk, known),
        "json": reverse("api-activity", args=[pk]),
        "editing": editing_state(request.user, found),
        "notes": None if shown() else notes_for(request, pk),
    }
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


def editing_state(user, found: dict) -> EditingState | None:
    """The EditingState for users who may edit the activity, else None. One query for editors."""
    if not rules.can_edit_activity_of(user, sector_of(found["organisation"])):
        return None
    confirmed_on, url = Activity.objects.values_list("confirmed_on", "url").get(pk=found["id"])
    return EditingState(confirmed_on, web_address(url) if url != found["url"] else "")


def sector_of(organisation: dict | None) -> str:
    return (organisation["sector"] or "") if organisation else ""


def type_of(organisation: dict | None, known: Vocabulary) -> str:
    return str(known.facets["organisation_type"][organisation["type"]].label) if organisation else ""


def survivor(found: dict) -> int:
    """The id at the end of a chain of merges. One query per step; a circular chain ends after ten."""
    pk = found["merged_into"]
    for _step in range(FOLLOWED):
        further = Activity.objects.filter(pk=pk).values_list("merged_into", flat=True).first()
        if further is None:
            break
        pk = further
    return pk


def regions(found: dict, known: Vocabulary) -> list[Option]:
    """The regions that the activity names; of a worldwide one nothing but that."""
    codes = [Region.GLOBAL.value] if found["worldwide"] else found["regions"]
    return [known.facets["region"][code] for code in codes]


def countries(codes: list[str], known: Vocabulary) -> list[Option]:
    options = known.facets["country"]
    return sorted((options.get(code) or Option(code, code) for code in codes), key=lambda option: str(option.label))
