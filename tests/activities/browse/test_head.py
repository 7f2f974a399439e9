"""Metadata of every page (Open Graph, canonical address, citation), its header and its footer."""

import re

import pytest
from django.utils.html import escape

from tests.factories.activities import ActivityFactory
from tests.factories.small_map import small_map

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(settings):
    small_map(1)
    settings.SITE_URL = "https://sdgmap.example"


def meta(body: str) -> dict[str, str]:
    return dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)">', body))


def test_open_graph_repeats_title_and_description(client):
    body = client.get("/goals/9/").content.decode()
    found = meta(body)
    title = re.search(r"<title>(.*?) – SDG Map – ITU</title>", body)[1]
    description = re.search(r'<meta name="description" content="([^"]*)">', body)[1]
    assert (found["title"], found["description"]) == (title, description)
    assert (found["url"], found["type"]) == ("https://sdgmap.example/goals/9/", "website")


def test_hostile_titles_stay_text(client):
    pk = ActivityFactory(title='"><script>alert(1)</script> & more', description='"quoted"').id
    body = client.get(f"/activities/{pk}/").content.decode()
    assert "<script>alert" not in body
    assert meta(body)["title"] == escape('"><script>alert(1)</script> & more')
    assert meta(body)["description"] == escape('"quoted"')


@pytest.mark.parametrize("path", ["/", "/goals/9/", "/roadmap/", "/countries/KE/"])
def test_the_canonical_address_is_that_of_the_site(client, path):
    body = client.get(f"{path}?utm=x", headers={"Host": "localhost"}).content.decode()
    assert f'<link rel="canonical" href="https://sdgmap.example{path}">' in body


@pytest.mark.parametrize("path", ["/goals/9/", "/activities/?goal=9", "/matrix/"])
def test_a_page_is_cited_with_its_own_address_and_date(client, path):
    body = client.get(path).content.decode()
    cited = re.search(r'<details class="cite no-print">(.*?)</details>', body)[1]
    said = re.sub(r"<[^>]+>", "", cited)
    assert re.fullmatch(
        r"Cite this pageInternational Telecommunication Union, SDG Map: .+\. "
        r"Data as of \d+ \w+ \d{4} \(version \d+\)\. " + re.escape(f"https://sdgmap.example{path}"),
        said,
    )


def test_a_long_query_is_not_cited(client):
    body = client.get("/activities/?q=net&x=" + "y" * 600).content.decode()
    assert "https://sdgmap.example/activities/</bdi>" in body


def test_footer(client):
    footer = client.get("/goals/9/").content.decode().partition('<footer class="site-footer">')[2]
    links = re.findall(r'<li><a href="([^"]*)"[^>]*>([^<]*)</a></li>', footer)
    assert links == [
        ("/about/", "About and method"),
        ("/frameworks/", "Frameworks"),
        ("/compare/", "What has changed"),
        ("/downloads/", "Downloads"),
        ("/api/v1/docs/", "API"),
        ("/add/", "Add your activity"),
        ("/corrections/new/", "Suggest a correction"),
    ]


@pytest.mark.parametrize(("width", "height"), [(1280, 104), (375, 66)])
def test_the_header_is_low(page, width, height):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/about/")
    assert page.locator(".site-header").bounding_box()["height"] <= height
    assert page.locator(".site-header .site-search").is_visible() is (width == 1280)
    assert page.locator(".search-link").is_visible() is (width == 375)
    if width == 375:
        page.locator(".menu > summary").click()
        assert page.locator(".site-nav").is_visible()
        assert page.locator(".add-link").is_visible()
        assert page.locator(".account-menu__sign-in").is_visible()
