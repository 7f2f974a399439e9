"""Webhooks: addresses of other people's systems that are notified of changes, and what was sent to them."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

#: How long requests are also signed with the earlier secret after a new one was made.
OVERLAP = timedelta(hours=24)


def new_key() -> str:
    """What a secret is derived from, together with SECRET_KEY."""
    return get_random_string(40)


def new_message_id() -> str:
    """The `webhook-id` of one event for one webhook."""
    return f"msg_{get_random_string(32)}"


class Webhook(models.Model):
    """An address that gets an event for each Change that matches the filters. `last_seen` is the last Change that was
    compared with them, `last_event` the last one (or the newest at the start) that an event was made of.

    A worker that sends has the webhook for itself until `claimed_until`. After failures it waits until `free_at`.
    The secret is not stored: it is derived from `key` and SECRET_KEY (actions/outbox/webhooks/signing.py)."""

    class Off(models.TextChoices):
        """Why it is switched off."""

        OWNER = "owner", _("You switched it off.")
        FAILING = "failing", _("Nothing could be delivered for three days.")
        GONE = "gone", _("The receiver answered 410 (Gone): it wants no more events.")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="webhooks")
    name = models.CharField(_("name"), max_length=80)
    address = models.CharField(_("address"), max_length=500)
    host = models.CharField(max_length=255, help_text=_("Of the address: requests to one host are limited."))
    resources = ArrayField(models.CharField(max_length=30), default=list, help_text=_("Empty for all."))
    goals = ArrayField(models.CharField(max_length=40), default=list)
    action_lines = ArrayField(models.CharField(max_length=40), default=list)
    countries = ArrayField(models.CharField(max_length=2), default=list)
    organisations = ArrayField(models.CharField(max_length=120), default=list, help_text=_("Slugs."))
    key = models.CharField(max_length=40, default=new_key)
    earlier_key = models.CharField(max_length=40, blank=True, default="")
    earlier_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen = models.BigIntegerField(default=0)
    last_event = models.BigIntegerField(default=0)
    off = models.CharField(max_length=10, choices=Off, blank=True, default="")
    off_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0, help_text=_("Since the last success."))
    failing_since = models.DateTimeField(null=True)
    slow = models.BooleanField(default=False, help_text=_("Whether the last answer took long, or none came."))
    free_at = models.DateTimeField(default=timezone.now)
    claimed_until = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="webhook_named"),
            models.CheckConstraint(
                condition=Q(off="", off_at__isnull=True) | (~Q(off="") & Q(off_at__isnull=False)),
                name="webhook_off_since_a_time",
            ),
            models.CheckConstraint(
                condition=Q(failures=0, failing_since__isnull=True) | Q(failures__gt=0, failing_since__isnull=False),
                name="webhook_failing_since_a_time",
            ),
        ]
        indexes = [models.Index(fields=["last_seen"], condition=Q(off=""), name="webhook_on")]

    def __str__(self):
        return self.name

    def get_filters(self) -> dict[str, list[str]]:
        """The filters that are set: {name of the filter: its values}."""
        names = ("resources", "goals", "action_lines", "countries", "organisations")
        return {name: getattr(self, name) for name in names if getattr(self, name)}


class DeliveryQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=Delivery.State.WAITING)


class Delivery(models.Model):
    """One event for one webhook. `begun` counts attempts of whose end nothing is known, `status` and `excerpt` are of
    the last answer, `error` says why the last attempt failed."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DELIVERED = "delivered", _("Delivered")
        GIVEN_UP = "given-up", _("Given up")

    class Problem(models.TextChoices):
        """Why an attempt failed."""

        ADDRESS = "address", _("The address cannot be used. Edit the webhook.")
        NAME = "name", _("The host name was not found.")
        PRIVATE = "private", _("The host name leads into a private network. Nothing was sent.")
        REFUSED = "refused", _("No connection could be made.")
        SECURITY = "security", _("The secure connection failed. Check the certificate of the receiver.")
        BROKEN = "broken", _("The connection ended before the answer was complete.")
        LATE = "late", _("There was no answer within 15 seconds.")
        REDIRECT = "redirect", _("The receiver redirects. Redirects are not followed: enter the final address.")
        STATUS = "status", _("The receiver did not answer with a status from 200 to 299.")
        UNKNOWN = "unknown", _("It was sent twice, and our worker ended each time before the answer was saved.")

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    message_id = models.CharField(max_length=40, default=new_message_id, unique=True)
    change_number = models.BigIntegerField(null=True, help_text=_("Null for a test event."))
    payload = models.TextField(help_text=_("JSON, exactly as it is signed and sent."))
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(auto_now_add=True)
    try_after = models.DateTimeField(default=timezone.now)
    retry_until = models.DateTimeField(null=True, help_text=_("Given up when it fails after this time."))
    attempts = models.PositiveIntegerField(default=0)
    begun = models.SmallIntegerField(default=0)
    attempted_at = models.DateTimeField(null=True)
    milliseconds = models.PositiveIntegerField(null=True)
    status = models.SmallIntegerField(null=True)
    excerpt = models.TextField(blank=True, default="")
    error = models.CharField(max_length=10, choices=Problem, blank=True, default="")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "change_number"],
                condition=Q(change_number__isnull=False),
                name="one_event_of_a_change",
            )
        ]
        indexes = [
            models.Index(fields=["webhook", "attempts", "id"], condition=Q(state="waiting"), name="delivery_waiting"),
            models.Index(fields=["created_at"], name="delivery_created"),
        ]
