"""The feed of changes in pages, how many queries it takes, and what is refused."""

import re

import pytest

from activities.models import Activity, Change, Framework, Mapping, Organisation, TermText
from tests.activities.api.changes.pulling import FEED, edit, head, pull, told
from tests.factories.activities import (
    CrosswalkFactory,
    MappingFactory,
    TermTextFactory,
)


def test_pages_have_each_row_once_in_the_same_order(client, link):
    MappingFactory(activity=link.activity)
    for _ in range(4):
        MappingFactory()
        MappingFactory(term=link.term)
    TermTextFactory(term=link.term, language="fr")
    CrosswalkFactory(to_term=link.term)
    after = head()
    edit(Framework.objects.all(), title="Goals")
    edit(Activity.objects.filter(pk=link.activity_id), title="Giga II")
    TermText.objects.all().delete()
    edit(Organisation.objects.all(), name="Development")
    whole = told(client, after)
    assert len(whole) == len(set(whole)) > 20
    for limit in (1, 2, 3, 7):
        assert told(client, after, limit=limit) == whole


def test_until_its_last_page_an_answer_has_the_number_that_it_began_with(client, link):
    first, last = head() - 2, head()
    page = client.get(f"{FEED}?after={first}&limit=1").json()
    edit(Activity.objects.all(), title="Later")
    assert (page["last_change"], f"&epoch={page['epoch']}" in page["next"]) == (first, True)
    numbers = [page["last_change"]]
    while page["next"]:
        page = client.get(page["next"]).json()
        numbers.append(page["last_change"])
    assert (numbers[-1], set(numbers[:-1])) == (last, {first})
    assert page["as_of"] == Change.objects.get(id=last).at.isoformat().replace("+00:00", "Z")


def test_a_row_that_changes_between_two_pages_comes_with_the_next_request(client, link):
    later = MappingFactory()
    address, seen = f"{FEED}?resource=mappings&limit=1", []
    page = client.get(address).json()
    edit(Mapping.objects.filter(pk=later.pk), strength=1)
    seen += page["results"]
    while page["next"]:
        page = client.get(page["next"]).json()
        seen += page["results"]
    assert [row["id"] for row in seen] == [link.id]
    rows, _ = pull(client, f"resource=mappings&after={page['last_change']}")
    assert [(row["id"], row["row"]["strength"]) for row in rows] == [(later.id, 1)]


def test_a_number_that_no_change_has_reached_is_of_another_database(client, link):
    assert client.get(f"{FEED}?after={2**62}").status_code == 410


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("after=-1", {"after": [f"after: Enter a whole number from 0 to {2**62}."]}),
        (f"after={2**62 + 1}", {"after": [f"after: Enter a whole number from 0 to {2**62}."]}),
        ("after=1&after=2", {"after": ["“after” is given more than once. It takes one value."]}),
        ("epoch=", {"epoch": ["“epoch” is empty. Enter a value or remove it."]}),
        ("since=1", {"since": [re.compile("“since” is not a parameter here.")]}),
        ("resource=mapings", {"resource": [re.compile("resource: Did you mean mappings?")]}),
        ("resource=countries", {"resource": [re.compile("resource: .*Allowed: frameworks, terms, ")]}),
    ],
)
def test_a_wrong_query_is_refused(client, link, query, errors):
    response = client.get(f"{FEED}?{query}")
    found = response.json().get("errors", {})
    assert (response.status_code, list(found)) == (400, list(errors))
    for name, messages in errors.items():
        for wanted, message in zip(messages, found[name], strict=True):
            assert wanted.match(message) if isinstance(wanted, re.Pattern) else wanted == message


CURSORS = {
    "nonsense": "nonsense",
    "another list": "WzFd",
    "an unknown resource": "WzAsNSwiZ29hbHMiLDAsMSwxXQ",
    "a cause beyond the last": "WzAsNSwidGVybXMiLDksMSwxXQ",
    "a negative cause": "WzAsNSwidGVybXMiLC0xLDEsMV0",
    "a short key": "WzAsNSwidGVybXMiLDAsMV0",
    "a key of text": "WzAsNSwidGVybXMiLDAsMSwiYSJd",
}


@pytest.mark.parametrize("cursor", CURSORS.values(), ids=CURSORS)
def test_another_cursor_is_refused(client, link, cursor):
    response = client.get(f"{FEED}?cursor={cursor}")
    message = "“cursor” is not a cursor of this list in this order. Use “next” of the previous page."
    assert (response.status_code, response.json()["detail"]) == (404, message)


@pytest.mark.parametrize("other", ["after=1", "resource=organisations"])
def test_the_cursor_of_another_request_is_refused(client, link, other):
    cursor = client.get(f"{FEED}?limit=1").json()["next"].partition("cursor=")[2].partition("&")[0]
    assert client.get(f"{FEED}?{other}&cursor={cursor}").status_code == 404


@pytest.mark.parametrize("items", [1, 3])
def test_query_counts(client, link, items, django_assert_num_queries):
    after = head()
    for _ in range(items):
        MappingFactory(term=link.term)
    latest = head()
    client.get(FEED)
    with django_assert_num_queries(1):
        client.get(f"{FEED}?after={latest}")
    with django_assert_num_queries(4):  # the state, what has changed, mappings themselves, and by their Terms
        client.get(f"{FEED}?after={after}&resource=mappings")
    after = edit(Organisation.objects.all(), name="Development") - 1
    # the state, what has changed, organisations, activities, mappings, and bodies of the Roadmap that are organisations
    with django_assert_num_queries(6):
        client.get(f"{FEED}?after={after}")
