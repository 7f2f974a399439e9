"""Lasting addresses (URIs) of facts, for answers made in Python and in SQL (docs/adr/0021).

A Term that its publisher has given a URI has that one; everything else has one of ours, below `/id/`.
"""

from urllib.parse import quote

from django.conf import settings

#: Characters that stay as they are in an address, besides letters, digits and "-._~". Django's `reverse` has the same.
SAFE = "/~:@!$&'()*+,;="
#: The same as a class of PostgreSQL's regular expressions. In SQL "'" is written twice.
_AS_IT_IS = "[A-Za-z0-9._~/:@!$&''()*+,;=-]"


def framework_uri(slug: str) -> str:
    return f"{settings.SITE_URL}/id/framework/{_quoted(slug)}"


def term_uri(framework: str, code: str, official: str = "") -> str:
    """The URI of a Term. `official` is its field `uri`, "" where the publisher has given none."""
    return official or own_term_uri(framework, code)


def own_term_uri(framework: str, code: str) -> str:
    """Our own address of a Term, which also leads to it where there is an official one."""
    return f"{settings.SITE_URL}/id/term/{_quoted(framework)}/{_quoted(code)}"


def activity_uri(pk: int) -> str:
    return f"{settings.SITE_URL}/id/activity/{pk}"


def organisation_uri(slug: str) -> str:
    return f"{settings.SITE_URL}/id/organisation/{_quoted(slug)}"


def mapping_uri(pk: int) -> str:
    return f"{settings.SITE_URL}/id/mapping/{pk}"


def crosswalk_uri(name: str) -> str:
    return f"{settings.SITE_URL}/id/crosswalk/{_quoted(name)}"


def crosswalk_link_uri(name: str, pk: int) -> str:
    """The URI of one link, which leads to its crosswalk: programs do not send what follows "#"."""
    return f"{crosswalk_uri(name)}#link-{pk}"


def country_uri(code: str) -> str:
    """The URI of a country or territory by its ISO 3166 alpha-2 code."""
    return f"{settings.SITE_URL}/id/country/{_quoted(code)}"


def region_uri(code: str) -> str:
    """The URI of one of ITU's regions, such as asia-pacific."""
    return f"{settings.SITE_URL}/id/region/{_quoted(code)}"


def term_uri_sql(term: str = "t", framework: str = "f") -> str:
    """SQL of `term_uri` for the Term and the Framework that go by these aliases.

    Like all SQL here it has no "%", and can be part of a statement with or without parameters.
    """
    own = f"{_site('/id/term/')} || {framework}.slug || '/' || {_quoted_sql(term + '.code')}"
    return f"coalesce(nullif({term}.uri, ''), {own})"


def framework_uri_sql(framework: str = "f") -> str:
    """SQL of `framework_uri` for the Framework that goes by this alias."""
    return f"({_site('/id/framework/')} || {framework}.slug)"


def activity_uri_sql(activity: str = "a") -> str:
    """SQL of `activity_uri` for the Activity that goes by this alias."""
    return f"({_site('/id/activity/')} || {activity}.id)"


def organisation_uri_sql(organisation: str = "o") -> str:
    """SQL of `organisation_uri`; NULL without an organisation."""
    return f"({_site('/id/organisation/')} || {organisation}.slug)"


def mapping_uri_sql(mapping: str = "m") -> str:
    """SQL of `mapping_uri` for the Mapping that goes by this alias."""
    return f"({_site('/id/mapping/')} || {mapping}.id)"


def _quoted(text: str) -> str:
    return quote(text, safe=SAFE)


def _site(path: str) -> str:
    """The beginning of our addresses as a literal of SQL."""
    address = (settings.SITE_URL + path).replace("'", "''").replace("%", "' || chr(37) || '")
    return f"'{address}'"


def _quoted_sql(column: str) -> str:
    """SQL of `_quoted`: each character that an address cannot contain as the bytes of its UTF-8."""
    return f"""CASE WHEN {column} COLLATE "C" ~ '^{_AS_IT_IS}*$' THEN {column} ELSE (
        SELECT string_agg(CASE WHEN one.sign COLLATE "C" ~ '{_AS_IT_IS}' THEN one.sign ELSE regexp_replace(
                   upper(encode(convert_to(one.sign, 'UTF8'), 'hex')), '(..)', chr(37) || '\\1', 'g') END,
               '' ORDER BY one.place)
          FROM string_to_table({column}, NULL) WITH ORDINALITY AS one (sign, place)) END"""  # noqa: S608 - a column's name
