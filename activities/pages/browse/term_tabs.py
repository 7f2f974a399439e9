"""The tabs of a Goal or an Action Line: links to pages with addresses of their own. Targets have one page."""

from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse
from django.utils.translation import gettext as _

from activities.models import Term


class Tab(StrEnum):
    """A tab; its value ends the name of its route."""

    OVERVIEW = ""
    PROFILE = "profile"
    LINKS = "links"
    ABOUT = "about"


ROUTES = {Term.Kind.GOAL: "goal", Term.Kind.ACTION_LINE: "action-line", Term.Kind.TARGET: "target"}


@dataclass(frozen=True, slots=True)
class TabLink:
    """`key` is the tab's value, "overview" for the first; `current` marks the page that is shown."""

    key: str
    label: str
    href: str
    current: bool


def tab_href(kind: str, code: str, tab: Tab = Tab.OVERVIEW, anchor: str = "") -> str:
    """The address of a tab, or of the target's page, with the anchor of a section."""
    route = ROUTES[Term.Kind(kind)]
    if tab and kind != Term.Kind.TARGET:
        route = f"{route}-{tab}"
    return reverse(route, args=[code]) + (f"#{anchor}" if anchor else "")


def tab_label(kind: str, tab: Tab) -> str:
    links = _("Goals and gaps") if kind == Term.Kind.ACTION_LINE else _("Action Lines and gaps")
    return {
        Tab.OVERVIEW: _("Overview"),
        Tab.PROFILE: _("Who, where and when"),
        Tab.LINKS: links,
        Tab.ABOUT: _("About"),
    }[tab]


def tab_links(kind: str, code: str, current: Tab) -> list[TabLink]:
    """The four tabs; none for a target."""
    if kind == Term.Kind.TARGET:
        return []
    return [TabLink(tab or "overview", tab_label(kind, tab), tab_href(kind, code, tab), tab == current) for tab in Tab]
