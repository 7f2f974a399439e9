"""Who made a Change: people by name, commands by where their data is from."""

import re
from pathlib import Path

import pytest

from activities.actions.ledger import record
from activities.models import Change, authors
from activities.queries.history.changes import ChangeFilter, changes
from tests.factories.activities import ActivityFactory, UserFactory
from tests.reading import text

pytestmark = pytest.mark.django_db
HERE = Path(__file__).resolve().parents[4]
WRITING = re.compile(r"""(?:by=|record\()"(\w+)["]""")


def test_every_command_that_writes_says_where_its_data_is_from():
    commands = [path.read_text() for path in HERE.glob("*/management/commands/*.py")]
    assert {name for command in commands for name in WRITING.findall(command)} == set(authors.SOURCES)


@pytest.fixture
def loaded():
    with record("load_reference", "reference.load") as change:
        activity = ActivityFactory(title="Loaded", change=change)
    with record(UserFactory(name="Li"), "activity.update") as change:
        ActivityFactory(title="Edited", change=change)
    return activity


def test_a_command_is_not_shown_as_a_person(client, chair, loaded):
    number = Change.objects.get(verb="reference.load").pk
    addresses = (
        "/workspace/",
        "/changes/",
        f"/changes/{number}/",
        f"/changes/{number}/revert/",
        f"/history/activity/{loaded.pk}/",
        f"/activities/{loaded.pk}/",
        "/admin/activities/change/",
    )
    pages = {address: client.get(address) for address in addresses}
    assert {page.status_code for page in pages.values()} == {200}
    assert [address for address, page in pages.items() if "load_reference" in text(page)] == []
    assert "Reference data loaded from ITU’s published data," in text(pages["/workspace/"])
    assert "Activity edited by Li ," in text(pages["/workspace/"])
    assert "Reference data loaded From ITU’s published data" in text(pages["/changes/"])
    assert "from ITU’s published data" in text(pages["/admin/activities/change/"])


def test_changes_of_a_command_are_found_by_its_words_and_by_its_name(loaded):
    number = Change.objects.get(verb="reference.load").pk
    for words in ("itu’s published", "load_reference"):
        assert [entry.number for entry in changes(ChangeFilter(who=words))[0]] == [number]
    assert changes(ChangeFilter(who="a file with"))[0] == []


def test_a_person_with_the_name_of_a_command_is_a_person(client, chair):
    with record(UserFactory(name="load_reference"), "activity.update") as change:
        edited = ActivityFactory(change=change)
    addresses = (
        "/workspace/",
        "/changes/",
        f"/changes/{change.pk}/",
        f"/changes/{change.pk}/revert/",
        f"/history/activity/{edited.pk}/",
        "/admin/activities/change/",
    )
    pages = {address: text(client.get(address)) for address in addresses}
    assert [address for address, page in pages.items() if "load_reference" not in page] == []
    assert [address for address, page in pages.items() if "published data" in page] == []
    assert changes(ChangeFilter(who="itu’s published"))[0] == []
