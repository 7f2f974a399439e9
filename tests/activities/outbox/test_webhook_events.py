"""Which events Changes become, for which webhooks, and that none is missed or made twice."""

import json
import threading

import pytest
from django.db import connection

from activities.actions.activities import update_activity, withdraw_activity
from activities.actions.ledger import record
from activities.actions.outbox.webhooks import events as making
from activities.actions.outbox.webhooks.events import LISTED, last_change, make_events
from activities.actions.outbox.webhooks.managing import create_webhook, switch_webhook
from activities.models import Activity, Change, Delivery, Mapping, Organisation
from activities.queries.history import events as queries
from activities.queries.history.events import titles
from activities.queries.state import read_state
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CountryFactory,
    CrosswalkFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    TermTextFactory,
    UserFactory,
)
from tests.factories.engagement import (
    CooperationFrameworkFactory,
    EngagementFactory,
    InputFactory,
    MaterialFactory,
    MechanismFactory,
    ReviewFactory,
)
from tests.factories.plans import GuidanceFactory, OperationalPlanFactory
from tests.factories.roadmap import (
    ActionBodyFactory,
    ActionTermFactory,
    CitationFactory,
    HlpfGoalFactory,
    MilestoneFactory,
    ProgressUpdateFactory,
    SeriesValueFactory,
    TargetValueFactory,
)

pytestmark = pytest.mark.django_db
NAME = "Amina Marker"
ROADMAP = (
    ActionTermFactory,
    ActionBodyFactory,
    CitationFactory,
    ProgressUpdateFactory,
    HlpfGoalFactory,
    MilestoneFactory,
    SeriesValueFactory,
    TargetValueFactory,
    EngagementFactory,
    MechanismFactory,
    InputFactory,
    MaterialFactory,
    ReviewFactory,
    CooperationFrameworkFactory,
    OperationalPlanFactory,
    GuidanceFactory,
)


@pytest.fixture
def owner():
    return UserFactory()


@pytest.fixture
def hook(owner):
    """hook(filter=[…], …) → a webhook."""

    def make(by=owner, **filters):
        return create_webhook(fields={"name": "Mine", "address": "https://example.org/", **filters}, by=by)

    return make


def made(webhook):
    """The data of each event of a webhook, in the order of their Changes."""
    make_events()
    return [json.loads(one.payload)["data"] for one in webhook.deliveries.order_by("change_number")]


def rows(webhook):
    return [[(row["resource"], row["what"]) for row in event["rows"]] for event in made(webhook)]


def edit(activity, **fields):
    seen = Activity.objects.get(pk=activity.pk).change_id
    update_activity(activity=activity, fields=fields, seen=seen, by=UserFactory(role="coordinator", name=NAME))


def test_one_change_is_one_event_with_ids_and_where_to_read_more(client, hook, settings):
    settings.SITE_URL = "https://sdgmap.example"
    activity = ActivityFactory(title="Villages")
    webhook = hook()
    before = last_change()
    edit(activity, title="Smart villages")
    change = Change.objects.latest("id")
    make_events()
    (delivery,) = webhook.deliveries.all()
    assert (delivery.change_number, delivery.state) == (change.pk, "waiting")
    assert json.loads(delivery.payload) == {
        "type": "facts.changed",
        "timestamp": change.at.isoformat(),
        "data": {
            "change": change.pk,
            "counts": {"activities": 1},
            "rows": [{"resource": "activities", "id": activity.pk, "what": "changed"}],
            "complete": True,
            "after": before,
            "epoch": read_state().epoch,
            "changes": f"https://sdgmap.example/api/v1/changes/?after={before}",
        },
    }
    feed = client.get(f"/api/v1/changes/?after={before}").json()
    assert [(one["resource"], one["id"]) for one in feed["results"]] == [("activities", activity.pk)]
    assert NAME not in delivery.payload
    assert "villages" not in delivery.payload


