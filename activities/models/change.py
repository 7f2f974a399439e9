"""The ledger: one row for each recorded act, written by `activities.actions.ledger.record` and nowhere else."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def tracked(model):
    """Keep every version of a row, by statement-level triggers so that bulk and raw SQL writes are caught too."""
    return pghistory.track(
        pghistory.InsertEvent(level=pghistory.Statement),
        pghistory.UpdateEvent(level=pghistory.Statement),
        pghistory.DeleteEvent(level=pghistory.Statement),
        exclude=["search"] if hasattr(model, "search") else None,
    )(model)


class Change(models.Model):
    """One recorded act: who, when, why, what. Numbers follow commit order (see `record`)."""

    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="changes")
    actor = models.CharField(_("who"), max_length=150, help_text=_("The name shown: a person's or a command's."))
    verb = models.CharField(_("what"), max_length=60, help_text=_("Such as activity.create or reference.load."))
    reason = models.TextField(_("why"), blank=True)
    reverts = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="reverted_by")

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["-id"]
        indexes = [models.Index(fields=["at"], name="change_at")]

    def __str__(self):
        return f"{self.id} {self.verb}"


class Published(models.Model):
    """A fact with the number of the Change that last wrote it."""

    #: The columns by which readers know a row, by attname; empty where its unique constraint says it best.
    NAMED_BY: tuple[str, ...] = ()

    change = models.ForeignKey(Change, models.PROTECT, related_name="+")

    class Meta:
        abstract = True
