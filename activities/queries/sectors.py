"""Whose activities are counted: all, those of one ITU Sector, or those of stakeholders."""

from django.utils.translation import gettext_lazy as _

from activities.models import Organisation

STAKEHOLDERS = "stakeholders"
#: The values of `MatrixCell.sector` with their names on pages; "" means all.
SECTOR_CHOICES = (
    ("", _("ITU and stakeholders")),
    *Organisation.Sector.choices,
    (STAKEHOLDERS, _("Stakeholders")),
)
SECTORS = tuple(code for code, _name in SECTOR_CHOICES)


def sector_name(sector: str) -> str:
    """The name of one choice of `SECTORS` on pages. Raises KeyError for any other."""
    return str(dict(SECTOR_CHOICES)[sector])
