"""The arithmetic of summaries: every count is a sum or a product of a sparse matrix of activities × Terms.

It does not use the database. The counting rules are in docs/product.md, "Counting honestly".
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

#: Facets that are a kind of Term; other Terms (Strategic Plan entries) share the facet "plan" as framework:code.
TERM_FACETS = ("goal", "target", "action_line", "indicator")
#: The value of MatrixCell.sector for organisations outside ITU.
STAKEHOLDERS = "stakeholders"


@dataclass(frozen=True, slots=True)
class Facts:
    """`activities`: (id, sector, organisation type, kind, status, start year, countries, regions), live ones only;
    sector and type are None where no organisation is stated.
    `links`: COPY text of (activity id, term id, strength). `terms`: (id, framework, kind, code, goal id).
    `crosswalks`: (id, from term id, to term id). `groups`: {country: its groups}."""

    activities: list[tuple]
    links: bytes
    terms: list[tuple]
    crosswalks: list[tuple]
    groups: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Rows for TermSummary, FacetCount, MatrixCell and CrosswalkSummary, as field values."""

    terms: list[dict]
    facets: list[dict]
    cells: list[dict]
    crosswalks: list[dict]


def count(facts: Facts) -> Figures:
    """All figures of one snapshot."""
    held = links_by_strength(facts)
    values, names = facet_values(facts)
    everything = sparse.hstack([held[0], values], format="csr")
    pairs = (everything.T @ everything).tocsr()
    return Figures(
        terms=term_rows(facts, held),
        facets=facet_rows(pairs, [*map(facet_of, facts.terms), *names], len(facts.activities)),
        cells=cell_rows(facts, held[0]),
        crosswalks=crosswalk_rows(facts, pairs),
    )


def links_by_strength(facts: Facts) -> list[sparse.csr_matrix]:
    """Activities × Terms for each minimum strength 1, 2 and 3: 1 where the activity has a link of that strength or more
    to the Term or to one of its targets."""
    rows = np.array([a[0] for a in facts.activities], dtype=np.int64)
    columns = np.array([t[0] for t in facts.terms], dtype=np.int64)
    links = np.fromstring(facts.links.decode(), dtype=np.int64, sep=" ").reshape(-1, 3)
    order = np.argsort(rows)
    activity = order[np.searchsorted(rows, links[:, 0], sorter=order)] if len(links) else links[:, 0]
    term = np.searchsorted(columns, links[:, 1])
    place = {t[0]: n for n, t in enumerate(facts.terms)}
    upwards = [(n, place[t[4]]) for n, t in enumerate(facts.terms) if t[4] and t[4] != t[0]]
    steps = [(n, n) for n in range(len(columns))] + upwards
    size = len(columns)
    up = sparse.csr_matrix(([1] * len(steps), tuple(zip(*steps, strict=True)) or ((), ())), shape=(size, size))
    by_strength = []
    for least in (1, 2, 3):
        enough = links[:, 2] >= least
        ends = activity[enough], term[enough]
        direct = sparse.csr_matrix((np.ones(len(ends[0]), dtype=np.int32), ends), shape=(len(rows), size))
        held = (direct @ up).tocsr()
        held.data[:] = 1
        by_strength.append(held)
    return by_strength


def facet_of(term: tuple) -> tuple[str, str]:
    _, framework, kind, code, _ = term
    return (kind, code) if kind in TERM_FACETS else ("plan", f"{framework}:{code}")


def facet_values(facts: Facts) -> tuple[sparse.csr_matrix, list[tuple[str, str]]]:
    """Activities × values of the facets that are not Terms, and the (facet, value) of each column."""
    numbers: dict[tuple[str, str], int] = {}
    rows, columns = [], []
    for n, (_, sector, organisation_type, kind, status, year, countries, regions) in enumerate(facts.activities):
        held = [
            ("whose", "itu" if sector else "stakeholder"),
            ("kind", kind),
            ("status", status),
            *(("country", code) for code in set(countries)),
            *(("region", code) for code in set(regions)),
            *(("group", group) for group in {g for code in countries for g in facts.groups.get(code, ())}),
        ]
        if sector:
            held.append(("sector", sector))
        if organisation_type:
            held.append(("organisation_type", organisation_type))
        if year is not None:
            held.append(("year", str(year)))
        for value in held:
            rows.append(n)
            columns.append(numbers.setdefault(value, len(numbers)))
    shape = len(facts.activities), len(numbers)
    ones = np.ones(len(rows), dtype=np.int32)
    return sparse.csr_matrix((ones, (rows, columns)), shape=shape), list(numbers)


