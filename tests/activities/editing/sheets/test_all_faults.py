"""All errors of a cell and of a row are named at once; a row of a merged activity says where the activity is now."""

import html

import pytest

from activities.actions.merging import merge_activities
from activities.models import Activity
from activities.queries.editing.sheets import where_merged
from tests.activities.editing.sheets.asking import applied, sent, totals, written
from tests.activities.editing.sheets.books import append, cell, downloaded, put
from tests.factories.activities import (
    ActivityFactory,
    CountryFactory,
    GoalFactory,
    MappingFactory,
    TargetFactory,
    TermFactory,
)

pytestmark = pytest.mark.django_db


def faults(check):
    return [(f["row"], f["column"], f["reason"]) for f in check.result["faults"]]


def test_every_wrong_entry_of_a_cell_is_named(signed):
    CountryFactory(code="KE")
    written(ActivityFactory)
    book = downloaded(signed)
    put(book, "Activities", 3, Countries="KE; Kenia; Rwunda; Kenia", Source="javascript:" + "x" * 1000)
    put(book, "Activities", 3, Partners=f"{'x' * 301}; {'y' * 302}")
    assert faults(sent(signed, book)) == [
        (3, "Countries", "“Kenia” is not a country code."),
        (3, "Countries", "“Rwunda” is not a country code."),
        (3, "Partners", "The text has 301 characters; the limit is 300."),
        (3, "Partners", "The text has 302 characters; the limit is 300."),
        (3, "Source", "The text has 1011 characters; the limit is 1000."),
        (3, "Source", f"“javascript:{'x' * 49}” is not a web address."),
    ]


def test_a_cell_that_cannot_be_read_has_no_other_fault(signed):
    written(ActivityFactory)
    book = downloaded(signed)
    put(book, "Activities", 3, Title="=1+1", Kind="=A1")
    assert [(column, reason.split(",")[0]) for _row, column, reason in faults(sent(signed, book))] == [
        ("Title", "The cell contains a formula"),
        ("Kind", "The cell contains a formula"),
    ]


def test_every_wrong_cell_of_an_activity_is_named_whatever_is_wrong_with_the_row(signed):
    for number in range(3):
        written(ActivityFactory, title=f"Activity {number}", start_year=2020)
    book = downloaded(signed)
    put(book, "Activities", 3, Action="delete", Kind="evnt", Start_year="soon", Change="x")
    put(book, "Activities", 4, Action="withdraw", Title="Renamed", Status="on going")
    repeated = append(book, "Activities", Activity=cell(book, "Activities", 5, "Activity").value, Kind="evnt")
    put(book, "Activities", repeated, Change=cell(book, "Activities", 5, "Change").value)
    new = append(book, "Activities", Activity="nothing", Title="New", Kind="evnt", Status="planned")
    known = append(book, "Activities", Activity="new 1", Title="Activity 0", Kind="evnt", Status="planned")
    put(book, "Activities", known, Organisation="ITU-D", Action="withdraw")
    found = faults(sent(signed, book))
    assert {(row, column) for row, column, _reason in found} == {
        *((3, column) for column in ("Action", "Kind", "Start year", "Change")),
        *((4, column) for column in ("Action", "Status")),
        *((repeated, column) for column in ("Activity", "Title", "Description certainty", "Kind", "Status")),
        (repeated, "Organisation"),
        *((new, column) for column in ("Activity", "Kind", "Organisation")),
        *((known, column) for column in ("Title", "Kind", "Action")),
    }


def test_every_wrong_cell_of_a_link_is_named_whatever_is_wrong_with_the_row(signed):
    activity = written(ActivityFactory)
    written(MappingFactory, activity=activity, term=GoalFactory(code="9"))
    TargetFactory(code="9.c")
    book = downloaded(signed)
    put(book, "Mappings", 3, Change="x1", Strength=4, Certainty="perhaps")
    wrong = {"Strength": 4, "Evidence": "www.itu.int", "Certainty": "perhaps"}
    rows = [
        append(book, "Mappings", Activity="seven", Code="9.z", **wrong),
        append(book, "Mappings", Activity="new 7", Code="9.c", **wrong),
        append(book, "Mappings", Activity=activity.pk, Framework="sdgs", Code="9.z", **wrong),
        append(book, "Mappings", Activity=activity.pk, Framework="sdgs", Code="9.c", Action="remove", **wrong),
    ]
    cells = ("Strength", "Evidence", "Certainty")
    found = faults(sent(signed, book))
    assert [(row, column) for row, column, _reason in found if row == 3] == [
        (3, "Change"), (3, "Strength"), (3, "Certainty"),
    ]  # fmt: skip
    assert {(row, column) for row, column, _reason in found if row != 3} == {
        *((rows[0], column) for column in ("Activity", "Code", *cells)),
        *((rows[1], column) for column in ("Activity", *cells)),
        *((rows[2], column) for column in ("Framework", "Code", *cells)),
        *((rows[3], column) for column in ("Framework", "Action", *cells)),
    }


