"""The pages of the Strategic Plans: a plan with its way to the SDGs, two plans side by side, links edited there."""

import csv
import io

import pytest

from activities import rules
from activities.models import Change, Crosswalk
from activities.queries.history.of_activity import verb_in_words
from activities.summaries import rebuild
from roadmap.queries.plans import comparing, reading
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CrosswalkFactory,
    FrameworkFactory,
    GoalFactory,
    MappingFactory,
    TargetFactory,
    TermFactory,
    UserFactory,
)
from tests.factories.plans import PlanLinkFactory

pytestmark = pytest.mark.django_db
COMPARE = "/roadmap/plans/compare/?from=sp-2020&to=sp-2024"


@pytest.fixture
def two_plans(db):
    """T.1 with its output T.1-1 in 2020–2023, PS3 and PS4 in 2024–2027; T.1-1 leads to PS3. Each has activities."""
    GoalFactory(code="9")
    link = PlanLinkFactory()
    start, end = link.from_term, link.to_term
    top = TermFactory(framework=start.framework, code="T.1", kind="objective", title="Standards")
    start.parent = top
    start.save()
    TermFactory(framework=end.framework, code="PS4", kind="output")
    CrosswalkFactory(from_term=start, to_term=ActionLineFactory(code="C2"), name="sp-2020-links")
    for code in ("9.c", "9.1"):
        CrosswalkFactory(from_term=start, to_term=TargetFactory(code=code), name="sp-2020-links")
    CrosswalkFactory(from_term=ActionLineFactory(code="C2"), to_term=TargetFactory(code="9.c"))
    both, old, new = ActivityFactory(), ActivityFactory(), ActivityFactory()
    for activity in (both, old):
        MappingFactory(activity=activity, term=start)
    for activity in (both, new):
        MappingFactory(activity=activity, term=end)
    MappingFactory(activity=ActivityFactory(withdrawn=True), term=start)
    MappingFactory(activity=ActivityFactory(), term=start, withdrawn=True)
    MappingFactory(activity=ActivityFactory(), term=TargetFactory(code="9.c"))
    rebuild()
    return link


@pytest.fixture
def coordinator(client):
    user = UserFactory(role=rules.COORDINATOR)
    client.force_login(user)
    return user


def test_targets_stand_behind_the_action_line_to_which_the_matrix_links_them(two_plans):
    page = reading.alignment(two_plans.from_term.framework)
    (group,) = page.groups
    (branch,) = group.branches
    ((_name, (output,)),) = branch.below
    assert [(step.line and step.line.end.code, [end.end.code for end in step.ends]) for step in output.steps] == [
        ("C2", ["9.c"]),
        (None, ["9.1"]),
    ]
    assert (output.entry.mapped, output.entry.reached, branch.size, branch.with_activities) == (2, 1, 1, 1)
    assert [(one.name, one.entries, one.lines, one.sdgs, one.mapped, one.reached) for one in page.coverage] == [
        ("objectives", 1, 0, 0, 0, 0),
        ("outputs", 1, 1, 1, 1, 1),
    ]


def test_each_activity_of_the_older_plan_counts_once_in_the_newer(two_plans):
    older, newer = two_plans.from_term.framework, two_plans.to_term.framework
    CrosswalkFactory(  # a second way from the same activities to the same entry
        name="plan-crosswalk",
        from_term=TermFactory(framework=older, code="T.1"),
        to_term=two_plans.to_term,
        standing="proposed",
        certainty="proposed",
    )
    for mapping in two_plans.from_term.mappings.all():
        MappingFactory(activity=mapping.activity, term=TermFactory(framework=older, code="T.1"))
    page = comparing.side_by_side(older, newer)
    told = {one.code: (one.own, one.older, one.together, one.starts) for one in page.retold}
    assert told == {"PS3": (2, 3, 4, ("T.1-1", "T.1")), "PS4": (0, 0, 0, ())}
    assert (page.entries, page.mapped, page.links) == (2, 2, 2)


def test_a_withdrawn_link_retells_nothing(two_plans):
    Crosswalk.objects.filter(pk=two_plans.pk).update(withdrawn=True)
    page = comparing.side_by_side(two_plans.from_term.framework, two_plans.to_term.framework)
    assert {one.code: one.older for one in page.retold} == {"PS3": 0, "PS4": 0}
    assert (page.older_activities, page.told_activities, page.links) == (2, 0, 0)


def test_the_table_is_also_a_file(client, two_plans):
    answer = client.get("/roadmap/plans/compare.csv?from=sp-2020&to=sp-2024")
    header, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert header[3:] == [
        "activities_linked_sp-2024",
        "activities_through_sp-2020",
        "activities_each_once",
        "entries_sp-2020",
    ]
    assert [(row[0], *row[3:]) for row in rows] == [("PS3", "2", "2", "3", "T.1-1"), ("PS4", "0", "0", "0", "")]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("from=sp-2099&to=sp-2024", "There is no Strategic Plan “sp-2099”"),
        ("from=sp-2024&to=sp-2020", "is not later than"),
        ("from=sp-2024&to=sp-2024", "is not later than"),
    ],
)
def test_plans_that_cannot_be_compared_are_refused_with_the_way_out(client, two_plans, query, message):
    for path in ("/roadmap/plans/compare/", "/roadmap/plans/compare.csv"):
        answer = client.get(f"{path}?{query}")
        assert answer.status_code == 400
        assert message in answer.content.decode()


