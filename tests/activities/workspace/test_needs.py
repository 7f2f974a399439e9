"""What needs a focal point: each group by its definition, and the counts against counting by hand."""

import random
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activities import rules
from activities.models import Activity, Mapping
from activities.queries.matrix.claims import literal, marks
from activities.queries.sectors import STAKEHOLDERS
from activities.queries.vocabulary import vocabulary
from activities.queries.workspace import needs as workspace
from activities.queries.workspace.needs import (
    CONTRADICTORY,
    GROUPS,
    OPEN_LINKS,
    STALE,
    UNMAPPED,
    UNREASONED,
    Counts,
    counts,
    page,
)
from tests.activities.workspace.entries import TODAY, activity
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    ChangeFactory,
    CrosswalkFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    TermFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def titles(user, group: str, sector: str = "") -> list[str]:
    return [row.title for row in page(user, group, sector, vocabulary(), TODAY).rows]


def test_unmapped_are_those_without_a_live_link(focal):
    goal = GoalFactory(code="9")
    activity("Mapped", goal)
    MappingFactory(activity=activity("Taken back"), term=goal, withdrawn=True)
    activity("Never")
    activity("Withdrawn", withdrawn=True)
    assert titles(focal, UNMAPPED) == ["Never", "Taken back"]


def test_open_are_those_with_a_live_link_to_confirm(focal):
    goal = GoalFactory(code="9")
    activity("Confirmed", goal)
    MappingFactory(activity=activity("Open", TargetFactory(code="9.c")), term=goal, certainty="unconfirmed")
    MappingFactory(
        activity=activity("Taken back", TargetFactory(code="9.1")), term=goal, certainty="unconfirmed", withdrawn=True
    )
    assert titles(focal, OPEN_LINKS) == ["Open"]


def test_stale_are_those_not_confirmed_for_a_year_or_ever(focal):
    goal = GoalFactory(code="9")
    for name, days in (("Yesterday", 1), ("A year", 365), ("Longer", 366), ("Never", None)):
        activity(name, goal, confirmed=days)
    assert titles(focal, STALE) == ["Never", "Longer"]


def test_main_purpose_without_a_rationale(focal):
    goal, target = GoalFactory(code="9"), TargetFactory(code="9.c")
    MappingFactory(activity=activity("Why"), term=goal, strength=3)
    MappingFactory(activity=activity("Because"), term=goal, strength=3, rationale="Networks reach schools.")
    MappingFactory(activity=activity("Contributes"), term=goal, strength=2)
    MappingFactory(activity=activity("Taken back", target), term=goal, strength=3, withdrawn=True)
    assert titles(focal, UNREASONED) == ["Why"]


def test_a_goal_needs_no_rationale_if_one_of_its_targets_has_one(focal, coordinator):
    goal, target, other = GoalFactory(code="9"), TargetFactory(code="9.c"), TargetFactory(code="4.4")
    reasons = {
        "Its target": {"term": target, "rationale": "Networks reach schools."},
        "A target of another Goal": {"term": other, "rationale": "Networks reach schools."},
        "A target without a rationale": {"term": target},
        "A withdrawn target": {"term": target, "rationale": "Networks reach schools.", "withdrawn": True},
    }
    for title, link in reasons.items():
        row = activity(title, goal)
        row.mappings.update(strength=3)
        MappingFactory(activity=row, **link)
    someone_else = activity("Another activity", sector="ITU-R")
    MappingFactory(activity=someone_else, term=target, rationale="Networks reach schools.")
    both = activity("Its target is a main purpose, too", goal)
    MappingFactory(activity=both, term=target, strength=3)
    MappingFactory(activity=both, term=TargetFactory(code="9.1"), rationale="Networks reach schools.")
    found = page(focal, UNREASONED, "", vocabulary(), TODAY).rows
    assert {row.title: [link.code for link in row.unreasoned] for row in found} == {
        "Its target is a main purpose, too": ["9.c"],
        "A withdrawn target": ["9"],
        "A target without a rationale": ["9"],
        "A target of another Goal": ["9"],
    }
    for user in (focal, coordinator):
        assert counts(user, "", vocabulary(), TODAY).unreasoned == 4
        assert workspace.count(user, UNREASONED, "", vocabulary(), TODAY) == 4


