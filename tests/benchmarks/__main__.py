"""`make bench`: load 100,000 activities, ask the real server, compare with PostgreSQL alone on the same SQL.

Each journey's rounds are interleaved (ours, floor, comparison, ours, …), so that a busy minute on the machine hits all
of them alike; the median round counts. Absolute figures drift with the machine, ratios hold.
"""

import argparse
import contextlib
import os
import shutil
import signal
import statistics
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sdgmap import embedded
from sdgmap.one_run import CannotRun
from sdgmap.service_user import EmbeddedError
from tests.benchmarks.load import ask
from tests.benchmarks.report import POSTGRESQL, Result, shown, table, write_json, write_markdown
from tests.benchmarks.servers import BenchError, Servers, Web, load_data

if TYPE_CHECKING:  # importing it for real needs the settings
    from tests.benchmarks.journeys import Journey

STARTED = time.monotonic()
SUBMISSIONS = ("form", "draft", "similar", "queue")
REQUESTS = ("list", "target", "search", "facets", "detail", "deep", "matrix", "html")
OTHERS = (
    "304",
    "rebuild",
    "export",
    "mappings",
    "compressed",
    "feed",
    "edit",
    "sheets",
    "snapshot",
    "grid",
    "cell",
    "board",
    "find",
    "saves",
    "form",
    "draft",
    "similar",
    "queue",
    "round",
)


def say(text: str) -> None:
    print(f"  [{time.monotonic() - STARTED:5.1f} s] {text}", flush=True)


def parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__.splitlines()[0])
    parser.add_argument("--activities", type=int, default=100_000, help="how many to load (100000)")
    parser.add_argument("--seconds", type=float, default=3, help="of each measurement (3)")
    parser.add_argument("--rounds", type=int, default=3, help="of each journey; the median counts (3)")
    parser.add_argument("--only", default="", help=f"journeys by comma: {', '.join(REQUESTS + OTHERS)}")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8100), help="and the next one (8100)")
    parser.add_argument("--without-naive", action="store_true", help="leave the Django REST Framework comparison out")
    parser.add_argument("--markdown", action="store_true", help="write the table to docs/performance.md, too")
    options = parser.parse_args(arguments)
    chosen = [name for name in options.only.split(",") if name]
    if unknown := set(chosen) - set(REQUESTS + OTHERS):
        parser.error(f"no such journey: {', '.join(sorted(unknown))}")
    options.only = chosen or [*REQUESTS, *OTHERS]
    return options


def request(
    servers: Servers, options, web: Web, naive: Web | None, journey: "Journey", first_pages: list[str]
) -> Result:
    """A journey that is one request. Deep pages are compared with the list's first pages, too."""
    from tests.benchmarks.floor import pgbench, statements

    refuse_errors(web, journey.paths)
    scripts = statements(journey.paths[:60])
    plain = Comparison(naive, journey.naive, options)
    ours, first, floor = [], [], []
    for _ in range(options.rounds):
        ours.append(ask(web, journey.paths, options.seconds))
        if journey.name == "deep":
            first.append(ask(web, first_pages, options.seconds))
        floor.append(pgbench(servers, scripts, options.seconds))
        plain.measure()
    if errors := sum(one.errors for one in ours):
        raise BenchError(f"{errors} requests failed under load")
    rate = statistics.median(one.rate for one in ours)
    result = Result(journey.name, journey.title, "requests/s", rate, statistics.median(floor), reach=journey.reach)
    result.memory = max(one.memory for one in ours)
    if plain.rate:
        result.by["naive"] = rate / plain.rate
    if first:
        result.by["the first pages"] = rate / statistics.median(one.rate for one in first)
    return result


class Comparison:
    """The naive server's rate in the same rounds. One that needs long for an answer is left to finish its last ones:
    cut off in the middle of them it would look slower than it is."""

    def __init__(self, naive: Web | None, paths: list[str], options):
        self.naive, self.paths, self.options, self.rates = naive, paths, options, []
        if naive:
            began = time.perf_counter()
            refuse_errors(naive, paths[:1])
            self.is_slow = time.perf_counter() - began > 0.4

    def measure(self) -> None:
        if self.naive:
            self.rates.append(ask(self.naive, self.paths, self.options.seconds, finish=self.is_slow).rate)

    @property
    def rate(self) -> float:
        return statistics.median(self.rates) if self.rates else 0


def refuse_errors(web: Web, paths: list[str]) -> None:
    """Every address that will be measured has to answer 200 with a body."""
    for path in dict.fromkeys(paths[:40]):
        status, _, body = web.get(path)
        if status != 200 or len(body) < 50:
            raise BenchError(f"{path} answers {status}: {body[:300].decode(errors='replace')}")


