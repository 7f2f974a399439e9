"""What counts as worldwide: one rule, said alike to Python, the ORM and SQL, and shown alike everywhere."""

import csv
import io

import pytest
from django.db import connection

from activities.models import Activity, Country
from activities.models.place import WORLDWIDE_FROM, in_regions_sql, is_worldwide, worldwide, worldwide_sql
from activities.summaries import rebuild
from tests.factories.activities import ActivityFactory, CountryFactory, GoalFactory, MappingFactory
from tests.reading import text

MANY = [f"{a}{b}" for a in "QXYZ" for b in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-_"][:WORLDWIDE_FROM]
PLACES = {
    "marked": (["KE"], ["global"], True),
    "nothing": ([], [], True),
    "many": (MANY, ["africa"], True),
    "one less": (MANY[1:], ["africa"], False),
    "country": (["KE"], [], False),
    "region": ([], ["africa"], False),
}


@pytest.fixture
def activities(db):
    CountryFactory(code="KE")
    Country.objects.bulk_create(
        Country(code=code, m49=f"{n:03}", name=f"Place {code}", region="africa") for n, code in enumerate(MANY)
    )
    goal = GoalFactory(code="9")
    for title, (countries, regions, _) in PLACES.items():
        MappingFactory(activity=ActivityFactory(title=title, countries=countries, regions=regions), term=goal)
    rebuild()


WORLD = sorted(title for title, (_, _, expected) in PLACES.items() if expected)


@pytest.mark.parametrize("title", PLACES)
def test_the_rule(title):
    countries, regions, expected = PLACES[title]
    assert is_worldwide(countries, regions) is expected


def test_the_database_is_told_the_same_rule(activities):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT title FROM activities_activity a WHERE {worldwide_sql('a')} ORDER BY title")  # noqa: S608
        assert [title for (title,) in cursor.fetchall()] == WORLD
        cursor.execute(f"SELECT title, {in_regions_sql('a')} FROM activities_activity a")  # noqa: S608
        regions = dict(cursor.fetchall())
    assert list(Activity.objects.filter(worldwide()).order_by("title").values_list("title", flat=True)) == WORLD
    assert regions["many"] == ["africa", "global"]
    assert (regions["marked"], regions["nothing"], regions["region"]) == (["global"], ["global"], ["africa"])


def test_the_list_filters_and_counts_by_it(client, activities):
    for query in ("region=global", "region=global&kind=project,event,initiative"):
        answer = client.get(f"/api/v1/activities/facets/?{query}").json()
        values = {each["value"]: each["activities"] for each in answer["facets"]["region"]}
        assert (answer["total"], values["global"], values["africa"]) == (3, 3, 3), query
    assert "Activities worldwide" in client.get("/activities/?region=global").text


def test_the_api_and_the_file_say_so_and_keep_the_codes(client, activities):
    rows = {row["title"]: row for row in client.get("/api/v1/activities/").json()["results"]}
    assert sorted(title for title, row in rows.items() if row["worldwide"]) == WORLD
    assert len(rows["many"]["countries"]) == WORLDWIDE_FROM
    text = b"".join(client.get("/api/v1/activities.csv").streaming_content).decode("utf-8-sig")
    lines = {line["title"]: line for line in csv.DictReader(io.StringIO(text))}
    assert sorted(title for title, line in lines.items() if line["worldwide"] == "true") == WORLD
    assert lines["many"]["countries"].count(";") == WORLDWIDE_FROM - 1


def test_pages_say_worldwide_instead_of_a_long_list(client, activities):
    many, marked = (Activity.objects.get(title=title) for title in ("many", "marked"))
    page = client.get(many.get_absolute_url()).text
    assert "Worldwide" in page
    assert "Place QA" not in page
    page = client.get(marked.get_absolute_url()).text
    assert "Worldwide" in page
    assert "Kenya" in page
    assert "Worldwide, Kenya" in client.get("/activities/").text


def test_a_country_says_how_many_worldwide_activities_reach_it(client, activities):
    said = text(client.get("/countries/KE/"))
    assert "2 worldwide activities also reach Kenya but are not counted here." in said
    assert client.get("/regions/global/").status_code == 200
