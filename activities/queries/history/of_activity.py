"""The history of an activity, from the events that database triggers store: versions of its row and of its mappings.

Each version has the number of the Change that wrote it. Comparing it with the version before shows what changed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities import extensions
from activities.models import Activity, Certainty, Change, Mapping, Organisation
from activities.queries.vocabulary import Vocabulary
from activities.rules import public_source

ActivityEvent = apps.get_model("activities", "ActivityEvent")
MappingEvent = apps.get_model("activities", "MappingEvent")

#: The most Changes shown, latest first.
SHOWN = 20
#: Longer texts are not quoted; the history only says that they changed.
QUOTED = 120

#: Each verb of the ledger in words, wherever a Change is shown.
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
    "activities.batch": gettext_lazy("Activities edited by a program"),
    "mappings.batch": gettext_lazy("Links edited by a program"),
    "sheet.apply": gettext_lazy("Edited in a spreadsheet"),
    "mapping.set": gettext_lazy("Link edited"),
    "mapping.confirm": gettext_lazy("Link confirmed"),
    "mapping.withdraw": gettext_lazy("Link withdrawn"),
    "mapping.cells": gettext_lazy("Links edited in the matrix editor"),
    "matrix.answer": gettext_lazy("Difference from the Matrix explained"),
    "matrix.answer.withdraw": gettext_lazy("Reason for a difference from the Matrix withdrawn"),
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
    "crosswalk.confirm": gettext_lazy("Link between frameworks confirmed"),
    "crosswalk.withdraw": gettext_lazy("Link between frameworks withdrawn"),
    "crosswalk.restore": gettext_lazy("Link between frameworks restored"),
    "organisation.create": gettext_lazy("Organisation entered"),
    "organisation.approve": gettext_lazy("Organisation approved"),
    "organisation.edit": gettext_lazy("Organisation edited"),
    "submission.accept": gettext_lazy("Submission accepted"),
    "submission.undo": gettext_lazy("Acceptance of a submission undone"),
    "progress.accept": gettext_lazy("Progress of a commitment published"),
    "progress.save": gettext_lazy("Progress of a commitment edited"),
    "progress.withdraw": gettext_lazy("Progress of a commitment withdrawn"),
    "change.revert": gettext_lazy("Change reverted"),
}


def verbs() -> dict[str, Any]:
    """VERBS with those of other apps."""
    return {verb: label for more in (VERBS, *extensions.VERBS) for verb, label in more.items()}


def verb_in_words(verb: str) -> str:
    """A verb of the ledger in words. A verb without words is shown as a general update."""
    return str(verbs().get(verb) or _("Facts updated"))


#: Columns of an activity whose changes are shown, in this order.
SHOWN_FIELDS = (
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
    "description_certainty",
    "language",
    "original_title",
    "original_description",
    "withdrawn",
)


@dataclass(frozen=True, slots=True)
class Step:
    """One alteration in words. For mappings, `terms` are (code, address) of their Terms."""

    text: str
    terms: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """What one Change did to the activity: verb, time, person, reason, and each alteration.

    `who` is empty for commands and jobs.
    """

    change: int
    at: datetime
    who: str
    what: str
    reason: str
    steps: tuple[Step, ...]


#: {(activity, Change): {alteration in words: its Terms}}
Steps = dict[tuple[int, int], dict[str, list[tuple[str, str]]]]


def history(pk: int, known: Vocabulary) -> list[HistoryEntry]:
    """The last 20 Changes to an activity, latest first. Three queries; one more if its organisation changed."""
    steps = {change: found for (_activity, change), found in steps_of([pk], known).items()}
    latest = sorted(steps, reverse=True)[:SHOWN]
    changes = Change.objects.in_bulk(latest)
    return [
        HistoryEntry(
            change=number,
            at=changes[number].at,
            who=public_name(changes[number]),
            what=verb_in_words(changes[number].verb),
            reason=changes[number].reason,
            steps=steps[number],
        )
        for number in latest
    ]


def steps_of(activities: Collection[int], known: Vocabulary) -> dict[tuple[int, int], tuple[Step, ...]]:
    """{(activity, Change): its alterations}. Two queries; one more if an organisation changed."""
    found: Steps = defaultdict(lambda: defaultdict(list))
    for activity, change, text in activity_steps(activities, known):
        found[activity, change][text] = []
    for activity, change, text, term in mapping_steps(activities, known):
        found[activity, change][text].append(term)
    return {key: tuple(Step(text, tuple(terms)) for text, terms in steps.items()) for key, steps in found.items()}


def public_name(change: Change) -> str:
    """The person's name, but never an e-mail address, because the page is public."""
    if change.by_id is None:
        return ""
    return change.actor if "@" not in change.actor else _("a member of staff")


