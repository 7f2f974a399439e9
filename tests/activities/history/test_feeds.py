"""Atom feeds of everything, of a Goal, an Action Line, a country and an organisation."""

from xml.etree import ElementTree as ET

import pytest

from activities.actions.activities import update_activity, withdraw_activity
from activities.actions.links.mappings import set_mapping, withdraw_mapping
from activities.models import Activity, Change, Mapping
from activities.queries.history import feeds
from activities.queries.history.feeds import MOST
from activities.queries.vocabulary import vocabulary
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CountryFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
NAME = "Amina Marker"


@pytest.fixture
def editor():
    return UserFactory(role="coordinator", name=NAME)


@pytest.fixture
def activity():
    organisation = OrganisationFactory(name="Institute", slug="institute")
    return ActivityFactory(title="Smart villages", countries=["KE"], organisation=organisation)


def read(client, path):
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    return ET.fromstring(response.content)  # noqa: S314 - our own answer


def entries(client, path):
    """(title, summary) of each entry."""
    return [
        (entry.findtext(f"{ATOM}title"), entry.findtext(f"{ATOM}summary"))
        for entry in read(client, path).iter(f"{ATOM}entry")
    ]


def seen(row):
    return type(row).objects.get(pk=row.pk).change_id


def edit(activity, editor, **fields):
    update_activity(activity=activity, fields=fields, seen=seen(activity), by=editor)


def link(activity, term, editor):
    values = {"strength": 3, "rationale": "Why", "evidence_url": "", "certainty": "proposed"}
    set_mapping(activity=activity, term=term, seen=0, by=editor, **values)


def test_an_entry_says_what_changed_and_never_who(client, activity, editor, settings):
    settings.SITE_URL = "https://sdgmap.example"
    edit(activity, editor, title="Smart villages in Niger")
    change = Change.objects.latest("id")
    feed = read(client, "/changes.atom")
    assert feed.findtext(f"{ATOM}id") == "https://sdgmap.example/changes.atom"
    assert {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")} == {
        "alternate": "https://sdgmap.example/activities/",
        "self": "https://sdgmap.example/changes.atom",
    }
    first, second = feed.iter(f"{ATOM}entry")
    assert {part.tag.removeprefix(ATOM): part.text for part in first if part.text} == {
        "title": "Changed: Smart villages in Niger",
        "published": change.at.isoformat(),
        "updated": change.at.isoformat(),
        "id": f"tag:sdgmap.example,2026:change/{change.pk}/activity/{activity.pk}",
        "summary": "<p>Title changed from “Smart villages” to “Smart villages in Niger”</p>",
    }
    assert first.find(f"{ATOM}link").get("href") == f"https://sdgmap.example/activities/{activity.pk}/"
    assert second.findtext(f"{ATOM}title") == "Added: Smart villages in Niger"
    assert feed.findtext(f"{ATOM}updated") == change.at.isoformat()
    assert NAME not in ET.tostring(feed, "unicode")


def test_links_of_one_change_are_one_entry(client, activity, editor):
    goal, line = GoalFactory(code="9"), ActionLineFactory(code="C2")
    change = Change.objects.latest("id")
    for term in (goal, line):
        MappingFactory(activity=activity, term=term, change=change, strength=1)
    assert entries(client, "/changes.atom")[0] == (
        "Links changed: Smart villages",
        "<p>Linked (related): 9, C2</p>",
    )


def test_a_goal_has_links_to_its_targets_and_those_that_were_withdrawn(client, activity, editor):
    target, other = TargetFactory(code="9.c"), GoalFactory(code="4")
    ActivityFactory(title="Elsewhere")
    link(activity, target, editor)
    withdraw_mapping(activity=activity, term=target, seen=seen(Mapping.objects.get()), by=editor)
    assert entries(client, "/goals/9/changes.atom") == [
        ("Links changed: Smart villages", "<p>Link withdrawn: 9.c</p>"),
        ("Links changed: Smart villages", "<p>Linked (main purpose): 9.c</p>"),
        ("Added: Smart villages", "<p>Activity entered</p>"),
    ]
    assert entries(client, f"/goals/{other.code}/changes.atom") == []


def test_an_action_line(client, activity, editor):
    link(activity, ActionLineFactory(code="C2"), editor)
    assert [title for title, _ in entries(client, "/action-lines/C2/changes.atom")] == [
        "Links changed: Smart villages",
        "Added: Smart villages",
    ]


def test_a_country_hears_of_an_activity_that_leaves_and_of_nothing_after(client, activity, editor):
    CountryFactory(code="CH")
    edit(activity, editor, countries=["CH"])
    edit(activity, editor, title="Gone")
    assert entries(client, "/countries/KE/changes.atom") == [
        ("Changed: Gone", "<p>Countries changed from “Kenya” to “Switzerland”</p>"),
        ("Added: Gone", "<p>Activity entered</p>"),
    ]
    assert [title for title, _ in entries(client, "/countries/CH/changes.atom")] == ["Changed: Gone"] * 2


