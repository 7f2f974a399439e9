"""Targets: the files that ship, what is wrong in a file, the pages, the API and the search."""

import shutil

import pytest

from activities.actions.ledger import record
from activities.actions.reference.frameworks import load_frameworks
from activities.actions.reference.load import REFERENCE as MAP
from activities.certainty import Certainty
from activities.exchange.csv_files.frameworks import read_frameworks
from activities.exchange.csv_files.rows import Faults
from roadmap.actions.reference.load import REFERENCE
from roadmap.actions.reference.targets import load_targets
from roadmap.exchange.targets_csv import target_certainty, value_certainty
from roadmap.models import Target, TargetSet, TargetValue
from roadmap.queries.targets import line_name, released, target_page, target_sets
from tests.activities.browse.test_matrix import text
from tests.factories.activities import GoalFactory, TermFactory, UserFactory
from tests.factories.roadmap import TargetFactory, TargetGoalFactory, TargetSetFactory, TargetValueFactory

pytestmark = pytest.mark.django_db
LIST, ONE = "/roadmap/targets/", "/roadmap/targets/connect-2030-1-2/"


def load(folder):
    with record("tests", "reference.load") as change:
        load_frameworks(read_frameworks(MAP / "frameworks.csv"), change)
        load_targets(change, folder)


@pytest.fixture
def shipped(db):
    load(REFERENCE)


def test_what_ships(shipped):
    assert {one.code: one.targets.count() for one in TargetSet.objects.all()} == {
        "connect-2030": 32,
        "sp-2024": 21,
        "broadband-2025": 14,
        "universal-meaningful-connectivity-2030": 19,
    }
    assert TargetValue.objects.count() == 508
    one = Target.objects.get(slug="connect-2030-1-2")
    assert (one.title, one.unit, one.area) == ("70% of individuals using the Internet", "%", "World")
    assert (one.baseline_value, one.baseline_year, one.baseline_certainty) == (48, 2017, Certainty.PROPOSED)
    assert (one.target_value, one.target_year, one.certainty) == (70, 2023, Certainty.UNCONFIRMED)
    assert str(one.plan_term) == "1.2 By 2023: 70% of individuals worldwide using the Internet"
    assert [link.term.code for link in one.goal_links.all()] == ["9", "17"]
    assert not Target.objects.filter(set__framework__isnull=False, plan_term=None).exists()
    with record("tests", "reference.load") as change:
        assert [outcome.wrote for outcome in load_targets(change, REFERENCE)] == [0, 0, 0, 0]


def test_nothing_public_says_how_we_came_to_know(shipped):
    words = ("recalled", "second-hand", "mirror", "seen;", " ours", "we know")
    shown = [*Target.objects.values_list("title", "measure"), *TargetValue.objects.values_list("edition", "remark")]
    assert [row for row in shown for text in row if any(word in text for word in words)] == []


@pytest.mark.parametrize(
    ("words", "certainty"),
    [
        ("seen", Certainty.OFFICIAL),
        ("seen; baseline ours, Facts and Figures 2017, second-hand", Certainty.OFFICIAL),
        ("seen; number ours", Certainty.OFFICIAL),
        ("seen; measure ours", Certainty.PROPOSED),
        ("seen; target number of countries ours", Certainty.PROPOSED),
        ("recalled; measure ours", Certainty.UNCONFIRMED),
        ("second-hand; number ours", Certainty.UNCONFIRMED),
    ],
)
def test_certainty_of_a_target(words, certainty):
    assert target_certainty(words) == certainty


