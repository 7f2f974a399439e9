"""Rebuilds the derived figures from one snapshot of the facts.

Counting follows docs/product.md: an activity counts once for each Goal that it is linked to, directly or through a
target. A rebuild is one transaction: readers see either the old or the new figures, and an interrupted rebuild leaves
the old ones. The arithmetic is in `tally`; this module reads facts and writes figures.
"""

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.db import connection, transaction
from django.utils import timezone

from activities.locks import held
from activities.models import (
    Change,
    Country,
    Crosswalk,
    CrosswalkSummary,
    FacetCount,
    MatrixCell,
    SummaryState,
    Term,
    TermSummary,
)
from activities.models.place import in_regions_sql
from activities.summaries import tally

log = structlog.get_logger("activities.summaries")

#: Key of the advisory lock for rebuilds: only one runs at a time.
REBUILD_LOCK = 0x5D68


def catch_up() -> bool:
    """Rebuild if there is a Change since the last rebuild. Returns whether it did. One query if there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce((SELECT max(id) FROM activities_change), 0) > "
            "coalesce((SELECT built_through FROM activities_summarystate WHERE id = 1), -1)"
        )
        behind = cursor.fetchone()[0]
    return behind and rebuild()


def rebuild() -> bool:
    """Rebuild all derived rows. Returns False if another session is doing it; the next tick then catches up."""
    with held(REBUILD_LOCK) as alone:
        if not alone:
            return False
        fill()
        return True


def fill() -> None:
    """Replace every derived row in one transaction, from one snapshot."""
    began = time.perf_counter()
    with snapshot():
        through = Change.objects.order_by("-id").values_list("id", flat=True).first() or 0
        write(tally.count(read_facts()))
        seconds = time.perf_counter() - began
        state = {"built_through": through, "built_at": timezone.now(), "seconds": seconds}
        SummaryState.objects.update_or_create(id=1, defaults=state)
    log.info("summaries rebuilt", through=through, seconds=round(seconds, 2))


@contextmanager
def snapshot() -> Iterator[None]:
    """A transaction in which all statements see the facts as they were at its first statement."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def read_facts() -> tally.Facts:
    """Live activities with the columns that can be filtered, their live links, all Terms, and the Crosswalk links that
    say what contributes to what."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT a.id, o.sector, o.type, a.kind, a.status, a.start_year, a.countries, {in_regions_sql('a')} "  # noqa: S608
            "FROM activities_activity a LEFT JOIN activities_organisation o ON o.id = a.organisation_id "
            "WHERE NOT a.withdrawn"
        )
        activities = cursor.fetchall()
        links = io.BytesIO()
        cursor.copy_expert(
            "COPY (SELECT m.activity_id, m.term_id, m.strength FROM activities_mapping m "
            "JOIN activities_activity a ON a.id = m.activity_id WHERE NOT m.withdrawn AND NOT a.withdrawn) TO STDOUT",
            links,
        )
    terms = Term.objects.order_by("id").values_list("id", "framework__slug", "kind", "code", "goal_id")
    crosswalks = Crosswalk.objects.live().of_contributions().values_list("id", "from_term_id", "to_term_id")
    groups = dict(Country.objects.exclude(groups=[]).values_list("code", "groups"))
    return tally.Facts(activities, links.getvalue(), list(terms), list(crosswalks), groups)


def write(figures: tally.Figures) -> None:
    """Replace all derived rows. It uses DELETE, not TRUNCATE: readers see the old rows until commit."""
    for model, rows in (
        (TermSummary, figures.terms),
        (FacetCount, figures.facets),
        (MatrixCell, figures.cells),
        (CrosswalkSummary, figures.crosswalks),
    ):
        model.objects.all()._raw_delete(using=connection.alias)
        model.objects.bulk_create((model(**row) for row in rows), batch_size=1000)
