"""/roadmap/editions/: all editions by register, and each as a whole, to be read and printed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities.past_views import shows_the_past
from activities.queries.codes import unknown
from roadmap import rules
from roadmap.models import Edition
from roadmap.pages.access import sees_work
from roadmap.pages.editions.registers import COMMITMENTS, EDITIONS, SECTIONS
from roadmap.pages.records.register import acts_on, acts_on_list
from roadmap.queries.dates import in_words
from roadmap.queries.editions import reading


def sees_drafts(request: HttpRequest) -> bool:
    """Whether drafts are shown: to staff, and never in a past version."""
    return sees_work(request)


def edition_or_404(request: HttpRequest, code: str) -> Edition:
    """The edition, if the reader may see it. Raises UnknownCode with the nearest ones otherwise."""
    readable = reading.readable(drafts=sees_drafts(request))
    found = readable.filter(code=code).select_related("change").first()
    if found is None:
        candidates = [(one.code, one.title, one.get_absolute_url()) for one in readable]
        raise unknown(_("There is no edition “%(code)s”.") % {"code": code}, code, candidates)
    return found


def trail(*steps: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"label": _("Roadmap"), "href": reverse("roadmap")},
        {"label": EDITIONS.title, "href": reverse("roadmap-edition-list")},
        *steps,
    ]


@shows_the_past
@require_safe
def edition_list(request: HttpRequest) -> HttpResponse:
    acts = acts_on_list(request, EDITIONS)
    if acts:
        acts = [*acts, {"label": _("Upload a register"), "href": reverse("roadmap-edition-upload")}]
    registers = reading.registers(drafts=sees_drafts(request))
    context = {
        "registers": registers,
        "several": sum(len(register.editions) for register in registers) > 1,
        "acts": acts,
        "trail": [*trail()[:-1], {"label": EDITIONS.title}],
    }
    return render(request, "roadmap/editions/edition_list.html", context)


@shows_the_past
@require_safe
def edition(request: HttpRequest, code: str) -> HttpResponse:
    """An edition with all its sections and commitments. A draft is 404 for the public."""
    row = edition_or_404(request, code)
    edits = sees_work(request) and rules.can_edit_roadmap(request.user)
    page = reading.whole(row, with_withdrawn=edits)
    context = {
        "page": page,
        "edition": row,
        "date": in_words(row.date),
        "draft": row.state == Edition.State.DRAFT,
        "edits": edits,
        "acts": edition_acts(request, row),
        "restore": restorable(page) if edits else [],
        "trail": trail({"label": row.code}),
    }
    return render(request, "roadmap/editions/edition.html", context)


def edition_acts(request: HttpRequest, row: Edition) -> list[dict[str, Any]]:
    """What staff can do with an edition: publish, copy, compare, and the usual acts."""
    acts = acts_on(request, EDITIONS, row)
    if not acts or not rules.can_edit_roadmap(request.user):
        return acts
    if row.state == Edition.State.PUBLISHED:
        acts = [act for act in acts if act["label"] != EDITIONS.withdraw]
    elif not row.withdrawn:
        acts = [{"label": _("Publish edition"), "href": reverse("roadmap-edition-publish", args=[row.code])}, *acts]
    add = {"label": SECTIONS.new, "href": reverse("roadmap-part-new", args=[row.code])}
    copy = {"label": _("Copy into a new draft"), "href": f"{reverse('roadmap-edition-new')}?from={row.code}"}
    return [*acts[:-1], add, copy, acts[-1]]


def restorable(page: reading.WholeEdition) -> list[dict[str, Any]]:
    """Withdrawn sections and commitments, with the page that restores each."""
    rows = [(SECTIONS, one) for one in page.withdrawn_sections]
    rows += [(COMMITMENTS, one) for one in page.withdrawn_commitments]
    return [{"label": str(one)[:120], "href": register.address("restore", one)} for register, one in rows]
