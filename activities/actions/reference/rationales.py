"""Loads links of activities to Terms with the strength and the reason that the editors propose."""

from collections.abc import Mapping as Mapped

from activities.actions.reference.reconcile import Outcome, reconcile
from activities.exchange.csv_files.activities import ActivityRow
from activities.exchange.csv_files.rationales import LinkKey, Rationale
from activities.models import Certainty, Change, Mapping


def links_in_files(*files: list[ActivityRow]) -> set[LinkKey]:
    """All links in files of activities, as (address of the activity, framework, code)."""
    return {(row.fields["slug"], *term) for rows in files for row in rows for term in row.terms}


def load_links(
    rows: list[ActivityRow],
    activities: Mapped[str, int],
    terms: Mapped[tuple[str, str], int],
    reasons: Mapped[LinkKey, Rationale],
    change: Change,
) -> Outcome:
    """Load the links of the rows. `activities` are ids by slug, `terms` ids by (framework, code).

    Strength and reason are the editors' proposal: a link with a row in `reasons` is proposed, whatever its source.
    """
    names = {pk: slug for slug, pk in activities.items()}
    codes = {pk: f"{framework} {code}" for (framework, code), pk in terms.items()}
    fields = []
    for row in rows:
        slug = row.fields["slug"]
        for framework, code in row.terms:
            own = reasons.get((slug, framework, code))
            fields.append(
                {
                    "activity_id": activities[slug],
                    "term_id": terms[framework, code],
                    "strength": own.strength if own else strength_without_row(row, framework, code, reasons),
                    "rationale": own.rationale if own else "",
                    "origin": Mapping.Origin.IMPORT,
                    "certainty": Certainty.PROPOSED if own else row.certainty,
                }
            )
    return reconcile(
        Mapping,
        ("activity_id", "term_id"),
        fields,
        change,
        named=lambda link: f"{names[link.activity_id]} → {codes[link.term_id]}",
    )


def strength_without_row(row: ActivityRow, framework: str, code: str, reasons: Mapped[LinkKey, Rationale]) -> int:
    """The strength of the strongest target with a row for a Goal, else "contributes"."""
    below = [
        reasons[key].strength
        for name, target in row.terms
        if framework == name == "sdg" and target.startswith(f"{code}.")
        if (key := (row.fields["slug"], name, target)) in reasons
    ]
    return max(below, default=Mapping.Strength.CONTRIBUTES)
