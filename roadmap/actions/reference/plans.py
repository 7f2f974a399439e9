"""Loads the register of operational plans."""

from pathlib import Path

from activities.actions.reference.reconcile import Outcome, reconcile
from activities.models import Change
from roadmap.exchange.plans_csv import read_operational_plans
from roadmap.models import Document, OperationalPlan


def load_operational_plans(change: Change, folder: Path) -> list[Outcome]:
    """Load the plans, each with its entry in the register of documents if there is one with the same symbol."""
    documents = dict(Document.objects.values_list("slug", "id"))
    rows = [
        row | {"document_id": documents.get(row["slug"])}
        for row in read_operational_plans(folder / "operational_plans.csv")
    ]
    return [reconcile(OperationalPlan, ("symbol",), rows, change)]
