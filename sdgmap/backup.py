"""`make backup` and `make restore`: the database in one file, and back, with the programs of the embedded PostgreSQL.

They work on the database of the settings: the embedded one of VAR_DIR, which is started if it does not run, or that of
DATABASE_URL. Past versions (schemas `past_*`) are left out: they are built again when somebody asks for them.
"""

import argparse
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg2
from django.core.exceptions import ImproperlyConfigured
from psycopg2.extensions import connection, make_dsn

from sdgmap import embedded, environment
from sdgmap.one_run import CannotRun, OneRun
from sdgmap.service_user import EmbeddedError

#: What a person wants to know of a database, in one row.
COUNTS = (
    "SELECT (SELECT count(*) FROM activities_activity WHERE NOT withdrawn), "
    "(SELECT coalesce(max(id), 0) FROM activities_change), (SELECT count(*) FROM activities_user)"
)


#: A restored database is a new epoch: who has a copy of the facts has to begin again (docs/adr/0022).
RENEW_EPOCH = """
DO $$ BEGIN
    IF to_regclass('activities_epoch') IS NOT NULL THEN
        UPDATE activities_epoch SET mark = gen_random_uuid();
    END IF;
END $$"""


class CannotRestore(RuntimeError):
    """Nothing was restored. The message says why and what to do."""


class Database:
    """Where the data is: as parameters of libpq, as psycopg2 takes them."""

    def __init__(self, url: str):
        found: dict[str, Any] = environment.database(url)
        names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
        self.parameters = {name: found[key] for name, key in names.items() if found.get(key)} | found.get("OPTIONS", {})

    def connect(self) -> connection:
        return psycopg2.connect(**self.parameters, connect_timeout=3)

    def run(self, program: str, *arguments: str) -> None:
        """Run a program of PostgreSQL on it. The password is in the environment, where `ps` does not show it. Raises
        CannotRestore with the output of the program."""
        shown = {name: value for name, value in self.parameters.items() if name != "password"}
        env = os.environ | {"PGPASSWORD": str(self.parameters.get("password", ""))}
        command = [embedded._postgres_program(program), *arguments, "--dbname", make_dsn(**shown)]
        done = subprocess.run(command, env=env, capture_output=True, text=True)
        if done.returncode:
            raise CannotRestore(f"{program} failed:\n{done.stderr.strip()}")

    def counts(self) -> tuple[int, int, int] | None:
        """Activities, latest Change and accounts; None if the database has no tables of ours."""
        with contextlib.closing(self.connect()) as conn, conn.cursor() as cursor:
            cursor.execute("SELECT to_regclass('activities_change')")
            if cursor.fetchone() == (None,):
                return None
            cursor.execute(COUNTS)
            return cursor.fetchone()

    def renew_epoch(self) -> None:
        """As `manage.py renew_epoch`. The backup of an older version has no epoch yet; it gets one by `migrate`."""
        with contextlib.closing(self.connect()) as conn, conn, conn.cursor() as cursor:
            cursor.execute(RENEW_EPOCH)

    def empty(self) -> None:
        """Remove everything that is in it."""
        with contextlib.closing(self.connect()) as conn:
            conn.autocommit = True
            with conn.cursor() as cursor:
                cursor.execute("SELECT quote_ident(nspname) FROM pg_namespace WHERE nspname ~ '^past_[0-9]+$'")
                for (schema,) in cursor.fetchall():
                    cursor.execute(f"DROP SCHEMA {schema} CASCADE")
                cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


@contextlib.contextmanager
def chosen_database() -> Iterator[Database]:
    """The database of DATABASE_URL or VAR_DIR. An embedded server that was not running is stopped afterwards."""
    if url := os.environ.get("DATABASE_URL"):
        yield Database(url)
        return
    var = embedded.chosen_var()
    ran = embedded.are_up(var, broker=False)
    embedded.start(var, broker=False)
    try:
        yield Database(embedded.database_url(var))
    finally:
        if not ran:
            embedded.stop(var)


def backup(file: Path | None) -> None:
    """Write the file, whole or not at all. It contains personal data, so only its owner can read it."""
    if file is None:
        file = embedded.chosen_var() / "backups" / f"sdgmap-{datetime.now().astimezone():%Y-%m-%d-%H%M%S}.dump"
    if file.exists():
        raise CannotRestore(f"{file} exists already. Choose another name with TO=…")
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = file.with_name(file.name + ".part")
    with chosen_database() as database:
        counts = database.counts()
        if counts is None:
            raise CannotRestore("The database is empty: there is nothing to back up.")
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        try:
            database.run("pg_dump", "--format", "custom", "--exclude-schema", "past_*", "--file", str(part))
            part.rename(file)
        finally:
            part.unlink(missing_ok=True)
    print(f"Backed up {in_words(counts)} to {file} ({file.stat().st_size / 1e6:.1f} MB).")
    print(
        "SECRET_KEY is not in it. Keep it too: without it, authenticator apps and recovery codes must be set up again."
    )


def restore(file: Path, *, replace: bool) -> None:
    """Restore the file into an empty database, or with `replace` in place of what is there: all of it, or nothing."""
    refuse_damaged(file)
    with alone(), chosen_database() as database:
        there = database.counts()
        if there and not replace:
            raise CannotRestore(
                f"The database already has {in_words(there)}. Nothing was restored. "
                "Choose an empty VAR_DIR or database, or set REPLACE=1 to delete what is there."
            )
        if replace:
            database.empty()
        database.run("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", str(file))
        database.renew_epoch()
        restored = database.counts()
        assert restored is not None  # noqa: S101 - it has just been restored
    print(f"Restored {in_words(restored)} from {file}. `make run` brings it up to date and starts the site.")


def refuse_damaged(file: Path) -> None:
    """Read the whole file before anything is deleted."""
    if not file.is_file():
        raise CannotRestore(f"There is no file {file}.")
    command = [embedded._postgres_program("pg_restore"), "--file", os.devnull, str(file)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise CannotRestore(f"{file} is not a complete backup:\n{done.stderr.strip()}")


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Refuse while `make run` serves the folder. Raises CannotRun."""
    var = embedded.chosen_var()
    embedded.make_var(var)
    lock = OneRun(var, "a restore")
    lock.take()
    try:
        yield
    finally:
        lock.file.close()


def in_words(counts: tuple[int, int, int]) -> str:
    activities, change, accounts = counts
    return f"{activities:,} activities, {accounts:,} accounts and all Changes up to number {change:,}"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m sdgmap.backup", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("backup").add_argument("file", type=Path, nargs="?")
    restoring = commands.add_parser("restore")
    restoring.add_argument("file", type=Path)
    restoring.add_argument("--replace", action="store_true", help="delete what the database has")
    asked = parser.parse_args(arguments)
    os.environ.setdefault("DEBUG", "1")
    try:
        if asked.command == "backup":
            backup(asked.file)
        else:
            restore(asked.file, replace=asked.replace)
    except (CannotRestore, CannotRun, EmbeddedError, ImproperlyConfigured) as error:
        print(f"\n{error}\n", file=sys.stderr)
        return 1
    except psycopg2.OperationalError as error:
        print(f"\nPostgreSQL is not responding:\n{error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
