"""Which Goals activities are linked to, and which of these links contradict the WSIS-SDG Matrix.

An activity *claims* a Goal when it has a live link to the Goal or to one of its targets or indicators.

A claimed Goal *contradicts* the Matrix when the activity also has Action Lines, and the Matrix has no official link
from any of them to that Goal or its targets. Each claimed Goal is checked separately: one activity can agree with the
Matrix on Goal 9 and contradict it on Goal 2. An activity without Action Lines contradicts nothing, because the Matrix
only links Action Lines. Nor does a Goal contradict it when someone has said why the link is right (`MatrixAnswer`): for
this activity, the answer counts as a link of the Matrix. Source: WSIS-SDG Matrix (2015), as loaded in the crosswalk
wsis-sdg-matrix.

Both are sums of bits, computed for all activities in one pass over the links. Each Term has a number (`Marks`) whose
bits say which Goal it belongs to or, for an Action Line, to which Goals the Matrix links it. The numbers are in an
array, which takes a third of the time of a join at 600,000 links.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from activities.models import MatrixAnswer
from activities.queries.matrix.grid import official_links
from activities.queries.vocabulary import Option, Vocabulary

#: Bits of a Term's mark: 0–19 the Goals it claims, 20 "is an Action Line", 21–40 the Goals that the Matrix links it to.
LINE, REACHED, OPEN_LINK = 1 << 20, 21, 1 << 50
GOALS = LINE - 1

#: Conditions on `bits`, the sum of an activity's marks: it has Goals and Action Lines; it contradicts the Matrix.
HAS_BOTH = f"(bits & {LINE} <> 0 AND bits & {GOALS} <> 0)"
CONTRADICTS = f"(bits & {LINE} <> 0 AND bits & {GOALS} & ~(bits >> {REACHED}) <> 0)"

#: The marks of all Terms (the parameter is `Marks.literal`), and the mark of one link.
MARKS = "marks AS MATERIALIZED (SELECT %s::bigint[] AS of_term)"
MARK = "(SELECT of_term FROM marks)[m.term_id]"
#: For each activity with answers: the Goals of its answers, as if the Matrix linked them. It needs MARKS.
ANSWERED = (
    f"answered AS (SELECT a.activity_id, "  # noqa: S608 - numbers of our own
    f"bit_or(((SELECT of_term FROM marks)[a.goal_id] & {GOALS}) << {REACHED}) "
    "AS bits FROM activities_matrixanswer a WHERE NOT a.withdrawn GROUP BY a.activity_id)"
)
#: The sum of an activity's marks and answers, where `links` is joined with ANSWERED.
BITS = "links.bits | coalesce(answered.bits, 0)"


@dataclass(frozen=True, slots=True)
class Marks:
    """`goals` are in the order of their bits, `of_term` is {Term: mark}, `literal` is the same as a PostgreSQL array
    with Terms' ids as subscripts."""

    goals: tuple[Option, ...]
    of_term: dict[int, int]
    literal: str

    def named(self, bits: int) -> tuple[Option, ...]:
        """The Goals of a set of bits."""
        return tuple(goal for place, goal in enumerate(self.goals) if bits >> place & 1)

    def answered(self, goals: Iterable[int]) -> int:
        """The bits of answers for these Goals, by their ids."""
        bits = 0
        for goal in goals:
            bits |= (self.of_term.get(goal, 0) & GOALS) << REACHED
        return bits

    def contradicted(self, bits: int) -> tuple[Option, ...]:
        """The claimed Goals that contradict the Matrix, from the sum of an activity's marks."""
        return self.named(bits & GOALS & ~(bits >> REACHED)) if bits & LINE else ()


def answered_goals(activity: OuterRef) -> ArraySubquery:
    """The ids of the Goals with an answer, as a column of a query of activities."""
    return ArraySubquery(MatrixAnswer.objects.live().filter(activity=activity).order_by("goal").values("goal_id"))


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
    """A PostgreSQL array that begins at the lowest id, with 0 for ids without a mark."""
    if not of_term:
        return "{}"
    first, last = min(of_term), max(of_term)
    return f"[{first}:{last}]={{{','.join(str(of_term.get(pk, 0)) for pk in range(first, last + 1))}}}"
