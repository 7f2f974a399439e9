"""Put back what a Change wrote. The revert is a Change itself, and can be reverted like any other."""

from django.db import IntegrityError, connection, transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from activities.actions.editors import NotEditable
from activities.actions.ledger import Refused, record
from activities.models import Change, User
from activities.queries.history.changes import counted
from activities.queries.history.reverting import BACK, WITHDRAW, Plan, plan, quoted, revertible_by, taken_back
from activities.queries.history.tracked import tracked

#: A Change that wrote more rows than this is the work of an import, and goes back by importing again.
MOST = 20_000


class Blocked(Refused):
    """Some rows cannot go back, and nothing was written; `plan` says which rows and why."""

    def __init__(self, plan: Plan):
        self.plan = plan
        super().__init__(_("Some of its rows cannot be reverted. Nothing was saved."))


def revert_change(*, change: Change, others: bool = False, reason: str = "", by: User | str) -> Change:
    """Write the version before of every row that `change` wrote, withdraw those that were new, all under one Change.

    A row that somebody has written since, or that is new in a table that cannot withdraw, blocks all of it (Blocked)
    unless `others` leaves such rows as they are. Rows that took only the number of their activity are left to it.
    Raises Refused when it was reverted before, when nothing is left to put back, or when the database knows better;
    NotEditable when `by` is a person who does not keep all that it wrote, asked when it is the revert's turn.
    """
    with record(by, "change.revert", reason, reverts=change) as new:
        refuse_reverted(change, before=new.pk)
        asked = plan(change.pk, written_tables(change.pk))
        if isinstance(by, User) and not revertible_by(by, asked):
            raise NotEditable
        if asked.blocks and not others:
            raise Blocked(asked)
        if not asked.writes:
            raise Refused(_("Everything stands as it did before this change already. Nothing was written."))
        try:
            with transaction.atomic():
                put_back(asked, new)
        except IntegrityError as error:
            message = _("The database refuses to put it back, for it would contradict what was written since: %(why)s")
            raise Refused(message % {"why": str(error).split("\n")[0]}) from error
        return new


def written_tables(number: int) -> list[str]:
    """The tables that a Change wrote. Raises Refused for one that wrote too much for one revert."""
    wrote = counted([number])[number]
    rows = sum(table.touched for table in wrote)
    if rows > MOST:
        message = _(
            "It wrote %(rows)s rows; at most %(most)s can be put back at once. Import the earlier figures again, or "
            "edit in bulk what should be different."
        )
        raise Refused(
            message
            % {"rows": number_format(rows, 0, force_grouping=True), "most": number_format(MOST, 0, force_grouping=True)}
        )
    return [table.kind for table in wrote]


def refuse_reverted(change: Change, before: int | None = None) -> None:
    if not (chain := taken_back(change.pk, before)):
        return
    if len(chain) % 2:
        raise Refused(_("Change %(number)s has taken it back already.") % {"number": chain[-1]})
    message = _("It was taken back, and change %(number)s brought it again. Revert change %(number)s instead.")
    raise Refused(message % {"number": chain[-1]})


def put_back(asked: Plan, new: Change) -> None:
    """Two statements a table: versions come straight from the history."""
    with connection.cursor() as cursor:
        for table in tracked().values():
            mine = [each for each in asked.standings if each.table.name == table.name]
            if before := [each.before for each in mine if each.standing == BACK]:
                columns = ", ".join(f"{quoted(name)} = e.{quoted(name)}" for name in table.columns)
                cursor.execute(
                    f"UPDATE {table.table} t SET {columns}, change_id = %s "  # noqa: S608 - names of our own tables
                    f"FROM {table.events} e WHERE e.pgh_id = ANY(%s) AND t.id = e.pgh_obj_id",
                    [new.pk, before],
                )
            if added := [each.pk for each in mine if each.standing == WITHDRAW]:
                cursor.execute(
                    f"UPDATE {table.table} SET withdrawn = true, change_id = %s WHERE id = ANY(%s)",  # noqa: S608
                    [new.pk, added],
                )
