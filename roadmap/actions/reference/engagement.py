"""Load events, mechanisms, inputs, reviews and Cooperation Frameworks. Idempotent."""

from pathlib import Path

from django.utils.translation import gettext as _

from activities.actions.reference.reconcile import Outcome, reconcile
from activities.exchange.csv_files.rows import Fault, Faults
from activities.models import Change, Country, Term
from roadmap.exchange import engagement_csv as files
from roadmap.models import (
    Action,
    CooperationFramework,
    Document,
    Engagement,
    EngagementTerm,
    HlpfGoal,
    HlpfYear,
    Input,
    InputTerm,
    Mechanism,
    Review,
)


def load_engagement(change: Change, folder: Path) -> list[Outcome]:
    """Load what belongs to engagement. Commitments, documents, HLPF sessions and countries must be there."""
    countries = set(Country.objects.values_list("code", flat=True))
    outcomes = [reconcile(Mechanism, ("code",), files.read_mechanisms(folder / "mechanisms.csv"), change)]
    refuse_unknown_commitments()
    outcomes += load_events(change, folder, countries)
    outcomes += load_inputs(change, folder)
    reviews = files.read_reviews(folder / "vnrs.csv", countries)
    outcomes.append(reconcile(Review, ("country_id", "year"), reviews, change))
    frameworks = files.read_frameworks(folder / "cooperation_frameworks.csv", countries)
    return [*outcomes, reconcile(CooperationFramework, ("country_id", "start_year"), frameworks, change)]


def refuse_unknown_commitments() -> None:
    """Raise Faults if a document or a mechanism names a commitment that no edition has."""
    known = set(Action.objects.values_list("code", flat=True))
    faults = [
        Fault(name, 0, "roadmap_ref", _("%(row)s: no edition has commitment %(code)s.") % {"row": label, "code": code})
        for name, rows in (
            ("documents_more.csv", Document.objects.values_list("symbol", "roadmap_refs")),
            ("mechanisms.csv", Mechanism.objects.values_list("code", "roadmap_refs")),
        )
        for label, codes in rows
        for code in codes
        if code not in known
    ]
    if faults:
        raise Faults(faults)


def goal_ids() -> dict[str, int]:
    return dict(Term.objects.of("sdg").filter(kind=Term.Kind.GOAL).values_list("code", "id"))


def load_events(change: Change, folder: Path, countries: set[str]) -> list[Outcome]:
    """Load events with their Goals. The event of an HLPF session belongs to its row of the HLPF calendar."""
    goals, mechanisms = goal_ids(), dict(Mechanism.objects.values_list("code", "id"))
    years = dict(HlpfYear.objects.values_list("year", "id"))
    focus: dict[int, set[str]] = {year: set() for year in years}
    for year, code in HlpfGoal.objects.values_list("hlpf_year__year", "term__code"):
        focus[year].add(code)
    events = files.read_events(folder / "engagements.csv", Engagement.Kind.values, countries, mechanisms, goals, focus)
    rows = [
        event.fields
        | {
            "country_id": event.country or None,
            "mechanism_id": mechanisms.get(event.mechanism),
            "hlpf_year_id": years.get(int(event.fields["start"][:4])) if event.fields["kind"] == "hlpf" else None,
        }
        for event in events
    ]
    outcomes = [reconcile(Engagement, ("slug",), rows, change)]
    ids = dict(Engagement.objects.values_list("slug", "id"))
    links = [
        {"engagement_id": ids[event.fields["slug"]], "term_id": goals[code]} for event in events for code in event.goals
    ]
    return [*outcomes, reconcile(EngagementTerm, ("engagement_id", "term_id"), links, change)]


def load_inputs(change: Change, folder: Path) -> list[Outcome]:
    goals, mechanisms = goal_ids(), dict(Mechanism.objects.values_list("code", "id"))
    events, documents = (dict(model.objects.values_list("slug", "id")) for model in (Engagement, Document))
    inputs = files.read_inputs(folder / "inputs.csv", Input.Kind.values, mechanisms, events, documents, goals)
    rows = [
        one.fields
        | {
            "mechanism_id": mechanisms.get(one.mechanism),
            "engagement_id": events.get(one.event),
            "document_id": documents.get(one.document),
        }
        for one in inputs
    ]
    outcomes = [reconcile(Input, ("slug",), rows, change)]
    ids = dict(Input.objects.values_list("slug", "id"))
    links = [{"input_id": ids[one.fields["slug"]], "term_id": goals[code]} for one in inputs for code in one.goals]
    return [*outcomes, reconcile(InputTerm, ("input_id", "term_id"), links, change)]
