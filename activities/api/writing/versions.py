"""`If-Match`: nobody overwrites what they have not seen. The version of a row is the number of its latest Change, that
of a submission the number of its latest answer."""

import re

from django.utils.translation import gettext as _
from rest_framework.request import Request

from activities.api.errors import Failed

#: W/ is accepted: a proxy that compresses an answer makes its ETag weak, and the number is the same.
VERSION = re.compile(r'(?:W/)?"(\d{1,18})"', re.ASCII)


def tag(version: int) -> str:
    """The strong ETag of a version."""
    return f'"{version}"'


def version_seen(request: Request) -> int:
    """The version in If-Match. 428 without one: the caller has to say which version it has seen."""
    given = request.META.get("HTTP_IF_MATCH", "").strip()
    found = VERSION.fullmatch(given)
    if found:
        return int(found[1])
    if not given or given == "*":
        detail = _(
            "Send the version that you have seen, so that no one's change is overwritten: the ETag of a GET with your "
            'token, such as If-Match: "5678"'
        )
        raise Failed(428, _("If-Match is missing"), detail)
    detail = _('This is not the ETag of a row. Send one such as If-Match: "5678", from a GET with your token.')
    raise Failed(400, _("If-Match is not valid"), detail)


def changed_since(current: dict | None, version: int, *, status: int = 412) -> Failed:
    """412, or 409 for a row that was to be new, with the present state of the row."""
    detail = _("Someone has changed it since. Compare “current” with your version, then send it again with its ETag.")
    if status == 409:
        detail = _("It exists already. Compare “current” with yours. To change it, send PATCH with its ETag.")
    return Failed(
        status,
        _("It has changed since") if status == 412 else _("It exists already"),
        detail,
        more={"current": current},
        headers={"ETag": tag(version)},
    )
