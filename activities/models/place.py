"""Countries by ISO 3166 alpha-2 and M49 code, and ITU's six regions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Region(models.TextChoices):
    """ITU's six regions, in ITU's order, and work that serves the whole world."""

    AFRICA = "africa", _("Africa")
    AMERICAS = "americas", _("Americas")
    ARAB_STATES = "arab-states", _("Arab States")
    ASIA_PACIFIC = "asia-pacific", _("Asia-Pacific")
    CIS = "cis", _("CIS")
    EUROPE = "europe", _("Europe")
    GLOBAL = "global", _("Global")


class Country(models.Model):
    """A country or territory. Names and codes are no facts about activities, so they carry no Change."""

    code = models.CharField(_("ISO 3166 alpha-2 code"), max_length=2, primary_key=True)
    m49 = models.CharField(_("M49 code"), max_length=3, unique=True)
    name = models.CharField(_("name"), max_length=100)
    region = models.CharField(_("ITU region"), max_length=12, choices=Region)

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(region__in=[r for r in Region.values if r != Region.GLOBAL]),
                name="country_region_known",
            )
        ]

    def __str__(self):
        return self.name
