"""The page “Read me” of the workbook: facts about the file, and how to work with it in plain words."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from activities.exchange.sheets.layout import README
from activities.exchange.sheets.pen import Pen


def write_readme(book: Any, facts: Iterable[tuple[str, str]]) -> None:
    sheet = book.create_sheet(README)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 26, 96
    pen = Pen(sheet)
    sheet.append([pen.cell("SDG Map", "title")])
    sheet.append([])
    for label, text in (*facts, *explained()):
        sheet.append([pen.cell(label, "label"), pen.cell(text, "prose")])


def explained() -> Iterable[tuple[str, str]]:
    """How to work with the file, in plain words."""
    yield "", ""
    yield _("Edit"), _("Change any white cell of the sheets Activities and Mappings. Grey cells are SDG Map's own.")
    yield (
        _("Send it back"),
        _(
            "Save the file as .xlsx and send it on the page Spreadsheets. It is checked first: you see what is new, "
            "changed, in conflict and wrong before anything is written. Then you decide."
        ),
    )
    yield (
        _("Links"),
        _("The sheet Mappings has one row for each link of an activity to a Goal, a target, an Action Line or a plan."),
    )
    yield (
        _("A new link"),
        _("Add a row to Mappings: the number of the activity, the code, the strength. Leave Change empty."),
    )
    yield (
        _("A new activity"),
        _("Add a row to Activities with “new 1” in the first column. Its links name “new 1” as well."),
    )
    yield (
        _("Take something back"),
        _("Write “withdraw” in the column Action. Deleting a row means nothing: what is not in the file stays."),
    )
    yield (
        _("Strength"),
        _("1 related: it touches the subject. 2 contributes: it helps. 3 main purpose: that is what it is for."),
    )
    yield (
        _("Conflicts"),
        _(
            "When somebody else has changed a row since you downloaded it, and you have changed it too, you are shown "
            "both and nothing is overwritten unless you say so."
        ),
    )
    yield (
        _("Codes"),
        _("Cells with codes are text, so that 8.10 does not become 8.1. Where you paste, paste values only."),
    )
    yield (
        _("Apostrophes"),
        _(
            "A text that begins with =, +, - or @ has an apostrophe before it, so that no program takes it for a "
            "formula. SDG Map takes it away again."
        ),
    )
