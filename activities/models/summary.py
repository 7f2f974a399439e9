"""Derived rows that pages and charts read. Written by `activities.summaries.rebuild` and nowhere else."""

from django.db import models
from django.db.models import Q

from activities.models.framework import Crosswalk, Term


class SummaryState(models.Model):
    """The watermark: the figures agree with all facts up to Change number `built_through`. One row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    built_through = models.BigIntegerField(default=0)
    built_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_summary_state")]


class TermSummary(models.Model):
    """Live activities mapped to a Term; a Goal counts those mapped to it or to one of its targets, once.

    `fractional` shares each activity equally between the Terms of the same framework and kind that it is mapped to.
    `strength_n` counts an activity by the strongest of its links to the Term. `reached` counts those mapped to at least
    one Term that a Crosswalk links this one to, such as the targets that an output of the Strategic Plan serves.
    """

    term = models.OneToOneField(Term, models.CASCADE, primary_key=True, related_name="summary")
    activities = models.IntegerField()
    fractional = models.FloatField()
    strength_1 = models.IntegerField()
    strength_2 = models.IntegerField()
    strength_3 = models.IntegerField()
    itu = models.IntegerField()
    stakeholders = models.IntegerField()
    reached = models.IntegerField(default=0)


class FacetCount(models.Model):
    """All facet counts within one slice: `counts` is {facet: {value: activities}}. Facet "", value "": everything."""

    facet = models.CharField(max_length=20)
    value = models.CharField(max_length=60)
    activities = models.IntegerField()
    counts = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facet", "value"], name="facet_slice_unique")]


class MatrixCell(models.Model):
    """Activities mapped both to an Action Line and to a Goal (or one of its targets). Sector "" counts everybody's."""

    line = models.ForeignKey(Term, models.CASCADE, related_name="+")
    goal = models.ForeignKey(Term, models.CASCADE, related_name="+")
    sector = models.CharField(max_length=30, blank=True)
    activities = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "goal", "sector"], name="matrix_cell_unique")]


class CrosswalkSummary(models.Model):
    """Live activities mapped to both ends of a Crosswalk link; 0 is a gap: the link expects work that nobody does."""

    crosswalk = models.OneToOneField(Crosswalk, models.CASCADE, primary_key=True, related_name="summary")
    activities = models.IntegerField()
