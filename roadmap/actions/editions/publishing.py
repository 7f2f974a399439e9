"""Publish a draft: from then on it is public, and it is the current edition of its register."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from activities.actions.ledger import Refused, Stale, record
from activities.models import Change, User
from roadmap.actions.progress.rows import renew_statuses
from roadmap.models import Action, Edition, Section
from roadmap.queries.editions.reading import last_change


@dataclass(frozen=True, slots=True)
class Missing:
    """What a draft lacks. `section` or `commitment` is the code of the place to correct, "" for the whole edition."""

    message: str
    section: str = ""
    commitment: str = ""


class Incomplete(Refused):
    """The draft cannot be published yet: `missing` says why."""

    def __init__(self, missing: list[Missing]):
        self.missing = missing
        super().__init__(_("The draft cannot be published yet. Nothing was changed."))


def missing_of(edition: Edition) -> list[Missing]:
    """What must be corrected before the draft can be published. Three queries."""
    live = Q(actions__withdrawn=False)
    sections = list(Section.objects.live().filter(edition=edition).annotate(live=Count("actions", filter=live)))
    if not sections:
        return [Missing(_("The edition has no sections. Add at least one."))]
    found = [
        Missing(
            _("Section %(number)s is empty. Add its text or a commitment, or withdraw the section.")
            % {"number": section.number},
            section=str(section.number),
        )
        for section in sections
        if not section.live and not section.text
    ]
    actions = Action.objects.live().filter(section__in=sections).order_by("section__number", "position")
    bodies = Count("body_links", filter=Q(body_links__withdrawn=False))
    found += [
        Missing(
            _("Commitment %(code)s has no responsible body. Enter at least one.") % {"code": action.code},
            commitment=action.code,
        )
        for action in actions.annotate(bodies_named=bodies).filter(bodies_named=0)
    ]
    found += [
        Missing(
            _("Commitment %(code)s is due once but has no date. Enter the date.") % {"code": action.code},
            commitment=action.code,
        )
        for action in actions.filter(rule=Action.Frequency.ONCE, due_on=None)
    ]
    return found


def publish_edition(*, edition: Edition, seen: int, reason: str = "", by: User | str) -> Edition:
    """Publish a draft and make it the current edition of its register. The earlier one stays public. `seen` is the
    latest Change to the draft or anything in it that the page showed: Stale if there is a later one. Raises Incomplete
    while something is missing. Publishing cannot be undone."""
    with record(by, "edition.publish", reason) as change:
        row = Edition.objects.select_related("change").get(pk=edition.pk)
        if row.state == Edition.State.PUBLISHED:
            raise Refused(_("This edition has already been published."))
        if last_change(row) != seen:
            raise Stale(row)
        publish_under(row, change)
        return row


def publish_under(row: Edition, change: Change) -> None:
    """Publish a draft under `change`. Its commitments take over the status of those with the same code. Raises
    Incomplete, and Refused for a draft that was withdrawn."""
    if row.withdrawn:
        raise Refused(_("This draft has been withdrawn. Restore it first."))
    if missing := missing_of(row):
        raise Incomplete(missing)
    Edition.objects.filter(register=row.register, current=True).update(current=False, change=change)
    row.state, row.current, row.change = Edition.State.PUBLISHED, True, change
    row.save(update_fields=["state", "current", "change"])
    renew_statuses(Action.objects.live().filter(section__edition=row), change)
