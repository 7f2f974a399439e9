"""Enter and edit activities in the browser."""

import re

import pytest

from activities.models import Activity, Change
from activities.queries.activity.duplicates import titled_like
from tests.activities.editing.activity.typing_in import as_typed, at, filled
from tests.factories.activities import (
    ActivityFactory,
    CountryFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.reading import text

pytestmark = pytest.mark.django_db


# Enter


def test_an_activity_is_entered_and_leads_on_to_its_mappings(client, keeper):
    CountryFactory(code="KE")
    itu_d = OrganisationFactory(sector="ITU-D")
    response = client.post("/activities/new/", filled(itu_d))
    made = Activity.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/activities/{made.pk}/mappings/")
    assert response.cookies["saved"].value == f"{keeper.pk}.activity-new"
    assert {name: getattr(made, name) for name in ("title", "description", "kind", "status", "url", "origin")} == {
        "title": "Smart Villages in Niger",
        "description": "Villages go online.\n\nAll of them.",
        "kind": "project",
        "status": "ongoing",
        "url": "https://www.itu.int/villages",
        "origin": "staff",
    }
    assert (made.start_year, made.end_year, made.regions, made.countries) == (2021, None, ["africa"], ["KE"])
    assert (made.partners, made.organisation, made.description_certainty) == (
        ["UNICEF", "World Bank"],
        itu_d,
        "confirmed",
    )
    assert (made.change.by, made.change.reason) == (keeper, "From the yearly report")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title", "", "Enter a title."),
        ("title", "\x00\u202e \x07", "Enter a title."),
        ("title", "…—!", "Enter a title with words, not only numbers or signs."),
        ("title", "x" * 501, "at most 500 characters"),
        ("organisation", "", "Choose an organisation."),
        ("organisation", "999999", "Choose one of the organisations listed."),
        ("organisation", "9" * 40, "Choose one of the organisations listed."),
        ("organisation", "x", "Choose one of the organisations listed."),
        ("kind", "", "Choose a kind of activity."),
        ("kind", "feast", "Select a valid choice"),
        ("status", "", "Choose a status."),
        ("start_year", "1864", "Enter a year from 1865 to 2100, such as 2024."),
        ("start_year", "9" * 30, "Enter a year from 1865 to 2100, such as 2024."),
        ("start_year", "soon", "Enter a year from 1865 to 2100, such as 2024."),
        ("end_year", "2101", "Enter a year from 1865 to 2100, such as 2024."),
        ("end_year", "2020", "The end year, 2020, is before the start year, 2021."),
        ("countries", ["ZZ"], "Select a valid choice. ZZ is not one of the available choices."),
        ("regions", ["atlantis"], "Select a valid choice. atlantis is not one of the available choices."),
        ("url", "javascript:alert(1)", "It must start with http or https."),
        ("url", "data:text/html,x", "It must start with http or https."),
        ("url", "https://itu.int/" + "x" * 1000, "at most 1000 characters"),
        ("partners", "x" * 301, "has 301 characters. Shorten it to 300."),
        ("partners", "\n".join(map(str, range(101))), "There are 101 lines. Enter no more than 100."),
        ("description", "x" * 20_001, "at most 20000 characters"),
        ("reason", "x" * 501, "at most 500 characters"),
    ],
)
def test_a_form_is_refused_with_its_reason_and_keeps_what_was_typed(client, keeper, field, value, message):
    CountryFactory(code="KE")
    response = client.post("/activities/new/", filled(OrganisationFactory(sector="ITU-D"), **{field: value}))
    assert response.status_code == 422
    assert Activity.objects.count() == 0
    assert re.search(r'class="error-summary".*?' + re.escape(message), response.content.decode(), re.DOTALL)
    kept = "Smart Villages in Niger" if field != "title" else "Villages go online."
    assert kept in response.content.decode()


