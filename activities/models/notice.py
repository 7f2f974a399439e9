"""The outbox: a mail that has to leave. It is written in the transaction of what it tells, and sent by a job."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class NoticeQuerySet(models.QuerySet):
    def due(self):
        return self.filter(sent_at=None, given_up_at=None)


class Notice(models.Model):
    """`kind` names the templates of the mail (templates/emails/KIND.txt), `context` what they need, as plain values."""

    kind = models.CharField(max_length=40)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
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
        indexes = [
            models.Index(fields=["try_after"], condition=Q(sent_at=None, given_up_at=None), name="notice_due"),
        ]
