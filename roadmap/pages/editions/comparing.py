"""/roadmap/compare/?from=2019&to=2026: the differences between two editions, by section and commitment."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from activities.past_views import shows_the_past
from activities.validators import clean_text, nearest
from roadmap.models import Edition
from roadmap.pages.editions.reading import sees_drafts, trail
from roadmap.queries.editions import comparing, reading


def latest_two(editions: list[Edition]) -> dict[str, str]:
    """The codes of the latest two editions of the Roadmap, which the form suggests; {} if there is only one."""
    codes = [one.code for one in editions if one.register == Edition.Register.ROADMAP]
    return {"from": codes[-2], "to": codes[-1]} if len(codes) > 1 else {}


@shows_the_past
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """The comparison; without editions, only the form. 400 for an unknown code. Staff can compare drafts."""
    editions = list(reading.readable(drafts=sees_drafts(request)).order_by("register", "date", "code"))
    known = {one.code: one for one in editions}
    codes = {name: clean_text(request.GET.get(name, "")).strip()[:40] for name in ("from", "to")}
    errors = []
    for name, code in codes.items():
        if code and code not in known:
            close = nearest(code, known)
            message = _("There is no edition “%(code)s”.") % {"code": code}
            if close:
                message += " " + _("Did you mean %(names)s?") % {"names": _(" or ").join(close)}
            errors.append({"href": f"#{name}", "message": message})
    if bool(codes["from"]) != bool(codes["to"]):
        missing = "to" if codes["from"] else "from"
        errors.append({"href": f"#{missing}", "message": _("Choose two editions.")})
    comparison = None
    if all(codes.values()) and not errors:
        comparison = comparing.compare(known[codes["from"]], known[codes["to"]])
    if not any(codes.values()):
        codes = latest_two(editions)
    context = {
        "editions": editions,
        "codes": codes,
        "errors": errors,
        "comparison": comparison,
        "trail": trail({"label": _("Compare editions")}),
    }
    return render(request, "roadmap/editions/compare.html", context, status=400 if errors else 200)
