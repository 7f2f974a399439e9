"""The ledger: one row for each recorded action, written only by `activities.actions.ledger.record`."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def tracked(model):
    """Store every version of a row, with statement-level triggers. They also fire for bulk and raw SQL writes."""
    return pghistory.track(
        pghistory.InsertEvent(level=pghistory.Statement),
        pghistory.UpdateEvent(level=pghistory.Statement),
        pghistory.DeleteEvent(level=pghistory.Statement),
        exclude=["search"] if hasattr(model, "search") else None,
        # nothing deletes public rows, so it is empty; the feed looks for deletions all the same
        meta={
            "indexes": [
                models.Index(
                    fields=["pgh_id"],
                    condition=models.Q(pgh_label="delete"),
                    name=f"{model._meta.model_name}_deleted",
                )
            ]
        },
    )(model)


class Change(models.Model):
    """One recorded action: who, when, why, what. Numbers follow the order of commits (see `record`).

    Long work, such as an import or a large edit, writes several Changes with the same `batch`. They are one entry in
    the history and can be reverted together."""

    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="changes")
    actor = models.CharField(_("who"), max_length=150, help_text=_("The name shown: a person's or a command's."))
    verb = models.CharField(_("what"), max_length=60, help_text=_("Such as activity.create or reference.load."))
    reason = models.TextField(_("why"), blank=True)
    reverts = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="reverted_by")
    batch = models.UUIDField(
        null=True, blank=True, editable=False, help_text=_("The import or large edit that it is a part of.")
    )

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["at"], name="change_at"),
            models.Index(fields=["batch", "id"], condition=models.Q(batch__isnull=False), name="change_batch"),
        ]

    def __str__(self):
        return f"{self.id} {self.verb}"


class Published(models.Model):
    """A fact with the number of the Change that last saved it."""

    #: The columns that identify a row for readers, by attname; if empty, those of its unique constraint.
    NAMED_BY: tuple[str, ...] = ()

    change = models.ForeignKey(Change, models.PROTECT, related_name="+")

    class Meta:
        abstract = True
