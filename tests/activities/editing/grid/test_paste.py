"""Cells pasted into the grid: a preview, one Change, and what is refused or left out."""

import html
import re

import pytest

from activities import rules
from activities.actions.activities import update_activity, withdraw_activity
from activities.actions.links.mappings import set_mapping
from activities.models import Change, Mapping
from tests.activities.editing.activity.typing_in import hidden
from tests.activities.editing.grid.asking import SCRIPT, cells
from tests.factories.activities import (
    ActivityFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    TermFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    return [ActivityFactory(title=title) for title in ("Smart villages", "Girls in ICT", "Broadband maps")]


@pytest.fixture
def goals():
    return [GoalFactory(code=code) for code in ("4", "9")]


@pytest.fixture
def paste(ask, rows, goals):
    """paste(text, **more) → the response; `seen` is what the database has now unless it is given."""

    def send(text, *, activities=rows, terms=goals, script=True, **more):
        stored = () if "seen" in more else Mapping.objects.all()
        now = {(row.activity_id, row.term_id): row.change_id for row in stored}
        data = {
            "rows": ",".join(str(activity.pk) for activity in activities),
            "columns": ",".join(str(term.pk) for term in terms),
            "seen": ",".join(str(now.get((a.pk, t.pk), 0)) for a in activities for t in terms),
            "height": 1,
            "width": 1,
            "text": text,
        }
        return ask.post("/matrix/edit/paste/", data | more, headers=SCRIPT if script else {})

    return send


def links():
    return sorted(
        (row.activity.title, row.term.code, row.strength)
        for row in Mapping.objects.filter(withdrawn=False).select_related("activity", "term")
    )


def totals(response):
    return re.findall("<li>([^<]+)</li>", part(response, '<ul class="paste-totals">', "</ul>"))


def reasons(response):
    """Why each cell is left out."""
    return re.findall("</strong> ([^<]+)</p>", part(response, '<ul class="paste-cells">', "</ul>"))


def part(response, start, end):
    return html.unescape(response.content.decode()).partition(start)[2].partition(end)[0]


def errors(response):
    return [error["message"] for error in response.context["errors"]]


# --- Preview and Change ---


def test_a_preview_counts_and_writes_nothing(paste, rows, goals):
    MappingFactory(activity=rows[0], term=goals[0], strength=1)
    MappingFactory(activity=rows[0], term=goals[1], strength=2)
    MappingFactory(activity=rows[1], term=goals[0], strength=2)
    before = Change.objects.count()

    response = paste("2\t0\r\n2\t3\r\n\t1\r\n")

    assert response.status_code == 200
    assert totals(response) == [
        "2 links will be added.",
        "1 link will be changed.",
        "1 link will be withdrawn.",
        "1 cell already has this value.",
        "1 cell is empty in the copied text and does not change.",
        "1 link becomes a main purpose without a rationale. Your work lists it until someone writes one.",
    ]
    assert "Save 4 links" in response.content.decode()
    assert Change.objects.count() == before


def test_it_is_one_change_that_answers_with_its_cells(paste, ask, focal, rows, goals):
    kept = MappingFactory(
        activity=rows[0], term=goals[0], strength=1, rationale="Old.", certainty="confirmed", origin="import"
    )
    gone = MappingFactory(activity=rows[0], term=goals[1])
    back = MappingFactory(activity=rows[1], term=goals[0], withdrawn=True, rationale="Was.", certainty="confirmed")
    before = Change.objects.count()

    response = paste("3\tno link\nRelated\t1 related", step="apply", reason="Review")

    change = Change.objects.latest("id")
    assert Change.objects.count() == before + 1
    assert (change.verb, change.by, change.reason) == ("mapping.cells", focal, "Review")
    assert response["X-Change"] == str(change.pk)
    assert response.content.decode().endswith("<output>4 links</output>")
    said = {
        (row.activity_id, row.term_id): (row.withdrawn, row.strength, row.rationale, row.certainty, row.origin)
        for row in Mapping.objects.filter(change=change)
    }
    assert said == {
        (kept.activity_id, kept.term_id): (False, 3, "Old.", "confirmed", "import"),
        (gone.activity_id, gone.term_id): (True, 2, "", "confirmed", "staff"),
        (back.activity_id, back.term_id): (False, 1, "Was.", "confirmed", "staff"),
        (rows[1].pk, goals[1].pk): (False, 1, "", "proposed", "staff"),
    }
    assert {key: cell[3] for key, cell in cells(response).items()} == {
        f"{activity.pk}-{goal.pk}": change.pk for activity in rows[:2] for goal in goals
    }

    ask.post("/matrix/edit/undo/", {"change": change.pk}, headers=SCRIPT)
    assert links() == [("Smart villages", "4", 1), ("Smart villages", "9", 2)]


def test_targets_bring_the_goals_cells_too(paste, rows):
    targets = [TargetFactory(code="9.1"), TargetFactory(code="9.c")]
    goal = targets[0].goal
    response = paste("1\t2", terms=targets, step="apply")
    assert cells(response)[f"{rows[0].pk}-{goal.pk}"] == ["", "no link, 2 targets linked", "2", 0]


@pytest.mark.parametrize(
    ("text", "height", "width", "expected"),
    [
        ("1", 3, 2, 6),  # one cell fills the selection
        ("1\t2", 3, 2, 6),  # and so does a row: fill down
        ("1\n2", 3, 2, 2),  # two rows do not fit into three, so they are pasted once
        ("1\t2\n1\t2\n1\t2", 1, 1, 6),  # a selected cell is where the text begins
        ("1", 1, 1, 1),
    ],
)
def test_how_far_a_text_reaches(paste, text, height, width, expected):
    paste(text, height=height, width=width, step="apply")
    assert Mapping.objects.count() == expected


def test_a_rationale_of_its_own_needs_no_warning(paste, rows, goals):
    MappingFactory(activity=rows[0], term=goals[0], strength=1, rationale="It trains teachers.")
    assert totals(paste("3")) == ["1 link will be changed."]


def test_nothing_to_change_is_said(paste, rows, goals):
    MappingFactory(activity=rows[0], term=goals[0], strength=1)
    response = paste("1")
    assert totals(response) == ["1 cell already has this value."]
    assert "There is nothing to change." in response.content.decode()
    response = paste("1", step="apply")
    assert (response.status_code, errors(response)) == (
        422,
        ["No cell would change. Nothing was saved."],
    )


def test_without_script_the_preview_is_a_page_whose_form_saves(paste, ask):
    response = paste("1\t2", script=False, back="/matrix/edit/?kind=project")
    page = response.content.decode()
    assert page.count("<h1>") == 1
    response = ask.post("/matrix/edit/paste/", hidden(response) | {"step": "apply"})
    assert (response.status_code, response["Location"]) == (302, "/matrix/edit/?kind=project")
    assert Mapping.objects.count() == 2
    assert "Saved: 2 links." in ask.get("/matrix/edit/").content.decode()


@pytest.mark.parametrize("items", [1, 3])
def test_query_count(paste, rows, items, django_assert_num_queries):
    text, seen = "\n".join(["2\t1"] * items), ",".join("0" * 6)
    # session, user, groups, Terms; editable activities, links; names of the preview: activities and Terms
    with django_assert_num_queries(8):
        paste(text, seen=seen)


# --- What others did ---


def test_a_cell_that_somebody_changed_is_left_out_by_name_until_it_is_replaced(paste, ask, chair, rows, goals):
    row = MappingFactory(activity=rows[0], term=goals[0], strength=1)
    seen = f"{row.change_id},0,0,0,0,0"
    theirs = set_mapping(activity=row.activity, term=row.term, strength=3, seen=row.change_id, by=chair).change_id

    response = paste("2\t2", seen=seen)

    page = " ".join(html.unescape(response.content.decode()).split())
    assert totals(response) == ["1 link will be added.", "1 cell is left out."]
    assert "Someone has changed it since you opened the grid." in page
    assert "Pasted value: contributes · Current value: main purpose" in page
    box = f"{row.activity_id}-{row.term_id}-{theirs}"
    assert f'name="replace" value="{box}"' in page

    form = hidden(response)
    ask.post("/matrix/edit/paste/", form | {"step": "apply"}, headers=SCRIPT)
    assert links() == [("Smart villages", "4", 3), ("Smart villages", "9", 2)]
    ask.post("/matrix/edit/paste/", form | {"step": "apply", "replace": box}, headers=SCRIPT)
    assert links() == [("Smart villages", "4", 2), ("Smart villages", "9", 2)]


def test_without_a_tick_nothing_is_replaced_and_that_is_said(paste, ask, chair, rows, goals):
    row = MappingFactory(activity=rows[0], term=goals[0], strength=1)
    seen = f"{row.change_id},0,0,0,0,0"
    set_mapping(activity=row.activity, term=row.term, strength=3, seen=row.change_id, by=chair)
    preview = paste("2", seen=seen)
    assert "Save ticked links" in preview.content.decode()
    response = ask.post("/matrix/edit/paste/", hidden(preview) | {"step": "apply"}, headers=SCRIPT)
    assert (response.status_code, errors(response)) == (422, ["No cell would change. Nothing was saved."])
    assert "Replace the current value with the pasted one" in response.content.decode()
    assert links() == [("Smart villages", "4", 3)]


def test_what_changes_after_the_preview_stops_all_of_it_and_keeps_the_text(paste, ask, chair, rows, goals):
    row = MappingFactory(activity=rows[0], term=goals[0], strength=1)
    form = hidden(paste("2\t2"))
    set_mapping(activity=row.activity, term=row.term, strength=3, seen=row.change_id, by=chair)

    response = ask.post("/matrix/edit/paste/", form | {"step": "apply", "reason": "Review"}, headers=SCRIPT)

    assert response.status_code == 409
    assert errors(response) == [
        "Other people have changed some of these cells since the preview. Nothing was saved yet."
    ]
    assert totals(response) == ["1 link will be added.", "1 cell is left out."]
    assert (hidden(response)["text"], 'value="Review"' in response.content.decode()) == ("2\t2", True)
    assert links() == [("Smart villages", "4", 3)]


def test_a_replaced_cell_that_changes_again_is_left_out_again(paste, ask, chair, rows, goals):
    row = MappingFactory(activity=rows[0], term=goals[0], strength=1)
    seen = f"{row.change_id},0,0,0,0,0"
    second = set_mapping(activity=row.activity, term=row.term, strength=3, seen=row.change_id, by=chair).change_id
    form = hidden(paste("2", seen=seen)) | {"replace": f"{row.activity_id}-{row.term_id}-{second}", "step": "apply"}
    set_mapping(activity=row.activity, term=row.term, strength=1, rationale="Why.", seen=second, by=chair)
    assert ask.post("/matrix/edit/paste/", form, headers=SCRIPT).status_code == 409
    assert links() == [("Smart villages", "4", 1)]


# --- Refusals ---


def test_another_sectors_row_is_left_out_whatever_is_sent(paste, ask, rows, goals):
    other = ActivityFactory(title="Satellite filings", organisation=OrganisationFactory(sector="ITU-R"))
    response = paste("2\n2", activities=[rows[0], other])
    page = response.content.decode()
    assert totals(response) == ["1 link will be added.", "1 cell is left out."]
    assert "Satellite filings" in page
    assert "You cannot edit this activity." in page
    assert 'name="replace"' not in page

    response = paste("2\n2", activities=[rows[0], other], step="apply")
    assert (response.status_code, Mapping.objects.count()) == (409, 0)
    ticked = f"{other.pk}-{goals[0].pk}-0"
    response = paste("2\n2", activities=[rows[0], other], step="apply", replace=ticked)
    assert (response.status_code, Mapping.objects.count()) == (409, 0)


def test_a_row_that_moved_or_was_withdrawn_after_the_preview_stops_it(paste, ask, rows):
    form = hidden(paste("2\n2\n2")) | {"step": "apply"}
    elsewhere = OrganisationFactory(sector="ITU-R").pk
    update_activity(activity=rows[0], fields={"organisation_id": elsewhere}, seen=rows[0].change_id, by="tests")
    withdraw_activity(activity=rows[1], seen=rows[1].change_id, reason="", by="tests")
    response = ask.post("/matrix/edit/paste/", form, headers=SCRIPT)
    assert (response.status_code, Mapping.objects.count()) == (409, 0)
    assert reasons(response) == [
        "You cannot edit this activity.",
        "This activity has been withdrawn.",
    ]


def test_what_is_no_strength_is_named_with_its_cell(paste):
    response = paste("1\t4\nmuch\t=1+1")
    assert (response.status_code, Mapping.objects.count()) == (422, 0)
    way_out = "is not a strength. Enter 0, 1, 2 or 3, or leave the cell empty."
    assert errors(response) == [
        f"“Smart villages”, 9: “4” {way_out}",
        f"“Girls in ICT”, 4: “much” {way_out}",
        f"“Girls in ICT”, 9: “=1+1” {way_out}",
    ]
    page = response.content.decode()
    assert "1\t4\nmuch\t=1+1</textarea>" in page
    assert hidden(response)["rows"]


def test_an_empty_first_line_stays_where_it_is_to_be_corrected(paste):
    """Browsers drop a line end right after the tag, and each value would move up by a row."""
    page = paste("\nmuch").content.decode()
    assert re.search(r"<textarea[^>]*>(?s:(.*))</textarea>", page)[1] == "\n\nmuch"


def test_only_ten_of_them_are_named(paste, rows, goals):
    more = [*goals, *(GoalFactory(code=str(number)) for number in (1, 2, 3))]
    response = paste("\n".join(["x\tx\tx\tx\tx"] * 3), terms=more)
    assert len(errors(response)) == 11
    assert errors(response)[-1] == "5 more cells are not strengths."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Copied text: Nothing was copied. Copy cells first, then paste them."),
        ("\t\n\t", "All cells of the copied text are empty, so there is nothing to paste."),
        (
            "1\n1\n1\n1",
            "The copied text has 4 rows, but the page has only 3 from the selected cell on. Copy fewer rows, or select "
            "a cell further up.",
        ),
        (
            "1\t1\t1",
            "The copied text has 3 columns, but the grid has only 2 from the selected cell on. Copy fewer columns, or "
            "select a cell closer to the start of the row.",
        ),
        ("1\n" * 1001, "The copied text has 1,001 cells. Paste at most 1,000 at once."),
    ],
)
def test_what_does_not_fit_is_said(paste, text, message):
    response = paste(text)
    assert response.status_code == 422
    assert message.removeprefix("Copied text: ") in html.unescape(response.content.decode())
    assert not Mapping.objects.exists()


