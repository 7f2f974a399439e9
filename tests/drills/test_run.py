"""`python -m sdgmap.run` as a user meets it: real supervisor, real servers, a folder and a port of its own."""

import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from sdgmap import embedded, supervisor
from sdgmap.processes import is_alive, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("run")]  # one worker, so that one first run serves all tests


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def port():
    return free_port()


READY = "Stop with Ctrl-C"
ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "sdgmap.run"]


def settings_of(var, port):
    """The environment of a first-time user, whatever the tests were started with."""
    theirs = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "BROKER_URL", "DEBUG", "SITE_URL")}
    return theirs | {"VAR_DIR": str(var), "PORT": str(port), "DJANGO_SETTINGS_MODULE": "sdgmap.settings"}


class Run:
    """A supervisor in the background."""

    def __init__(self, var, port, *arguments, **environment):
        self.var, self.address = var, f"http://127.0.0.1:{port}"
        self.output = var / f"output-{time.monotonic_ns()}"
        env = settings_of(var, port) | environment
        with self.output.open("w") as out:
            self.process = subprocess.Popen([*COMMAND, *arguments], env=env, stdout=out, stderr=subprocess.STDOUT)

    def said(self):
        return self.output.read_text()

    def until(self, text, seconds=90):
        alive = wait_until(lambda: text in self.said(), seconds=seconds, worthwhile=lambda: self.process.poll() is None)
        assert alive or text in self.said(), self.said()
        return self

    def end(self, sign=signal.SIGTERM):
        self.process.send_signal(sign)
        return self.process.wait(timeout=60)

    def get(self, path):
        with urllib.request.urlopen(self.address + path, timeout=5) as answer:
            return answer.status


@pytest.fixture
def start(port):
    """start(var) → Run; whatever the test leaves is ended."""
    runs = []

    def start(var, *arguments, port=port, **environment):
        runs.append(Run(var, port, *arguments, **environment))
        return runs[-1]

    yield start
    for run in runs:
        if run.process.poll() is None:
            run.end()


@pytest.fixture(scope="class")
def running(site_var):
    """One run for all tests of a class, since each start costs seconds; the last of them may end it."""
    run = Run(site_var, free_port()).until(READY, seconds=180)
    yield run
    if run.process.poll() is None:
        run.end()


def left_running(var):
    """Command lines of the live processes that belong to a run in `var`."""
    found = []
    for process in psutil.process_iter():
        try:
            words = " ".join(process.cmdline())
            marked = process.environ().get(supervisor.MARK) == str(var)
        except psutil.Error:
            continue
        if (marked or f"{var}/" in words or f"{embedded.socket_dir(var)}/" in words) and is_alive(process):
            found.append(words)
    return found


def leaders(var, word):
    """Supervised processes that lead a group and whose command line holds `word`."""
    return [
        process
        for process in psutil.process_iter()
        if supervisor._mark(process) == str(var)
        and word in process.cmdline()
        and os.getpgid(process.pid) == process.pid
    ]


def children(var, word):
    """Numbers of the processes that such a leader has started. Its command line may hold another command."""
    return {
        child.pid
        for process in psutil.process_iter()
        if supervisor._mark(process) == str(var)
        and os.getpgid(process.pid) == process.pid
        and word in " ".join(process.cmdline())
        for child in process.children()
    }


def mode(path):
    return oct(path.stat().st_mode & 0o777)


