"""What staff will do next about an event. It names people, so it is never published and has no public history."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roadmap.models.engagement.event import Engagement


class NextStepQuerySet(models.QuerySet):
    def open(self):
        return self.filter(done_on=None)

    def overdue(self, today):
        return self.open().filter(due__lt=today)


class NextStep(models.Model):
    """One step with its owner and due date. Staff only: no Resource, feed, snapshot or past version has it."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="next_steps")
    text = models.CharField(_("next step"), max_length=500)
    owner = models.CharField(_("owner"), max_length=150, blank=True, help_text=_("Who does it. Seen by staff only."))
    due = models.DateField(_("due"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    objects = NextStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("next step")
        verbose_name_plural = _("next steps")
        ordering = ["due", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="next_step_has_text")]

    def __str__(self):
        return self.text
