"""Nothing of a draft is public: a marker in each field, looked for on every route and in every resource."""

import gzip

import pytest
from django.core.cache import caches
from django.db import IntegrityError, connection, transaction

from activities.actions.ledger import record
from activities.models import Activity, Change, Term
from activities.queries.facts.feed import Window, page
from activities.queries.facts.registry import followed
from roadmap.actions.editions.publishing import publish_edition
from roadmap.models import Action, ActionActivity, ActionBody, ActionTerm, Body, Citation, Document, Edition, Section
from tests.factories.activities import ActivityFactory, GoalFactory
from tests.factories.roadmap import ActionBodyFactory, ActionFactory, EditionFactory, SectionFactory
from tests.routes import ANSWERS, OPEN, address

MARK = "Zanzibar"


def marked_draft() -> Edition:
    """A draft with the marker in each text, based on the current edition, with everything that can belong to it."""
    with record("tests", "test.write") as change:
        edition = Edition.objects.create(
            code="zanzibar",
            title=f"{MARK} title",
            date="2027",
            description=f"{MARK} description",
            basis=f"{MARK} basis",
            state="draft",
            based_on=Edition.objects.current().first(),
            change=change,
        )
        section = Section.objects.create(
            edition=edition, number=88, title=f"{MARK} section", text=f"{MARK} text", change=change
        )
        action = Action.objects.create(
            section=section,
            code="88.1",
            position=1,
            text=f"{MARK} HLPF Council Resolution 1332",
            kind="report",
            frequency=f"{MARK} often",
            responsible=f"{MARK} body",
            resources=f"{MARK} resources",
            evidence=f"{MARK} evidence",
            para_ref=f"{MARK} para",
            change=change,
        )
        terms = Term.objects.filter(framework__slug="sdg", kind="goal")
        ActionTerm.objects.bulk_create(ActionTerm(action=action, term=term, change=change) for term in terms)
        ActionActivity.objects.create(action=action, activity=Activity.objects.live().first(), change=change)
        ActionBody.objects.create(action=action, body=Body.objects.first(), position=1, change=change)
        document = Document.objects.first()
        Citation.objects.create(action=action, text=f"{MARK} cited", position=1, document=document, change=change)
    return edition


def whole(response) -> str:
    content = response.getvalue()
    if response.headers.get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    return content.decode(errors="replace")


@pytest.mark.slow
def test_no_route_shows_a_draft(shipped_map, db, client):
    edition = marked_draft()
    caches["default"].clear()
    found = []
    searched = {"search": "/search/?q=zanzibar", "document": f"{Document.objects.first().get_absolute_url()}"}
    for name, path in (OPEN | searched).items():
        if name.startswith(("snapshot", "health")):
            continue
        response = client.get(address(path), headers={"accept-encoding": "identity"})
        text = whole(response)
        shown = text.replace("q=zanzibar", "").replace("“zanzibar”", "").replace('value="zanzibar"', "")
        if MARK in shown or "/editions/zanzibar" in shown or "88.1<" in shown:
            found.append(name)
        assert response.status_code == ANSWERS.get(name, 200), name
    assert found == []
    number = Change.objects.latest("id").pk
    for path in (
        "/roadmap/editions/zanzibar/",
        "/roadmap/sections/88/",
        "/roadmap/actions/88.1/",
        f"/history/edition/{edition.pk}/",
        f"/changes/{number}/",
        "/roadmap/editions/zanzibar/edit/",
        "/roadmap/editions/zanzibar/publish/",
    ):
        response = client.get(path)
        assert response.status_code in (302, 404), path
        assert MARK not in whole(response)
    for query in ("edition=zanzibar", "section=88", "code=88.1"):
        assert client.get(f"/api/v1/roadmap/actions/?{query}").status_code == 400, query


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
    publish_edition(edition=draft, seen=draft.change_id, by="tests")
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
