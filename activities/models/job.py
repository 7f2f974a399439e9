"""Long work that a person waits for, such as checking an upload or training a model. Each Job is a row, so nothing is
lost with the broker or a worker: beat finds Jobs that are not running and sends them again."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class JobQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Only the person who requested a Job can see it."""
        return self.filter(by=user)

    def open(self):
        return self.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])


class Job(models.Model):
    """`done` of `total` steps; `total` is null until it is known. `asked` is the input of the runner, `result` its
    output. Whether a Job is running is known from the advisory lock that its runner holds, not from a column."""

    class Kind(models.TextChoices):
        SHEET_CHECK = "sheet.check", _("Check a spreadsheet")
        SHEET_APPLY = "sheet.apply", _("Apply a spreadsheet")
        REVERT_BATCH = "batch.revert", _("Revert changes")
        TRAIN = "suggestions.train", _("Learn suggestions again")
        PAST = "past.build", _("Prepare a past version")
        BULK_EDIT = "activities.bulk", _("Edit many activities")
        SNAPSHOT = "snapshot.write", _("Write a snapshot")

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="jobs")
    asked = models.JSONField(default=dict)
    step = models.CharField(max_length=100, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    cancel_asked = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running"], finished_at=None)
                | Q(state__in=["done", "failed", "cancelled"], finished_at__isnull=False),
                name="job_finished_has_time",
            )
        ]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(state__in=["queued", "running"]), name="job_open"),
        ]

    def __str__(self):
        return f"{self.kind} {self.id}"

    def get_absolute_url(self):
        return reverse("job", args=[self.pk])

    @property
    def finished(self):
        return self.finished_at is not None


class JobFile(models.Model):
    """An input or output file of a Job, stored in the database because the worker may be on another machine."""

    class Role(models.TextChoices):
        SENT = "sent", _("as sent")
        ANNOTATED = "annotated", _("annotated")

    job = models.ForeignKey(Job, models.CASCADE, related_name="files")
    role = models.CharField(max_length=10, choices=Role)
    name = models.CharField(max_length=200)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "role"], name="one_file_a_role")]