def not_modified(options, web: Web, paths: list[str]) -> Result:
    """Requests for unchanged lists, against the same ones answered in full."""
    paths = paths[:50]
    etags = [web.get(path)[1].get("etag", "") for path in paths]
    if not all(etags):
        raise BenchError("the list comes without ETag")
    fresh, known = [], []
    for _ in range(options.rounds):
        fresh.append(ask(web, paths, options.seconds))
        known.append(ask(web, paths, options.seconds, etags))
    rate = statistics.median(one.rate for one in known)
    result = Result("304", "API: the list again, unchanged", "requests/s", rate, reach={"the same 200": 3})
    result.by["the same 200"] = rate / statistics.median(one.rate for one in fresh)
    result.memory = max(one.memory for one in known)
    return result


def rebuild() -> Result:
    from tests.benchmarks.derived import rebuilds

    ours, raw, memory = rebuilds()
    return Result("rebuild", "Rebuild of all summaries", "s", ours, raw, most={POSTGRESQL: 3}, memory=memory)


def export(options, web: Web) -> Result:
    from tests.benchmarks.export import COPY, SAME, copied, stream

    for _ in range(16):  # so that each worker has loaded what it loads once, which is no growth of an export's
        web.get("/activities/")
    streamed, floor, same = [], [], []
    for _ in range(options.rounds):
        streamed.append(stream(web))
        floor.append(copied(COPY))
        same.append(copied(SAME))
    rate = statistics.median(one.rate for one in streamed)
    result = Result("export", "All activities as CSV", "rows/s", rate, statistics.median(floor))
    result.by["plain COPY of the same columns"] = rate / statistics.median(same)
    result.reach, result.most = {POSTGRESQL: 0.6}, {"s to the first byte": 0.5, "MB grown": 32}
    result.figures["s to the first byte"] = statistics.median(one.first for one in streamed)
    result.figures["MB grown"] = streamed[0].grown
    result.memory = max(one.memory for one in streamed)
    return result


def mappings(options, web: Web) -> Result:
    """All mappings as CSV and JSON Lines against one COPY of the same, and readers while both are downloaded."""
    from tests.benchmarks.export import copied, stream, under_way, whole
    from tests.benchmarks.saves import saves

    files = {"csv": "/api/v1/mappings.csv", "jsonl": "/api/v1/mappings.jsonl"}
    rates: dict[str, list[float]] = {form: [] for form in files}
    floors: dict[str, list[float]] = {form: [] for form in files}
    first, grown, peak = [], [], []
    for _ in range(16):  # so that each worker has loaded what it loads once, which is no growth of an export's
        web.get("/activities/")
    for _ in range(options.rounds):
        for form, path in files.items():
            sent = stream(web, path=path)
            rates[form].append(sent.rate)
            floors[form].append(copied(whole(form)))
            first.append(sent.first)
            grown.append(sent.grown)
            peak.append(sent.memory)
    alone = saves(web.port, [], 4 * options.seconds)
    with under_way(web, list(files.values())):
        beside = saves(web.port, [], 4 * options.seconds)
    if errors := alone.errors + beside.errors:
        raise BenchError(f"{errors} requests failed")
    result = Result(
        "mappings",
        "All mappings as CSV",
        "rows/s",
        statistics.median(rates["csv"]),
        statistics.median(floors["csv"]),
    )
    result.by["COPY of the same as JSON"] = statistics.median(rates["jsonl"]) / statistics.median(floors["jsonl"])
    result.reach = {POSTGRESQL: 0.7, "COPY of the same as JSON": 0.5}
    result.figures["s to the first byte"] = statistics.median(first)
    result.figures["MB grown"] = max(grown[:2])
    result.figures["times readers' p95 while both are downloaded"] = beside.p95 / alone.p95
    result.figures |= {"ms readers' p95 alone": alone.p95, "ms readers' p95 beside": beside.p95}
    result.most = {
        "s to the first byte": 0.5,
        "MB grown": 32,
        "times readers' p95 while both are downloaded": 2,
    }
    result.memory = max(peak)
    return result


