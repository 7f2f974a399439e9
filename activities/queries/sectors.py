"""Whose activities are counted: everybody's, one ITU Sector's, or those of the stakeholders."""

from django.utils.translation import gettext_lazy as _

from activities.models import Organisation

STAKEHOLDERS = "stakeholders"
#: The values of `MatrixCell.sector`, each with its name on pages; "" means everybody.
SECTOR_CHOICES = (
    ("", _("ITU and stakeholders")),
    *Organisation.Sector.choices,
    (STAKEHOLDERS, _("Stakeholders")),
)
SECTORS = tuple(code for code, _name in SECTOR_CHOICES)


def sector_name(sector: str) -> str:
    """The name that pages give to one choice of `SECTORS`. Raises KeyError for any other."""
    return str(dict(SECTOR_CHOICES)[sector])
