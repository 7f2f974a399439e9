"""The calendar: sessions of the High-Level Political Forum, and WSIS milestones."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activities.models import Term
from activities.models.certainty import certainty_field, certainty_known
from activities.models.change import Published, tracked
from roadmap.validators import PARTIAL_DATE


@tracked
class HlpfYear(Published):
    """One yearly session of the High-Level Political Forum: its theme and the Goals reviewed in depth."""

    year = models.SmallIntegerField(_("year"), unique=True)
    theme = models.TextField(_("theme"), blank=True, help_text=_("Leave empty until it is known."))
    source_url = models.URLField(_("source"), max_length=500, blank=True)
    basis = models.CharField(
        _("basis"), max_length=200, blank=True, help_text=_("How we came to know this entry. Staff only.")
    )
    certainty = certainty_field()
    goals = models.ManyToManyField(Term, through="HlpfGoal", related_name="hlpf_years")

    class Meta:
        verbose_name = _("HLPF session")
        verbose_name_plural = _("HLPF sessions")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(condition=Q(year__range=(2012, 2100)), name="hlpf_year_plausible"),
            certainty_known("hlpf_year"),
        ]

    def __str__(self):
        return str(self.year)


@tracked
class HlpfGoal(Published):
    """A Goal in focus in one year."""

    hlpf_year = models.ForeignKey(HlpfYear, models.CASCADE, related_name="goal_links")
    term = models.ForeignKey(Term, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("Goal in focus")
        verbose_name_plural = _("Goals in focus")
        ordering = ["hlpf_year", "term__position"]
        constraints = [models.UniqueConstraint(fields=["hlpf_year", "term"], name="hlpf_goal_unique")]

    def __str__(self):
        return f"{self.hlpf_year_id} → {self.term_id}"


@tracked
class Milestone(Published):
    """A date in the history of the World Summit on the Information Society."""

    NAMED_BY = ("title",)

    date = models.CharField(_("date"), max_length=10, validators=[RegexValidator(PARTIAL_DATE)])
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    source_url = models.URLField(_("source"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("WSIS milestone")
        verbose_name_plural = _("WSIS milestones")
        ordering = ["date", "title"]
        constraints = [
            models.UniqueConstraint(fields=["date", "title"], name="milestone_unique"),
            models.CheckConstraint(condition=~Q(title=""), name="milestone_titled"),
            models.CheckConstraint(condition=Q(date__regex=PARTIAL_DATE), name="milestone_date_is_a_date"),
        ]

    def __str__(self):
        return f"{self.date} {self.title}"
