"""Load the Roadmap's reference data: commitments, documents, indicators, calendar. Idempotent."""

from pathlib import Path

from django.utils.translation import gettext as _

from activities.actions.reference.reconcile import Outcome, merged, reconcile
from activities.exchange.csv_files.rows import Fault, Faults
from activities.models import Certainty, Change, Framework, Term
from roadmap.actions.progress.rows import renew_statuses
from roadmap.actions.reference.engagement import load_engagement
from roadmap.actions.reference.plans import load_operational_plans
from roadmap.actions.reference.registers import load_bodies, load_commitments
from roadmap.actions.reference.targets import load_targets
from roadmap.exchange.engagement_csv import read_more_documents
from roadmap.exchange.reference_csv import (
    read_commitments,
    read_documents,
    read_editions,
    read_figures,
    read_hlpf,
    read_indicators,
    read_milestones,
    read_series,
)
from roadmap.models import (
    Action,
    Document,
    Edition,
    HlpfGoal,
    HlpfYear,
    Milestone,
    Series,
    SeriesValue,
)

REFERENCE = Path(__file__).resolve().parents[2] / "reference"


def load_roadmap(change: Change, folder: Path = REFERENCE) -> list[Outcome]:
    """Update the Roadmap's tables from the CSV files of `folder`.

    Call it inside `record`, after the SDG framework has been loaded. Raises Faults when a file has errors; the
    caller's transaction then saves nothing.
    """
    outcomes = load_documents(change, folder)
    outcomes += load_edition(change, folder)
    outcomes += load_indicators(change, folder)
    outcomes += load_calendar(change, folder)
    outcomes += load_operational_plans(change, folder)
    outcomes += load_engagement(change, folder)
    outcomes += load_targets(change, folder)
    return outcomes


def load_documents(change: Change, folder: Path) -> list[Outcome]:
    cited = read_documents(folder / "itu_resolutions.csv")
    more = read_more_documents(folder / "documents_more.csv", {row["slug"] for row in cited})
    return merged(reconcile(Document, ("symbol",), rows, change) for rows in (cited, more))


def load_edition(change: Change, folder: Path) -> list[Outcome]:
    """Load the edition marked current, with its sections, commitments, links to Terms and citations. It replaces the
    one that was loaded before, not one that a person has published, and takes over the status of its commitments."""
    editions = read_editions(folder / "roadmap_editions.csv")
    current = [row for row in editions if row["current"]]
    if len(current) != 1:
        reason = _("%(count)s editions are marked current.") % {"count": len(current)}
        raise Faults([Fault("roadmap_editions.csv", 0, "current", reason, _("Mark exactly one."))])
    replaced = Edition.objects.current().exclude(code=current[0]["code"]).select_related("change").first()
    if replaced is not None and replaced.change.verb == change.verb:
        Edition.objects.filter(pk=replaced.pk).update(current=False, change=change)
    elif replaced is not None:
        current[0]["current"] = False
    outcomes = [reconcile(Edition, ("code",), editions, change)]
    edition = Edition.objects.get(code=current[0]["code"])
    terms = sdg_ids(Term.Kind.GOAL, Term.Kind.TARGET)
    titles, commitments = read_commitments(folder / "roadmap_sections.csv", terms, Action.Kind.values)
    outcome, bodies = load_bodies(folder / "bodies.csv", change)
    outcomes += [outcome, *load_commitments(edition, titles, commitments, terms, bodies, change)]
    renew_statuses(Action.objects.live().filter(section__edition=edition), change)
    return outcomes


def load_indicators(change: Change, folder: Path) -> list[Outcome]:
    """Load series and their values, and add a Term for each indicator that the SDG framework does not have yet."""
    ours = read_indicators(folder / "indicator_labels.csv")
    series = read_series(folder / "itu_indicators.csv", sdg_ids(Term.Kind.TARGET), ours, Series.Tier.values)
    figures = read_figures(folder / "itu_indicator_values.csv", {fields["series_code"] for _i, _t, fields in series})
    outcomes = [add_indicator_terms({i: target for i, target, _f in series}, ours, change)]
    indicators = sdg_ids(Term.Kind.INDICATOR)
    rows = [{"term_id": indicators[indicator]} | fields for indicator, _t, fields in series]
    outcomes.append(reconcile(Series, ("series_code",), rows, change))
    ids = dict(Series.objects.values_list("series_code", "id"))
    key = ("series_id", "area", "year", "disaggregation", "edition", "publication")
    rows = [{"series_id": ids[figure.series_code]} | figure.fields for figure in figures]
    outcomes.append(reconcile(SeriesValue, key, rows, change))
    return outcomes


def add_indicator_terms(targets: dict[str, str], ours: dict[str, dict], change: Change) -> Outcome:
    """Add the indicators in `targets` (indicator → target) that the SDG framework lacks, with our own short label.

    Existing indicators are not changed: the import of the UN's own texts may have created them.
    """
    framework = Framework.objects.get(slug="sdg")
    there = set(Term.objects.of("sdg").indicators().values_list("code", flat=True))
    parents = {t.code: t for t in Term.objects.of("sdg").targets().filter(code__in=targets.values())}
    rows = [
        {
            "framework_id": framework.id,
            "code": code,
            "kind": Term.Kind.INDICATOR,
            "parent_id": parents[target].id,
            "goal_id": parents[target].goal_id,
            "certainty": Certainty.OFFICIAL,
            # Positions of targets are 100 apart, which leaves room for their indicators.
            "position": parents[target].position + int(code.rpartition(".")[2]),
        }
        | ours[code]
        for code, target in targets.items()
        if code not in there
    ]
    return reconcile(Term, ("framework_id", "code"), rows, change)


def load_calendar(change: Change, folder: Path) -> list[Outcome]:
    """Load HLPF sessions with the Goals in focus, and WSIS milestones."""
    goals = sdg_ids(Term.Kind.GOAL)
    sessions = read_hlpf(folder / "hlpf_years.csv", goals)
    outcomes = [reconcile(HlpfYear, ("year",), [s.fields for s in sessions], change)]
    ids = dict(HlpfYear.objects.values_list("year", "id"))
    links = [{"hlpf_year_id": ids[s.fields["year"]], "term_id": goals[code]} for s in sessions for code in s.goals]
    outcomes.append(reconcile(HlpfGoal, ("hlpf_year_id", "term_id"), links, change))
    milestones = read_milestones(folder / "wsis_milestones.csv")
    return [*outcomes, reconcile(Milestone, ("date", "title"), milestones, change)]


def sdg_ids(*kinds: str) -> dict[str, int]:
    """Code → id of the SDG Terms of these kinds."""
    return dict(Term.objects.of("sdg").filter(kind__in=kinds).values_list("code", "id"))
