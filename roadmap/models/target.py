"""Targets that ITU and the Broadband Commission have set, such as those of Connect 2030, and figures on them."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models import Framework, Term
from activities.models.certainty import certainty_field, certainty_known
from activities.models.change import Published, tracked


@tracked
class TargetSet(Published):
    """A set of targets that were adopted together, such as the Connect 2030 Agenda."""

    NAMED_BY = ("title",)

    code = models.SlugField(_("code"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=150)
    short_title = models.CharField(_("short title"), max_length=60)
    description = models.TextField(_("description"), blank=True)
    framework = models.ForeignKey(
        Framework,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="target_sets",
        verbose_name=_("plan"),
        help_text=_("The plan whose targets they are."),
    )
    url = models.URLField(_("web address"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("set of targets")
        verbose_name_plural = _("sets of targets")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="target_set_titled"),
            models.CheckConstraint(condition=~Q(short_title=""), name="target_set_named"),
        ]
        indexes = [models.Index(fields=["change", "id"], name="target_set_change")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"{reverse('roadmap-target-list')}#{self.code}"


@tracked
class Target(Published):
    """One target, or one measure of it: what is to be reached, by when.

    A letter at the end of `code` (2.8b) means a second measure, area or threshold of the same target. A target without
    `target_value` names no figure. `certainty` is that of the target, `baseline_certainty` that of its baseline, which
    the editors chose unless the target itself names a year. `basis` and `source_url` are for staff.
    """

    NAMED_BY = ("code", "title")

    set = models.ForeignKey(TargetSet, models.PROTECT, related_name="targets", verbose_name=_("set"))
    code = models.CharField(_("code"), max_length=10)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=200)
    measure = models.TextField(_("what is measured"))
    unit = models.CharField(_("unit"), max_length=50, blank=True)
    area = models.CharField(_("area"), max_length=100)
    baseline_value = models.DecimalField(_("baseline"), max_digits=12, decimal_places=4, null=True, blank=True)
    baseline_year = models.SmallIntegerField(_("year of the baseline"), null=True, blank=True)
    baseline_certainty = certainty_field(_("certainty of the baseline"))
    target_value = models.DecimalField(_("target"), max_digits=12, decimal_places=4, null=True, blank=True)
    target_year = models.SmallIntegerField(_("year of the target"), null=True, blank=True)
    plan_term = models.ForeignKey(
        Term, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("target of the plan")
    )
    goals = models.ManyToManyField(Term, through="TargetGoal", related_name="roadmap_targets")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    source_url = models.URLField(
        _("source"), max_length=500, blank=True, help_text=_("Where we saw the target. Staff only.")
    )
    basis = models.CharField(
        _("basis"), max_length=200, blank=True, help_text=_("How we came to know this entry. Staff only.")
    )
    certainty = certainty_field()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["set", "position"]
        constraints = [
            models.UniqueConstraint(fields=["set", "code"], name="target_code_unique"),
            models.CheckConstraint(condition=~Q(title=""), name="target_titled"),
            models.CheckConstraint(condition=~Q(measure=""), name="target_measured"),
            models.CheckConstraint(
                condition=Q(baseline_year=None) | Q(baseline_year__range=(1960, 2100)), name="target_baseline_plausible"
            ),
            models.CheckConstraint(
                condition=Q(target_year=None) | Q(target_year__range=(1960, 2100)), name="target_year_plausible"
            ),
            models.CheckConstraint(
                condition=Q(baseline_value=None) | Q(baseline_year__isnull=False), name="target_baseline_dated"
            ),
            certainty_known("target"),
            certainty_known("target_baseline", "baseline_certainty"),
        ]
        indexes = [models.Index(fields=["change", "id"], name="target_change")]

    def __str__(self):
        return f"{self.code} {self.title}"

    def get_absolute_url(self):
        return reverse("roadmap-target", args=[self.slug])

    @property
    def suffix(self) -> str:
        """The unit as it follows a figure: 67%, 63.4% of economies, 155 countries. A score has none."""
        if self.unit.startswith("%"):
            return self.unit
        return "" if self.unit in ("", "ratio") else f" {self.unit}"


@tracked
class TargetGoal(Published):
    """A Goal to which a target contributes, as proposed by the editors."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="goal_links")
    term = models.ForeignKey(Term, models.PROTECT, related_name="+")
    certainty = certainty_field()

    class Meta:
        verbose_name = _("Goal of a target")
        verbose_name_plural = _("Goals of targets")
        ordering = ["target", "term__position"]
        constraints = [
            models.UniqueConstraint(fields=["target", "term"], name="target_goal_unique"),
            certainty_known("target_goal"),
        ]
        indexes = [models.Index(fields=["change", "id"], name="target_goal_change")]

    def __str__(self):
        return f"{self.target_id} → {self.term_id}"


@tracked
class TargetValue(Published):
    """A figure on a target for an area and a year, from one edition of one publication.

    A later edition may revise the method and earlier years: a line never joins figures of two editions.
    `source_url` and `basis` are for staff.
    """

    target = models.ForeignKey(Target, models.PROTECT, related_name="values")
    area = models.CharField(_("area"), max_length=100)
    year = models.SmallIntegerField(_("year"))
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=4)
    edition = models.CharField(_("edition"), max_length=100)
    remark = models.CharField(
        _("remark"), max_length=200, blank=True, help_text=_("What to know about the figure, such as its basket.")
    )
    source_url = models.URLField(
        _("source"), max_length=500, blank=True, help_text=_("Where we saw the figure. Staff only.")
    )
    basis = models.CharField(
        _("basis"), max_length=200, blank=True, help_text=_("How we came to know the figure. Staff only.")
    )
    certainty = certainty_field()

    class Meta:
        verbose_name = _("figure on a target")
        verbose_name_plural = _("figures on targets")
        ordering = ["target", "area", "edition", "year"]
        constraints = [
            models.UniqueConstraint(fields=["target", "area", "year", "edition"], name="target_value_unique"),
            models.CheckConstraint(condition=Q(year__range=(1960, 2100)), name="target_value_year_plausible"),
            models.CheckConstraint(condition=~Q(edition=""), name="target_value_has_edition"),
            certainty_known("target_value"),
        ]
        indexes = [models.Index(fields=["change", "id"], name="target_value_change")]

    def __str__(self):
        return f"{self.target_id} {self.area} {self.year}"
