"""The sitemap leads to every permanent page, at the address of SITE_URL."""

import xml.etree.ElementTree as ET

import pytest
from django.urls import reverse

from activities.pages.browse import sitemap
from tests.factories.activities import ActivityFactory, OrganisationFactory
from tests.factories.roadmap import ActionFactory
from tests.factories.small_map import small_map

pytestmark = pytest.mark.django_db


@pytest.fixture
def addresses(client, settings):
    """addresses(path) are the addresses in a part of the sitemap."""
    settings.SITE_URL = "https://sdgmap.example"

    def read(path):
        response = client.get(path)
        assert (response.status_code, response["Content-Type"]) == (200, "application/xml; charset=utf-8")
        root = ET.fromstring(response.content)  # noqa: S314 - our own
        return [node.text for node in root.iter(f"{{{sitemap.SPACE}}}loc")]

    return read


def test_the_index_leads_to_parts_of_bounded_size(addresses, monkeypatch):
    ids = [ActivityFactory().id, ActivityFactory().id]
    ActivityFactory(withdrawn=True)
    monkeypatch.setattr(sitemap, "PART", 1)
    index = addresses("/sitemap.xml")
    assert index[:2] == [f"https://sdgmap.example/sitemap-{name}.xml" for name in ("pages", "organisations")]
    assert index[-1] == f"https://sdgmap.example/sitemap-activities-{ids[-1]}.xml"
    assert addresses(f"/sitemap-activities-{ids[0]}.xml") == [f"https://sdgmap.example/activities/{ids[0]}/"]


def test_pages_of_the_map_and_of_the_roadmap_answer(client, addresses):
    small_map(1)
    ActionFactory(code="6.5")
    found = addresses("/sitemap-pages.xml")
    assert len(found) == len(set(found))
    paths = {address.removeprefix("https://sdgmap.example") for address in found}
    assert {"/", "/goals/9/", "/targets/9.c/", "/countries/KE/", "/regions/africa/", "/roadmap/actions/6.5/"} <= paths
    assert {path: client.get(path).status_code for path in paths if path.count("/") < 4} == dict.fromkeys(
        (path for path in paths if path.count("/") < 4), 200
    )


def test_organisations_are_live_ones(addresses):
    OrganisationFactory(slug="here")
    OrganisationFactory(slug="gone", withdrawn=True)
    assert addresses("/sitemap-organisations.xml") == ["https://sdgmap.example/organisations/here/"]


@pytest.mark.parametrize("name", ["nothing", "activities", "activities-0", "activities-x", "activities-" + "9" * 30])
def test_a_strange_part_is_404(client, name):
    assert client.get(reverse("sitemap-part", args=[name])).status_code == 404


def test_robots_name_it(client, settings):
    settings.SITE_URL = "https://sdgmap.example"
    assert "Sitemap: https://sdgmap.example/sitemap.xml" in client.get("/robots.txt").content.decode()
