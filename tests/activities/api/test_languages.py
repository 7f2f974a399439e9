"""`lang=`: names of Terms and countries in a language, with the language that each is really in."""

import csv
import io

import pytest

from activities.models import TermText
from activities.queries.facts.registry import OWN
from activities.queries.languages import TAGS
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    ChangeFactory,
    CountryFactory,
    CrosswalkFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    TermTextFactory,
)

API = "/api/v1"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def facts(db):
    switzerland = CountryFactory(code="CH", names={"fr": "Suisse", "es": "Suiza"})
    CountryFactory(code="KE", names={"fr": "Kenya"})
    goal, line = GoalFactory(code="9", title="Industry"), ActionLineFactory(code="C2", title="Infrastructure")
    target = TargetFactory(code="9.c", title="Access", parent=goal)
    TermTextFactory(term=goal, language="fr", title="Industrie", official_text="Bâtir")
    TermTextFactory(term=target, language="fr", official_text="Accroître l’accès")
    CrosswalkFactory(from_term=line, to_term=target)
    body = OrganisationFactory(slug="body", sector="", type="academia", country=switzerland)
    activity = ActivityFactory(organisation=body, countries=["KE", "CH"])
    MappingFactory(activity=activity, term=target)
    MappingFactory(activity=activity, term=line)


def rows(client, address, *columns):
    response = client.get(f"{API}{address}")
    assert response.status_code == 200, response.content
    return [tuple(row[column] for column in columns) for row in response.json()["results"]]


def test_terms(client):
    shown = ("code", "title", "title_language")
    assert sorted(rows(client, "/terms/?lang=fr", *shown)) == [
        ("9", "Industrie", "fr"),
        ("9.c", "Accroître l’accès", "fr"),
        ("C2", "Infrastructure", "en"),
    ]
    assert rows(client, "/terms/?lang=ru", *shown) == rows(client, "/terms/", *shown)
    one = client.get(f"{API}/terms/sdg/9/?lang=fr")
    assert one["Content-Language"] == "fr, en"
    body = one.json()
    assert (body["title"], body["title_language"]) == ("Industrie", "fr")
    assert body["children"] == [
        {
            "uri": body["children"][0]["uri"],
            "kind": "target",
            "code": "9.c",
            "title": "Accroître l’accès",
            "title_language": "fr",
        }
    ]


def test_mappings_with_their_terms_and_countries(client):
    shown = ("term_code", "term_title", "term_title_language", "country_names", "country_names_language")
    assert rows(client, "/mappings/?lang=fr", *shown) == [
        ("9.c", "Accroître l’accès", "fr", ["Kenya", "Suisse"], "fr"),
        ("C2", "Infrastructure", "en", ["Kenya", "Suisse"], "fr"),
    ]
    assert rows(client, "/mappings/?lang=es&target=9.c", *shown) == [("9.c", "Access", "en", ["Kenya", "Suiza"], "mul")]
    assert rows(client, "/mappings/?target=9.c", *shown) == [("9.c", "Access", "en", ["Kenya", "Switzerland"], "en")]


def test_activities_organisations_countries_and_crosswalks(client):
    (shown,) = rows(client, "/activities/?lang=fr", "country_names", "country_names_language", "mappings")
    assert shown[:2] == (["Kenya", "Suisse"], "fr")
    assert {one["code"]: (one["title"], one["title_language"]) for one in shown[2]} == {
        "9.c": ("Accroître l’accès", "fr"),
        "C2": ("Infrastructure", "en"),
    }
    named = ("country_name", "country_name_language")
    assert rows(client, "/organisations/?q=body&lang=fr", *named) in ([("Suisse", "fr")], [])
    assert client.get(f"{API}/organisations/body/?lang=fr").json()["country_name"] == "Suisse"
    assert rows(client, "/countries/?lang=es", "code", "name", "name_language") == [
        ("KE", "Kenya", "en"),
        ("CH", "Suiza", "es"),
    ]
    assert client.get(f"{API}/countries/CH/?lang=fr").json()["name"] == "Suisse"
    ends = ("from_title", "from_title_language", "to_title", "to_title_language")
    assert rows(client, "/crosswalks/?lang=fr", *ends) == [("Infrastructure", "en", "Accroître l’accès", "fr")]


def test_a_framework_says_that_its_title_is_english(client):
    response = client.get(f"{API}/frameworks/?lang=fr")
    assert {row["title_language"] for row in response.json()["results"]} == {"en"}


def test_files_have_the_same_names(client):
    response = client.get(f"{API}/mappings.csv?lang=fr&target=9.c&fields=term_title,term_title_language,country_names")
    assert response["Content-Language"] == "fr, en"
    text = b"".join(response).decode()
    assert list(csv.DictReader(io.StringIO(text))) == [
        {"country_names": "Kenya;Suisse", "term_title": "Accroître l’accès", "term_title_language": "fr"}
    ]
    lines = b"".join(client.get(f"{API}/terms.jsonl?lang=fr&fields=title&framework=sdg")).decode()
    assert lines.splitlines() == ['{"title":"Industrie"}', '{"title":"Accroître l’accès"}']


@pytest.mark.parametrize("lang", TAGS)
@pytest.mark.parametrize("resource", [one.name for one in OWN if one.translated])
def test_every_resource_with_names_answers_in_every_language(client, resource, lang):
    response = client.get(f"{API}/{resource}/?lang={lang}")
    assert response.status_code == 200
    assert len(response.json()["results"]) > 0
    assert response["Content-Language"] == ("en" if lang == "en" else f"{TAGS[lang]}, en")


def test_a_language_without_texts_is_refused_with_the_nearest(client):
    for lang, begins in (
        ("de", "lang: "),
        ("zh-Hans", "lang: Did you mean zh-hans?"),
        ("fr'", "lang: Did you mean fr?"),
    ):
        response = client.get(f"{API}/terms/", {"lang": lang})
        assert response.status_code == 400
        assert response.json()["errors"]["lang"][0].startswith(begins)
    assert client.get(f"{API}/texts/?lang=fr").status_code == 400  # its rows are in many languages already


def test_each_language_has_an_etag_of_its_own(client):
    tags = {client.get(f"{API}/terms/?lang={lang}")["ETag"] for lang in TAGS}
    assert len(tags) == len(TAGS)


def test_an_etag_depends_on_the_texts_that_are_shown(client):
    before = {lang: client.get(f"{API}/mappings/{lang}")["ETag"] for lang in ("", "?lang=fr")}
    TermText.objects.filter(term__code="9.c").update(official_text="Améliorer l’accès", change=ChangeFactory())
    after = {lang: client.get(f"{API}/mappings/{lang}")["ETag"] for lang in ("", "?lang=fr")}
    assert after[""] == before[""]
    assert after["?lang=fr"] != before["?lang=fr"]


def test_names_in_another_language_cost_no_further_query(client, django_assert_num_queries):
    client.get(f"{API}/mappings/?goal=9")  # reads the vocabulary
    for lang in ("en", "fr"):
        with django_assert_num_queries(2):
            client.get(f"{API}/mappings/?lang={lang}&goal=9")
