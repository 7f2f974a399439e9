"""The grid in which staff edit mappings: what it shows to whom, and what each answer of a cell is."""

import re
import time
from html.parser import HTMLParser

import pytest
from django.apps import apps

from activities import rules
from activities.actions.mappings import set_mapping, withdraw_mapping
from activities.forms.cell import CellForm
from activities.models import Change, Mapping
from activities.queries import matrix_edit as queries
from activities.queries.vocabulary import vocabulary
from sdgmap.celery import app as celery
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    TermFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def focal():
    return UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"], name="Ana Diallo")


@pytest.fixture
def chair():
    return UserFactory(role=rules.COORDINATOR, name="Lee Chen")


@pytest.fixture
def ask(client, focal):
    client.force_login(focal)
    return client


class Cells(HTMLParser):
    """The cells of a page: {key: (classes, words, number below, seen)}."""

    def __init__(self, html: str):
        super().__init__()
        self.found, self.key, self.tag = {}, None, ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "td" and (attrs.get("id") or "").startswith("c"):
            self.key = attrs["id"][1:]
            self.found[self.key] = [attrs.get("class", ""), "", "", int(attrs.get("data-seen", 0))]
        self.tag = tag

    def handle_endtag(self, tag):
        self.key = None if tag == "td" else self.key
        self.tag = ""

    def handle_data(self, data):
        if self.key and self.tag in ("i", "b"):
            self.found[self.key][1 if self.tag == "i" else 2] += data


def cells(response) -> dict[str, list]:
    return Cells(response.content.decode()).found


def post(client, activity, term, **data):
    headers = SCRIPT if data.pop("script", True) else {}
    return client.post(f"/matrix/edit/{activity.pk}/{term.pk}/", data, headers=headers)


# --- The grid ---


@pytest.mark.parametrize("items", [1, 3])
def test_query_count_does_not_depend_on_rows(ask, items, django_assert_num_queries):
    goal, target = GoalFactory(code="9"), TargetFactory(code="9.c")
    for _ in range(items):
        activity = ActivityFactory()
        MappingFactory(activity=activity, term=goal)
        MappingFactory(activity=activity, term=target)
    ask.get("/matrix/edit/")  # the codes of filters are kept in the process

    with django_assert_num_queries(7):  # session, user, groups, last Change, columns, activities, mappings
        response = ask.get("/matrix/edit/")

    assert len(cells(response)) == items


def test_a_page_that_does_not_end_the_list_costs_one_count_more(ask, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(queries, "ROWS", 2)
    GoalFactory(code="9")
    ActivityFactory.create_batch(3)
    ask.get("/matrix/edit/")

    with django_assert_num_queries(8):
        page = ask.get("/matrix/edit/").content.decode()

    assert "3 activities that you can edit, 2 on this page" in " ".join(page.split())


def test_cells_say_strength_marks_and_targets_below(ask):
    goal, other, target = GoalFactory(code="9"), GoalFactory(code="4"), TargetFactory(code="9.c")
    full, below, empty = ActivityFactory.create_batch(3)
    strong = MappingFactory(
        activity=full, term=goal, strength=3, verified=False, rationale="Networks.", evidence_url="https://itu.int/x"
    )
    MappingFactory(activity=full, term=target)
    MappingFactory(activity=below, term=target)
    MappingFactory(activity=below, term=TargetFactory(code="9.1"), withdrawn=True)
    gone = MappingFactory(activity=empty, term=other, withdrawn=True)

    found = cells(ask.get("/matrix/edit/"))

    full_words = "main purpose, unverified, with rationale, with evidence, 1 target linked"
    assert found == {
        f"{full.pk}-{goal.pk}": ["s3 u r", full_words, "1", strong.change_id],
        f"{full.pk}-{other.pk}": ["", "no link", "", 0],
        f"{below.pk}-{goal.pk}": ["", "no link, 1 target linked", "1", 0],
        f"{below.pk}-{other.pk}": ["", "no link", "", 0],
        f"{empty.pk}-{goal.pk}": ["", "no link", "", 0],
        f"{empty.pk}-{other.pk}": ["", "no link", "", gone.change_id],
    }


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("", ["9", "10"]),
        ("goals", ["9", "10"]),
        ("targets-of:9", ["9", "9.1", "9.c"]),
        ("action-lines", ["C2"]),
        ("outputs:sp-2024", ["PS3"]),
        ("outcomes:sp-2024", ["TP1-1"]),
    ],
)
def test_sets_of_columns(ask, asked, codes):
    for code in ("9.c", "9.1"):
        TargetFactory(code=code)
    TermFactory(kind="indicator", code="9.c.1")
    GoalFactory(code="10")
    ActionLineFactory(code="C2")
    TermFactory(kind="output", code="PS3")
    TermFactory(kind="outcome", code="TP1-1")
    ActivityFactory()

    grid = ask.get("/matrix/edit/", {"columns": asked}).context["grid"]

    assert [column.code for column in grid.columns.shown] == codes


