"""`make run`: everything up on this machine, and everything down again on Ctrl-C or SIGTERM. `make dev` adds --reload.

One supervisor per VAR_DIR. It starts the embedded servers unless DATABASE_URL and BROKER_URL are set, prepares the
database, then watches the web server, the Celery worker and beat until it is signalled to stop.
"""

import contextlib
import io
import json
import logging
import os
import secrets
import shlex
import signal
import sys
import time
import traceback
import urllib.request
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

from sdgmap import embedded
from sdgmap.one_run import CannotRun, OneRun, chosen_port, refuse_taken_port
from sdgmap.processes import tail, wait_until
from sdgmap.room import Room
from sdgmap.service_user import EmbeddedError
from sdgmap.supervisor import PAUSE, Child, ChildGaveUp, end_leftovers

STARTED = time.monotonic()
READY_WITHIN = 60  # seconds for the web server to answer
BACKGROUND_MEMORY = 300_000  # KB: a process of the worker for background work that has taken more is replaced
CODE = ("activities", "roadmap", "sdgmap")  # folders that --reload watches, below the current one
ON_TERMINAL = os.isatty(1)


def say(text: str) -> None:
    with contextlib.suppress(OSError):  # the terminal was closed: stop everything all the same
        print(f"  [{time.monotonic() - STARTED:5.1f} s] {text}", flush=True)


class Signals:
    """Ctrl-C, SIGTERM and a closed terminal all mean: stop cleanly. They wait while a server is being started, since
    one that has not yet written its lock file could not be found again to be stopped."""

    def __init__(self):
        self.asked = self.held = False
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if sign != signal.SIGHUP or signal.getsignal(sign) != signal.SIG_IGN:  # nohup means stay
                signal.signal(sign, self._on_signal)

    def _on_signal(self, *_):
        if not self.asked:
            self.asked = True
            if not self.held:
                raise KeyboardInterrupt

    @contextlib.contextmanager
    def hold(self):
        self.held = True
        try:
            yield
        finally:
            self.held = False
        if self.asked:
            raise KeyboardInterrupt


def store_secret(var: Path) -> None:
    """Create a SECRET_KEY for this folder: sessions then survive a restart."""
    if not embedded.stored_secret(var):
        with open(os.open(var / "secret-key", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50) + "\n")


def refuse_wrong_settings() -> None:
    """Raise ImproperlyConfigured before anything is started."""
    from django.conf import settings

    settings.DATABASES  # noqa: B018 - reads them all


