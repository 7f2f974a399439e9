"""What is in the feed of changes: which rows a Change brings, why, and what a row is."""

import re

import pytest

from activities.actions.ledger import record
from activities.models import Activity, Change, Framework, Mapping, Organisation, Term, TermText
from activities.queries.facts.feed import causes
from activities.queries.facts.registry import followed
from activities.queries.facts.resource import sql_of
from roadmap.models import Edition, Section
from tests.activities.api.changes.pulling import FEED, edit, head, pull, told
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CrosswalkFactory,
    MappingFactory,
    OrganisationFactory,
    TermTextFactory,
)


def test_from_the_beginning_everything_is_created_in_the_order_of_dependence(client, link):
    rows, number = pull(client)
    assert [(row["resource"], row["action"]) for row in rows] == [
        ("frameworks", "created"),
        ("terms", "created"),
        ("terms", "created"),
        ("organisations", "created"),
        ("activities", "created"),
        ("mappings", "created"),
    ]
    assert number == head()
    assert pull(client, f"after={number}") == ([], number)


def test_a_row_is_that_of_its_list_without_derived_columns(client, link):
    response = client.get(f"{FEED}?resource=activities")
    shown = client.get("/api/v1/activities/").json()["results"][0]
    derived = {column.name for column in followed()["activities"].columns if column.derived}
    assert derived > {"mappings", "goals"}
    last = Change.objects.latest("id")
    assert response.json() == {
        "results": [
            {
                "resource": "activities",
                "id": link.activity_id,
                "change": link.activity.change_id,
                "action": "created",
                "reason": "the activity",
                "merged_into": None,
                "row": {name: value for name, value in shown.items() if name not in derived},
            }
        ],
        "next": None,
        "last_change": last.id,
        "as_of": last.at.isoformat().replace("+00:00", "Z"),
        "epoch": response["X-Epoch"],
    }


def test_an_edited_activity_brings_its_mappings(client, link):
    after = head()
    number = edit(Activity.objects.all(), title="Giga II", regions=["africa"])
    rows, _ = pull(client, f"after={after}")
    assert [(row["resource"], row["change"], row["action"], row["reason"]) for row in rows] == [
        ("activities", number, "changed", "the activity"),
        ("mappings", number, "changed", "its activity"),
    ]
    mapping = rows[1]["row"]
    assert (mapping["activity_title"], mapping["regions"], mapping["change"]) == ("Giga II", ["africa"], link.change_id)


def test_a_renamed_organisation_brings_its_activities_and_their_mappings(client, link):
    MappingFactory(activity=ActivityFactory(organisation=OrganisationFactory(slug="other", sector="")))
    after = head()
    edit(Organisation.objects.filter(slug="itu-d"), name="Development")
    assert told(client, after) == [
        ("organisations", link.activity.organisation_id, "changed", "the organisation"),
        ("activities", link.activity_id, "changed", "its organisation"),
        ("mappings", link.id, "changed", "its organisation"),
    ]


def test_a_renamed_term_brings_all_that_names_it(client, link):
    goal, target = Term.objects.get(code="9"), Term.objects.get(code="9.c")
    text = TermTextFactory(term=target, language="fr")
    crosswalk = CrosswalkFactory(from_term=ActionLineFactory(code="C2"), to_term=target)
    after = head()
    edit(Term.objects.filter(code="9.c"), title="Access")
    assert told(client, after) == [
        ("terms", target.id, "changed", "the Term"),
        ("texts", text.id, "changed", "its Term"),
        ("crosswalks", crosswalk.id, "changed", "the Term at its end"),
        ("mappings", link.id, "changed", "its Term"),
    ]
    after = head()
    edit(Term.objects.filter(code="9"), title="Industry")
    assert told(client, after) == [
        ("terms", goal.id, "changed", "the Term"),
        ("terms", target.id, "changed", "the Term above it"),
    ]


def test_a_renamed_framework_brings_all_of_it(client, link):
    after = head()
    edit(Framework.objects.filter(slug="sdg"), title="Goals")
    of_sdg = list(Term.objects.order_by("id").values_list("id", flat=True))
    assert told(client, after) == [
        ("frameworks", link.term.framework_id, "changed", "the framework"),
        *(("terms", pk, "changed", "its framework") for pk in of_sdg),
        ("mappings", link.id, "changed", "its framework"),
    ]


def test_a_row_comes_once_for_the_first_of_its_causes(client, link):
    after = head()
    edit(Framework.objects.all(), title="Goals")
    edit(Organisation.objects.all(), name="Development")
    edit(Activity.objects.all(), title="Giga II")
    assert told(client, after, resource="mappings") == [("mappings", link.id, "changed", "its activity")]
    number = edit(Mapping.objects.all(), strength=1)
    rows, _ = pull(client, f"after={after}&resource=mappings")
    assert [(row["id"], row["change"], row["reason"]) for row in rows] == [(link.id, number, "the link")]