def test_each_event_says_after_which_change_the_one_before_was(hook):
    activity, webhook = ActivityFactory(), hook()
    start = last_change()
    for title in ("One", "Two"):
        edit(activity, title=title)
    one, two = made(webhook)
    assert (one["after"], two["after"]) == (start, one["change"])


def test_every_public_table_is_in_the_events(hook):
    webhook = hook()
    activity = ActivityFactory()
    MappingFactory(activity=activity, term=TargetFactory(code="9.c"))
    TermTextFactory(term=GoalFactory(code="9"))
    CrosswalkFactory()
    for factory in ROADMAP:
        factory()
    found = {resource for event in made(webhook) for resource in event["counts"]}
    assert found == set(titles())


def test_what_staff_alone_see_is_no_event(hook, owner):
    webhook = hook()
    activity = ActivityFactory()
    make_events()
    Delivery.objects.all().delete()
    with record("tests", "test.nothing"):
        pass
    activity.notes.create(author=owner, text="Is it true?")
    assert made(webhook) == []


def test_created_changed_and_withdrawn(hook):
    webhook = hook(resources=["activities"])
    activity = ActivityFactory()
    edit(activity, title="New")
    seen = Activity.objects.get().change_id
    withdraw_activity(activity=activity, seen=seen, reason="", by=UserFactory(role="coordinator"))
    assert rows(webhook) == [[("activities", what)] for what in ("created", "changed", "withdrawn")]


def test_filters(hook):
    """Each kind of filter narrows; Goals and Action Lines are one kind."""
    by = {
        "goal": hook(goals=["9"]),
        "line": hook(action_lines=["C2"]),
        "either": hook(goals=["9"], action_lines=["C2"]),
        "country": hook(countries=["KE"]),
        "organisation": hook(organisations=["institute"]),
        "links": hook(resources=["mappings"], goals=["9"]),
        "both": hook(goals=["9"], countries=["CH"]),
    }
    body, other = OrganisationFactory(slug="institute"), OrganisationFactory(slug="other")
    here = ActivityFactory(countries=["KE"], organisation=body)
    there = ActivityFactory(countries=["CH"], organisation=other)
    goal, line = TargetFactory(code="9.c"), ActionLineFactory(code="C2")
    make_events()
    Delivery.objects.all().delete()
    MappingFactory(activity=here, term=goal)
    MappingFactory(activity=there, term=line)
    edit(here, title="Here")
    edit(there, title="There")
    found = {name: [event[0][0] for event in rows(webhook)] for name, webhook in by.items()}
    assert found == {
        "goal": ["mappings", "activities"],
        "line": ["mappings", "activities"],
        "either": ["mappings", "mappings", "activities", "activities"],
        "country": ["mappings", "activities"],
        "organisation": ["mappings", "activities"],
        "links": ["mappings"],
        "both": [],
    }


def test_an_activity_that_leaves_concerns_where_it_was(hook):
    CountryFactory(code="CH")
    old, new = OrganisationFactory(slug="old"), OrganisationFactory(slug="new")
    goal = GoalFactory(code="9")
    activity = ActivityFactory(countries=["KE"], organisation=old)
    link = MappingFactory(activity=activity, term=goal)
    country, body, by_goal = hook(countries=["KE"]), hook(organisations=["old"]), hook(goals=["9"])
    edit(activity, countries=["CH"])
    edit(activity, organisation=new)
    with record("tests", "test.withdraw") as change:
        Mapping.objects.filter(pk=link.pk).update(withdrawn=True, change=change)
    edit(activity, title="Elsewhere")
    assert [len(made(webhook)) for webhook in (country, body)] == [1, 2]
    assert rows(by_goal) == [[("activities", "changed")]] * 2 + [[("mappings", "withdrawn")]]


def test_an_organisation_is_followed_into_the_one_it_was_merged_into(hook):
    new = OrganisationFactory(slug="new")
    OrganisationFactory(slug="old", withdrawn=True, merged_into=new)
    webhook = hook(organisations=["old"])
    ActivityFactory(organisation=new)
    assert rows(webhook) == [[("activities", "created")]]


