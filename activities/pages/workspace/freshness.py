"""/workspace/freshness/: how current the activities are, and reminders to their owners."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from activities import rules
from activities.actions.submissions import reminding
from activities.models.activity import ActivityQuerySet, Freshness
from activities.pages.access import staff_page
from activities.pages.downloads import refuse_unknown
from activities.pictures.words import figure
from activities.queries.submissions.owners import owners_to_remind
from activities.queries.workspace import freshness as queries

#: People reminded at once, and countries that are not folded.
MOST, COUNTRIES = 1_000, 20


Row = tuple[queries.FreshnessRow, list[int]]


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by `head`, each row with those of the states that any activity has; `more` rows are folded. `key` is the
    parameter that names a row."""

    id: str
    title: str
    head: str
    key: str
    rows: list[Row]
    more: list[Row]


@dataclass(frozen=True, slots=True)
class Slice:
    """Which activities: of a type of organisation (or ITU) and of a country; "" means any."""

    kind: str
    country: str

    @property
    def query(self) -> str:
        return urlencode([(name, value) for name, value in (("type", self.kind), ("country", self.country)) if value])


@require_safe
@staff_page(rule=rules.can_remind_owners)
def freshness(request):
    today = timezone.localdate()
    types, countries = queries.by_type(today), queries.by_country(today)
    held = [place for place in range(len(Freshness)) if any(row.counts[place] for row in types)]
    context = {
        "states": [label for place, (_value, label) in enumerate(Freshness.choices) if place in held],
        "tables": [
            table("types", _("By type of organisation"), _("Type of organisation"), "type", types, held),
            table("countries", _("By country of the organisation"), _("Country"), "country", countries, held),
        ],
        "total": sum(row.total for row in types),
        "due": sum(row.due for row in types),
    }
    return render(request, "activities/workspace/freshness.html", context)


def table(name: str, title: str, head: str, key: str, found: list[queries.FreshnessRow], held: list[int]) -> Table:
    """`held`: the places of the states that any activity has."""
    rows = [(row, [row.counts[place] for place in held]) for row in found]
    shown = COUNTRIES if key == "country" else len(rows)
    return Table(name, title, head, key, rows[:shown], rows[shown:])


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(rule=rules.can_remind_owners)
def remind(request):
    """Preview whom a reminder reaches, and send it. No one is reminded twice within 30 days."""
    chosen = chosen_slice(request)
    due = queries.due_in(chosen.kind, chosen.country, timezone.localdate())
    if request.method == "POST":
        sent = reminding.remind(due, reminding.BY_COORDINATOR, most=MOST)
        messages.success(request, sent_sentence(sent))
        return redirect("freshness")
    return render(request, "activities/workspace/freshness_remind.html", preview(chosen, due))


def chosen_slice(request: HttpRequest) -> Slice:
    """400 for a type or country that no activity has."""
    kind, country = request.GET.get("type", ""), request.GET.get("country", "")
    today = timezone.localdate()
    if kind:
        refuse_unknown(_("Type of organisation"), kind, [row.value for row in queries.by_type(today)])
    if country:
        refuse_unknown(_("Country"), country, [row.value for row in queries.by_country(today)])
    return Slice(kind, country)


def preview(chosen: Slice, due: ActivityQuerySet) -> dict:
    not_since = timezone.now() - reminding.BY_COORDINATOR
    labels = {row.value: row.label for row in queries.by_type(timezone.localdate()) if chosen.kind == row.value}
    labels |= {row.value: row.label for row in queries.by_country(timezone.localdate()) if chosen.country == row.value}
    return {
        "of": ", ".join(map(str, labels.values())),
        "activities": due.count(),
        "people": min(MOST, owners_to_remind(due, not_since).count()),
        "action": "?".join(filter(None, [reverse("freshness-remind"), chosen.query])),
    }


def sent_sentence(sent: int) -> str:
    text = ngettext("%(number)s person has been reminded.", "%(number)s people have been reminded.", sent)
    return text % {"number": figure(sent)}
