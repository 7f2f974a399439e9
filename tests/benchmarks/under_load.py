"""Journeys that are one request, repeated by eight clients, and the same from PostgreSQL alone and a naive server.

Imports of what needs the settings stand inside the functions.
"""

import statistics
import time
from typing import TYPE_CHECKING

from tests.benchmarks.load import ask
from tests.benchmarks.report import Result
from tests.benchmarks.servers import BenchError, Servers, Web

if TYPE_CHECKING:  # importing it for real needs the settings
    from tests.benchmarks.journeys import Journey


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
