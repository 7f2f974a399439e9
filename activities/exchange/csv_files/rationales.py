"""Reads the strength and reason of links: the columns of `activities/reference/link_rationales.csv`."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from activities.exchange.csv_files.rows import Sheet

COLUMNS = "slug framework code strength rationale".split()
STRENGTHS = {"1": 1, "2": 2, "3": 3}


@dataclass(frozen=True, slots=True)
class Rationale:
    """The strength of a link, from 1 (related) to 3 (main purpose), and its reason, which may be empty."""

    strength: int
    rationale: str


#: (slug of the activity, framework, code of the Term)
LinkKey = tuple[str, str, str]


def read_rationales(path: Path, links: Collection[LinkKey]) -> dict[LinkKey, Rationale]:
    """{link: Rationale}. `links` are all existing links. Raises Faults for unknown links and repeated rows."""
    sheet = Sheet(path, COLUMNS)
    found: dict[LinkKey, Rationale] = {}
    addresses = {slug for slug, _framework, _code in links}
    for row in sheet:
        slug, framework, code = (row.text(column, required=True) for column in ("slug", "framework", "code"))
        strength = STRENGTHS.get(row.one_of("strength", STRENGTHS, _("a strength from 1 to 3")), 0)
        key = (slug, framework, code)
        if slug and slug not in addresses:
            row.unknown("slug", slug, addresses, _("the address of an activity in the files"))
        elif key not in links:
            row.fault("code", _("The activity has no link to %(code)s.") % {"code": f"{framework}:{code}"[:60]})
        elif key in found:
            row.fault("code", _("The link to %(code)s is in the file twice.") % {"code": f"{framework}:{code}"[:60]})
        found[key] = Rationale(strength, row.text("rationale"))
    sheet.raise_faults()
    return found
