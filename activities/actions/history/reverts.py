"""Revert a Change. The revert is itself a Change and can be reverted."""

from django.db import IntegrityError, connection, transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from activities.actions.editors import NotEditable
from activities.actions.ledger import Refused, record
from activities.models import Change, User
from activities.queries.history.changes import counted
from activities.queries.history.reverting import BACK, WITHDRAW, Plan, plan, quoted, revertible_by, reverting_chain
from activities.queries.history.tracked import Tracked, tracked

#: A Change that wrote more rows than this was an import. To undo it, import the earlier data again.
MOST = 20_000


class Blocked(Refused):
    """Some rows cannot be reverted. Nothing was written; `plan` says which rows and why."""

    def __init__(self, plan: Plan):
        self.plan = plan
        super().__init__(_("Some of its rows cannot be reverted. Nothing was saved."))


def revert_change(*, change: Change, others: bool = False, reason: str = "", by: User | str) -> Change:
    """Restore the earlier version of every row that `change` wrote, and withdraw the rows it added, under one new
    Change.

    Rows changed since, and new rows in tables without withdrawal, cannot be reverted. They raise Blocked, unless
    `others` is True: then they stay as they are and the other rows are reverted.
    Raises Refused when the Change is already reverted, when there is nothing to restore, or when a constraint of the
    database forbids it. Raises NotEditable when `by` is a person who cannot edit all of these rows; this is checked
    inside the transaction.
    """
    with record(by, "change.revert", reason, reverts=change) as new:
        refuse_reverted(change, before=new.pk)
        planned = plan(change.pk, written_tables(change.pk))
        if isinstance(by, User) and not revertible_by(by, planned):
            raise NotEditable
        if planned.blocks and not others:
            raise Blocked(planned)
        if not planned.writes:
            raise Refused(_("Everything is already as it was before this change. Nothing was saved."))
        try:
            with transaction.atomic():
                put_back(planned, new)
        except IntegrityError as error:
            message = _("This change cannot be reverted because it would conflict with later changes: %(why)s")
            raise Refused(message % {"why": str(error).split("\n")[0]}) from error
        return new


def written_tables(number: int) -> list[str]:
    """Names of the tables that a Change wrote. Raises Refused when it wrote too many rows for one revert."""
    wrote = counted([number])[number]
    rows = sum(table.touched for table in wrote)
    if rows > MOST:
        message = _(
            "This change affects %(rows)s rows. At most %(most)s can be reverted at once. Import the earlier data "
            "again, or correct it with a bulk edit."
        )
        raise Refused(
            message
            % {"rows": number_format(rows, 0, force_grouping=True), "most": number_format(MOST, 0, force_grouping=True)}
        )
    return [table.kind for table in wrote]


def refuse_reverted(change: Change, before: int | None = None) -> None:
    if not (chain := reverting_chain(change.pk, before)):
        return
    if len(chain) % 2:
        raise Refused(_("It has already been reverted by change %(number)s.") % {"number": chain[-1]})
    message = _("It was reverted, and change %(number)s applied it again. Revert change %(number)s instead.")
    raise Refused(message % {"number": chain[-1]})


def put_back(planned: Plan, new: Change) -> None:
    """Write the earlier versions from the history. Three statements for each table."""
    with connection.cursor() as cursor:
        for table in tracked().values():
            mine = [each for each in planned.rows if each.table.name == table.name]
            if before := [each.before for each in mine if each.outcome == BACK]:
                columns = "".join(f"{quoted(name)} = e.{quoted(name)}, " for name in differing(table, before))
                cursor.execute(
                    f"UPDATE {table.table} t SET {columns}change_id = %s "  # noqa: S608 - names of our own tables
                    f"FROM {table.events} e WHERE e.pgh_id = ANY(%s) AND t.id = e.pgh_obj_id",
                    [new.pk, before],
                )
            if added := [each.pk for each in mine if each.outcome == WITHDRAW]:
                cursor.execute(
                    f"UPDATE {table.table} SET withdrawn = true, change_id = %s WHERE id = ANY(%s)",  # noqa: S608
                    [new.pk, added],
                )


def differing(table: Tracked, versions: list[int | None]) -> list[str]:
    """Columns in which any row differs from its version. If the others were written, too, PostgreSQL would check their
    references and make the search words again."""
    differs = ", ".join(f"bool_or(t.{quoted(name)} IS DISTINCT FROM e.{quoted(name)})" for name in table.columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {differs} FROM {table.table} t JOIN {table.events} e ON e.pgh_obj_id = t.id "  # noqa: S608
            "WHERE e.pgh_id = ANY(%s)",
            [versions],
        )
        return [name for name, differ in zip(table.columns, cursor.fetchone(), strict=True) if differ]
