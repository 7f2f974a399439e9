"""Embedded servers survive what happens to them on a developer's machine, and nobody else can use them."""

import os
import shutil
import signal
import subprocess
import sys

import environ
import psutil
import psycopg2
import pytest
import redis
from celery import Celery

from sdgmap import embedded
from sdgmap.service_user import EmbeddedError

BOTH_RUN = {"PostgreSQL": True, "Valkey": True}
NONE_RUNS = {"PostgreSQL": False, "Valkey": False}


@pytest.fixture(autouse=True)
def debug_on(monkeypatch):
    monkeypatch.setenv("DEBUG", "1")


@pytest.fixture
def running(var):
    embedded.start(var)
    return var


def connect(var):
    return psycopg2.connect(host=str(embedded.socket_dir(var)), user="postgres", dbname="sdgmap")


def pids(var):
    return embedded._postgres_process(var).pid, embedded._valkey_process(var).pid


def mode(path):
    return oct(path.stat().st_mode & 0o777)


def test_database_url_is_what_settings_can_read(var):
    assert environ.Env.db_url_config(embedded.database_url(var)) == {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": str(embedded.socket_dir(var)),
        "NAME": "sdgmap",
        "USER": "postgres",
        "PASSWORD": "",
        "PORT": "",
    }


def test_urls_start_nothing(var):
    embedded.database_url(var), embedded.broker_url(var), embedded.stored_secret(var)
    assert list(var.iterdir()) == []
    assert not embedded.socket_dir(var).exists()


def test_stored_secret(var):
    assert embedded.stored_secret(var) == ""
    (var / "secret-key").write_text("long and random\n")
    assert embedded.stored_secret(var) == "long and random"


def test_sockets_are_short_however_deep_the_folder(tmp_path):
    deep = tmp_path / ("a" * 120) / ("b" * 120)
    assert len(str(embedded.socket_dir(deep) / ".s.PGSQL.5432.lock")) < 60


def test_start_twice_keeps_the_servers_and_stop_leaves_nothing(running):
    before = pids(running)
    embedded.start(running)
    assert pids(running) == before
    assert embedded.status(running) == BOTH_RUN

    embedded.stop(running)
    assert embedded.status(running) == NONE_RUNS
    assert not any(psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie" for pid in before)
    assert not embedded.socket_dir(running).exists()


def test_private_folders_and_no_network(running):
    found = {name: mode(running / name) for name in ("postgres", "postgres/data", "valkey")}
    assert found == {"postgres": "0o700", "postgres/data": "0o700", "valkey": "0o700"}
    assert mode(embedded.socket_dir(running)) == "0o700"
    for pid in pids(running):
        assert psutil.Process(pid).net_connections(kind="inet") == []
    with connect(running) as connection, connection.cursor() as cursor:
        cursor.execute("SHOW listen_addresses")
        assert cursor.fetchone() == ("",)
    connection.close()


def test_servers_killed_hard_come_back_with_their_data(running):
    with connect(running) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 9 AS goal")
    connection.close()
    for pid in pids(running):
        os.kill(pid, signal.SIGKILL)

    embedded.start(running)

    with connect(running) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT goal FROM kept")
        assert cursor.fetchall() == [(9,)]
    connection.close()
    assert embedded.status(running) == BOTH_RUN


def test_lock_files_with_a_strangers_pid_do_not_block_and_he_lives(running):
    embedded.stop(running)
    with subprocess.Popen(["sleep", "60"]) as stranger:
        embedded.own_folder(embedded.socket_dir(running), owner=embedded.service_user())
        lock = f"{stranger.pid}\n{running}/postgres/data\n"
        (running / "postgres/data/postmaster.pid").write_text(lock)
        (embedded.socket_dir(running) / ".s.PGSQL.5432.lock").write_text(lock)
        (embedded.socket_dir(running) / ".valkey.pid").write_text(f"{stranger.pid}\n")

        embedded.start(running)

        assert embedded.status(running) == BOTH_RUN
        assert stranger.poll() is None
        stranger.kill()


def test_folder_deleted_under_running_servers(running):
    before = pids(running)
    shutil.rmtree(running / "postgres")
    shutil.rmtree(running / "valkey")

    embedded.start(running)

    assert embedded.status(running) == BOTH_RUN
    assert set(before).isdisjoint(pids(running))


def test_cluster_half_made_is_made_anew(var):
    (var / "postgres").mkdir(mode=0o700)
    (var / "postgres/data.new").mkdir()
    (var / "postgres/data.new/PG_VERSION").write_text("18")
    embedded.start(var, broker=False)
    assert embedded.status(var) == {"PostgreSQL": True, "Valkey": False}


def test_folder_open_to_others_is_refused(var):
    folder = embedded.socket_dir(var)
    folder.mkdir()
    folder.chmod(0o755)
    with pytest.raises(EmbeddedError, match=r"was not created by SDG Map"):
        embedded.start(var)
    folder.rmdir()


def test_link_in_place_of_the_socket_folder_is_refused(var, tmp_path):
    folder = embedded.socket_dir(var)
    folder.symlink_to(tmp_path)
    with pytest.raises(EmbeddedError, match=r"was not created by SDG Map"):
        embedded.start(var)
    folder.unlink()


@pytest.mark.parametrize("environment", [{"DEBUG": "0"}, {"DEBUG": None, "DATABASE_URL": "postgres://db/sdgmap"}])
def test_refuses_when_debug_is_off(var, monkeypatch, environment):
    for name, value in environment.items():
        monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name)
    with pytest.raises(EmbeddedError, match="DEBUG is off"):
        embedded.start(var)
    assert list(var.iterdir()) == []


def test_celery_sends_through_the_broker(running):
    app = Celery(broker=embedded.broker_url(running))
    app.send_task("activities.tasks.catch_up_summaries")
    with redis.Redis(unix_socket_path=str(embedded.socket_dir(running) / ".s.valkey")) as client:
        assert client.llen("celery") == 1
    app.close()


def test_commands_by_hand(var):
    def say(*arguments):
        command = [sys.executable, "-m", "sdgmap.embedded", *arguments]
        done = subprocess.run(command, env=os.environ | {"VAR_DIR": str(var)}, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    stopped = f"PostgreSQL  stopped  ({var})\nValkey      stopped  ({var})\n"
    running = stopped.replace("stopped", "running")
    assert say("status") == (3, stopped)
    assert say("start") == (0, running)
    assert say("status") == (0, running)
    assert say("stop") == (0, stopped)
    assert say("dance") == (2, "usage: python -m sdgmap.embedded start|stop|status\n")
