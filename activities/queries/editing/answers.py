"""The answers of one activity to its differences from the WSIS-SDG Matrix."""

from dataclasses import dataclass
from datetime import datetime

from activities.models import MatrixAnswer
from activities.queries.history.of_activity import public_name


@dataclass(frozen=True, slots=True)
class Answer:
    """`goal` is the code of the Goal, `seen` the Change that wrote the answer."""

    goal: str
    reason: str
    seen: int
    at: datetime
    who: str


def answers_of(activity: int) -> dict[str, Answer]:
    """{code of the Goal: its answer}, in the order of Goals. One query."""
    rows = MatrixAnswer.objects.live().filter(activity=activity).select_related("goal", "change")
    return {
        row.goal.code: Answer(row.goal.code, row.reason, row.change_id, row.change.at, public_name(row.change))
        for row in rows.order_by("goal__position")
    }