@pytest.mark.parametrize(
    ("words", "certainty"),
    [
        ("project data", Certainty.OFFICIAL),
        ("seen; of 188 with data", Certainty.OFFICIAL),
        ("computed; 71 of 178", Certainty.PROPOSED),
        ("computed; 14 per cent without seen, second-hand", Certainty.UNCONFIRMED),
        ("seen; by mirror", Certainty.UNCONFIRMED),
        ("unsure", Certainty.UNCONFIRMED),
        ("", Certainty.UNCONFIRMED),
    ],
)
def test_certainty_of_a_figure(words, certainty):
    assert value_certainty(words) == certainty


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        (
            "target_sets.csv",
            "broadband-2025,",
            "Broadband 2025,",
            "row 4, column code: “Broadband 2025” cannot be a part",
        ),
        (
            "targets.csv",
            "connect-2030/1.2,connect-2030",
            "connect-2030/1.2,connect-2031",
            "“connect-2031” is not a set",
        ),
        (
            "targets.csv",
            "connect-2030/1.2,",
            "1.2,",
            "row 3, column code: “1.2” is not the code of a target in this set",
        ),
        (
            "targets.csv",
            ",World,48,2017,70,",
            ",World,48,,70,",
            "row 3, column baseline_year: The baseline has no year.",
        ),
        ("targets.csv", ",World,48,2017,70,", ",World,4x8,2017,70,", "column baseline_value: “4x8” is not a number."),
        ("targets.csv", ",70,2023,9;17,1.2,", ",70,2023,9;17,9.9,", "“9.9” is not an entry of the plan of this set."),
        ("targets.csv", ",70,2023,9;17,", ",70,2023,9;18,", "column goals: “18” is not a Goal."),
        (
            "target_values.csv",
            "broadband-2025/1,2010",
            "broadband-2025/99,2010",
            "“broadband-2025/99” is not a target of",
        ),
        ("target_values.csv", "broadband-2025/1,2010", "broadband-2025/1,", "row 2, column year: The cell is empty."),
        ("target_values.csv", "2010,World,102,", "2010,World,,", "row 2, column value: The cell is empty. Fill it in."),
        ("target_values.csv", "2010,World,102,", "2010,World,1.23456,", "1.23456 has too many digits."),
        ("target_values.csv", "broadband-2025/1,2010,", "broadband-2025/1,2020,", "appears twice in one edition."),
    ],
)
def test_a_broken_row_is_refused_and_nothing_is_loaded(tmp_path, name, old, new, fault):
    folder = tmp_path / "reference"
    shutil.copytree(REFERENCE, folder)
    content = (folder / name).read_text(encoding="utf-8")
    assert old in content
    (folder / name).write_text(content.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Faults) as raised:
        load(folder)
    assert fault in str(raised.value)
    assert not TargetSet.objects.exists()


@pytest.mark.parametrize(
    ("edition", "year", "name"),
    [
        ("Facts and Figures 2025", 2025, "2025 ITU"),
        ("UNSD and Our World in Data, file of 2025", 2025, "2025 UNSD"),
        ("Global E-waste Monitor 2024", 2024, "2024 Global E-waste Monitor"),
        ("ITU backgrounder on accessibility", 0, "ITU backgrounder on accessibility"),
    ],
)
def test_editions_have_a_year_and_a_short_name(edition, year, name):
    assert (released(edition), line_name(edition)) == (year, name)


@pytest.fixture
def internet():
    """Target 1.2 with figures of 2023 and 2024 in two editions, and one for Africa."""
    target = TargetFactory(code="1.2", plan_term=TermFactory(code="1.2", title="By 2023: 70% online"))
    TargetGoalFactory(target=target, term=GoalFactory(code="9"))
    for year, value, edition in (
        (2022, "66", "Facts and Figures 2024"),
        (2023, "67", "Facts and Figures 2024"),
        (2024, "68", "Facts and Figures 2024"),
        (2024, "71", "Facts and Figures 2025"),
    ):
        TargetValueFactory(target=target, year=year, value=value, edition=edition)
    TargetValueFactory(
        target=target, area="Africa", year=2024, value="38", basis="press", source_url="https://mirror.example/"
    )
    return target


def test_the_list_shows_baseline_target_and_the_latest_figure_of_the_latest_edition(client, internet):
    TargetFactory(
        code="2.8b",
        title="Equal ownership of phones",
        unit="ratio",
        baseline_value=None,
        baseline_year=None,
        target_value=None,
    )
    words = text(client.get(LIST))
    assert "2 targets and measures of targets. 1 of them has figures, the latest for 2024." in words
    assert "1.2 70% of individuals using the Internet 48% in 2017 70% by 2023 71% 2024, Facts and Figures 2025" in words
    assert "2.8b Equal ownership of phones – no figure set by 2023 no figures" in words
    assert 'href="/api/v1/roadmap/target-values.csv"' in client.get(LIST).content.decode()


def test_the_area_has_parts(internet):
    target = TargetFactory(code="2.1b", area="World, urban and rural")
    TargetValueFactory(target=target, area="World, urban", value="85", year=2025)
    TargetValueFactory(target=target, area="World, rural", value="58", year=2025)
    TargetValueFactory(target=target, area="Africa, rural", value="25", year=2025)
    TargetValueFactory(target=target, area="World, rural", value="48", year=2024)
    [lines] = [one.lines for one in target_sets()]
    assert [(value.area, value.value) for value in lines[1].latest] == [("World, rural", 58), ("World, urban", 85)]