@pytest.mark.parametrize("asked", ["targets-of:18", "outputs:", "outputs:sp-1999", "indicators", "goals:9", "<b>"])
def test_unknown_columns_are_named_and_goals_shown_instead(ask, asked):
    GoalFactory(code="9")
    ActivityFactory()

    response = ask.get("/matrix/edit/", {"columns": asked})

    assert response.status_code == 400
    assert response.context["problems"] == [{"href": "#id_columns", "message": f"There are no columns “{asked}”."}]
    assert response.context["grid"].columns.value == "goals"


def test_rows_are_those_that_the_user_may_edit(ask, client, chair):
    GoalFactory(code="9")
    own, withdrawn = ActivityFactory(), ActivityFactory(withdrawn=True)
    other = ActivityFactory(organisation=OrganisationFactory(sector="ITU-R"))
    stakeholder = ActivityFactory(organisation=OrganisationFactory())

    mine = [row.activity for row in ask.get("/matrix/edit/").context["grid"].rows]
    client.force_login(chair)
    everybodys = [row.activity for row in client.get("/matrix/edit/").context["grid"].rows]

    assert mine == [own.pk]
    assert everybodys == [stakeholder.pk, other.pk, own.pk]
    assert withdrawn.pk not in everybodys


def test_filters_words_and_order_narrow_the_rows(ask):
    goal = GoalFactory(code="9")
    ActivityFactory(title="Village schools", kind="project")
    wanted = ActivityFactory(title="Broadband for schools", kind="training")
    MappingFactory(activity=wanted, term=goal)
    ActivityFactory(title="Broadband handbook", kind="publication")

    def rows(**data):
        return [row.title for row in ask.get("/matrix/edit/", data).context["grid"].rows]

    assert rows(kind="training") == ["Broadband for schools"]
    assert rows(goal="9") == ["Broadband for schools"]
    assert sorted(rows(q="broadband")) == ["Broadband for schools", "Broadband handbook"]
    assert rows(sort="title") == ["Broadband for schools", "Broadband handbook", "Village schools"]


def test_a_wrong_filter_is_named(ask):
    GoalFactory(code="9")
    response = ask.get("/matrix/edit/?goal=99")
    assert response.status_code == 400
    assert "“99” is not a value of goal." in response.content.decode()


def test_pages_follow_each_other_without_a_row_twice_and_keep_the_question(ask, monkeypatch):
    monkeypatch.setattr(queries, "ROWS", 2)
    GoalFactory(code="9")
    made = [activity.pk for activity in ActivityFactory.create_batch(5)]
    address, seen = "/matrix/edit/?kind=project&columns=goals", []
    while address:
        context = ask.get(address).context
        seen += [row.activity for row in context["grid"].rows]
        address = context["next"] and "/matrix/edit/" + context["next"]
    assert seen == made[::-1]
    assert "kind=project&columns=goals&after=" in ask.get("/matrix/edit/?kind=project&columns=goals").context["next"]


def test_a_page_that_was_cut_off_is_the_first_one(ask):
    GoalFactory(code="9")
    activity = ActivityFactory()
    response = ask.get("/matrix/edit/?after=nowhere")
    assert [row.activity for row in response.context["grid"].rows] == [activity.pk]
    assert "That page of the grid cannot be found" in response.content.decode()


def test_many_columns_mean_fewer_rows(ask, monkeypatch):
    monkeypatch.setattr(queries, "CELLS", 6)
    for code in ("1", "2", "3"):
        GoalFactory(code=code)
    ActivityFactory.create_batch(3)
    assert len(ask.get("/matrix/edit/").context["grid"].rows) == 2


