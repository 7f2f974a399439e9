"""The Roadmap over the API: commitments with section, Terms and documents, and what a filter finds."""

import pytest

from tests.factories import roadmap
from tests.factories.activities import GoalFactory, TargetFactory, TermFactory, TermTextFactory
from tests.factories.roadmap import (
    ActionFactory,
    ActionTermFactory,
    CitationFactory,
    SeriesFactory,
    SeriesValueFactory,
)

pytestmark = pytest.mark.django_db
API = "/api/v1/roadmap"


def results(client, address):
    response = client.get(f"{API}/{address}")
    assert response.status_code == 200, response.content
    return response.json()["results"]


def test_a_commitment_has_its_section_bodies_terms_and_documents(client):
    action = ActionFactory(code="6.5", responsible="Council; General Secretariat")
    ActionTermFactory(action=action, term=TargetFactory(code="9.c"))
    ActionTermFactory(action=action, term=TargetFactory(code="4.4"), withdrawn=True)
    CitationFactory(action=action, text="Resolution 1332")
    [row] = results(client, "actions/?section=6&code=6.5")
    assert (row["edition"], row["section"], row["section_title"]) == ("2019", 6, "Section title 6")
    assert row["responsible"] == ["Council", "General Secretariat"]
    assert (row["terms"], row["documents"]) == (["sdg:9.c"], ["Resolution 1332"])
    assert [link["term_code"] for link in results(client, "action-terms/?action=6.5")] == ["9.c"]
    assert [cited["text"] for cited in results(client, "citations/?action=6.5")] == ["Resolution 1332"]


def test_figures_are_found_by_series_and_year(client):
    value = SeriesValueFactory(year=2024, value="51.5")
    SeriesValueFactory(year=2023, value="50")
    [row] = results(client, f"values/?series={value.series.series_code}&year=2024")
    assert (row["value"], row["area"], row["indicator"]) == (51.5, value.area, value.series.term.code)


def test_what_staff_alone_know_is_not_published(client):
    value = SeriesValueFactory(basis="recalled by someone")
    assert "recalled" not in client.get(f"{API}/values.csv").getvalue().decode()
    assert "basis" not in results(client, f"values/?year={value.year}")[0]


@pytest.mark.parametrize("query", ["section=77", "section=", "status=finished", "edition=1999", "code=6.5,,6.6"])
def test_a_wrong_filter_is_refused(client, query):
    ActionFactory(code="6.5")
    response = client.get(f"{API}/actions/?{query}")
    assert (response.status_code, list(response.json()["errors"])) == (400, [query.partition("=")[0]])


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize("name", ["sections", "actions", "action-terms", "documents", "citations", "values"])
def test_query_counts(client, name, items, django_assert_num_queries):
    for number in range(items):
        action = ActionFactory(code=f"6.{number + 1}")
        ActionTermFactory(action=action, term=TargetFactory(code="9.c"))
        CitationFactory(action=action)
        SeriesValueFactory(year=2000 + number)
    client.get(f"{API}/{name}/")  # reads the vocabulary
    with django_assert_num_queries(2):
        client.get(f"{API}/{name}/")


def test_titles_of_terms_are_in_the_language_asked_for(client):
    entry = TermFactory(code="1.2", title="70% online")
    TermTextFactory(term=entry, language="fr", title="70 % en ligne")
    roadmap.TargetFactory(code="1.2", plan_term=entry)
    roadmap.TargetFactory(code="1.3")
    goal = GoalFactory(code="9", title="Industry")
    TermTextFactory(term=goal, language="fr", title="Industrie")
    ActionTermFactory(term=goal)
    series = SeriesFactory()
    TermTextFactory(term=series.term, language="fr", title="", official_text="Proportion de la population")

    def shown(address, name):
        return {(row[name], row[f"{name}_language"]) for row in results(client, address)}

    assert shown("targets/?lang=fr", "plan_term_title") == {("70 % en ligne", "fr"), (None, None)}
    assert shown("targets/?lang=ru", "plan_term_title") == {("70% online", "en"), (None, None)}
    assert shown("targets/", "plan_term_title") == {("70% online", "en"), (None, None)}
    assert shown("action-terms/?lang=fr", "term_title") == {("Industrie", "fr")}
    assert shown("indicators/?lang=fr", "indicator_title") == {("Proportion de la population", "fr")}
    assert client.get("/api/v1/roadmap/indicators/?lang=fr")["Content-Language"] == "fr, en"


def test_the_description_lists_the_values_of_each_filter_by_itself(client):
    ActionFactory(code="6.5")
    SeriesValueFactory(year=2024, value="51.5")
    shown = client.get("/api/v1/schema/").json()["components"]
    codes = {name: shown["parameters"][name]["schema"] for name in ("Edition", "Section", "Action", "Indicator")}
    listed = {name: shown["schemas"][one["items"]["$ref"].rpartition("/")[2]]["enum"] for name, one in codes.items()}
    assert listed == {"Edition": ["2019"], "Section": ["6"], "Action": ["6.5"], "Indicator": listed["Indicator"]}
    assert all(one["examples"] == [[listed[name][0]]] for name, one in codes.items())
    assert "Value" not in shown["schemas"]
