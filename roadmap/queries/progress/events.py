"""Inputs and meetings that belong to a commitment."""

from dataclasses import dataclass

from django.db.models import BigIntegerField, Value
from django.db.models.functions import Cast

from roadmap.models import Engagement, Input
from roadmap.queries.dates import in_words
from roadmap.queries.engagement import engagements_for_action, inputs_for_action


@dataclass(frozen=True, slots=True)
class Happening:
    """An input or a meeting. `what` is its kind, `when` its date as precisely as known."""

    title: str
    href: str
    when: str
    what: str
    place: str
    certainty: str


def happenings(code: str, year: int) -> tuple[Happening, ...]:
    """The meetings and inputs of a year that belong to the commitment or its parts, in the order of their dates. One
    query."""
    events = engagements_for_action(code, year).order_by().annotate(model=Value("engagement"))
    inputs = inputs_for_action(code, year).order_by().annotate(model=Value("input"), nowhere=Value(""))
    same = ("model", "slug", "title", "kind", "certainty")
    none = Cast(Value(None), BigIntegerField())
    rows = events.values_list(*same, "start", "place", "hlpf_year_id").union(
        inputs.annotate(no_session=none).values_list(*same, "date", "nowhere", "no_session"), all=True
    )
    found = []
    for model, slug, title, kind, certainty, day, place, session in sorted(rows, key=lambda row: (row[5], row[:2])):
        one: Engagement | Input = Input(slug=slug, kind=kind)
        if model == "engagement":
            one = Engagement(slug=slug, kind=kind, start=day, hlpf_year_id=session)
        what = one.get_kind_display()
        found.append(Happening(title, one.get_absolute_url(), in_words(day), what, place, certainty))
    return tuple(found)
