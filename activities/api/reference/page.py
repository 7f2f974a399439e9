"""The reference page, generated from the OpenAPI description, from the guide and from its recipes."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from activities.api.reference.live import BASE, answer_to
from activities.api.reference.operations import Group, reference, with_code
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


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the guide. `body` is its HTML."""

    id: str
    title: str
    body: SafeString

    @property
    def words(self) -> str:
        return f"{self.title} {strip_tags(self.body)}"


@shows_the_past
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The reference; with `?q=`, the parts of it that contain all these words."""
    state = read_state()
    words = clean_text(request.GET.get("q", ""))[:200]
    sections = [one for one in guide(request, state) if matches(one.words, words)]
    groups = [
        Group(group.name, group.slug, group.description, found)
        for group in reference(request, state)
        if (found := tuple(one for one in group.operations if matches(f"{group.name} {one.words}", words)))
    ]
    context = {
        "words": words,
        "sections": [one for one in sections if not one.id.startswith("job-")],
        "jobs": [one for one in sections if one.id.startswith("job-")],
        "groups": groups,
        "base": request.build_absolute_uri(BASE),
        "state": state,
    }
    return render(request, "activities/api_docs.html", context)


def matches(text: str, words: str) -> bool:
    return all(word in text.lower() for word in words.lower().split())


def guide(request: HttpRequest, state: State) -> list[Section]:
    """The sections of the guide and the recipes."""
    base = request.build_absolute_uri(BASE)
    context = {
        "base": base,
        "state": state,
        "limit": settings.API_LIMIT,
        "refusal": answer_to(request, "activities/?gaol=9")[1],
    }
    found = [
        Section(name, str(title), render_to_string(f"activities/api_docs_guide.html#{name}", context, request))
        for name, title in GUIDE.items()
    ]
    for recipe in recipes():
        shown = {
            "paragraphs": [with_code(one) for one in recipe.paragraphs],
            "programs": [
                (LANGUAGES[language], code.replace(SITE, base.removesuffix(BASE)))
                for language, code in recipe.programs.items()
            ],
        }
        body = render_to_string("activities/api_docs_guide.html#job", shown, request)
        found.append(Section(f"job-{recipe.number}", recipe.title, body))
    return found