def test_links_of_a_new_activity_stay_right_if_its_row_is_in_the_file_twice(signed):
    written(ActivityFactory)
    GoalFactory(code="9")
    book = downloaded(signed)
    new = {"Title": "New", "Kind": "event", "Status": "planned", "Organisation": "ITU-D"}
    first, second = (append(book, "Activities", Activity="new 1", **new) for _copy in range(2))
    link = append(book, "Mappings", Activity="new 1", Code="9", Strength=2)
    check = sent(signed, book)
    assert {(row, column) for row, column, _reason in faults(check)} == {(second, "Activity"), (second, "Title")}
    assert check.result["wanted"] == {"Activities": [first], "Mappings": [link]}


def test_a_file_with_many_errors_counts_them_and_lists_the_first(signed):
    written(ActivityFactory)
    book = downloaded(signed)
    for number in range(600):
        put(book, "Activities", 4 + number, Activity=f"new {number}", Kind="evnt")
    check = sent(signed, book)
    assert (check.result["fault_count"], len(check.result["faults"])) == (2400, 500)
    assert totals(check) == {"unchanged": 1, "wrong": 600}


@pytest.fixture
def merged(signed, keeper):
    """A file with an activity, and a new one that was saved from it and then merged into a third."""
    TermFactory(code="T1")
    old, stays = written(ActivityFactory, title="Old"), written(ActivityFactory, title="Smart villages")
    written(MappingFactory, activity=old, term=GoalFactory(code="9"))
    book = downloaded(signed)
    new = {"Kind": "event", "Status": "planned", "Organisation": "ITU-D"}
    append(book, "Activities", Activity="new 1", Title="Entered", **new)
    applied(signed, sent(signed, book))
    entered = Activity.objects.get(title="Entered")
    for gone in (entered, old):
        gone.refresh_from_db()
        stays.refresh_from_db()
        merge_activities(duplicate=gone, into=stays, seen=(gone.change_id, stays.change_id), by=keeper)
    return book, old, entered, stays


def test_a_merged_entry_in_a_file_sent_again_is_recognised(signed, merged):
    book, _old, entered, stays = merged
    check = sent(signed, book)
    assert check.result["faults"] == [
        {
            "sheet": "Activities",
            "row": 5,
            "column": "Title",
            "reason": f"Activity {entered.pk} had this title and was merged into activity {stays.pk}, "
            "“Smart villages”.",
            "fix": f"Delete the row and edit activity {stays.pk}, or choose another title for a different activity.",
            "see": stays.pk,
        }
    ]
    assert check.result["wanted"] == {}
    page = html.unescape(signed.get(f"/jobs/{check.pk}/").content.decode())
    assert f'<a href="/activities/{stays.pk}/">Open activity {stays.pk}</a>' in page


def test_an_edited_row_of_a_merged_activity_says_where_it_is_now(signed, merged):
    book, old, _entered, stays = merged
    rows = {cell(book, "Activities", row, "Activity").value: row for row in (3, 4)}
    put(book, "Activities", rows[old.pk], Title="Edited")
    put(book, "Mappings", 3, Rationale="Edited")
    check = sent(signed, book)
    reason = f"Activity {old.pk} was merged into activity {stays.pk}, “Smart villages”."
    fix = f"Delete the row. Make your edit in activity {stays.pk}: on its page, or download it again."
    found = [
        (f["sheet"], f["reason"], f["fix"], f.get("see")) for f in check.result["faults"] if f["column"] == "Activity"
    ]
    assert found == [("Activities", reason, fix, stays.pk), ("Mappings", reason, fix, stays.pk)]


def test_an_activity_merged_twice_leads_to_where_it_is_now(signed, merged, keeper):
    book, _old, _entered, stays = merged
    last = written(ActivityFactory, title="Where all are now")
    stays.refresh_from_db()
    merge_activities(duplicate=stays, into=last, seen=(stays.change_id, last.change_id), by=keeper)
    assert [f["see"] for f in sent(signed, book).result["faults"]] == [last.pk]


def test_a_circle_of_merges_ends():
    """One activity was merged, restored by a revert, took in the other, and the revert was reverted."""
    one, other = ActivityFactory(title="One"), ActivityFactory(title="Other")
    for gone, into in ((one, other), (other, one)):
        Activity.objects.filter(pk=gone.pk).update(withdrawn=True, merged_into=into)
    assert where_merged([one.pk]) == {one.pk: (other.pk, "Other")}
