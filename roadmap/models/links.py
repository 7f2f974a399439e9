"""The base of the link tables of the Roadmap's registers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from activities.models.change import Published
from roadmap.models.edition import LiveQuerySet


class Withdrawable(Published):
    """A row that is withdrawn, never deleted."""

    withdrawn = models.BooleanField(_("withdrawn"), default=False, db_default=False)

    objects = LiveQuerySet.as_manager()

    class Meta:
        abstract = True
