"""A workbook with more than forty different faults, and what has to be said of each: row, column, reason, fix."""

from datetime import date

from activities.actions.ledger import record
from activities.models import Activity
from tests.activities.editing.sheets.books import append, put
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CountryFactory,
    FrameworkFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    TermFactory,
)

AGAIN = "Download the row again and copy your edits into it."
LIST_FIX = "Delete the row, or correct the number."
LINK_CHANGE_FIX = "For a new link, leave the cell empty. To replace a link, withdraw the old one in its own row."
YEAR = "Enter a year such as 2024, or leave it empty."
TEXT = "Format the cell as text, then type it again."
#: One cell of an activity each: (column, what is put there, reason, fix).
OF_ACTIVITIES = [
    ("Title", None, "The cell is empty.", "Fill it in."),
    ("Title", "x" * 501, "The text has 501 characters; the limit is 500.", "Shorten it."),
    (
        "Title",
        "=1+1",
        "The cell contains a formula, =1+1, and formulas are not calculated.",
        "Copy it and paste its value.",
    ),
    ("Title", "#N/A", "The cell contains an error, #N/A.", "Enter the correct value."),
    ("Description", "x" * 20_001, "The text has 20001 characters; the limit is 20000.", "Shorten it."),
    ("Description certainty", "maybe", "“maybe” is not a certainty.", "Choose from the list."),
    ("Kind", "evnt", "“evnt” is not a kind of activity.", "Did you mean Event?"),
    ("Kind", None, "The cell is empty.", "Fill it in."),
    ("Status", "on going", "“on going” is not a status.", "Did you mean Ongoing?"),
    ("Status", None, "The cell is empty.", "Fill it in."),
    ("Organisation", None, "The cell is empty.", "Fill it in."),
    ("Organisation", "ITU-X", "“ITU-X” is not an organisation of SDG Map.", "Did you mean ITU-R or ITU-D?"),
    (
        "Organisation",
        "ITU-R",
        "You cannot edit the activities of ITU-R.",
        "Choose one that you can edit (ITU-D), or ask a coordinator to change it.",
    ),
    ("Start year", "soon", "“soon” is not a whole number.", YEAR),
    ("Start year", 1500, "1500 is not between 1865 and 2100.", YEAR),
    ("Start year", date(2024, 5, 1), "The spreadsheet has changed the cell to a date, 2024-05-01.", TEXT),
    ("End year", 2200, "2200 is not between 1865 and 2100.", YEAR),
    ("End year", 2019, "The activity ends in 2019, before it starts in 2020.", "Correct one of the two years."),
    ("Regions", "Afrika; Europe", "“Afrika” is not an ITU region.", "Did you mean Africa or Americas?"),
    ("Countries", "KE; Kenia", "“Kenia” is not a country code.", "Did you mean Kenya or KE?"),
    ("Partners", "UNICEF; " + "x" * 301, "The text has 301 characters; the limit is 300.", "Shorten it."),
    ("Source", "javascript:alert(1)", "“javascript:alert(1)” is not a web address.", "Begin it with https://."),
    ("Source", "https://" + "x" * 993, "The text has 1001 characters; the limit is 1000.", "Shorten it."),
    ("Action", "delete", "“delete” is not an action.", "Enter “withdraw”, or leave it empty."),
    ("Change", None, "The cell is empty.", AGAIN),
    ("Change", "abc", "“abc” is not a Change number.", AGAIN),
    ("Change", 1, "Change 1 is not a version of this activity.", AGAIN),
    (
        "Activity",
        "seven",
        "“seven” is not the number of an activity.",
        "Copy it from the address of its page, or enter “new 1” for a new one.",
    ),
    (
        "Activity",
        None,
        "The cell is empty.",
        "Enter the number of the activity, or “new 1” for a new one.",
    ),
]
#: One cell of a new link each, whose other cells are right.
OF_LINKS = [
    (
        "Activity",
        "new 9",
        "The sheet Activities has no valid row “new 9”.",
        "Add the row there, or correct it.",
    ),
    ("Framework", "sp2024", "“sp2024” is not a framework.", "Did you mean sp-2024 or sp-2020?"),
    ("Code", None, "The cell is empty.", "Fill it in."),
    ("Code", "9.z", "“9.z” is not a known code.", "Did you mean 9.c?"),
    ("Code", "8.1O", "“8.1O” is not a known code.", "Did you mean 8.10?"),
    (
        "Code",
        8.1,
        "The spreadsheet has changed the code to a number, 8.1.",
        "Format the cell as text, then type 8.1 or 8.10.",
    ),
    ("Code", date(2026, 1, 9), "The spreadsheet has changed the cell to a date, 2026-01-09.", TEXT),
    ("Strength", None, "The cell is empty.", "Fill it in."),
    ("Strength", 4, "“4” is not a strength: 1 related, 2 contributes, 3 main purpose.", "Choose from the list."),
    (
        "Strength",
        "=3",
        "The cell contains a formula, =3, and formulas are not calculated.",
        "Copy it and paste its value.",
    ),
    ("Rationale", "x" * 20_001, "The text has 20001 characters; the limit is 20000.", "Shorten it."),
    ("Evidence", "www.itu.int", "“www.itu.int” is not a web address.", "Begin it with https://."),
    ("Certainty", "perhaps", "“perhaps” is not a certainty.", "Choose from the list."),
    ("Action", "remove", "“remove” is not an action.", "Enter “withdraw”, or leave it empty."),
    ("Change", "x1", "“x1” is not a Change number.", AGAIN),
    ("Change", 1, "Change 1 is not a version of this link.", LINK_CHANGE_FIX),
]


