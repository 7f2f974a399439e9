"""The disk of VAR_DIR is full: pages can be read, the run goes on, and everything comes back when there is room."""

import contextlib
import errno
import os
import shutil
import signal
import subprocess
import sys
import time

import psycopg2
import pytest

from sdgmap import embedded, room, supervisor
from sdgmap.processes import wait_until
from sdgmap.room import MB, Room
from sdgmap.run import Signals, watch_room
from sdgmap.service_user import EmbeddedError
from sdgmap.supervisor import Child
from tests.conftest import var_folder
from tests.drills.test_run import READY, Run, free_port, is_ready


@pytest.fixture
def disk(monkeypatch):
    """Sets how many MB are free: disk(20)."""

    def free(amount):
        monkeypatch.setattr(room.shutil, "disk_usage", lambda _folder: shutil._ntuple_diskusage(0, 0, amount * MB))

    return free


def test_the_reserve_is_made_while_there_is_plenty_and_given_up_when_nothing_is_left(var, disk):
    disk(200)
    mine = Room(var)
    mine.look()
    assert not mine.reserve.exists()
    disk(2_000)
    mine.look()
    mine.release()
    assert mine.reserve.stat().st_size == room.RESERVE
    disk(1)
    mine.release()
    assert not mine.reserve.exists()
    mine.release()


def test_room_is_scarce_until_there_is_clearly_more(var, disk):
    mine, seen = Room(var), []
    for free in (500, 65, 63, 100, 191, 193, 100, 63):
        disk(free)
        mine.look()
        seen.append(mine.is_scarce)
    assert seen == [False, False, True, True, True, False, False, True]


def test_a_reserve_that_does_not_fit_is_left_out(var, disk, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    disk(2_000)
    monkeypatch.setattr(os, "posix_fallocate", full)
    mine = Room(var)
    mine.look()
    assert not mine.reserve.exists()


def test_only_the_web_server_runs_while_room_is_scarce(var, disk, capsys):
    sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
    web, worker = Child("web server", sleep, var / "web.log", vital=True), Child("worker", sleep, var / "worker.log")
    before = {sign: signal.getsignal(sign) for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        signals, mine = Signals(), Room(var)
        for child in (web, worker):
            child.start(var)
        disk(10)
        watch_room(mine, [web, worker], signals)
        assert (web.has_ended(), worker.process) == (False, None)
        assert "is nearly full. Pages can still be read" in capsys.readouterr().out
        watch_room(mine, [web, worker], signals)
        assert capsys.readouterr().out == ""
        disk(500)
        watch_room(mine, [web, worker], signals)
        assert "There is room on the disk again" in capsys.readouterr().out
        assert worker.is_due()
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)
        for child in (web, worker):
            child.ask_to_end()
            child.clear()


@pytest.fixture
def small_disk():
    """A VAR_DIR on a disk of its own with 1 GB of memory."""
    with var_folder() as folder:
        command = ["mount", "-t", "tmpfs", "-o", "size=1000m,mode=0711", "tmpfs", str(folder)]
        if os.geteuid() or not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode:
            pytest.skip("needs the right to mount a disk of its own")
        try:
            yield folder
        finally:
            embedded.stop(folder)
            supervisor.end_leftovers(folder)
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder):
    """Write a file until nothing more fits."""
    with (folder / "filler").open("wb", buffering=0) as file:
        for size in (MB, 4096):
            with contextlib.suppress(OSError):
                while file.write(bytes(size)):
                    pass
    assert shutil.disk_usage(folder).free == 0


def sql(var, statement, *values):
    """Run one statement, and commit. Returns its rows."""
    with contextlib.closing(embedded._connect(var, "sdgmap")) as connection, connection, connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def write_until_refused(var, seconds):
    """Insert rows of 100 kB. Returns the numbers of those that the database has confirmed, and how many it refused."""
    confirmed, refused, ends = [], 0, time.monotonic() + seconds
    while time.monotonic() < ends and refused < 20:
        try:
            number = len(confirmed) + refused
            sql(var, "INSERT INTO drill VALUES (%s, %s)", number, os.urandom(50_000).hex())
            confirmed.append(number)
        except psycopg2.Error:
            refused += 1
            time.sleep(0.2)
    return confirmed, refused


def test_postgres_that_had_no_room_for_its_log_starts_from_the_reserve(small_disk, monkeypatch):
    """The log of transactions (WAL) cannot be written: PostgreSQL stops, and could not start again on the full disk."""
    monkeypatch.setenv("DEBUG", "1")
    monkeypatch.setattr(embedded, "WAIT", 20)
    embedded.start(small_disk, broker=False)
    mine = Room(small_disk)
    mine.look()
    sql(small_disk, "CREATE TABLE drill AS SELECT 1 AS number")
    fill(small_disk)
    with contextlib.suppress(psycopg2.Error):
        for _ in range(500):
            sql(small_disk, "SELECT pg_logical_emit_message(false, 'drill', repeat('x', 200000))")
    assert wait_until(lambda: not embedded.are_up(small_disk, broker=False), seconds=30)
    with pytest.raises(EmbeddedError):
        embedded.start(small_disk, broker=False)

    mine.release()
    embedded.start(small_disk, broker=False)

    assert sql(small_disk, "SELECT number FROM drill") == [(1,)]


def answers(site, path):
    try:
        return site.get(path) == 200
    except OSError:
        return False


@pytest.mark.slow
@pytest.mark.xdist_group("run")
def test_a_full_disk_ends_nothing_and_loses_nothing(small_disk):
    site = Run(small_disk, free_port()).until(READY, seconds=300)
    try:
        sql(small_disk, "CREATE TABLE drill (number int, content text STORAGE EXTERNAL)")
        assert wait_until((small_disk / "reserve").exists, seconds=20)
        fill(small_disk)
        site.until("is nearly full. Pages can still be read", seconds=60)
        assert all(answers(site, path) for path in ("/", "/goals/9/", "/api/v1/activities/"))

        confirmed, refused = write_until_refused(small_disk, seconds=60)
        assert refused
        assert wait_until(lambda: answers(site, "/goals/9/"), seconds=120), site.said()
        assert site.process.poll() is None

        (small_disk / "filler").unlink()
        site.until("There is room on the disk again", seconds=60)
        assert wait_until(lambda: is_ready(site), seconds=120), site.said()
        site.until("The worker was started again", seconds=60)
        assert set(confirmed) <= {number for (number,) in sql(small_disk, "SELECT number FROM drill")}
        assert site.end() == 0
    finally:
        if site.process.poll() is None:
            site.end()
