"""The grid in which staff edit mappings: what it shows to whom."""

import pytest

from activities import rules
from activities.queries.editing import grid as queries
from tests.activities.editing.grid.asking import cells
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CountryFactory,
    FrameworkFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    TermFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("items", [1, 3])
def test_query_count_does_not_depend_on_rows(ask, items, django_assert_num_queries):
    goal, target = GoalFactory(code="9"), TargetFactory(code="9.c")
    for _ in range(items):
        activity = ActivityFactory()
        MappingFactory(activity=activity, term=goal)
        MappingFactory(activity=activity, term=target)
    ask.get("/matrix/edit/")  # the codes of filters are kept in the process

    with django_assert_num_queries(8):  # session, user, groups, last Change, columns, activities, mappings, own Changes
        response = ask.get("/matrix/edit/")

    assert len(cells(response)) == items


def test_a_page_that_does_not_end_the_list_costs_one_count_more(ask, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(queries, "ROWS", 2)
    GoalFactory(code="9")
    ActivityFactory.create_batch(3)
    ask.get("/matrix/edit/")

    with django_assert_num_queries(9):
        page = ask.get("/matrix/edit/").content.decode()

    assert 'Matrix editor <span class="mx-top__count">3 activities</span>' in " ".join(page.split())


def test_cells_say_strength_marks_and_targets_below(ask):
    goal, other, target = GoalFactory(code="9"), GoalFactory(code="4"), TargetFactory(code="9.c")
    full, below, empty = ActivityFactory.create_batch(3)
    strong = MappingFactory(
        activity=full,
        term=goal,
        strength=3,
        certainty="unconfirmed",
        rationale="Networks.",
        evidence_url="https://itu.int/x",
    )
    MappingFactory(activity=full, term=target)
    MappingFactory(activity=below, term=target)
    MappingFactory(activity=below, term=TargetFactory(code="9.1"), withdrawn=True)
    gone = MappingFactory(activity=empty, term=other, withdrawn=True)

    found = cells(ask.get("/matrix/edit/"))

    full_words = "main purpose, unconfirmed, with rationale, with evidence, 1 target linked"
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
    assert response.context["problems"] == [{"href": "#id_columns", "message": f"Columns “{asked}” cannot be found."}]
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


def test_filters_by_country_target_and_links_to_confirm(ask):
    goal, target = GoalFactory(code="9"), TargetFactory(code="9.c")
    CountryFactory(code="KE", name="Kenya")
    kenya, trained, checked = (ActivityFactory(title=title) for title in ("Kenya", "Trained", "Checked"))
    type(kenya).objects.filter(pk=kenya.pk).update(countries=["KE"])
    MappingFactory(activity=kenya, term=goal, certainty="proposed")
    MappingFactory(activity=trained, term=target, certainty="unconfirmed")
    MappingFactory(activity=checked, term=goal, certainty="confirmed")
    MappingFactory(activity=checked, term=target, certainty="unconfirmed", withdrawn=True)

    def rows(**data):
        return [row.title for row in ask.get("/matrix/edit/", data | {"sort": "title"}).context["grid"].rows]

    assert rows(country="KE") == ["Kenya"]
    assert rows(target="9.c, 9.c") == ["Trained"]
    assert rows(unconfirmed="yes") == ["Kenya", "Trained"]
    assert rows(unconfirmed="yes", target="9.c") == ["Trained"]


def test_a_filter_is_kept_by_every_link_and_shown_as_a_chip(ask, monkeypatch):
    monkeypatch.setattr(queries, "ROWS", 1)
    goal = GoalFactory(code="9")
    TargetFactory(code="9.c")
    for _number in range(2):
        MappingFactory(activity=ActivityFactory(), term=goal, certainty="proposed")
    response = ask.get("/matrix/edit/?unconfirmed=yes&kind=project&columns=targets-of:9")
    context = response.context
    for address in (context["next"], context["start"], context["all_goals"], *dict(heads_of(context)).values()):
        assert "unconfirmed=yes" in address or address == "/targets/9.c/"
    chips = {str(chip["field"]): chip["href"] for chip in context["filters"]}
    assert chips == {
        "Kind": "?unconfirmed=yes&columns=targets-of%3A9",
        "Links": "?kind=project&columns=targets-of%3A9",
    }
    assert 'id="unconfirmed" checked>' in response.content.decode()


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("goal=99", "“99” is not a value of goal."),
        ("target=9.C", "“9.C” is not a value of target. Did you mean 9.c?"),
        ("unconfirmed=no", "“no” is not a value of unconfirmed. Allowed: yes."),
        ("verified=no", "“verified” is not a filter of this list and has no effect."),
    ],
)
def test_a_wrong_filter_is_named(ask, query, message):
    TargetFactory(code="9.c")
    response = ask.get(f"/matrix/edit/?{query}")
    assert response.status_code == 400
    assert message in response.content.decode()


def test_cards_show_what_each_activity_is_linked_to(ask):
    goal, other, target = GoalFactory(code="9"), GoalFactory(code="4"), TargetFactory(code="4.1")
    linked, bare = ActivityFactory(), ActivityFactory()
    MappingFactory(activity=linked, term=goal)
    MappingFactory(activity=linked, term=target)
    MappingFactory(activity=bare, term=other, withdrawn=True)
    response = ask.get("/matrix/edit/")
    assert [(row.activity, codes) for row, _href, _cells, codes in response.context["rows"]] == [
        (bare.pk, ""),
        (linked.pk, '<b class="goal goal-4">4</b> <b class="goal goal-9">9</b> '),
    ]
    assert f'<a href="/activities/{linked.pk}/mappings/">Edit links</a>' in response.content.decode()


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
    assert "This page of the grid cannot be found" in response.content.decode()


def test_many_columns_mean_fewer_rows(ask, monkeypatch):
    monkeypatch.setattr(queries, "CELLS", 3 * (2 + queries.HEADING))
    for code in ("1", "2", "3"):
        GoalFactory(code=code)
    ActivityFactory.create_batch(3)
    assert len(ask.get("/matrix/edit/").context["grid"].rows) == 2


def test_as_many_columns_as_a_plan_has_outputs_make_no_heavy_page(ask):
    plan = FrameworkFactory(slug="sp-2020")
    for number in range(70):
        TermFactory(framework=plan, kind="output", code=f"R.{number}", title="Processing of satellite notices " * 3)
    for number in range(14):
        ActivityFactory(title=f"Technical assistance with national strategies for broadband, no. {number}")
    response = ask.get("/matrix/edit/?columns=outputs:sp-2020")
    assert len(response.context["grid"].columns.shown) == 70
    assert len(response.content) < 100_000


def test_a_goals_heading_opens_its_targets_and_closes_them_again(ask):
    TargetFactory(code="9.c")
    ActivityFactory()
    opened = dict(heads(ask, "/matrix/edit/?kind=project"))
    closed = dict(heads(ask, "/matrix/edit/?kind=project&columns=targets-of:9"))
    assert opened == {"9": "?kind=project&columns=targets-of%3A9"}
    assert closed == {"9": "?kind=project&columns=goals", "9.c": "/targets/9.c/"}


def heads(client, address):
    return heads_of(client.get(address).context)


def heads_of(context):
    return [(column.code, href) for column, href in context["heads"]]


def test_nobody_without_activities_to_keep_sees_an_empty_table(client):
    GoalFactory(code="9")
    client.force_login(UserFactory(role=rules.FOCAL_POINT, sectors=[]))
    assert "You cannot edit any activities yet" in client.get("/matrix/edit/").content.decode()