def test_first_run_answers_shows_sign_ins_and_sigterm_leaves_nothing(start, site_var):
    run = start(site_var).until(READY, seconds=180)

    assert run.get("/health/live") == 200
    assert run.get("/") == 200
    steps = re.findall(r"^  \[ *[\d.]+ s\] (.+)$", run.said(), re.M)
    assert steps == [
        f"Checking that port {run.address.rpartition(':')[2]} is free",
        "Starting the embedded servers",
        "Migrating the database",
        "Loading the reference data and the real activities",
        "Building the summaries",
        "Creating one sign-in for each role",
        "Creating example submissions",
        "Starting the web server, the workers and beat",
        "Ready",
    ]
    sign_ins = json.loads((site_var / "sign-ins.json").read_text())
    assert [one["role"] for one in sign_ins] == ["focal point", "coordinator", "administrator", "stakeholder"]
    for one in sign_ins:
        assert re.search(rf"{one['role']} +{re.escape(one['email'])} +{re.escape(one['password'])}", run.said())
    private = (
        "sign-ins.json",
        "secret-key",
        "log/web.log",
        "log/worker.log",
        "log/jobs.log",
        "log/background.log",
        "log/outbox.log",
        "log/webhooks.log",
        "log/beat.log",
        "log/setup.log",
    )
    assert {name: mode(site_var / name) for name in private} == dict.fromkeys(private, "0o600")
    assert mode(site_var / "log") == "0o700"
    assert len(left_running(site_var)) > 5

    assert run.end(signal.SIGTERM) == 0

    assert left_running(site_var) == []
    assert not embedded.socket_dir(site_var).exists()
    assert run.said().rstrip().endswith("Stopped. No processes are left")
    with pytest.raises(urllib.error.URLError):
        run.get("/health/live")


def test_second_run_takes_seconds_and_ctrl_c_stops_it(start, site_var):
    if not (site_var / "sign-ins.json").exists():  # the test before was left out
        start(site_var).until(READY, seconds=180).end()
    secret = (site_var / "secret-key").read_text()

    began = time.monotonic()
    run = start(site_var).until(READY)

    assert time.monotonic() - began < 60  # about 5 on a quiet machine; this one may be shared
    assert "Loading" not in run.said()
    assert "Creating" not in run.said()
    assert (site_var / "secret-key").read_text() == secret
    assert run.end(signal.SIGINT) == 0
    assert left_running(site_var) == []


def test_killed_hard_leaves_no_child_and_starts_again(start, site_var):
    run = start(site_var).until(READY, seconds=180)
    assert run.end(signal.SIGKILL) == -signal.SIGKILL

    again = start(site_var).until(READY)

    assert again.get("/health/live") == 200
    assert len(leaders(site_var, "sdgmap.web")) == 1
    assert again.end() == 0
    assert left_running(site_var) == []


def test_with_reload_saved_code_replaces_the_web_worker_and_the_others(start, site_var):
    run = start(site_var, "--reload").until(READY, seconds=180)
    words = ("granian", "figures@%h", "outbox@%h", "webhooks@%h", "jobs@%h", "background@%h")
    assert wait_until(lambda: all(children(site_var, word) for word in words), seconds=30)
    before = {word: children(site_var, word) for word in words}

    (ROOT / "sdgmap" / "health.py").touch()

    def replaced():
        return all(children(site_var, word) - before[word] for word in words)

    assert wait_until(replaced, seconds=60)
    assert wait_until(lambda: is_ready(run), seconds=60)
    assert run.end() == 0
    assert left_running(site_var) == []


class TestOneRun:
    def test_second_run_in_the_same_folder_is_refused(self, start, site_var, running):
        second = start(site_var)

        assert second.process.wait(timeout=30) == 1
        told = f"SDG Map is already running from this folder: {running.address} (process {running.process.pid})."
        assert told in second.said()
        assert running.get("/health/live") == 200

    def test_four_who_download_workbooks_cost_others_no_more_than_four_who_read(self, running):
        readers, _statuses = waits_beside(running, "/goals/9/", clients=4)
        downloads, statuses = waits_beside(running, "/activities.xlsx?goal=9", clients=4)

        assert set(statuses) <= {200, 429}
        assert 200 in statuses
        assert sorted(downloads)[-3] <= 1.5 * sorted(readers)[-3] + 0.5

    def test_pages_are_back_when_both_web_workers_are_killed(self, site_var, running):
        (granian,) = leaders(site_var, "sdgmap.web")
        killed = granian.children()
        assert len(killed) >= 2
        for worker in killed:
            worker.kill()

        assert wait_until(lambda: not any(is_alive(worker) for worker in killed), seconds=30)
        assert wait_until(lambda: is_ready(running), seconds=30)
        assert leaders(site_var, "sdgmap.web") == [granian]

    def test_children_and_servers_that_die_come_back(self, site_var, running):
        run = running
        for word, name in (
            ("sdgmap.web", "web server"),
            ("figures@%h", "worker"),
            ("outbox@%h", "worker for e-mails"),
            ("webhooks@%h", "worker for webhooks"),
            ("jobs@%h", "worker for jobs"),
            ("background@%h", "worker for background work"),
            ("beat", "beat"),
        ):
            (leader,) = leaders(site_var, word)
            leader.kill()
            run.until(f"The {name} stopped unexpectedly (status -9) and was restarted", seconds=20)
            assert [new.pid for new in leaders(site_var, word)] != [leader.pid]
        embedded._postgres_process(site_var).kill()
        embedded._valkey_process(site_var).kill()
        run.until("An embedded server stopped unexpectedly. Starting it again", seconds=20)

        assert wait_until(lambda: embedded.status(site_var) == {"PostgreSQL": True, "Valkey": True}, seconds=30)
        assert wait_until(lambda: is_ready(run), seconds=30)
        assert run.end() == 0
        assert left_running(site_var) == []


