"""Atom feeds (RFC 4287): the latest changes of activities and links, of everything or of one Goal, Action Line, country
or organisation. They name no person."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities.pages.fresh import facts_tag, marked, seen
from activities.queries.browse.organisations import organisation_or_404
from activities.queries.browse.places import country_or_404
from activities.queries.codes import term_or_404
from activities.queries.history.feeds import (
    EVERYTHING,
    FeedEntry,
    Place,
    entries,
    of_country,
    of_organisation,
    of_term,
)
from activities.queries.history.of_activity import Step
from activities.queries.state import read_state
from activities.queries.vocabulary import vocabulary
from activities.validators import clean_line, clean_text

AUTHOR = "International Telecommunication Union"
#: The year from which entries have their lasting names (tag URIs, RFC 4151).
SINCE = 2026


@require_safe
def everything(request):
    return answer(request, _("SDG Map: changes"), reverse("activity-list"), EVERYTHING)


@require_safe
def goal(request, code):
    term = term_or_404("sdg", code, "goal")
    title = _("SDG Map: changes for Goal %(code)s, %(title)s") % {"code": term.code, "title": term.title}
    return answer(request, title, term.get_absolute_url(), of_term(term.pk))


@require_safe
def action_line(request, code):
    term = term_or_404("wsis", code, "action_line")
    title = _("SDG Map: changes for Action Line %(code)s, %(title)s") % {"code": term.code, "title": term.title}
    return answer(request, title, term.get_absolute_url(), of_term(term.pk))


@require_safe
def country(request, code):
    found = country_or_404(clean_text(code))
    title = _("SDG Map: changes in %(name)s") % {"name": found.name}
    return answer(request, title, reverse("country", args=[found.code]), of_country(found.code))


@require_safe
def organisation(request, slug):
    """301 to the feed of the organisation that it was merged into."""
    found = organisation_or_404(clean_text(slug))
    if found.slug != slug:
        return redirect("organisation-feed", slug=found.slug, permanent=True)
    title = _("SDG Map: changes of %(name)s") % {"name": found.name}
    return answer(request, title, found.get_absolute_url(), of_organisation(found.pk))


def answer(request: HttpRequest, title: str, page: str, place: Place) -> HttpResponse:
    """The feed, or 304 after one query if the reader has its latest version. Any site may read it."""
    state = read_state()
    tag = facts_tag(request, state)
    response = seen(request, tag) or HttpResponse(content_type=Atom1Feed.content_type)
    if response.status_code == 200:
        found = entries(place, vocabulary(state.change))
        feed(title, request.path, page, found, state.changed_at).write(response, "utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_cache_control(response, public=True)
    return marked(response, tag)


class DatedFeed(Atom1Feed):
    """Without entries it has the date of the last Change; Django's would have the present time."""

    def latest_post_date(self):
        return super().latest_post_date() if self.items else self.feed["as_of"] or super().latest_post_date()


def feed(title: str, path: str, page: str, found: Iterable[FeedEntry], as_of: datetime | None) -> Atom1Feed:
    """The feed at `path` about the page at `page`. Its id and those of its entries last."""
    site = settings.SITE_URL
    made = DatedFeed(
        as_of=as_of,
        title=clean_line(title),
        link=f"{site}{page}",
        feed_url=f"{site}{path}",
        feed_guid=f"{site}{path}",
        description="",
        subtitle=_("Activities and links that were added, changed or withdrawn, latest first."),
        author_name=AUTHOR,
        author_link=site,
        language=get_language(),
    )
    host = urlsplit(site).hostname
    for one in found:
        made.add_item(
            title=clean_line(f"{one.what}: {one.title}"),
            link=f"{site}{one.href}",
            unique_id=f"tag:{host},{SINCE}:change/{one.change}/activity/{one.activity}",
            description="".join(f"<p>{line}</p>" for line in map(in_html, one.steps)),
            pubdate=one.at,
            updateddate=one.at,
        )
    return made


def in_html(step: Step) -> str:
    """One alteration: "Linked (primary): 9.c, C2", as text that is safe in HTML."""
    codes = ", ".join(code for code, _href in step.terms)
    return escape(clean_line(f"{step.text}: {codes}" if codes else step.text))
