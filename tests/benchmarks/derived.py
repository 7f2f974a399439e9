"""Journeys that are no request: the rebuild of summaries against plain SQL, and how soon an edit shows in charts."""
# ruff: noqa: S608 - tables and columns are named in this file

import statistics
import subprocess
import sys
import time
from pathlib import Path

import psutil
from django.db import connection

from activities import summaries
from activities.actions.ledger import record
from activities.models import Mapping
from sdgmap.processes import wait_until
from tests.benchmarks.servers import BenchError, Servers, Web

TABLES = ("facetcount", "termsummary", "matrixcell", "crosswalksummary")
SQL = Path(__file__).with_name("rebuild.sql")


def rebuilds() -> tuple[float, float, float]:
    """Seconds of our rebuild (mean of one before and one after) and of the plain SQL, and peak MB of our process.

    Raises BenchError unless both leave the same rows.
    """
    before = rebuild_apart()
    keep_rows()
    began = time.perf_counter()
    run_plain_sql()
    raw = time.perf_counter() - began
    refuse_difference()
    after = rebuild_apart()
    return statistics.mean([before[0], after[0]]), raw, max(before[1], after[1])


def run_plain_sql() -> None:
    """Write all derived rows by SQL alone, in a transaction of its own."""
    with connection.cursor() as cursor:
        cursor.execute(SQL.read_text())


def rebuild_apart() -> tuple[float, float]:
    """(seconds, peak resident MB) of one rebuild in a process of its own, as the worker does it."""
    code = (
        "import django, resource, time; django.setup()\nfrom activities import summaries\n"
        "began = time.perf_counter(); summaries.rebuild(); print(time.perf_counter() - began)"
    )
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    process, peak = psutil.Process(child.pid), 0
    while child.poll() is None:
        try:
            peak = max(peak, process.memory_info().rss)
        except psutil.Error:
            break
        time.sleep(0.05)
    output, _ = child.communicate()
    if child.returncode:
        raise BenchError("The rebuild of summaries failed; see above.")
    return float(output), peak / 1e6


def keep_rows() -> None:
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"DROP TABLE IF EXISTS pg_temp.kept_{table}")
            cursor.execute(f"CREATE TEMP TABLE kept_{table} AS SELECT {columns(table)} FROM activities_{table}")


def refuse_difference() -> None:
    with connection.cursor() as cursor:
        for table in TABLES:
            now, kept = f"SELECT {columns(table)} FROM activities_{table}", f"SELECT * FROM kept_{table}"
            cursor.execute(f"SELECT count(*) FROM (({now} EXCEPT {kept}) UNION ALL ({kept} EXCEPT {now})) differing")
            if differing := cursor.fetchone()[0]:
                raise BenchError(f"Our rebuild and plain SQL differ in {differing} rows of activities_{table}.")


def columns(table: str) -> str:
    """All but surrogate keys; shares of activities to four decimals, since they are sums in different order."""
    return {
        "facetcount": "facet, value, activities, counts",
        "termsummary": "term_id, activities, round(fractional::numeric, 4) AS fractional, strength_1, strength_2, "
        "strength_3, itu, stakeholders, reached",
        "matrixcell": "line_id, goal_id, sector, activities",
        "crosswalksummary": "crosswalk_id, activities",
    }[table]


def edits_shown(servers: Servers, web: Web, edits: int) -> float:
    """Seconds from the commit of an edit until the API's matrix is of that Change or a later one; the worst of some.

    A real worker and beat do the work. Each edit withdraws a mapping or brings it back.
    """
    summaries.catch_up()
    mapping = Mapping.objects.filter(activity__withdrawn=False).earliest("id")
    servers.start_jobs()
    waits = []
    try:
        for _ in range(2 * edits):
            with record("benchmark", "mapping.edit") as change:
                mapping.withdrawn, mapping.change = not mapping.withdrawn, change
                mapping.save()
            began, number = time.perf_counter(), change.id
            if not wait_until(lambda number=number: shown_change(web) >= number, seconds=60):
                raise BenchError("An edit was not in the charts after a minute; see worker.log and beat.log.")
            waits.append(time.perf_counter() - began)
    finally:
        servers.stop("beat")
        servers.stop("worker")
    return max(waits[1:])  # the first one waited for the worker to start, too


def shown_change(web: Web) -> int:
    import orjson

    return orjson.loads(web.get("/api/v1/matrix/")[2])["last_change"]
