"""The outbox: e-mails to send. A row is saved in the transaction that it reports on; a job sends it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activities.models.user import User


class NoticeQuerySet(models.QuerySet):
    def due(self):
        """E-mails to send, each by itself. Those in a daily e-mail have been sent with it."""
        return self.filter(sent_at=None, given_up_at=None, digested_at=None)

    def to_send(self, now):
        """E-mails to send at this time: not those that their receiver gets once a day, together."""
        daily = Q(optional=True, to__mails=User.Mails.DAILY)
        return self.due().filter(try_after__lte=now).exclude(daily)

    def for_digest(self, now):
        """E-mails that their receivers get once a day, together."""
        return self.due().filter(optional=True, to__mails=User.Mails.DAILY, try_after__lte=now)

    def stuck(self):
        """E-mails whose sending has failed, and that will be tried again."""
        return self.due().filter(attempts__gt=0)

    def given_up(self):
        return self.filter(given_up_at__isnull=False)


class Notice(models.Model):
    """One e-mail, to a person or to an address without an account. `kind` says what it is (actions/outbox/letters),
    `context` has the values for its text."""

    kind = models.CharField(max_length=40)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="notices")
    address = models.EmailField(
        blank=True, db_default="", help_text=_("Of someone without an account; otherwise empty.")
    )
    context = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    try_after = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    optional = models.BooleanField(
        default=False, db_default=False, help_text=_("Whether its receiver can choose not to get it.")
    )
    begun = models.SmallIntegerField(
        default=0, db_default=0, help_text=_("Attempts that began and of whose end nothing is known.")
    )
    retried_at = models.DateTimeField(
        null=True, help_text=_("When a coordinator asked to try again: the time until it is given up starts then.")
    )
    digested_at = models.DateTimeField(null=True, help_text=_("When it was put into a daily e-mail."))

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


class RefusedAddress(models.Model):
    """An address without an account that gets no optional e-mails, as a keyed digest: the table names no one."""

    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(auto_now_add=True)
