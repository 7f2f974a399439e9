"""Create, change, withdraw and restore activities with a token: by the forms and actions of the pages."""

import pytest

from activities.actions.activities import update_activity
from activities.models import Activity, Change
from tests.factories.activities import ActivityFactory, CountryFactory, MappingFactory, OrganisationFactory

NEW = {
    "title": "Smart villages in Kenya",
    "description": "Connects 40 villages.",
    "kind": "project",
    "status": "ongoing",
    "organisation": "itu-d",
    "partners": ["Ministry of ICT", "GSMA"],
    "start_year": 2025,
    "countries": ["KE"],
    "regions": ["africa"],
    "url": "https://example.org/smart",
    "reason": "From the project database",
}


@pytest.fixture
def row(editor):
    return ActivityFactory(title="Smart villages", start_year=2020)


def test_create(editor):
    CountryFactory(code="KE")
    answer = editor.post("/activities/", NEW)
    assert answer.status_code == 201, answer.json()
    row = Activity.objects.get()
    assert answer["Location"] == f"/api/v1/activities/{row.pk}/"
    assert answer["ETag"] == f'"{row.change_id}"'
    body = answer.json()
    assert {name: body[name] for name in NEW if name != "reason"} == {
        name: NEW[name] for name in NEW if name != "reason"
    }
    assert (row.origin, row.description_certainty) == ("staff", "proposed")
    change = row.change
    assert (change.verb, change.by, change.reason) == ("activity.create", editor.user, NEW["reason"])


def test_what_is_wrong_is_named_by_field(editor):
    answer = editor.post(
        "/activities/", {"title": "!", "kind": "project", "organisation": "itu-dd", "start_year": 2025, "end_year": 2}
    )
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert answer.json()["errors"] == {
        "title": ["Enter a title with words, not only numbers or signs."],
        "status": ["Choose a status."],
        "end_year": ["Enter a year from 1865 to 2100, such as 2024."],
        "organisation": ["“itu-dd” is not the slug of an organisation. Did you mean itu-d?"],
    }
    assert not Activity.objects.exists()


def test_names_that_are_not_known_are_refused(editor):
    answer = editor.post("/activities/", NEW | {"titel": "x", "origin": "import"})
    assert answer.status_code == 400
    assert answer.json()["errors"]["titel"][0].startswith("“titel” is not known here. Did you mean “title”?")
    assert set(answer.json()["errors"]) == {"titel", "origin"}


def test_an_organisation_of_another_sector_is_refused(editor):
    OrganisationFactory(sector="ITU-R")
    answer = editor.post(
        "/activities/", {name: NEW[name] for name in NEW if name != "countries"} | {"organisation": "itu-r"}
    )
    assert answer.json()["errors"] == {"organisation": ["Choose one of the organisations listed."]}


def test_an_activity_that_may_exist_already_is_shown_once(editor, row):
    new = {"title": "Smart villages", "kind": "project", "status": "ongoing", "organisation": "itu-d"}
    answer = editor.post("/activities/", new)
    assert answer.status_code == 422
    assert [one["id"] for one in answer.json()["similar"]] == [row.pk]
    assert editor.post("/activities/", new | {"not_duplicate_of": [row.pk]}).status_code == 201


def test_the_version_of_a_get_with_a_token_is_that_of_the_row(editor, row, client):
    answer = editor.get(f"/activities/{row.pk}/")
    assert (answer["ETag"], answer["Cache-Control"]) == (f'"{row.change_id}"', "private, no-store")
    assert "Authorization" in answer["Vary"]
    anonymous = client.get(f"/api/v1/activities/{row.pk}/")
    assert anonymous["ETag"].startswith("W/")
    assert "public" in anonymous["Cache-Control"]


@pytest.mark.parametrize("form", ["ttl", "jsonld"])
def test_linked_data_can_be_read_with_a_token_too(editor, row, client, form):
    link = MappingFactory(activity=row)
    for path in (f"/activities/{row.pk}.{form}", f"/mappings/{link.pk}.{form}"):
        answer = editor.get(path)
        assert (answer.status_code, answer.content) == (200, client.get(f"/api/v1{path}").content)
        assert answer["ETag"].startswith('W/"'), "not a version for If-Match"
        assert answer["Cache-Control"].startswith("private")


