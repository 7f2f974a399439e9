"""Common reasons for a decision. Coordinators add, edit and withdraw them."""

from django.db import transaction
from django.utils.translation import gettext as _

from activities import rules
from activities.actions.ledger import Refused, Stale
from activities.models import ReasonTemplate, User


@transaction.atomic
def save_reason(
    *, template: ReasonTemplate | None = None, decision: str, title: str, text: str, seen: str = "", by: User
) -> ReasonTemplate:
    """Add a reason, or edit one that was last changed at `seen`. Raises Stale when it has been changed since."""
    row = current(template, seen, by)
    row.decision, row.title, row.text, row.changed_by = decision, title, text, by
    row.save()
    return row


@transaction.atomic
def withdraw_reason(*, template: ReasonTemplate, withdrawn: bool = True, by: User) -> ReasonTemplate:
    """Reviewers are no longer offered it. With `withdrawn=False` they are again."""
    row = current(template, None, by)
    row.withdrawn, row.changed_by = withdrawn, by
    row.save()
    return row


def current(template: ReasonTemplate | None, seen: str | None, by: User) -> ReasonTemplate:
    """The row, locked; a new one for None."""
    if not rules.can_review(by):
        raise Refused(_("Only coordinators and administrators can edit reasons."))
    if template is None:
        return ReasonTemplate()
    row = ReasonTemplate.objects.select_for_update().get(pk=template.pk)
    if seen is not None and version_of(row) != seen:
        raise Stale(row)
    return row


def version_of(template: ReasonTemplate) -> str:
    """What a page has seen of a reason: when it was last changed."""
    return template.changed_at.isoformat()
