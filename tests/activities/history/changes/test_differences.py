"""The rows and values that a Change wrote, and its page."""

import pytest
from django.utils import timezone

from activities import rules
from activities.actions.activities import update_activity
from activities.actions.ledger import record
from activities.models import Activity, Change, Crosswalk, Mapping, Term
from activities.queries.history.changes import change as entry_of
from activities.queries.history.changes import rows
from activities.queries.history.differences import Effort, Part, text_parts
from tests.factories.activities import (
    ActivityFactory,
    CrosswalkFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TermTextFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def last() -> Change:
    return Change.objects.latest("id")


def told(number: int) -> list[tuple]:
    """(table, name, act, {label: difference with [-removed-] and {+added+}}) of each row."""
    found, _further = rows(entry_of(number))
    return [
        (row.kind, " · ".join(p.text for p in row.name), row.act, {d.label: marked(d.parts) for d in row.differences})
        for row in found
    ]


def marked(parts) -> str:
    shapes = {"del": "[-{}-]", "ins": "{{+{}+}}", "to": " → ", "": "{}"}
    return "".join(shapes[part.kind].format(part.text) for part in parts)


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("", "New words", "{+New words+}"),
        ("Old words", "", "[-Old words-]"),
        ("Trains ten teachers here.", "Trains twelve teachers here.", "Trains [-ten-]{+twelve+} teachers here."),
        ("It trains ten good teachers", "It trains two old teachers", "It trains [-ten good-]{+two old+} teachers"),
        ("One two three four", "One two three four five", "One two three four{+ five+}"),
        ("Entirely different words", "Nothing in common", "[-Entirely different words-] → {+Nothing in common+}"),
        ("信息通信技术促进发展", "信息通信技术推动发展", "信息通信技术[-促进-]{+推动+}发展"),
        ("<b>bold</b> text that stays", "<i>bold</i> text that stays", "<[-b-]{+i+}>bold</[-b-]{+i+}> text that stays"),
    ],
)  # fmt: skip
def test_texts_are_compared_word_by_word(old, new, shown):
    assert marked(text_parts(old, new)) == shown


def test_long_texts_show_what_stands_around_a_change():
    words = " ".join(f"word{n}" for n in range(200))
    parts = text_parts(f"{words} old {words}", f"{words} new {words}")
    assert [part.kind for part in parts] == ["", "del", "ins", ""]
    assert parts[0].text.startswith("… ")
    assert parts[-1].text.endswith(" …")
    assert sum(len(part.text) for part in parts) < 300


def test_a_megabyte_of_text_is_not_compared_word_by_word():
    old, new = "a b " * 250_000, "a c " * 250_000
    assert text_parts(old, new) == (Part(old, "del"), Part("", "to"), Part(new, "ins"))


def test_an_edit_shows_each_value_before_and_after():
    body, other = OrganisationFactory(name="Old body"), OrganisationFactory(name="New body")
    activity = ActivityFactory(
        title="School net", organisation=body, regions=["africa", "cis"], description="It trains ten people."
    )
    fields = {"title": "School network", "organisation_id": other.pk, "status": "completed", "start_year": 2020,
              "regions": ["africa", "europe"], "description": "It trains twelve people."}  # fmt: skip
    update_activity(activity=activity, fields=fields, seen=activity.change_id, by="tests")
    assert told(last().pk) == [
        (
            "activity",
            "School network",
            "changed",
            {
                "Title": "[-School net-] → {+School network+}",
                "Description": "It trains [-ten-]{+twelve+} people.",
                "Status": "[-Ongoing-] → {+Completed+}",
                "Organisation": "[-Old body-] → {+New body+}",
                "Start year": "{+2020+}",
                "Regions": "Africa, [-CIS-], {+Europe+}",
                "Confirmed on": "{+" + timezone.localdate().strftime("%-d %B %Y") + "+}",
            },
        )
    ]


