"""An activity whose source names nobody, and organisations that were withdrawn or merged."""

import csv
import io

import pytest

from activities.models import Activity, Organisation
from activities.queries.browse.home import home
from activities.queries.workspace.needs import own_activities
from activities.summaries import rebuild
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    UserFactory,
)

NOT_STATED = "Organisation not stated"


@pytest.fixture
def activity(db):
    found = ActivityFactory(title="Hotline", organisation=None)
    for term in (ActionLineFactory(code="C2"), GoalFactory(code="9")):
        MappingFactory(activity=found, term=term, strength=3)
    ActivityFactory(title="Ours", organisation=OrganisationFactory(sector="ITU-D"))
    rebuild()
    return found


@pytest.mark.parametrize(
    "address", ["/activities/", "/goals/9/", "/action-lines/C2/", "/matrix/C2/9/", "/activities/{pk}/"]
)
def test_pages_say_so(client, activity, address):
    assert NOT_STATED in client.get(address.format(pk=activity.pk)).text


def test_it_is_no_organisation_and_counts_as_a_stakeholders(client, activity):
    figures = home().headline
    assert (figures.activities, figures.itu, figures.stakeholders, figures.organisations) == (2, 1, 1, 1)
    facets = client.get("/api/v1/activities/facets/").json()["facets"]
    assert {each["value"]: each["activities"] for each in facets["whose"]} == {"itu": 1, "stakeholder": 1}
    assert [(each["value"], each["activities"]) for each in facets["organisation_type"] if each["activities"]] == [
        ("international-organisation", 1)
    ]
    found = client.get("/api/v1/activities/?whose=stakeholder").json()["results"]
    assert [row["title"] for row in found] == ["Hotline"]
    assert client.get("/matrix/C2/9/?sector=stakeholders").text.count("Hotline") > 0


def test_the_api_says_null_and_the_file_is_blank(client, activity):
    assert client.get(f"/api/v1/activities/{activity.pk}/").json()["organisation"] is None
    feed = client.get("/api/v1/mappings/").json()["results"]
    assert {row["organisation"] for row in feed} == {None}
    text = b"".join(client.get("/api/v1/activities.csv").streaming_content).decode("utf-8-sig")
    lines = {line["title"]: line for line in csv.DictReader(io.StringIO(text))}
    assert (lines["Hotline"]["organisation"], lines["Hotline"]["organisation_type"]) == ("", "")


def test_coordinators_edit_it_and_focal_points_do_not(activity):
    coordinator, focal = UserFactory(role="coordinator"), UserFactory(role="focal point", sectors=["ITU-D"])
    assert set(own_activities(coordinator, "stakeholders")) == {activity}
    assert activity in Activity.objects.editable_by(coordinator)
    assert activity not in Activity.objects.editable_by(focal)


def test_a_coordinator_can_edit_it_without_making_an_organisation_up(client, activity):
    client.force_login(UserFactory(role="coordinator"))
    page = client.get(f"/activities/{activity.pk}/edit/")
    assert NOT_STATED in page.text
    form = page.context["form"]
    typed = {name: form[name].value() for name in ("title", "description", "description_certainty", "kind", "status")}
    typed |= {"title": "Hotline for all", "seen": activity.change_id, "organisation": ""}
    assert client.post(f"/activities/{activity.pk}/edit/", typed).status_code == 302
    activity.refresh_from_db()
    assert (activity.title, activity.organisation) == ("Hotline for all", None)


def test_the_address_of_a_merged_organisation_leads_to_the_other(client, db):
    stays = OrganisationFactory(slug="stays", name="Stays", sector="")
    OrganisationFactory(slug="gone", name="Gone", sector="", withdrawn=True, merged_into=stays)
    ActivityFactory(organisation=stays)
    rebuild()
    answer = client.get("/organisations/gone/")
    assert (answer.status_code, answer["Location"]) == (301, "/organisations/stays/")
    assert client.get("/api/v1/organisations/gone/").json()["slug"] == "stays"
    assert len(client.get("/api/v1/activities/?organisation=gone").json()["results"]) == 1
    assert "Gone" not in client.get("/organisations/").text
    assert [row["slug"] for row in client.get("/api/v1/organisations/").json()["results"]] == ["stays"]


def test_a_withdrawn_organisation_keeps_its_page(client, db):
    OrganisationFactory(slug="gone", name="Gone", sector="", withdrawn=True)
    rebuild()
    answer = client.get("/organisations/gone/")
    assert "This organisation has been withdrawn" in answer.text
    assert answer["X-Robots-Tag"] == "noindex"
    assert client.get("/api/v1/organisations/gone/").json()["withdrawn"] is True
    assert Organisation.objects.at("gone").first() is None


def test_the_note_of_an_organisation_is_for_staff(client, db):
    OrganisationFactory(slug="one", sector="", note="Seat guessed")
    rebuild()
    for address in ("/organisations/one/", "/organisations/", "/api/v1/organisations/one/", "/api/v1/organisations/"):
        assert "Seat guessed" not in client.get(address).text
