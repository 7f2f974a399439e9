"""Rewrites the links of a past page to stay within its version.

Our own templates and pictures make the HTML: whole tags, quoted attributes. Rewriting the finished response covers
every template, component and picture.
"""

import re
from functools import lru_cache
from html import escape, unescape
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from activities.past_views import has_past
from activities.queries.moment import Moment

#: A whole tag with attributes; a quoted value may contain ">".
TAG = re.compile(r"""<([a-zA-Z][a-zA-Z0-9:-]*)\s(?:[^"'>]|"[^"]*"|'[^']*')*>""")
ATTRIBUTE = re.compile(r"""(\s)([a-zA-Z:-]+)="([^"]*)\"""")
MAY_LEAD = re.compile(r"\b(?:href|action|formaction|hx-get|hx-push-url)=")
LEADS = frozenset({"href", "xlink:href", "action", "formaction", "hx-get", "hx-push-url"})
#: Marks a link or form that leaves the past version.
LEAVES = " data-any-moment"


class Links:
    """Rewrites the links of one answer to one request."""

    def __init__(self, request: HttpRequest, moment: Moment):
        self.here = request.path
        self.own = (f"{request.scheme}://{request.get_host()}/", f"{settings.SITE_URL}/")
        self.mark = f"as_of={moment.name}"
        self.field = f'<input type="hidden" name="as_of" value="{escape(moment.name)}">'
        self.known: dict[str, str] = {}

    def rewritten(self, html: str) -> str:
        return TAG.sub(self._tag, html)

    def of_moment(self, address: str) -> str:
        """The address with `as_of`, if it is one of ours that shows data; else unchanged."""
        bare, hash_sign, fragment = address.partition("#")
        if not bare or "as_of=" in bare or not leads_to_facts(self._path(bare)):
            return address
        sign = "" if bare.endswith("?") else "&" if "?" in bare else "?"
        return f"{bare}{sign}{self.mark}{hash_sign}{fragment}"

    def _path(self, address: str) -> str:
        """The path on this site, or "" for another site."""
        if address.startswith("?"):
            return self.here
        if own := next((own for own in self.own if address.startswith(own)), ""):
            address = address[len(own) - 1 :]
        if address.startswith("/") and not address.startswith("//"):
            return address.partition("?")[0]
        try:
            parts = urlsplit(urljoin(self.here, address))
        except ValueError:  # not a valid address
            return ""
        return "" if parts.scheme or parts.netloc else parts.path

    def _tag(self, found: re.Match) -> str:
        tag, name = found[0], found[1]
        if name == "link" or LEAVES in tag:  # the head refers to the current page
            return tag
        if name == "form" and (field := self._field(tag)):
            return tag + field
        return ATTRIBUTE.sub(self._attribute, tag) if MAY_LEAD.search(tag) else tag

    def _field(self, form: str) -> str:
        """The hidden field `as_of` for a form that shows data: its fields replace the query string."""
        given = {key: unescape(value) for _space, key, value in ATTRIBUTE.findall(form)}
        action = urlsplit(urljoin(self.here, given.get("action") or self.here)).path
        asks = given.get("method", "get").lower() == "get"
        return self.field if asks and leads_to_facts(action) else ""

    def _attribute(self, found: re.Match) -> str:
        space, name, value = found.groups()
        if name not in LEADS:
            return found[0]
        if value not in self.known:
            self.known[value] = escape(self.of_moment(unescape(value)))
        return f'{space}{name}="{self.known[value]}"'


@lru_cache(maxsize=4096)
def leads_to_facts(path: str) -> bool:
    try:
        return has_past(resolve(path).func)
    except Resolver404:
        return False