def test_a_goals_heading_opens_its_targets_and_closes_them_again(ask):
    TargetFactory(code="9.c")
    ActivityFactory()
    opened = dict(heads(ask, "/matrix/edit/?kind=project"))
    closed = dict(heads(ask, "/matrix/edit/?kind=project&columns=targets-of:9"))
    assert opened == {"9": "?kind=project&columns=targets-of%3A9"}
    assert closed == {"9": "?kind=project&columns=goals", "9.c": "/targets/9.c/"}


def heads(client, address):
    return [(column.code, href) for column, href in client.get(address).context["heads"]]


def test_nobody_without_activities_to_keep_sees_an_empty_table(client):
    GoalFactory(code="9")
    client.force_login(UserFactory(role=rules.FOCAL_POINT, sectors=[]))
    assert "There is no activity that you may edit" in client.get("/matrix/edit/").content.decode()


# --- A cell ---


def test_a_strength_alone_makes_the_link_and_answers_with_the_cell(ask, focal):
    activity, goal = ActivityFactory(), GoalFactory(code="9")

    response = post(ask, activity, goal, strength=2, seen=0)

    row = Mapping.objects.get()
    assert (row.strength, row.origin, row.verified, row.change.by) == (2, "staff", True, focal)
    assert (response.status_code, response["X-Change"]) == (200, str(row.change_id))
    assert cells(response) == {f"{activity.pk}-{goal.pk}": ["s2", "contributes", "", row.change_id]}


def test_a_strength_alone_leaves_everything_else(ask):
    row = MappingFactory(rationale="Networks.", evidence_url="https://itu.int/x", verified=False)
    post(ask, row.activity, row.term, strength=3, seen=row.change_id)
    row.refresh_from_db()
    assert (row.strength, row.rationale, row.evidence_url, row.verified) == (3, "Networks.", "https://itu.int/x", False)


def test_a_targets_answer_brings_the_goals_cell_too(ask):
    activity, target = ActivityFactory(), TargetFactory(code="9.c")
    response = post(ask, activity, target, strength=1, seen=0)
    assert list(cells(response).items()) == [
        (f"{activity.pk}-{target.pk}", ["s1", "related", "", int(response["X-Change"])]),
        (f"{activity.pk}-{target.goal_id}", ["", "no link, 1 target linked", "1", 0]),
    ]


def test_zero_withdraws_the_link(ask):
    row = MappingFactory()
    response = post(ask, row.activity, row.term, strength=0, seen=row.change_id)
    row.refresh_from_db()
    assert (row.withdrawn, row.change.verb) == (True, "mapping.withdraw")
    assert cells(response) == {f"{row.activity_id}-{row.term_id}": ["", "no link", "", row.change_id]}


def test_confirming_verifies_and_nothing_else(ask):
    row = MappingFactory(verified=False, strength=3, rationale="Networks.")
    response = post(ask, row.activity, row.term, confirm=1, seen=row.change_id)
    row.refresh_from_db()
    assert (row.verified, row.strength, row.rationale, row.change.verb) == (True, 3, "Networks.", "mapping.confirm")
    assert cells(response)[f"{row.activity_id}-{row.term_id}"][0] == "s3 r"


def test_the_whole_form_writes_all_fields_with_the_reason(ask):
    row = MappingFactory(verified=True, rationale="Old.")
    data = {
        "whole": 1,
        "strength": 3,
        "rationale": "New.\r\n\r\nMore.",
        "evidence_url": "itu.int/x",
        "reason": "Review",
    }
    post(ask, row.activity, row.term, **data, seen=row.change_id)
    row.refresh_from_db()
    said = (row.strength, row.rationale, row.evidence_url, row.verified, row.change.reason)
    assert said == (3, "New.\n\nMore.", "https://itu.int/x", False, "Review")


def test_what_stands_already_writes_nothing(ask):
    row = MappingFactory(strength=2)
    changes = Change.objects.count()
    response = post(ask, row.activity, row.term, strength=2, seen=0)
    assert (response.status_code, "X-Change" in response, Change.objects.count()) == (200, False, changes)


def test_saving_a_cell_asks_for_no_more_than_it_must(ask, django_assert_num_queries):
    row = MappingFactory(term=TargetFactory(code="9.c"))
    # session, user, groups, activity, term; five of the action in its transaction's two; targets, cells
    with django_assert_num_queries(14):
        post(ask, row.activity, row.term, strength=3, seen=row.change_id)


def test_cells_can_be_read_anew(ask):
    row = MappingFactory()
    response = ask.get(f"/matrix/edit/{row.activity_id}/{row.term_id}/?cell", headers=SCRIPT)
    assert cells(response) == {f"{row.activity_id}-{row.term_id}": ["s2", "contributes", "", row.change_id]}


