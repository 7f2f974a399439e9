"""Voluntary National Reviews of the 2030 Agenda, and how ICTs feature in them."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models import Country
from activities.models.certainty import certainty_field, certainty_known
from activities.models.change import tracked
from roadmap.models.links import Withdrawable


@tracked
class Review(Withdrawable):
    """The review that a country presented at the HLPF of a year. A missing row does not mean that there was no review.

    The texts are what section 6 of the Roadmap suggests as content (paragraphs 6.3 and 6.4).
    """

    NAMED_BY = ("country_id", "year")

    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("country"))
    year = models.SmallIntegerField(_("year"))
    round = models.PositiveSmallIntegerField(
        _("round"), null=True, blank=True, help_text=_("1 for the country's first review, 2 for its second.")
    )
    url = models.URLField(_("web address"), max_length=500, blank=True)
    good_practices = models.TextField(_("good practices with ICTs"), blank=True)
    lessons = models.TextField(_("lessons learned"), blank=True)
    challenges = models.TextField(_("challenges"), blank=True)
    opportunities = models.TextField(_("opportunities"), blank=True)
    support_finance = models.TextField(_("support requested: finance"), blank=True)
    support_capacity = models.TextField(_("support requested: capacity building"), blank=True)
    support_technology = models.TextField(_("support requested: technology"), blank=True)
    support_partnerships = models.TextField(_("support requested: partnerships"), blank=True)
    policies = models.TextField(_("policies cited"), blank=True)
    basis = models.TextField(_("basis"), blank=True, help_text=_("How we came to know this entry. Staff only."))
    certainty = certainty_field()

    class Meta:
        verbose_name = _("Voluntary National Review")
        verbose_name_plural = _("Voluntary National Reviews")
        ordering = ["-year", "country"]
        constraints = [
            models.UniqueConstraint(fields=["country", "year"], name="review_unique"),
            models.CheckConstraint(condition=Q(year__range=(2016, 2100)), name="review_year_plausible"),
            models.CheckConstraint(
                condition=Q(round__isnull=True) | Q(round__range=(1, 20)), name="review_round_plausible"
            ),
            certainty_known("review"),
        ]
        indexes = [models.Index(fields=["change", "id"], name="review_change")]

    def __str__(self):
        return f"{self.country_id} {self.year}"

    def get_absolute_url(self):
        return reverse("national-review", args=[self.country_id, self.year])
