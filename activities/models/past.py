"""Past versions that have been built: one PostgreSQL schema `past_<number>` each (docs/adr/0007)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PastMoment(models.Model):
    """The data as it was after Change `number`. It is a copy and can be built again at any time.

    `shape` is a digest of the tables and the code it was built with. When it differs, the version is built again.
    """

    number = models.BigIntegerField(primary_key=True)
    shape = models.CharField(max_length=16)
    built_at = models.DateTimeField()
    used_at = models.DateTimeField()
    seconds = models.FloatField()

    class Meta:
        verbose_name = _("past version")
        verbose_name_plural = _("past versions")
        ordering = ["-used_at"]

    def __str__(self):
        return str(self.number)