# --- Undo ---


def test_undo_restores_all_that_the_link_said(ask):
    row = MappingFactory(
        strength=1, rationale="Old.", evidence_url="https://itu.int/x", verified=False, origin="import"
    )
    data = {"whole": 1, "strength": 3, "rationale": "", "evidence_url": "", "verified": 1}
    change = int(post(ask, row.activity, row.term, **data, seen=row.change_id)["X-Change"])

    response = post(ask, row.activity, row.term, before=change, seen=change)

    row.refresh_from_db()
    said = (row.strength, row.rationale, row.evidence_url, row.verified, row.origin)
    assert said == (1, "Old.", "https://itu.int/x", False, "import")
    assert row.change_id == int(response["X-Change"]) > change


def test_undo_of_a_new_link_withdraws_it_and_redo_brings_it_back(ask):
    activity, goal = ActivityFactory(), GoalFactory(code="9")
    made = int(post(ask, activity, goal, strength=3, seen=0)["X-Change"])
    undone = int(post(ask, activity, goal, before=made, seen=made)["X-Change"])
    assert Mapping.objects.get().withdrawn
    post(ask, activity, goal, before=undone, seen=undone)
    row = Mapping.objects.get()
    assert (row.withdrawn, row.strength) == (False, 3)


def test_undo_of_a_withdrawal_brings_the_link_back_with_its_origin(ask):
    row = MappingFactory(rationale="Networks.", origin="suggestion", verified=False)
    change = int(post(ask, row.activity, row.term, strength=0, seen=row.change_id)["X-Change"])
    post(ask, row.activity, row.term, before=change, seen=change)
    row.refresh_from_db()
    said = (row.withdrawn, row.rationale, row.origin, row.verified)
    assert said == (False, "Networks.", "suggestion", False)


def test_twenty_writes_undo_one_after_the_other(ask):
    activity, goal = ActivityFactory(), GoalFactory(code="9")
    seen, written = 0, []
    for number in range(20):
        seen = int(post(ask, activity, goal, strength=number % 3 + 1, seen=seen)["X-Change"])
        written.append((seen, number % 3 + 1))
    for change, strength in reversed(written):
        assert Mapping.objects.get().strength == strength
        seen = int(post(ask, activity, goal, before=change, seen=seen)["X-Change"])
    assert Mapping.objects.get().withdrawn


def test_undo_after_somebody_else_wrote_is_a_conflict(ask, chair):
    row = MappingFactory(strength=1)
    change = int(post(ask, row.activity, row.term, strength=2, seen=row.change_id)["X-Change"])
    set_mapping(activity=row.activity, term=row.term, strength=3, seen=change, by=chair)
    response = post(ask, row.activity, row.term, before=change, seen=change)
    assert response.status_code == 409
    assert Mapping.objects.get().strength == 3
    assert choices(response) == {"strength": ("related", "main purpose", "")}


# --- Conflicts ---


CHOICE = re.compile(
    r'name="keep_(\w+)" value="mine" id="keep-\1"( checked)? required>.*?<bdi[^>]*>(.*?)</bdi>.*?'
    r'name="keep_\1" value="theirs"( checked)? required>.*?<bdi[^>]*>(.*?)</bdi>',
    re.DOTALL,
)


def choices(response) -> dict:
    """{field: (mine, theirs, which is preset: "" where both altered it)} as the page offers them."""
    found = CHOICE.findall(response.content.decode())
    preset = {(" checked", ""): "mine", ("", " checked"): "theirs", ("", ""): ""}
    return {name: (mine, theirs, preset[my, their]) for name, my, mine, their, theirs in found}


def test_a_stale_cell_answers_409_with_both_wordings_who_and_when(ask, chair):
    row = MappingFactory(strength=1)
    seen = row.change_id
    theirs = set_mapping(activity=row.activity, term=row.term, strength=3, seen=seen, by=chair)

    response = post(ask, row.activity, row.term, strength=2, seen=seen)

    page = response.content.decode()
    assert response.status_code == 409
    assert choices(response) == {"strength": ("contributes", "main purpose", "")}
    assert "Lee Chen saved it on" in page
    assert f'name="seen" value="{theirs.change_id}"' in page
    assert Mapping.objects.get().change_id == theirs.change_id


