"""What happened to an activity, from the events that database triggers keep: versions of its row and of its mappings.

Each version carries the number of the Change that wrote it; two versions in a row tell what that Change altered.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.models import Activity, Change, Mapping, Organisation
from activities.queries.vocabulary import Vocabulary

ActivityEvent = apps.get_model("activities", "ActivityEvent")
MappingEvent = apps.get_model("activities", "MappingEvent")

#: Only so many Changes are told, the latest first.
TOLD = 20
#: A longer text is not quoted: that it changed is enough.
QUOTED = 120

#: What each verb of the ledger says to a reader, wherever a Change is told of.
VERBS = {
    "reference.load": gettext_lazy("Reference data loaded"),
    "texts.import": gettext_lazy("Official SDG texts imported"),
    "activity.create": gettext_lazy("Activity entered"),
    "activity.update": gettext_lazy("Activity edited"),
    "activity.confirm": gettext_lazy("Activity confirmed"),
    "activity.withdraw": gettext_lazy("Activity withdrawn"),
    "activity.restore": gettext_lazy("Activity restored"),
    "activity.merge": gettext_lazy("Activities merged"),
    "activities.import": gettext_lazy("Activities imported"),
    "activities.bulk": gettext_lazy("Activities edited in bulk"),
    "sheet.apply": gettext_lazy("Edited in a spreadsheet"),
    "mapping.set": gettext_lazy("Link edited"),
    "mapping.confirm": gettext_lazy("Link confirmed"),
    "mapping.withdraw": gettext_lazy("Link withdrawn"),
    "suggestion.accept": gettext_lazy("Suggestion accepted"),
    "suggestion.reject": gettext_lazy("Suggestion rejected"),
    "suggestion.reopen": gettext_lazy("Suggestion reopened"),
    "lexicon.create": gettext_lazy("Lexicon entry entered"),
    "lexicon.edit": gettext_lazy("Lexicon entry edited"),
    "lexicon.withdraw": gettext_lazy("Lexicon entry withdrawn"),
    "lexicon.restore": gettext_lazy("Lexicon entry restored"),
    "framework.create": gettext_lazy("Framework entered"),
    "framework.edit": gettext_lazy("Framework edited"),
    "term.create": gettext_lazy("Entry of a framework entered"),
    "term.edit": gettext_lazy("Entry of a framework edited"),
    "termtext.edit": gettext_lazy("Texts of an entry edited"),
    "crosswalk.create": gettext_lazy("Link between frameworks entered"),
    "crosswalk.edit": gettext_lazy("Link between frameworks edited"),
    "organisation.create": gettext_lazy("Organisation entered"),
    "organisation.edit": gettext_lazy("Organisation edited"),
    "submission.accept": gettext_lazy("Submission accepted"),
    "change.revert": gettext_lazy("Change reverted"),
}


def verb_in_words(verb: str) -> str:
    """What was done; a verb that nobody has put into words is no secret, but tells only that facts changed."""
    return str(VERBS.get(verb) or _("Facts updated"))


#: Columns of an activity in the order in which their changes are told. Others say nothing to a reader.
TOLD_FIELDS = (
    "title",
    "description",
    "kind",
    "status",
    "organisation_id",
    "partners",
    "start_year",
    "end_year",
    "countries",
    "regions",
    "url",
    "description_verified",
    "withdrawn",
)


@dataclass(frozen=True, slots=True)
class Step:
    """One altered thing, in words; `terms` are (code, address) of the Terms where it is about mappings."""

    text: str
    terms: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One Change as far as it touched the activity: what was done, when, by whom, why, and each thing it altered.

    `who` is empty for commands and jobs.
    """

    change: int
    at: datetime
    who: str
    what: str
    reason: str
    steps: tuple[Step, ...]


#: {Change: {text: its Terms}}
Told = dict[int, dict[str, list[tuple[str, str]]]]


def history(pk: int, known: Vocabulary) -> list[HistoryEntry]:
    """The last twenty Changes of an activity, the latest first. Three queries; one more where organisations changed."""
    told: Told = defaultdict(lambda: defaultdict(list))
    for change, text in activity_steps(pk, known):
        told[change][text] = []
    for change, text, term in mapping_steps(pk, known):
        told[change][text].append(term)
    latest = sorted(told, reverse=True)[:TOLD]
    changes = Change.objects.in_bulk(latest)
    return [
        HistoryEntry(
            change=number,
            at=changes[number].at,
            who=public_name(changes[number]),
            what=verb_in_words(changes[number].verb),
            reason=changes[number].reason,
            steps=tuple(Step(text, tuple(terms)) for text, terms in told[number].items()),
        )
        for number in latest
    ]


def public_name(change: Change) -> str:
    """Who acted, but never an e-mail address: the page is public."""
    if change.by_id is None:
        return ""
    return change.actor if "@" not in change.actor else _("a member of staff")


