"""The sparse arithmetic against counting by hand, on small maps of every shape."""

from hypothesis import given, settings
from hypothesis import strategies as st

from activities.summaries.tally import STAKEHOLDERS, Facts, count

#: (id, framework, kind, code, goal id): two Goals with targets, two Action Lines, one plan entry
TERMS = [
    (1, "sdg", "goal", "4", 1),
    (2, "sdg", "goal", "9", 2),
    (3, "sdg", "target", "4.4", 1),
    (4, "sdg", "target", "9.1", 2),
    (5, "sdg", "target", "9.c", 2),
    (6, "wsis", "action_line", "C2", None),
    (7, "wsis", "action_line", "C4", None),
    (8, "sp-2024", "output", "PS-1", None),
]
GROUPS = {"KE": ["ldc", "sids"], "BR": ["sids"]}
CROSSWALKS = [(11, 6, 5), (12, 7, 1), (13, 8, 6)]

activity_rows = st.tuples(
    st.sampled_from(["", "ITU-D", "ITU-R"]),
    st.sampled_from(["government", "academia"]),
    st.sampled_from(["project", "event"]),
    st.sampled_from(["ongoing", "completed"]),
    st.sampled_from([None, 2019, 2024]),
    st.lists(st.sampled_from(["KE", "BR"]), max_size=2),
    st.lists(st.sampled_from(["africa", "global"]), max_size=2),
)
maps = st.lists(st.tuples(activity_rows, st.dictionaries(st.integers(1, 8), st.integers(1, 3))), max_size=6)


def facts_of(drawn) -> Facts:
    ids = [100 + 7 * n for n in range(len(drawn))][::-1]  # any order will do
    activities = [(pk, *row) for pk, (row, _) in zip(ids, drawn, strict=True)]
    links = "".join(
        f"{pk}\t{term}\t{strength}\n"
        for pk, (_, held) in zip(ids, drawn, strict=True)
        for term, strength in held.items()
    )
    return Facts(activities, links.encode(), TERMS, CROSSWALKS, GROUPS)


def rolled_up(held: dict[int, int]) -> dict[int, int]:
    """Strongest link by term id, Goals taking those of their targets."""
    strongest = dict(held)
    for pk, _, kind, _, goal in TERMS:
        if kind == "target" and pk in held:
            strongest[goal] = max(strongest.get(goal, 0), held[pk])
    return strongest


@given(maps)
@settings(max_examples=150, deadline=None)
def test_terms(drawn):
    held = [(row, rolled_up(links)) for row, links in drawn]
    expected = []
    for pk, framework, kind, _, _ in TERMS:
        peers = {t[0] for t in TERMS if t[1:3] == (framework, kind)}
        mine = [(row, links) for row, links in held if pk in links]
        itu = sum(row[0] != "" for row, _ in mine)
        expected.append(
            {
                "term_id": pk,
                "activities": len(mine),
                "fractional": round(sum(1 / len(peers & set(links)) for _, links in mine), 6),
                "strength_1": sum(links[pk] == 1 for _, links in mine),
                "strength_2": sum(links[pk] == 2 for _, links in mine),
                "strength_3": sum(links[pk] == 3 for _, links in mine),
                "itu": itu,
                "stakeholders": len(mine) - itu,
                "reached": sum(any(a == pk and b in links for _, a, b in CROSSWALKS) for _, links in held),
            }
        )
    assert count(facts_of(drawn)).terms == expected


@given(maps)
@settings(max_examples=150, deadline=None)
def test_facets(drawn):
    held = []
    for (sector, organisation_type, kind, status, year, countries, regions), links in drawn:
        values = {("whose", "itu" if sector else "stakeholder"), ("organisation_type", organisation_type)}
        values |= {("kind", kind), ("status", status)} | {("country", c) for c in countries}
        values |= {("region", r) for r in regions}
        values |= {("group", g) for c in countries for g in GROUPS[c]}
        values |= {("sector", sector)} if sector else set()
        values |= {("year", str(year))} if year else set()
        for pk in rolled_up(links):
            _, framework, term_kind, code, _ = TERMS[pk - 1]
            values.add(("plan", f"{framework}:{code}") if term_kind == "output" else (term_kind, code))
        held.append(values)

    def counts(within):
        total: dict[str, dict[str, int]] = {}
        for values in within:
            for facet, value in values:
                total.setdefault(facet, {}).setdefault(value, 0)
                total[facet][value] += 1
        return total

    expected = {("", ""): (len(held), counts(held))}
    for item in set().union(*held):
        within = [values for values in held if item in values]
        expected[item] = (len(within), counts(within))
    rows = count(facts_of(drawn)).facets
    assert {(r["facet"], r["value"]): (r["activities"], r["counts"]) for r in rows} == expected


@given(maps)
@settings(max_examples=150, deadline=None)
def test_matrix_and_crosswalks(drawn):
    held = [(row[0] or STAKEHOLDERS, rolled_up(links)) for row, links in drawn]
    expected = {}
    for sector, links in held:
        for line in (6, 7):
            for goal in (1, 2):
                if line in links and goal in links:
                    for which in ("", sector):
                        expected[line, goal, which] = expected.get((line, goal, which), 0) + 1
    figures = count(facts_of(drawn))
    assert {(c["line_id"], c["goal_id"], c["sector"]): c["activities"] for c in figures.cells} == expected
    assert figures.crosswalks == [
        {"crosswalk_id": pk, "activities": sum(a in links and b in links for _, links in held)}
        for pk, a, b in CROSSWALKS
    ]
