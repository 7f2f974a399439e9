"""`?as_of=` shows the same as at that time, and comparisons show the differences between two versions."""

import pytest

from activities.models import Activity, Crosswalk, Mapping, Organisation, Term
from activities.queries.history.compare import compare
from activities.queries.moment import find
from activities.summaries import past, rebuild
from tests.activities.history.past.writing import Writer, last, live, snapshot
from tests.factories.activities import (
    ActivityFactory,
    MappingFactory,
    TargetFactory,
)
from tests.factories.small_map import small_map
from tests.reading import text


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_each_moment_is_what_was_seen_then_and_comparisons_are_their_differences(client, moments, seed):
    writer, seen, facts = Writer(seed), {}, {}
    for _act in range(7):
        writer.act()
        rebuild()
        seen[last()], facts[last()] = snapshot(client), live()
    for number, then in seen.items():
        now = snapshot(client, number)
        assert [path for path in then if now[path] != then[path]] == [], number
    assert snapshot(client) == seen[last()]
    numbers = list(facts)
    for one, other in zip(numbers, [*numbers[1:], numbers[-1]], strict=True):
        refuse_wrong_comparison(facts, one, other)
    refuse_wrong_comparison(facts, numbers[0], numbers[-1])


def refuse_wrong_comparison(facts: dict, one: int, other: int) -> None:
    found = compare(find(str(one)), find(str(other)))
    before, after = facts[one], facts[other]
    both = before["links"].keys() & after["links"].keys()
    assert found.links == {
        "added": len(after["links"].keys() - before["links"].keys()),
        "removed": len(before["links"].keys() - after["links"].keys()),
        "strengthened": sum(after["links"][key] > before["links"][key] for key in both),
        "weakened": sum(after["links"][key] < before["links"][key] for key in both),
    }
    assert (found.before, found.after) == (len(before["activities"]), len(after["activities"]))
    assert {act.id for act in found.added} == after["activities"].keys() - before["activities"].keys()
    assert {act.id for act in found.removed} == before["activities"].keys() - after["activities"].keys()
    assert {goal.code: (goal.before, goal.after) for goal in found.goals} == {
        code: (before["goals"][code], after["goals"][code]) for code in after["goals"]
    }
    for row in found.sectors:
        sector = "" if row.code == "stakeholders" else row.code
        held = [list(side["activities"].values()).count(sector) for side in (before, after)]
        assert [row.before, row.after] == held, row.code


def test_a_moment_before_the_figures_were_ever_counted_can_be_seen(client, moments):
    ActivityFactory(title="The first")
    number = last()
    assert "The first" in text(client.get(f"/activities/?as_of={number}"))


@pytest.mark.django_db
def test_links_of_a_mapping_that_came_later_are_not_there(client):
    small_map(1)
    number = last()
    MappingFactory(term=TargetFactory(code="9.5"), activity=Activity.objects.get())
    rebuild()
    assert "9.5" not in text(client.get(f"/activities/{Activity.objects.get().pk}/?as_of={number}"))
    assert "9.5" in text(client.get(f"/activities/{Activity.objects.get().pk}/"))


def test_the_whole_history_is_in_a_moment():
    """A tracked table missing from a past version would show current data."""
    tables = {table for table, _events in past.tracked()}
    for model in (Activity, Mapping, Term, Crosswalk, Organisation):
        assert model._meta.db_table in tables
    assert "roadmap_action" in tables
    assert "roadmap_seriesvalue" in tables
