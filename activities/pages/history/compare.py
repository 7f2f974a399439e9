"""/compare/?from=&to=: what was added, removed, strengthened and weakened between two dates."""

import tempfile
from collections.abc import Iterable, Iterator
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from activities import rules
from activities.exchange.csv_files.table import csv_lines
from activities.models import Mapping
from activities.models.framework import term_url
from activities.pages.downloads import refuse_unknown
from activities.pages.seats import take_seat
from activities.queries.history.compare import KINDS, SHOWN, ComparedLink, Comparison, compare, links
from activities.queries.moment import Moment, NoSuchMoment, NothingYet, find
from activities.queries.vocabulary import Vocabulary, vocabulary

#: Without `from`, the last 30 days are compared.
USUALLY = timedelta(days=30)
#: The longest that the comparison's queries may run, for staff and for visitors.
PATIENCE = "20s"
VISITORS_PATIENCE = "5s"
#: The most visitors who can compare at a time, over all web servers. Comparisons must not take up all threads.
SEATS = 2
#: First key of the two-part lock on a seat (one visitor's comparison).
SEAT_LOCK = 0x5D6F
#: Seconds in Retry-After.
AGAIN = 5
#: Bytes of a file that stay in memory; a larger file goes to disk.
IN_MEMORY = 1 << 20
HEADER = ("difference", "activity", "title", "sector", "framework", "kind", "code", "term", "from", "to")


@require_safe
def compare_moments(request: HttpRequest) -> HttpResponse:
    """The page, or with `?download=links.csv` all links that differ. 400 for an invalid date, 429 while all seats are
    taken."""
    dates = {name: request.GET.get(name, "").strip() for name in ("from", "to")}
    found, errors = moments(dates)
    context = {"dates": dates, "errors": errors, "today": timezone.localdate(), "numbers": numbers(dates)}
    if len(found) < 2:
        return render(request, "activities/history/compare.html", context, status=400 if errors else 200)
    one, other = found["from"], found["to"]
    if other.number < one.number:
        return redirect(f"{reverse('compare')}?from={other.name}&to={one.name}")
    staff = rules.can_see_staff_pages(request.user)
    try:
        with transaction.atomic():
            if not staff and not take_seat(SEAT_LOCK, SEATS):
                message = _("Several people are comparing dates at the moment. Try again shortly.")
                context["errors"] = [{"href": "#from", "message": message}]
                response = render(request, "activities/history/compare.html", context, status=429)
                response["Retry-After"] = str(AGAIN)
                return response
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = '{PATIENCE if staff else VISITORS_PATIENCE}'")
                cursor.execute("SET LOCAL jit = off")  # to compile the first statement can take all of that time
            if download := request.GET.get("download"):
                refuse_unknown(_("file"), download, ["links.csv"])
                return csv_file(one, other)
            difference = compare(one, other)
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) != "57014":  # query_canceled
            raise
        message = _("Too much changed between these dates to compare them on one page. Choose dates closer together.")
        context["errors"] = [{"href": "#from", "message": message}]
        return render(request, "activities/history/compare.html", context, status=400)
    dates = {"from": dates["from"] or one.name, "to": dates["to"] or other.name}
    context |= {
        "one": one,
        "other": other,
        "dates": dates,
        "numbers": numbers(dates),
        "difference": difference,
        "sectors": in_order(difference, vocabulary()),
        "lists": [listed(kind, difference, vocabulary()) for kind in KINDS],
        "shown": SHOWN,
        "same": one.number == other.number,
        "download": f"{reverse('compare')}?from={one.name}&to={other.name}&download=links.csv",
    }
    return render(request, "activities/history/compare.html", context)


def moments(dates: dict[str, str]) -> tuple[dict[str, Moment], list[dict[str, str]]]:
    """{from, to: Moment} and the errors of both fields.

    Defaults: `from` is 30 days ago, or the first Change if that is later; `to` is today.
    """
    found, errors = {}, []
    for name, value in dates.items():
        day = timezone.localdate() - (USUALLY if name == "from" else timedelta(0))
        try:
            found[name] = find(value or day.isoformat())
        except NothingYet as why:
            if why.first and not value:
                found[name] = find(str(why.first.id))
            elif why.first:
                message = _(
                    "Nothing had been published by then. The first version, number %(number)s, is dated %(day)s."
                )
                day_of_first = date_format(timezone.localdate(why.first.at))
                message %= {"number": why.first.id, "day": day_of_first}
                errors.append({"href": f"#{name}", "message": message})
        except NoSuchMoment as why:
            errors.append({"href": f"#{name}", "message": str(why)})
    return found, errors


def numbers(dates: dict[str, str]) -> dict[str, bool]:
    """Which of the two are version numbers: these need a text field, because a date field cannot show them."""
    return {name: value.isascii() and value.isdigit() for name, value in dates.items()}


def in_order(difference: Comparison, known: Vocabulary) -> list[tuple[str, str, object]]:
    """(label, query of the activity list, figures) for each Sector in ITU's order, then for stakeholders."""
    rows = {row.code: row for row in difference.sectors}
    labels = [(code, str(option.label), urlencode({"sector": code})) for code, option in known.facets["sector"].items()]
    labels.append(("stakeholders", _("Other stakeholders"), "whose=stakeholder"))
    return [(label, query, rows[code]) for code, label, query in labels if code in rows]


def listed(kind: str, difference: Comparison, known: Vocabulary) -> dict:
    titles = {
        "added": _("Links added"),
        "removed": _("Links removed"),
        "strengthened": _("Links strengthened"),
        "weakened": _("Links weakened"),
    }
    count = difference.links[kind]
    labels = {
        "added": ngettext("link added", "links added", count),
        "removed": ngettext("link removed", "links removed", count),
        "strengthened": ngettext("link strengthened", "links strengthened", count),
        "weakened": ngettext("link weakened", "links weakened", count),
    }
    return {
        "kind": kind,
        "title": titles[kind],
        "label": labels[kind],
        "count": count,
        "rows": [
            (
                link,
                term_url(link.framework, link.term_kind, link.code),
                strength_in_words(link.before),
                strength_in_words(link.after),
            )
            for link in difference.rows[kind]
        ],
    }


def strength_in_words(strength: int | None) -> str:
    return str(Mapping.Strength(strength).label) if strength else ""


def csv_file(one: Moment, other: Moment) -> HttpResponse:
    """A file of all links that differ. It is read completely before it is sent, because the queries may time out."""
    name = f"sdg-map-links-change-{one.number}-to-{other.number}.csv"
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    for line in csv_lines(table(links(one, other))):  # `writelines` checks the size only at the end
        file.write(line.encode())
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")


def table(found: Iterable[ComparedLink]) -> Iterator[tuple]:
    yield HEADER
    for link in found:
        address = settings.SITE_URL + reverse("activity", args=[link.activity])
        codes = link.sector, link.framework, link.term_kind, link.code, link.term_title
        yield link.kind, address, link.title, *codes, link.before, link.after