def test_change_only_what_is_sent(editor, row):
    answer = editor.patch(f"/activities/{row.pk}/", {"end_year": 2026, "status": "completed"}, seen=row.change_id)
    assert answer.status_code == 200, answer.json()
    row.refresh_from_db()
    assert (row.title, row.start_year, row.end_year, row.status) == ("Smart villages", 2020, 2026, "completed")
    assert answer["ETag"] == f'"{row.change_id}"'
    assert (row.change.verb, row.change.by) == ("activity.update", editor.user)


def test_a_list_can_be_emptied(editor, row):
    Activity.objects.filter(pk=row.pk).update(partners=["A", "B"], end_year=2024)
    editor.patch(f"/activities/{row.pk}/", {"partners": [], "end_year": None}, seen=row.change_id)
    row.refresh_from_db()
    assert (row.partners, row.end_year) == ([], None)


def test_without_if_match_nothing_is_changed(editor, row):
    answer = editor.patch(f"/activities/{row.pk}/", {"end_year": 2026})
    assert (answer.status_code, answer.json()["title"]) == (428, "If-Match is missing")
    assert editor.patch(f"/activities/{row.pk}/", {"end_year": 2026}, **{"If-Match": "*"}).status_code == 428
    assert editor.patch(f"/activities/{row.pk}/", {"end_year": 2026}, **{"If-Match": '"abc"'}).status_code == 400
    assert editor.delete(f"/activities/{row.pk}/?reason=x").status_code == 428
    row.refresh_from_db()
    assert (row.end_year, row.withdrawn) == (None, False)


def test_a_weak_tag_of_a_proxy_is_the_same_version(editor, row):
    answer = editor.patch(f"/activities/{row.pk}/", {"end_year": 2026}, **{"If-Match": f'W/"{row.change_id}"'})
    assert answer.status_code == 200


@pytest.mark.parametrize("change", [{"end_year": 2026}, {"title": "!"}, {"withdrawn": False}])
def test_what_someone_else_changed_is_not_overwritten(editor, row, change):
    if "withdrawn" in change:
        Activity.objects.filter(pk=row.pk).update(withdrawn=True)
    seen = row.change_id
    newer = update_activity(activity=row, fields={"title": "Newer"}, seen=seen, by="tests")
    answer = editor.patch(f"/activities/{row.pk}/", change, seen=seen)
    assert (answer.status_code, answer["ETag"]) == (412, f'"{newer.change_id}"')
    assert answer.json()["current"]["title"] == "Newer"
    assert Change.objects.latest("id").pk == newer.change_id


def test_withdraw_and_restore(editor, row):
    answer = editor.delete(f"/activities/{row.pk}/", seen=row.change_id)
    assert answer.json()["errors"] == {"reason": ["Enter a reason."]}
    answer = editor.delete(f"/activities/{row.pk}/?reason=Entered+twice", seen=row.change_id)
    assert (answer.status_code, answer.json()["withdrawn"]) == (200, True)
    row.refresh_from_db()
    assert (row.change.verb, row.change.reason) == ("activity.withdraw", "Entered twice")
    answer = editor.patch(f"/activities/{row.pk}/", {"withdrawn": False, "title": "x"}, seen=row.change_id)
    assert answer.status_code == 422
    answer = editor.patch(f"/activities/{row.pk}/", {"withdrawn": False, "reason": "It is not"}, seen=row.change_id)
    assert (answer.status_code, answer.json()["withdrawn"]) == (200, False)


def test_parameters_that_are_not_known_are_refused(editor, row):
    answer = editor.delete(f"/activities/{row.pk}/?reasn=x", seen=row.change_id)
    assert answer.json()["errors"] == {"reasn": ["“reasn” is not known here. Did you mean “reason”? Known: reason."]}
    assert editor.post("/activities/?x=1", NEW).status_code == 400


def test_an_activity_of_another_sector_is_not_found(editor):
    other = ActivityFactory(organisation=OrganisationFactory(sector="ITU-R"))
    for answer in (
        editor.patch(f"/activities/{other.pk}/", {"end_year": 2026}, seen=other.change_id),
        editor.delete(f"/activities/{other.pk}/?reason=x", seen=other.change_id),
        editor.patch(f"/activities/{2**70}/", {"end_year": 2026}, seen=1),
    ):
        assert answer.status_code == 404
        assert "that you may edit" in answer.json()["detail"]
