"""Names of Terms and countries in one of the languages of the United Nations, in SQL, with the language of each name.

Where there is no name in the requested language, the English one is shown, and its language says so.
"""

from dataclasses import dataclass

#: {language of texts, as `lang` and columns have it: the same as BCP 47 writes it}
TAGS = {"en": "en", "ar": "ar", "es": "es", "fr": "fr", "ru": "ru", "zh-hans": "zh-Hans"}
ENGLISH = "'en'"


@dataclass(frozen=True, slots=True)
class Named:
    """SQL for a statement about Terms or countries. `join` goes to the end of its FROM, before any WHERE; `name` is the
    expression of the name, `language` that of its key of TAGS, and both are never empty for an existing row."""

    join: str
    name: str
    language: str


def term_named(lang: str, term: str = "t") -> Named:
    """The Named for the Terms that go by the alias `term`, in a language of TAGS.

    In a language other than English this is the short name, or the official sentence of a Term that has none, such as a
    target. `join` adds the alias `<term>_text`, and no further rows.
    """
    if lang == "en":
        return Named("", f"{term}.title", ENGLISH)
    text = f"{term}_text"
    there = f"coalesce(nullif({text}.title, ''), nullif({text}.official_text, ''))"
    return Named(
        join=f"LEFT JOIN activities_termtext {text} ON {text}.term_id = {term}.id AND {text}.language = '{lang}'",
        name=f"coalesce({there}, {term}.title)",
        language=f"CASE WHEN {there} IS NULL THEN {ENGLISH} ELSE '{lang}' END",
    )


def country_named(lang: str, country: str = "c") -> Named:
    """The Named for the countries that go by the alias `country`, in a language of TAGS. `join` is empty."""
    if lang == "en":
        return Named("", f"{country}.name", ENGLISH)
    there = f"nullif({country}.names ->> '{lang}', '')"
    return Named(
        join="",
        name=f"coalesce({there}, {country}.name)",
        language=f"CASE WHEN {there} IS NULL THEN {ENGLISH} ELSE '{lang}' END",
    )


def shared_language(languages: str) -> str:
    """SQL that sums up the languages of several names: the one that all are in, "mul" (several languages, ISO 639-2) if
    they differ, NULL for no name. `languages` is the expression of each; the statement groups the names."""
    if languages == ENGLISH:
        return f"CASE WHEN count(*) > 0 THEN {ENGLISH} END"
    return f"CASE WHEN min({languages}) = max({languages}) THEN min({languages}) WHEN count(*) > 0 THEN 'mul' END"


def spoken(lang: str) -> str:
    """The header Content-Language of an answer with names in `lang`: what has no name in it is in English."""
    return ", ".join(dict.fromkeys((TAGS[lang], "en")))