def test_new_withdrawn_restored_and_followed_rows():
    mapping = MappingFactory(activity__title="Radio", term=GoalFactory(code="9"), strength=1)
    with record("tests", "x") as change:
        Activity.objects.update(withdrawn=True, change=change)
        MappingFactory(
            activity=mapping.activity, term=GoalFactory(code="4"), strength=3, rationale="Why", change=change
        )
    assert told(change.pk) == [
        ("activity", "Radio", "withdrawn", {}),
        ("mapping", "Radio · 9", "followed", {}),
        (
            "mapping",
            "Radio · 4",
            "added",
            {
                "Strength": "{+main purpose+}",
                "Rationale": "{+Why+}",
                "Origin": "{+entered by staff+}",
                "Certainty": "{+Confirmed by ITU+}",
            },
        ),
    ]
    with record("tests", "x") as change:
        Activity.objects.update(withdrawn=False, change=change)
    assert [row[2] for row in told(change.pk)] == ["restored", "followed", "followed"]


def test_terms_texts_and_crosswalks_are_told_by_code():
    term, user = GoalFactory(code="9"), UserFactory(role=rules.COORDINATOR)
    text, link = TermTextFactory(term=term, language="fr", title="Ancien"), CrosswalkFactory(rationale="One reason")
    with record(user, "term.edit") as change:
        Term.objects.filter(pk=term.pk).update(title="Industry and innovation", change=change)
        type(text).objects.update(title="Nouveau", change=change)
        Crosswalk.objects.update(rationale="Another reason", certainty="unconfirmed", change=change)
    assert told(change.pk) == [
        ("term", "9 · Industry and innovation", "changed", {"Title": "[-Title of 9-] → {+Industry and innovation+}"}),
        ("termtext", "9 · fr", "changed", {"Short name": "[-Ancien-] → {+Nouveau+}"}),
        (
            "crosswalk",
            "wsis-sdg-matrix · C2 · 9.c",
            "changed",
            {"Rationale": "[-One-]{+Another+} reason", "Certainty": "[-Official-] → {+Unconfirmed+}"},
        ),
    ]
    assert link.pk


def test_a_raw_deletion_is_told():
    mapping = MappingFactory(activity__title="Radio", term=GoalFactory(code="9"))
    with record("tests", "x") as change:
        Mapping.objects.update(strength=3, change=change)
    mapping.delete()
    assert [(kind, act) for kind, _name, act, _differences in told(change.pk)] == [("mapping", "deleted")]


def test_a_large_change_is_paged_over_its_tables():
    with record("load", "reference.load") as change:
        organisation = OrganisationFactory(change=change)
        ActivityFactory.create_batch(3, organisation=organisation, change=change)
    entry, found, after = entry_of(change.pk), [], ""
    while True:
        page, after = rows(entry, after=after, limit=2)
        found.append([row.kind for row in page])
        if not after:
            break
    assert found == [["organisation", "activity"], ["activity", "activity"]]
    assert [(wrote.label, wrote.added, wrote.altered) for wrote in entry.wrote] == [
        ("Organisations", 1, 0),
        ("Activities", 3, 0),
    ]


@pytest.mark.parametrize("items", [1, 3])
def test_change_page_query_count(client, chair, items, django_assert_num_queries):
    with record(chair, "x") as change:
        for activity in ActivityFactory.create_batch(items, change=change):
            MappingFactory(activity=activity, term=GoalFactory(code="9"), change=change)
    client.get(f"/changes/{change.pk}/")  # counts its rows
    with django_assert_num_queries(12):
        client.get(f"/changes/{change.pk}/")


def test_texts_beyond_the_effort_of_a_page_are_shown_one_after_the_other():
    effort = Effort(40)
    shown = [marked(text_parts("It is red", f"It is {colour}", effort)) for colour in ("blue", "green")]
    assert shown == ["It is [-red-]{+blue+}", "[-It is red-] → {+It is green+}"]
    assert effort.left == 40 - 5 * 5
