"""What a page says in running text, and figures large enough to need a comma."""

import re

#: What is not running text: markup, examples of the API, codes, and sizes inside pictures.
ASIDE = re.compile(
    r"<(script|style|pre|code)\b.*?</\1>|<(bdi|span)[^>]*class=\"[^\"]*code[^\"]*\"[^>]*>.*?</\2>|<option\b[^>]*>",
    re.DOTALL,
)
CLOCK = re.compile(r"\b\d{1,2}(?::\d\d)? ?(?:[ap]\.?m\b|noon|midnight)", re.IGNORECASE)
BARE = re.compile(r"(?<![\w.,/:+-])(?<!Resolution )(?<!Res. )(?<!RES-)(?<!ISO )\d{4,}(?![\w/-])")
#: Each count of the figures a thousand times as large, so that all of them need their comma.
ENLARGE = """
UPDATE activities_termsummary SET activities = activities * 1000, fractional = fractional * 1000, itu = itu * 1000,
    strength_1 = strength_1 * 1000, strength_2 = strength_2 * 1000, strength_3 = strength_3 * 1000,
    stakeholders = stakeholders * 1000, reached = reached * 1000;
UPDATE activities_matrixcell SET activities = activities * 1000;
UPDATE activities_crosswalksummary SET activities = activities * 1000;
UPDATE activities_facetcount f SET activities = activities * 1000, counts = (
    SELECT jsonb_object_agg(facet, (SELECT coalesce(jsonb_object_agg(value, n::int * 1000), '{}')
    FROM jsonb_each_text(inner_counts) AS i (value, n))) FROM jsonb_each(f.counts) AS o (facet, inner_counts))
"""


#: Numbers that name a thing and count nothing.
NAMED_BY_NUMBER = re.compile(r"(?i)\b(?:version|change|record)\s+\d+")


def running_text(page: str) -> str:
    """The words of a page, with what is read out of its attributes."""
    page = ASIDE.sub(" ", page)
    read = re.findall(r"(?:aria-label|title|content|alt)=\"([^\"]*)\"", page)
    return " ".join([*read, re.sub(r"<[^>]+>", " ", page)])


def misprints(page: str) -> list[str]:
    """Times of a twelve-hour clock, and numbers of four digits or more without a comma. Years, and the numbers of
    versions, Changes and records, have none."""
    text = NAMED_BY_NUMBER.sub(" ", running_text(page))
    bare = [number for number in BARE.findall(text) if not 1900 <= int(number) <= 2100]
    return sorted({*bare, *CLOCK.findall(text)})
