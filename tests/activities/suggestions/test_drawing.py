"""Which activities a model learns from."""

from collections import Counter
from random import Random

from activities.suggesting.drawing import Candidate, Trust, drawn


def candidate(pk, trust=Trust.CHECKED, **more):
    fields = {"words": f"title {pk}", "goals": (), "lines": (), "organisation": None, "language": "en", "batch": ""}
    return Candidate(id=pk, trust=trust, **(fields | more))


def imported(pk, batch="file", **more):
    return candidate(pk, Trust.IMPORTED, **({"batch": batch} | more))


def test_everything_is_drawn_while_there_is_room():
    rows = [candidate(1), imported(2), candidate(3, Trust.ANSWERED)]
    assert drawn(rows, most=10) == {1, 2, 3}
    assert drawn([]) == set()


def test_a_flood_of_one_import_leaves_the_curated_activities():
    curated = [candidate(pk, goals=(f"sdg:{pk % 17 + 1}",), lines=(f"wsis:C{pk % 11 + 1}",)) for pk in range(341)]
    flood = [imported(pk, goals=("sdg:9",), lines=("wsis:C2",), organisation=7) for pk in range(1_000, 6_000)]
    found = drawn([*flood, *curated])
    assert {row.id for row in curated} <= found
    assert len(found) == 341 + 800  # a fifth of 4,000


def test_confirmed_rows_of_an_import_are_bounded_too():
    flood = [candidate(pk, Trust.CHECKED, batch="file") for pk in range(100)]
    curated = [candidate(pk) for pk in range(200, 204)]
    assert len(drawn([*flood, *curated], most=50)) == 10 + 4


def test_several_imports_share_the_room():
    rows = [imported(pk, batch=f"file {pk % 4}") for pk in range(400)]
    found = drawn(rows, most=100)
    assert Counter(pk % 4 for pk in found) == {0: 20, 1: 20, 2: 20, 3: 20}


def test_an_import_that_is_all_there_is_fills_the_room():
    assert len(drawn([imported(pk) for pk in range(90)], most=50)) == 50


def test_an_import_with_little_else_loses_room_bit_by_bit():
    flood = [imported(pk) for pk in range(5_000)]
    found = {}
    for others in (0, 1, 100, 319, 320, 341):
        curated = {row.id: row for row in (candidate(pk) for pk in range(9_000, 9_000 + others))}
        chosen = drawn([*flood, *curated.values()])
        assert set(curated) <= chosen
        found[others] = len(chosen) - others
    assert found == {0: 4_000, 1: 3_990, 100: 3_000, 319: 810, 320: 800, 341: 800}


def test_answers_come_first_then_what_was_checked():
    rows = [
        *(candidate(pk) for pk in range(40)),
        *(imported(pk) for pk in range(100, 140)),
        *(candidate(pk, Trust.ANSWERED, batch="file") for pk in range(200, 220)),
    ]
    found = drawn(rows, most=50)
    assert {pk for pk in found if pk >= 200} == set(range(200, 220))  # more than a fifth: people answered each
    assert Counter(pk // 100 for pk in found) == {2: 20, 0: 30}


def test_what_is_rare_is_drawn_before_more_of_the_same():
    common = [candidate(pk, goals=("sdg:9",), lines=("wsis:C2",), organisation=1) for pk in range(1_000)]
    rare = [
        candidate(2_001, goals=("sdg:14",)),
        candidate(2_002, lines=("wsis:C10",)),
        candidate(2_003, organisation=9),
        candidate(2_004, language="ar"),
    ]
    assert {row.id for row in rare} <= drawn([*common, *rare], most=40)


def test_near_duplicates_of_an_organisation_are_drawn_once():
    rows = [
        imported(1, words="digit skill", organisation=1),
        candidate(2, words="digit skill", organisation=1),
        candidate(3, words="digit skill", organisation=2),
        candidate(4, words=""),
        candidate(5, words=""),
    ]
    assert drawn(rows) == {2, 3, 4, 5}
    answered = [candidate(pk, Trust.ANSWERED, words="digit skill") for pk in (6, 7)]
    assert drawn([*answered, candidate(8, words="digit skill")]) == {6, 7}


def test_the_same_rows_give_the_same_draw_and_a_few_more_change_it_little():
    rows = [candidate(pk, goals=(f"sdg:{pk % 17}",), organisation=pk % 30) for pk in range(2_000)]
    mixed = Random(1).sample(rows, len(rows))
    first = drawn(rows, most=500)
    assert drawn(mixed, most=500) == first
    more = [candidate(pk, goals=(f"sdg:{pk % 17}",), organisation=pk % 30) for pk in range(2_000, 2_040)]
    assert len(drawn([*rows, *more], most=500) & first) > 450