def test_no_line_joins_two_editions_or_two_baskets(internet):
    TargetValueFactory(target=internet, year=2025, value="1.4", edition="Facts and Figures 2025", remark="5 GB basket")
    world = target_page(internet.slug).areas[0]
    assert {(line.edition, tuple(point.year for point in line.points)) for line in world.lines} == {
        ("2024 ITU", (2022, 2023, 2024)),
        ("2025 ITU", (2024,)),
        ("2025 ITU", (2025,)),
    }


def test_a_target_has_its_figures_by_edition_with_plan_and_goals(client, internet):
    other = TargetFactory(code="1.2b", title="The same among women")
    page = client.get(ONE)
    words, body = text(page), page.content.decode()
    assert (
        "Baseline 48% in 2017 Proposed Target value 70% by 2023 Latest figure 71% 2024, Facts and Figures 2025" in words
    )
    assert "In the plan 1.2 By 2023: 70% online" in words
    assert f"Other measures of this target 1.2b {other.title}" in words
    assert "picture-connect-2030-1-2-values" in body
    assert "Show figures for 1 other area Figures on “70% of individuals using the Internet”" in words
    assert "Area Year Figure Edition Africa 2024 38%" in words
    assert 'href="/api/v1/roadmap/target-values.csv?target=connect-2030-1-2"' in body
    assert "mirror.example" not in body
    assert "press" not in words


def test_staff_see_how_we_came_to_know(client, internet):
    client.force_login(UserFactory(role="coordinator"))
    page = client.get(ONE)
    assert "For staff only: press" in text(page)
    assert 'href="https://mirror.example/"' in page.content.decode()


def test_few_figures_are_a_table_without_a_picture(client):
    target = TargetFactory(code="1.2")
    TargetValueFactory(target=target)
    page = client.get(ONE)
    assert "picture-" not in page.content.decode()
    assert "World 2023 67% Facts and Figures 2023" in text(page)


def test_scores_are_not_drawn(client):
    target = TargetFactory(code="1.2", unit="ratio")
    for year in (2021, 2022, 2023, 2024):
        TargetValueFactory(target=target, year=year, value="0.92")
    page = client.get(ONE)
    assert "picture-" not in page.content.decode()
    assert "World 2024 0.92 Facts and Figures 2023" in text(page)


def test_a_target_without_figures_says_so(client):
    TargetFactory(code="1.2")
    assert "No figure has been found for this target yet." in text(client.get(ONE))


def test_an_unknown_target_is_not_found(client):
    assert client.get("/roadmap/targets/connect-2030-99/").status_code == 404


@pytest.mark.parametrize("items", [1, 3])
def test_query_counts(client, items, django_assert_num_queries):
    for number in range(items):
        target = TargetFactory(code="1.2" if not number else f"1.2{'abc'[number]}")
        TargetGoalFactory(target=target, term=GoalFactory(code=str(number + 1)))
        TargetValueFactory(target=target)
        TargetValueFactory(target=TargetFactory(code="1.2"), year=2020 + number, edition="Facts and Figures 2025")
    with django_assert_num_queries(3):
        assert client.get(LIST).status_code == 200
    with django_assert_num_queries(4):
        assert client.get(ONE).status_code == 200


def results(client, address):
    return client.get(f"/api/v1/roadmap/{address}").json()["results"]


def test_the_api_has_targets_and_figures(client, internet):
    [row] = results(client, "targets/?set=connect-2030&goal=9")
    wanted = {
        "slug": "connect-2030-1-2",
        "set": "connect-2030",
        "code": "1.2",
        "baseline_value": 48.0,
        "baseline_certainty": "proposed",
        "target_value": 70.0,
        "target_year": 2023,
        "plan_term": "sp-2024:1.2",
        "goals": ["9"],
        "certainty": "official",
    }
    assert {name: row[name] for name in wanted} == wanted
    assert "basis" not in row
    [figure] = results(client, "target-values/?target=connect-2030-1-2&area=Africa")
    assert (figure["value"], figure["unit"], figure["edition"]) == (38.0, "%", "Facts and Figures 2023")
    assert "mirror" not in str(figure)
    assert [row["code"] for row in results(client, "target-sets/")] == ["connect-2030"]
    assert client.get("/api/v1/roadmap/targets/?set=connect-2031").status_code == 400


def test_a_search_finds_targets_by_number_and_words(client, internet):
    TargetSetFactory()
    assert "70% of individuals using the Internet" in text(client.get("/search/?q=connect+2030+1.2"))
    assert "70% of individuals using the Internet" in text(client.get("/search/?q=three+months"))
