"""Load the common reasons that ship with the product. They are not facts of the map, so they need no Change."""

from django.utils.translation import gettext as _

from activities.actions.reference.load import REFERENCE
from activities.exchange.csv_files.rows import Sheet
from activities.models import ReasonTemplate


def load_reasons() -> int:
    """Add the reasons, if there are none yet: coordinators edit them. Returns how many were added."""
    if ReasonTemplate.objects.exists():
        return 0
    sheet = Sheet(REFERENCE / "reason_templates.csv", ["decision", "title", "text"])
    decisions = ReasonTemplate.Decision.values
    rows = [
        ReasonTemplate(
            decision=row.one_of("decision", decisions, _("a decision")),
            title=row.text("title", required=True),
            text=row.text("text", required=True),
        )
        for row in sheet
    ]
    sheet.raise_faults()
    return len(ReasonTemplate.objects.bulk_create(rows))
