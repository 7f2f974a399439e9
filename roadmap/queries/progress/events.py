"""Guidance, inputs and meetings that belong to a commitment."""

from dataclasses import dataclass

from django.db.models import BigIntegerField, CharField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from roadmap.models import Edition, Engagement, Guidance, Input
from roadmap.queries.dates import in_words
from roadmap.queries.engagement import engagements_for_action, inputs_for_action

#: Characters shown of the words of guidance.
GUIDANCE_SHOWN = 160


@dataclass(frozen=True, slots=True)
class Happening:
    """Guidance, an input or a meeting. `what` is its kind, `when` its date as precisely as known."""

    title: str
    href: str
    when: str
    what: str
    place: str
    certainty: str


def guidance_rows(code: str, year: int):
    """Guidance of that year about the commitment in any edition of the Roadmap, in the columns of `happenings`."""
    about = {"action__code": code, "action__section__edition__register": Edition.Register.ROADMAP}
    rows = Guidance.objects.live().filter(received_on__year=year, **about).order_by()
    return rows.annotate(
        model=Value("guidance"),
        number=Cast("pk", CharField()),
        sure=Value(""),
        day=Cast("received_on", CharField()),
        nowhere=Value(""),
    )


def happenings(code: str, year: int) -> tuple[Happening, ...]:
    """The meetings and inputs of a year that belong to the commitment or its parts, and guidance about it, in the order
    of their dates. One query."""
    events = engagements_for_action(code, year).order_by().annotate(model=Value("engagement"))
    inputs = inputs_for_action(code, year).order_by().annotate(model=Value("input"), nowhere=Value(""))
    same = ("model", "slug", "title", "kind", "certainty")
    none = Cast(Value(None), BigIntegerField())
    rows = events.values_list(*same, "start", "place", "hlpf_year_id").union(
        inputs.annotate(no_session=none).values_list(*same, "date", "nowhere", "no_session"),
        guidance_rows(code, year)
        .annotate(no_session=none)
        .values_list("model", "number", "text", "body", "sure", "day", "nowhere", "no_session"),
        all=True,
    )
    found = []
    for model, slug, title, kind, certainty, day, place, session in sorted(rows, key=lambda row: (row[5], row[:2])):
        if model == "guidance":
            what = _("Guidance given by %(body)s") % {"body": kind}
            words = Truncator(title).chars(GUIDANCE_SHOWN)
            found.append(Happening(words, reverse("guidance", args=[slug]), in_words(day), what, "", ""))
            continue
        one: Engagement | Input = Input(slug=slug, kind=kind)
        if model == "engagement":
            one = Engagement(slug=slug, kind=kind, start=day, hlpf_year_id=session)
        what = one.get_kind_display()
        found.append(Happening(title, one.get_absolute_url(), in_words(day), what, place, certainty))
    return tuple(found)
