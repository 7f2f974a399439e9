"""Figures of an indicator by year, and a sentence that sums them up. A series never mixes two editions."""

from dataclasses import dataclass

from django.utils.translation import gettext

from activities.pictures.words import figure, listed


@dataclass(frozen=True, slots=True)
class Point:
    """The figure of one year, None if there is none."""

    year: int
    value: float | None


@dataclass(frozen=True, slots=True)
class LineSeries:
    """The figures of one area and disaggregation from one edition of the source."""

    area: str
    edition: str
    points: tuple[Point, ...]
    disaggregation: str = ""

    @property
    def subject(self):
        """What is measured, apart from the edition: `World, women`."""
        if not self.disaggregation:
            return self.area
        return gettext("%(area)s, %(group)s") % {"area": self.area, "group": self.disaggregation}

    @property
    def known(self):
        """The points that have a figure, by year."""
        return tuple(sorted((p for p in self.points if p.value is not None), key=lambda point: point.year))

    def runs(self):
        """Known points in runs of neighbouring years: a line joins each run."""
        runs = []
        for point in self.known:
            if runs and point.year - runs[-1][-1].year == 1:
                runs[-1].append(point)
            else:
                runs.append([point])
        return tuple(tuple(run) for run in runs)


def lines_sentence(series, unit="%"):
    """A sentence on the trend of one subject within its latest edition, or on the highest and lowest of several."""
    newest = {}
    for one in series:
        if one.known and (one.subject not in newest or one.edition > newest[one.subject].edition):
            newest[one.subject] = one
    if not newest:
        return gettext("There are no figures to show here yet.")
    if len(newest) == 1:
        return _movement(next(iter(newest.values())), unit)
    year = max(one.known[-1].year for one in newest.values())
    latest = sorted((one for one in newest.values() if one.known[-1].year == year), key=lambda one: one.known[-1].value)
    if len(latest) == 1:
        return _movement(latest[0], unit)
    low, high = latest[0].known[-1].value, latest[-1].known[-1].value
    facts = {
        "year": str(year),
        "high": listed(one.subject for one in latest if one.known[-1].value == high),
        "low": listed(one.subject for one in latest if one.known[-1].value == low),
        "most": with_unit(high, unit),
        "least": with_unit(low, unit),
    }
    if high == low:
        return gettext("In %(year)s, %(high)s are equal at %(most)s.") % facts
    words = gettext("In %(year)s, the highest figure is %(most)s (%(high)s) and the lowest is %(least)s (%(low)s).")
    return words % facts


def _movement(one, unit):
    first, last = one.known[0], one.known[-1]
    facts = {
        "subject": one.subject,
        "edition": one.edition,
        "from": with_unit(first.value, "%" if unit == "%" else ""),
        "start": str(first.year),
        "to": with_unit(last.value, unit),
        "end": str(last.year),
    }
    if first.year == last.year:
        return gettext("%(subject)s: %(to)s in %(end)s (%(edition)s edition).") % facts
    if last.value > first.value:
        words = gettext("%(subject)s: up from %(from)s in %(start)s to %(to)s in %(end)s (%(edition)s edition).")
    elif last.value < first.value:
        words = gettext("%(subject)s: down from %(from)s in %(start)s to %(to)s in %(end)s (%(edition)s edition).")
    else:
        words = gettext("%(subject)s: %(to)s in %(end)s, as in %(start)s (%(edition)s edition).")
    return words % facts


def with_unit(value, unit):
    """The value with its unit: `97.9%`, `17.2 per 100 inhabitants`. One decimal at most; below 0.05 it is "<0.1"."""
    text = rounded(value)
    return f"{text}%" if unit == "%" else f"{text} {unit}".rstrip()


def rounded(value):
    """The figure of `with_unit`, without the unit."""
    return f"<{figure(0.1)}" if 0 < value < 0.05 else figure(round(value, 1))
