"""The whole list as CSV, streamed to one client, against COPY of the same columns."""

import http.client
import threading
import time
from dataclasses import dataclass

from django.db import connection

from tests.benchmarks.servers import HOST, BenchError, Web

PATH = "/activities.csv"
COPY = """COPY (
    SELECT a.id, a.slug, a.title, a.description, a.kind, a.status, o.name, o.type, o.sector, a.start_year, a.end_year,
           a.countries, a.regions, a.partners, a.url, a.change_id, codes.codes
      FROM activities_activity a JOIN activities_organisation o ON o.id = a.organisation_id
      LEFT JOIN LATERAL (
          SELECT string_agg(t.code, '|' ORDER BY t.id) AS codes FROM activities_mapping m
            JOIN activities_term t ON t.id = m.term_id WHERE m.activity_id = a.id AND NOT m.withdrawn) codes ON TRUE
     WHERE NOT a.withdrawn ORDER BY a.id DESC) TO STDOUT CSV"""


@dataclass(frozen=True, slots=True)
class Export:
    """Rows a second, seconds to the first byte, MB that the server grew by, its peak MB."""

    rate: float
    first: float
    grown: float
    memory: float


def stream(web: Web) -> Export:
    """Read the export to its end. Raises BenchError when it is refused or cut off."""
    sizes, stop = [web.memory()], threading.Event()

    def watch():
        while not stop.wait(0.1):
            sizes.append(web.memory())

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    client = http.client.HTTPConnection(HOST, web.port, timeout=600)
    began, first, lines = time.perf_counter(), None, 0
    try:
        client.request("GET", PATH)
        answer = client.getresponse()
        if answer.status != 200:
            raise BenchError(f"{PATH} answers {answer.status}")
        while chunk := answer.read1(1 << 20):
            first = first or time.perf_counter() - began
            lines += chunk.count(b"\n")
    except http.client.IncompleteRead as error:
        raise BenchError(f"{PATH} was cut off") from error
    finally:
        stop.set()
        watcher.join()
        client.close()
    seconds = time.perf_counter() - began
    return Export(lines / seconds, first or seconds, max(sizes) - sizes[0], max(sizes))


def copied() -> float:
    """Rows a second of COPY alone."""

    class Counted:
        rows = 0

        def write(self, data: bytes) -> None:
            self.rows += data.count(b"\n")

    target = Counted()
    with connection.cursor() as cursor:
        began = time.perf_counter()
        cursor.copy_expert(COPY, target)
        return target.rows / (time.perf_counter() - began)
