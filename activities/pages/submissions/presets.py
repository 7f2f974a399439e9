"""What a link to add an activity presets, and where a person continues afterwards. Addresses carry both through sign-up
and sign-in."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from activities.models import Country, Term
from activities.queries.submissions.answers import link_field
from activities.validators import clean_text

#: Presets of a new activity: {name in the address: longest value}.
LONGEST = {"goal": 10, "target": 10, "line": 20, "country": 2, "organisation": 120}
#: Presets that are entries of a framework.
TERMS = {"goal": Term.Kind.GOAL, "target": Term.Kind.TARGET, "line": Term.Kind.ACTION_LINE}
LONGEST_ADDRESS = 500
CONTRIBUTES = "2"


def presets_of(data: Mapping[str, Any]) -> dict[str, str]:
    """The presets in an address or a form; what is too long is none."""
    found = {name: clean_text(str(data.get(name, ""))) for name in LONGEST}
    return {name: value for name, value in found.items() if value and len(value) <= LONGEST[name]}


def with_presets(route: str, presets: Mapping[str, str]) -> str:
    """The address of a page with presets."""
    return f"{reverse(route)}?{urlencode(presets)}" if presets else reverse(route)


def preset_terms(presets: Mapping[str, str]) -> list[Term]:
    """The Terms that are preset. Unknown codes have no effect. At most one query for each."""
    found = (
        Term.objects.filter(kind=kind, code__iexact=presets[name], framework__slug__in=("sdg", "wsis")).first()
        for name, kind in TERMS.items()
        if name in presets
    )
    return [term for term in found if term]


def preset_country(presets: Mapping[str, str]) -> Country | None:
    code = presets.get("country", "").upper()
    return Country.objects.filter(code=code).first() if code else None


def preset_answers(presets: Mapping[str, str]) -> dict[str, Any]:
    """The answers with which a draft begins."""
    answers: dict[str, Any] = {link_field(term.pk, "strength"): CONTRIBUTES for term in preset_terms(presets)}
    if country := preset_country(presets):
        answers["countries"] = [country.code]
    return answers


def next_address(request: HttpRequest) -> str:
    """Where to continue: `next`, if it is one of our own pages, else ""."""
    there = str(request.POST.get("next") or request.GET.get("next") or "")
    if not there.startswith("/") or len(there) > LONGEST_ADDRESS:
        return ""
    if not url_has_allowed_host_and_scheme(there, allowed_hosts=None):
        return ""
    try:
        resolve(there.partition("?")[0].partition("#")[0])
    except Resolver404:
        return ""
    return there


def going_on(route: str, there: str, **parameters: str) -> str:
    """The address of a page that leads to `there` afterwards."""
    query = {name: value for name, value in {**parameters, "next": there}.items() if value}
    return f"{reverse(route)}?{urlencode(query)}" if query else reverse(route)
