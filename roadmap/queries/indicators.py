"""Reads SDG indicators: ITU's series and their values, line by line. A line never mixes two editions."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef
from django.utils.translation import get_language, gettext_lazy

from activities.models import Term, TermText
from activities.pictures.series import LineSeries, Point
from activities.rules import public_source
from roadmap.models import Series, SeriesValue

WORLD = "World"
#: Words that identify a publication → its short name at the end of a line.
SHORT_NAMES = {"Facts and Figures": "ITU", "UNSD": "UNSD", "World Bank": "World Bank"}
AREA_GROUPS = {
    "world": gettext_lazy("The world"),
    "regions": gettext_lazy("Regions of the United Nations"),
    "itu": gettext_lazy("ITU regions"),
    "bank": gettext_lazy("World Bank regions"),
    "groups": gettext_lazy("Groups of countries"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    year: int
    value: Decimal
    group: str
    edition: str
    publication: str
    note: str
    source_url: str
    certainty: str


@dataclass(frozen=True, slots=True)
class SeriesFigures:
    """A series with its figures for one area. `lines` are the lines of a chart, one for each edition and group."""

    series: Series
    area: str
    figures: tuple[Figure, ...]
    lines: tuple[LineSeries, ...]

    @property
    def key(self) -> str:
        """Its name in ids of the page."""
        return self.series.series_code.lower().replace("_", "-")

    @property
    def title(self) -> str:
        return self.series.title

    @property
    def sign(self) -> str:
        """The unit as pictures write it."""
        return "%" if self.series.unit == "percent" else self.series.unit

    @property
    def newest(self) -> Figure | None:
        """The latest total, or the latest figure of a group if there is no total."""
        whole = [figure for figure in self.figures if not figure.group] or list(self.figures)
        return max(whole, key=lambda figure: (figure.year, figure.edition), default=None)


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    code: str
    title: str
    href: str
    series: tuple[SeriesFigures, ...]
    role: str
    custodian: bool
    tier: str


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition of the statistics: its name at the end of a line, and its publication."""

    name: str
    publication: str


@dataclass(frozen=True, slots=True)
class AreaGroup:
    label: str
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """One indicator. `series` is empty if ITU publishes none, `official_text` until the UN's texts are imported."""

    term: Term
    official_text: str
    language: str
    area: str
    areas: tuple[AreaGroup, ...]
    series: tuple[SeriesFigures, ...]
    editions: tuple[Edition, ...]

    @property
    def role(self) -> str:
        return self.series[0].series.role if self.series else ""

    @property
    def known_areas(self) -> tuple[str, ...]:
        return tuple(area for group in self.areas for area in group.areas)


def indicators() -> tuple[IndicatorLine, ...]:
    """The indicators for which ITU publishes series, with figures for the world, in two queries."""
    values = defaultdict(list)
    for value in SeriesValue.objects.filter(area=WORLD).order_by("edition", "year", "disaggregation"):
        values[value.series_id].append(value)
    by_term: dict[Term, list[SeriesFigures]] = defaultdict(list)
    for series in Series.objects.select_related("term").order_by("term__position", "position"):
        by_term[series.term].append(figures_of(series, WORLD, values[series.id]))
    return tuple(
        IndicatorLine(
            code=term.code,
            title=term.title,
            href=shown[0].series.get_absolute_url(),
            series=tuple(shown),
            role=shown[0].series.role,
            custodian=shown[0].series.role.startswith("custodian"),
            tier=shown[0].series.tier,
        )
        for term, shown in by_term.items()
    )


def latest_for_the_world(codes: Collection[str]) -> tuple[SeriesValue, ...]:
    """For each indicator that has a figure for the world, the latest one, with its series. One query.

    Of several series, the one with the latest figure is taken, and of those the first. Totals come before groups.
    `others` says whether other series of the indicator have a figure for the world.
    """
    world = SeriesValue.objects.filter(area=WORLD)
    others = world.filter(series__term=OuterRef("series__term")).exclude(series=OuterRef("series"))
    values = world.filter(series__term__code__in=codes).select_related("series__term").annotate(others=Exists(others))
    first = values.order_by("series__term_id", "-year", "series__position", "disaggregation", "-edition")
    return tuple(first.distinct("series__term_id"))


