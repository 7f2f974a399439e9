"""Nothing of a draft is in the feed or the API before it is published, and all of it afterwards."""

import pytest
from django.db import IntegrityError, connection, transaction

from activities.actions.ledger import record
from activities.models import Change
from activities.queries.facts.feed import Window, page
from activities.queries.facts.registry import followed
from roadmap.actions.editions.publishing import publish_edition
from roadmap.models import Action, Edition
from roadmap.queries.editions.reading import last_change
from tests.factories.activities import ActivityFactory, GoalFactory
from tests.factories.roadmap import ActionBodyFactory, ActionFactory, EditionFactory, SectionFactory
from tests.roadmap.commitments.marked import MARK, marked_draft


@pytest.fixture
def draft(db):
    ActionBodyFactory(action__code="6.5")
    GoalFactory(code="9")
    ActivityFactory()
    return marked_draft()


def feed(after: int) -> list[tuple[str, str, int]]:
    """(resource, action, id) of all that the feed has after a Change, with rows that are there without content."""
    window = Window(after, Change.objects.latest("id").pk)
    return [(row.resource, row.action, row.id) for row in page(followed(), window, None, 1000).rows]


def test_the_feed_has_nothing_of_a_draft_and_all_of_it_once_it_is_published(draft):
    before = Change.objects.latest("id").pk
    ours = {row for row in feed(0) if row[0].startswith("roadmap/")}
    ids = {"roadmap/editions": draft.pk, "roadmap/sections": draft.sections.get().pk}
    assert not any((name, "created", pk) in ours for name, pk in ids.items())
    assert feed(before) == []
    publish_edition(edition=draft, seen=last_change(draft), by="tests")
    action = Action.objects.get(code="88.1")
    brought = feed(before)
    assert {row for row in brought if row[1] == "created"} == {
        ("roadmap/editions", "created", draft.pk),
        ("roadmap/sections", "created", draft.sections.get().pk),
        ("roadmap/actions", "created", action.pk),
        *(("roadmap/action-terms", "created", pk) for pk in action.links.values_list("id", flat=True)),
        ("roadmap/citations", "created", action.citations.get().pk),
    }
    # the edition that it replaces is not in force any more, and what belongs to it shows that edition
    assert {row[1] for row in brought if row[1] != "created"} == {"changed"}


def test_an_edit_of_a_draft_is_not_in_the_feed_and_one_of_a_published_edition_is(draft):
    def edit(code):
        before = Change.objects.latest("id").pk
        with record("tests", "test.write") as change:
            Action.objects.filter(code=code).update(text=f"{MARK} edited", change=change)
        return feed(before)

    assert edit("88.1") == []
    assert ("roadmap/actions", "changed", Action.objects.get(code="6.5").pk) in edit("6.5")


def test_the_database_refuses_a_published_edition_as_a_draft(db):
    edition = EditionFactory(code="2019")
    with pytest.raises(IntegrityError, match="cannot become a draft again"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(current=False, state="draft")
    with pytest.raises(IntegrityError, match="only_a_draft_is_withdrawn"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(withdrawn=True)
    assert connection.is_usable()


def test_lists_of_the_api_have_no_draft_and_nothing_withdrawn(client, draft):
    section = SectionFactory(number=7, withdrawn=True)
    ActionFactory(code="7.1", section=section)
    for name in ("editions", "sections", "actions", "action-terms", "citations"):
        text = client.get(f"/api/v1/roadmap/{name}.csv").getvalue().decode()
        assert MARK not in text, name
        assert "7.1" not in text, name
