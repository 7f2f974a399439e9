"""Reads the register of bodies, and finds the bodies that a commitment names."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.text import slugify
from django.utils.translation import gettext as _

from activities.exchange.csv_files.rows import Sheet


@dataclass(frozen=True, slots=True)
class BodyRow:
    """One body. `also`: other ways to write its name. `organisation` is the slug of an organisation, or ""."""

    slug: str
    name: str
    also: tuple[str, ...]
    sector: str
    organisation: str


def read_bodies(path: Path, sectors: Collection[str]) -> list[BodyRow]:
    """The bodies in the order of the file. `sectors`: those of ITU. An organisation may not be there yet."""
    sheet = Sheet(path, ["slug", "name", "also", "sector", "organisation"])
    found: list[BodyRow] = []
    for row in sheet:
        body = BodyRow(
            slug=row.text("slug", required=True, most=60),
            name=row.text("name", required=True, most=150),
            also=tuple(row.listed("also")),
            sector=row.one_of("sector", sectors, _("an ITU Sector"), required=False),
            organisation=row.text("organisation", most=200),
        )
        if any(one.slug == body.slug or one.name.casefold() == body.name.casefold() for one in found):
            row.fault("slug", _("There are two rows with this address or name."), _("Remove one of them."))
        found.append(body)
    sheet.raise_faults()
    return found


def slugs_by_name(bodies: Sequence[BodyRow]) -> dict[str, str]:
    """{name, in small letters: slug}, with the other ways to write a name."""
    return {name.casefold(): body.slug for body in bodies for name in (body.name, *body.also)}


def body_slug(name: str, known: Mapping[str, str]) -> str:
    """The slug of the body that a register calls so; a new one if it is not known."""
    return known.get(name.casefold()) or slugify(name)[:60].strip("-") or "body"
