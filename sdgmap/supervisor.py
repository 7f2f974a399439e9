"""Child processes that end with their supervisor: started, watched, restarted and stopped as process groups."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from sdgmap.processes import is_alive, wait_until

MARK = "SDGMAP_SUPERVISED"  # in each child's environment: the VAR_DIR whose supervisor started it
GRACE = 20  # seconds from SIGTERM to SIGKILL
RESTARTS, WITHIN = 5, 60  # more than so many restarts within so many seconds is a fault
PAUSE = 20  # seconds before the next start of a child that has such a fault and without which pages can be read
_libc = ctypes.CDLL(None)  # loaded before any fork


class ChildGaveUp(RuntimeError):
    """A vital child died too often; `.child` is that child."""

    def __init__(self, child: "Child"):
        super().__init__(child.name)
        self.child = child


@dataclass
class Child:
    """One long-running program; its output goes to `log`. `stop` is the signal that asks it to end, `nice` its
    priority. Without a `vital` one there is nothing to run for; any other is started again after a pause."""

    name: str
    command: list[str]
    log: Path
    stop: signal.Signals = signal.SIGTERM
    nice: int = 0
    vital: bool = False
    process: subprocess.Popen | None = None
    deaths: list[float] = field(default_factory=list)
    due: float | None = None

    def start(self, var: Path) -> None:
        """Start it as leader of its own process group. On Linux the kernel ends it when its supervisor dies."""
        self.due = None
        supervisor = os.getpid()

        def follow_supervisor():
            os.nice(self.nice)
            if sys.platform == "linux":
                _libc.prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
                if os.getppid() != supervisor:  # it died in between
                    os._exit(1)

        with open(self._open_log(), "w") as output:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=os.environ | {MARK: str(var), "PYTHONUNBUFFERED": "1"},
                start_new_session=True,
                preexec_fn=follow_supervisor,
            )

    def _open_log(self) -> int:
        """Open the log; if that fails, as on a full disk, return a file that discards what is written."""
        try:
            if self.log.exists() and self.log.stat().st_size > 10_000_000:
                self.log.replace(self.log.with_suffix(".log.1"))
            return os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError:
            return os.open(os.devnull, os.O_WRONLY)

    def has_ended(self) -> bool:
        """Whether it has ended, without reaping it: the number of a zombie, and of its group, is not reused. False
        while it waits for its next start."""
        if not self.process:
            return False
        ended = os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        return ended is not None

    def ask_to_end(self) -> None:
        if self.process:
            self.process.send_signal(self.stop)

    def clear(self) -> int:
        """Wait for the end, at most GRACE seconds, then end what is left of its group. Returns the exit status."""
        if not self.process:
            return 0
        wait_until(self.has_ended, seconds=GRACE)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        status = self.process.wait()
        self.process = None
        return status

    def revive(self, var: Path) -> int:
        """Restart it after it ended by itself, or have it wait for PAUSE seconds if it has ended too often. Returns
        its exit status. Raises ChildGaveUp for a vital one that has ended too often."""
        status = self.clear()
        now = time.monotonic()
        self.deaths = [moment for moment in self.deaths if now - moment < WITHIN] + [now]
        if len(self.deaths) <= RESTARTS:
            self.start(var)
        elif self.vital:
            raise ChildGaveUp(self)
        else:
            self.due = now + PAUSE
        return status

    def is_due(self) -> bool:
        """Whether its pause is over."""
        return self.due is not None and time.monotonic() >= self.due


def end_leftovers(var: Path) -> int:
    """End what an earlier supervisor of `var` left when it was killed hard; call only while no other can be running.

    Returns how many processes there were. They are known by MARK in their environment, so never a stranger's.
    """
    left = [process for process in psutil.process_iter() if _mark(process) == str(var)]
    for sign in (signal.SIGTERM, signal.SIGKILL):
        for process in left:
            if is_alive(process):
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.send_signal(sign)
        if wait_until(lambda: not any(map(is_alive, left)), seconds=GRACE / 2):
            break
    return len(left)


def _mark(process: psutil.Process) -> str | None:
    if process.pid == os.getpid():
        return None
    try:
        return process.environ().get(MARK)
    except (psutil.Error, OSError):  # another user's, or gone
        return None