def prepared():
    """What the file is about: call it before the file is downloaded."""
    for code in ("8.1", "8.10", "9.c"):
        TargetFactory(code=code)
    ActionLineFactory(code="C2")
    GoalFactory(code="9")
    for slug in ("sp-2020", "sp-2024"):
        TermFactory(code="T1", framework=FrameworkFactory(slug=slug))
    CountryFactory(code="KE")
    OrganisationFactory(sector="ITU-R")
    with record("tests", "test.write") as change:
        for number in range(len(OF_ACTIVITIES) + 5):
            ActivityFactory(title=f"Activity no. {number}", start_year=2020, change=change)
        MappingFactory(activity=Activity.objects.earliest("id"), change=change)


def spoil(book) -> list[tuple[str, int, str, str, str]]:
    """Put the faults into the file that was downloaded; some by what happens meanwhile. Returns what has to be said."""
    wrong = []
    for row, (column, value, reason, fix) in enumerate(OF_ACTIVITIES, 3):
        if value is not None and column in ("Title",):
            put(book, "Activities", row, Description=f"Edited in row {row}")
        put(book, "Activities", row, **{column: value})
        wrong.append(("Activities", row, column, reason, fix))
    row = len(OF_ACTIVITIES) + 3
    others = [book["Activities"].cell(row=row + n, column=1).value for n in range(5)]

    put(book, "Activities", row, Action="withdraw", Title="Edited, too")
    wrong.append(("Activities", row, "Action", "The row is both edited and withdrawn.", "Do only one of the two."))
    put(book, "Activities", row + 1, Title="Edited")
    Activity.objects.filter(pk=others[1]).update(withdrawn=True)
    restore = ("The activity has been withdrawn.", "Restore it on its page first.")
    wrong.append(("Activities", row + 1, "Activity", *restore))
    put(book, "Activities", row + 2, Action="withdraw")  # as such right
    elsewhere = ActivityFactory(title="Secret plans", organisation__sector="ITU-R")
    put(book, "Activities", row + 3, Activity=elsewhere.pk)
    not_yours = f"You cannot edit activity {elsewhere.pk}."
    wrong.append(("Activities", row + 3, "Activity", not_yours, LIST_FIX))

    at = append(book, "Activities", Activity=others[0])
    repeated = (f"Row {row} already has the same activity or link.", "Delete one of the two rows.")
    wrong.append(("Activities", at, "Activity", *repeated))
    new = {"Kind": "event", "Status": "planned", "Organisation": "ITU-D"}
    first = append(book, "Activities", Activity="new 1", Title="Wanted", **new)
    at = append(book, "Activities", Activity="new 1", Title="Other", **new)
    number_them = "Number new activities: new 1, new 2 …"
    wrong.append(("Activities", at, "Activity", f"Row {first} already has the same activity or link.", number_them))
    at = append(book, "Activities", Activity="new 2", Title="Activity no. 0", **new)
    number = Activity.objects.get(title="Activity no. 0").pk
    give = "Enter its number in the column Activity, or choose another title for the new activity."
    wrong.append(("Activities", at, "Title", f"Activity {number} already has this title.", give))
    at = append(book, "Activities", Activity="new 3", Title="Third", Action="withdraw", **new)
    leave_out = ("A new activity cannot be withdrawn.", "Delete the row.")
    wrong.append(("Activities", at, "Action", *leave_out))

    ids = list(Activity.objects.filter(organisation__sector="ITU-D").order_by("id").values_list("id", flat=True))
    for pk, (column, value, reason, fix) in zip(ids[1:], OF_LINKS, strict=False):
        cells = {"Activity": pk, "Code": "9.c", "Strength": "2 contributes"} | {column: value}
        wrong.append(("Mappings", append(book, "Mappings", **cells), column, reason, fix))
    link = {"Activity": others[4], "Strength": 1}
    at = append(book, "Mappings", Framework="sdg", Code="C2", **link)
    wrong.append(("Mappings", at, "Code", "“C2” is not a code of sdg.", "It is one of wsis."))
    at = append(book, "Mappings", Code="T1", **link)
    both = ("“T1” is a code of sp-2020 and sp-2024.", "Enter one of them.")
    wrong.append(("Mappings", at, "Framework", *both))
    first = append(book, "Mappings", Code="C2", **link)
    at = append(book, "Mappings", Code="C2", **link)
    wrong.append(
        ("Mappings", at, "Code", f"Row {first} already has the same activity or link.", "Delete one of the two rows.")
    )
    at = append(book, "Mappings", **link | {"Activity": elsewhere.pk, "Code": "9.c"})
    wrong.append(("Mappings", at, "Activity", not_yours, LIST_FIX))
    at = append(book, "Mappings", **link | {"Activity": others[2], "Code": "9.c"})
    gone = ("The activity has been withdrawn.", "Restore it first, or delete the row.")
    wrong.append(("Mappings", at, "Activity", *gone))
    return wrong
