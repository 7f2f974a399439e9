"""Room on the disk of VAR_DIR, and a reserve of it that PostgreSQL needs to start again after the disk was full."""

import contextlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

MB = 2**20
#: PostgreSQL stops when it cannot write its log, whose files have 16 MB each, and writes to it again as it starts.
RESERVE = 64 * MB
#: Below this, all that is left is for what people save.
SCARCE = 64 * MB
#: Above this there is room again, for the reserve, too.
ENOUGH = 192 * MB


@dataclass
class Room:
    """`is_scarce`: whether the disk was nearly full at the last look."""

    var: Path
    is_scarce: bool = False

    @property
    def reserve(self) -> Path:
        return self.var / "reserve"

    def look(self) -> None:
        """Look how much is free, and make the reserve if there is plenty."""
        free = shutil.disk_usage(self.var).free
        self.is_scarce = free < (ENOUGH if self.is_scarce else SCARCE)
        if free > ENOUGH + RESERVE and not self.reserve.exists():
            self._make()

    def release(self) -> None:
        """Give the reserve up if the disk is nearly full."""
        if shutil.disk_usage(self.var).free < SCARCE:
            with contextlib.suppress(OSError):
                self.reserve.unlink(missing_ok=True)

    def _make(self) -> None:
        file = os.open(self.reserve, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file, 0, RESERVE)
        except OSError:  # a file system without it, or full since
            self.reserve.unlink(missing_ok=True)
        finally:
            os.close(file)
