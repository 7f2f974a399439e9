"""The outbox: e-mails to send. A row is saved in the transaction that it reports on; a job sends it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class NoticeQuerySet(models.QuerySet):
    def due(self):
        return self.filter(sent_at=None, given_up_at=None)


class Notice(models.Model):
    """One e-mail, to a person or to an address without an account. `kind` names its template
    (templates/emails/KIND.txt), `context` has the template's values."""

    kind = models.CharField(max_length=40)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="notices")
    address = models.EmailField(
        blank=True, db_default="", help_text=_("Of somebody without an account; otherwise empty.")
    )
    context = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    try_after = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to__isnull=False, address="") | (Q(to__isnull=True) & ~Q(address="")),
                name="notice_has_one_receiver",
            )
        ]
        indexes = [
            models.Index(fields=["try_after"], condition=Q(sent_at=None, given_up_at=None), name="notice_due"),
        ]
