"""The snapshot of all facts, written in a process of its own as a worker does, with the memory that it takes.

Run by `make bench ARGS='--only snapshot'`.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass

from tests.benchmarks.sheets import peak


@dataclass(frozen=True)
class Written:
    """Seconds on the clock, of computing here and in the database, MB at most, rows of all tables, MB of all files and
    MB stored."""

    seconds: float
    cpu: float
    database: float
    peak: float
    rows: int
    size: float
    stored: float


def written() -> Written:
    """In a child with the settings of this one."""
    command = [sys.executable, "-m", "tests.benchmarks.snapshots"]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return Written(**json.loads(done.stdout.splitlines()[-1]))


def measured() -> Written:
    """Write the snapshot of today, and delete it again."""
    import time

    import psutil
    from django.core.files.storage import default_storage
    from django.db import connection

    from activities.actions.snapshots.files import delete_folder
    from activities.actions.snapshots.writing import FOLDER, write_snapshot
    from activities.models import Snapshot

    Snapshot.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = psutil.Process(cursor.fetchone()[0])
    before, computing = sum(backend.cpu_times()[:2]), time.process_time()
    snapshot = write_snapshot()
    computing, inside = time.process_time() - computing, sum(backend.cpu_times()[:2]) - before
    files = list(snapshot.files.all())
    found = Written(
        snapshot.seconds,
        computing,
        inside,
        peak(),
        sum(file.rows or 0 for file in files if file.format == "csv"),
        sum(file.bytes for file in files) / 1e6,
        sum(default_storage.size(file.stored_in(snapshot.folder)) for file in files) / 1e6,
    )
    snapshot.delete()
    delete_folder(FOLDER)
    return found


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(measured().__dict__))