class TestContradictions:
    """The Matrix: C2 serves 9.c and Goal 4, C5 serves 16.a. C9 serves nothing."""

    @pytest.fixture(autouse=True)
    def matrix(self):
        self.c2, self.c5, self.c9 = (ActionLineFactory(code=code) for code in ("C2", "C5", "C9"))
        self.goal = {n: GoalFactory(code=str(n)) for n in (2, 4, 9, 16)}
        CrosswalkFactory(from_term=self.c2, to_term=TargetFactory(code="9.c"))
        CrosswalkFactory(from_term=self.c2, to_term=self.goal[4])
        CrosswalkFactory(from_term=self.c5, to_term=TargetFactory(code="16.a"))
        # neither of these makes a way of the Matrix
        CrosswalkFactory(from_term=self.c5, to_term=self.goal[2], withdrawn=True)
        CrosswalkFactory(from_term=TermFactory(), to_term=self.goal[2])

    def contradicted(self, user) -> dict[str, list[str]]:
        rows = page(user, CONTRADICTORY, "", vocabulary(), TODAY).rows
        return {row.title: [goal.value for goal in row.contradicted] for row in rows}

    def test_any_target_of_the_goal_will_do(self, focal):
        activity("Other target", self.c2, TargetFactory(code="9.1"))
        activity("The Goal", self.c2, self.goal[9])
        activity("A target of a Goal that is linked as a whole", self.c2, TargetFactory(code="4.4"))
        activity("An indicator", self.c2, TermFactory(kind="indicator", code="9.c.1"))
        assert self.contradicted(focal) == {}

    def test_one_of_the_action_lines_will_do(self, focal):
        activity("Both", self.c2, self.c5, self.goal[9], self.goal[16])
        assert self.contradicted(focal) == {}

    def test_each_claimed_goal_is_asked_for_by_itself(self, focal):
        activity("Half", self.c2, self.goal[9], self.goal[16], TargetFactory(code="2.4"))
        activity("All", self.c9, TargetFactory(code="9.c"))
        assert self.contradicted(focal) == {"All": ["9"], "Half": ["2", "16"]}

    def test_without_action_lines_or_goals_there_is_nothing_to_contradict(self, focal):
        activity("No line", self.goal[2])
        activity("No Goal", self.c2)
        activity("Plan only", TermFactory(), self.c5)
        assert self.contradicted(focal) == {}

    def test_links_that_were_taken_back_do_not_speak(self, focal):
        MappingFactory(activity=activity("Line gone", self.goal[2]), term=self.c2, withdrawn=True)
        MappingFactory(activity=activity("Goal gone", self.c2), term=self.goal[2], withdrawn=True)
        assert self.contradicted(focal) == {}

    def test_the_marks_say_the_same_in_python_and_sql(self, focal):
        known = vocabulary()
        ways = marks(known)
        of = {option.value: ways.of_term[pk] for pk, option in known.by_term.items() if pk in ways.of_term}
        assert [goal.value for goal in ways.goals] == ["2", "4", "9", "16"]
        assert {code: of[code] for code in ("2", "9.c", "C2", "C5", "C9")} == {
            "2": 1,
            "9.c": 1 << 2,
            "C2": 1 << 20 | 1 << 22 | 1 << 23,
            "C5": 1 << 20 | 1 << 24,
            "C9": 1 << 20,
        }


def test_an_array_names_its_first_and_last_term():
    assert (literal({}), literal({7: 1, 9: 4})) == ("{}", "[7:9]={1,0,4}")