def versions(events: Iterable[dict[str, Any]]) -> Iterator[tuple[dict[str, Any] | None, dict[str, Any]]]:
    """(version before, version) of each row, in the order in which they were written."""
    last: dict[int, dict[str, Any]] = {}
    for event in events:
        yield last.get(event["pgh_obj_id"]), event
        last[event["pgh_obj_id"]] = event


def activity_steps(pk: int, known: Vocabulary) -> Iterator[tuple[int, str]]:
    """(Change, what it altered in the activity itself, in words). The first version only tells that it was entered."""
    events = list(
        ActivityEvent.objects.filter(pgh_obj_id=pk)
        .order_by("pgh_id")
        .values("pgh_obj_id", "change_id", "merged_into_id", *TOLD_FIELDS)
    )
    names: dict[int, str] = {}
    if len({event["organisation_id"] for event in events}) > 1:
        ids = {event["organisation_id"] for event in events}
        names = dict(Organisation.objects.filter(id__in=ids).values_list("id", "name"))
    for before, event in versions(events):
        if before is None:
            yield event["change_id"], _("Activity entered")
            continue
        for name in TOLD_FIELDS:
            if before[name] != event[name]:
                yield event["change_id"], alteration(name, before[name], event, names, known)


def alteration(name: str, old: Any, event: dict[str, Any], names: dict[int, str], known: Vocabulary) -> str:
    """One altered column in words: "Title changed from “…” to “…”"."""
    new = event[name]
    if name == "withdrawn":
        if new and event["merged_into_id"]:
            return _("Merged into activity %(number)s") % {"number": event["merged_into_id"]}
        return _("Withdrawn") if new else _("Restored")
    if name == "description_verified":
        return _("Description confirmed") if new else _("Description marked as unverified")
    label = str(getattr(Activity._meta.get_field(name.removesuffix("_id")), "verbose_name", name))
    label = label[:1].upper() + label[1:]
    before, after = value_in_words(name, old, names, known), value_in_words(name, new, names, known)
    if len(before) > QUOTED or len(after) > QUOTED:
        return _("%(what)s changed") % {"what": label}
    if not before:
        return _("%(what)s added: “%(new)s”") % {"what": label, "new": after}
    if not after:
        return _("%(what)s removed; it was “%(old)s”") % {"what": label, "old": before}
    return _("%(what)s changed from “%(old)s” to “%(new)s”") % {"what": label, "old": before, "new": after}


def value_in_words(name: str, value: Any, names: dict[int, str], known: Vocabulary) -> str:
    """A column's value as a reader knows it."""
    if name == "organisation_id":
        return names.get(value, str(value)) if value is not None else ""
    facet = {"kind": "kind", "status": "status", "countries": "country", "regions": "region"}.get(name)
    if facet:
        values = value if isinstance(value, list) else [value]
        options = known.facets[facet]
        return ", ".join(str(options[v].label) if v in options else v for v in values)
    if isinstance(value, list):
        return "; ".join(value)
    return "" if value is None else str(value)


def mapping_steps(pk: int, known: Vocabulary) -> Iterator[tuple[int, str, tuple[str, str]]]:
    """(Change, what it altered in one of the activity's mappings, the Term's code and address), by Term."""
    events = (
        MappingEvent.objects.filter(activity_id=pk)
        .order_by("term_id", "pgh_id")
        .values("pgh_obj_id", "pgh_label", "change_id", "term_id", "strength", "rationale", "verified", "withdrawn")
    )
    for before, event in versions(events):
        term = known.by_term.get(event["term_id"])
        named = (term.value.rpartition(":")[2], term.href) if term else (str(event["term_id"]), "")
        for text in mapping_words(before, event):
            yield event["change_id"], text, named


def mapping_words(before: dict[str, Any] | None, event: dict[str, Any]) -> Iterator[str]:
    """What changed between two versions of a mapping; codes of Terms stand after it."""
    strength = str(Mapping.Strength(event["strength"]).label)
    if event["pgh_label"] == "delete":
        yield _("Link deleted")
    elif before is None or (before["withdrawn"] and not event["withdrawn"]):
        yield _("Linked (%(strength)s)") % {"strength": strength}
    elif event["withdrawn"]:
        if not before["withdrawn"]:
            yield _("Link withdrawn")
    else:
        if before["strength"] != event["strength"]:
            old = str(Mapping.Strength(before["strength"]).label)
            yield _("Strength changed from “%(old)s” to “%(new)s”") % {"old": old, "new": strength}
        if before["rationale"] != event["rationale"]:
            yield rationale_words(before["rationale"], event["rationale"])
        if before["verified"] != event["verified"]:
            yield _("Link confirmed") if event["verified"] else _("Link marked as unverified")


def rationale_words(old: str, new: str) -> str:
    if not old:
        return _("Rationale added")
    return _("Rationale changed") if new else _("Rationale removed")