def test_only_what_both_altered_is_left_to_the_editor(ask, chair):
    row = MappingFactory(strength=1, rationale="Old.", verified=True)
    seen = row.change_id
    set_mapping(activity=row.activity, term=row.term, strength=3, evidence_url="https://itu.int/x", seen=seen, by=chair)
    data = {"whole": 1, "strength": 1, "rationale": "New.", "evidence_url": "", "verified": 1}
    response = post(ask, row.activity, row.term, **data, seen=seen)
    assert choices(response) == {
        "strength": ("related", "main purpose", "theirs"),
        "rationale": ("New.", "Old.", "mine"),
        "evidence_url": ("nothing", "https://itu.int/x", "theirs"),
    }


def test_what_was_chosen_is_written_field_by_field(ask, chair):
    row = MappingFactory(strength=1, rationale="Old.")
    theirs = set_mapping(
        activity=row.activity, term=row.term, strength=3, rationale="Theirs.", seen=row.change_id, by=chair
    )
    data = {"whole": 1, "keep": 1, "strength": 2, "rationale": "Mine.", "verified": 1}
    kept = {"keep_strength": "theirs", "keep_rationale": "mine"}
    post(ask, row.activity, row.term, **data, **kept, seen=theirs.change_id)
    row.refresh_from_db()
    assert (row.strength, row.rationale) == (3, "Mine.")


def test_link_or_no_link_is_the_only_choice_where_one_withdrew(ask, chair):
    row = MappingFactory(strength=1, rationale="Old.")
    withdrawn = withdraw_mapping(activity=row.activity, term=row.term, seen=row.change_id, by=chair)
    data = {"whole": 1, "strength": 2, "rationale": "Mine.", "verified": 1}
    response = post(ask, row.activity, row.term, **data, seen=row.change_id)
    assert choices(response) == {"strength": ("contributes", "No link", "")}

    post(ask, row.activity, row.term, **data, keep=1, keep_strength="theirs", seen=withdrawn.change_id)
    assert Mapping.objects.get().withdrawn
    post(ask, row.activity, row.term, **data, keep=1, keep_strength="mine", seen=withdrawn.change_id)
    row.refresh_from_db()
    assert (row.withdrawn, row.strength, row.rationale) == (False, 2, "Mine.")


def test_their_link_stays_whole_when_my_withdrawal_gives_way(ask, chair):
    row = MappingFactory(strength=1, rationale="Old.")
    theirs = set_mapping(activity=row.activity, term=row.term, strength=3, seen=row.change_id, by=chair)
    response = post(ask, row.activity, row.term, strength=0, seen=row.change_id)
    assert choices(response) == {"strength": ("No link", "main purpose", "")}
    data = {"whole": 1, "keep": 1, "strength": 0, "keep_strength": "theirs"}
    post(ask, row.activity, row.term, **data, seen=theirs.change_id)
    row.refresh_from_db()
    assert (row.withdrawn, row.strength, row.rationale, row.change_id) == (False, 3, "Old.", theirs.change_id)


def test_confirming_what_was_altered_shows_what_it_says_now(ask, chair):
    row = MappingFactory(strength=1, verified=False)
    set_mapping(activity=row.activity, term=row.term, strength=3, seen=row.change_id, by=chair)
    response = post(ask, row.activity, row.term, confirm=1, seen=row.change_id)
    assert response.status_code == 409
    assert choices(response) == {
        "strength": ("related", "main purpose", "theirs"),
        "verified": ("verified", "unverified", "mine"),
    }


# --- Refusals ---


@pytest.mark.parametrize(
    ("data", "field", "message"),
    [
        ({"seen": 0}, "strength", "Choose a strength, or “No link”."),
        ({"strength": 4, "seen": 0}, "strength", "Select a valid choice. 4 is not one of the available choices."),
        ({"strength": 2}, "seen", "This field is required."),
        ({"strength": 2, "seen": -1}, "seen", "Ensure this value is greater than or equal to 0."),
        ({"strength": 2, "seen": 10**30}, "seen", "Ensure this value is less than or equal to 9223372036854775807."),
        ({"before": 0, "seen": 1}, "before", "Ensure this value is greater than or equal to 1."),
        (
            {"whole": 1, "strength": 0, "rationale": "Typed.", "seen": 0},
            "strength",
            "A rationale or evidence needs a link. Choose a strength, or empty both fields.",
        ),
        (
            {"whole": 1, "strength": 1, "rationale": "x" * 5001, "seen": 0},
            "rationale",
            "Ensure this value has at most 5000 characters (it has 5001).",
        ),
    ],
)
def test_what_makes_no_sense_is_said_and_kept(ask, data, field, message):
    activity, goal = ActivityFactory(), GoalFactory(code="9")
    response = post(ask, activity, goal, **data)
    assert response.status_code == 422
    assert response.context["errors"] == [{"href": f"#cell-{field}", "message": message}]
    assert not Mapping.objects.exists()


