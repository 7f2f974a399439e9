"""Suggestions on page 2 of the submission form: with their reason, to add or to dismiss."""

import re

import pytest
from django.urls import reverse

from tests.factories.submissions import SubmissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(taught):
    words = {"title": "Remote diagnosis on islands", "description": "Remote diagnosis for patients by telemedicine."}
    return SubmissionFactory(answers=words)


def offered(page):
    """Ids of the suggested Terms."""
    part = page.partition('id="suggestions"')[2].partition("</section>")[0]
    return [int(number) for number in re.findall(r'name="add" value="(\d+)"', part)]


def test_suggestions_say_why_and_are_added_or_dismissed(client, draft):
    client.force_login(draft.created_by)
    there = reverse("submission-contribution", args=[draft.code])
    page = client.get(there).content.decode()
    first, second, *_others = offered(page)
    assert re.search(r"because you wrote ‘[^’]+’", page)
    client.post(there, {"seen": 0, "page": "p", "dismiss": second})
    client.post(there, {"seen": 0, "page": "p", "add": first})
    page = client.get(there).content.decode()
    assert {first, second}.isdisjoint(offered(page))
    assert f'id="link-{first}"' in page


def test_a_text_without_a_match_says_so(client, taught):
    row = SubmissionFactory(answers={"title": "Zzz qqq xxx www", "description": "Vvv kkk jjj hhh."})
    client.force_login(row.created_by)
    page = client.get(reverse("submission-contribution", args=[row.code])).content.decode()
    assert "Your text has no clear match. Search below instead." in page
    assert offered(page) == []


@pytest.mark.parametrize("links", [1, 3])
def test_queries_do_not_grow_with_links(client, draft, links, django_assert_num_queries):
    client.force_login(draft.created_by)
    there = reverse("submission-contribution", args=[draft.code])
    for term in offered(client.get(there).content.decode())[:links]:
        client.post(there, {"seen": 0, "page": "p", "add": term})
    client.get(there)
    with django_assert_num_queries(12):
        client.get(there)
