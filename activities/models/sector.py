"""The parts of ITU: three Sectors, the General Secretariat, and one value for their joint work."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sector(models.TextChoices):
    RADIOCOMMUNICATION = "ITU-R", _("ITU-R")
    STANDARDIZATION = "ITU-T", _("ITU-T")
    DEVELOPMENT = "ITU-D", _("ITU-D")
    SECRETARIAT = "General Secretariat", _("General Secretariat")
    INTERSECTORAL = "Intersectoral", _("Intersectoral")
