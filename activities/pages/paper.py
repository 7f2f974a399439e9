"""One sheet of A4 for a page, at `?view=sheet`: its address and code, and how much text fits."""

import math
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from activities.pages.downloads import refuse_unknown
from activities.pictures.address_code import address_code
from activities.pictures.measure import text_width
from activities.queries.moment import shown

VIEW, SHEET = "view", "sheet"
#: Millimetres inside the margins of static/css/pages/sheet.css.
WIDTH, HEIGHT = 182, 275
#: Millimetres in a point, and those of a line of the sheet's 8-point text.
POINT, LINE = 0.3528, 3.55


@dataclass(frozen=True, slots=True)
class Foot:
    """What leads back from the paper: the permanent address, the same without its scheme, and its QR code."""

    address: str
    short: str
    code: SafeString


def is_sheet(request: HttpRequest) -> bool:
    """Whether the page was requested as a sheet. Raises 400 for any other view."""
    view = request.GET.get(VIEW, "")
    if view:
        refuse_unknown(_("view"), view, (SHEET,))
    return bool(view)


def foot(request: HttpRequest) -> Foot:
    """The Foot of the page, at its own address: the one of the past version if that is shown."""
    moment = shown()
    address = settings.SITE_URL + request.path + (f"?as_of={moment.name}" if moment else "")
    short = address.partition("://")[2]
    return Foot(address, short, address_code(address, _("QR code of the address %(address)s") % {"address": short}))


def lines(text: str, width: float, points: float = 8) -> int:
    """The number of lines that `text` takes in `width` millimetres, estimated a little too high."""
    return max(1, math.ceil(text_width(text, points * POINT) / (0.97 * width)))