def test_a_script_is_no_evidence(ask):
    activity, goal = ActivityFactory(), GoalFactory(code="9")
    response = post(ask, activity, goal, whole=1, strength=2, evidence_url="javascript:alert(1)", seen=0)
    assert response.status_code == 422
    assert 'value="javascript:alert(1)"' in response.content.decode()


def test_hostile_words_are_text(ask):
    activity, goal = ActivityFactory(), GoalFactory(code="9")
    hostile = "</textarea><script>alert(1)</script>\x00\u202e"
    assert post(ask, activity, goal, whole=1, strength=2, rationale=hostile, seen=0).status_code in (200, 422)
    page = ask.get(f"/matrix/edit/{activity.pk}/{goal.pk}/").content.decode()
    assert "<script>alert" not in page


def test_a_withdrawn_activity_keeps_its_links(ask):
    activity, goal = ActivityFactory(withdrawn=True), GoalFactory(code="9")
    response = post(ask, activity, goal, strength=2, seen=0)
    assert response.status_code == 422
    assert "The activity has been withdrawn in the meantime." in response.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_sectors_activity_is_not_there(ask, method):
    activity = ActivityFactory(organisation=OrganisationFactory(sector="ITU-R"))
    address = f"/matrix/edit/{activity.pk}/{GoalFactory(code='9').pk}/"
    assert getattr(ask, method)(address, {"strength": 2, "seen": 0}).status_code == 404
    assert not Mapping.objects.exists()


@pytest.mark.parametrize("term", [0, 10**30])
def test_an_unknown_term_is_not_there(ask, term):
    assert ask.get(f"/matrix/edit/{ActivityFactory().pk}/{term}/").status_code == 404


def test_indicators_are_not_linked_here(ask):
    indicator = TermFactory(kind="indicator", code="9.c.1")
    assert post(ask, ActivityFactory(), indicator, strength=2, seen=0).status_code == 404


@pytest.mark.parametrize("make", [GoalFactory, TargetFactory, ActionLineFactory, TermFactory])
def test_all_other_terms_are(ask, make):
    assert post(ask, ActivityFactory(), make(), strength=2, seen=0).status_code == 200


def test_an_ended_session_answers_401_and_writes_nothing(client):
    row = MappingFactory()
    response = post(client, row.activity, row.term, strength=3, seen=row.change_id)
    assert (response.status_code, Mapping.objects.get().strength) == (401, 2)
    assert response["HX-Redirect"].startswith("/accounts/login/")


# --- Without script ---


def test_the_form_returns_to_the_same_place_of_the_grid(ask):
    row = MappingFactory()
    key = f"{row.activity_id}-{row.term_id}"
    grid = "http://testserver/matrix/edit/?kind=project&columns=goals&after=900"
    page = ask.get(f"/matrix/edit/{row.activity_id}/{row.term_id}/", headers={"Referer": grid})
    back = page.context["back"]
    response = post(ask, row.activity, row.term, script=False, whole=1, strength=3, seen=row.change_id, back=back)
    assert back == f"/matrix/edit/?kind=project&columns=goals&after=900#c{key}"
    assert (response.status_code, response["Location"]) == (302, back)
    assert Mapping.objects.get().strength == 3


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example/matrix/edit/x", "/accounts/logout/", "", "http://[/matrix/edit/"]
)
def test_a_strange_way_back_leads_to_the_grid_all_the_same(ask, back):
    row = MappingFactory(term=TargetFactory(code="9.c"))
    response = post(ask, row.activity, row.term, script=False, strength=3, seen=row.change_id, back=back)
    assert response["Location"] == f"/matrix/edit/?columns=targets-of:9#c{row.activity_id}-{row.term_id}"


def test_another_sites_grid_is_no_way_back(ask):
    row = MappingFactory()
    back = "https://evil.example/matrix/edit/?goal=9"
    response = post(ask, row.activity, row.term, script=False, strength=3, seen=row.change_id, back=back)
    assert response["Location"] == f"/matrix/edit/?goal=9#c{row.activity_id}-{row.term_id}"


