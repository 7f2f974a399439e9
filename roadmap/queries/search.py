"""What the words of a search find in the tables of the Roadmap. They are short: each is read whole, in one query."""

import re
from dataclasses import dataclass

from django.db.models import TextField, Value
from django.urls import reverse

from activities.queries.matching import fold, has_words, searchable, words_of
from roadmap.models import (
    Action,
    Document,
    Engagement,
    HlpfYear,
    Input,
    Material,
    Mechanism,
    Milestone,
    Review,
    Series,
    Target,
)
from roadmap.queries.dates import in_words, span
from roadmap.queries.documents import without_version

FORUM = "HLPF High-Level Political Forum on Sustainable Development"


@dataclass(frozen=True, slots=True)
class FoundLine:
    """`exact`: the words are its whole code. `text` is given where the title does not have all the words."""

    code: str
    title: str
    href: str
    text: str = ""
    exact: bool = False


def plain(words: str) -> str:
    """A code as people write it: "Resolution 1332", "res.1332" and "Res. 1332" are all "res 1332"."""
    text = re.sub(r"[^\w.]+|\.(?!\w)|(?<=res)\.", " ", fold(words))
    return " ".join(re.sub(r"\bresolution\b", "res", text).split())


def found(line: FoundLine, words: str, *more: str, text: str = "") -> FoundLine | None:
    """The line if code, title, text and `more` have all the words, or if they are its whole code."""
    parts = words_of(words)
    if not parts or not (line.exact or has_words(parts, searchable(line.code, line.title, text, *more))):
        return None
    seen = has_words(parts, searchable(line.code, line.title))
    return FoundLine(line.code, line.title, line.href, "" if seen else text, line.exact)


def commitments(words: str) -> list[FoundLine]:
    """Commitments of the current edition, in the order of the Roadmap."""
    actions = Action.objects.of_current().order_by("section__number", "position")
    same = re.sub(r"^(commitment|action|roadmap) ", "", plain(words))
    lines = (
        found(
            FoundLine(one.code, one.text.rstrip("."), one.get_absolute_url(), exact=same == one.code),
            words,
            one.responsible,
        )
        for one in actions
    )
    return [line for line in lines if line]


def documents(words: str) -> list[FoundLine]:
    """Documents, the latest first. A symbol without its version means the latest version."""
    same, meant = plain(words), set[str]()
    lines = []
    for one in Document.objects.live():
        base = plain(without_version(one.symbol))
        exact = same == plain(one.symbol) or (base not in meant and (same == base or f"res {same}" == base))
        if exact:
            meant.add(base)
        also = "resolution" if "Res." in one.symbol else ""
        line = FoundLine(one.symbol, one.title, one.get_absolute_url(), exact=exact)
        lines.append(found(line, words, also, text=one.what_it_asks))
    return [line for line in lines if line]


def sessions(words: str) -> list[FoundLine]:
    """HLPF sessions, the latest first."""
    same = plain(words)
    lines = (
        found(
            FoundLine(
                f"HLPF {one.year}",
                one.theme,
                reverse("hlpf-session", args=[one.year]),
                exact=same == f"hlpf {one.year}",
            ),
            words,
            FORUM,
        )
        for one in HlpfYear.objects.order_by("-year")
    )
    return [line for line in lines if line]


def milestones(words: str) -> list[FoundLine]:
    lines = (
        found(FoundLine(in_words(one.date), one.title, reverse("milestone-list")), words, "WSIS", text=one.summary)
        for one in Milestone.objects.all()
    )
    return [line for line in lines if line]


def series(words: str) -> list[FoundLine]:
    """Series of ITU's indicators, in their order."""
    same = fold(words)
    lines = (
        found(
            FoundLine(one.series_code, one.title, one.get_absolute_url(), exact=same == fold(one.series_code)),
            words,
            text=one.description,
        )
        for one in Series.objects.select_related("term").order_by("position", "series_code")
    )
    return [line for line in lines if line]


def mechanisms(words: str) -> list[FoundLine]:
    """Mechanisms of the United Nations, by name, abbreviation and what they are."""
    same = plain(words)
    lines = (
        found(
            FoundLine(one.abbreviation, one.name, one.get_absolute_url(), exact=same == plain(one.abbreviation)),
            words,
            one.code,
            text=one.what,
        )
        for one in Mechanism.objects.live()
    )
    return [line for line in lines if line]


def events(words: str) -> list[FoundLine]:
    """Events of the calendar, the latest first. HLPF sessions are found as such."""
    rows = Engagement.objects.live().exclude(kind=Engagement.Kind.HLPF).select_related("country", "mechanism")
    lines = (
        found(
            FoundLine("", one.title, one.get_absolute_url(), span(one.start, one.end)),
            words,
            one.place,
            one.country.name if one.country else "",
            one.mechanism.name if one.mechanism else "",
            str(one.get_kind_display()),
            one.start[:4],
            text=", ".join(filter(None, (span(one.start, one.end), one.place))),
        )
        for one in rows.order_by("-start", "slug")
    )
    return [line for line in lines if line]


def inputs_and_materials(words: str) -> list[FoundLine]:
    """Inputs of ITU and campaign material, the latest first. One query."""
    inputs, materials = (
        model.objects.live().order_by().values_list("slug", "title", "date", Value(route, TextField()))
        for model, route in ((Input, "input-list"), (Material, "material-list"))
    )
    names = {"input-list": str(Input._meta.verbose_name), "material-list": str(Material._meta.verbose_name)}
    lines = (
        found(FoundLine("", title, f"{reverse(route)}#{slug}"), words, names[route])
        for slug, title, _date, route in inputs.union(materials, all=True).order_by("-date", "title")
    )
    return [line for line in lines if line]


def reviews(words: str) -> list[FoundLine]:
    """Voluntary National Reviews by country and year, the latest first. A country by itself is found as a country,
    whose page has its reviews."""
    name, asked = "Voluntary National Review VNR", fold(words)
    if "review" not in asked and "vnr" not in asked:
        return []
    lines = (
        found(FoundLine(str(one.year), one.country.name, one.get_absolute_url()), words, name)
        for one in Review.objects.live().select_related("country").order_by("-year", "country__name")
    )
    return [line for line in lines if line]


def targets(words: str) -> list[FoundLine]:
    """Targets of ITU and of the Broadband Commission, in their order."""
    same = plain(words)
    lines = (
        found(
            FoundLine(
                f"{one.set.short_title} {one.code}",
                one.title,
                one.get_absolute_url(),
                exact=same == plain(f"{one.set.short_title} {one.code}"),
            ),
            words,
            one.set.title,
            text=one.measure,
        )
        for one in Target.objects.select_related("set").order_by("set__position", "position")
    )
    return [line for line in lines if line]
