"""United Nations Sustainable Development Cooperation Frameworks, called UNDAF until 2019."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models import Country
from activities.models.certainty import certainty_field, certainty_known
from activities.models.change import tracked
from roadmap.models.links import Withdrawable


@tracked
class CooperationFramework(Withdrawable):
    """The plan of the United Nations in one country for some years. One of several countries has a row for each."""

    NAMED_BY = ("country_id", "start_year")

    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("country"))
    start_year = models.SmallIntegerField(_("first year"))
    end_year = models.SmallIntegerField(_("last year"))
    title = models.CharField(_("title"), max_length=300)
    ict_component = models.TextField(
        _("digital component"), blank=True, help_text=_("What it plans to do with ICTs, and ITU’s part in it.")
    )
    url = models.URLField(_("web address"), max_length=500, blank=True)
    basis = models.TextField(_("basis"), blank=True, help_text=_("How we came to know this entry. Staff only."))
    certainty = certainty_field()

    class Meta:
        verbose_name = _("Cooperation Framework")
        verbose_name_plural = _("Cooperation Frameworks")
        ordering = ["country", "-start_year"]
        constraints = [
            models.UniqueConstraint(fields=["country", "start_year"], name="cooperation_framework_unique"),
            models.CheckConstraint(condition=~Q(title=""), name="cooperation_framework_titled"),
            models.CheckConstraint(
                condition=Q(start_year__range=(1990, 2100), end_year__range=(1990, 2100)),
                name="cooperation_framework_years_plausible",
            ),
            models.CheckConstraint(
                condition=Q(end_year__gte=F("start_year")), name="cooperation_framework_ends_after_start"
            ),
            certainty_known("cooperation_framework"),
        ]
        indexes = [models.Index(fields=["change", "id"], name="coop_framework_change")]

    def __str__(self):
        return f"{self.title} ({self.country_id})"

    def get_absolute_url(self):
        return f"{reverse('cooperation-framework-list')}?country={self.country_id}#{self.country_id}-{self.start_year}"
