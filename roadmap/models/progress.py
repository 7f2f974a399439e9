"""Progress of commitments: requests and reports for staff, and accepted updates for everyone.

An accepted report becomes a ProgressUpdate, the only one of these tables that is public. Requests and pending reports
are working matter without history; no public page, feed or file can find them.
"""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from activities.models import Activity
from activities.models.change import Published, tracked
from roadmap.models.commitment import Action
from roadmap.models.document import Document
from roadmap.models.edition import Edition, LiveQuerySet

#: The statuses that a report can give; "not reported" is not one of them.
CHOICES = [(value, label) for value, label in Action.Status.choices if value != Action.Status.NOT_REPORTED]
SAID = [value for value, _label in CHOICES]


class ReportRequest(models.Model):
    """A request for a report that is due on a day: when it was made, and which reminder was sent last."""

    class Step(models.IntegerChoices):
        """The letters about one request, in order."""

        NONE = 0, _("Not requested yet")
        REQUESTED = 1, _("Requested")
        MONTH = 2, _("Reminded 30 days before")
        WEEK = 3, _("Reminded 7 days before")
        OVERDUE = 4, _("Reminded after the due date")

    action = models.ForeignKey(Action, models.PROTECT, related_name="requests", verbose_name=_("commitment"))
    due_on = models.DateField(_("due on"))
    requested_at = models.DateTimeField(_("requested"), default=timezone.now)
    step = models.PositiveSmallIntegerField(_("last letter"), choices=Step, default=Step.NONE)
    reminded_at = models.DateTimeField(_("last letter sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("request for a report")
        verbose_name_plural = _("requests for reports")
        ordering = ["due_on", "action"]
        constraints = [
            models.UniqueConstraint(fields=["action", "due_on"], name="one_request_for_a_day"),
            models.CheckConstraint(condition=Q(step__range=(0, 4)), name="request_step_known"),
            models.CheckConstraint(
                condition=Q(step=0, reminded_at__isnull=True) | Q(step__gt=0, reminded_at__isnull=False),
                name="request_step_has_time",
            ),
        ]

    def __str__(self):
        return f"{self.action_id} {self.due_on}"


class Reported(models.Model):
    """The content of a report, pending or accepted."""

    due_on = models.DateField(_("due date"), null=True, blank=True, help_text=_("Empty for an ongoing commitment."))
    period_start = models.DateField(_("first day of the period"))
    period_end = models.DateField(_("last day of the period"))
    done = models.TextField(_("what was done"))
    figures = models.TextField(_("figures"), blank=True)
    evidence_url = models.URLField(_("web address of the evidence"), max_length=1000, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=CHOICES)

    class Meta:
        abstract = True


@tracked
class ProgressUpdate(Reported, Published):
    """One accepted report on a commitment. Who wrote and accepted it is in its ProgressReport."""

    NAMED_BY = ("action_id", "period_end")

    action = models.ForeignKey(Action, models.PROTECT, related_name="updates", verbose_name=_("commitment"))
    submitted_at = models.DateTimeField(_("submitted"))
    accepted_at = models.DateTimeField(_("accepted"))
    withdrawn = models.BooleanField(_("withdrawn"), default=False, db_default=False)

    objects = LiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress update")
        verbose_name_plural = _("progress updates")
        ordering = ["-period_end", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="update_period_ordered"),
            models.CheckConstraint(condition=~Q(done=""), name="update_says_what_was_done"),
            models.CheckConstraint(condition=Q(status__in=SAID), name="update_status_known"),
            models.CheckConstraint(condition=Q(accepted_at__gte=F("submitted_at")), name="update_accepted_afterwards"),
        ]
        indexes = [models.Index(fields=["change", "id"], name="update_change")]

    def __str__(self):
        return f"{self.action_id} {self.period_start} – {self.period_end}"


@tracked
class UpdateDocument(Published):
    """A document of the register that is evidence of an update."""

    update = models.ForeignKey(ProgressUpdate, models.CASCADE, related_name="document_links")
    document = models.ForeignKey(Document, models.PROTECT, related_name="update_links")
    withdrawn = models.BooleanField(_("withdrawn"), default=False, db_default=False)

    objects = LiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("document of a progress update")
        verbose_name_plural = _("documents of progress updates")
        ordering = ["update", "document"]
        constraints = [models.UniqueConstraint(fields=["update", "document"], name="update_document_unique")]
        indexes = [models.Index(fields=["change", "id"], name="update_document_change")]

    def __str__(self):
        return f"{self.update_id} → {self.document_id}"


@tracked
class UpdateActivity(Published):
    """An activity that is evidence of an update."""

    update = models.ForeignKey(ProgressUpdate, models.CASCADE, related_name="activity_links")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="update_links")
    withdrawn = models.BooleanField(_("withdrawn"), default=False, db_default=False)

    objects = LiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity of a progress update")
        verbose_name_plural = _("activities of progress updates")
        ordering = ["update", "activity"]
        constraints = [models.UniqueConstraint(fields=["update", "activity"], name="update_activity_unique")]
        indexes = [models.Index(fields=["change", "id"], name="update_activity_change")]

    def __str__(self):
        return f"{self.update_id} → {self.activity_id}"