def compressed(options, web: Web, paths: list[str]) -> Result:
    """The lists as gzip and Zstandard, against the same plain; and the export as both."""
    from tests.benchmarks.compression import CODINGS, PLAIN, costs, exports, size

    found, sent = costs(web, paths, options.seconds, options.rounds), exports(web, options.rounds)
    result = Result("compressed", "API: the list again, as gzip", "requests/s", found["gzip"].rate)
    result.by = {f"the same plain, {coding}": found[coding].rate / found[PLAIN].rate for coding in CODINGS}
    result.by |= {f"the plain export, {coding}": sent[coding].rate / sent[PLAIN].rate for coding in CODINGS}
    result.figures = {f"ms of computing, {coding}": cost.milliseconds for coding, cost in found.items()}
    result.figures |= {f"s to the export's first byte, {coding}": one.first for coding, one in sent.items()}
    result.figures |= {f"MB grown, {coding}": one.grown for coding, one in sent.items()}
    result.figures |= {f"% of 1,000 mappings, {coding}": size(web, coding) for coding in CODINGS}
    result.most = {f"% of 1,000 mappings, {coding}": 10 for coding in CODINGS}
    result.most |= {f"s to the export's first byte, {coding}": 0.5 for coding in CODINGS}
    result.most |= {f"MB grown, {coding}": 32 for coding in CODINGS}
    result.memory = web.memory()
    return result


def feed(web: Web) -> Result:
    from tests.benchmarks.feed import followed

    times = followed(web)
    title = f"API: a copy of {times.rows:,} mappings by the client of docs/api.md"
    result = Result("feed", title, "s", times.whole, most={"s": 60, "s after 1,000 edits": 2})
    result.figures = {"s": times.whole, "s after 1,000 edits": times.again, "rows of these": times.edited}
    result.figures |= {"s after an organisation's new name": times.renamed, "its rows": times.of_one}
    result.memory = web.memory()
    return result


def edit(servers: Servers, web: Web) -> Result:
    from tests.benchmarks.derived import edits_shown

    seconds = edits_shown(servers, web, edits=2)
    return Result("edit", "An edit shown in charts", "s", seconds, most={"s": 5}, figures={"s": seconds})


def sheets() -> Result:
    from tests.benchmarks.sheets import round_trip

    trip = round_trip()
    title = f"A spreadsheet of {trip.rows:,} rows, all of them edited, checked and applied"
    result = Result("sheets", title, "s", trip.seconds, most={"s": 60, "MB at most": 300}, memory=trip.peak)
    result.figures = {"s": trip.seconds, "s to check": trip.looked_over + trip.checked, "s to apply": trip.applied}
    result.figures |= {"s of computing": trip.cpu, "MB at most": trip.peak}
    return result


def snapshot() -> Result:
    from tests.benchmarks.snapshots import written

    one = written()
    title = f"A snapshot of all facts, {one.rows:,} rows as CSV, JSON Lines and Parquet"
    result = Result("snapshot", title, "s", one.seconds, most={"s": 120, "MB at most": 400}, memory=one.peak)
    result.figures = {
        "s": one.seconds,
        "s of computing": one.cpu,
        "s of PostgreSQL's": one.database,
        "MB at most": one.peak,
    }
    result.figures |= {"MB of files": one.size, "MB stored": one.stored}
    return result


def grid(web: Web) -> Result:
    from tests.benchmarks.matrix_edit import grid_pages

    times = grid_pages(web)
    result = Result("grid", "Staff's grid: 50 activities × 17 Goals", "ms", times.ours, times.floor)
    result.most, result.figures = {"ms": 150}, {"ms": times.ours, "ms at the slowest": times.slowest}
    result.memory = web.memory()
    return result


def cell(web: Web) -> Result:
    from tests.benchmarks.matrix_edit import cell_saves

    times = cell_saves(web)
    result = Result("cell", "A cell of the grid saved", "ms", times.ours, times.floor)
    result.most, result.figures = {"ms": 50}, {"ms": times.ours, "ms at the slowest": times.slowest}
    result.memory = web.memory()
    return result


def board(web: Web) -> Result:
    from tests.benchmarks.board import board_pages

    times = board_pages(web)
    result = Result("board", "Board of 58 commitments with ten years of updates", "ms", times.ours, times.floor)
    result.most, result.figures = {"ms": 150}, {"ms": times.ours, "ms at the slowest": times.slowest}
    result.memory = web.memory()
    return result


def find(web: Web) -> Result:
    from tests.benchmarks.find import searches

    times = searches(web)
    result = Result("find", "Page: a search of the whole map", "ms", times.median, most={"ms at the slowest": 100})
    result.figures = {"ms": times.median, "ms at the slowest": times.slowest}
    result.memory = web.memory()
    say(f"The slowest is “{times.which}”")
    return result


def submissions(name: str, web: Web) -> Result:
    from tests.benchmarks.submissions import JOURNEYS, forget

    title, measure_it, most = JOURNEYS[name]
    try:
        times = measure_it(web)
    finally:
        forget()
    result = Result(name, title, "ms", times.ours, times.floor)
    result.most, result.figures = {"ms": most}, {"ms": times.ours, "ms at the slowest": times.slowest}
    result.memory = web.memory()
    return result


