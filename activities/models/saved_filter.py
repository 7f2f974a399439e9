"""A page and its filters, saved under a name."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SavedFilter(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters")
    name = models.CharField(_("name"), max_length=80)
    page = models.CharField(max_length=40, help_text=_("The name of the page's address, such as activity-list."))
    query = models.CharField(max_length=2000, blank=True, help_text=_("Its query string, without the question mark."))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="saved_filter_name"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_filter_named"),
        ]
