"""The navigation of the Roadmap: its topics, and the pages of the topic that is open."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roadmap import rules

register = template.Library()


@dataclass(frozen=True, slots=True)
class Page:
    """One link. `routes` are the names of its pages; the link leads to the first."""

    label: str | Promise
    routes: tuple[str, ...]
    staff: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """A link of the first line, to its first page, and the pages of the second line."""

    label: str | Promise
    pages: tuple[Page, ...]


TOPICS = (
    Topic(
        _("Commitments"),
        (
            Page(_("In force"), ("roadmap", "roadmap-section", "roadmap-action")),
            Page(_("Editions"), ("roadmap-edition-list", "roadmap-edition")),
            Page(_("Compare editions"), ("roadmap-compare",)),
        ),
    ),
    Topic(
        _("Progress"),
        (
            Page(_("Reported"), ("roadmap-progress",)),
            Page(_("Board"), ("roadmap-board",), staff=True),
            Page(_("Late reports"), ("roadmap-lateness",), staff=True),
        ),
    ),
    Topic(
        _("Engagement"),
        (
            Page(_("Calendar"), ("calendar", "engagement")),
            Page(_("HLPF"), ("hlpf", "hlpf-session")),
            Page(_("UN mechanisms"), ("mechanism-list", "mechanism")),
            Page(_("National reviews"), ("national-review-list", "national-review")),
            Page(_("Cooperation Frameworks"), ("cooperation-framework-list",)),
            Page(_("Inputs"), ("input-list",)),
            Page(_("Materials"), ("material-list",)),
            Page(_("Milestones"), ("milestone-list",)),
            Page(_("Next steps"), ("next-step-list",), staff=True),
        ),
    ),
    Topic(
        _("Plans"),
        (
            Page(_("Strategic Plans"), ("plan-list", "plan")),
            Page(_("Compare plans"), ("plan-compare",)),
            Page(_("Operational plans"), ("operational-plan-list", "operational-plan")),
        ),
    ),
    Topic(
        _("Documents"),
        (Page(_("Register"), ("document-list", "document")),),
    ),
    Topic(
        _("Indicators"),
        (
            Page(_("ITU indicators"), ("indicator-list", "indicator")),
            Page(_("Targets"), ("roadmap-target-list", "roadmap-target")),
        ),
    ),
    Topic(
        _("Task Force"),
        (
            Page(_("Members and meetings"), ("task-force", "task-force-meeting")),
            Page(_("Guidance"), ("guidance-list", "guidance")),
            Page(_("Review rounds"), ("round-list", "round"), staff=True),
        ),
    ),
)


def address(page: Page) -> str:
    """The address of a page; "" while this site has no such route."""
    try:
        return reverse(page.routes[0])
    except NoReverseMatch:
        return ""


@register.inclusion_tag("roadmap/navigation.html", takes_context=True)
def roadmap_navigation(context: dict[str, Any]) -> dict[str, Any]:
    """The topics with their first page, and the pages of the open topic. Staff also see theirs, except in the past."""
    request = context["request"]
    staff = not getattr(request, "past", None) and rules.can_see_work(request.user)
    name = request.resolver_match.url_name if request.resolver_match else ""
    topics, pages = [], []
    for topic in TOPICS:
        shown = [(page, href) for page in topic.pages if (staff or not page.staff) and (href := address(page))]
        if not shown:
            continue
        here = any(name in page.routes for page, _href in shown)
        topics.append({"label": topic.label, "href": shown[0][1], "here": here})
        if here:
            pages = [{"label": page.label, "href": href, "here": name in page.routes} for page, href in shown]
    return {"topics": topics, "pages": pages if len(pages) > 1 else []}