def term_rows(facts: Facts, held: list[sparse.csr_matrix]) -> list[dict]:
    any_strength = held[0]
    whole = [np.asarray(m.sum(axis=0)).ravel() for m in held]
    itu = np.array([bool(a[1]) for a in facts.activities], dtype=np.int32)
    by_itu = any_strength.T @ itu
    reached = (any_strength @ ends_of_crosswalks(facts)).getnnz(axis=0)
    fractional = np.zeros(len(facts.terms))
    kinds: dict[tuple[str, str], list[int]] = {}
    for n, (_, framework, kind, _, _) in enumerate(facts.terms):
        kinds.setdefault((framework, kind), []).append(n)
    for columns in kinds.values():
        part = any_strength[:, columns]
        held_by_each = np.asarray(part.sum(axis=1)).ravel()
        shares = np.divide(1.0, held_by_each, out=np.zeros(len(held_by_each)), where=held_by_each > 0)
        fractional[columns] = part.T @ shares
    return [
        {
            "term_id": term[0],
            "activities": int(whole[0][n]),
            "fractional": round(float(fractional[n]), 6),
            "strength_1": int(whole[0][n] - whole[1][n]),
            "strength_2": int(whole[1][n] - whole[2][n]),
            "strength_3": int(whole[2][n]),
            "itu": int(by_itu[n]),
            "stakeholders": int(whole[0][n] - by_itu[n]),
            "reached": int(reached[n]),
        }
        for n, term in enumerate(facts.terms)
    ]


def ends_of_crosswalks(facts: Facts) -> sparse.csr_matrix:
    """Terms × Terms: 1 where a Crosswalk links the column's Term to the row's."""
    place = {t[0]: n for n, t in enumerate(facts.terms)}
    links = {(place[to_term], place[from_term]) for _, from_term, to_term in facts.crosswalks}
    ends = tuple(zip(*links, strict=True)) or ((), ())
    size = len(place)
    return sparse.csr_matrix(([1] * len(links), ends), shape=(size, size), dtype=np.int32)


def facet_rows(pairs: sparse.csr_matrix, names: list[tuple[str, str]], total: int) -> list[dict]:
    """One row for each slice that is not empty, and one for all activities."""
    sizes = pairs.diagonal()
    rows = [{"facet": "", "value": "", "activities": total, "counts": grouped(names, range(len(names)), sizes)}]
    for n, (facet, value) in enumerate(names):
        start, end = pairs.indptr[n], pairs.indptr[n + 1]
        if start == end:
            continue
        counts = grouped(names, pairs.indices[start:end], pairs.data[start:end])
        rows.append({"facet": facet, "value": value, "activities": int(sizes[n]), "counts": counts})
    return rows


def grouped(names: list[tuple[str, str]], places, numbers) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for place, number in zip(places, numbers.tolist(), strict=True):
        if number:
            facet, value = names[place]
            counts.setdefault(facet, {})[value] = number
    return counts


def cell_rows(facts: Facts, held: sparse.csr_matrix) -> list[dict]:
    """Action Line × Goal: activities linked to both, in total, for each Sector, and for stakeholders."""
    lines = [n for n, t in enumerate(facts.terms) if t[2] == "action_line"]
    goals = [n for n, t in enumerate(facts.terms) if t[2] == "goal"]
    sectors = np.array([a[1] or STAKEHOLDERS for a in facts.activities], dtype=object)
    rows = []
    for sector in ["", *sorted(set(sectors.tolist()))]:
        part = held[np.flatnonzero(sectors == sector)] if sector else held
        cells = (part[:, lines].T @ part[:, goals]).tocoo()
        rows += [
            {
                "line_id": facts.terms[lines[i]][0],
                "goal_id": facts.terms[goals[j]][0],
                "sector": sector,
                "activities": int(number),
            }
            for i, j, number in zip(cells.row, cells.col, cells.data, strict=True)
        ]
    return rows


def crosswalk_rows(facts: Facts, pairs: sparse.csr_matrix) -> list[dict]:
    """For each Crosswalk link, the activities linked to both of its ends."""
    place = {t[0]: n for n, t in enumerate(facts.terms)}
    return [
        {"crosswalk_id": pk, "activities": int(pairs[place[from_term], place[to_term]])}
        for pk, from_term, to_term in facts.crosswalks
    ]
