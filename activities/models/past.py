"""Moments of the past that are at hand: a PostgreSQL schema `past_<number>` each (docs/adr/0007)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PastMoment(models.Model):
    """The map as it stood when Change `number` had been made. It holds no fact of its own: gone, it is built again.

    `shape` tells which tables and which arithmetic it was built with; one of another shape is built anew.
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
