"""The other journeys: each function measures one and gives its figures, with what they must reach.

Imports of what needs the settings stand inside the functions.
"""

import statistics

from tests.benchmarks.report import POSTGRESQL, Result, say
from tests.benchmarks.servers import BenchError, Servers, Web


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