class ReportQuerySet(models.QuerySet):
    def open(self):
        """Reports that a coordinator or the author still has to deal with: at most one for each commitment."""
        return self.filter(state__in=[ProgressReport.State.PENDING, ProgressReport.State.RETURNED])

    def pending(self):
        """Submitted, and not yet accepted by a coordinator."""
        return self.filter(state=ProgressReport.State.PENDING)

    def on(self, actions: Iterable[Action]):
        """Reports on these commitments, in whatever edition they were written; also if one has been withdrawn since."""
        actions = list(actions)
        return self.filter(Q(action__in=Action.objects.in_every_edition(actions)) | Q(action__in=actions))

    def left_out(self):
        """Reports on commitments of the Roadmap that were withdrawn since, or that the edition in force leaves out."""
        rows = self.filter(action__section__edition__register=Edition.Register.ROADMAP)
        return rows.exclude(action__code__in=Action.objects.of_current().order_by().values("code"))


class ProgressReport(Reported):
    """A report as it was submitted. `revision` counts its versions, as the number of a Change does for facts."""

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        RETURNED = "returned", _("Returned")
        ACCEPTED = "accepted", _("Accepted")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    action = models.ForeignKey(Action, models.PROTECT, related_name="reports", verbose_name=_("commitment"))
    documents = ArrayField(models.BigIntegerField(), verbose_name=_("documents"), default=list, blank=True)
    activities = ArrayField(models.BigIntegerField(), verbose_name=_("activities"), default=list, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    revision = models.PositiveIntegerField(default=1)
    first_submitted_at = models.DateTimeField(_("first submitted"))
    submitted_at = models.DateTimeField(_("submitted"))
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="progress_reports"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    return_reason = models.TextField(_("reason for returning it"), blank=True)
    update = models.OneToOneField(ProgressUpdate, models.PROTECT, null=True, related_name="report")

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report on a commitment")
        verbose_name_plural = _("reports on commitments")
        ordering = ["-submitted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["action"], condition=Q(state__in=["pending", "returned"]), name="one_open_report_of_an_action"
            ),
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="report_period_ordered"),
            models.CheckConstraint(condition=~Q(done=""), name="report_says_what_was_done"),
            models.CheckConstraint(condition=Q(status__in=SAID), name="report_status_known"),
            models.CheckConstraint(
                condition=Q(submitted_at__gte=F("first_submitted_at")), name="report_submitted_in_order"
            ),
            models.CheckConstraint(
                condition=Q(state="pending", decided_at__isnull=True, update__isnull=True)
                | (Q(state="returned", decided_at__isnull=False, update__isnull=True) & ~Q(return_reason=""))
                | Q(state="accepted", decided_at__isnull=False, update__isnull=False)
                | Q(state="withdrawn", decided_at__isnull=False, update__isnull=True),
                name="report_state_is_complete",
            ),
        ]
        indexes = [models.Index(fields=["action", "state"], name="report_action_state")]

    def __str__(self):
        return f"{self.action_id} {self.due_on or self.period_end} {self.state}"