def test_an_organisation_and_one_that_was_merged_into_it(client, activity, editor):
    OrganisationFactory(slug="old", withdrawn=True, merged_into=activity.organisation)
    withdraw_activity(activity=activity, seen=seen(activity), reason="Ended", by=editor)
    assert [title for title, _ in entries(client, "/organisations/institute/changes.atom")] == [
        "Withdrawn: Smart villages",
        "Added: Smart villages",
    ]
    response = client.get("/organisations/old/changes.atom")
    assert (response.status_code, response["Location"]) == (301, "/organisations/institute/changes.atom")


def test_hostile_titles_are_text(client, editor):
    ActivityFactory(title="<script>alert(1)</script> & ]]>", organisation=None)
    one = Activity.objects.get()
    edit(one, editor, title="<b>Bold</b>")
    (title, summary), *_ = entries(client, "/changes.atom")
    assert title == "Changed: <b>Bold</b>"
    assert "<b>" not in summary
    assert "&lt;b&gt;Bold&lt;/b&gt;" in summary


def test_a_reader_with_the_latest_version_gets_304(client, activity, editor, django_assert_num_queries):
    first = client.get("/changes.atom")
    assert first["Cache-Control"] == "public, no-cache"
    assert first["Access-Control-Allow-Origin"] == "*"
    with django_assert_num_queries(1):
        again = client.get("/changes.atom", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    edit(activity, editor, title="New")
    assert client.get("/changes.atom", headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/changes.atom", 6),
        ("/goals/9/changes.atom", 7),
        ("/action-lines/C2/changes.atom", 7),
        ("/countries/KE/changes.atom", 7),
        ("/organisations/institute/changes.atom", 7),
    ],
)
def test_feed_query_count(client, path, queries, items, django_assert_num_queries):
    organisation = OrganisationFactory(slug="institute")
    for _ in range(items):
        one = ActivityFactory(countries=["KE"], organisation=organisation)
        for term in (GoalFactory(code="9"), ActionLineFactory(code="C2")):
            MappingFactory(activity=one, term=term)
    vocabulary()
    with django_assert_num_queries(queries):
        assert len(entries(client, path)) >= items


@pytest.fixture
def places(activity, editor):
    """All kinds of places, with an activity that left Kenya and its organisation, and links that came and went."""
    goal, target, line = GoalFactory(code="9"), TargetFactory(code="9.c"), ActionLineFactory(code="C2")
    institute, other = activity.organisation, OrganisationFactory(name="Another", slug="another")
    for term in (goal, target, line):
        link(activity, term, editor)
    withdraw_mapping(activity=activity, term=line, seen=seen(Mapping.objects.get(term=line)), by=editor)
    CountryFactory(code="BR")
    edit(activity, editor, countries=["BR"])
    edit(activity, editor, organisation=other)
    edit(activity, editor, title="Elsewhere")
    link(ActivityFactory(countries=["BR"], organisation=other), target, editor)
    return {
        "all": feeds.EVERYTHING,
        "goal": feeds.of_term(goal.pk),
        "line": feeds.of_term(line.pk),
        "left": feeds.of_country("KE"),
        "joined": feeds.of_country("BR"),
        "organisation": feeds.of_organisation(institute.pk),
        "next": feeds.of_organisation(other.pk),
    }


@pytest.mark.parametrize(("newest", "more", "few"), [(1, 2, 10), (1, 2, 1), (1, 1000, 1)])
def test_entries_are_the_same_wherever_they_are_looked_for(places, monkeypatch, newest, more, few):
    known = vocabulary()
    among_newest = {name: feeds.latest(place, known) for name, place in places.items()}
    assert all(among_newest.values())
    monkeypatch.setattr(feeds, "NEWEST", newest)
    monkeypatch.setattr(feeds, "MORE", more)
    monkeypatch.setattr(feeds, "FEW", few)
    assert {name: feeds.latest(place, known) for name, place in places.items()} == among_newest


def test_the_length_is_bounded(client):
    for _ in range(MOST + 1):
        ActivityFactory()
    assert len(entries(client, "/changes.atom")) == MOST


def test_a_feed_without_entries_has_the_date_of_the_last_change(client):
    GoalFactory(code="9")
    at = Change.objects.latest("id").at
    assert read(client, "/goals/9/changes.atom").findtext(f"{ATOM}updated") == at.isoformat()


@pytest.mark.parametrize(
    "path",
    [
        "/goals/99/changes.atom",
        "/action-lines/x/changes.atom",
        "/countries/XX/changes.atom",
        "/organisations/no/changes.atom",
    ],
)
def test_what_is_not_there_has_no_feed(client, path):
    assert client.get(path).status_code == 404


def test_pages_lead_to_their_feeds(client, activity):
    ActionLineFactory(code="C2"), GoalFactory(code="9")
    for page, feed in (
        ("/", "/changes.atom"),
        ("/activities/", "/changes.atom"),
        ("/compare/", "/changes.atom"),
        ("/goals/9/", "/goals/9/changes.atom"),
        ("/goals/9/about/", "/goals/9/changes.atom"),
        ("/action-lines/C2/", "/action-lines/C2/changes.atom"),
        ("/countries/KE/", "/countries/KE/changes.atom"),
        ("/organisations/institute/", "/organisations/institute/changes.atom"),
    ):
        head = client.get(page).content.decode().partition("</head>")[0]
        assert f'href="{feed}">' in head, page
        assert 'rel="alternate" type="application/atom+xml"' in head
