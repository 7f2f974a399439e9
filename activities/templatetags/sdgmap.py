"""Template tags for all pages. They need no {% load %}: the settings list this library as a builtin."""

from html import unescape
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.http import QueryDict
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import escape, format_html, format_html_join, strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from activities import rules
from activities.certainty import OPEN
from activities.extensions import MENU
from activities.models import Certainty, authors
from activities.validators import clean_text

register = template.Library()

#: Characters of a query that a citation repeats.
LONGEST_QUERY = 500
#: {route of a page: the detail of the API that has the same fact, and the parts of its address that the page's lacks}
FACTS = {
    "activity": ("activity",),
    "organisation": ("organisation",),
    "framework": ("framework",),
    "term": ("term",),
    "goal": ("term", "sdg"),
    "target": ("term", "sdg"),
    "indicator": ("term", "sdg"),
    "action-line": ("term", "wsis"),
    "country": ("country",),
}
#: (ending, media type)
LINKED_DATA = (("jsonld", "application/ld+json"), ("ttl", "text/turtle"))
HIT_START, HIT_END = "\x02", "\x03"


@register.filter
def code(value):
    """A code such as 9.c or C7-ehealth, always left-to-right and unbroken. Nothing for an empty value."""
    if value in (None, ""):
        return ""
    return format_html('<bdi class="code" dir="ltr">{}</bdi>', value)


@register.filter
def plain_number(value):
    """A decimal number without zeros at its end, in the format of the language: 42.9, 17.79, 5,342."""
    return number_format(value.normalize(), use_l10n=True, force_grouping=True)


@register.filter
def goal_class(value):
    """The class for a Goal's colours: "goal-9" for 9, "9", "9.c" or "9.c.1"; "" for anything else."""
    number = str(value).partition(".")[0]
    if number.isascii() and number.isdigit() and 1 <= int(number) <= 17:
        return f"goal-{int(number)}"
    return ""


@register.filter
def percent(number, of):
    """`number` as a whole percentage of `of`, or a dash if there is no denominator.

    It shows "<1%" instead of a rounded 0%, and ">99%" instead of a rounded 100%.
    """
    if not of or number is None:
        return "–"
    share = 100 * number / of
    if 0 < share < 1:
        return gettext("<%(share)s%%") % {"share": number_format(1)}
    if 99 < share < 100:
        return gettext(">%(share)s%%") % {"share": number_format(99)}
    return gettext("%(share)s%%") % {"share": number_format(round(share), decimal_pos=0)}


@register.filter
def safe_highlight(text):
    """Escaped text with hits, between the characters \\x02 and \\x03, in <mark>…</mark>.

    The search inserts these characters (ts_headline StartSel, StopSel). Everything else is text, including markup. An
    unpaired character is dropped.
    """
    pieces = []
    first, *rest = str(text or "").split(HIT_START)
    pieces.append(escape(first.replace(HIT_END, "")))
    for part in rest:
        hit, end, after = part.partition(HIT_END)
        pieces.append(format_html("<mark>{}</mark>", hit) if end and hit else escape(hit))
        pieces.append(escape(after.replace(HIT_END, "")))
    return mark_safe("".join(pieces))  # noqa: S308 - every piece is escaped


@register.filter
def without_marks(text):
    """The text without the marks of hits."""
    return str(text or "").replace(HIT_START, "").replace(HIT_END, "")


@register.filter
def may(user, what):
    """Whether the user has a permission: {% if user|may:"see_staff_pages" %} calls rules.can_see_staff_pages(user)."""
    return getattr(rules, f"can_{what}")(user)


@register.filter
def reads_remarks(user):
    """Whether a page that everyone can read shows the user what is for staff only: not before the second step of the
    sign-in is set up."""
    return rules.can_see_staff_pages(user) and not user.lacks_second_factor


@register.filter
def certainty_word(value):
    """The public word for a value of Certainty: "Confirmed by ITU"; "" for none."""
    return Certainty(value).label if value else ""


@register.filter
def certainty_explained(value):
    """The word with its sentence: "Confirmed by ITU: checked by ITU staff."; "" for none."""
    return Certainty(value).explained if value else ""


@register.filter
def source_of_change(actor, by):
    """Where the data of a Change by a command is from: "from ITU’s published data"; "" for one by a person. `by`: the
    id of its user, or None."""
    return authors.source(actor, by)


@register.filter
def is_open(value):
    """Whether ITU has yet to confirm what has this certainty."""
    return value in OPEN


@register.filter
def any_open(items):
    """Whether ITU has yet to confirm any of the items, objects or dictionaries that have a `certainty`."""
    return any(value in OPEN for value in _certainties(items))