def test_the_summary_tells_which_of_two_fields_alike_is_wrong(client, keeper):
    sent = filled(OrganisationFactory(sector="ITU-D"), start_year="x", end_year="2101", kind="", countries=[])
    page = client.post("/activities/new/", sent).content.decode()
    told = re.findall(r'<a href="#id_(\w+)">([^<]+)</a>', page[page.index('class="error-summary"') :])
    assert told == [
        ("kind", "Choose a kind of activity."),
        ("start_year", "Start year: Enter a year from 1865 to 2100, such as 2024."),
        ("end_year", "End year (leave empty if it continues): Enter a year from 1865 to 2100, such as 2024."),
    ]


def test_what_is_no_year_reaches_the_server_and_comes_back(client, keeper):
    """From a field of the type number, browsers send nothing instead, which would be saved as no year."""
    page = client.post(
        "/activities/new/", filled(OrganisationFactory(sector="ITU-D"), start_year="soon")
    ).content.decode()
    assert '<input type="text" name="start_year" value="soon"' in page


HOSTILE = {
    "nul": "\x00\x00a\x00",
    "bidi": "\u202eevil\u2066\u202d",
    "script": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "megabyte": "x" * 1_000_000,
    "template": "{{ 7|add:7 }}{% load x %}%s %(x)s",
    "signs": "=cmd|'/c calc'!A1",
    "astral": "𝕏\ufffe\U0010ffff" * 10,
}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_field_takes_hostile_text_for_more_than_text(client, coordinator, hostile):
    CountryFactory(code="KE")
    organisation = OrganisationFactory(sector="ITU-D")
    value = HOSTILE[hostile]
    names = [*filled(organisation), "seen", "base", "looked_at", "organisation_words", "organisation_found", "find"]
    client.raise_request_exception = False
    activity = ActivityFactory(organisation=organisation)
    for name in names:
        for address, data in (
            ("/activities/new/", filled(organisation, title=f"Title {name}")),
            (at("edit", activity.pk), as_typed(Activity.objects.get(pk=activity.pk))),
        ):
            response = client.post(address, data | {name: value})
            assert response.status_code in (200, 302, 409, 422), (name, address)
            assert b"<script>alert" not in response.content, name
            assert b"<img src=x" not in response.content, name
    shown = client.get(f"/activities/{activity.pk}/").content
    assert b"<script>alert" not in shown
    assert b"\x00" not in shown


def test_more_than_the_site_reads_is_refused_not_failed(client, keeper):
    response = client.post("/activities/new/", {"title": "x" * 6_000_000})
    assert response.status_code == 400


def test_similar_titles_are_shown_before_anything_is_saved(client, keeper):
    CountryFactory(code="KE")
    itu_d = OrganisationFactory(sector="ITU-D")
    twin = ActivityFactory(title="Niger: the smart village", organisation=itu_d)
    ActivityFactory(title="Emergency telecommunications in Fiji", organisation=itu_d)
    response = client.post("/activities/new/", filled(itu_d))
    assert response.status_code == 422
    page = response.content.decode()
    likely = page[page.index('id="likely"') : page.index("</section>")]
    assert re.findall(r'href="(/activities/\d+/)"', likely) == [f"/activities/{twin.pk}/"]
    assert f'name="looked_at" value="{twin.pk}"' in page
    assert Activity.objects.count() == 2
    response = client.post("/activities/new/", filled(itu_d, looked_at=str(twin.pk)))
    assert response.status_code == 302
    assert Activity.objects.count() == 3
    # a second click on the button meets the first one's entry
    response = client.post("/activities/new/", filled(itu_d, looked_at=str(twin.pk)))
    assert response.status_code == 422
    assert Activity.objects.count() == 3


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("Smart Villages in Niger", "The smart village, Niger", 1),
        ("Smart Villages in Niger", "Smart Villages pilot in Niger", 3 / 4),
        ("Smart Villages in Niger", "Smart Villages in Egypt", 2 / 4),
        ("Smart Villages in Niger", "Smart cities", None),
        ("The", "The", 1),
        ("What is it?", "Who is it?", None),
        ("القرى الذكية في النيجر", "القرى الذكية", 2 / 4),
        ("数字包容项目", "数字包容项目", 1),
        (r"it's C:\x\y 'quoted' & | ! (a:*) /usr/lib", r"C:\x\y, it's /usr/lib", 4 / 5),
    ],
)
def test_how_alike_titles_are(one, other, share):
    ActivityFactory(title=other, slug="other")
    ActivityFactory(title=one, slug="withdrawn", withdrawn=True)
    assert [likely.share for likely in titled_like(one)] == ([share] if share else [])


