"""Dated snapshots of all public facts: files in Django's storage, published by the rows that name them (adr/0023)."""

import pgtrigger
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models.change import Change


class Snapshot(models.Model):
    """All public facts as they were after `change`, published under `date` in the site's time zone.

    The row is written last, when all files are stored in `folder`, and never changes: what was published has the same
    bytes for as long as it is there. `figures` is the last Change that the counts in it contain.
    """

    date = models.DateField(_("date"), primary_key=True)
    change = models.ForeignKey(Change, models.PROTECT, related_name="+")
    figures = models.BigIntegerField()
    licence = models.CharField(_("licence"), max_length=80, help_text=_("The code of the SPDX licence list."))
    folder = models.CharField(max_length=100, unique=True)
    written_at = models.DateTimeField()
    seconds = models.FloatField()

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ["-date"]
        get_latest_by = "date"
        triggers = [pgtrigger.Protect(name="published_once", operation=pgtrigger.Update)]

    def __str__(self):
        return self.date.isoformat()

    def get_absolute_url(self):
        return reverse("snapshot", args=[self.date])


class SnapshotFile(models.Model):
    """One file of a snapshot. `bytes` and `sha256` are those of what a reader gets, whatever the storage holds.

    A file with rows has a `table`, a resource of the API with this `title`. The others describe the snapshot.
    `packed` files are stored as gzip.
    """

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="files")
    name = models.CharField(max_length=100)
    table = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=80)
    bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    rows = models.BigIntegerField(null=True)
    packed = models.BooleanField()

    class Meta:
        verbose_name = _("file of a snapshot")
        verbose_name_plural = _("files of snapshots")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "name"], name="one_snapshot_file_a_name"),
            models.CheckConstraint(
                condition=models.Q(table="", rows=None) | (~models.Q(table="") & models.Q(rows__isnull=False)),
                name="snapshot_rows_of_table",
            ),
        ]
        triggers = [pgtrigger.Protect(name="published_once", operation=pgtrigger.Update)]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("snapshot-file", args=[self.snapshot_id, self.name])

    @property
    def format(self):
        """The ending of its name: csv, jsonl, parquet and others."""
        return self.name.rpartition(".")[2]

    def stored_in(self, folder):
        """Its name in the storage, in the folder of its snapshot."""
        return f"{folder}/{self.name}{'.gz' if self.packed else ''}"
