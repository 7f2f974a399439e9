"""The first page and the page about the method."""

import pytest
from django.utils import timezone

from activities.actions.ledger import record
from activities.models import Mapping
from activities.pages.browse.home import details, headline
from activities.queries.browse.certainty import certainty_counts
from activities.queries.browse.home import home
from activities.queries.history.changes import Wrote
from activities.queries.history.latest import Act, latest_acts
from activities.summaries import rebuild
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CrosswalkFactory,
    GoalFactory,
    MappingFactory,
    TargetFactory,
    TermFactory,
)
from tests.factories.small_map import small_map
from tests.reading import text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("items", "queries"), [(1, 10), (3, 11)])
def test_home_query_count(client, items, queries, django_assert_num_queries):
    """One query more when there are activities among the latest changes, to name them."""
    small_map(items)
    with django_assert_num_queries(queries):
        assert client.get("/").status_code == 200


def test_what_has_been_told_is_not_asked_for_again(client, django_assert_num_queries):
    small_map(1)
    client.get("/")
    with django_assert_num_queries(7):
        client.get("/")


@pytest.mark.parametrize("items", [1, 3])
def test_about_query_count(client, items, django_assert_num_queries):
    small_map(items)
    with django_assert_num_queries(6):
        assert client.get("/about/").status_code == 200


def test_certainty_is_counted_once_for_each_change(client, django_assert_num_queries):
    small_map(1)
    client.get("/about/")
    with django_assert_num_queries(1):
        client.get("/about/")


def test_headline_figures():
    small_map(3)
    MappingFactory(activity=ActivityFactory(), certainty="unconfirmed")
    rebuild()
    figures = home().headline
    assert (figures.activities, figures.itu, figures.stakeholders, figures.countries) == (4, 1, 3, 3)
    assert (figures.organisations, figures.mappings) == (4, 10)


def test_the_roadmap_decides_on_emphasis():
    for number in range(1, 18):
        GoalFactory(code=str(number))
    emphasis = {goal.code: goal.emphasis for goal in home().goals}
    strong = {"11", "10", "8", "1", "3", "4", "5"}
    assert [code for code, how in emphasis.items() if how == "first"] == ["9"]
    assert [code for code, how in emphasis.items() if how == "across"] == ["17"]
    assert {code for code, how in emphasis.items() if how == "strong"} == strong


def test_goal_9_and_target_9c_lead(client):
    small_map(1)
    said = text(client.get("/"))
    assert (
        "The Goals Goal 9 Title of 9 ITU’s priority Goal 1 activity 9.c Title of 9.c ITU’s priority target 1 activity"
        in said
    )


def test_an_empty_map_has_a_first_page(client):
    said = text(client.get("/"))
    assert "The figures are being counted for the first time." in said
    assert "Nothing has been recorded yet" in said


def counts(act) -> dict[str, tuple[int, int]]:
    return {one.kind: (one.added, one.altered) for one in act.wrote}


def test_what_an_act_adds_and_then_alters_counts_as_added():
    activity, goal = ActivityFactory(), GoalFactory(code="9")
    with record("tests", "mapping.set", "Seen at WTDC") as change:
        mapping = MappingFactory(activity=activity, term=goal, change=change)
        mapping.strength = 3
        mapping.save()
    act = latest_acts()[0]
    assert (act.number, act.reason, counts(act)) == (change.id, "Seen at WTDC", {"mapping": (1, 0)})


def test_an_act_that_alters_says_so():
    mapping = MappingFactory()
    with record("tests", "mapping.set") as change:
        Mapping.objects.filter(pk=mapping.pk).update(strength=3, change=change)
    assert counts(latest_acts()[0]) == {"mapping": (0, 1)}


def test_an_act_that_only_touches_one_activity_leads_to_it():
    activity = ActivityFactory(title="Smart villages")
    goal = GoalFactory(code="9")
    with record("tests", "mapping.set") as change:
        MappingFactory(activity=activity, term=goal, change=change)
    act = latest_acts()[0]
    assert (act.activity, counts(act)) == (activity, {"mapping": (1, 0)})


def test_an_act_about_a_withdrawn_activity_does_not_lead_to_it():
    with record("tests", "activity.withdraw") as change:
        ActivityFactory(withdrawn=True, change=change, organisation__change=change)
    assert latest_acts()[0].activity is None


def test_acts_are_told_in_words():
    wrote = (Wrote("activity", "", 341, 341), Wrote("mapping", "", 0, 1), Wrote("termtext", "", 2, 5))
    act = Act(1, timezone.now(), "load_reference", "reference.load", "", wrote, None)
    assert headline(act) == "Reference data loaded"
    assert details(act) == "341 activities added, 1 link changed, 2 texts added and 3 texts changed"


def test_a_verb_that_has_no_words_yet_is_told_plainly():
    assert headline(Act(1, timezone.now(), "x", "something.new", "", (), None)) == "Facts updated"


def test_certainty_is_counted_from_the_data(client):
    MappingFactory(certainty="unconfirmed")
    MappingFactory(activity=ActivityFactory(description_certainty="unconfirmed"))
    CrosswalkFactory()
    CrosswalkFactory(
        from_term=TermFactory(certainty="unconfirmed"), to_term=TargetFactory(code="9.c"), certainty="proposed"
    )
    ActionLineFactory(code="C2")
    found = [
        (one.what, one.source, one.official, one.confirmed, one.proposed, one.unconfirmed) for one in certainty_counts()
    ]
    assert sorted(found[:3]) == [
        ("term", "Framework sdg", 2, 0, 0, 0),
        ("term", "Framework sp-2024", 0, 0, 0, 1),
        ("term", "Framework wsis", 1, 0, 0, 0),
    ]
    assert found[3:] == [
        ("official", "WSIS-SDG Matrix", 1, 0, 0, 0),
        ("proposed", "Framework sp-2024", 0, 0, 1, 0),
        ("activity", "", 0, 1, 0, 1),
        ("mapping", "", 0, 1, 0, 1),
        ("text", "", 0, 0, 0, 0),
    ]
    said = text(client.get("/about/"))
    assert "Official links: WSIS-SDG Matrix 1 1 0 0 0" in said
    assert "Proposed links: Framework sp-2024 1 0 0 1 0" in said


def test_about_explains_the_date_and_says_which_it_is(client):
    body = client.get("/about/").content.decode()
    assert 'id="as-of"' in body
    assert "not dated" in body
    small_map(1)
    assert "(version " in client.get("/about/").content.decode()
