"""Checks before a start: no other run from the same folder, and a free port."""

import contextlib
import errno
import fcntl
import os
import socket
from pathlib import Path

import psutil

from sdgmap.processes import wait_until


class CannotRun(RuntimeError):
    """The run cannot start. The message says why and what to do."""


class OneRun:
    """A lock that allows one run for each VAR_DIR. It is released when the process that holds it ends in any way."""

    def __init__(self, var: Path, address: str):
        self.file = (var / "run.lock").open("a+")
        self.address = address

    def take(self) -> None:
        """Take the lock, and wait for a run that is stopping. Raises CannotRun when another run has it."""
        if not wait_until(self._try, seconds=2):
            is_stopping = self._state()[0] == "stopping"
            if is_stopping:
                print("Waiting for the previous run to stop", flush=True)
            if not (is_stopping and wait_until(self._try, seconds=60)):
                _, pid, address = self._state()
                raise CannotRun(
                    f"SDG Map is already running from this folder: {address} (process {pid}).\n"
                    f"Stop it with Ctrl-C or with `kill {pid}`. "
                    "To run a second one, choose another VAR_DIR and PORT."
                )
        self.note("running")

    def note(self, state: str) -> None:
        """Write down for others what this run does. On a full disk they learn nothing; the lock holds all the same."""
        with contextlib.suppress(OSError):
            self.file.truncate(0)
            self.file.write(f"{state} {os.getpid()} {self.address}")
            self.file.flush()

    def _try(self) -> bool:
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _state(self) -> list[str]:
        self.file.seek(0)
        return (self.file.read().split() + ["?"] * 3)[:3]


def chosen_port() -> int:
    """PORT, default 8000. Raises CannotRun when it is not a port number."""
    value = os.environ.get("PORT") or "8000"
    if not (value.isascii() and value.isdigit() and 0 < int(value) < 65536):
        raise CannotRun(f"PORT={value} is not a port number. Choose one from 1024 to 65535, as in PORT=8001 make run.")
    return int(value)


def refuse_taken_port(port: int) -> None:
    """Raises CannotRun when the port is in use, with the name of the program if it is known."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections of the last run may linger
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise CannotRun(f"Port {port} cannot be used: {error.strerror}. Try PORT=8001 make run.") from None
            other = port + 1 if port < 65535 else 8000
            raise CannotRun(
                f"Port {port} is in use by {port_holder(port)}.\nStop it, or use another port: PORT={other} make run"
            ) from None


def port_holder(port: int) -> str:
    with contextlib.suppress(psutil.Error):
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
                return f"{psutil.Process(connection.pid).name()} (process {connection.pid})"
    return "another program"
