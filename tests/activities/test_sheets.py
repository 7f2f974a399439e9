"""The spreadsheet round trip: away as a workbook, edited, checked, applied."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from activities import rules
from activities.actions import jobs, sheets
from activities.actions.ledger import record
from activities.models import Activity, Change, Job, Mapping, Organisation, Term
from activities.queries.sheets import ActivityEvent
from activities.tasks import RUNNERS
from tests.activities.sheets import append, bare, cell, content, download, downloaded, put, rows_of
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CountryFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    TermFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    return UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"], name="Amina Diallo")


@pytest.fixture
def colleague():
    return UserFactory(role=rules.COORDINATOR, name="Jan Novák")


@pytest.fixture
def signed(client, keeper):
    client.force_login(keeper)
    return client


def written(factory, **fields):
    """A row as an action would have written it, in a Change of its own."""
    with record("tests", "test.write") as change:
        return factory(change=change, **fields)


def sent(client, book, name="mine.xlsx"):
    """The Job that checks the workbook, run to its end."""
    file = SimpleUploadedFile(name, book if isinstance(book, bytes) else content(book))
    response = client.post("/sheets/", {"file": file})
    assert response.status_code == 302, response.content.decode()
    return finished(Job.objects.get(pk=response.url.split("/")[2]))


def applied(client, check, **choices):
    response = client.post(f"/sheets/{check.pk}/apply/", choices)
    assert response.status_code == 302
    return finished(Job.objects.get(pk=response.url.split("/")[2]))


def finished(job):
    jobs.run(job.pk, RUNNERS)
    job.refresh_from_db()
    assert job.error == ""
    return job


def totals(job):
    return {kind: count for kind, count in job.result["totals"].items() if count}


def facts():
    """All that an editor can see of activities and links."""
    activities = Activity.objects.order_by("id").values("title", "description", "partners", "change_id", "withdrawn")
    links = Mapping.objects.order_by("id").values("term__code", "strength", "rationale", "change_id", "withdrawn")
    return list(activities), list(links)


def test_the_file_holds_what_the_user_keeps_and_how_to_edit_it(signed):
    TargetFactory(code="8.1")
    mine = written(
        ActivityFactory,
        title="=Giga",
        description="- schools\n- clinics",
        start_year=2020,
        regions=["africa", "arab-states"],
        countries=["KE"],
        partners=["UNICEF", "@home"],
    )
    link = written(MappingFactory, activity=mine, term=TargetFactory(code="8.10"), strength=3, rationale="Why not?")
    ActivityFactory(title="Of another Sector", organisation__sector="ITU-R")
    book = downloaded(signed)
    assert book.sheetnames == ["Activities", "Mappings", "Read me", "Lists"]
    assert book["Lists"].sheet_state == "hidden"
    assert rows_of(book, "Activities") == [
        {
            "Activity": mine.pk,
            "Title": "'=Giga",
            "Description": "'- schools\n- clinics",
            "Description confirmed": "yes",
            "Kind": "Project",
            "Status": "Ongoing",
            "Organisation": "ITU-D",
            "Start year": 2020,
            "End year": None,
            "Regions": "Africa; Arab States",
            "Countries": "KE",
            "Partners": "UNICEF; @home",
            "Source": None,
            "Links": "8.10=3",
            "Action": None,
            "Change": mine.change_id,
        }
    ]
    assert rows_of(book, "Mappings") == [
        {
            "Activity": mine.pk,
            "Title": "'=Giga",
            "Framework": "sdg",
            "Code": "8.10",
            "Name": "Title of 8.10",
            "Strength": "3 main purpose",
            "Rationale": "Why not?",
            "Evidence": None,
            "Confirmed": "yes",
            "Action": None,
            "Change": link.change_id,
        }
    ]
    assert cell(book, "Mappings", 3, "Code").data_type == "s"
    assert cell(book, "Activities", 2, "Activity").value.startswith("Help: ")
    assert book["Activities"].freeze_panes == "C3"
    told = dict(book["Read me"].iter_rows(min_row=3, max_row=8, max_col=2, values_only=True))
    assert told["As of"].startswith(f"Change {Change.objects.latest('id').pk} of ")
    assert (told["Whose"], told["Rows"]) == ("ITU-D", "1 activities, 1 links")


def test_drop_down_lists(signed):
    written(MappingFactory, term=ActionLineFactory(code="C2"))
    book = downloaded(signed)
    lists = {column[0].value: [c.value for c in column[1:] if c.value] for column in book["Lists"].iter_cols()}
    assert lists["Organisation"] == ["ITU-D"]
    assert lists["Strength"] == ["1 related", "2 contributes", "3 main purpose"]
    assert lists["Framework"] == ["wsis"]
    assert lists["codes_wsis"] == ["C2"]
    assert book.defined_names["codes_wsis"].attr_text == "'Lists'!$I$2:$I$2"
    rules_at = {
        str(area).split(":")[0]: rule.formula1
        for rule in book["Mappings"].data_validations.dataValidation
        for area in rule.sqref.ranges
    }
    assert rules_at == {
        "F3": "'Lists'!$E$2:$E$4",
        "I3": "'Lists'!$F$2:$F$3",
        "J3": "'Lists'!$G$2:$G$2",
        "C3": "'Lists'!$H$2:$H$2",
        "D3": 'INDIRECT("codes_"&SUBSTITUTE($C3,"-","_"))',
        "A3": "FALSE",
        "K3": "FALSE",
    }


def test_a_filter_of_the_list_narrows_the_file_and_a_wrong_one_is_told(signed):
    one, other = written(ActivityFactory, kind="event"), written(ActivityFactory)
    assert [row["Activity"] for row in rows_of(downloaded(signed, "?kind=event"), "Activities")] == [one.pk]
    assert [row["Activity"] for row in rows_of(downloaded(signed), "Activities")] == [other.pk, one.pk]
    assert signed.get("/sheets/activities.xlsx?kind=evnt").status_code == 400


def test_more_rows_than_could_be_sent_back_are_not_given_out(signed, monkeypatch):
    monkeypatch.setattr("activities.pages.sheets.MOST_ROWS", 2)
    written(MappingFactory)
    download(signed)
    written(MappingFactory)
    response = signed.get("/sheets/activities.xlsx")
    assert response.status_code == 413
    assert "more than 2 rows" in response.content.decode()


@pytest.mark.parametrize("items", [1, 3])
def test_query_count_of_the_file(signed, items, django_assert_num_queries):
    for _number in range(items):
        written(MappingFactory)
    download(signed)  # the vocabulary is kept
    with django_assert_num_queries(12):
        download(signed)


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
    assert "It is written" in page


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
        (3, "Title", "An activity of this title stands in row 2 already.")
    ]
    job = applied(signed, check)
    made = Activity.objects.get(title="Giga")
    assert (made.kind, made.slug, made.origin, made.confirmed_on is None) == ("initiative", "giga", "staff", False)
    assert Activity.objects.get(title="Giga!").slug == "giga-2"
    assert list(made.mappings.values_list("term__code", "strength", "verified", "origin")) == [("9", 3, True, "staff")]
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


# --- conflicts ---


def edit(row, **fields):
    with record("Jan Novák", "activity.update") as change:
        type(row).objects.filter(pk=row.pk).update(change=change, **fields)


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
    assert (job.result["written"], job.result["left"][0]["why"]) == ({}, "In conflict: you left it as it is.")
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
            "why": "Somebody changed it after the check. It was left as it is; send the file again to see both.",
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


# --- once, and whole ---


def test_applying_a_check_twice_does_nothing_the_second_time(signed):
    activity = written(ActivityFactory)
    book = downloaded(signed)
    put(book, "Activities", 3, Title="Edited")
    check = sent(signed, book)
    first = applied(signed, check)
    edit(activity, title="Edited later")
    assert applied(signed, check).pk == first.pk
    activity.refresh_from_db()
    assert activity.title == "Edited later"
    assert Change.objects.filter(verb="sheet.apply").count() == 1


def test_a_fault_in_the_middle_keeps_whole_chunks_tells_which_and_goes_on_later(signed, monkeypatch):
    monkeypatch.setattr(sheets, "CHUNK", 2)
    for number in range(5):
        written(ActivityFactory, title=f"Activity {number}")
    book = downloaded(signed)
    for row in range(3, 8):
        put(book, "Activities", row, Title=f"Row {row}")
    check = sent(signed, book)
    real, calls = sheets.write_activities, []

    def failing(found, change):
        calls.append(found)
        made = real(found, change)
        if len(calls) == 2:
            raise OSError("the disk is full")
        return made

    monkeypatch.setattr(sheets, "write_activities", failing)
    response = signed.post(f"/sheets/{check.pk}/apply/")
    job = Job.objects.get(pk=response.url.split("/")[2])
    jobs.run(job.pk, RUNNERS)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert job.error == (
        "Rows 5 to 6 of the sheet Activities could not be written, and nothing of them was. What stands before them in "
        "the file has been written."
    )
    assert [(c["from"], c["to"], c["rows"]) for c in job.result["chunks"]] == [(3, 4, 2)]
    titles = [row["Title"] for row in rows_of(downloaded(signed), "Activities")]
    assert titles == ["Row 3", "Row 4", "Activity 2", "Activity 1", "Activity 0"]
    page = signed.get(f"/jobs/{job.pk}/").content.decode()
    assert "Apply the rest" in page
    rest = applied(signed, check)
    assert rest.pk != job.pk
    titles = [row["Title"] for row in rows_of(downloaded(signed), "Activities")]
    assert titles == [f"Row {row}" for row in range(3, 8)]
    assert rest.result["as_wanted"] == 2
    assert Change.objects.filter(verb="sheet.apply").count() == 3


# --- whose ---


def test_another_sectors_activity_is_refused_without_telling_what_it_is(signed):
    other = written(ActivityFactory, title="Secret plans", organisation__sector="ITU-R")
    book = bare(
        Activities=[{"Activity": other.pk, "Change": other.change_id, "Title": "Mine now"}, {"Activity": 999_999}],
        Mappings=[{"Activity": other.pk, "Code": "9", "Strength": 1}],
    )
    GoalFactory(code="9")
    check = sent(signed, book)
    assert [(f["row"], f["reason"]) for f in check.result["faults"]] == [
        (2, f"Activity {other.pk} is not one that you keep."),
        (3, "Activity 999999 is not one that you keep."),
        (2, f"Activity {other.pk} is not one that you keep."),
    ]
    assert "Secret" not in signed.get(f"/jobs/{check.pk}/").content.decode()
    assert "Secret" not in str(check.result)


def test_rights_are_asked_again_when_it_is_applied(signed, keeper):
    activity = written(ActivityFactory, title="Old")
    book = downloaded(signed)
    put(book, "Activities", 3, Title="Mine")
    check = sent(signed, book)
    keeper.sectors = ["ITU-T"]
    keeper.save()
    job = applied(signed, check)
    activity.refresh_from_db()
    assert (activity.title, job.result["written"]) == ("Old", {})


def test_what_an_earlier_try_entered_is_not_entered_again_nor_linked_once_it_is_anothers(signed):
    OrganisationFactory(name="ITU-R", sector="ITU-R", type="international-organisation")
    written(ActivityFactory)  # of ITU-D, so that the Sector is there
    GoalFactory(code="9")
    new = {"Title": "Giga", "Kind": "Project", "Status": "Ongoing", "Organisation": "ITU-D"}
    book = bare(
        Activities=[{"Activity": "new 1", **new}],
        Mappings=[{"Activity": "new 1", "Code": "9", "Strength": "1 related"}],
    )
    check = sent(signed, book)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheets, "write_mappings", lambda *_args: 1 / 0)
        response = signed.post(f"/sheets/{check.pk}/apply/")
        jobs.run(Job.objects.get(pk=response.url.split("/")[2]).pk, RUNNERS)
    made = Activity.objects.get(title="Giga")
    edit(made, organisation=Organisation.objects.get(sector="ITU-R"))
    job = applied(signed, check)
    assert (Activity.objects.filter(title="Giga").count(), Mapping.objects.count()) == (1, 0)
    assert [left["why"] for left in job.result["left"]] == [
        f"Activity {made.pk} is not one that you keep. Take the row out of the file, or correct the number."
    ]


def test_jobs_and_files_are_their_senders_own(signed, client, colleague):
    written(ActivityFactory)
    check = sent(signed, downloaded(signed))
    client.force_login(colleague)
    assert client.get(f"/jobs/{check.pk}/").status_code == 404
    assert client.get(f"/jobs/{check.pk}/annotated/").status_code == 404
    assert client.post(f"/sheets/{check.pk}/apply/").status_code == 404


def test_a_coordinator_gives_activities_to_stakeholders(client, colleague):
    client.force_login(colleague)
    activity = written(ActivityFactory)
    OrganisationFactory(name="Red Cross", slug="red-cross")
    OrganisationFactory(name="Red Cross", slug="red-cross-2")
    book = downloaded(client)
    put(book, "Activities", 3, Organisation="red cross [RED-CROSS-2]")
    applied(client, sent(client, book))
    activity.refresh_from_db()
    assert activity.organisation.slug == "red-cross-2"


# --- the file that comes back ---


def test_the_annotated_file_colours_cells_and_says_what_is_the_matter(signed):
    activity = written(ActivityFactory, title="Old", kind="event")
    book = downloaded(signed)
    put(book, "Activities", 3, Title="New", Kind="evnt")
    book["Activities"]["R1"].value = "My own column"
    book["Activities"]["R3"].value = "=SUM(A1:A9)"
    check = sent(signed, book, "list of mine.xlsx")
    response = signed.get(f"/jobs/{check.pk}/annotated/")
    assert "list of mine-checked.xlsx" in response["Content-Disposition"]
    back = load_workbook(BytesIO(response.content))
    assert cell(back, "Activities", 3, "Result").value == (
        "Wrong: Kind: “evnt” is not a kind of activity. Did you mean Event?"
    )
    kind = cell(back, "Activities", 3, "Kind")
    assert (kind.value, kind.fill.fgColor.rgb) == ("evnt", "00FBD9D7")
    assert kind.comment.text == "“evnt” is not a kind of activity. Did you mean Event?"
    assert cell(back, "Activities", 3, "Activity").value == activity.pk
    own = cell(back, "Activities", 3, "My own column")
    assert (own.value, own.data_type) == ("'=SUM(A1:A9)", "s"), "never a formula"
    put(back, "Activities", 3, Kind="Event")
    mended = sent(signed, back)
    assert totals(mended) == {"changed": 1}


def test_codes_as_numbers_and_dates(signed):
    activity = written(ActivityFactory)
    for code in ("8.1", "8.10", "9.5"):
        TargetFactory(code=code)
    TermFactory(code="8.5")
    codes = [8.1, 9.5, "9.5 ", 9.0, date(2026, 9, 5), "8.1O", "9,5"]
    book = bare(Mappings=[{"Activity": activity.pk, "Code": code, "Strength": 1} for code in codes])
    faults = [(f["row"], f["reason"], f["fix"]) for f in sent(signed, book).result["faults"]]
    assert faults == [
        (
            2,
            "The spreadsheet has made a number of the code, 8.1.",
            "Format the cell as text, then type 8.1 or 8.10.",
        ),
        (4, "The same stands in row 3 already.", "Delete one of the two rows."),
        (
            6,
            "The spreadsheet has made a date of the cell, 2026-09-05.",
            "Format the cell as text, then type it again.",
        ),
        (7, "“8.1O” is not a code.", "Did you mean 8.10?"),
        (8, "“9,5” is not a code.", "Did you mean 9.5?"),
    ]
    assert Term.objects.filter(code="9").exists(), "9.0 is Goal 9"


def test_upload_without_a_file(signed):
    response = signed.post("/sheets/")
    assert response.status_code == 422
    assert "Choose the file that you want to send." in response.content.decode()


@pytest.mark.parametrize("items", [1, 3])
def test_query_count_of_the_page(signed, keeper, items, django_assert_num_queries):
    for _number in range(items):
        Job.objects.create(kind=Job.Kind.SHEET_CHECK, by=keeper, asked={"file": "a.xlsx"})
    with django_assert_num_queries(5):
        signed.get("/sheets/")


def test_the_list_of_activities_offers_the_file_to_staff_alone(signed, client):
    written(ActivityFactory, kind="event")
    assert "/sheets/activities.xlsx?kind=event" in signed.get("/activities/?kind=event").content.decode()
    client.logout()
    assert "/sheets/" not in client.get("/activities/?kind=event").content.decode()


@pytest.mark.parametrize("size", [20 * 2**20 + 1, 101 * 2**20])
def test_a_file_that_is_too_large_is_not_taken_in(signed, size):
    response = signed.post("/sheets/", {"file": SimpleUploadedFile("large.xlsx", b"PK\x03\x04" + bytes(size))})
    assert response.status_code == 422
    assert "The file has more than 20 MB." in response.content.decode()
    assert not Job.objects.exists()


def test_a_hostile_file_is_refused_before_there_is_a_job(signed):
    response = signed.post("/sheets/", {"file": SimpleUploadedFile("a.xlsx", b"\xd0\xcf\x11\xe0 locked")})
    assert response.status_code == 422
    assert "The file has a password" in response.content.decode()
    assert not Job.objects.exists()


def test_hostile_texts_stay_texts(signed):
    activity = written(ActivityFactory, title="Old")
    book = downloaded(signed)
    put(book, "Activities", 3, Title="<script>alert(1)</script>", Partners="\u202ereversed; ok", Kind="<b>bold</b>")
    check = sent(signed, book, "<img src=x>.xlsx")
    for address in (f"/jobs/{check.pk}/", "/sheets/"):
        page = signed.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<b>bold" not in page
        assert "<img src=x" not in page
    put(book, "Activities", 3, Kind="Event")
    applied(signed, sent(signed, book))
    activity.refresh_from_db()
    assert (activity.title, activity.partners) == ("<script>alert(1)</script>", ["reversed", "ok"])


def test_cancelling_between_chunks_keeps_what_was_written(signed, monkeypatch):
    monkeypatch.setattr(sheets, "CHUNK", 1)
    monkeypatch.setattr(jobs, "TOLD_EVERY", 0)
    for number in range(3):
        written(ActivityFactory, title=f"Activity {number}")
    book = downloaded(signed)
    for row in (3, 4, 5):
        put(book, "Activities", row, Title=f"Row {row}")
    check = sent(signed, book)
    job = Job.objects.get(pk=signed.post(f"/sheets/{check.pk}/apply/").url.split("/")[2])
    real = sheets.applied

    def cancelled_after_one(*args):
        jobs.cancel(job=job)
        return real(*args)

    monkeypatch.setattr(sheets, "applied", cancelled_after_one)
    jobs.run(job.pk, RUNNERS)
    job.refresh_from_db()
    assert (job.state, [c["rows"] for c in job.result["chunks"]]) == (Job.State.CANCELLED, [1])
    page = signed.get(f"/jobs/{job.pk}/").content.decode()
    assert "Cancelled" in page
    assert "Apply the rest" in page
