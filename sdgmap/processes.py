"""Find a process of ours again, wait for it, end it: never one that merely has the pid we remember."""

import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil


def is_alive(process: psutil.Process) -> bool:
    """Whether it still runs. A zombie has ended: its parent (init, for a daemon) may take seconds to notice."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def named_in(lock: Path, name: str) -> psutil.Process | None:
    """The live process whose pid is on the first line of `lock`, if it is the program that we expect there."""
    try:
        process = psutil.Process(int(lock.read_text().split()[0]))
        return process if process.name() == name and is_alive(process) else None
    except (OSError, ValueError, IndexError, psutil.Error):
        return None


def works_in(process: psutil.Process, folder: Path) -> bool:
    """False when the process's folder was deleted, though another one may stand in its place by now."""
    try:
        here = os.stat(f"/proc/{process.pid}/cwd") if Path("/proc/self/cwd").exists() else os.stat(process.cwd())
        return os.path.samestat(here, folder.stat())
    except (OSError, psutil.Error):
        return False


def wait_until(
    condition: Callable[[], bool], *, seconds: float, worthwhile: Callable[[], object] = lambda: True
) -> bool:
    """True once `condition()` holds; False after `seconds`, or as soon as waiting is not `worthwhile()` any more."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline or not worthwhile():
            return False
        time.sleep(0.05)
    return True


def end(process: psutil.Process | None, first: signal.Signals) -> None:
    """Signal a process that named_in() vouched for and wait; kill it if it does not go."""
    if process is None:
        return
    for sign in (first, signal.SIGQUIT, signal.SIGKILL):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(sign)
        if wait_until(lambda: not is_alive(process), seconds=15):
            return


def tail(file: Path, lines: int = 8) -> str:
    """The last lines of a log, to show with an error."""
    return "\n".join(file.read_text(errors="replace").splitlines()[-lines:]) if file.exists() else "(no log)"
