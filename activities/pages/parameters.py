"""Unknown parameters in the address of a list: the page names them instead of ignoring them."""

from collections.abc import Iterable

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activities.pages.problems import Problems
from activities.pictures.words import listed
from activities.validators import clean_text

#: What mail programs and other sites add to links.
ADDED_BY_OTHERS = ("utm_", "fbclid", "gclid", "msclkid", "mc_cid", "mc_eid")
#: Parameters named, and characters of each.
NAMED, LENGTH = 5, 40


def unknown_parameters(data: QueryDict, filters: Iterable[str], others: Iterable[str] = ()) -> Problems:
    """One problem that names up to five parameters that are neither in `filters` nor in `others`."""
    filters = tuple(filters)
    known = {*filters, *others, "as_of"}
    strange = [clean_text(name)[:LENGTH] for name in data if name not in known and not name.startswith(ADDED_BY_OTHERS)]
    if not strange:
        return []
    words = ngettext(
        "%(names)s is not a filter of this list and has no effect. Filters: %(filters)s.",
        "%(names)s are not filters of this list and have no effect. Filters: %(filters)s.",
        len(strange),
    )
    names = listed(_("“%(name)s”") % {"name": name} for name in strange[:NAMED])
    return [{"href": "", "message": words % {"names": names, "filters": ", ".join(filters)}}]
