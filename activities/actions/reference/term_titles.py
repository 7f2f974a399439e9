"""Loads titles of Terms in other languages than English, as unconfirmed texts."""

from pathlib import Path

from activities.actions.reference.reconcile import Outcome, reconcile
from activities.exchange.csv_files.term_titles import read_term_titles
from activities.models import Certainty, Change, Framework, Term, TermText


def load_term_titles(path: Path, change: Change) -> Outcome:
    """Load the titles of existing frameworks. Raises Faults if the file has errors."""
    terms = {(f, c): i for f, c, i in Term.objects.values_list("framework__slug", "code", "id")}
    titles = read_term_titles(path, terms, set(Framework.objects.values_list("slug", flat=True)))
    names = {terms[one.framework, one.code]: f"{one.framework} {one.code}" for one in titles}
    rows = [
        {
            "term_id": terms[one.framework, one.code],
            "language": one.language,
            "title": one.title,
            "certainty": Certainty.UNCONFIRMED,
        }
        for one in titles
    ]
    return reconcile(
        TermText, ("term_id", "language"), rows, change, named=lambda text: f"{names[text.term_id]}, {text.language}"
    )
