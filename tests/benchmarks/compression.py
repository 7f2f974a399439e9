"""What compression costs and saves: the same lists plain, as gzip and as Zstandard, and a page of mappings."""

import statistics
from dataclasses import dataclass, field

from tests.benchmarks.export import stream
from tests.benchmarks.load import ask
from tests.benchmarks.servers import BenchError, Web

MAPPINGS = "/api/v1/mappings/?limit=1000"
PLAIN, CODINGS = "identity", ("gzip", "zstd")


@dataclass(frozen=True, slots=True)
class Cost:
    """Of each round: answers a second, and the web server's milliseconds of computing for each."""

    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return statistics.median(self.rates)

    @property
    def milliseconds(self) -> float:
        return statistics.median(self.cpu)


@dataclass(frozen=True, slots=True)
class Sent:
    """Rows of the export a second, seconds to its first byte, MB that the server grew by."""

    rate: float
    first: float
    grown: float


def costs(web: Web, paths: list[str], seconds: float, rounds: int) -> dict[str, Cost]:
    """{"identity", "gzip", "zstd": Cost}, in interleaved rounds."""
    found = {coding: Cost() for coding in (PLAIN, *CODINGS)}
    for _ in range(rounds):
        for coding, cost in found.items():
            before = web.cpu()
            answers = ask(web, paths, seconds, headers={"Accept-Encoding": coding})
            if answers.errors:
                raise BenchError(f"{answers.errors} requests failed under load")
            cost.rates.append(answers.rate)
            cost.cpu.append(1e3 * (web.cpu() - before) / (answers.rate * seconds))
    return found


def exports(web: Web, rounds: int) -> dict[str, Sent]:
    """{"identity", "gzip", "zstd": Sent}, the median of interleaved rounds."""
    stream(web)  # loads what a worker loads once
    codings, figures = (PLAIN, *CODINGS), ("rate", "first", "grown")
    runs = [{coding: stream(web, coding) for coding in codings} for _ in range(rounds)]
    return {
        coding: Sent(*(statistics.median(getattr(run[coding], figure) for run in runs) for figure in figures))
        for coding in codings
    }


def size(web: Web, coding: str) -> float:
    """How large a page of a thousand mappings is, in percent of the same page not compressed."""
    plain = len(web.get(MAPPINGS)[2])
    _status, headers, body = web.get(MAPPINGS, headers={"Accept-Encoding": coding})
    if headers.get("content-encoding") != coding:
        raise BenchError(f"{MAPPINGS} is not sent as {coding}")
    return 100 * len(body) / plain