def test_a_large_change_is_one_bounded_event(hook, monkeypatch):
    webhook, narrow = hook(), hook(goals=["1"])
    with record("tests", "test.large") as change:
        organisation = OrganisationFactory(change=change)
        for _ in range(LISTED + 5):
            ActivityFactory(organisation=organisation, change=change)
    (event,) = made(webhook)
    assert event["counts"] == {"activities": LISTED + 5, "organisations": 1}
    assert (len(event["rows"]), event["complete"]) == (LISTED, False)
    assert made(narrow) == []


def test_of_a_change_that_is_too_large_to_look_through_nobody_misses_anything(hook, monkeypatch):
    monkeypatch.setattr(queries, "MOST_ROWS", 3)
    monkeypatch.setattr(making, "MOST_ROWS", 3)
    goal = GoalFactory(code="9")
    webhook, links = hook(goals=["4"]), hook(resources=["mappings"])
    with record("tests", "test.large") as change:
        for _ in range(5):
            ActivityFactory(organisation=None, change=change)
    assert goal
    (event,) = made(webhook)
    assert (event["counts"], event["rows"], event["complete"]) == ({"activities": 5}, [], False)
    assert made(links) == []


def test_no_change_is_missed_however_many_there_are(hook, monkeypatch):
    monkeypatch.setattr(queries, "MOST_CHANGES", 2)
    webhook = hook()
    for _ in range(5):
        ActivityFactory(organisation=None)
    assert len(made(webhook)) == 5


def test_events_wait_until_there_is_room(hook, monkeypatch):
    monkeypatch.setattr(making, "MOST_WAITING", 2)
    monkeypatch.setattr(queries, "MOST_CHANGES", 2)
    webhook, other = hook(), hook()
    for _ in range(5):
        ActivityFactory(organisation=None)
    assert len(made(webhook)) == 2
    other.deliveries.update(state="delivered")
    assert (len(made(webhook)), len(made(other))) == (2, 4)
    for _ in range(2):
        webhook.deliveries.update(state="delivered")
        make_events()
    assert webhook.deliveries.count() == 5


def test_a_webhook_that_is_off_or_whose_owner_is_gone_gets_none(hook):
    off, gone = hook(), hook(by=UserFactory())
    switch_webhook(webhook=off, on=False)
    gone.user.is_active = False
    gone.user.save()
    ActivityFactory()
    assert (made(off), made(gone)) == ([], [])


def test_changes_while_it_was_off_are_named_by_the_next_event(hook):
    webhook = hook()
    ActivityFactory(organisation=None)
    (first,) = made(webhook)
    switch_webhook(webhook=webhook, on=False)
    ActivityFactory(organisation=None)
    webhook.refresh_from_db()
    switch_webhook(webhook=webhook, on=True)
    ActivityFactory(organisation=None)
    assert [event["after"] for event in made(webhook)][1:] == [first["change"]]


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_make_the_same_event(hook):
    webhook = hook()
    for _ in range(20):
        ActivityFactory(organisation=None)
    start = threading.Barrier(4)

    def work():
        start.wait()
        make_events()
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert webhook.deliveries.count() == 20


@pytest.mark.parametrize("items", [1, 3])
def test_make_events_query_count(hook, items, django_assert_num_queries):
    """However many webhooks and Changes: one look for each group of webhooks that have seen as much."""
    for _ in range(items):
        hook(goals=["9"], organisations=["institute"])
    body = OrganisationFactory(slug="institute")
    make_events()
    for _ in range(items):
        MappingFactory(activity=ActivityFactory(organisation=body), term=GoalFactory(code="9"))
    with django_assert_num_queries(18):
        make_events()
    assert Delivery.objects.filter(payload__contains='"mappings"').count() == items**2


def test_without_webhooks_it_costs_two_queries(django_assert_num_queries):
    ActivityFactory()
    with django_assert_num_queries(2):
        make_events()
    assert Organisation.objects.exists()
