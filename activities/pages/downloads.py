"""Files to download from pages: tables as CSV, pictures as SVG, figures as JSON."""

import orjson
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.utils.translation import gettext as _

from activities.exchange.csv_files.table import table_csv
from activities.pictures.standalone import standalone_svg


def refuse_unknown(what: str, value: str, allowed) -> None:
    """Raise 400, with the allowed values, unless `value` is one of them."""
    if value not in allowed:
        error = BadRequest(_("“%(value)s” is not a valid %(what)s.") % {"value": value[:60], "what": what})
        error.allowed = tuple(allowed)
        raise error


def csv_file(name: str, rows) -> HttpResponse:
    return _attachment(table_csv(rows), f"{name}.csv", "text/csv; charset=utf-8")


def svg_file(name: str, picture, as_of) -> HttpResponse:
    """The picture with its own colours, absolute links, and a line with source and date."""
    source = _("SDG Map, ITU")
    if as_of.date:
        source = _("%(source)s. Data as of %(day)s (version %(change)s).") % {
            "source": source,
            "day": as_of.day,
            "change": as_of.change,
        }
    body = standalone_svg(picture, base_url=settings.SITE_URL, source=source)
    return _attachment(body, f"{name}.svg", "image/svg+xml; charset=utf-8")


def json_file(body) -> HttpResponse:
    return HttpResponse(orjson.dumps(body), content_type="application/json")


def _attachment(body: str, name: str, content_type: str) -> HttpResponse:
    return HttpResponse(
        body, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
