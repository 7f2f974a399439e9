"""/gaps/: expected links without activities, and activities that contradict the Matrix or lack rationales or
evidence."""

from collections.abc import Iterator

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from activities.pages.access import staff_page
from activities.pages.downloads import csv_file
from activities.pages.workspace.needs import chosen_sector, switch, whose, with_sector
from activities.queries.editing.links import EVIDENCE_BEYOND, RATIONALE_BEYOND
from activities.queries.sectors import sector_name
from activities.queries.state import AsOf, figures_as_of, read_state
from activities.queries.vocabulary import Vocabulary, vocabulary
from activities.queries.workspace import gaps as queries
from activities.queries.workspace.needs import CONTRADICTORY, sectors_of

#: Activities of each table on the page; the file has all.
SHOWN = 10
EXPECTED = ("matrix", "plans")
#: {table: (field of Claims with its ids, field of Offender with its Goals, column name in the file)}
LACKING = {
    "contradictions": ("contradictory_ids", "contradicted", "goals_against_the_matrix"),
    "rationale": ("unreasoned_ids", "unreasoned", "goals_without_rationale"),
    "evidence": ("unevidenced_ids", "unevidenced", "goals_without_evidence"),
}
ENTRIES = "entries"
TABLES = (*EXPECTED, ENTRIES, *LACKING)
EVERY = 2**31 - 1
CHUNK = 1000


@require_safe
@staff_page
def gaps(request):
    state, sector = read_state(), chosen_sector(request)
    known = vocabulary(state.change)
    matrix, plans = queries.expected(sector)
    claims = queries.claims(request.user, sector, known, SHOWN)
    named = {*claims.contradictory_ids, *claims.unreasoned_ids, *claims.unevidenced_ids}
    found = queries.offenders(named, known) if named else {}
    context = {
        "matrix": matrix,
        "plans": plans,
        "coverage": queries.coverage(timezone.localdate()),
        "claims": claims,
        "contradictory": [found[pk] for pk in claims.contradictory_ids if pk in found],
        "unreasoned": [found[pk] for pk in claims.unreasoned_ids if pk in found],
        "unevidenced": [found[pk] for pk in claims.unevidenced_ids if pk in found],
        "all_contradictory": with_sector(reverse("workspace-list", args=[CONTRADICTORY]), sector),
        "csv": {table: with_sector(reverse("gap-download", args=[table]), sector) for table in TABLES},
        "sectors": switch(request, sector),
        "sector": sector,
        "could": sector_name(sector),
        "whose": whose(request, sector),
        "homeless": not sectors_of(request.user),
        "limits": (RATIONALE_BEYOND, EVIDENCE_BEYOND),
        "figures": AsOf(state.built_through or None, state.figures_at),
        "now": AsOf(state.change or None, state.changed_at),
    }
    return render(request, "activities/workspace/gaps.html", context)


@require_safe
@staff_page
def download(request, table):
    if table not in TABLES:
        raise Http404
    sector = chosen_sector(request)
    name = "-".join(["gaps", table, *([sector.lower().replace(" ", "-")] if sector else [])])
    if table in EXPECTED:
        return csv_file(name, expected_rows(queries.expected(sector)[EXPECTED.index(table)], sector))
    if table == ENTRIES:
        return csv_file(name, entry_rows())
    return csv_file(name, claimed_rows(request, table, sector))


def expected_rows(found: queries.Expected, sector: str):
    """Header and one row for each gap, with the date and Change of the figures."""
    as_of = figures_as_of()
    yield [
        "framework",
        "from",
        "from_title",
        "to_kind",
        "to",
        "to_title",
        "rationale",
        "certainty",
        "activities_with_both",
        "activities_at_to",
        "activities_that_could",
        "whose_could",
        "as_of",
        "change",
    ]
    for line in found.lines:
        for gap in line.missing:
            yield [
                line.framework,
                line.code,
                line.title,
                gap.kind,
                gap.code,
                gap.title,
                gap.rationale,
                gap.certainty,
                0,
                gap.served,
                line.able,
                sector or "all",
                as_of.day,
                as_of.change,
            ]


def entry_rows():
    """Header and one row for each entry that no live activity is mapped to."""
    as_of = figures_as_of()
    yield ["framework", "kind", "code", "title", "as_of", "change"]
    for row in queries.unmapped_terms(timezone.localdate()):
        yield [row["framework__title"], row["kind"], row["code"], row["title"], as_of.day, as_of.change]


def claimed_rows(request, table: str, sector: str):
    """Header and one row for each activity; the Goals concerned as codes separated by semicolons."""
    state = read_state()
    known = vocabulary(state.change)
    as_of = AsOf(state.change or None, state.changed_at)
    claims = queries.claims(request.user, sector, known, EVERY)
    ids, lacking, column = LACKING[table]
    yield ["id", "title", "organisation", "sector", "action_lines", "goals", column, "as_of", "change"]
    for one in in_chunks(getattr(claims, ids), known):
        yield [
            one.row.id,
            one.row.title,
            one.row.organisation,
            one.row.sector,
            "; ".join(link.code for link in one.row.lines),
            "; ".join(goal.value for goal in one.goals),
            "; ".join(goal.value for goal in getattr(one, lacking)),
            as_of.day,
            as_of.change,
        ]


def in_chunks(ids: tuple[int, ...], known: Vocabulary) -> Iterator[queries.Offender]:
    """The offenders, newest first, read a thousand at a time to limit memory."""
    for start in range(0, len(ids), CHUNK):
        yield from queries.offenders(ids[start : start + CHUNK], known).values()
