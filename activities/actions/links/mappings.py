"""Link an activity to a Term, change the link, withdraw it. Each action is one Change and raises Stale for a version
that is no longer current."""

from collections.abc import Mapping as Pairs
from contextlib import suppress
from typing import Any

from activities.actions.editors import refuse_unless_editable, refuse_withdrawn
from activities.actions.ledger import NothingChanged, Stale, record, refuse_if_stale
from activities.certainty import OPEN
from activities.models import Activity, Certainty, Change, Mapping, Term, User

#: Fields of a link that an editor may change; None leaves the current value.
FIELDS = ("strength", "rationale", "evidence_url", "certainty")
#: The default of a new link. Nothing is confirmed by default.
NEW = {"strength": Mapping.Strength.CONTRIBUTES, "certainty": Certainty.PROPOSED}


def set_mapping(
    *,
    activity: Activity,
    term: Term,
    strength: int | None = None,
    rationale: str | None = None,
    evidence_url: str | None = None,
    certainty: str | None = None,
    seen: int,
    origin: str = Mapping.Origin.STAFF,
    reason: str = "",
    by: User | str,
) -> Mapping:
    """Create, change or restore the link. `seen`: the Change of the row that the editor saw, 0 for none.

    What is None stays as it is; a new link without a strength "contributes", and one without a certainty is proposed.
    If the link already has all these values, nothing is written. Raises Stale, NotEditable, and Refused when the
    activity has been withdrawn.
    """
    wanted = {"strength": strength, "rationale": rationale, "evidence_url": evidence_url, "certainty": certainty}
    wanted = {name: value for name, value in wanted.items() if value is not None}
    row: Mapping | None = None
    with suppress(NothingChanged), record(by, "mapping.set", reason) as change:
        row = current(activity, term)
        if row and is_current(row, wanted):
            raise NothingChanged
        refuse_if_stale(row, seen)
        refuse_withdrawn(activity, by)
        row = write_mapping(row, activity.pk, term.pk, wanted, origin, change)
    assert row is not None  # noqa: S101 - it existed or was written
    return row


def withdraw_mapping(*, activity: Activity, term: Term, seen: int, reason: str = "", by: User | str) -> Mapping | None:
    """Withdraw the link. Without one, nothing is written. Raises Stale and NotEditable."""
    row: Mapping | None = None
    with suppress(NothingChanged), record(by, "mapping.withdraw", reason) as change:
        row = current(activity, term)
        if row is None or row.withdrawn:
            raise NothingChanged
        refuse_if_stale(row, seen)
        refuse_unless_editable(activity, by)
        row.withdrawn, row.change = True, change
        row.save(update_fields=["withdrawn", "change"])
    return row


def restore_mapping(*, activity: Activity, term: Term, seen: int, by: User | str) -> Mapping:
    """Restore a withdrawn link with its values. Raises Stale, also when there never was one, NotEditable and
    Refused."""
    row = current(activity, term)
    if row is None:
        raise Stale(None)
    return set_mapping(activity=activity, term=term, seen=seen, origin=row.origin, by=by)


def confirm_mapping(*, activity: Activity, term: Term, seen: int, by: User | str) -> Mapping:
    """Confirm a proposed or unconfirmed link. Raises Stale, also when it has been withdrawn, and NotEditable."""
    with suppress(NothingChanged), record(by, "mapping.confirm") as change:
        row = current(activity, term)
        if row is None or row.withdrawn:
            raise Stale(row)
        if row.certainty not in OPEN:
            raise NothingChanged
        refuse_if_stale(row, seen)
        refuse_unless_editable(activity, by)
        row.certainty, row.change = Certainty.CONFIRMED, change
        row.save(update_fields=["certainty", "change"])
    assert row is not None  # noqa: S101
    return row


def confirm_links(*, activity: Activity, seen: Pairs[int, int], by: User) -> Change | None:
    """Confirm the links as they were seen: {Term's id: number of the Change that wrote the link}.

    One Change for all of them, or none: Stale has the first link that was changed or withdrawn since.
    None when all were confirmed already. Raises Refused when the activity was withdrawn, or is not `by`'s to edit.
    """
    done = None
    with suppress(NothingChanged), record(by, "mapping.confirm") as change:
        refuse_withdrawn(activity, by)
        held = {row.term_id: row for row in activity.mappings.filter(term__in=seen).select_related("term")}
        open_rows = []
        for term, number in seen.items():
            row = held.get(term)
            if row is None or row.withdrawn:
                raise Stale(row)
            if row.certainty in OPEN:
                refuse_if_stale(row, number)
                row.certainty, row.change = Certainty.CONFIRMED, change
                open_rows.append(row)
        if not open_rows:
            raise NothingChanged
        Mapping.objects.bulk_update(open_rows, ["certainty", "change"])
        done = change
    return done


def current(activity: Activity, term: Term) -> Mapping | None:
    """The current row, withdrawn or not. Inside `record` no one can change it before the write."""
    return Mapping.objects.filter(activity=activity, term=term).first()


def is_current(row: Mapping, wanted: dict[str, Any]) -> bool:
    """Whether the link is live and already has these values."""
    return not row.withdrawn and all(getattr(row, name) == value for name, value in wanted.items())


def write_mapping(
    row: Mapping | None, activity: int, term: int, wanted: dict[str, Any], origin: str, change: Change
) -> Mapping:
    """Insert or update one link under `change`. A new or restored link gets `origin`; others keep theirs. A restored
    link starts from its values at the withdrawal."""
    if row is None:
        fields: dict[str, Any] = NEW | wanted
        return Mapping.objects.create(activity_id=activity, term_id=term, origin=origin, change=change, **fields)
    if row.withdrawn:
        row.origin, row.withdrawn = origin, False
    for name, value in wanted.items():
        setattr(row, name, value)
    row.change = change
    row.save(update_fields=[*wanted, "origin", "withdrawn", "change"])
    return row
