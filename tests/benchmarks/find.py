"""Searches of the whole map, one after another, as a reader types them."""

import statistics
import time
from dataclasses import dataclass

from tests.benchmarks.servers import BenchError, Web

#: Names, codes, frequent and rare words, several words, a misspelt one and one that is nowhere.
SEARCHED = (
    "Kenya",
    "9.c",
    "C7-ehealth",
    "Res. 1332",
    "broadband",
    "activities for schools",
    "digital skills teachers",
    "health in South Africa",
    "ministry",
    "cybersecurty",
    "brodband in Kenya",
    "qqqqzzzz",
)
#: How often each is asked for, after once to warm up.
TIMES = 5


@dataclass(frozen=True, slots=True)
class Searches:
    """`median` of all answers and the median of the `slowest` search, in milliseconds; `which` is the slowest."""

    median: float
    slowest: float
    which: str


def searches(web: Web) -> Searches:
    times: dict[str, list[float]] = {}
    for words in SEARCHED:
        path = f"/search/?q={words}"
        status, _headers, body = web.get(path)
        if status != 200 or b"<h1>Search</h1>" not in body:
            raise BenchError(f"{path} answers {status}")
        for _ in range(TIMES):
            began = time.perf_counter()
            web.get(path)
            times.setdefault(words, []).append((time.perf_counter() - began) * 1e3)
    slowest = max(times, key=lambda words: statistics.median(times[words]))
    every = [one for ones in times.values() for one in ones]
    return Searches(statistics.median(every), statistics.median(times[slowest]), slowest)