def organisations(response) -> list[str]:
    part = response.content.decode().partition('id="organisations"')[2].partition("</fieldset>")[0]
    return [*map(str.strip, re.findall(r'name="organisation"[^>]*> <bdi>([^<]*)</bdi>', part))]


def test_a_focal_point_chooses_among_own_sectors(client, keeper):
    for sector in ("ITU-D", "ITU-R"):
        OrganisationFactory(sector=sector)
    stranger = OrganisationFactory(name="Giga")
    response = client.get("/activities/new/")
    assert organisations(response) == ["ITU-D"]
    assert "organisation_words" not in response.content.decode()
    for other in (OrganisationFactory(sector="ITU-R"), stranger):
        response = client.post("/activities/new/", filled(other))
        assert response.status_code == 422
        assert "Choose one of the organisations listed." in text(response)
    response = client.post("/activities/new/", filled(stranger, find="1", organisation_words="Giga"))
    assert organisations(response) == ["ITU-D"]


def test_a_withdrawn_organisation_is_not_chosen_but_can_stay(client, coordinator):
    gone = OrganisationFactory(name="Giga", withdrawn=True)
    response = client.post("/activities/new/", filled(gone))
    assert response.status_code == 422
    assert "Choose one of the organisations listed." in text(response)
    activity = ActivityFactory(organisation=gone)
    response = client.post(at("edit", activity.pk), as_typed(activity, title="Another title"))
    activity.refresh_from_db()
    assert (response.status_code, activity.title, activity.organisation) == (302, "Another title", gone)


@pytest.mark.parametrize("htmx", [False, True])
def test_a_coordinator_finds_a_stakeholder_by_words_and_loses_nothing(client, coordinator, htmx):
    OrganisationFactory(sector="ITU-D")
    giga = OrganisationFactory(name="Giga school initiative")
    OrganisationFactory(name="Somebody else")
    data = filled(giga, organisation="", find="1", organisation_words="school gig")
    response = client.post("/activities/new/", data, headers={"HX-Request": "true"} if htmx else {})
    assert response.status_code == 200
    assert organisations(response) == ["ITU-D", "Giga school initiative"]
    assert ("Smart Villages in Niger" in response.content.decode()) != htmx
    assert Activity.objects.count() == 0


def test_enter_beside_new_words_looks_for_them_and_saves_nothing(client, coordinator):
    CountryFactory(code="KE")
    giga = OrganisationFactory(name="Giga")
    response = client.post("/activities/new/", filled(giga, organisation_words="giga"))
    assert (response.status_code, organisations(response)) == (200, ["Giga"])
    response = client.post("/activities/new/", filled(giga, organisation_words="giga", organisation_found="giga"))
    assert response.status_code == 302


def test_words_that_find_no_organisation_say_so(client, coordinator):
    response = client.post("/activities/new/", {"find": "1", "organisation_words": "zzz"})
    assert "No results. Check the spelling, or use fewer words." in text(response)


# Edit


def test_an_edit_is_saved_with_its_reason_and_tells_its_number(client, keeper):
    activity = ActivityFactory(title="Old", description="One.", start_year=2020)
    response = client.post(at("edit", activity.pk), as_typed(activity, title="New", reason="Renamed"), follow=True)
    saved = Activity.objects.get(pk=activity.pk)
    assert (saved.title, saved.description, saved.start_year) == ("New", "One.", 2020)
    assert (saved.change.verb, saved.change.reason, saved.change.by) == ("activity.update", "Renamed", keeper)
    assert f"Saved as change {saved.change_id}." in response.content.decode()