def test_an_unknown_plan_is_answered_with_the_nearest(client, two_plans):
    answer = client.get("/roadmap/plans/sp-2025/")
    assert (answer.status_code, "sp-2024" in answer.content.decode()) == (404, True)


def test_a_draft_says_that_it_is_one(client, two_plans):
    FrameworkFactory(slug="sp-2028", title="Plan 2028–2031", start_year=2028, draft=True)
    for path in ("/roadmap/plans/", "/roadmap/plans/sp-2028/"):
        assert "Draft: its text has not been adopted yet" in client.get(path).content.decode()
    assert [(one.older.slug, one.newer.slug) for one in reading.plan_list().comparisons] == [("sp-2020", "sp-2024")]


@pytest.mark.parametrize("items", [1, 3])
def test_plan_query_count(client, items, django_assert_num_queries):
    for number in range(items):
        entry = TermFactory(kind="output", code=f"PS{number}")
        CrosswalkFactory(from_term=entry, to_term=TargetFactory(code=f"9.{number + 1}"))
        MappingFactory(activity=ActivityFactory(), term=entry)
    rebuild()
    with django_assert_num_queries(10):
        assert client.get("/roadmap/plans/sp-2024/").status_code == 200


@pytest.mark.parametrize("items", [1, 3])
def test_compare_query_count(client, items, django_assert_num_queries):
    link = PlanLinkFactory()
    for number in range(items):
        end = TermFactory(framework=link.to_term.framework, code=f"PX{number}", kind="output")
        PlanLinkFactory(from_term=link.from_term, to_term=end)
        MappingFactory(activity=ActivityFactory(), term=link.from_term)
    rebuild()
    with django_assert_num_queries(8):
        assert client.get(COMPARE).status_code == 200


def test_a_coordinator_adds_a_link_and_is_told_of_one_that_is_there(client, two_plans, coordinator):
    path = "/roadmap/plans/links/sp-2020/sp-2024/new/"
    typed = {"start": "t.1-1", "end": "PS4", "rationale": "Both publish.", "seen": 0}
    assert client.post(path, typed).status_code == 302
    link = Crosswalk.objects.get(to_term__code="PS4")
    assert (link.name, link.standing, link.certainty, link.change.verb) == (
        "plan-crosswalk",
        "proposed",
        "proposed",
        "crosswalk.create",
    )
    again = client.post(path, typed)
    assert (again.status_code, "already linked to PS4. Edit that link." in again.content.decode()) == (422, True)
    wrong = client.post(path, typed | {"end": "PS5"})
    assert "“PS5” is not an entry of" in wrong.content.decode()
    assert "Did you mean" in wrong.content.decode()


def test_a_conflict_shows_both_reasons_and_the_choice_is_saved(client, two_plans, coordinator):
    path = f"/roadmap/plans/links/{two_plans.pk}/"
    seen = two_plans.change_id
    client.post(path, {"rationale": "Theirs", "seen": seen})
    mine = {"rationale": "Mine", "seen": seen}
    answer = client.post(path, mine)
    page = answer.content.decode()
    assert (answer.status_code, "Theirs" in page, "Mine" in page) == (409, True, True)
    now = Crosswalk.objects.get(pk=two_plans.pk).change_id
    assert client.post(path, mine | {"seen": now, "base": seen}).status_code == 422
    chosen = mine | {"seen": now, "base": seen, "keep_rationale": "mine"}
    assert client.post(path, chosen).status_code == 302
    assert Crosswalk.objects.get(pk=two_plans.pk).rationale == "Mine"


def test_a_link_is_confirmed_withdrawn_and_restored_in_the_browser(client, two_plans, coordinator):
    for act, certainty, withdrawn in (
        ("confirm", "confirmed", False),
        ("withdraw", "confirmed", True),
        ("restore", "confirmed", False),
    ):
        seen = Crosswalk.objects.get(pk=two_plans.pk).change_id
        assert client.post(f"/roadmap/plans/links/{two_plans.pk}/{act}/", {"seen": seen}).status_code == 302
        now = Crosswalk.objects.get(pk=two_plans.pk)
        assert (now.certainty, now.withdrawn) == (certainty, withdrawn)
        assert verb_in_words(Change.objects.latest("id").verb) != verb_in_words("unknown")
    stale = client.post(f"/roadmap/plans/links/{two_plans.pk}/withdraw/", {"seen": 1})
    assert (stale.status_code, "has changed since you opened it" in stale.content.decode()) == (409, True)


def test_a_change_of_the_mapping_is_reverted(client, two_plans, coordinator):
    client.post(f"/roadmap/plans/links/{two_plans.pk}/withdraw/", {"seen": two_plans.change_id})
    change = Change.objects.latest("id").pk
    assert client.post(f"/changes/{change}/revert/", {"seen": change, "reason": "By mistake"}).status_code == 302
    assert not Crosswalk.objects.get(pk=two_plans.pk).withdrawn


def test_only_coordinators_find_the_way_to_edit(client, two_plans):
    assert "/roadmap/plans/links/" not in client.get(COMPARE).content.decode()
    client.force_login(UserFactory(role=rules.FOCAL_POINT))
    assert "/roadmap/plans/links/" not in client.get(COMPARE).content.decode()
    client.force_login(UserFactory(role=rules.COORDINATOR))
    assert f"/roadmap/plans/links/{two_plans.pk}/" in client.get(COMPARE).content.decode()


def test_a_link_of_the_matrix_is_not_edited_here(client, two_plans, coordinator):
    matrix = Crosswalk.objects.matrix().first()
    assert client.get(f"/roadmap/plans/links/{matrix.pk}/").status_code == 404
