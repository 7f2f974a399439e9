"""Countries with ISO 3166 and M49 codes, their groups, ITU's six regions, and what counts as worldwide."""

from collections.abc import Collection

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from activities.certainty import Certainty


class Region(models.TextChoices):
    """ITU's six regions in ITU's order, and one value for work that serves the whole world."""

    AFRICA = "africa", _("Africa")
    AMERICAS = "americas", _("Americas")
    ARAB_STATES = "arab-states", _("Arab States")
    ASIA_PACIFIC = "asia-pacific", _("Asia-Pacific")
    CIS = "cis", _("CIS")
    EUROPE = "europe", _("Europe")
    GLOBAL = "global", _("Worldwide")


#: A list of so many countries and territories means the whole world. The United Nations has 193 member States; the
#: activities that list most are used in 194 and 196 places, the next one in 72.
WORLDWIDE_FROM = 150


def is_worldwide(countries: Collection[str], regions: Collection[str]) -> bool:
    """Whether an activity with these places serves the whole world: it is marked as such, names no place, or names
    WORLDWIDE_FROM countries or more. `in_regions_sql` and `worldwide` apply the same rule in the database."""
    return Region.GLOBAL in regions or len(countries) >= WORLDWIDE_FROM or not (countries or regions)


def worldwide() -> models.Q:
    """`is_worldwide` as a condition on activities."""
    marked = models.Q(regions__contains=[Region.GLOBAL.value])
    return marked | models.Q(countries__len__gte=WORLDWIDE_FROM) | models.Q(countries__len=0, regions__len=0)


def worldwide_sql(alias: str) -> str:
    """`is_worldwide` as SQL about the activity that goes by `alias`."""
    return (
        f"('{Region.GLOBAL.value}' = ANY ({alias}.regions) OR cardinality({alias}.countries) >= {WORLDWIDE_FROM} "
        f"OR cardinality({alias}.countries) + cardinality({alias}.regions) = 0)"
    )


def in_regions_sql(alias: str) -> str:
    """SQL of the regions that an activity counts in: those it names, and "global" where it is worldwide."""
    return (
        f"CASE WHEN {worldwide_sql(alias)} THEN array_append(array_remove({alias}.regions, '{Region.GLOBAL.value}'), "
        f"'{Region.GLOBAL.value}') ELSE {alias}.regions END"
    )


class CountryGroup(models.TextChoices):
    """Groups of countries by which the United Nations and the Roadmap set priorities.

    An associate is a territory that belongs to the group as an associate member of a UN regional commission.
    """

    LDC = "ldc", _("Least Developed Countries")
    LLDC = "lldc", _("Landlocked Developing Countries")
    SIDS = "sids", _("Small Island Developing States")
    SIDS_ASSOCIATE = "sids-associate", _("Small Island Developing States (associate members)")


class Country(models.Model):
    """A country or territory. Names, codes and groups are not facts about activities: they have no Change and no
    history. A past version shows the groups as they are today."""

    code = models.CharField(_("ISO 3166 alpha-2 code"), max_length=2, primary_key=True)
    alpha3 = models.CharField(_("ISO 3166 alpha-3 code"), max_length=3, blank=True, db_default="")
    m49 = models.CharField(_("M49 code"), max_length=3, unique=True)
    name = models.CharField(_("name"), max_length=100)
    names = models.JSONField(
        _("names in other languages"),
        default=dict,
        db_default={},
        blank=True,
        help_text=_("{language: name}, from the M49 standard of the United Nations."),
    )
    region = models.CharField(_("ITU region"), max_length=12, choices=Region)
    groups = ArrayField(
        models.CharField(max_length=14, choices=CountryGroup),
        verbose_name=_("groups"),
        default=list,
        db_default=[],
        blank=True,
    )
    groups_unconfirmed = ArrayField(
        models.CharField(max_length=14, choices=CountryGroup),
        verbose_name=_("groups that are not confirmed"),
        default=list,
        db_default=[],
        blank=True,
    )
    groups_basis = models.TextField(
        _("source of the groups"),
        blank=True,
        db_default="",
        help_text=_("How we came to know the groups. Staff only."),
    )

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(region__in=[r for r in Region.values if r != Region.GLOBAL]),
                name="country_region_known",
            ),
            models.CheckConstraint(
                condition=models.Q(groups__contained_by=["ldc", "lldc", "sids", "sids-associate"]),
                name="country_groups_known",
            ),
            models.CheckConstraint(
                condition=models.Q(groups_unconfirmed__contained_by=models.F("groups")), name="country_groups_doubted"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def memberships(self) -> list[tuple[str, str, Certainty | None]]:
        """(code, name, certainty) of each group that it belongs to. A group without doubt has no certainty to show."""
        doubted = dict.fromkeys(self.groups_unconfirmed, Certainty.UNCONFIRMED)
        return [(group, str(CountryGroup(group).label), doubted.get(group)) for group in self.groups]
