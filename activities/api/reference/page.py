"""The reference, generated from the OpenAPI description, from the guide and from its recipes.

Its first page has the guide and a list of all operations. Each group of operations has a page, and so have the recipes.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from activities.api.reference.live import BASE, answer_to
from activities.api.reference.operations import reference, with_code
from activities.api.reference.recipes import LANGUAGES, SITE, recipes
from activities.past_views import shows_the_past
from activities.queries.state import State, read_state
from activities.validators import clean_text

#: The sections that explain what all operations have in common: {anchor: title}.
GUIDE = {
    "start": gettext_lazy("Start here"),
    "lists": gettext_lazy("Lists, filters and columns"),
    "formats": gettext_lazy("CSV and JSON Lines"),
    "sync": gettext_lazy("Keep a copy up to date"),
    "dates": gettext_lazy("Dates of facts and figures"),
    "errors": gettext_lazy("Errors"),
    "promises": gettext_lazy("What is promised"),
}
#: The page of the recipes, beside those of the groups.
RECIPES = "recipes"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the guide. `body` is its HTML."""

    id: str
    title: str
    body: SafeString

    @property
    def words(self) -> str:
        return f"{self.title} {strip_tags(self.body)}"


@dataclass(frozen=True, slots=True)
class Link:
    """A part of the reference. `path` is the method and the address of an operation, "" for other parts."""

    id: str
    title: str
    href: str
    method: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Links:
    """A page of the reference with its parts."""

    name: str
    href: str
    parts: tuple[Link, ...]


@shows_the_past
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The guide and the list of all parts; with `?q=`, the parts that contain all these words, of every page."""
    state = read_state()
    words = clean_text(request.GET.get("q", ""))[:200]
    sections = guide(request, state)
    found = [one for one in contents(request, state, words) if one.parts]
    context = {
        "words": words,
        "sections": [] if words else sections,
        "basics": [Link(one.id, one.title, f"#{one.id}") for one in sections if matches(one.words, words)],
        "pages": found,
        "state": state,
    }
    return render(request, "activities/api_docs/index.html", context)


@shows_the_past
@require_safe
def docs_group(request: HttpRequest, slug: str) -> HttpResponse:
    """One group of operations, or the recipes."""
    state = read_state()
    base = request.build_absolute_uri(BASE)
    context = {"pages": pages(request, state), "base": base, "state": state}
    if slug == RECIPES:
        context |= {"title": _("Recipes"), "sections": jobs(base)}
        return render(request, "activities/api_docs/recipes.html", context)
    for group in reference(request, state):
        if group.slug == slug:
            return render(request, "activities/api_docs/group.html", context | {"group": group, "title": group.name})
    raise Http404(_("There is no part “%(slug)s” of the API documentation.") % {"slug": slug[:60]})


def pages(request: HttpRequest, state: State) -> list[Links]:
    """The recipes and the groups, without their parts."""
    found = [(str(_("Recipes")), RECIPES), *((group.name, group.slug) for group in reference(request, state))]
    return [Links(name, reverse("api-docs-group", args=[slug]), ()) for name, slug in found]


def contents(request: HttpRequest, state: State, words: str) -> Iterable[Links]:
    """The recipes and the groups with their parts, or those parts that contain all the words."""
    page = reverse("api-docs-group", args=[RECIPES])
    found = [one for one in jobs(request.build_absolute_uri(BASE)) if matches(one.words, words)]
    shown = [Links(_("Recipes"), page, tuple(Link(one.id, one.title, f"{page}#{one.id}") for one in found))]
    for group in reference(request, state):
        page = reverse("api-docs-group", args=[group.slug])
        parts = tuple(
            Link(one.id, one.summary, f"{page}#{one.id}", one.method, one.path)
            for one in group.operations
            if matches(f"{group.name} {one.words}", words)
        )
        shown.append(Links(group.name, page, parts))
    return shown


def matches(text: str, words: str) -> bool:
    return all(word in text.lower() for word in words.lower().split())


def guide(request: HttpRequest, state: State) -> list[Section]:
    """The sections of the guide."""
    base = request.build_absolute_uri(BASE)
    context = {
        "base": base,
        "state": state,
        "limit": settings.API_LIMIT,
        "refusal": answer_to(request, "activities/?gaol=9")[1],
    }
    return [
        Section(name, str(title), render_to_string(f"activities/api_docs/guide.html#{name}", context, request))
        for name, title in GUIDE.items()
    ]


def jobs(base: str) -> list[Section]:
    """The recipes, with the address of the API on this site."""
    found = []
    for recipe in recipes():
        shown = {
            "paragraphs": [with_code(one) for one in recipe.paragraphs],
            "programs": [
                (LANGUAGES[language], code.replace(SITE, base.removesuffix(BASE)))
                for language, code in recipe.programs.items()
            ],
        }
        body = render_to_string("activities/api_docs/guide.html#job", shown)
        found.append(Section(f"job-{recipe.number}", recipe.title, body))
    return found
