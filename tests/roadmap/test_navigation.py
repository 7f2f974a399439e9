"""The navigation of the Roadmap: topics, and the pages of the open one."""

import re

import pytest
from django.urls import reverse

from activities import rules
from roadmap.templatetags.roadmap_navigation import TOPICS
from tests.factories.activities import UserFactory
from tests.factories.roadmap import ActionFactory

pytestmark = pytest.mark.django_db


def links(client, path) -> tuple[list[str], list[str], list[str]]:
    """Labels of the first line, of the second, and of the current ones."""
    text = client.get(path).content.decode()
    nav = text[text.index('class="roadmap-nav ') : text.index("</nav>", text.index('class="roadmap-nav '))]
    first, _mark, second = nav.partition("roadmap-nav__pages")
    label = r"<a [^>]*>([^<]*)</a>"
    return re.findall(label, first), re.findall(label, second), re.findall(r"aria-current=[^>]*>([^<]*)</a>", nav)


def test_readers_see_the_topics_and_the_pages_of_the_open_one(client):
    ActionFactory(code="6.5")
    assert links(client, "/roadmap/actions/6.5/") == (
        ["Commitments", "Progress", "Engagement", "Plans", "Documents", "Indicators", "Task Force"],
        ["In force", "Editions", "Compare editions"],
        ["Commitments", "In force"],
    )
    assert links(client, "/roadmap/documents/") == (links(client, "/roadmap/")[0], [], ["Documents"])


def test_staff_also_see_their_pages(client):
    client.force_login(UserFactory(role=rules.FOCAL_POINT))
    assert links(client, "/roadmap/board/")[1:] == (["Reported", "Board", "Late reports"], ["Progress", "Board"])


def test_every_route_of_the_navigation_exists():
    for topic in TOPICS:
        assert len(topic.pages) > 0
        for page in topic.pages:
            assert reverse(page.routes[0]).startswith("/roadmap/")
