"""Whole lists as files, streamed to one client. All activities: against COPY of the same facts without names and
titles, and against COPY of the same columns, written plainly. All mappings: against one COPY of the same columns."""

import contextlib
import http.client
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from backports import zstd
from django.db import connection

from tests.benchmarks.servers import HOST, BenchError, Web

PATH = "/api/v1/activities.csv"
DECODERS: dict[str, Callable[[], Callable[[bytes], bytes]]] = {
    "identity": lambda: lambda chunk: chunk,
    "gzip": lambda: zlib.decompressobj(wbits=31).decompress,
    "zstd": lambda: zstd.ZstdDecompressor().decompress,
}
#: What the file was before it had names and titles: codes alone.
COPY = """COPY (
    SELECT a.id, a.slug, a.title, a.description, a.kind, a.status, o.name, o.type, o.sector, a.start_year, a.end_year,
           a.countries, a.regions, a.partners, a.url, a.change_id, codes.codes
      FROM activities_activity a JOIN activities_organisation o ON o.id = a.organisation_id
      LEFT JOIN LATERAL (
          SELECT string_agg(t.code, '|' ORDER BY t.id) AS codes FROM activities_mapping m
            JOIN activities_term t ON t.id = m.term_id WHERE m.activity_id = a.id AND NOT m.withdrawn) codes ON TRUE
     WHERE NOT a.withdrawn ORDER BY a.id DESC) TO STDOUT CSV"""

#: The columns of the file as plainly as SQL has them: sub-selects, no neutralised formulas. Of the latest rows
#: alone, because all of them would take several times as long as the file.
SAME = """COPY (
    SELECT a.id, a.title, a.kind, a.status, o.name, o.type, o.sector, array_to_string(a.partners, '; '), a.start_year,
           a.end_year, array_to_string(a.countries, '; '),
           (SELECT string_agg(c.name, '; ' ORDER BY place) FROM unnest(a.countries) WITH ORDINALITY one (code, place)
              JOIN activities_country c USING (code)),
           array_to_string(a.regions, '; '), initcap(array_to_string(a.regions, '; ')),
           'global' = ANY (a.regions) OR cardinality(a.countries) >= 150
               OR cardinality(a.countries) + cardinality(a.regions) = 0, goals.*, links.*,
           a.description, a.description_certainty, a.url, '/activities/' || a.id || '/', a.change_id
      FROM activities_activity a JOIN activities_organisation o ON o.id = a.organisation_id
      LEFT JOIN LATERAL (
          SELECT string_agg(g.code, '; ' ORDER BY g.position), string_agg(g.title, '; ' ORDER BY g.position)
            FROM activities_term g WHERE g.id IN (
                 SELECT t.goal_id FROM activities_mapping m JOIN activities_term t ON t.id = m.term_id
                  WHERE m.activity_id = a.id AND NOT m.withdrawn)) goals ON TRUE
      LEFT JOIN LATERAL (
          SELECT string_agg(t.code, '; ' ORDER BY t.id) FILTER (WHERE t.kind = 'target'),
                 string_agg(t.title, '; ' ORDER BY t.id) FILTER (WHERE t.kind = 'target'),
                 string_agg(t.code, '; ' ORDER BY t.id) FILTER (WHERE t.kind = 'action_line'),
                 string_agg(t.title, '; ' ORDER BY t.id) FILTER (WHERE t.kind = 'action_line'),
                 string_agg(f.slug || ':' || t.code, '; ' ORDER BY t.id)
                     FILTER (WHERE t.kind NOT IN ('goal', 'target', 'action_line')),
                 string_agg(t.code || '=' || m.strength, '; ' ORDER BY t.id)
            FROM activities_mapping m JOIN activities_term t ON t.id = m.term_id
            JOIN activities_framework f ON f.id = t.framework_id
           WHERE m.activity_id = a.id AND NOT m.withdrawn) links ON TRUE
     WHERE NOT a.withdrawn ORDER BY a.id DESC LIMIT 20000) TO STDOUT CSV"""


@dataclass(frozen=True, slots=True)
class Export:
    """Rows a second, seconds to the first byte, MB that the server grew by, its peak MB."""

    rate: float
    first: float
    grown: float
    memory: float


def stream(web: Web, coding: str = "identity", path: str = PATH) -> Export:
    """Read the file to its end. Raises BenchError when it is refused, cut off or in another coding."""
    sizes, stop = [web.memory()], threading.Event()

    def watch():
        while not stop.wait(0.1):
            sizes.append(web.memory())

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    client = http.client.HTTPConnection(HOST, web.port, timeout=600)
    decoded = DECODERS[coding]()
    began, first, lines = time.perf_counter(), None, 0
    try:
        client.request("GET", path, headers={"Accept-Encoding": coding})
        answer = client.getresponse()
        if answer.status != 200 or answer.getheader("Content-Encoding", "identity") != coding:
            raise BenchError(f"{path} answers {answer.status} as {answer.getheader('Content-Encoding', 'plain text')}")
        while chunk := answer.read1(1 << 20):
            text = decoded(chunk)
            first = first or (time.perf_counter() - began if text else None)
            lines += text.count(b"\n")
    except http.client.IncompleteRead as error:
        raise BenchError(f"{path} was cut off") from error
    finally:
        stop.set()
        watcher.join()
        client.close()
    seconds = time.perf_counter() - began
    return Export(lines / seconds, first or seconds, max(sizes) - sizes[0], max(sizes))


def copied(statement: str) -> float:
    """Rows a second of one COPY alone."""

    class Counted:
        rows = 0

        def write(self, data: bytes) -> None:
            self.rows += data.count(b"\n")

    target = Counted()
    with connection.cursor() as cursor:
        began = time.perf_counter()
        cursor.copy_expert(statement, target)
        return target.rows / (time.perf_counter() - began)


def whole(form: str) -> str:
    """One COPY of all live mappings with the columns of the file, as "csv" or "jsonl"."""
    from activities.queries.facts.work import MAPPINGS

    columns = MAPPINGS.columns
    select, style = MAPPINGS.cells(columns), "CSV"
    if form == "jsonl":
        select, style = MAPPINGS.json(columns), "CSV QUOTE E'\\x01' DELIMITER E'\\x02'"
    rows, params = MAPPINGS.live().order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        statement = cursor.mogrify(
            f"SELECT {select} FROM {MAPPINGS.table} {MAPPINGS.alias} {MAPPINGS.joined(columns)} "  # noqa: S608
            f"WHERE {MAPPINGS.alias}.id IN ({rows})",
            params,
        )
    return f"COPY ({statement.decode()}) TO STDOUT {style}"


@contextlib.contextmanager
def under_way(web: Web, paths: Sequence[str]) -> Iterator[None]:
    """Each file is read again and again by a client of its own until the block ends."""
    stop = threading.Event()

    def read(path: str) -> None:
        while not stop.is_set():
            client = http.client.HTTPConnection(HOST, web.port, timeout=600)
            with contextlib.closing(client):
                client.request("GET", path)
                answer = client.getresponse()
                while not stop.is_set() and answer.read1(1 << 20):
                    pass

    with ThreadPoolExecutor(len(paths)) as threads:
        reading = [threads.submit(read, path) for path in paths]
        try:
            yield
        finally:
            stop.set()
        for one in reading:
            one.result()
