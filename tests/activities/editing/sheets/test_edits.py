"""What edited, new and withdrawn rows write, and what rows and columns that are missing leave alone."""

import pytest
from django.utils import timezone

from activities.models import Activity, Change
from activities.queries.editing.sheets import ActivityEvent
from tests.activities.editing.sheets.asking import applied, facts, sent, totals, written
from tests.activities.editing.sheets.books import bare, downloaded, put
from tests.factories.activities import (
    ActivityFactory,
    CountryFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
)

pytestmark = pytest.mark.django_db


def test_an_untouched_file_changes_nothing(signed):
    written(MappingFactory, rationale="=1+1")
    before = facts()
    check = sent(signed, downloaded(signed))
    assert totals(check) == {"unchanged": 2}
    assert check.result["wanted"] == {}
    assert facts() == before


def test_edits_are_shown_then_written_in_one_change(signed, keeper):
    CountryFactory(code="BR")
    activity = written(ActivityFactory, title="Giga", description="Old")
    link = written(MappingFactory, activity=activity, strength=1)
    gone = written(MappingFactory, activity=activity, term=TargetFactory(code="9.c"))
    book = downloaded(signed)
    put(book, "Activities", 3, Title="Giga!", Regions="africa; CIS", Countries="KE;  Brazil ", Start_year=2024.0)
    put(book, "Mappings", 3, Strength=3, Rationale="It builds the networks.")
    put(book, "Mappings", 4, Action="Withdraw")
    CountryFactory(code="KE")
    check = sent(signed, book)
    assert totals(check) == {"changed": 3}
    assert [(row["row"], row["differences"]) for row in check.result["changed"]] == [
        (
            3,
            [
                ["Title", "Giga", "Giga!"],
                ["Start year", "", "2024"],
                ["Regions", "", "Africa; CIS"],
                ["Countries", "", "KE; BR"],
            ],
        ),
        (3, [["Strength", "1 related", "3 main purpose"], ["Rationale", "", "It builds the networks."]]),
        (4, [["Action", "", "withdraw"]]),
    ]
    assert "Giga!" in signed.get(f"/jobs/{check.pk}/").content.decode()
    job = applied(signed, check, why="Yearly review")
    assert job.result["written"] == {"Activities": {"update": 1}, "Mappings": {"update": 1, "withdraw": 1}}
    activity.refresh_from_db()
    assert (activity.title, activity.description, activity.regions, activity.countries, activity.start_year) == (
        "Giga!",
        "Old",
        ["africa", "cis"],
        ["KE", "BR"],
        2024,
    )
    assert activity.confirmed_on == timezone.localdate()  # who edits a row has the whole entry before them
    link.refresh_from_db()
    assert (link.strength, link.rationale, link.withdrawn) == (3, "It builds the networks.", False)
    gone.refresh_from_db()
    assert gone.withdrawn
    events = ActivityEvent.objects.filter(pgh_obj_id=activity.pk).order_by("pgh_id").values_list("pgh_label", "title")
    assert list(events) == [("insert", "Giga"), ("update", "Giga!")], "each version once"
    assert [(c.verb, c.by, c.reason) for c in Change.objects.filter(verb="sheet.apply")] == [
        ("sheet.apply", keeper, "Yearly review (Spreadsheet “mine.xlsx” of Amina Diallo)")
    ] * 2
    page = signed.get(f"/jobs/{job.pk}/").content.decode()
    assert "The rows have been saved" in page


def test_new_activities_and_their_links(signed):
    OrganisationFactory(sector="ITU-D")
    GoalFactory(code="9")
    book = bare(
        Activities=[
            {"Activity": "new 1", "Title": "Giga", "Kind": "Initiative", "Status": "ongoing", "Organisation": "ITU-D"},
            {"Activity": "New 2", "Title": "Giga", "Kind": "event", "Status": "planned", "Organisation": "ITU-D"},
            {"Activity": "new 3", "Title": "Giga!", "Kind": "event", "Status": "planned", "Organisation": "ITU-D"},
        ],
        Mappings=[{"Activity": "NEW 1", "Code": 9, "Strength": "main purpose"}],
    )
    check = sent(signed, book)
    assert totals(check) == {"new": 3, "wrong": 1}
    assert [(f["row"], f["column"], f["reason"]) for f in check.result["faults"]] == [
        (3, "Title", "Row 2 already has an activity with this title.")
    ]
    job = applied(signed, check)
    made = Activity.objects.get(title="Giga")
    assert (made.kind, made.slug, made.origin, made.confirmed_on is None) == ("initiative", "giga", "staff", False)
    assert Activity.objects.get(title="Giga!").slug == "giga-2"
    assert list(made.mappings.values_list("term__code", "strength", "certainty", "origin")) == [
        ("9", 3, "proposed", "staff")
    ]
    assert job.result["made"]["new 1"] == made.pk
    again = sent(signed, book)
    assert totals(again) == {"wrong": 4}, "who sends the file again does not double what it made"


def test_rows_that_are_missing_mean_nothing(signed):
    activity = written(MappingFactory).activity
    written(MappingFactory, activity=activity, term=TargetFactory(code="9.c"))
    book = downloaded(signed)
    book["Mappings"].delete_rows(4)
    del book["Read me"]
    assert totals(sent(signed, book)) == {"unchanged": 2}


def test_a_column_that_is_missing_leaves_what_it_holds(signed):
    activity = written(ActivityFactory, description="Stays")
    book = downloaded(signed)
    put(book, "Activities", 3, Title="Another title")
    book["Activities"].delete_cols(3)
    applied(signed, sent(signed, book))
    activity.refresh_from_db()
    assert (activity.title, activity.description) == ("Another title", "Stays")


def test_withdrawing_an_activity(signed):
    activity = written(MappingFactory).activity
    book = downloaded(signed)
    put(book, "Activities", 3, Action="withdraw")
    job = applied(signed, sent(signed, book))
    activity.refresh_from_db()
    assert activity.withdrawn
    assert job.result["written"] == {"Activities": {"withdraw": 1}}


def test_a_link_comes_back_as_the_row_says(signed):
    link = written(MappingFactory, withdrawn=True, rationale="Old", origin="import")
    book = bare(Mappings=[{"Activity": link.activity_id, "Code": "9", "Strength": 1, "Rationale": "New"}])
    applied(signed, sent(signed, book))
    link.refresh_from_db()
    assert (link.withdrawn, link.strength, link.rationale, link.origin) == (False, 1, "New", "staff")
