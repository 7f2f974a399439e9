"""Links, forms, files and next pages stay within the version."""

import re
from contextlib import closing

import pytest
from django.utils import timezone

from activities.actions.ledger import record
from activities.models import Activity
from activities.queries.moment import Moment
from sdgmap.past_links import Links
from tests.activities.history.past.writing import last
from tests.factories.small_map import small_map


def test_links_forms_and_files_keep_the_moment(client, moments):
    small_map(3)
    number = last()
    response = client.get(f"/activities/?goal=9&as_of={number}")
    html = response.content.decode()
    assert (response.status_code, response["X-Robots-Tag"]) == (200, "noindex")
    assert re.search(r'<link rel="canonical" href="https?://[^/]*(.*?)"', html)[1] == "/activities/?goal=9"
    lost = [
        address
        for address in re.findall(r'<(?:a|form)\b[^>]*?\s(?:href|action|hx-get)="([^"#]+)', html)
        if "as_of" not in address and not address.startswith(("/accounts", "/admin", "/compare"))
    ]
    # forms have the version in a field, and the banner links back to today
    assert lost == ["/search/", "/activities/?goal=9", "/activities/", "/downloads/"]
    assert html.count(f'<input type="hidden" name="as_of" value="{number}">') == 2
    assert f"/api/v1/activities.csv?goal=9&amp;as_of={number}" in html


def test_next_pages_of_the_api_keep_the_moment(client, moments):
    small_map(3)
    number = last()
    body = client.get(f"/api/v1/activities/?limit=1&as_of={number}").json()
    assert f"as_of={number}" in body["next"]
    assert client.get(body["next"]).json()["last_change"] == number


def test_files_are_read_to_the_end_and_named_by_their_change(client, moments):
    small_map(3)
    number = last()
    with record("tests", "activity.update") as change:
        Activity.objects.update(title="Later", change=change)
    response = client.get(f"/api/v1/activities.csv?as_of={number}")
    body = b"".join(response).decode()
    assert response["Content-Disposition"].endswith(f'-change-{number}.csv"')
    assert (body.count("\n"), "Later" in body) == (4, False)
    response = client.get(f"/activities.xlsx?as_of={number}")
    assert (response.status_code, b"".join(response)[:2]) == (200, b"PK")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/goals/9/", "/goals/9/?as_of=7"),
        ("/goals/9/#targets", "/goals/9/?as_of=7#targets"),
        ("?q=a&b", "?q=a&b&as_of=7"),
        ("?", "?as_of=7"),
        ("9/", "9/?as_of=7"),
        ("http://testserver/goals/", "http://testserver/goals/?as_of=7"),
        ("#targets", "#targets"),
        ("", ""),
        ("/static/css/base.css", "/static/css/base.css"),
        ("/accounts/login/", "/accounts/login/"),
        ("/workspace/", "/workspace/"),
        ("/compare/?from=7", "/compare/?from=7"),
        ("/nowhere/", "/nowhere/"),
        ("//elsewhere.example/goals/", "//elsewhere.example/goals/"),
        ("https://elsewhere.example/goals/", "https://elsewhere.example/goals/"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("https://[x", "https://[x"),
        ("/goals/?as_of=3", "/goals/?as_of=3"),
    ],
)
def test_addresses_of_a_moment(rf, address, expected):
    links = Links(rf.get("/goals/?as_of=7"), Moment(7, timezone.now()))
    assert links.of_moment(address) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a title="a > b" href="/goals/?a=1&amp;b=2">', '<a title="a > b" href="/goals/?a=1&amp;b=2&amp;as_of=7">'),
        ('<a href="/goals/?q=&#x27;x">', '<a href="/goals/?q=&#x27;x&amp;as_of=7">'),
        ('<a data-any-moment href="/goals/">', '<a data-any-moment href="/goals/">'),
        ('<link rel="canonical" href="/goals/">', '<link rel="canonical" href="/goals/">'),
        ('<p>href="/goals/" <b title="action=">', '<p>href="/goals/" <b title="action=">'),
        ('<form method="post" action="/goals/">', '<form method="post" action="/goals/?as_of=7">'),
        ("<form class='x'>", '<form class=\'x\'><input type="hidden" name="as_of" value="7">'),
        ('<tr hx-get="/goals/9/">', '<tr hx-get="/goals/9/?as_of=7">'),
        ("<a href='/goals/'>", "<a href='/goals/'>"),
    ],
)
def test_markup_of_a_moment(rf, html, expected):
    assert Links(rf.get("/goals/?as_of=7"), Moment(7, timezone.now())).rewritten(html) == expected


@pytest.mark.django_db
def test_a_stream_is_closed_with_its_answer(client):
    small_map(1)
    with closing(client.get(f"/api/v1/activities.csv?as_of={last()}")) as response:
        assert next(iter(response)).startswith(b"id,uri,")
