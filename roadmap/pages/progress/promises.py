"""Adds the commitments of the Roadmap, with their status, to pages of Goals, targets, Action Lines and countries."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.extensions import Block
from activities.models import Country, Term
from roadmap.queries.progress.overview import ALL_ACTION_LINES, linked_to, promises

TEMPLATE = "roadmap/progress/promises.html"
LINKED = {
    Term.Kind.GOAL: gettext_lazy("These commitments are linked to this Goal."),
    Term.Kind.TARGET: gettext_lazy("These commitments are linked to this target."),
    Term.Kind.ACTION_LINE: gettext_lazy("These commitments are linked to this Action Line."),
}
LINKED_ENTRY = gettext_lazy("These commitments are linked to this entry.")


def promises_for(subject: Term | Country) -> Block | None:
    """The block of commitments of a page, None if there are none. One query, two for an Action Line. Those of a
    country are in its block of engagement."""
    if isinstance(subject, Country):
        return None
    found, lead = promises(linked_to(subject)), LINKED.get(subject.kind, LINKED_ENTRY)
    if found is None and subject.kind == Term.Kind.ACTION_LINE:
        found, lead = promises(ALL_ACTION_LINES), _("These commitments are about all Action Lines.")
    if found is None:
        return None
    content = {"promises": found, "lead": lead}
    return Block("roadmap-promises", _("Roadmap commitments"), TEMPLATE, content)
