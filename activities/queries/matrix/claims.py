"""What activities claim, and which of it the WSIS-SDG Matrix contradicts.

An activity *claims* a Goal when a live link leads from it to the Goal or to one of the Goal's targets or indicators.

A claimed Goal *contradicts* the Matrix when the activity also has Action Lines and no official link of the Matrix leads
from any of them to that Goal or to one of its targets. It is asked for each claimed Goal by itself, so one activity
may agree with the Matrix in Goal 9 and contradict it in Goal 2. An activity without Action Lines contradicts nothing,
for the Matrix speaks of Action Lines only. Source: WSIS-SDG Matrix (2015), as loaded in the crosswalk wsis-sdg-matrix.

Both are sums of bits, so that one pass over the links answers for every activity: each Term has a number (`Marks`) that
says which Goal it belongs to or, for an Action Line, which Goals the Matrix lets it serve. Links are joined to it by a
look into an array instead of a join: a third of the time at 600,000 links.
"""

from dataclasses import dataclass

from activities.queries.matrix.grid import official_links
from activities.queries.vocabulary import Option, Vocabulary

#: Bits of a Term's mark: 0–19 the Goals it claims, 20 "is an Action Line", 21–40 the Goals that the Matrix gives it.
LINE, REACHED, OPEN_LINK = 1 << 20, 21, 1 << 50
GOALS = LINE - 1

#: From the sum of an activity's marks, called `bits`: has it both, and does it contradict the Matrix?
HAS_BOTH = f"(bits & {LINE} <> 0 AND bits & {GOALS} <> 0)"
CONTRADICTS = f"(bits & {LINE} <> 0 AND bits & {GOALS} & ~(bits >> {REACHED}) <> 0)"

#: The Terms' marks, asked for as %s once in a statement (`Marks.literal`), and one link's.
MARKS = "marks AS MATERIALIZED (SELECT %s::bigint[] AS of_term)"
MARK = "(SELECT of_term FROM marks)[m.term_id]"


@dataclass(frozen=True, slots=True)
class Marks:
    """`goals` in the order of their bits; `of_term` {Term: mark}; `literal` is the same as an array of PostgreSQL whose
    subscripts are Terms' ids."""

    goals: tuple[Option, ...]
    of_term: dict[int, int]
    literal: str

    def named(self, bits: int) -> tuple[Option, ...]:
        """The Goals of a set of bits."""
        return tuple(goal for place, goal in enumerate(self.goals) if bits >> place & 1)

    def contradicted(self, bits: int) -> tuple[Option, ...]:
        """The claimed Goals that contradict the Matrix, from the sum of an activity's marks."""
        return self.named(bits & GOALS & ~(bits >> REACHED)) if bits & LINE else ()


def marks(known: Vocabulary) -> Marks:
    """The marks of all Terms. One query."""
    goals = known.facets["goal"]
    places = {code: place for place, code in enumerate(goals)}
    of_term = {pk: 1 << places[code] for code, ids in known.goal_terms.items() for pk in ids}
    reached: dict[str, int] = {}
    for line, goal in official_links():
        reached[line] = reached.get(line, 0) | 1 << places[goal] + REACHED
    of_term |= {option.id: LINE | reached.get(code, 0) for code, option in known.facets["action_line"].items()}
    return Marks(tuple(goals.values()), of_term, literal(of_term))


def literal(of_term: dict[int, int]) -> str:
    """An array that begins at the lowest id. Terms in between that claim nothing stand in it as 0."""
    if not of_term:
        return "{}"
    first, last = min(of_term), max(of_term)
    return f"[{first}:{last}]={{{','.join(str(of_term.get(pk, 0)) for pk in range(first, last + 1))}}}"
