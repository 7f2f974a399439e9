"""Derived figures for pages and charts, written only by `activities.summaries.rebuild`."""

from django.db import models
from django.db.models import Q

from activities.models.framework import Crosswalk, Term


class SummaryState(models.Model):
    """The only row says up to which Change the figures are complete: `built_through`."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    built_through = models.BigIntegerField(default=0)
    built_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_summary_state")]


class TermSummary(models.Model):
    """Numbers of live activities linked to a Term. An activity counts once for its Goal, directly or through targets.

    `fractional` divides each activity equally among its Terms of the same framework and kind.
    `strength_n` counts an activity by the strongest of its links to the Term. `reached` counts activities linked to at
    least one Term at the other end of a Crosswalk link, such as a target that an output of the Strategic Plan serves.
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
    """All facet counts within one slice: `counts` is {facet: {value: activities}}. Facet "" and value "" mean all."""

    facet = models.CharField(max_length=20)
    value = models.CharField(max_length=60)
    activities = models.IntegerField()
    counts = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facet", "value"], name="facet_slice_unique")]


class MatrixCell(models.Model):
    """Activities linked to both an Action Line and a Goal (or one of its targets). Sector "" means everyone."""

    line = models.ForeignKey(Term, models.CASCADE, related_name="+")
    goal = models.ForeignKey(Term, models.CASCADE, related_name="+")
    sector = models.CharField(max_length=30, blank=True)
    activities = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "goal", "sector"], name="matrix_cell_unique")]


class CrosswalkSummary(models.Model):
    """Live activities linked to both ends of a Crosswalk link; 0 is a gap: a link without activities."""

    crosswalk = models.OneToOneField(Crosswalk, models.CASCADE, primary_key=True, related_name="summary")
    activities = models.IntegerField()