def test_without_any_term_nothing_contradicts(coordinator):
    activity("Alone")
    assert counts(coordinator, "", vocabulary(), TODAY) == Counts(activities=1, unmapped=1)


def test_a_focal_point_sees_the_own_sectors_and_a_coordinator_all(focal, coordinator):
    for title, sector in (("D", "ITU-D"), ("R", "ITU-R")):
        activity(title, sector=sector)
    ActivityFactory(title="Stakeholder's", organisation=OrganisationFactory())
    both = UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-R", "ITU-D"])
    nobody, stranger = UserFactory(role=rules.FOCAL_POINT), UserFactory()
    found = {
        "focal": titles(focal, UNMAPPED),
        "both": titles(both, UNMAPPED),
        "both, one": titles(both, UNMAPPED, "ITU-R"),
        "coordinator": titles(coordinator, UNMAPPED),
        "coordinator, one": titles(coordinator, UNMAPPED, "ITU-R"),
        "coordinator, others": titles(coordinator, UNMAPPED, STAKEHOLDERS),
        "nobody": titles(nobody, UNMAPPED),
        "stranger": titles(stranger, UNMAPPED),
    }
    assert found == {
        "focal": ["D"],
        "both": ["R", "D"],
        "both, one": ["R"],
        "coordinator": ["Stakeholder's", "R", "D"],
        "coordinator, one": ["R"],
        "coordinator, others": ["Stakeholder's"],
        "nobody": [],
        "stranger": [],
    }
    assert counts(nobody, "", vocabulary(), TODAY) == Counts()
    assert counts(coordinator, STAKEHOLDERS, vocabulary(), TODAY) == Counts(activities=1, unmapped=1, stale=1)


def by_hand(user, sector: str) -> Counts:
    """The counts in plain Python, from the definitions."""
    crosswalks = {(line, goal) for line, goal in official_pairs()}
    found = dict.fromkeys(GROUPS, 0)
    mine = list(workspace.own_activities(user, sector).prefetch_related("mappings__term"))
    for row in mine:
        links = [link for link in row.mappings.all() if not link.withdrawn]
        lines = {link.term_id for link in links if link.term.kind == "action_line"}
        claimed = {link.term.goal_id for link in links if link.term.goal_id}
        found[UNMAPPED] += not links
        found[OPEN_LINKS] += any(link.certainty in ("proposed", "unconfirmed") for link in links)
        found[STALE] += row.confirmed_on is None or (TODAY - row.confirmed_on).days > 365
        explained = {link.term.parent_id for link in links if link.term.kind == "target" and link.rationale}
        found[UNREASONED] += any(
            link.strength == 3 and not link.rationale and link.term_id not in explained for link in links
        )
        found[CONTRADICTORY] += bool(lines) and any(
            all((line, goal) not in crosswalks for line in lines) for goal in claimed
        )
    return Counts(activities=len(mine), **found)


def official_pairs():
    from activities.models import Crosswalk

    return Crosswalk.objects.official().filter(name="wsis-sdg-matrix").values_list("from_term", "to_term__goal")


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_counts_and_lists_agree_with_counting_by_hand(focal, coordinator, seed):
    Mapping.objects.all().delete()
    Activity.objects.all().delete()
    random_map(random.Random(seed))
    known = vocabulary()
    for user, sector in ((focal, ""), (coordinator, ""), (coordinator, "ITU-R"), (coordinator, STAKEHOLDERS)):
        expected = by_hand(user, sector)
        assert counts(user, sector, known, TODAY) == expected
        for group in GROUPS:
            assert workspace.count(user, group, sector, known, TODAY) == getattr(expected, group), group
            listed = page(user, group, sector, known, TODAY, per_page=1000).rows
            assert len(listed) == getattr(expected, group), group


