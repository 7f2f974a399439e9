"""The gap finder: what is expected and not there, and what is claimed against the Matrix or without saying why."""

import csv
import io

import pytest

from activities import rules
from activities.models import Mapping
from activities.queries.vocabulary import vocabulary
from activities.queries.workspace.gaps import Claims, claims, expected, offenders
from activities.summaries import rebuild
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CrosswalkFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    TermFactory,
    UserFactory,
)
from tests.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client):
    user = UserFactory(role=rules.COORDINATOR)
    client.force_login(user)
    return user


@pytest.fixture
def focal(client):
    user = UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"])
    client.force_login(user)
    return user


def activity(title: str, *terms, sector: str = "ITU-D", **link):
    row = ActivityFactory(title=title, organisation=OrganisationFactory(sector=sector))
    for term in terms:
        MappingFactory(activity=row, term=term, **link)
    return row


@pytest.fixture
def shortfall():
    """The Matrix links C2 to 9.c (served), 9.1 (served, but not under C2) and 4.4 (by nobody), and C9, which nobody
    does, to 9.c. A plan's entry proposes 9.c, which is served, and 2.4, which nobody serves."""
    c2, c5, c9 = (ActionLineFactory(code=code) for code in ("C2", "C5", "C9"))
    t9c, t91, t44, t24 = (TargetFactory(code=code) for code in ("9.c", "9.1", "4.4", "2.4"))
    for target, certainty in ((t9c, "official"), (t91, "official"), (t44, "unconfirmed")):
        CrosswalkFactory(from_term=c2, to_term=target, rationale=f"Why {target.code}.", certainty=certainty)
    CrosswalkFactory(from_term=c9, to_term=t9c, rationale="=Ethics")
    CrosswalkFactory(from_term=c9, to_term=t91, withdrawn=True)
    entry = TermFactory(code="R.1", kind="output", title="Rules of the air")
    for target in (t9c, t24):
        CrosswalkFactory(from_term=entry, to_term=target, rationale="Proposed.")
    activity("Both", c2, t9c)
    activity("Also under C2", c2, sector="ITU-R")
    activity("Elsewhere", c5, t91)
    rebuild()


def test_expected_work_that_nobody_does(shortfall):
    matrix, plans = expected()
    assert (matrix.links, matrix.missing, matrix.unserved, matrix.uncounted) == (4, 3, 1, 0)
    assert [
        (line.code, line.links, line.able, [(m.code, m.rationale, m.certainty, m.served) for m in line.missing])
        for line in matrix.lines
    ] == [
        ("C2", 3, 2, [("4.4", "Why 4.4.", "unconfirmed", 0), ("9.1", "Why 9.1.", "official", 1)]),
        ("C9", 1, 0, [("9.c", "=Ethics", "official", 1)]),
    ]
    assert matrix.lines[0].able_href == "/activities/?action_line=C2"
    assert (plans.links, plans.missing, plans.unserved, plans.uncounted) == (2, 1, 1, 1)
    assert [
        (line.kind, line.code, line.href, line.links, line.able, [m.code for m in line.missing]) for line in plans.lines
    ] == [("Output", "R.1", "/frameworks/sp-2024/R.1/", 2, 1, ["2.4"])]


def test_a_sector_narrows_only_who_could(shortfall):
    everybody, narrowed = expected()[0], expected("ITU-R")[0]
    assert [line.able for line in narrowed.lines] == [1, 0]
    assert narrowed.lines[0].able_href == "/activities/?action_line=C2&sector=ITU-R"
    assert [line.missing for line in narrowed.lines] == [line.missing for line in everybody.lines]


def test_before_the_first_summary_nothing_is_known_to_be_a_gap():
    CrosswalkFactory()
    CrosswalkFactory(from_term=TermFactory())
    matrix, plans = expected()
    assert (matrix.links, matrix.missing, plans.links, plans.missing) == (1, 0, 1, 0)


@pytest.mark.parametrize("items", [1, 3])
def test_expected_takes_one_query(items, django_assert_num_queries):
    for number in range(items):
        CrosswalkFactory(to_term=TargetFactory(code=f"9.{number + 1}"))
    rebuild()
    with django_assert_num_queries(1):
        assert expected()[0].missing == items


def goals(*numbers: int):
    return [GoalFactory(code=str(number)) for number in numbers]


