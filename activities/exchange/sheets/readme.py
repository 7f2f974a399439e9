"""The sheet “Read me” of the workbook: facts about the file, and how to use it."""

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
    """(label, text): how to use the file."""
    yield "", ""
    yield _("Edit"), _("Change any white cell of the sheets Activities and Mappings. Do not change grey cells.")
    yield (
        _("Upload"),
        _(
            "Save the file as .xlsx and upload it on the page Spreadsheets. It is checked first: you see new and "
            "changed rows, conflicts and errors before anything is saved."
        ),
    )
    yield (
        _("Links"),
        _("The sheet Mappings has one row for each link of an activity to a Goal, a target, an Action Line or a plan."),
    )
    yield (
        _("A new link"),
        _("Add a row to Mappings with the number of the activity, the code and the strength. Leave Change empty."),
    )
    yield (
        _("A new activity"),
        _("Add a row to Activities with “new 1” in the first column. Use “new 1” in the rows of its links, too."),
    )
    yield (
        _("Withdraw"),
        _("Enter “withdraw” in the column Action. Deleting a row has no effect."),
    )
    yield (
        _("Strength"),
        _("1 related: touches on the subject. 2 contributes: helps to achieve it. 3 main purpose: was made for it."),
    )
    yield (
        _("Conflicts"),
        _(
            "If someone else has changed a row since you downloaded it and you have changed it too, you see both "
            "values. Nothing is overwritten unless you choose it."
        ),
    )
    yield (
        _("Codes"),
        _("Cells with codes are text; otherwise 8.10 would become 8.1. When you paste, paste values only."),
    )
    yield (
        _("Apostrophes"),
        _(
            "Text that begins with =, +, - or @ has an apostrophe before it; otherwise a program would read it as a "
            "formula. SDG Map removes the apostrophe again."
        ),
    )
