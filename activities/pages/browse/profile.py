"""Pictures of a page as files at its address: /goals/9/?download=years.svg, /goals/9/?download=years.csv."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from activities.pages.downloads import csv_file, refuse_unknown, svg_file
from activities.pictures.picture import Picture
from activities.queries.state import AsOf

FORMATS = ("svg", "csv")
DOWNLOAD = "download"


def picture_file(page: str, pictures: dict[str, Picture], as_of: AsOf, wanted: str) -> HttpResponse:
    """The file `wanted`, a picture's key and a format such as years.svg. 400 with the valid names for anything else."""
    refuse_unknown(_("file"), wanted, [f"{key}.{form}" for key in pictures for form in FORMATS])
    key, _dot, form = wanted.rpartition(".")
    name, picture = f"{page}-{key}", pictures[key]
    if form == "svg":
        return svg_file(name, picture, as_of)
    return csv_file(name, dated_rows(picture, as_of))


def dated_rows(picture: Picture, as_of: AsOf):
    """The rows of the picture's table, each with the date and the Change of the figures."""
    header, *rows = picture.table.plain()
    yield [*header, "as_of", "change"]
    for row in rows:
        yield [*row, as_of.day, as_of.change]