def told(user, sector="") -> dict[str, list]:
    known = vocabulary()
    found = claims(user, sector, known, 100)
    named = {*found.unreasoned_ids, *found.unevidenced_ids, *found.contradictory_ids}
    rows = offenders(named, known)
    return {
        "rationale": [(rows[pk].row.title, [g.value for g in rows[pk].unreasoned]) for pk in found.unreasoned_ids],
        "evidence": [(rows[pk].row.title, [g.value for g in rows[pk].unevidenced]) for pk in found.unevidenced_ids],
        "matrix": [(rows[pk].row.title, [g.value for g in rows[pk].contradicted]) for pk in found.contradictory_ids],
    }


def test_more_than_three_goals_want_a_rationale_each(coordinator):
    three, four = goals(1, 2, 3), goals(1, 2, 3, 4)
    activity("Three", *three)
    activity("Four", *four)
    activity("Four, each with a reason", *four, rationale="Because.")
    row = activity("By a target", *goals(1, 2, 3), rationale="Because.")
    MappingFactory(activity=row, term=GoalFactory(code="4"))
    MappingFactory(activity=row, term=TargetFactory(code="4.4"), rationale="Schools.")
    row = activity("One lacks it", *goals(1, 2, 3), rationale="Because.")
    MappingFactory(activity=row, term=TargetFactory(code="9.c"))
    row = activity("Three and one taken back", *three)
    MappingFactory(activity=row, term=GoalFactory(code="4"), withdrawn=True)
    activity("Three Goals, five targets", *three, *(TargetFactory(code=code) for code in ("1.1", "1.2", "2.4")))
    assert told(coordinator) == {
        "rationale": [("One lacks it", ["9"]), ("Four", ["1", "2", "3", "4"])],
        "evidence": [],
        "matrix": [],
    }
    found = claims(coordinator, "", vocabulary(), 100)
    assert (found.activities, found.many, found.unreasoned, found.most, found.unevidenced) == (7, 4, 2, 0, 0)


def test_more_than_eight_goals_want_evidence_each(coordinator):
    nine = goals(*range(1, 10))
    full = {"rationale": "Because.", "evidence_url": "https://example.org/"}
    activity("Eight", *nine[:8], rationale="Because.")
    activity("Nine with evidence", *nine, **full)
    row = activity("Nine, two without", *nine, **full)
    row.mappings.filter(term__in=nine[:2]).update(evidence_url="")
    assert told(coordinator) == {
        "rationale": [],
        "evidence": [("Nine, two without", ["1", "2"])],
        "matrix": [],
    }
    found = claims(coordinator, "", vocabulary(), 100)
    assert (found.many, found.unreasoned, found.most, found.unevidenced) == (3, 0, 2, 1)


def test_contradictions_are_those_of_the_workspace(coordinator, focal):
    line = ActionLineFactory(code="C2")
    CrosswalkFactory(from_term=line, to_term=TargetFactory(code="9.c"))
    activity("Agrees", line, *goals(9))
    activity("Odd", line, *goals(9, 2), sector="ITU-R")
    activity("Only Goals", *goals(2))
    assert told(coordinator)["matrix"] == [("Odd", ["2"])]
    found = claims(coordinator, "", vocabulary(), 100)
    assert (found.activities, found.both, found.contradictory) == (3, 2, 1)
    found = claims(focal, "", vocabulary(), 100)
    assert (found.activities, found.both, found.contradictory, found.contradictory_ids) == (2, 1, 0, ())


def test_who_keeps_nothing_has_no_figures():
    assert claims(UserFactory(role=rules.FOCAL_POINT), "", vocabulary(), 100) == Claims()


def test_as_many_are_named_as_were_asked_for(coordinator):
    rows = [activity(f"Entry {n}", *goals(1, 2, 3, 4)) for n in range(3)]
    found = claims(coordinator, "", vocabulary(), 2)
    assert (found.unreasoned, found.unreasoned_ids) == (3, (rows[2].pk, rows[1].pk))