def versions(events: Iterable[dict[str, Any]]) -> Iterator[tuple[dict[str, Any] | None, dict[str, Any]]]:
    """(version before, version) of each row, in the order of writing."""
    last: dict[int, dict[str, Any]] = {}
    for event in events:
        yield last.get(event["pgh_obj_id"]), event
        last[event["pgh_obj_id"]] = event


def activity_steps(activities: Collection[int], known: Vocabulary) -> Iterator[tuple[int, int, str]]:
    """(activity, Change, alteration of the activity itself in words). The first version only yields "Activity
    entered"."""
    events = list(
        ActivityEvent.objects.filter(pgh_obj_id__in=activities)
        .order_by("pgh_id")
        .values("pgh_obj_id", "change_id", "merged_into_id", *SHOWN_FIELDS)
    )
    names: dict[int, str] = {}
    if len({event["organisation_id"] for event in events}) > 1:
        ids = {event["organisation_id"] for event in events}
        names = dict(Organisation.objects.filter(id__in=ids).values_list("id", "name"))
    for before, event in versions(events):
        if before is None:
            yield event["pgh_obj_id"], event["change_id"], _("Activity entered")
            continue
        for name in SHOWN_FIELDS:
            if before[name] != event[name]:
                text = alteration(name, before[name], event, names, known)
                yield event["pgh_obj_id"], event["change_id"], text


def alteration(name: str, old: Any, event: dict[str, Any], names: dict[int, str], known: Vocabulary) -> str:
    """The alteration of one column in words: "Title changed from “…” to “…”"."""
    new = event[name]
    if name == "withdrawn":
        if new and event["merged_into_id"]:
            return _("Merged into activity %(number)s") % {"number": event["merged_into_id"]}
        return _("Withdrawn") if new else _("Restored")
    label = str(getattr(Activity._meta.get_field(name.removesuffix("_id")), "verbose_name", name))
    label = label[:1].upper() + label[1:]
    before, after = value_in_words(name, old, names, known), value_in_words(name, new, names, known)
    if len(before) > QUOTED or len(after) > QUOTED:
        return _("%(what)s changed") % {"what": label}
    if before == after:  # addresses that are for staff only
        return _("%(what)s changed") % {"what": label}
    if not before:
        return _("%(what)s added: “%(new)s”") % {"what": label, "new": after}
    if not after:
        return _("%(what)s removed; it was “%(old)s”") % {"what": label, "old": before}
    return _("%(what)s changed from “%(old)s” to “%(new)s”") % {"what": label, "old": before, "new": after}


def value_in_words(name: str, value: Any, names: dict[int, str], known: Vocabulary) -> str:
    """A column's value in words."""
    if name == "organisation_id":
        return names.get(value, str(value)) if value is not None else ""
    if name == "description_certainty":
        return str(Certainty(value).label)
    if name == "language":
        return str(Activity.Language(value).label) if value in Activity.Language.values else str(value)
    if name == "url":
        return public_source(value)
    facet = {"kind": "kind", "status": "status", "countries": "country", "regions": "region"}.get(name)
    if facet:
        values = value if isinstance(value, list) else [value]
        options = known.facets[facet]
        return ", ".join(str(options[v].label) if v in options else v for v in values)
    if isinstance(value, list):
        return "; ".join(value)
    return "" if value is None else str(value)


def mapping_steps(activities: Collection[int], known: Vocabulary) -> Iterator[tuple[int, int, str, tuple[str, str]]]:
    """(activity, Change, alteration of a mapping in words, (code, address) of its Term), by Term."""
    columns = ("strength", "rationale", "certainty", "withdrawn")
    events = (
        MappingEvent.objects.filter(activity_id__in=activities)
        .order_by("term_id", "pgh_id")
        .values("pgh_obj_id", "pgh_label", "activity_id", "change_id", "term_id", *columns)
    )
    for before, event in versions(events):
        term = known.by_term.get(event["term_id"])
        named = (term.value.rpartition(":")[2], term.href) if term else (str(event["term_id"]), "")
        for text in mapping_words(before, event):
            yield event["activity_id"], event["change_id"], text, named


def mapping_words(before: dict[str, Any] | None, event: dict[str, Any]) -> Iterator[str]:
    """Alterations between two versions of a mapping, in words. The codes of Terms are added later."""
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
        if before["certainty"] != event["certainty"]:
            earlier, later = (str(Certainty(each["certainty"]).label) for each in (before, event))
            yield _("Certainty changed from “%(old)s” to “%(new)s”") % {"old": earlier, "new": later}


def rationale_words(old: str, new: str) -> str:
    if not old:
        return _("Rationale added")
    return _("Rationale changed") if new else _("Rationale removed")