@register.filter
def shared_certainty(items):
    """The certainty that all the items have, for pages to show once above them; "" if they differ or there are none."""
    found = set(_certainties(items))
    return found.pop() if len(found) == 1 else ""


def _certainties(items):
    return [item["certainty"] if isinstance(item, dict) else item.certainty for item in items]


@register.filter
def is_web_address(text):
    """Whether a text that someone typed can be a link: an http or https address without spaces."""
    return str(text or "").lower().startswith(("http://", "https://")) and not any(c.isspace() for c in str(text))


@register.filter
def public_source(address):
    """The address as the public may see it: "" for one that is for staff only."""
    return rules.public_source(address)


@register.simple_tag
def certainty_words():
    """The four words in their order, with `label`, `sentence` and `value`."""
    return list(Certainty)


@register.simple_tag
def years(start, end):
    """A span of years in words: "2020–2023", "2020", "since 2020", "until 2019" or ""."""
    if start and end:
        return str(start) if start == end else f"{start}–{end}"
    if start:
        return gettext("since %(year)s") % {"year": start}
    if end:
        return gettext("until %(year)s") % {"year": end}
    return ""


@register.simple_tag(takes_context=True)
def query(context, **changes):
    """This page's query string with parameters replaced, or removed if the new value is None or "".

    {% query goal='9' after=None %} → "?q=school&goal=9". If nothing is left it is "?", which links to the page without
    parameters.
    """
    params = _params(context)
    for name, value in changes.items():
        if value in (None, ""):
            params.pop(name, None)
        else:
            params.setlist(
                name,
                [str(item) for item in value] if isinstance(value, (list, tuple)) else [str(value)],
            )
    return _as_href(params)


@register.simple_tag(takes_context=True)
def here(context, *names):
    """The attribute of a current navigation link. The first name is the link's page, the others are its section."""
    request = getattr(context, "request", None)
    match = getattr(request, "resolver_match", None)
    if match is None or match.url_name not in names:
        return ""
    return format_html(' aria-current="{}"', "page" if match.url_name == names[0] else "true")


@register.simple_tag(takes_context=True)
def site_address(context, route=""):
    """The full address that others should link to: of a page by its route's name, or of this page without its query."""
    return settings.SITE_URL + (reverse(route) if route else context.request.path)


@register.simple_tag
def lasting_address(kind, *parts):
    """The lasting address of a fact (docs/adr/0021): {% lasting_address "activity" 12 %}."""
    return settings.SITE_URL + reverse(f"id-{kind}", args=parts)


@register.simple_tag(takes_context=True)
def data_links(context):
    """The links of a page's head to the same fact as JSON, JSON-LD and Turtle; nothing on pages of other things."""
    match = getattr(context.request, "resolver_match", None)
    if match is None or match.url_name not in FACTS:
        return ""
    route, *fixed = FACTS[match.url_name]
    codes = (value for name, value in match.kwargs.items() if name != "tab")
    parts = [*fixed, *(clean_text(code) if isinstance(code, str) else code for code in codes)]
    links = [("application/json", reverse(f"api-{route}", args=parts))]
    links += [(media, reverse(f"api-{route}-data", args=[*parts, form])) for form, media in LINKED_DATA]
    link = '<link rel="alternate" type="{}" href="{}">'
    return format_html_join("", link, ((media, settings.SITE_URL + path) for media, path in links))


@register.simple_tag(takes_context=True)
def cited_address(context):
    """The full address of this page with its query, unless the query is too long to be cited."""
    request = context.request
    short = len(request.META.get("QUERY_STRING", "")) <= LONGEST_QUERY
    return settings.SITE_URL + (request.get_full_path() if short else request.path)


@register.simple_tag(takes_context=True)
def add_href(context, **presets):
    """The address of the page to add an activity, with presets such as goal="9"; "" on a page of a past version."""
    if getattr(getattr(context, "request", None), "past", None):
        return ""
    given = {name: value for name, value in presets.items() if value}
    return reverse("add") + (f"?{urlencode(given)}" if given else "")


@register.simple_tag(takes_context=True)
def again(context, name):
    """The text of a block of this page once more, without tags and line breaks, for an attribute."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    return " ".join(unescape(strip_tags(block.render(context))).split()) if block else ""


@register.simple_tag(takes_context=True)
def registered_menu(context):
    """[(label, address, mark of the current entry)] of the menu entries that other apps have registered."""
    return [(entry.label, reverse(entry.routes[0]), here(context, *entry.routes)) for entry in MENU]


def _params(context):
    # A component included with `only` has no request variable, but its context still has the request.
    request = getattr(context, "request", None) or context.get("request")
    return request.GET.copy() if request is not None else QueryDict(mutable=True)


def _as_href(params):
    return "?" + params.urlencode()
