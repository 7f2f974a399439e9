"""Read the cells of a row: activity, Change, Term and fields. Errors become faults of the row."""

from collections.abc import Callable, Collection
from typing import Any

from django.utils.translation import gettext as _

from activities.certainty import Certainty
from activities.exchange.sheets.layout import NEW, STRENGTHS, WITHDRAW
from activities.exchange.sheets.rows import SheetRow, alike
from activities.exchange.sheets.words import Words
from activities.exchange.xlsx.cells import as_text
from activities.validators import FIRST_YEAR, LAST_YEAR, row_number

LONGEST_TITLE, LONGEST_PARTNER, LONGEST_ADDRESS = 500, 300, 1000
STRENGTH_OF = {name: strength for strength, name in STRENGTHS.items()} | {str(n): n for n in STRENGTHS}
STRENGTH_OF |= {name.partition(" ")[2]: strength for strength, name in STRENGTHS.items()}
#: The four words, as the API has them, in any case; the name shown on pages is understood too.
CERTAINTIES = {word.value: word.value for word in Certainty} | {"confirmed by itu": Certainty.CONFIRMED.value}
#: The help quotes words that can be entered, so some users include the quotation marks.
QUOTES = "\"'“”‘’«»„ "


def activity_number(row: SheetRow) -> int | str | None:
    """The first cell: the number of an activity or the label of a new one; None, with a fault, for anything else."""
    text = row.text("Activity").strip(QUOTES).removeprefix("#")
    if not text:
        fix = _("Enter the number of the activity, or “new 1” for a new one.")
        row.fault("Activity", _("The cell is empty."), fix)
        return None
    label = text.casefold()
    if label.startswith(NEW):
        return label
    if (number := row_number(text)) is not None:
        return number
    row.fault(
        "Activity",
        _("“%(value)s” is not the number of an activity.") % {"value": text[:60]},
        _("Copy it from the address of its page, or enter “new 1” for a new one."),
    )
    return None


def change_number(row: SheetRow) -> int | None:
    """The number in the column Change; 0 if it is empty; None, with a fault, for anything else."""
    text = row.text("Change")
    if not text:
        return None if "Change" in row.faulty else 0
    if (number := row_number(text)) is not None:
        return number
    row.fault("Change", _("“%(value)s” is not a Change number.") % {"value": text[:60]}, copy_again())
    return None


def copy_again() -> str:
    return _("Download the row again and copy your edits into it.")


def wants_withdrawal(row: SheetRow) -> bool:
    text = row.text("Action").strip(QUOTES)
    if text and text.casefold() != WITHDRAW:
        fix = _("Enter “%(word)s”, or leave it empty.") % {"word": WITHDRAW}
        row.fault("Action", _("“%(value)s” is not an action.") % {"value": text[:60]}, fix)
    return text.casefold() == WITHDRAW


def activity_fields(row: SheetRow, columns: Collection[str], words: Words) -> dict[str, Any]:
    """{column: value to store} of the columns. Errors are added to the faults of the row."""
    year = _("Enter a year such as 2024, or leave it empty.")
    read: dict[str, Callable[[], Any]] = {
        "Title": lambda: row.text("Title", required=True, most=LONGEST_TITLE),
        "Description": lambda: row.prose("Description"),
        "Description certainty": lambda: certainty(row, "Description certainty"),
        "Kind": lambda: row.choice("Kind", words.kind_of, _("a kind of activity"), words.kinds.values()),
        "Status": lambda: row.choice("Status", words.status_of, _("a status"), words.statuses.values()),
        "Organisation": lambda: row.choice("Organisation", words.organisation_of, _("an organisation of SDG Map")),
        "Start year": lambda: row.whole("Start year", FIRST_YEAR, LAST_YEAR, year),
        "End year": lambda: row.whole("End year", FIRST_YEAR, LAST_YEAR, year),
        "Regions": lambda: row.choices("Regions", words.region_of, _("an ITU region"), words.regions.values()),
        "Countries": lambda: row.choices("Countries", words.country_of, _("a country code")),
        "Partners": lambda: row.listed("Partners", most=LONGEST_PARTNER),
        "Source": lambda: row.address("Source", most=LONGEST_ADDRESS),
    }
    return {column: read[column]() for column in columns}


def mapping_fields(row: SheetRow, columns: Collection[str]) -> dict[str, Any]:
    """{column: value to store} of a link."""
    what = _("a strength: %(all)s") % {"all": ", ".join(STRENGTHS.values())}
    read: dict[str, Callable[[], Any]] = {
        "Strength": lambda: row.choice("Strength", STRENGTH_OF, what, STRENGTHS.values()),
        "Rationale": lambda: row.prose("Rationale"),
        "Evidence": lambda: row.address("Evidence", most=LONGEST_ADDRESS),
        "Certainty": lambda: certainty(row, "Certainty"),
    }
    return {column: read[column]() for column in columns}


def certainty(row: SheetRow, column: str) -> Any:
    return row.choice(column, CERTAINTIES, _("a certainty"), Certainty.values)


def term_of(row: SheetRow, words: Words) -> int | None:
    """The id of the Term with this framework and code; the framework may be empty if the code is unique."""
    chosen = row.text("Framework").casefold()
    if chosen and chosen not in words.codes:
        row.unknown("Framework", chosen, words.codes, _("a framework"))
        term_of_code(row, list(words.codes), words)
        return None
    return term_of_code(row, [chosen] if chosen else list(words.codes), words)


def term_of_code(row: SheetRow, frameworks: list[str], words: Words) -> int | None:
    """The id of the Term of one of these frameworks."""
    value = row.cell("Code")
    if isinstance(value, float | int) and not isinstance(value, bool):
        return term_of_number(row, float(value), frameworks, words)
    code = row.text("Code", required=True)
    if not code:
        return None
    there = {name: code for name in words.codes if code in words.codes[name]}
    there = there or {name: meant for name in words.codes if (meant := alike(code, words.codes[name]))}
    found = [name for name in frameworks if name in there]
    if len(found) == 1:
        return words.codes[found[0]][there[found[0]]]
    if found:
        reason = _("“%(code)s” is a code of %(frameworks)s.") % {"code": code, "frameworks": _(" and ").join(found)}
        row.fault("Framework", reason, _("Enter one of them."))
        return None
    elsewhere = list(there)
    if elsewhere:
        reason = _("“%(code)s” is not a code of %(framework)s.") % {"code": code, "framework": frameworks[0]}
        row.fault("Code", reason, _("It is one of %(frameworks)s.") % {"frameworks": _(" and ").join(elsewhere)})
        return None
    row.unknown("Code", code, {c for name in frameworks for c in words.codes[name]}, _("a known code"))
    return None


def term_of_number(row: SheetRow, number: float, frameworks: list[str], words: Words) -> int | None:
    """The Term whose code a spreadsheet has changed to a number: 9 is Goal 9, but 8.1 may have been 8.10."""
    found = {code: term for name in frameworks for code, term in words.codes[name].items() if numeral(code) == number}
    if len(found) == 1:
        return next(iter(found.values()))
    text = as_text(number)
    if found:
        reason = _("The spreadsheet has changed the code to a number, %(number)s.") % {"number": text}
        fix = _("Format the cell as text, then type %(codes)s.") % {"codes": _(" or ").join(found)}
        row.fault("Code", reason, fix)
    else:
        row.unknown("Code", text, {c for name in frameworks for c in words.codes[name]}, _("a known code"))
    return None


def numeral(code: str) -> float | None:
    whole, _dot, part = code.partition(".")
    return float(code) if code.isascii() and whole.isdigit() and (part.isdigit() or not part) else None