def waits_beside(run, path, *, clients):
    """Seconds that a reader waits for each of 20 pages while clients request `path` without a pause, and the statuses
    that these get."""
    stop, statuses = threading.Event(), []

    def ask():
        while not stop.is_set():
            statuses.append(status_of(run, path))

    with ThreadPoolExecutor(clients) as others:
        for _ in range(clients):
            others.submit(ask)
        waited = []
        try:
            for _ in range(20):
                began = time.monotonic()
                assert status_of(run, "/activities/") == 200
                waited.append(time.monotonic() - began)
        finally:
            stop.set()
    return waited, statuses


def status_of(run, path):
    try:
        with urllib.request.urlopen(run.address + path, timeout=60) as answer:
            answer.read()
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def is_ready(run):
    try:
        return run.get("/health/ready") == 200
    except OSError:
        return False


def test_stopped_while_starting_leaves_nothing(start, var):
    run = start(var).until("Starting the embedded servers")
    assert run.end() == 0
    assert left_running(var) == []


def test_taken_port_is_named_with_its_holder_and_a_way_out(start, var, port):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        run = start(var)
        assert run.process.wait(timeout=30) == 1
    assert f"Port {port} is in use by {psutil.Process().name()} (process {os.getpid()})." in run.said()
    assert f"PORT={port + 1} make run" in run.said()
    assert left_running(var) == []


@pytest.mark.parametrize("value", ["web", "0", "65536", "-1"])
def test_what_is_no_port_is_refused(start, var, value):
    run = start(var, port=value)
    assert run.process.wait(timeout=30) == 1
    assert f"PORT={value} is not a port number." in run.said()


def test_refuses_without_debug_and_without_urls(start, var):
    run = start(var, DEBUG="0")
    assert run.process.wait(timeout=30) == 1
    assert "DEBUG is off, so the embedded PostgreSQL and Valkey do not start." in run.said()
    assert "Traceback" not in run.said()


@pytest.mark.parametrize(
    ("environment", "reason"),
    [
        ({"BROKER_URL": "redis://127.0.0.1:1/0", "DEBUG": "0"}, "SECRET_KEY is not set."),
        ({"BROKER_URL": "redis://127.0.0.1:1/0", "DEBUG": "1"}, "PostgreSQL is not responding:\n"),
    ],
)
def test_what_is_wrong_with_servers_of_ones_own_is_said_in_words(start, var, environment, reason):
    run = start(var, DATABASE_URL="postgres://nobody@127.0.0.1:1/none", **environment)
    assert run.process.wait(timeout=30) == 1
    assert reason in run.said()
    assert "Traceback" not in run.said()


@pytest.mark.parametrize("first", [(), ("sh", "-c", 'trap : HUP; "$@"', "sh")])
def test_a_closed_terminal_stops_everything(site_var, port, first):
    """Whether the supervisor is the terminal's first process, which gets the signal, or another that waits for it."""
    command = [*first, *COMMAND]
    pid, terminal = pty.fork()
    if not pid:
        os.execvpe(command[0], command, settings_of(site_var, port))  # noqa: S606 - it needs the terminal
    said = b""
    while READY.encode() not in said:
        said += os.read(terminal, 4096)  # raises OSError if it ends before
    os.close(terminal)

    os.waitpid(pid, 0)

    assert left_running(site_var) == []
    assert not embedded.socket_dir(site_var).exists()