def test_many_short_lines_and_a_long_one_are_refused_before_they_are_filled_up(paste):
    """Filled up with empty cells, they would take gigabytes of memory."""
    response = paste("1\n" * 40_000 + "\t" * 15_000)
    assert errors(response) == ["The copied text has 600,055,001 cells. Paste at most 1,000 at once."]


@pytest.mark.parametrize(
    "broken",
    [
        {"rows": "x"},
        {"rows": ""},
        {"columns": "1-2"},
        {"seen": "0"},
        {"seen": "0,0,0,0,0,-1"},
        {"left_out": "1"},
        {"replace": "1-2"},
        {"height": 0},
        {"width": "x"},
        {"height": 10**30},
        {"rows": f"{10**30}"},
    ],
)
def test_a_broken_request_writes_nothing(paste, broken):
    assert paste("1", step="apply", **broken).status_code == 422
    assert not Mapping.objects.exists()


def test_a_row_twice_or_an_indicator_is_refused(paste, rows, goals):
    assert paste("1", activities=[rows[0], rows[0]]).status_code == 422
    assert paste("1", terms=[TermFactory(kind="indicator", code="9.c.1")]).status_code == 422


def test_a_person_without_sectors_writes_nothing(client, rows, goals):
    client.force_login(UserFactory(role=rules.FOCAL_POINT, sectors=[]))
    data = {"rows": rows[0].pk, "columns": goals[0].pk, "seen": 0, "height": 1, "width": 1, "text": "1"}
    assert client.post("/matrix/edit/paste/", data | {"step": "apply"}).status_code == 409
    assert not Mapping.objects.exists()


def test_hostile_text_is_text(paste):
    page = paste("</textarea><script>alert(1)</script>\u202e").content.decode()
    assert "<script>alert" not in page
