"""Tokens with which programs use the API for a person, and answers that are kept so that nothing is done twice."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

#: No token is valid for longer. A day more than a year: a leap year has one.
LONGEST = timedelta(days=366)


class ApiTokenQuerySet(models.QuerySet):
    def active(self, now):
        return self.filter(revoked_at=None, expires_at__gt=now)

    def ended(self, before):
        """Tokens that expired or were revoked before this time."""
        return self.filter(Q(expires_at__lt=before) | Q(revoked_at__lt=before))


class ApiToken(models.Model):
    """Its text is shown once and not stored: `digest` is its SHA-256, `ending` its last characters, to recognise it."""

    class Scope(models.TextChoices):
        """What a program can do with the token, in addition to reading what is public."""

        READ = "read", _("Read public data")
        SUBMIT = "submit", _("Submit activities for your organisations")
        EDIT = "edit", _("Edit activities, mappings and the Roadmap")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=80)
    scope = models.CharField(_("scope"), max_length=10, choices=Scope)
    digest = models.CharField(max_length=64, unique=True)
    ending = models.CharField(max_length=4)
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("expires"))
    last_used_at = models.DateTimeField(_("last used"), null=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="api_token_named"),
            models.CheckConstraint(condition=Q(scope__in=["read", "submit", "edit"]), name="api_token_scope_known"),
            models.CheckConstraint(
                condition=Q(expires_at__lte=F("created_at") + LONGEST), name="api_token_expires_in_time"
            ),
        ]

    def __str__(self):
        return self.name


class StoredAnswer(models.Model):
    """The answer to a request with an Idempotency-Key, written in the transaction of what the request has changed. A
    second request with the same key gets it again. `fingerprint` is of the method, the address and the body."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="stored_answers")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("stored answer")
        verbose_name_plural = _("stored answers")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_answer_a_key")]
        indexes = [models.Index(fields=["created_at"], name="stored_answer_age")]
