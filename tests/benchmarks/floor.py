"""PostgreSQL alone on the same SQL: what a request of ours executes, replayed by pgbench with as many clients."""

import re
import subprocess
import tempfile
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sdgmap import embedded
from tests.benchmarks.load import CLIENTS
from tests.benchmarks.servers import HOST, BenchError, Servers, escaped

#: pgbench takes at most 128 scripts; each holds the statements of one request.
SAMPLE = 60


def statements(paths: list[str]) -> list[list[str]]:
    """The SQL of one request to each address, as sent to the server, once what is kept in the process is warm."""
    client, captured = Client(headers={"host": HOST}), []
    for path in [paths[0], *paths]:
        with CaptureQueriesContext(connection) as queries:
            response = client.get(escaped(path))
            b"".join(response) if response.streaming else response.content
        if response.status_code != 200:
            raise BenchError(f"{path} answers {response.status_code} while its SQL is captured")
        captured.append([query["sql"] for query in queries])
    return captured[1:]


def pgbench(servers: Servers, scripts: list[list[str]], seconds: float) -> float:
    """Requests a second if nothing but their SQL had to be done. Simple protocol, as psycopg2 uses it."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, script in enumerate(scripts[:SAMPLE]):
            file = Path(folder) / f"{number}.sql"
            file.write_text("".join(f"{sql.rstrip().rstrip(';')};\n" for sql in script))
            files += ["-f", str(file)]
        command = [servers.program("pgbench"), "-n", "-M", "simple", "-c", str(CLIENTS), "-j", "2"]
        command += ["-T", str(max(1, round(seconds))), *files, "-h", servers.socket, "-U", embedded.SUPERUSER]
        done = subprocess.run([*command, embedded.DATABASE], capture_output=True, text=True, check=False)
    found = re.search(r"^tps = ([\d.]+)", done.stdout, re.MULTILINE)
    if done.returncode or not found:
        raise BenchError(f"pgbench failed:\n{done.stderr[-2000:]}")
    return float(found[1])
