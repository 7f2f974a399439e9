"""Rows that others have written meanwhile: both values shown, nothing overwritten unless the sender says so."""

import pytest

from tests.activities.editing.sheets.asking import applied, edit, sent, totals, written
from tests.activities.editing.sheets.books import append, downloaded, put
from tests.factories.activities import (
    ActivityFactory,
    GoalFactory,
    MappingFactory,
)

pytestmark = pytest.mark.django_db


def test_an_edit_of_somebody_else_to_a_row_that_i_left_alone_is_no_conflict(signed):
    activity = written(ActivityFactory, title="Mine", description="Old")
    book = downloaded(signed)
    edit(activity, description="Theirs")
    assert totals(sent(signed, book)) == {"unchanged": 1}


def test_a_conflict_shows_both_and_writes_neither_unless_told(signed):
    activity = written(ActivityFactory, title="Old", description="Old words", kind="event")
    book = downloaded(signed)
    put(book, "Activities", 3, Title="Mine", Kind="project")
    edit(activity, title="Theirs", description="Their words")
    check = sent(signed, book)
    assert totals(check) == {"conflicting": 1}
    (row,) = check.result["conflicting"]
    assert (row["who"], row["differences"]) == (
        "Jan Novák",
        [["Title", "Theirs", "Mine"], ["Kind", "Event", "Project"]],
    )
    page = signed.get(f"/jobs/{check.pk}/").content.decode()
    assert "Theirs" in page
    assert "changed by Jan Novák" in page
    job = applied(signed, check)
    assert (job.result["written"], job.result["left"][0]["why"]) == ({}, "In conflict: you did not tick it.")
    activity.refresh_from_db()
    assert (activity.title, activity.kind) == ("Theirs", "event")


def test_mine_wins_where_i_say_so_and_only_in_what_i_edited(signed):
    activity = written(ActivityFactory, title="Old", description="Old words")
    link = written(MappingFactory, activity=activity, strength=1, rationale="Old")
    book = downloaded(signed)
    put(book, "Activities", 3, Title="Mine")
    put(book, "Mappings", 3, Strength="3 main purpose")
    edit(activity, title="Theirs", description="Their words")
    edit(link, rationale="Theirs", strength=2)
    check = sent(signed, book)
    assert totals(check) == {"conflicting": 2}
    applied(signed, check, mine=["Activities:3", "Mappings:3"])
    activity.refresh_from_db()
    link.refresh_from_db()
    assert (activity.title, activity.description) == ("Mine", "Their words")
    assert (link.strength, link.rationale) == (3, "Theirs")


def test_a_row_that_changes_between_check_and_apply_is_left_and_told(signed):
    activity = written(ActivityFactory, title="Old")
    other = written(ActivityFactory, title="Other")
    book = downloaded(signed)
    put(book, "Activities", 3, Title="Other, edited")
    put(book, "Activities", 4, Title="Mine")
    check = sent(signed, book)
    assert totals(check) == {"changed": 2}
    edit(activity, title="Theirs")
    job = applied(signed, check)
    activity.refresh_from_db()
    other.refresh_from_db()
    assert (activity.title, other.title) == ("Theirs", "Other, edited")
    assert job.result["left"] == [
        {
            "sheet": "Activities",
            "row": 4,
            "title": "Theirs",
            "why": "Someone changed it after the check. Upload the file again to see both values.",
        }
    ]


def test_a_conflict_that_was_decided_is_not_decided_for_a_later_version(signed):
    activity = written(ActivityFactory, title="Old")
    book = downloaded(signed)
    put(book, "Activities", 3, Title="Mine")
    edit(activity, title="Theirs")
    check = sent(signed, book)
    edit(activity, title="Theirs again")
    job = applied(signed, check, all="mine")
    activity.refresh_from_db()
    assert (activity.title, job.result["left_count"]) == ("Theirs again", 1)


def test_a_link_that_somebody_withdrew_meanwhile_conflicts_with_my_edit(signed):
    link = written(MappingFactory, strength=1, rationale="Old")
    book = downloaded(signed)
    put(book, "Mappings", 3, Strength="3 main purpose")
    edit(link, withdrawn=True)
    check = sent(signed, book)
    assert totals(check) == {"unchanged": 1, "conflicting": 1}
    applied(signed, check, all="mine")
    link.refresh_from_db()
    assert (link.withdrawn, link.strength, link.rationale) == (False, 3, "Old")


def test_a_new_link_that_somebody_else_has_made_conflicts(signed):
    activity = written(ActivityFactory)
    GoalFactory(code="9")
    book = downloaded(signed)
    append(book, "Mappings", Activity=activity.pk, Code="9", Strength="3 main purpose")
    written(MappingFactory, activity=activity, strength=1)
    check = sent(signed, book)
    assert check.result["conflicting"][0]["differences"] == [["Strength", "1 related", "3 main purpose"]]
