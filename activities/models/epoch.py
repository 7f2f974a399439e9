"""Which database this is: numbers of Changes only compare within one."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Epoch(models.Model):
    """One row. `mark` is replaced when a backup is restored (`renew_epoch`).

    The epoch that readers see also has properties of the server, which change if its data is copied or taken back to an
    earlier time: see `activities_epoch_parts` in the migration, and `activities.queries.state`.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    mark = models.UUIDField(default=uuid.uuid4)

    class Meta:
        verbose_name = _("epoch")
        verbose_name_plural = _("epochs")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_epoch")]

    def __str__(self):
        return str(self.mark)
