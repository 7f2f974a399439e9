"""Lasting addresses: SQL and Python make the same ones, whatever a code contains."""

import pytest
from django.db import connection

from activities.queries.identity import (
    activity_uri,
    activity_uri_sql,
    mapping_uri,
    mapping_uri_sql,
    organisation_uri,
    organisation_uri_sql,
    own_term_uri,
    term_uri,
    term_uri_sql,
)
from tests.factories.activities import (
    ActivityFactory,
    FrameworkFactory,
    MappingFactory,
    OrganisationFactory,
    TermFactory,
)

SITE = "https://map.example"
#: {code: its end of the address}
CODES = {
    "9.c": "9.c",
    "Goal 1": "Goal%201",
    "C7-ehealth": "C7-ehealth",
    "a/b": "a/b",
    "50%": "50%25",
    "q?x#y": "q%3Fx%23y",
    "d'or": "d'or",
    'say "x"': "say%20%22x%22",
    "<script>": "%3Cscript%3E",
    "objectif n° 1": "objectif%20n%C2%B0%201",
    "éa": "%C3%A9a",
    "目标 1": "%E7%9B%AE%E6%A0%87%201",
    "a\\b": "a%5Cb",
    "x%(y)s": "x%25(y)s",
    "[1]": "%5B1%5D",
    "~-_.,;:@!$&*+=": "~-_.,;:@!$&*+=",
}


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


def uris(sql: str, parameters=None) -> dict:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return dict(cursor.fetchall())


TERMS = "SELECT t.code, {uri} FROM activities_term t JOIN activities_framework f ON f.id = t.framework_id"


@pytest.mark.django_db
@pytest.mark.parametrize("parameters", [None, []])
def test_codes_are_quoted_alike_in_sql_and_python(parameters):
    framework = FrameworkFactory(slug="sp-2024")
    for code in CODES:
        TermFactory(framework=framework, code=code, uri="")
    expected = {code: f"{SITE}/id/term/sp-2024/{ending}" for code, ending in CODES.items()}
    assert uris(TERMS.format(uri=term_uri_sql("t", "f")), parameters) == expected
    assert {code: term_uri("sp-2024", code) for code in CODES} == expected


@pytest.mark.django_db
def test_an_official_uri_is_preferred_to_ours():
    term = TermFactory(code="9.c", uri="http://metadata.un.org/sdg/9.c")
    assert uris(TERMS.format(uri=term_uri_sql())) == {"9.c": "http://metadata.un.org/sdg/9.c"}
    assert term_uri(term.framework.slug, "9.c", term.uri) == "http://metadata.un.org/sdg/9.c"
    assert own_term_uri("sdg", "9.c") == f"{SITE}/id/term/sdg/9.c"


@pytest.mark.django_db
def test_activities_organisations_and_mappings():
    mapping = MappingFactory(activity=ActivityFactory(organisation=OrganisationFactory(slug="itu-d")))
    number, own = mapping.activity_id, mapping.pk
    one = "SELECT 1, {uri} FROM activities_{table} {alias}"
    assert uris(one.format(uri=activity_uri_sql("x"), table="activity", alias="x")) == {1: activity_uri(number)}
    assert uris(one.format(uri=mapping_uri_sql("x"), table="mapping", alias="x")) == {1: mapping_uri(own)}
    assert uris(one.format(uri=organisation_uri_sql("x"), table="organisation", alias="x")) == {
        1: f"{SITE}/id/organisation/itu-d"
    }
    assert activity_uri(12) == f"{SITE}/id/activity/12"
    assert mapping_uri(34) == f"{SITE}/id/mapping/34"
    assert organisation_uri("itu-d") == f"{SITE}/id/organisation/itu-d"


@pytest.mark.django_db
def test_a_strange_site_address_cannot_leave_its_literal(settings):
    settings.SITE_URL = "https://o'hara.example/50%"
    term = TermFactory(code="1", uri="")
    expected = {"1": f"https://o'hara.example/50%/id/term/{term.framework.slug}/1"}
    assert uris(TERMS.format(uri=term_uri_sql()), []) == uris(TERMS.format(uri=term_uri_sql())) == expected