def prepare_database(var: Path) -> None:
    """Migrate; on a first run load the reference data, build the summaries and make the sign-ins."""
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    logging.getLogger().setLevel(logging.WARNING)  # here the steps below are the log
    from django.conf import settings

    from activities.management.commands.create_sign_ins import ACCOUNTS, STAKEHOLDER
    from activities.models import Framework, User

    with open(os.open(var / "log" / "setup.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as log:

        def command(*arguments: str, **options) -> None:
            print("$ manage.py", *arguments, file=log, flush=True)
            call_command(*arguments, stdout=log, **options)

        say("Migrating the database")
        command("migrate", interactive=False, no_color=True)
        if not settings.DEBUG:
            say("Collecting the static files")
            command("collectstatic", interactive=False, no_color=True)
        if not Framework.objects.exists():
            say("Loading the reference data and the real activities")
            command("load_reference")
            say("Building the summaries")
            command("rebuild_summaries")
            command("train_suggestions", later=True)
        # never into a database that has users; a second start only corrects what the file lists
        sign_ins = var / "sign-ins.json"
        if settings.DEBUG and (sign_ins.exists() or not User.objects.exists()):
            if not sign_ins.exists():
                say("Creating one sign-in for each role")
            first_look = not User.objects.filter(email=ACCOUNTS[STAKEHOLDER]).exists()
            call_command("create_sign_ins", "--out", str(sign_ins), stdout=io.StringIO())  # no passwords in a log
            if first_look:  # once: examples that were removed stay away
                say("Creating example submissions")
                command("create_examples")
    connections.close_all()


def web_command(port: int, *, reload: bool = False) -> list[str]:
    """The web server, as `make run` and the benchmarks start it. Each thread keeps a database connection. Up to twelve
    of the threads may wait to write (sdgmap/patience.py) and eight for bodies (sdgmap/bodies.py).

    With `reload` there is one worker, and granian restarts it when a file of the code is saved. A worker that fails to
    start, because of a syntax error for example, is started again after the next save.
    """
    program = "granian" if reload else "sdgmap.web"
    command = [sys.executable, "-m", program, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1" if reload else "2", "--blocking-threads", "24", "--no-ws"]
    if reload:
        command += ["--reload", "--reload-ignore-worker-failure"]
        command += [word for folder in CODE for word in ("--reload-paths", folder)]
    else:
        # granian waits between two new workers, by default so long that pages are away for a quarter of a minute
        command += ["--respawn-failed-workers", "--respawn-interval", "0.2"]
    # a worker that is still starting misses the signal
    return [*command, "--workers-kill-timeout", "1" if reload else "5", "sdgmap.wsgi:application"]


def reloaded(command: list[str]) -> list[str]:
    """The same command, restarted whenever Python code is saved."""
    watch = [sys.executable, "-m", "watchfiles", "--filter", "python", "--sigint-timeout", "3"]
    return [*watch, shlex.join(command), *CODE]


def children_of(var: Path, port: int, *, reload: bool = False) -> list[Child]:
    python, log = sys.executable, var / "log"
    celery = [python, "-m", "celery", "-A", "sdgmap"]
    worker = [*celery, "worker", "--without-mingle", "--without-gossip", "--concurrency", "1"]
    figures = [*worker, "--hostname", "figures@%h"]
    jobs = [*worker, "--queues", "jobs", "--hostname", "jobs@%h"]  # separate: a long job must not delay the figures
    # separate: training a model takes minutes, and nobody's spreadsheet waits for it, nor, with two processes, a past
    # version. Training takes memory, and the process that has done it is replaced, so that the memory is free again
    background = [*worker[:-1], "2", "--queues", "background", "--hostname", "background@%h"]
    background += ["--max-memory-per-child", str(BACKGROUND_MEMORY)]
    # separate, too: a mail server that does not answer must delay neither. One process: nothing here has to be killed
    mails = [*worker, "--queues", "outbox", "--hostname", "outbox@%h", "--pool", "solo"]
    # separate, too: receivers are other people's systems. It waits for many of them at a time, in threads of its own
    webhooks = [*worker, "--queues", "webhooks", "--hostname", "webhooks@%h", "--pool", "solo"]
    if reload:
        workers = (figures, jobs, background, mails, webhooks)
        figures, jobs, background, mails, webhooks = map(reloaded, workers)
    beat = [*celery, "beat", "--pidfile", ""]
    # a job resumes where it stopped: no need to wait for its end
    at_once = signal.SIGTERM if reload else signal.SIGQUIT
    return [
        Child("web server", web_command(port, reload=reload), log / "web.log", vital=True),
        Child("beat", beat, log / "beat.log"),
        Child("worker", figures, log / "worker.log"),
        Child("worker for e-mails", mails, log / "outbox.log", nice=10),
        Child("worker for webhooks", webhooks, log / "webhooks.log", stop=at_once, nice=10),
        Child("worker for jobs", jobs, log / "jobs.log", stop=at_once, nice=10),
        Child("worker for background work", background, log / "background.log", stop=at_once, nice=15),
    ]


def is_live(address: str) -> bool:
    """Whether the web server responds."""
    try:
        with urllib.request.urlopen(f"{address}/health/live", timeout=2) as answer:  # noqa: S310 - always http
            return answer.status == 200
    except OSError:
        return False


def show_ready(var: Path, address: str) -> None:
    print(f"\n  SDG Map is at  {address}/\n")
    if (var / "sign-ins.json").exists():
        sign_ins = json.loads((var / "sign-ins.json").read_text())
        print(f"  Sign-ins for {address}/accounts/login/ (also in {shown(var / 'sign-ins.json')}):\n")
        for one in sign_ins:
            print(f"    {one['role']:<15} {one['email']:<34} {one['password']}")
        print()
    if not os.environ.get("EMAIL_URL"):
        print(f"  E-mails are saved in {shown(var / 'mail')} and not sent anywhere.")
    print(f"  Logs are in {shown(var / 'log')}. Stop with Ctrl-C.\n", flush=True)


def shown(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def watch(var: Path, children: list[Child], servers: dict[str, bool], signals: Signals, parent: int | None) -> None:
    """Restart processes that end, until a signal, or until the terminal or `parent` (the make that started us) is gone.

    A closed terminal signals only its first process. When that is make, it waits for us and passes nothing on.
    """
    room = Room(var)
    tried_at = 0.0
    while parent in (None, os.getppid()) and os.isatty(1) == ON_TERMINAL:
        time.sleep(0.5)
        watch_room(room, children, signals)
        for child in children:
            if child.is_due() and not room.is_scarce:
                with signals.hold():
                    child.start(var)
                say(f"The {child.name} was started again")
            if child.has_ended():
                with signals.hold():
                    status = child.revive(var)
                next_step = f"is started again in {PAUSE} seconds" if child.due else "was restarted"
                say(f"The {child.name} stopped unexpectedly (status {status}) and {next_step}. See {child.log}")
        if not embedded.are_up(var, **servers) and time.monotonic() > tried_at + PAUSE:
            say("An embedded server stopped unexpectedly. Starting it again")
            room.release()
            try:
                with signals.hold():
                    embedded.start(var, **servers)
                tried_at = 0.0
            except (EmbeddedError, OSError) as error:  # a full disk, for example: pages say so until it starts
                tried_at = time.monotonic()
                say(f"{error}\n  It is started again in {PAUSE} seconds")


def watch_room(room: Room, children: list[Child], signals: Signals) -> None:
    """Stop everything that pages can be read without while the disk is nearly full, and start it again afterwards."""
    was_scarce = room.is_scarce
    room.look()
    if room.is_scarce and not was_scarce:
        say(f"The disk of {room.var} is nearly full. Pages can still be read; the workers wait until there is room")
        with signals.hold():
            for child in children:
                if not child.vital:
                    child.ask_to_end()
            for child in children:
                if not child.vital:
                    child.clear()
                    child.due = time.monotonic()
    elif was_scarce and not room.is_scarce:
        say("There is room on the disk again")


def run(parent: int | None, *, reload: bool = False) -> None:
    """Start everything and run until a signal. Raises CannotRun, EmbeddedError or ChildGaveUp."""
    var, port = embedded.chosen_var(), chosen_port()
    address = f"http://127.0.0.1:{port}"
    os.environ.setdefault("DEBUG", "1")
    os.environ.setdefault("SITE_URL", address)
    os.environ["DJANGO_SETTINGS_MODULE"] = "sdgmap.settings"
    os.environ["VAR_DIR"] = str(var)
    if reload:
        os.environ["TEMPLATE_CACHE"] = "0"
    servers = {"database": not os.environ.get("DATABASE_URL"), "broker": not os.environ.get("BROKER_URL")}

    embedded.make_var(var)
    lock = OneRun(var, address)
    lock.take()
    if found := end_leftovers(var):
        say(f"Stopped {found} processes left over from an earlier run")
    say(f"Checking that port {port} is free")
    refuse_taken_port(port)
    (var / "log").mkdir(mode=0o700, exist_ok=True)
    (var / "mail").mkdir(mode=0o700, exist_ok=True)
    (var / "static").mkdir(exist_ok=True)  # whitenoise warns of a missing one
    store_secret(var)
    refuse_wrong_settings()
    signals = Signals()
    children = children_of(var, port, reload=reload)
    try:
        if any(servers.values()):
            say("Starting the embedded servers")
            Room(var).release()
            with signals.hold():
                embedded.start(var, **servers)
        prepare_database(var)
        say("Starting the web server, the workers and beat")
        with signals.hold():
            for child in children:
                child.start(var)
        if not wait_until(
            lambda: is_live(address), seconds=READY_WITHIN, worthwhile=lambda: not children[0].has_ended()
        ):
            raise ChildGaveUp(children[0])
        say("Ready")
        show_ready(var, address)
        watch(var, children, servers, signals, parent)
    except KeyboardInterrupt:
        with contextlib.suppress(OSError):
            print(flush=True)  # leaves the terminal's ^C on a line of its own
    finally:
        signals.asked = True  # from here on, further signals change nothing
        lock.note("stopping")
        say("Stopping")
        for child in children:
            child.ask_to_end()
        for child in children:
            child.clear()
        if any(servers.values()):
            embedded.stop(var)
        say("Stopped. No processes are left")


def main(arguments: list[str]) -> int:
    # make cannot forward SIGKILL: with this flag its child notices by itself that it is gone
    parent = os.getppid() if "--with-parent" in arguments else None
    try:
        run(parent, reload="--reload" in arguments)
    except KeyboardInterrupt:  # before anything was started
        return 0
    except (CannotRun, EmbeddedError, ImproperlyConfigured) as error:
        print(f"\n{error}\n", file=sys.stderr)
        return 1
    except OperationalError as error:
        print(f"\nPostgreSQL is not responding:\n{error}", file=sys.stderr)
        return 1
    except ChildGaveUp as error:
        print(f"\nThe {error.child.name} keeps stopping. The last lines of {error.child.log}:\n", file=sys.stderr)
        print(tail(error.child.log, lines=20), file=sys.stderr)
        return 1
    except Exception:  # the user gets the whole story, after everything was stopped
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
