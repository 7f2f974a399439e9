"""ITU's SDG indicator series and their values. Editions are not comparable: see `SeriesValue`."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models import Term
from activities.models.certainty import certainty_field, certainty_known
from activities.models.change import Published, tracked


@tracked
class Series(Published):
    """One published series of an SDG indicator, such as IT_MOB_4GNTWK of indicator 9.c.1."""

    NAMED_BY = ("series_code",)

    class Tier(models.TextChoices):
        """Tiers of the Inter-agency and Expert Group on SDG Indicators."""

        I = "I", _("Tier I: clear method, data for most countries")  # noqa: E741 -- the tier's own name
        II = "II", _("Tier II: clear method, data not yet regular")
        III = "III", _("Tier III: no agreed method yet")

    term = models.ForeignKey(Term, models.PROTECT, related_name="series")
    series_code = models.CharField(_("series code"), max_length=30, unique=True)
    title = models.CharField(_("title"), max_length=200)
    unit = models.CharField(_("unit"), max_length=50)
    tier = models.CharField(_("tier"), max_length=3, choices=Tier)
    role = models.CharField(_("role of ITU"), max_length=100)
    description = models.TextField(_("definition"), blank=True)
    source_url = models.URLField(_("source"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("indicator series")
        verbose_name_plural = _("indicator series")
        ordering = ["position", "series_code"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="series_titled"),
            models.CheckConstraint(condition=Q(tier__in=["I", "II", "III"]), name="series_tier_known"),
        ]
        indexes = [models.Index(fields=["change", "id"], name="series_change")]

    def __str__(self):
        return f"{self.series_code} {self.title}"

    def get_absolute_url(self):
        return reverse("indicator", args=[self.term.code])


@tracked
class SeriesValue(Published):
    """A figure for an area and a year, from one edition of one publication.

    A later edition may revise the method and earlier years. A line never joins figures of two editions or publications.
    """

    series = models.ForeignKey(Series, models.PROTECT, related_name="values")
    area = models.CharField(_("area"), max_length=100)
    year = models.SmallIntegerField(_("year"))
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=50)
    disaggregation = models.CharField(_("broken down by"), max_length=100, blank=True, help_text=_("Such as female."))
    edition = models.CharField(_("edition of the statistics"), max_length=20)
    publication = models.CharField(_("publication"), max_length=150, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    source_url = models.URLField(_("source"), max_length=500, blank=True)
    basis = models.CharField(
        _("basis"), max_length=200, blank=True, help_text=_("How we came to know the figure. Staff only.")
    )
    certainty = certainty_field()

    class Meta:
        verbose_name = _("value of an indicator")
        verbose_name_plural = _("values of indicators")
        ordering = ["series", "area", "disaggregation", "edition", "publication", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "area", "year", "disaggregation", "edition", "publication"],
                name="series_value_unique",
            ),
            models.CheckConstraint(condition=Q(year__range=(1960, 2100)), name="series_value_year_plausible"),
            models.CheckConstraint(condition=Q(value__gte=0), name="series_value_not_negative"),
            models.CheckConstraint(
                condition=~Q(unit="percent") | Q(value__lte=100), name="series_value_percent_to_100"
            ),
            certainty_known("series_value"),
        ]
        indexes = [models.Index(fields=["change", "id"], name="series_value_change")]

    def __str__(self):
        return f"{self.series_id} {self.area} {self.year}"
