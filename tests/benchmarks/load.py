"""Eight clients that ask as fast as they are answered: wrk where it is installed, this file's own loop elsewhere.

Both keep their connections open and walk through the same list of addresses. Run as a program, this file is the loop.
"""

import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass

from tests.benchmarks.servers import HOST, Web, escaped

CLIENTS = 8
WRK = """
local requests, i = {%s}, 0
function request() i = i %% #requests + 1; return requests[i] end
function done(summary, latency)
  local e = summary.errors
  print(string.format('{"rate":%%f,"median":%%f,"errors":%%d}', summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1e3, e.status + e.connect + e.read + e.timeout))
end
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """`rate` answers a second, `median` milliseconds an answer, `memory` peak resident MB of the server."""

    rate: float
    median: float
    errors: int
    memory: float


def ask(
    web: Web,
    paths: list[str],
    seconds: float,
    etags: list[str] | None = None,
    *,
    headers: dict[str, str] | None = None,
    finish: bool = False,
) -> Rate:
    """Load the server for some seconds; with `etags`, each request is conditional on the ETag at its place. `finish`
    waits for the answers that are under way at the end, and counts them and the time they take."""
    each = [{"If-None-Match": etag} for etag in etags] if etags else [{}] * len(paths)
    requests = [request(path, (headers or {}) | more) for path, more in zip(paths, each, strict=True)]
    stop, peak = threading.Event(), [web.memory()]

    def watch():
        while not stop.wait(0.1):
            peak.append(web.memory())

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        driver = with_wrk if shutil.which("wrk") and not finish else with_own_loop
        result = driver(web, requests, seconds)
    finally:
        stop.set()
        watcher.join()
    return Rate(result["rate"], result["median"], result["errors"], max(peak))


def request(path: str, headers: dict[str, str] | None = None) -> str:
    lines = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
    return f"GET {escaped(path)} HTTP/1.1\r\nHost: {HOST}\r\n{lines}\r\n"


def with_wrk(web: Web, requests: list[str], seconds: float) -> dict:
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(WRK % ",".join(json.dumps(text) for text in requests))
        script.flush()
        command = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{max(1, round(seconds))}s", "--timeout", "60s"]
        done = subprocess.run([*command, "-s", script.name, web.address], capture_output=True, text=True, check=True)
    return json.loads(done.stdout[done.stdout.index('{"rate"') :])


def with_own_loop(web: Web, requests: list[str], seconds: float) -> dict:
    """In a process of its own, so that measuring memory and driving load do not share an interpreter."""
    job = json.dumps({"port": web.port, "requests": requests, "seconds": seconds})
    command = [sys.executable, "-m", "tests.benchmarks.load"]
    return json.loads(subprocess.run(command, input=job, capture_output=True, text=True, check=True).stdout)


async def drive(port: int, requests: list[str], seconds: float) -> dict:
    times, errors, turn, deadline = [], 0, 0, time.perf_counter() + seconds

    async def client():
        nonlocal errors, turn
        reader, writer = await asyncio.open_connection(HOST, port, limit=1 << 20)
        while (began := time.perf_counter()) < deadline:
            turn += 1
            writer.write(requests[turn % len(requests)].encode())
            status = await answer(reader)
            times.append(time.perf_counter() - began)
            errors += status >= 400
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    median = sorted(times)[len(times) // 2]
    return {"rate": len(times) / (time.perf_counter() - began), "median": median * 1e3, "errors": errors}


async def answer(reader: asyncio.StreamReader) -> int:
    """Read one answer to its end; its status."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = int(head.split(None, 2)[1])
    if b"transfer-encoding: chunked" in head:
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    elif status not in (204, 304):
        await reader.readexactly(int(head.partition(b"content-length:")[2].split(None, 1)[0]))
    return status


if __name__ == "__main__":
    print(json.dumps(asyncio.run(drive(**json.load(sys.stdin)))))
