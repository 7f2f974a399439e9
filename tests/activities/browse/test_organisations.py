"""Organisations: the list with its filters and pages, profiles of ITU's Sectors and of stakeholders, refusals."""

import pytest
from django.db import connection

from activities.models import Organisation
from activities.queries.browse.organisations import organisation_page
from activities.queries.browse.slices import organisation_slice
from activities.queries.search.words import NAMED
from activities.summaries import rebuild
from tests.activities.browse.test_matrix import doing, text
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CountryFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def bodies():
    """ITU-D, ITU-R, and three stakeholders, one of them Kenyan and in academia with two activities."""
    university = OrganisationFactory(name="Uni Nairobi", type="academia", country=CountryFactory(code="KE"))
    OrganisationFactory(name="Alpha")
    OrganisationFactory(name="Zulu")
    target = TargetFactory(code="9.c")
    for year in (2020, 2021):
        MappingFactory(activity=ActivityFactory(organisation=university, start_year=year), term=target)
    MappingFactory(
        activity=ActivityFactory(organisation=university, start_year=2020), term=ActionLineFactory(code="C2")
    )
    ActivityFactory(organisation=university, withdrawn=True)
    doing(target, sector="ITU-D")
    OrganisationFactory(sector="ITU-R")
    rebuild()
    return university


@pytest.mark.parametrize("items", [1, 3])
def test_list_query_count(client, items, django_assert_num_queries):
    for _number in range(items):
        doing(TargetFactory(code="9.c"))
    with django_assert_num_queries(4):
        assert client.get("/organisations/").status_code == 200


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize(("sector", "queries"), [("", 7), ("ITU-D", 5)])
def test_profile_query_count(client, items, sector, queries, django_assert_num_queries):
    body = OrganisationFactory(sector=sector) if sector else OrganisationFactory()
    for number in range(items):
        MappingFactory(activity=ActivityFactory(organisation=body), term=TargetFactory(code=f"9.{number + 1}"))
    rebuild()
    with django_assert_num_queries(queries):
        assert client.get(body.get_absolute_url()).status_code == 200


def test_itu_comes_first_and_withdrawn_activities_do_not_count(bodies):
    page = organisation_page()
    assert [(body.sector, body.number) for body in page.sectors] == [("ITU-R", 0), ("ITU-D", 1)]
    assert [(body.name, body.number) for body in page.others] == [("Uni Nairobi", 3), ("Alpha", 0), ("Zulu", 0)]
    assert (page.total, page.everyone, page.stakeholders, page.governments, page.next) == (3, 5, 3, 0, "")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=nairobi", ["Uni Nairobi"]),
        ("type=civil-society", ["Alpha", "Zulu"]),
        ("country=ke", ["Uni Nairobi"]),
        ("q=100%25", []),
    ],
)
def test_filters(client, bodies, query, names):
    page = client.get(f"/organisations/?{query}")
    assert page.status_code == 200
    assert [body.name for body in page.context["page"].others] == names


@pytest.mark.parametrize("words", ["zulu", "uni -alpha", '"uni nairobi"', "alpha or zulu", "x'y & |", "", "نيجر"])
def test_a_search_finds_the_organisations_that_a_filter_finds(bodies, words):
    OrganisationFactory(name="نيجر")
    with connection.cursor() as cursor:
        cursor.execute(NAMED, [words, words, 0])
        found = {pk for pk, _is_partner in cursor.fetchall()}
    assert found == set(Organisation.objects.named_like(words).values_list("id", flat=True))


def test_nothing_found_says_what_next(client, bodies):
    assert "No results for “nobody” Try fewer letters" in text(client.get("/organisations/?q=nobody"))


def test_pages_follow_each_other_without_gap_or_repeat(bodies):
    OrganisationFactory(name="Alpha", slug="alpha-2")
    names, after = [], ""
    while True:
        page = organisation_page(after=after, limit=2)
        names += [body.slug for body in page.others]
        if not page.next:
            break
        after = page.next
    assert names == ["uni-nairobi", "alpha", "alpha-2", "zulu"]


