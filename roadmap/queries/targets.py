"""Reads targets and figures on them. Nothing here compares figures of two editions."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404

from activities.pictures.series import LineSeries, Point
from roadmap.models import Target, TargetGoal, TargetSet, TargetValue
from roadmap.queries.indicators import Figure, edition_name

#: At most so many figures beside a target in the list, for a target whose area has parts such as town and country.
LATEST = 2
#: A picture needs so many different years, and one edition with figures of two neighbouring years.
YEARS = 3


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target with its latest figures: one for its own area, or those of parts of it."""

    target: Target
    latest: tuple[TargetValue, ...]


@dataclass(frozen=True, slots=True)
class SetLines:
    set: TargetSet
    lines: tuple[TargetLine, ...]


@dataclass(frozen=True, slots=True)
class AreaFigures:
    """Figures on a target for one area, the latest first. `lines` are those of a chart, one for each edition."""

    key: str
    title: str
    area: str
    sign: str
    figures: tuple[Figure, ...]
    lines: tuple[LineSeries, ...]
    values: tuple[TargetValue, ...]

    @property
    def can_be_drawn(self) -> bool:
        """Whether a line says more than the table: enough years, and an edition with neighbouring ones. Scores near 1
        would all be rounded to the same figure."""
        years = {point.year for line in self.lines for point in line.points}
        joined = any(len(run) > 1 for line in self.lines for run in line.runs())
        return len(years) >= YEARS and joined and self.sign != ""


@dataclass(frozen=True, slots=True)
class TargetPage:
    """A target with its Goals, its figures by area, and the other measures of the same target."""

    target: Target
    latest: tuple[TargetValue, ...]
    areas: tuple[AreaFigures, ...]
    measures: tuple[Target, ...]


def target_sets() -> tuple[SetLines, ...]:
    """All sets with their targets and the latest figures. Three queries."""
    values: dict[int, list[TargetValue]] = defaultdict(list)
    for value in TargetValue.objects.all():
        values[value.target_id].append(value)
    targets = Target.objects.order_by("position")
    return tuple(
        SetLines(one, tuple(TargetLine(target, latest(target, values[target.id])) for target in one.targets.all()))
        for one in TargetSet.objects.prefetch_related(Prefetch("targets", targets))
    )


def target_page(slug: str) -> TargetPage:
    """One target. Raises Http404. Four queries."""
    goals = Prefetch("goal_links", TargetGoal.objects.select_related("term").order_by("term__position"))
    targets = Target.objects.select_related("set__framework", "plan_term__framework").prefetch_related(goals)
    target = get_object_or_404(targets, slug=slug)
    values = list(target.values.all())
    by_area: dict[str, list[TargetValue]] = defaultdict(list)
    for value in values:
        by_area[value.area].append(value)
    areas = sorted(by_area, key=lambda area: (area != target.area, not area.startswith("World"), area))
    same = [one for one in Target.objects.filter(set=target.set).order_by("position") if of_same(one, target)]
    return TargetPage(
        target=target,
        latest=latest(target, values),
        areas=tuple(figures_of(target, area, by_area[area]) for area in areas),
        measures=tuple(same),
    )


def of_same(one: Target, other: Target) -> bool:
    """Whether both measure the same target: 2.8 and 2.8b."""
    return one.pk != other.pk and one.code.rstrip("abcdefgh") == other.code.rstrip("abcdefgh")


def latest(target: Target, values: Iterable[TargetValue]) -> tuple[TargetValue, ...]:
    """The latest figure for the area of the target, from the latest edition. Without one, the latest for each part of
    the area ("World, urban" of "World, urban and rural"), or else for other areas: LATEST of them."""
    values = list(values)
    own = [value for value in values if value.area == target.area]
    if own:
        return (max(own, key=recency),)
    head = target.area.partition(",")[0]
    parts = [value for value in values if value.area.startswith(f"{head}, ")] or values
    newest: dict[str, TargetValue] = {}
    for value in sorted(parts, key=recency):
        newest[value.area] = value
    year = max((value.year for value in newest.values()), default=0)
    return tuple(value for _area, value in sorted(newest.items()) if value.year == year)[:LATEST]


def recency(value: TargetValue) -> tuple[int, int, bool, str]:
    """Sorts figures: by year, then by the year of the edition. Of two editions of one year, ITU's own is the later."""
    return value.year, released(value.edition), value.edition.startswith("Facts and Figures"), value.edition


def released(edition: str) -> int:
    """The year of an edition, the last in its name: 2025 for "UNSD and Our World in Data, file of 2025". 0 if none."""
    years = re.findall(r"(?:19|20)\d\d", edition)
    return int(years[-1]) if years else 0


def figures_of(target: Target, area: str, values: list[TargetValue]) -> AreaFigures:
    """`values` of one area. A line has the figures of one edition with one remark, so that no line joins figures that
    count differently, such as those of two price baskets."""
    lines: dict[tuple[str, str], list[Point]] = defaultdict(list)
    for value in values:
        lines[value.edition, value.remark].append(Point(value.year, float(value.value)))
    return AreaFigures(
        key=f"{target.slug}-values",
        title=target.title,
        area=area,
        sign=sign_of(target.unit),
        figures=tuple(
            Figure(value.year, value.value, "", value.edition, value.edition, value.remark, "", value.certainty)
            for value in sorted(values, key=recency, reverse=True)
        ),
        lines=tuple(LineSeries(area, line_name(edition), tuple(points)) for (edition, _r), points in lines.items()),
        values=tuple(sorted(values, key=recency, reverse=True)),
    )


def line_name(edition: str) -> str:
    """The name of an edition at the end of a line, which begins with its year: "2025 ITU"."""
    year = str(released(edition) or "")
    publication = edition.replace(year, "").strip(" ,") if year else edition
    return edition_name(year, publication)


def sign_of(unit: str) -> str:
    """The unit as pictures write it; "" for scores."""
    return "%" if unit.startswith("%") else "" if unit == "ratio" else unit
