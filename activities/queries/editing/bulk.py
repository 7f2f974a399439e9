"""Plan a bulk edit: each row to write with its values before and after, and the rows that do not change."""

import hashlib
from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone

from activities.certainty import SETTLED
from activities.models import Activity, Certainty, Mapping, Term
from activities.models.activity import ActivityQuerySet
from activities.queries.history.change_rows import (
    Difference,
    Pair,
    WrittenRow,
    column_in_words,
    compared,
    in_words,
    label,
)
from activities.queries.history.differences import Part, value_parts
from activities.queries.history.row_names import RowNames
from activities.queries.history.tracked import tracked

#: Why rows do not change.
ALREADY, NO_LINK, EARLY_END, HAS_TEXT = "already", "no link", "early end", "has text"
LINK = (
    "id", "activity_id", "term_id", "strength", "rationale", "evidence_url", "certainty", "origin", "withdrawn",
    "change_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Write:
    """One row to write. `term` 0: the activity itself; `row` 0: a new link. `after`: new values of the columns that
    change; `before`: their current values, empty for a new link."""

    activity: int
    term: int
    row: int
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """All rows to write, and how many do not change for each reason. ALREADY: rows with the values; NO_LINK: activities
    without such a link; EARLY_END: activities that would end before they start; HAS_TEXT: links whose rationale or
    evidence stays."""

    writes: tuple[Write, ...]
    stays: Counter[str]

    @property
    def activities(self) -> int:
        return len({write.activity for write in self.writes})

    @property
    def added(self) -> int:
        return sum(not write.row for write in self.writes)

    @property
    def altered(self) -> int:
        return len(self.writes) - self.added


def chosen(activities: ActivityQuerySet, most: int) -> array:
    """Ids of the activities, at most one more than `most`. One query."""
    return array("q", activities.live().order_by("id").values_list("id", flat=True)[: most + 1])


def fingerprint(ids: array) -> str:
    """A hash of the ids: equal for the same activities."""
    return hashlib.blake2b(ids.tobytes(), digest_size=16).hexdigest()


def bulk_plan(act: str, wanted: dict[str, Any], ids: Iterable[int]) -> BulkPlan:
    """What the action would write. `wanted`: the values of its form; `terms` are ids. One query."""
    return PLANS[act](list(ids), **wanted)


def link(ids: list[int], terms: list[int], strength: int, rationale: str, confirmed: bool = False) -> BulkPlan:
    """Existing links do not change; withdrawn ones are restored with the wanted values. The links are proposed unless
    the editor has confirmed them."""
    found = {(row["activity_id"], row["term_id"]): row for row in links(ids, terms)}
    certainty = Certainty.CONFIRMED if confirmed else Certainty.PROPOSED
    wanted: dict[str, Any] = {"strength": strength, "certainty": certainty.value}
    wanted |= {"rationale": rationale} if rationale else {}
    writes, stays = [], Counter[str]()
    for activity in ids:
        for term in terms:
            row = found.get((activity, term))
            if row is None:
                writes.append(Write(activity, term, 0, {}, wanted))
            elif not row["withdrawn"]:
                stays[ALREADY] += 1
            else:
                writes.append(altered(row, wanted | {"origin": Mapping.Origin.STAFF.value, "withdrawn": False}))
    return BulkPlan(tuple(writes), stays)


def strength(ids: list[int], terms: list[int], strength: int) -> BulkPlan:
    return on_links(ids, terms, {"strength": strength}, unchanged=lambda row: row["strength"] == strength)


def rationale(ids: list[int], terms: list[int], rationale: str, replace: bool) -> BulkPlan:
    return text_of_links(ids, terms, "rationale", rationale, replace)


def evidence(ids: list[int], terms: list[int], evidence_url: str, replace: bool) -> BulkPlan:
    return text_of_links(ids, terms, "evidence_url", evidence_url, replace)


def text_of_links(ids: list[int], terms: list[int], name: str, text: str, replace: bool) -> BulkPlan:
    """Links that have another text keep it unless `replace`. Their certainty does not change."""

    def has_text(row: dict[str, Any]) -> bool:
        return not replace and row[name] not in ("", text)

    plan = on_links(ids, terms, {name: text}, unchanged=lambda row: row[name] == text or has_text(row))
    kept = sum(has_text(row) for row in links(ids, terms) if not row["withdrawn"])
    stays = Counter(plan.stays)
    stays[ALREADY] -= kept
    stays[HAS_TEXT] = kept
    return BulkPlan(plan.writes, stays)


def confirm_links(ids: list[int], terms: list[int]) -> BulkPlan:
    """Without Terms, all links of the activities. Official ones stay official."""
    confirmed = {"certainty": Certainty.CONFIRMED.value}
    return on_links(ids, terms, confirmed, unchanged=lambda row: row["certainty"] in SETTLED)


def unlink(ids: list[int], terms: list[int]) -> BulkPlan:
    return on_links(ids, terms, {"withdrawn": True}, unchanged=lambda row: False)


def on_links(
    ids: list[int], terms: list[int], wanted: dict[str, Any], unchanged: Callable[[dict[str, Any]], bool]
) -> BulkPlan:
    """`unchanged`: whether a link already has the values."""
    rows = [row for row in links(ids, terms) if not row["withdrawn"]]
    writes = [altered(row, wanted) for row in rows if not unchanged(row)]
    without = len(ids) - len({row["activity_id"] for row in rows})
    return BulkPlan(tuple(writes), Counter({ALREADY: len(rows) - len(writes), NO_LINK: without}))


def links(ids: list[int], terms: list[int]) -> Iterable[dict[str, Any]]:
    found = Mapping.objects.filter(activity_id__in=ids)
    return (found.filter(term_id__in=terms) if terms else found).order_by("activity_id", "term_id").values(*LINK)


def altered(row: dict[str, Any], wanted: dict[str, Any]) -> Write:
    after = {name: value for name, value in wanted.items() if row[name] != value}
    return Write(row["activity_id"], row["term_id"], row["id"], {name: row[name] for name in after}, after)


def on_activities(
    ids: list[int], columns: tuple[str, ...], after: Callable[[dict[str, Any]], dict[str, Any] | str]
) -> BulkPlan:
    """`after` returns the new values of a row, or why it is left out. Setting a field of many activities confirms none
    of them: no one has read them all."""
    writes, stays = [], Counter[str]()
    for row in Activity.objects.filter(id__in=ids).order_by("-id").values("id", *columns):
        wanted = after(row)
        if isinstance(wanted, str):
            stays[wanted] += 1
        elif any(row[name] != value for name, value in wanted.items()):
            writes.append(Write(row["id"], 0, row["id"], {name: row[name] for name in wanted}, wanted))
        else:
            stays[ALREADY] += 1
    return BulkPlan(tuple(writes), stays)


def status(ids: list[int], status: str) -> BulkPlan:
    return on_activities(ids, ("status",), lambda row: {"status": status})


def kind(ids: list[int], kind: str) -> BulkPlan:
    return on_activities(ids, ("kind",), lambda row: {"kind": kind})


def end_year(ids: list[int], end_year: int | None) -> BulkPlan:
    def after(row: dict[str, Any]) -> dict[str, Any] | str:
        early = end_year is not None and row["start_year"] is not None and end_year < row["start_year"]
        return EARLY_END if early else {"end_year": end_year}

    return on_activities(ids, ("start_year", "end_year"), after)


def add_regions(ids: list[int], regions: list[str]) -> BulkPlan:
    return on_activities(ids, ("regions",), lambda row: {"regions": list(dict.fromkeys([*row["regions"], *regions]))})


def remove_regions(ids: list[int], regions: list[str]) -> BulkPlan:
    return on_activities(ids, ("regions",), lambda row: {"regions": [r for r in row["regions"] if r not in regions]})


def add_countries(ids: list[int], countries: list[str]) -> BulkPlan:
    return with_items(ids, "countries", countries, sort=True)


def remove_countries(ids: list[int], countries: list[str]) -> BulkPlan:
    return without_items(ids, "countries", countries)


def add_partners(ids: list[int], partners: list[str]) -> BulkPlan:
    return with_items(ids, "partners", partners)


def remove_partners(ids: list[int], partners: list[str]) -> BulkPlan:
    return without_items(ids, "partners", partners)


def with_items(ids: list[int], name: str, items: list[str], sort: bool = False) -> BulkPlan:
    """Add items to a list. A partner is the same in upper and lower case."""

    def after(row: dict[str, Any]) -> dict[str, Any]:
        held = {item.casefold() for item in row[name]}
        new = [item for item in items if item.casefold() not in held]
        if not new:
            return {name: row[name]}
        return {name: sorted([*row[name], *new]) if sort else [*row[name], *new]}

    return on_activities(ids, (name,), after)


def without_items(ids: list[int], name: str, items: list[str]) -> BulkPlan:
    gone = {item.casefold() for item in items}
    return on_activities(ids, (name,), lambda row: {name: [item for item in row[name] if item.casefold() not in gone]})


def confirm(ids: list[int]) -> BulkPlan:
    today = timezone.localdate()
    return on_activities(ids, ("confirmed_on",), lambda row: {"confirmed_on": today})


PLANS: dict[str, Callable[..., BulkPlan]] = {
    "link": link,
    "strength": strength,
    "rationale": rationale,
    "evidence": evidence,
    "confirm-links": confirm_links,
    "unlink": unlink,
    "status": status,
    "kind": kind,
    "end_year": end_year,
    "add_regions": add_regions,
    "remove_regions": remove_regions,
    "add_countries": add_countries,
    "remove_countries": remove_countries,
    "add_partners": add_partners,
    "remove_partners": remove_partners,
    "confirm": confirm,
}
#: Actions that write links; a change to one of the links stops them.
ON_LINKS = ("link", "strength", "rationale", "evidence", "confirm-links", "unlink")


@dataclass(frozen=True, slots=True)
class Sample:
    """One row of a preview."""

    activity: Part
    term: Part | None
    act: str
    differences: tuple[Difference, ...]


def sample(writes: Iterable[Write]) -> list[Sample]:
    """The rows as texts. Two queries at most."""
    writes, names, tables = list(writes), RowNames(), tracked()
    names.want(Activity, {write.activity for write in writes})
    names.want(Term, {write.term for write in writes if write.term})
    names.read()
    return [
        Sample(
            activity=names.part(Activity, write.activity),
            term=names.part(Term, write.term) if write.term else None,
            act=act_of(write),
            differences=tuple(in_preview(tables["mapping" if write.term else "activity"].model, write, names)),
        )
        for write in writes
    ]


def act_of(write: Write) -> str:
    if not write.row:
        return "added"
    if "withdrawn" in write.after:
        return "withdrawn" if write.after["withdrawn"] else "restored"
    return "changed"


def in_preview(model: type[Any], write: Write, names: RowNames) -> Iterable[Difference]:
    for name, new in write.after.items():
        field = model._meta.get_field(name)
        if name in ("withdrawn", "origin"):
            continue
        if not write.row:
            yield Difference(label(field), value_parts((), column_in_words(field, new, names)))
        else:
            yield Difference(label(field), compared(field, write.before[name], new, names))


def overtaken(act: str, wanted: dict[str, Any], ids: Iterable[int], seen: int) -> list[tuple[str, int]]:
    """(table, row) of the activities, and of the links of the action, changed after the Change `seen`. Two queries at
    most."""
    ids = list(ids)
    late = Activity.objects.filter(id__in=ids, change_id__gt=seen).order_by("id")
    found = [("activity", pk) for pk in late.values_list("id", flat=True)]
    if act in ON_LINKS:
        rows = Mapping.objects.filter(activity_id__in=ids, change_id__gt=seen)
        if wanted.get("terms"):
            rows = rows.filter(term_id__in=wanted["terms"])
        found += [("mapping", pk) for pk in rows.order_by("id").values_list("id", flat=True)]
    return found


def touched_since(activities: ActivityQuerySet, seen: int) -> list[tuple[str, int]]:
    """(table, row) of these activities and all their links changed since, for a selection that has changed."""
    links = tracked()["mapping"].event.objects.filter(change_id__gt=seen)
    own = activities.order_by().values("id")
    late = Activity.objects.filter(change_id__gt=seen, id__in=own).order_by("id").values_list("id", flat=True)[:50]
    rows = links.filter(activity_id__in=own).order_by("pgh_obj_id").values_list("pgh_obj_id", flat=True).distinct()[:50]
    return [*(("activity", pk) for pk in late), *(("mapping", pk) for pk in rows)]


def since(rows: Iterable[tuple[str, int]], seen: int) -> list[WrittenRow]:
    """The rows with their values at the Change `seen` and now. Three queries a table, plus those for names."""
    rows, pairs = list(rows), []
    for name in ("activity", "mapping"):
        table, wanted = tracked()[name], [pk for kind, pk in rows if kind == name]
        if not wanted:
            continue
        events = table.event.objects.filter(pgh_obj_id__in=wanted).order_by("pgh_obj_id").values("pgh_obj_id")
        ends = events.annotate(then=Max("pgh_id", filter=Q(change_id__lte=seen)), now=Max("pgh_id"))
        found = list(ends.values_list("pgh_obj_id", "then", "now"))
        versions = table.versions({number for _pk, then, now in found for number in (then, now) if number})
        pairs += [Pair(0, table, pk, versions.get(then), versions[now]) for pk, then, now in found]
    return in_words(pairs)