def test_what_only_stands_in_another_order_or_was_only_cleaned_is_no_edit(client, keeper):
    CountryFactory(code="KE")
    activity = ActivityFactory(
        description="Two  spaces, imported.", countries=["KE", "CH"], regions=["europe", "africa"]
    )
    before = Change.objects.count()
    data = as_typed(activity, countries=["CH", "KE"], regions=["africa", "europe"])
    response = client.post(at("edit", activity.pk), data, follow=True)
    assert "There was nothing to save." in response.content.decode()
    assert Change.objects.count() == before


def test_the_form_of_a_withdrawn_activity_says_so(client, keeper):
    activity = ActivityFactory(withdrawn=True)
    page = text(client.get(at("edit", activity.pk)))
    said = "It is not in any list or figure. Editing does not restore it."
    assert f"This activity has been withdrawn {said} Restore it first" in page
    assert "been withdrawn" not in text(client.get(at("edit", ActivityFactory().pk)))


# Whose


GETS = ["edit", "confirm", "withdraw", "restore", "merge"]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", GETS)
@pytest.mark.parametrize("whose", ["other Sector", "stakeholder", "nobody"])
def test_what_is_not_yours_is_not_there(client, keeper, name, method, whose):
    organisation = OrganisationFactory(sector="ITU-R") if whose == "other Sector" else OrganisationFactory(name="Giga")
    pk = ActivityFactory(organisation=organisation).pk if whose != "nobody" else 2**70
    assert getattr(client, method)(at(name, pk), {"reason": "x", "seen": "1"}).status_code == 404


def test_a_stakeholder_is_refused(client):
    client.force_login(UserFactory())
    assert client.get("/activities/new/").status_code == 403


def test_an_expired_session_leads_to_the_sign_in_and_back(client):
    pk = ActivityFactory().pk
    response = client.post(at("edit", pk), {"title": "Typed"})
    assert response.status_code == 302
    assert response["Location"].endswith(f"?next=/activities/{pk}/edit/")
    response = client.post(at("edit", pk), {"title": "Typed"}, headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"].endswith(f"?next=/activities/{pk}/edit/")) == (401, True)


@pytest.mark.parametrize(
    ("referer", "there"),
    [
        ("http://testserver/workspace/stale/?sector=ITU-D", "/workspace/stale/%3Fsector%3DITU-D"),
        ("https://elsewhere.example/workspace/", "/workspace/stale/7/confirm/"),
        ("http://[", "/workspace/stale/7/confirm/"),
        ("http://testserver//elsewhere.example/", "/workspace/stale/7/confirm/"),
        ("http://testserver", "/workspace/stale/7/confirm/"),
    ],
)
def test_an_expired_session_leads_back_to_the_page_of_the_form_that_was_sent(client, referer, there):
    for headers, where in (({}, "Location"), ({"HX-Request": "true"}, "HX-Redirect")):
        response = client.post("/workspace/stale/7/confirm/", headers=headers | {"Referer": referer})
        assert response[where] == f"/accounts/login/?next={there}"


# Queries: each page asks the same number, however much there is


@pytest.mark.parametrize("items", [1, 3])
def test_query_counts(client, coordinator, items, django_assert_num_queries):
    activity = ActivityFactory(title="Smart Villages in Niger", countries=["KE", "BR", "FJ"][:items])
    for number in range(items):
        other = ActivityFactory(title=f"Smart Villages in Niger {number}")
        for goal in range(items):
            MappingFactory(activity=other, term=GoalFactory(code=str(goal + 1)))
            MappingFactory(activity=activity, term=GoalFactory(code=str(goal + 1))) if not number else None
    with django_assert_num_queries(5):
        client.get("/activities/new/")
    with django_assert_num_queries(7):
        client.get(at("edit", activity.pk))
    with django_assert_num_queries(7):
        client.get(at("merge", activity.pk))
    client.get(at("merge", activity.pk), {"with": other.pk})  # the vocabulary is read once a Change
    with django_assert_num_queries(12):
        client.get(at("merge", activity.pk), {"with": other.pk})
    with django_assert_num_queries(5):
        client.get(at("withdraw", activity.pk))
