"""Find, wait for and end our own processes; never another process that has the same pid now."""

import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil


def is_alive(process: psutil.Process) -> bool:
    """Whether the process still runs. A zombie counts as ended: its parent may take seconds to notice."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def named_in(lock: Path, name: str) -> psutil.Process | None:
    """The running process whose pid is on the first line of `lock`, if it is the expected program; else None."""
    try:
        process = psutil.Process(int(lock.read_text().split()[0]))
        return process if process.name() == name and is_alive(process) else None
    except (OSError, ValueError, IndexError, psutil.Error):
        return None


def works_in(process: psutil.Process, folder: Path) -> bool:
    """Whether the folder of the process still exists. False also when a new folder has replaced it."""
    try:
        here = os.stat(f"/proc/{process.pid}/cwd") if Path("/proc/self/cwd").exists() else os.stat(process.cwd())
        return os.path.samestat(here, folder.stat())
    except (OSError, psutil.Error):
        return False


def wait_until(
    condition: Callable[[], bool], *, seconds: float, worthwhile: Callable[[], object] = lambda: True
) -> bool:
    """True once `condition()` is true; False after `seconds`, or when waiting is no longer `worthwhile()`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline or not worthwhile():
            return False
        time.sleep(0.05)
    return True


def end(process: psutil.Process | None, first: signal.Signals) -> None:
    """Signal a process found by named_in() and wait; kill it if it does not end."""
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