def indicator_page(term: Term, area: str | None = None) -> IndicatorPage:
    """An indicator Term with its series and the figures for `area`: four queries, two when ITU has no series.

    Without `area`, or if it has no figures, the figures for the world are shown, else those of the first area.
    """
    text = official_text(term)
    series = list(term.series.select_related("term").order_by("position"))
    if not series:
        return IndicatorPage(term, text[0], text[1], "", (), (), ())
    known = SeriesValue.objects.filter(series__in=series).order_by("area").values_list("area", flat=True).distinct()
    groups = area_groups(known)
    flat = [name for group in groups for name in group.areas]
    if area not in flat:
        area = WORLD if WORLD in flat else next(iter(flat), "")
    values = defaultdict(list)
    for value in SeriesValue.objects.filter(series__in=series, area=area).order_by("edition", "year", "disaggregation"):
        values[value.series_id].append(value)
    shown = tuple(figures_of(one, area, values[one.id]) for one in series)
    names = {(edition_name(f.edition, f.publication), f.publication) for one in shown for f in one.figures}
    editions = tuple(Edition(name, publication) for name, publication in sorted(names, reverse=True))
    return IndicatorPage(term, text[0], text[1], area, groups, shown, editions)


def official_text(term: Term) -> tuple[str, str]:
    """(sentence, language): the UN's wording in the reader's language, else in English, else ("", ""). One query."""
    language = get_language() or "en"
    texts = dict(
        TermText.objects.filter(term=term, language__in={language, "en"})
        .exclude(official_text="")
        .values_list("language", "official_text")
    )
    for choice in (language, "en"):
        if choice in texts:
            return texts[choice], choice
    return "", ""


def figures_of(series: Series, area: str, values: Iterable[SeriesValue]) -> SeriesFigures:
    """`values` of one series and area, as figures and as the lines of a chart; no query.

    A line has the figures of one group from one edition of one publication. Nothing else is joined: 4G coverage from
    the 2025 UNSD file (to 2023) and from Facts and Figures 2025 (2025) are two lines.
    """
    values = list(values)
    lines: dict[tuple[str, str, str], list[Point]] = defaultdict(list)
    for value in values:
        lines[value.edition, value.publication, value.disaggregation].append(Point(value.year, float(value.value)))
    return SeriesFigures(
        series=series,
        area=area,
        figures=tuple(
            Figure(
                value.year,
                value.value,
                value.disaggregation,
                value.edition,
                value.publication,
                value.note,
                public_source(value.source_url),
                value.certainty,
            )
            for value in sorted(values, key=lambda v: (v.disaggregation, -v.year, v.edition))
        ),
        lines=tuple(
            LineSeries(area, edition_name(edition, publication), tuple(points), group)
            for (edition, publication, group), points in lines.items()
        ),
    )


def edition_name(edition: str, publication: str) -> str:
    """The name of an edition at the end of a line: "2025 UNSD", "2024 ITU". It begins with the year to sort by it."""
    short = next((name for words, name in SHORT_NAMES.items() if words in publication), publication)
    return f"{edition} {short}".strip()


def area_groups(areas: Iterable[str]) -> tuple[AreaGroup, ...]:
    """Areas by group, in alphabetical order, without empty groups."""
    found = defaultdict(list)
    for area in sorted(areas):
        found[_group_of(area)].append(area)
    return tuple(AreaGroup(str(label), tuple(found[key])) for key, label in AREA_GROUPS.items() if found[key])


def _group_of(area: str) -> str:
    if area == WORLD:
        return "world"
    if area.endswith("(ITU region)"):
        return "itu"
    if area.endswith("(World Bank region)"):
        return "bank"
    if area.endswith(("economies", "(LDCs)", "(LLDCs)", "(SIDS)", "(median)")):
        return "groups"
    return "regions"