@pytest.mark.parametrize(
    ("query", "words", "kept"),
    [
        ("type=school&country=KE", "Type: “school” is not one of government, international-organisation,", ("", "KE")),
        ("type=academia&country=KX", "“KX” is not a country code. Did you mean KE (Kenya)?", ("academia", "")),
    ],
)
def test_a_wrong_filter_is_named_and_the_others_kept(client, bodies, query, words, kept):
    page = client.get(f"/organisations/?{query}")
    assert page.status_code == 400
    assert words in text(page)
    name = "country" if kept[0] else "type"
    assert [problem["href"] for problem in page.context["problems"]] == [f"#id_{name}"]
    assert (page.context["chosen"]["type"], page.context["chosen"]["country"]) == kept


def test_a_stakeholder_is_counted_live(bodies):
    own = organisation_slice(bodies)
    assert own.counts == {
        "kind": {"project": 3},
        "status": {"ongoing": 3},
        "year": {"2020": 2, "2021": 1},
        "goal": {"9": 2},
        "action_line": {"C2": 1},
    }
    assert (own.activities, own.total, own.filters) == (3, 4, {"organisation": "uni-nairobi"})
    assert [work.activity.start_year for work in own.newest] == [2021, 2020, 2020]


def test_a_goal_counts_an_activity_with_two_of_its_targets_once(bodies):
    activity = ActivityFactory(organisation=bodies)
    for code in ("4.1", "4.4", "4"):
        term = GoalFactory(code=code) if code == "4" else TargetFactory(code=code)
        MappingFactory(activity=activity, term=term)
    assert organisation_slice(bodies).counts["goal"] == {"9": 2, "4": 1}


def test_a_sector_is_read_from_the_summaries(bodies):
    own = organisation_slice(Organisation.objects.get(sector="ITU-D"))
    assert (own.activities, own.counts["goal"], own.filters) == (1, {"9": 1}, {"sector": "ITU-D"})


def test_profile_says_who_it_is_and_links_to_the_list(client, bodies):
    page = client.get("/organisations/uni-nairobi/")
    body, words = page.content.decode(), text(page)
    links = "Print or save one page Follow: Atom feed Is this your organisation? Update its activities"
    assert f"Academia Kenya {links} Uni Nairobi" in words
    assert "Uni Nairobi carries out 3 of 4 activities (75%)." in words
    assert "They serve Goal 9 , and Action Line C2 . Data as of" in words
    assert 'href="/activities/?organisation=uni-nairobi"' in body
    assert 'href="/activities/?organisation=uni-nairobi&amp;goal=9"' in body


def test_profile_without_activities_says_so(client, bodies):
    assert "No activity of Alpha is known yet" in text(client.get("/organisations/alpha/"))


def test_pictures_are_files_at_the_profile_s_own_address(client, bodies):
    response = client.get("/organisations/uni-nairobi/?download=goals.csv")
    assert response["Content-Disposition"] == 'attachment; filename="organisation-uni-nairobi-goals.csv"'
    assert client.get("/organisations/uni-nairobi/?download=regions.csv").status_code == 400


@pytest.mark.parametrize("address", ["/organisations/uni-nairoby/", "/organisations/uni%00-nairob/"])
def test_an_unknown_organisation_offers_the_nearest(client, bodies, address):
    page = client.get(address)
    assert page.status_code == 404
    assert '<a href="/organisations/uni-nairobi/">' in page.content.decode()


def test_list_answers_who_is_there(client, bodies):
    OrganisationFactory(name="Ministry", type="government")
    said = text(client.get("/organisations/"))
    assert "6 organisations: 2 parts of ITU and 4 stakeholders, 1 of them a government ." in said
    assert "ITU ITU-R (0) ITU-D (1)" in said
    assert "1 of 4 stakeholders" in text(client.get("/organisations/?type=academia"))


def test_a_parameter_that_the_list_does_not_know_is_named(client, bodies):
    page = client.get("/organisations/?kind=academia&utm_source=mail")
    assert page.status_code == 400
    assert "“kind” is not a filter of this list and has no effect. Filters: q, type, country." in text(page)


def test_charts_of_an_organisation_are_a_page_of_their_own(client, bodies):
    page = client.get("/organisations/uni-nairobi/profile/")
    assert (page.status_code, list(page.context["pictures"])) == (200, ["years", "kinds", "statuses"])
    assert 'href="/organisations/uni-nairobi/?download=years.csv"' in page.content.decode()


def test_charts_of_a_merged_organisation_lead_to_the_one_that_is_left(client, bodies):
    OrganisationFactory(name="Old", slug="old", withdrawn=True, merged_into=bodies)
    response = client.get("/organisations/old/profile/")
    assert (response.status_code, response["Location"]) == (301, "/organisations/uni-nairobi/profile/")
