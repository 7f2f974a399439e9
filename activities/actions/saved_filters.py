"""Save, rename and remove a user's own views. They are private, so no Change records them."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from activities.actions.ledger import Refused
from activities.models import SavedFilter, User

#: Most saved views of one user.
MOST = 100


def save_filter(*, name: str, page: str, query: str, by: User) -> SavedFilter:
    """Save a view. Raises Refused when the name is taken or the user has MOST views."""
    if SavedFilter.objects.filter(user=by).count() >= MOST:
        raise Refused(_("You have %(most)s saved views. Remove one first.") % {"most": MOST})
    return saved_filter_or_refusal(SavedFilter(user=by, name=name, page=page, query=query))


def rename_filter(*, saved: SavedFilter, name: str) -> SavedFilter:
    """Rename a view. Raises Refused when another view of the user has the name."""
    saved.name = name
    return saved_filter_or_refusal(saved)


def remove_filter(*, saved: SavedFilter) -> None:
    saved.delete()


def saved_filter_or_refusal(saved: SavedFilter) -> SavedFilter:
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError as error:
        message = _("You already have a view called “%(name)s”. Choose another name.")
        raise Refused(message % {"name": saved.name}) from error
    return saved
