"""Unknown codes: a 404 that suggests the nearest ones."""

from collections.abc import Iterable

from django.http import Http404
from django.utils.translation import gettext as _

from activities.models import Term
from activities.models.framework import term_url
from activities.validators import clean_text, nearest


class UnknownCode(Http404):
    """404 with `message` and `nearest`: up to three (href, code, title)."""

    def __init__(self, message: str, nearest: list[tuple[str, str, str]]):
        super().__init__(message)
        self.message, self.nearest = message, nearest


def unknown(message: str, code: str, candidates: Iterable[tuple[str, str, str]]) -> UnknownCode:
    """The UnknownCode to raise. `candidates` are (code, title, href) of all existing codes."""
    known = {c: (href, c, title) for c, title, href in candidates}
    return UnknownCode(message, [known[c] for c in nearest(code, known)])


def term_or_404(framework: str, code: str, kind: str = "") -> Term:
    """The Term with its framework, parent and Goal, or UnknownCode with the nearest of the same framework and kind."""
    code = clean_text(code)  # an address can contain a NUL, which PostgreSQL rejects
    terms = Term.objects.of(framework).filter(**({"kind": kind} if kind else {}))
    term = terms.filter(code=code).select_related("framework", "parent", "goal", "replaces__framework").first()
    if term:
        return term
    what = Term.Kind(kind).label if kind else _("entry")
    candidates = ((c, t, term_url(framework, k, c)) for c, t, k in terms.values_list("code", "title", "kind"))
    message = _("There is no %(what)s “%(code)s”.") % {"what": what, "code": code[:60]}
    raise unknown(message, code, candidates)
