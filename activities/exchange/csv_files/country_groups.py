"""Reads which countries and territories belong to which group."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.exchange.csv_files.rows import Sheet

#: {column: its words, with the group that each means}
COLUMNS = {
    "ldc": {"yes": "ldc", "no": ""},
    "lldc": {"yes": "lldc", "no": ""},
    "sids": {"yes": "sids", "associate": "sids-associate", "no": ""},
}


WORDS = {
    "ldc": gettext_lazy("yes or no"),
    "lldc": gettext_lazy("yes or no"),
    "sids": gettext_lazy("yes, associate or no"),
}


@dataclass(frozen=True, slots=True)
class Membership:
    """The groups of one country. `unconfirmed` are those of them that are in doubt, `basis` how we know, for staff."""

    groups: tuple[str, ...]
    unconfirmed: tuple[str, ...]
    basis: str


def read_country_groups(path: Path, countries: Collection[str]) -> dict[str, Membership]:
    """{ISO 3166 alpha-2 code: its groups}. Raises Faults.

    `unconfirmed` names the columns whose value has not been confirmed.
    """
    sheet = Sheet(path, ["country", *COLUMNS, "unconfirmed", "source", "certainty"])
    found: dict[str, Membership] = {}
    for row in sheet:
        code = row.one_of("country", countries, _("a country code"))
        if code in found:
            row.fault("country", _("“%(code)s” has a row already.") % {"code": code}, _("Delete one of the two rows."))
        held = {
            column: words.get(row.one_of(column, words, str(WORDS[column])), "") for column, words in COLUMNS.items()
        }
        doubted = row.all_of("unconfirmed", COLUMNS, _("a group"))
        for column in doubted:
            if not held[column]:
                reason = _("The country is not in the group %(group)s, so this cannot be unconfirmed.")
                row.fault("unconfirmed", reason % {"group": column}, _("Delete it, or enter yes for the group."))
        if code:
            basis = "; ".join(filter(None, (row.text("source", required=True), row.text("certainty"))))
            groups = tuple(filter(None, held.values()))
            found[code] = Membership(groups, tuple(held[column] for column in doubted), basis)
    sheet.raise_faults()
    return found
