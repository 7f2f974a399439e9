"""What the benchmarks run against: their own PostgreSQL, kept between runs under VAR_DIR/bench, and web servers."""

import contextlib
import hashlib
import os
import secrets
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg2

from sdgmap import embedded
from sdgmap.one_run import OneRun, refuse_taken_port
from sdgmap.processes import tail, wait_until
from sdgmap.run import web_command
from sdgmap.supervisor import Child, end_leftovers

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
#: What an operator sets on a database server of this size, beyond what the embedded server has; docs/performance.md.
TUNING = {
    "shared_buffers": f"{min(2048, psutil.virtual_memory().total // 4 // 2**20)}MB",
    "effective_cache_size": f"{psutil.virtual_memory().total // 2 // 2**20}MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "random_page_cost": "1.1",
    "max_wal_size": "4GB",
}


class BenchError(RuntimeError):
    """The benchmark ends here; the message says why."""


class Servers:
    """Use as a context: the embedded servers run inside it, and nothing of it runs after it.

    Entering sets the environment for this process and for the servers to production settings (DEBUG off, two workers),
    except that plain HTTP on loopback is allowed. Call `django.setup()` inside.
    """

    def __init__(self, port: int):
        self.port = port
        self.var = embedded.chosen_var() / "bench"
        self.children: list[Child] = []

    def __enter__(self) -> "Servers":
        embedded.make_var(embedded.chosen_var())
        embedded.make_var(self.var)
        self.lock = OneRun(self.var, f"benchmark on port {self.port}")
        self.lock.take()
        end_leftovers(self.var)
        for port in (self.port, self.port + 1):
            refuse_taken_port(port)
        (self.var / "log").mkdir(exist_ok=True)
        os.environ.pop("DATABASE_URL", None)
        os.environ |= {"DEBUG": "1", "VAR_DIR": str(self.var)}
        embedded.TUNING.update(TUNING)
        embedded.start(self.var)
        os.environ |= {
            "DEBUG": "0",
            "DATABASE_URL": embedded.database_url(self.var),
            "BROKER_URL": embedded.broker_url(self.var),
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": HOST,
            "SITE_URL": f"http://{HOST}",
            "SECURE": "0",
            "LOG_LEVEL": "WARNING",
            "API_LIMIT": "1000000000",  # requests are counted, at the usual cost, and none is refused
            "STATIC_ROOT": str(self.var / "static"),
            "DJANGO_SETTINGS_MODULE": "sdgmap.settings",
        }
        return self

    def __exit__(self, *_):
        for child in self.children:
            child.ask_to_end()
        for child in self.children:
            child.clear()
        embedded.stop(self.var)

    @property
    def socket(self) -> str:
        """Folder of PostgreSQL's socket, as libpq's host."""
        return str(embedded.socket_dir(self.var))

    def program(self, name: str) -> str:
        """A client program of the embedded PostgreSQL, such as pgbench."""
        return embedded._postgres_program(name)

    def start_site(self) -> "Web":
        return self._web("site", self.port, "sdgmap.wsgi:application", "/health/live")

    def start_naive(self) -> "Web":
        """The comparison: same server, same two workers, same database, plain Django REST Framework."""
        return self._web("naive", self.port + 1, "tests.benchmarks.naive:application", "/api/activities/1/")

    def start_jobs(self) -> None:
        """The Celery worker and beat, as `make run` starts them."""
        celery = [sys.executable, "-m", "celery", "-A", "sdgmap"]
        self._start("worker", [*celery, "worker", "--concurrency", "1", "--without-mingle", "--without-gossip"])
        self._start("beat", [*celery, "beat", "--pidfile", ""])

    def stop(self, name: str) -> None:
        for child in [child for child in self.children if child.name == name]:
            child.ask_to_end()
            child.clear()
            self.children.remove(child)

    def _start(self, name: str, command: list[str]) -> Child:
        child = Child(name, command, self.var / "log" / f"{name}.log")
        self.children.append(child)
        child.start(self.var)
        return child

    def _web(self, name: str, port: int, application: str, probe: str) -> "Web":
        child = self._start(name, [*web_command(port)[:-1], application])
        web = Web(port, child)
        if not wait_until(lambda: web.answers(probe), seconds=60, worthwhile=lambda: not child.has_ended()):
            raise BenchError(f"The {name} server does not answer at {probe}.\n{tail(child.log, lines=20)}")
        return web


class Web:
    """One running web server."""

    def __init__(self, port: int, child: Child):
        self.port, self.child = port, child
        self.address = f"http://{HOST}:{port}"

    def get(self, path: str, timeout: float = 120, headers: dict[str, str] | None = None) -> tuple[int, dict, bytes]:
        """(status, headers with lower-case names, body) of one request."""
        request = urllib.request.Request(self.address + escaped(path), headers=headers or {})
        try:
            answer = urllib.request.urlopen(request, timeout=timeout)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()

    def answers(self, path: str) -> bool:
        with contextlib.suppress(OSError):
            return self.get(path, timeout=5)[0] == 200
        return False

    def memory(self) -> float:
        """Resident MB of the server and all its workers."""
        return self._sum(lambda process: process.memory_info().rss) / 1e6

    def cpu(self) -> float:
        """Seconds that the server and all its workers have computed."""
        return self._sum(lambda process: sum(process.cpu_times()[:2]))

    def _sum(self, figure: Callable[[psutil.Process], float]) -> float:
        total = 0.0
        with contextlib.suppress(psutil.Error):
            parent = psutil.Process(self.child.process.pid)
            for process in (parent, *parent.children(recursive=True)):
                with contextlib.suppress(psutil.Error):
                    total += figure(process)
        return total


def escaped(path: str) -> str:
    return quote(path, safe="/?&=,.:%-_~+")


def load_data(servers: Servers, activities: int, say) -> None:
    """Fill the benchmark's database unless it holds this data already; any change to generator or schema reloads it."""
    sources = [Path(__file__).with_name("generate.py"), *sorted(ROOT.glob("*/migrations/*.py"))]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in sources)).hexdigest()[:16]
    wanted = f"{activities} activities, generator and schema {digest}"
    if _comment(servers) == wanted:
        say(f"The database holds {activities:,} activities from an earlier run")
        return
    from django.core.management import call_command

    from activities import summaries
    from tests.benchmarks.generate import load

    say(f"Loading {activities:,} activities with their mappings (once; about a minute for 100,000)")
    with contextlib.closing(_admin(servers)) as connection, connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {embedded.DATABASE} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {embedded.DATABASE}")
    call_command("migrate", interactive=False, verbosity=0)
    began = time.monotonic()
    counts = load(activities)
    summaries.rebuild()
    say(f"Loaded {counts['activity']:,} activities, {counts['mapping']:,} mappings in {time.monotonic() - began:.0f} s")
    with contextlib.closing(_admin(servers)) as connection, connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON DATABASE {embedded.DATABASE} IS %s", [wanted])


def _comment(servers: Servers) -> str | None:
    with contextlib.closing(_admin(servers)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [embedded.DATABASE]
        )
        row = cursor.fetchone()
    return row and row[0]


def _admin(servers: Servers):
    connection = psycopg2.connect(host=servers.socket, user=embedded.SUPERUSER, dbname="postgres")
    connection.autocommit = True
    return connection