def review_round(web: Web) -> Result:
    from tests.benchmarks.rounds import forget, reviewed

    try:
        times = reviewed(web)
    finally:
        forget()
    title = f"A review round of {times.items:,} activities: its checklist"
    result = Result("round", title, "ms", times.checklist, times.floor)
    result.figures = {"ms": times.checklist, "ms of the round's page": times.page}
    result.figures |= {"ms of the workspace": times.workspace, "ms at the slowest": times.slowest}
    result.most = {"ms": 150, "ms of the round's page": 150, "ms of the workspace": 150}
    result.figures |= {"s to open it": times.opened, "s to close it": times.closed}
    result.figures |= {"confirmations/s by eight": times.rate}
    result.memory = web.memory()
    return result


def saves(options, web: Web) -> Result:
    """Saves by one, eight and 32 editors at once, and how long two readers wait meanwhile."""
    from tests.benchmarks.saves import editors, saves

    who = editors(32)
    saves(web.port, who[:1], 1)  # the first requests of a server take longer
    runs = {number: saves(web.port, who[:number], 2 * options.seconds) for number in (0, 1, 8, 32)}
    if errors := sum(run.errors for run in runs.values()):
        raise BenchError(f"{errors} requests failed")
    result = Result("saves", "Cells saved by eight editors at once", "saves/s", runs[8].rate)
    result.by = {"the rate of eight, by 32": runs[32].rate / runs[8].rate}
    result.reach = {"the rate of eight, by 32": 0.8}
    result.figures = {"saves/s by one": runs[1].rate, "saves/s by 32": runs[32].rate, "refused of 32": runs[32].refused}
    result.figures |= {f"ms readers' p95, {number} saving": run.p95 for number, run in runs.items()}
    result.memory = web.memory()
    return result


def measure(options) -> tuple[list[Result], list[str]]:
    """All the chosen journeys, and what went wrong in those that could not be measured."""
    with Servers(options.port) as servers:
        import django
        from django.core.management import call_command

        django.setup()
        load_data(servers, options.activities, say)
        from activities import summaries
        from activities.summaries import words
        from tests.benchmarks.journeys import journeys

        summaries.catch_up()
        words.catch_up()
        call_command("collectstatic", interactive=False, verbosity=0)
        driver = "wrk" if shutil.which("wrk") else "the own load loop (wrk is not installed)"
        say(f"Starting the site with two workers; eight clients by {driver}")
        web = servers.start_site()
        naive = None if options.without_naive else servers.start_naive()
        asked = {journey.name: journey for journey in journeys()}
        first_pages = asked["list"].paths
        runs = {name: partial(request, servers, options, web, naive, asked[name], first_pages) for name in asked}
        runs |= {
            "304": lambda: not_modified(options, web, first_pages),
            "rebuild": rebuild,
            "export": lambda: export(options, web),
            "mappings": lambda: mappings(options, web),
            "compressed": lambda: compressed(options, web, first_pages),
            "feed": lambda: feed(web),
            "edit": lambda: edit(servers, web),
            "grid": lambda: grid(web),
            "cell": lambda: cell(web),
            "board": lambda: board(web),
            "sheets": sheets,
            "snapshot": snapshot,
            "find": lambda: find(web),
            "saves": lambda: saves(options, web),
            "round": lambda: review_round(web),
        }
        runs |= {name: partial(submissions, name, web) for name in SUBMISSIONS}
        results, problems = [], []
        for name in options.only:
            try:
                result = runs[name]()
            except BenchError as error:
                problems.append(f"{name}: {error}")
                say(problems[-1])
                continue
            compared = f", {shown(result.ratio)} × PostgreSQL alone" if result.floor else ""
            say(f"{result.title}: {shown(result.ours)} {result.unit}{compared}")
            results.append(result)
    return results, problems


def main(arguments: list[str]) -> int:
    options = parsed(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are stopped then, too
    var = embedded.chosen_var()
    try:
        results, problems = measure(options)
    except (BenchError, CannotRun, EmbeddedError) as error:
        print(f"\n{error}\n", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    file = Path(var) / "bench.json"
    write_json(results, file)
    print(f"\n{table(results)}\n\n  The same is in {file}.")
    if options.markdown:
        write_markdown(
            results, " ".join(["make bench", *(["ARGS='" + " ".join(arguments) + "'"] if arguments else [])])
        )
    for problem in problems:
        print(f"  Not measured: {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        sys.exit(main(sys.argv[1:]))