def test_withdrawn_and_restored(client, link):
    after = head()
    edit(Mapping.objects.all(), withdrawn=True)
    rows, number = pull(client, f"after={after}")
    assert rows == [
        {
            "resource": "mappings",
            "id": link.id,
            "change": number,
            "action": "withdrawn",
            "reason": "the link",
            "merged_into": None,
            "row": None,
        }
    ]
    after = head()
    edit(Organisation.objects.all(), name="Development")
    assert told(client, after, resource="mappings") == []  # it was withdrawn before
    after = head()
    edit(Mapping.objects.all(), withdrawn=False)
    assert told(client, after) == [("mappings", link.id, "restored", "the link")]


def test_mappings_of_a_withdrawn_activity(client, link):
    after = head()
    edit(Activity.objects.all(), withdrawn=True)
    assert told(client, after) == [
        ("activities", link.activity_id, "withdrawn", "the activity"),
        ("mappings", link.id, "withdrawn", "its activity"),
    ]
    after = head()
    edit(Term.objects.filter(code="9.c"), title="Access")
    assert told(client, after, resource="mappings") == []  # it was withdrawn before
    after = head()
    edit(Activity.objects.all(), withdrawn=False)
    assert told(client, after) == [
        ("activities", link.activity_id, "restored", "the activity"),
        ("mappings", link.id, "restored", "its activity"),
    ]


def test_merged(client, link):
    other, into = ActivityFactory(), OrganisationFactory(slug="other", sector="")
    after = head()
    edit(Activity.objects.filter(pk=link.activity_id), withdrawn=True, merged_into=other)
    edit(Organisation.objects.filter(slug="itu-d"), withdrawn=True, merged_into=into)
    rows, _ = pull(client, f"after={after}")
    assert [(row["resource"], row["action"], row["reason"], row["merged_into"], row["row"]) for row in rows][:1] == [
        ("organisations", "merged", f"merged into {into.id}", into.id, None)
    ]
    merged = [row for row in rows if row["id"] == link.activity_id and row["resource"] == "activities"]
    assert [(row["action"], row["reason"], row["merged_into"]) for row in merged] == [
        ("merged", f"merged into {other.id}", other.id)
    ]


def test_a_row_without_withdrawals_is_created_then_changed(client, db):
    after = edit(Term.objects.none())
    text = TermTextFactory(language="fr")
    assert told(client, after, resource="texts") == [("texts", text.id, "created", "the text")]
    after = head()
    edit(TermText.objects.all(), title="Accès")
    assert told(client, after, resource="texts") == [("texts", text.id, "changed", "the text")]


def test_deleted_rows_come_with_the_next_change(client, link):
    text = TermTextFactory(language="fr")
    after = head()
    text.delete()
    assert told(client, after) == []
    edit(Activity.objects.all(), title="Giga II")
    rows, number = pull(client, f"after={after}&resource=texts,mappings")
    assert [(row["resource"], row["id"], row["action"], row["row"] is None, row["change"]) for row in rows] == [
        ("texts", text_id(text, rows), "deleted", True, number),
        ("mappings", link.id, "changed", False, number),
    ]
    assert pull(client, "after=0&resource=texts")[0] == []


def text_id(text, rows):
    """The number that a deleted text had."""
    assert text.pk is None
    return rows[0]["id"]


def test_the_roadmap_is_followed_too(client, db):
    with record("tests", "test.write") as change:
        edition = Edition.objects.create(code="2019", title="Roadmap", date="2019", change=change)
        section = Section.objects.create(edition=edition, number=6, title="Reporting", change=change)
    after = head()
    edit(Edition.objects.all(), title="The Roadmap")
    assert told(client, after) == [
        ("roadmap/editions", edition.id, "changed", "the edition"),
        ("roadmap/sections", section.id, "changed", "its edition"),
    ]


@pytest.mark.parametrize("resource", followed().values(), ids=followed())
def test_every_row_that_a_fact_shows_is_watched(resource):
    """A column of another table that has Changes must bring the row when that other row changes."""
    tables = {
        alias: table for table, alias in re.findall(r"JOIN ((?:activities|roadmap)_\w+) (\w+) ON", resource.joins)
    }
    unfollowed = {"activities_country", "activities_termsummary", "activities_crosswalksummary"}
    watched = {one.alias for one in resource.watched}
    shown = " ".join(sql_of(column) for column in resource.facts)
    used = {alias for alias, table in tables.items() if table not in unfollowed and re.search(rf"\b{alias}\.", shown)}
    assert used <= watched
    for cause in causes(resource)[1:]:
        model = resource.model
        for part in cause.watched.path.split("__"):
            model = model._meta.get_field(part).related_model
        assert (model, model._meta.db_table) == (cause.model, tables[cause.watched.alias])
