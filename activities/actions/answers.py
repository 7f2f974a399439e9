"""Answer why a link to a Goal is right although the WSIS-SDG Matrix does not have it. Each answer is one Change."""

from contextlib import suppress

from activities.actions.editors import refuse_unless_editable, refuse_withdrawn
from activities.actions.ledger import NothingChanged, record, refuse_if_stale
from activities.models import Activity, MatrixAnswer, Term, User


def answer_difference(*, activity: Activity, goal: Term, reason: str, seen: int, by: User | str) -> MatrixAnswer:
    """Write or change the answer for one Goal. `seen`: the Change of the answer that the editor saw, 0 for none. Raises
    Stale, NotEditable, and Refused when the activity has been withdrawn."""
    with suppress(NothingChanged), record(by, "matrix.answer") as change:
        row = current_answer(activity, goal)
        if row and not row.withdrawn and row.reason == reason:
            raise NothingChanged
        refuse_if_stale(row, seen)
        refuse_withdrawn(activity, by)
        row = row or MatrixAnswer(activity=activity, goal=goal)
        row.reason, row.withdrawn, row.change = reason, False, change
        row.save()
    assert row is not None  # noqa: S101
    return row


def withdraw_answer(*, activity: Activity, goal: Term, seen: int, by: User | str) -> None:
    """Withdraw the answer; the activity differs from the Matrix again. Raises Stale and NotEditable."""
    with suppress(NothingChanged), record(by, "matrix.answer.withdraw") as change:
        row = current_answer(activity, goal)
        if row is None or row.withdrawn:
            raise NothingChanged
        refuse_if_stale(row, seen)
        refuse_unless_editable(activity, by)
        row.withdrawn, row.change = True, change
        row.save(update_fields=["withdrawn", "change"])


def current_answer(activity: Activity, goal: Term) -> MatrixAnswer | None:
    return MatrixAnswer.objects.filter(activity=activity, goal=goal).first()
