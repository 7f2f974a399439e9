"""Names of Terms and countries in one of the languages of the United Nations, in SQL, with the language of each name.

Where there is no name in the requested language, the English one is shown, and its language says so.
"""

from dataclasses import dataclass

#: {value of `lang`: tag by BCP 47}. Texts are stored under the value.
TAGS = {"en": "en", "ar": "ar", "es": "es", "fr": "fr", "ru": "ru", "zh-hans": "zh-Hans"}
#: Other ways to write one of them.
_ALSO = {"zh": "zh-hans", "zh-cn": "zh-hans", "zh-hans-cn": "zh-hans"}


def language(text: str) -> str | None:
    """The key of TAGS for a tag in any case, such as "zh-Hans" or "zh"; None for a language without texts."""
    text = text.lower()
    text = _ALSO.get(text, text)
    return text if text in TAGS else None


@dataclass(frozen=True, slots=True)
class Named:
    """SQL for a statement about Terms or countries. `join` goes to the end of its FROM, before any WHERE; `name` is the
    expression of the name, `language` that of its tag by BCP 47, and both are never empty for an existing row."""

    join: str
    name: str
    language: str


def term_named(lang: str, term: str = "t") -> Named:
    """The Named for the Terms that go by the alias `term`, in a language of TAGS.

    In a language other than English this is the short name, or the official sentence of a Term that has none, such as a
    target. `join` adds the alias `<term>_text`, and no further rows.
    """
    if lang == "en":
        return Named("", f"{term}.title", "'en'")
    text = f"{term}_text"
    there = f"coalesce(nullif({text}.title, ''), nullif({text}.official_text, ''))"
    return Named(
        join=f"LEFT JOIN activities_termtext {text} ON {text}.term_id = {term}.id AND {text}.language = '{lang}'",
        name=f"coalesce({there}, {term}.title)",
        language=f"CASE WHEN {there} IS NULL THEN 'en' ELSE '{TAGS[lang]}' END",
    )


def country_named(lang: str, country: str = "c") -> Named:
    """The Named for the countries that go by the alias `country`, in a language of TAGS. `join` is empty."""
    if lang == "en":
        return Named("", f"{country}.name", "'en'")
    there = f"nullif({country}.names ->> '{lang}', '')"
    return Named(
        join="",
        name=f"coalesce({there}, {country}.name)",
        language=f"CASE WHEN {there} IS NULL THEN 'en' ELSE '{TAGS[lang]}' END",
    )


def shared_language(languages: str) -> str:
    """SQL that sums up the languages of several names: the one that all are in, "mul" (several languages, ISO 639-2) if
    they differ, NULL for no name. `languages` is the expression of each; the statement groups the names."""
    return f"CASE WHEN min({languages}) = max({languages}) THEN min({languages}) WHEN count(*) > 0 THEN 'mul' END"