class TestPage:
    def test_figures_with_definitions_denominators_and_dates(self, client, focal, shortfall):
        shown = text(client.get("/gaps/"))
        assert "3 official links without activities 75% of 4 links" in shown
        assert "3 of 4 official links have no activity linked to both" in shown
        assert "1 of these targets has no activity at all." in shown
        assert "The editors of this map propose these links, except those marked “official”. 1 of 2 links" in shown
        assert "One more has no activity linked to both of its entries, but the entry it leads to has some." in shown
        assert "2 activities under C2 could contribute (ITU and stakeholders)" in shown
        assert "4.4 Title of 4.4 Unconfirmed Why 4.4. none" in shown
        # 9.c agrees with C2; C5, which the Matrix leads nowhere, does not with 9.1
        assert "1 of 2 activities with Action Lines and Goals differ (2 activities in total)." in shown
        assert shown.count("Live count, version") == 3
        assert shown.count("Data as of") == 3

    def test_a_focal_point_sees_only_own_activities_but_every_expectation(self, client, focal, shortfall):
        activity("Of another Sector", *goals(1, 2, 3, 4), sector="ITU-R")
        shown = text(client.get("/gaps/"))
        assert "Of another Sector" not in shown
        assert "C9" in shown
        assert client.get("/gaps/?sector=ITU-R").status_code == 400
        assert "Of another Sector" not in client.get("/gaps/rationale.csv").content.decode()

    def test_a_focal_point_without_sectors_sees_what_is_expected(self, client, shortfall):
        client.force_login(UserFactory(role=rules.FOCAL_POINT))
        shown = text(client.get("/gaps/"))
        assert "C9" in shown
        assert "No Sector has been assigned to you yet" in shown

    def test_an_empty_map(self, client, coordinator):
        shown = text(client.get("/gaps/"))
        assert "The Matrix has not been loaded." in shown
        assert "No such links have been loaded." in shown

    @pytest.mark.parametrize("items", [1, 3])
    def test_query_count(self, client, coordinator, items, django_assert_num_queries):
        line = ActionLineFactory(code="C2")
        for number in range(items):
            activity(f"Entry {number}", line, *goals(1, 2, 3, 4))
            CrosswalkFactory(from_term=line, to_term=TargetFactory(code=f"9.{number + 1}"))
        rebuild()
        client.get("/gaps/")
        with django_assert_num_queries(11):
            client.get("/gaps/")


def table(response) -> list[list[str]]:
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


class TestFiles:
    def test_what_the_matrix_expects(self, client, focal, shortfall):
        header, *rows = table(client.get("/gaps/matrix.csv"))
        assert header[1:9] == "from from_title to_kind to to_title rationale certainty activities_with_both".split()
        assert header[9:] == ["activities_at_to", "activities_that_could", "whose_could", "as_of", "change"]
        assert [row[1:12] for row in rows] == [
            "C2|Title of C2|target|4.4|Title of 4.4|Why 4.4.|unconfirmed|0|0|2|all".split("|"),
            "C2|Title of C2|target|9.1|Title of 9.1|Why 9.1.|official|0|1|2|all".split("|"),
            "C9|Title of C9|target|9.c|Title of 9.c|'=Ethics|official|0|1|0|all".split("|"),
        ]

    def test_what_the_plans_propose(self, client, focal, shortfall):
        response = client.get("/gaps/plans.csv?sector=ITU-D")
        assert response["Content-Disposition"] == 'attachment; filename="gaps-plans-itu-d.csv"'
        _header, *rows = table(response)
        assert [row[1:12] for row in rows] == [
            "R.1|Rules of the air|target|2.4|Title of 2.4|Proposed.|proposed|0|0|1|ITU-D".split("|")
        ]

    def test_claims_with_neutral_cells(self, client, coordinator):
        line = ActionLineFactory(code="C2")
        row = activity('=HYPERLINK("x")', line, *goals(*range(1, 10)))
        place = [str(row.pk), '\'=HYPERLINK("x")', "ITU-D", "ITU-D", "C2"]
        nine = "; ".join(map(str, range(1, 10)))
        for name, column in (
            ("contradictions", "goals_against_the_matrix"),
            ("rationale", "goals_without_rationale"),
            ("evidence", "goals_without_evidence"),
        ):
            header, *rows = table(client.get(f"/gaps/{name}.csv"))
            assert header == [
                "id",
                "title",
                "organisation",
                "sector",
                "action_lines",
                "goals",
                column,
                "as_of",
                "change",
            ]
            assert [found[:7] for found in rows] == [[*place, nine, nine]]
        Mapping.objects.update(rationale="Because.")
        assert len(table(client.get("/gaps/rationale.csv"))) == 1

    def test_a_table_that_there_is_not(self, client, focal):
        assert client.get("/gaps/everything.csv").status_code == 404

    def test_another_sector_is_refused(self, client, focal):
        assert client.get("/gaps/contradictions.csv?sector=ITU-R").status_code == 400
