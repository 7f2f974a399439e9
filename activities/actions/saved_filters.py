"""Keep, rename and drop somebody's own views. They are no facts: nobody else sees them, and no Change tells of them."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from activities.actions.ledger import Refused
from activities.models import SavedFilter, User

#: Nobody finds anything among more.
MOST = 100


def save_filter(*, name: str, page: str, query: str, by: User) -> SavedFilter:
    """A new view. Raises Refused when the name is taken or there are a hundred already."""
    if SavedFilter.objects.filter(user=by).count() >= MOST:
        raise Refused(_("You have %(most)s saved views. Remove one first.") % {"most": MOST})
    return saved_filter_or_refusal(SavedFilter(user=by, name=name, page=page, query=query))


def rename_filter(*, saved: SavedFilter, name: str) -> SavedFilter:
    """Raises Refused when another view of the same person has the name."""
    saved.name = name
    return saved_filter_or_refusal(saved)


def remove_filter(*, saved: SavedFilter) -> None:
    saved.delete()


def saved_filter_or_refusal(saved: SavedFilter) -> SavedFilter:
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError as error:
        message = _("You have a view called “%(name)s” already. Choose another name.")
        raise Refused(message % {"name": saved.name}) from error
    return saved
