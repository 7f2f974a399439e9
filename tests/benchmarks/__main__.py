"""`make bench`: load 100,000 activities, ask the real server, compare with PostgreSQL alone on the same SQL.

Each journey's rounds are interleaved (ours, floor, comparison, ours, …), so that a busy minute on the machine hits all
of them alike; the median round counts. Absolute figures drift with the machine, ratios hold.
"""

import argparse
import contextlib
import os
import shutil
import signal
import sys
from functools import partial
from pathlib import Path

from sdgmap import embedded
from sdgmap.one_run import CannotRun
from sdgmap.service_user import EmbeddedError
from tests.benchmarks import results, under_load
from tests.benchmarks.report import Result, say, shown, table, write_json, write_markdown
from tests.benchmarks.servers import BenchError, Servers, load_data

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
        runs = {
            name: partial(under_load.request, servers, options, web, naive, asked[name], first_pages) for name in asked
        }
        runs |= {
            "304": lambda: under_load.not_modified(options, web, first_pages),
            "rebuild": results.rebuild,
            "export": lambda: results.export(options, web),
            "mappings": lambda: results.mappings(options, web),
            "compressed": lambda: results.compressed(options, web, first_pages),
            "feed": lambda: results.feed(web),
            "edit": lambda: results.edit(servers, web),
            "grid": lambda: results.grid(web),
            "cell": lambda: results.cell(web),
            "board": lambda: results.board(web),
            "sheets": results.sheets,
            "snapshot": results.snapshot,
            "find": lambda: results.find(web),
            "saves": lambda: results.saves(options, web),
            "round": lambda: results.review_round(web),
        }
        runs |= {name: partial(results.submissions, name, web) for name in SUBMISSIONS}
        measured, problems = [], []
        for name in options.only:
            try:
                result = runs[name]()
            except BenchError as error:
                problems.append(f"{name}: {error}")
                say(problems[-1])
                continue
            compared = f", {shown(result.ratio)} × PostgreSQL alone" if result.floor else ""
            say(f"{result.title}: {shown(result.ours)} {result.unit}{compared}")
            measured.append(result)
    return measured, problems


def main(arguments: list[str]) -> int:
    options = parsed(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are stopped then, too
    var = embedded.chosen_var()
    try:
        measured, problems = measure(options)
    except (BenchError, CannotRun, EmbeddedError) as error:
        print(f"\n{error}\n", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    file = Path(var) / "bench.json"
    write_json(measured, file)
    print(f"\n{table(measured)}\n\n  The same is in {file}.")
    if options.markdown:
        write_markdown(
            measured, " ".join(["make bench", *(["ARGS='" + " ".join(arguments) + "'"] if arguments else [])])
        )
    for problem in problems:
        print(f"  Not measured: {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        sys.exit(main(sys.argv[1:]))
