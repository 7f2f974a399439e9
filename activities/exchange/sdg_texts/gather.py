"""Turns the strings found in files into one checked row for each code and language."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.exchange.sdg_texts.codes import code_order, kind_of, sdg_code
from activities.exchange.sdg_texts.normalise import is_corrupt, normalise
from activities.exchange.sdg_texts.shapes import LANGUAGES, Found, SdgText, SdgTexts

FAULTS = {
    "cell": gettext_lazy("a spreadsheet reference at the end was removed"),
    "footnote": gettext_lazy("a footnote digit at the end was removed"),
    "no_space": gettext_lazy("a missing space after a comma was added"),
}
#: Short names with spelling mistakes in the community's copy (open-sdg). They are left out.
MISSPELT = {
    ("8", "fr", "Travaux décent et croissance économique"),
    ("8", "ru", "Достойна работа и экономический рост"),
    ("9", "zh-hans", "创业、创新和基础设施"),
    ("17", "zh-hans", "促进目标现实的伙伴关系"),
}
#: Other codes of languages in BCP 47 and in file names.
LANGUAGE_NAMES = {"zh": "zh-hans", "zh-cn": "zh-hans", "zh-hans-cn": "zh-hans"}


def language_code(name: str) -> str | None:
    """One of LANGUAGES, or None: "zh-Hans", "ZH" and "zh_CN" are all zh-hans, "fr-FR" is fr."""
    code = name.strip().lower().replace("_", "-")
    code = LANGUAGE_NAMES.get(code, code)
    if code not in LANGUAGES:
        code = code.split("-")[0]
    return code if code in LANGUAGES else None


def gather(found: Iterable[Found], *, source: str) -> SdgTexts:
    """One row for each code and language: the longest valid text of those found. Problems are in the order of codes."""
    texts: dict[tuple[str, str], list[str]] = defaultdict(list)
    names: dict[tuple[str, str], list[str]] = defaultdict(list)
    problems: dict[tuple, list[str]] = defaultdict(list)
    foreign: dict[str, int] = defaultdict(int)
    addresses: dict[str, str] = {}
    for item in found:
        language = language_code(item.language)
        code = sdg_code(item.code)
        if language is None:
            foreign[item.language] += 1
        elif code is None:
            problems[()].append(refusal(item.code))
        elif not isinstance(item.value, str):
            problems[place(language, code)].append(problem(code, language, _("no text; left out")))
        else:
            put = texts if not item.short_name else names
            put[language, code].append(item.value)
            addresses.setdefault(code, item.uri)
    rows = []
    for language, code in sorted(texts, key=lambda key: place(*key)):
        here = problems[place(language, code)]
        text = choose(texts[language, code], code, language, here)
        if text:
            title = short_name(names.get((language, code), []), code, language, here)
            rows.append(SdgText(code, kind_of(code), language, title, text, addresses[code]))
    ordered = [_("Language %(language)s is not one of the six languages: %(count)d texts left out.")
               % {"language": name or "?", "count": count} for name, count in sorted(foreign.items())]  # fmt: skip
    for key in sorted(problems):
        ordered.extend(problems[key])
    return SdgTexts(rows=tuple(rows), problems=tuple(dict.fromkeys(ordered)), source=source)


def place(language: str, code: str) -> tuple:
    return (LANGUAGES.index(language), code_order(code))


def problem(code: str, language: str, what: str) -> str:
    return f"{code} ({language}): {what}."


def refusal(code: object) -> str:
    if isinstance(code, float):
        return _("Code %(code)s is a number, which is the same for 8.1 and 8.10. Left out.") % {"code": code}
    return _("“%(code)s” is not an SDG code, such as 9, 9.c or 9.c.1. Left out.") % {"code": str(code)[:60]}


def choose(raw: list[str], code: str, language: str, problems: list[str]) -> str:
    """The longest valid text, or "" if there is none. Errors are added to `problems`."""
    sound: dict[str, tuple[str, ...]] = {}
    corrupt = 0
    for value in raw:
        made = normalise(value)
        if is_corrupt(made.text, language):
            corrupt += 1
        elif made.text:
            sound.setdefault(made.text, made.mended)
    if corrupt:
        what = _("corrupt in the source; another text was used") if sound else _("corrupt in the source; left out")
        problems.append(problem(code, language, what))
    if not sound:
        if not corrupt:
            problems.append(problem(code, language, _("empty text; left out")))
        return ""
    best = max(sound, key=len)
    if len(sound) > 1:
        problems.append(
            problem(code, language, _("%(count)d different texts; the longest was used") % {"count": len(sound)})
        )
    problems.extend(problem(code, language, str(FAULTS[fault])) for fault in sound[best])
    return best


def short_name(raw: list[str], code: str, language: str, problems: list[str]) -> str:
    title = max((normalise(value).text for value in raw), key=len, default="")
    if (code, language, title) in MISSPELT or is_corrupt(title, language):
        problems.append(problem(code, language, _("the short name is misspelt in the source; left out")))
        return ""
    return title
