"""Four-year rolling operational plans of ITU's Sectors, with the outputs of the Strategic Plan and the activities that
they contain."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models import Activity, Term
from activities.models.certainty import certainty_field, certainty_known
from activities.models.change import Published, tracked
from roadmap.models.document import Document
from roadmap.models.edition import LiveQuerySet


@tracked
class OperationalPlan(Published):
    """A document with the operational plan of a Sector, or of the whole Union, for four years.

    `symbol` is the document's, `document` its entry in the register, if it has one.
    """

    NAMED_BY = ("symbol",)

    class Sector(models.TextChoices):
        """Whose plan it is. From 2020–2023 one document has the plans of all Sectors."""

        ITU_R = "ITU-R", "ITU-R"
        ITU_T = "ITU-T", "ITU-T"
        ITU_D = "ITU-D", "ITU-D"
        GENERAL_SECRETARIAT = "General Secretariat", _("General Secretariat")
        UNION = "Union", _("All of ITU")

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    symbol = models.CharField(_("symbol"), max_length=60, unique=True)
    sector = models.CharField(_("Sector"), max_length=20, choices=Sector)
    start_year = models.SmallIntegerField(_("first year"))
    end_year = models.SmallIntegerField(_("last year"))
    title = models.TextField(_("title"))
    url = models.URLField(_("web address"), max_length=500, blank=True)
    document = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="operational_plans",
        verbose_name=_("in the register of documents"),
    )
    basis = models.CharField(
        _("basis"), max_length=500, blank=True, help_text=_("How we came to know this entry. Staff only.")
    )
    certainty = certainty_field()
    withdrawn = models.BooleanField(_("withdrawn"), default=False, db_default=False)
    outputs = models.ManyToManyField(Term, through="PlanTerm", related_name="operational_plans")
    activities = models.ManyToManyField(Activity, through="PlanActivity", related_name="operational_plans")

    objects = LiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("operational plan")
        verbose_name_plural = _("operational plans")
        ordering = ["-start_year", "sector", "symbol"]
        constraints = [
            models.CheckConstraint(condition=~Q(symbol=""), name="operational_plan_has_symbol"),
            models.CheckConstraint(condition=~Q(title=""), name="operational_plan_titled"),
            models.CheckConstraint(
                condition=Q(sector__in=["ITU-R", "ITU-T", "ITU-D", "General Secretariat", "Union"]),
                name="operational_plan_sector_known",
            ),
            models.CheckConstraint(
                condition=Q(start_year__range=(2000, 2100), end_year__gte=models.F("start_year")),
                name="operational_plan_years_in_order",
            ),
            certainty_known("operational_plan"),
        ]
        indexes = [models.Index(fields=["change", "id"], name="operational_plan_change")]

    def __str__(self):
        return self.symbol

    def get_absolute_url(self):
        return reverse("operational-plan", args=[self.slug])


@tracked
class PlanTerm(Published):
    """An output, or another entry of a Strategic Plan, that an operational plan contains."""

    plan = models.ForeignKey(OperationalPlan, models.CASCADE, related_name="term_links")
    term = models.ForeignKey(Term, models.PROTECT, related_name="operational_plan_links")
    withdrawn = models.BooleanField(_("withdrawn"), default=False, db_default=False)

    objects = LiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("output of an operational plan")
        verbose_name_plural = _("outputs of operational plans")
        ordering = ["plan", "term__position"]
        constraints = [models.UniqueConstraint(fields=["plan", "term"], name="operational_plan_term_unique")]
        indexes = [models.Index(fields=["change", "id"], name="operational_plan_term_change")]

    def __str__(self):
        return f"{self.plan_id} → {self.term_id}"


@tracked
class PlanActivity(Published):
    """An activity that an operational plan contains."""

    plan = models.ForeignKey(OperationalPlan, models.CASCADE, related_name="activity_links")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="operational_plan_links")
    withdrawn = models.BooleanField(_("withdrawn"), default=False, db_default=False)

    objects = LiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity of an operational plan")
        verbose_name_plural = _("activities of operational plans")
        ordering = ["plan", "activity"]
        constraints = [models.UniqueConstraint(fields=["plan", "activity"], name="operational_plan_activity_unique")]
        indexes = [models.Index(fields=["change", "id"], name="op_plan_activity_change")]

    def __str__(self):
        return f"{self.plan_id} → {self.activity_id}"
