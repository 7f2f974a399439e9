"""Merge two activities that are the same thing. No fact of either is dropped unless the editor chose the other one."""

from collections.abc import Mapping as Pairs
from typing import Any

from django.utils.translation import gettext as _

from activities.actions.editors import editable_row
from activities.actions.ledger import Refused, record, refuse_if_stale
from activities.actions.links.mappings import write_mapping
from activities.models import Activity, Change, Mapping, MatrixAnswer, User
from activities.queries.editing.merging import merged_link, merged_values, values_of


def merge_activities(
    *,
    duplicate: Activity,
    into: Activity,
    seen: tuple[int, int],
    fields: Pairs[str, Any] | None = None,
    links: Pairs[int, Pairs[str, str]] | None = None,
    reason: str = "",
    by: User | str,
) -> Activity:
    """Withdraw `duplicate` and give its facts and links to `into`. The address of the duplicate redirects to `into`.

    `fields`: values to write into `into`; without them `merged_values`: empty fields are filled and lists united.
    `links`: {Term: {rationale, evidence_url}} where the editor chose; the rest of each link as in `merged_link`.
    `seen` are the Changes of both that the editor saw. Raises Stale; Refused if they are the same or one is withdrawn.
    """
    with record(by, "activity.merge", reason) as change:
        gone, stays = (editable_row(each, by) for each in (duplicate, into))
        if gone.pk == stays.pk:
            raise Refused(_("An activity cannot be merged into itself."))
        if stays.withdrawn or gone.withdrawn:
            raise Refused(_("One of the two has been withdrawn. Restore it first."))
        refuse_if_stale(gone, seen[0])
        refuse_if_stale(stays, seen[1])
        fill_in(stays, merged_values(values_of(stays), values_of(gone)) if fields is None else fields, change)
        take_over(gone, stays, links or {}, change)
        take_answers_over(gone, stays, change)
        gone.withdrawn, gone.merged_into, gone.change = True, stays, change
        gone.save(update_fields=["withdrawn", "merged_into", "change"])
        return stays


def fill_in(stays: Activity, fields: Pairs[str, Any], change: Change) -> None:
    """Write the values that differ. A merge does not confirm the activity."""
    altered = [name for name, value in fields.items() if getattr(stays, name) != value]
    if not altered:
        return
    for name in altered:
        setattr(stays, name, fields[name])
    stays.change = change
    stays.save(update_fields=[*altered, "change"])


def take_over(gone: Activity, stays: Activity, links: Pairs[int, Pairs[str, str]], change: Change) -> None:
    """Give `stays` the live links of `gone`."""
    held = {row.term_id: row for row in stays.mappings.all()}
    for other in gone.mappings.filter(withdrawn=False):
        row = held.get(other.term_id)
        if row is None or row.withdrawn:
            wanted = {name: getattr(other, name) for name in ("strength", "rationale", "evidence_url", "certainty")}
            write_mapping(row, stays.pk, other.term_id, wanted, other.origin, change)
            continue
        wanted = {**merged_link(row, other), **links.get(other.term_id, {})}
        if any(getattr(row, name) != value for name, value in wanted.items()):
            write_mapping(row, stays.pk, other.term_id, wanted, Mapping.Origin.STAFF, change)


def take_answers_over(gone: Activity, stays: Activity, change: Change) -> None:
    """Give `stays` the answers to differences from the Matrix that it lacks."""
    held = {row.goal_id: row for row in stays.matrix_answers.all()}
    for other in gone.matrix_answers.live():
        row = held.get(other.goal_id) or MatrixAnswer(activity=stays, goal_id=other.goal_id)
        if row.pk is None or row.withdrawn:
            row.reason, row.withdrawn, row.change = other.reason, False, change
            row.save()
