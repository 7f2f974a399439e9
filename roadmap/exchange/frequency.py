"""The rule for due dates that the words of a commitment say."""

#: Beginnings of the words, in small letters, and their rules; the first that fits counts.
RULES = (
    ("continuing", "ongoing"),
    ("ongoing", "ongoing"),
    ("periodic", "ongoing"),
    ("as ", "ongoing"),
    ("annual (july", "hlpf"),
    ("annual, before hlpf", "hlpf"),
    ("annual", "yearly"),
    ("yearly", "yearly"),
    ("every year", "yearly"),
    ("each working group session", "council"),
    ("each council", "council"),
    ("biennial", "two-years"),
    ("every two years", "two-years"),
    ("four-year cycle", "four-years"),
    ("every four years", "four-years"),
    ("once", "once"),
)
#: What an error offers: a beginning for each rule.
KNOWN = (
    "annual",
    "annual (July, HLPF)",
    "each Council",
    "biennial",
    "four-year cycle",
    "once",
    "continuing",
    "as scheduled",
)


def rule_of(words: str, bodies: str = "") -> str:
    """The rule of a frequency as written: "ongoing" without words, "" if they are not known.

    "annual" is before Council if the commitment reports to it, that is, if Council is among its `bodies`.
    """
    words = words.strip().casefold()
    rule = next((rule for start, rule in RULES if words.startswith(start)), "") if words else "ongoing"
    return "council" if rule == "yearly" and words == "annual" and "council" in bodies.casefold() else rule