@pytest.mark.parametrize(
    ("term", "columns"),
    [
        ({"kind": "goal", "code": "9"}, "goals"),
        ({"kind": "target", "code": "9.c"}, "targets-of:9"),
        ({"kind": "action_line", "code": "C2"}, "action-lines"),
        ({"kind": "output", "code": "PS3"}, "outputs:sp-2024"),
        ({"kind": "enabler", "code": "EN1"}, "goals"),
    ],
)
def test_a_cell_opened_from_elsewhere_has_columns_to_return_to(ask, term, columns):
    term, activity = TermFactory(**term), ActivityFactory()
    back = ask.get(f"/matrix/edit/{activity.pk}/{term.pk}/").context["back"]
    assert back == f"/matrix/edit/?columns={columns}#c{activity.pk}-{term.pk}"


def test_a_conflict_without_script_is_a_page_with_both(ask, chair):
    row = MappingFactory(strength=1)
    set_mapping(activity=row.activity, term=row.term, strength=3, seen=row.change_id, by=chair)
    response = post(ask, row.activity, row.term, script=False, strength=2, seen=row.change_id)
    page = response.content.decode()
    assert response.status_code == 409
    assert page.count("<h1>") == 1
    assert choices(response) == {"strength": ("contributes", "main purpose", "")}


def test_what_both_altered_is_asked_again_until_it_is_chosen(ask, chair):
    row = MappingFactory(strength=1, rationale="Old.", verified=True)
    theirs = set_mapping(
        activity=row.activity, term=row.term, strength=3, rationale="Theirs.", seen=row.change_id, by=chair
    )
    data = {"whole": 1, "keep": 1, "strength": 2, "rationale": "Mine.", "verified": 1, "keep_strength": "theirs"}
    response = post(ask, row.activity, row.term, **data, seen=theirs.change_id)
    assert response.status_code == 422
    assert choices(response) == {
        "strength": ("contributes", "main purpose", "theirs"),
        "rationale": ("Mine.", "Theirs.", ""),
    }
    assert '<a href="#keep-rationale">Choose which is to stand: Rationale.</a>' in response.content.decode()
    assert Mapping.objects.get().change_id == theirs.change_id


def test_the_form_says_who_wrote_last(ask, chair):
    row = MappingFactory()
    set_mapping(activity=row.activity, term=row.term, strength=3, seen=row.change_id, by=chair)
    page = ask.get(f"/matrix/edit/{row.activity_id}/{row.term_id}/").content.decode()
    assert "Last written by Lee Chen" in page


# --- The broker has no part in it ---


def test_a_cell_is_saved_at_once_while_the_broker_is_away(ask, monkeypatch):
    row = MappingFactory()
    monkeypatch.setattr(celery.conf, "broker_url", "redis://127.0.0.1:1/0")
    began = time.perf_counter()
    response = post(ask, row.activity, row.term, strength=3, seen=row.change_id)
    assert (response.status_code, time.perf_counter() - began < 0.5) == (200, True)
    events = apps.get_model("activities", "MappingEvent").objects.filter(change_id=int(response["X-Change"]))
    assert list(events.values_list("strength", flat=True)) == [3]


# --- Parts ---


def test_before_reads_the_version_that_stood_then(chair):
    row = MappingFactory(strength=1, rationale="Old.")
    second = set_mapping(activity=row.activity, term=row.term, strength=2, seen=row.change_id, by=chair).change_id
    third = withdraw_mapping(activity=row.activity, term=row.term, seen=second, by=chair).change_id
    said = {"rationale": "Old.", "evidence_url": "", "verified": True, "origin": "staff"}
    told = [queries.before(row.activity, row.term, change) for change in (row.change_id, second, third, third + 1)]
    assert told == [None, said | {"strength": 1}, said | {"strength": 2}, None]


def test_the_form_of_a_link_keeps_its_words_when_it_is_withdrawn():
    data = {"whole": 1, "strength": 0, "rationale": "Old.", "seen": 5}
    form = CellForm(data, initial={"rationale": "Old."})
    assert form.is_valid()
    assert form.wanted()["strength"] == 0


def test_targets_know_their_goals():
    target = TargetFactory(code="9.c")
    assert queries.goals_of_targets(vocabulary()) == {target.pk: "9"}
