"""`make backup` and `make restore`: into an empty place, and never over something by accident."""

import os
import subprocess
import sys

import psycopg2
import pytest

from sdgmap import backup, embedded
from sdgmap.one_run import OneRun

FACTS = """
CREATE TABLE activities_activity AS SELECT n AS id, n = 3 AS withdrawn FROM generate_series(1, 3) n;
CREATE TABLE activities_change AS SELECT 7 AS id;
CREATE TABLE activities_user AS SELECT 1 AS id;
CREATE TABLE activities_epoch AS SELECT '11111111-1111-1111-1111-111111111111'::uuid AS mark;
CREATE SCHEMA past_5; CREATE TABLE past_5.activities_activity AS SELECT 1 AS id;
"""
COUNTS = "2 activities, 1 accounts and all Changes up to number 7"


def command(var, *arguments, **environment):
    """Run `python -m sdgmap.backup`. Returns its exit status and its output."""
    theirs = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "BROKER_URL", "DEBUG")}
    env = theirs | {"VAR_DIR": str(var)} | environment
    words = [sys.executable, "-m", "sdgmap.backup", *map(str, arguments)]
    done = subprocess.run(words, env=env, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def filled(var, monkeypatch):
    monkeypatch.setenv("DEBUG", "1")
    embedded.start(var, broker=False, durable=False)
    connection = psycopg2.connect(host=str(embedded.socket_dir(var)), user="postgres", dbname="sdgmap")
    with connection, connection.cursor() as cursor:
        cursor.execute(FACTS)
    connection.close()
    return var


def tables(var):
    """{table: number of its rows}"""
    connection = psycopg2.connect(host=str(embedded.socket_dir(var)), user="postgres", dbname="sdgmap")
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT schemaname || '.' || relname FROM pg_stat_user_tables ORDER BY 1")
        found = {}
        for (name,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM {name}")  # noqa: S608 - names of our own
            found[name] = cursor.fetchone()[0]
    connection.close()
    return found


def epoch(var):
    """The mark of the epoch, which a restore renews."""
    connection = psycopg2.connect(host=str(embedded.socket_dir(var)), user="postgres", dbname="sdgmap")
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT mark::text FROM activities_epoch")
        (mark,) = cursor.fetchone()
    connection.close()
    return mark


def test_into_an_empty_place_and_never_over_another(filled, tmp_path):
    dump, other = tmp_path / "one.dump", tmp_path / "other"
    status, said = command(filled, "backup", dump)
    assert (status, said.startswith(f"Backed up {COUNTS} to {dump}")) == (0, True)
    assert oct(dump.stat().st_mode & 0o777) == "0o600"
    assert command(filled, "backup", dump)[0] == 1

    other.mkdir()
    tmp_path.chmod(0o755)
    status, said = command(other, "restore", dump)
    assert (status, f"Restored {COUNTS} from {dump}" in said) == (0, True), said
    assert not embedded.are_up(other, broker=False)  # it was started for this alone

    status, said = command(other, "restore", dump)
    assert (status, f"The database already has {COUNTS}. Nothing was restored." in said) == (1, True)
    assert command(other, "restore", dump, "--replace")[0] == 0
    embedded.start(other, broker=False, durable=False)
    try:
        assert tables(other) == {
            "public.activities_activity": 3,
            "public.activities_change": 1,
            "public.activities_epoch": 1,
            "public.activities_user": 1,
        }
        assert epoch(filled) == "11111111-1111-1111-1111-111111111111" != epoch(other)
    finally:
        embedded.stop(other)


def test_a_damaged_file_is_refused_before_anything_is_deleted(filled, tmp_path):
    dump = tmp_path / "one.dump"
    assert command(filled, "backup", dump)[0] == 0
    dump.write_bytes(dump.read_bytes()[:-200])
    status, said = command(filled, "restore", dump, "--replace")
    assert (status, f"{dump} is not a complete backup" in said) == (1, True)
    assert tables(filled)["public.activities_activity"] == 3


def test_what_cannot_be_done_is_said_in_words(filled, tmp_path):
    missing = tmp_path / "missing.dump"
    assert command(filled, "restore", missing) == (1, f"\nThere is no file {missing}.\n\n")
    dump = tmp_path / "one.dump"
    command(filled, "backup", dump)
    lock = OneRun(filled, "http://127.0.0.1:8000")
    lock.take()
    status, said = command(filled, "restore", dump, "--replace")
    assert (status, "SDG Map is already running from this folder" in said) == (1, True)
    lock.file.close()
    status, said = command(filled, "backup", DATABASE_URL="nonsense")
    assert (status, said.strip().startswith("DATABASE_URL is not an address of a PostgreSQL database.")) == (1, True)


def test_passwords_are_in_no_command_line(monkeypatch):
    ran = []

    def run(command, env, **_):
        ran.append((command, env["PGPASSWORD"]))
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(backup.subprocess, "run", run)
    backup.Database("postgres://ama:s3cret@db.example:5433/map?sslmode=require").run("pg_dump", "--format", "custom")
    ((words, password),) = ran
    assert password == "s3cret"
    assert not any("s3cret" in word for word in words)
    assert words[-1] == "dbname=map user=ama host=db.example port=5433 sslmode=require"