def random_map(rnd: random.Random) -> None:
    lines = [ActionLineFactory(code=f"C{n}") for n in range(1, 5)]
    terms = [*lines, TermFactory(code="Plan"), *(GoalFactory(code=str(n)) for n in (1, 4, 9))]
    terms += [TargetFactory(code=code) for code in ("1.2", "4.4", "9.1", "9.c")]
    targets = terms[5:]
    for line in lines:
        for target in rnd.sample(targets, rnd.randint(0, 3)):
            row = CrosswalkFactory.build(from_term=line, to_term=target)
            type(row).objects.get_or_create(
                name=row.name,
                from_term=line,
                to_term=target,
                defaults={"standing": row.standing, "withdrawn": rnd.random() < 0.2, "change": ChangeFactory()},
            )
    for number in range(rnd.randint(0, 14)):
        sector = rnd.choice(["ITU-D", "ITU-R", ""])
        owner = OrganisationFactory(sector=sector) if sector else OrganisationFactory(name="Other")
        row = ActivityFactory(
            slug=f"random-{number}",
            organisation=owner,
            confirmed_on=rnd.choice([None, TODAY, TODAY - timedelta(days=365), TODAY - timedelta(days=366)]),
            withdrawn=rnd.random() < 0.1,
        )
        for term in rnd.sample(terms, rnd.choice([0, 1, 2, 4, 6])):
            MappingFactory(
                activity=row,
                term=term,
                strength=rnd.randint(1, 3),
                rationale=rnd.choice(["", "Because."]),
                certainty=rnd.choice(["official", "confirmed", "proposed", "unconfirmed"]),
                withdrawn=rnd.random() < 0.2,
            )


def test_pages_follow_one_another_without_gap_or_repetition(focal):
    for number in range(5):
        activity(f"Entry {number}")
    shown, after = [], None
    for _ in range(3):
        found = page(focal, UNMAPPED, "", vocabulary(), TODAY, after=after, per_page=2)
        shown.append([row.title for row in found.rows])
        after = int(found.next) if found.next else None
    assert (shown, after) == ([["Entry 4", "Entry 3"], ["Entry 2", "Entry 1"], ["Entry 0"]], None)


def test_a_page_ends_before_it_names_too_many_links_but_not_before_its_first_activity(focal, monkeypatch):
    monkeypatch.setattr(workspace, "PER_PAGE_NAMED", 3)
    terms = [GoalFactory(code=str(number + 1)) for number in range(5)]
    for title, links in (("Five", 5), ("One", 1), ("Another one", 1), ("Two", 2)):
        row = activity(title)
        for term in terms[:links]:
            MappingFactory(activity=row, term=term, certainty="unconfirmed")
    shown, after = [], None
    for _ in range(3):
        found = page(focal, OPEN_LINKS, "", vocabulary(), TODAY, after=after)
        shown.append([row.title for row in found.rows])
        after = int(found.next) if found.next else None
    assert (shown, after) == ([["Two", "Another one"], ["One"], ["Five"]], None)


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("items", [1, 3])
def test_a_list_takes_three_queries(focal, group, items, django_assert_num_queries):
    line, goal = ActionLineFactory(code="C2"), GoalFactory(code="9")
    for number in range(items):
        row = activity(f"Entry {number}", confirmed=None)
        if group != UNMAPPED:
            for term in (line, goal):
                MappingFactory(activity=row, term=term, certainty="unconfirmed", strength=3)
    known = vocabulary()
    rules.has_role(focal, rules.COORDINATOR)
    with django_assert_num_queries(3):
        assert len(page(focal, group, "", known, TODAY).rows) == items


@pytest.mark.parametrize("items", [1, 3])
def test_all_counts_take_two_queries(focal, items, django_assert_num_queries):
    for number in range(items):
        activity(f"Entry {number}", GoalFactory(code="9"))
    known = vocabulary()
    rules.has_role(focal, rules.COORDINATOR)
    with django_assert_num_queries(2):
        assert counts(focal, "", known, TODAY) == Counts(activities=items)
