"""Files on their way to Django's storage: counted and hashed as they are written, then stored under our own name."""

import gzip
import hashlib
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage

from activities.models import SnapshotFile

#: How hard texts are compressed: at 6 a file takes twice as long for a tenth less.
LEVEL = 4


class Draft(io.RawIOBase):
    """A file on this machine's disk, with the number and SHA-256 of its bytes. If `packed`, it is stored as gzip."""

    def __init__(self, name: str, media_type: str, *, packed: bool):
        self.name, self.media_type, self.packed = name, media_type, packed
        self.bytes, self._digest = 0, hashlib.sha256()
        self._spool = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed with the draft
        # without a time, so that the same content is the same file
        self._out: Any = gzip.GzipFile("", "wb", LEVEL, self._spool, mtime=0) if packed else self._spool

    def write(self, data: Any) -> int:
        written = len(data)
        self.bytes += written
        self._digest.update(data)
        self._out.write(data)
        return written

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.bytes

    def close(self) -> None:
        self._spool.close()
        super().close()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def store(self, folder: str, **described: Any) -> SnapshotFile:
        """Save it in the storage. The row of the file, not saved; `described` are more of its fields."""
        if self.packed:
            self._out.close()
        self._spool.seek(0)
        row = SnapshotFile(
            name=self.name,
            media_type=self.media_type,
            bytes=self.bytes,
            sha256=self.sha256,
            packed=self.packed,
            **described,
        )
        name = row.stored_in(folder)
        if default_storage.save(name, File(self._spool)) != name:
            raise FileExistsError(name)
        return row


@contextmanager
def draft(name: str, media_type: str, *, packed: bool = True) -> Iterator[Draft]:
    """A draft, deleted at the end of the block."""
    file = Draft(name, media_type, packed=packed)
    try:
        yield file
    finally:
        file.close()


def delete_folder(folder: str) -> None:
    """Delete the folder and what is in it. It does not matter if it is gone already."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in folders:
        delete_folder(f"{folder}/{name}")
    for name in files:
        default_storage.delete(f"{folder}/{name}")
    default_storage.delete(folder)  # object storage has no folders


def folders_in(folder: str) -> list[str]:
    """The names of the folders in it; none if it does not exist."""
    try:
        return sorted(default_storage.listdir(folder)[0])
    except FileNotFoundError:
        return []
