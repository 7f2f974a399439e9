"""The spreadsheet round trip in a process of its own: 20,000 rows checked and applied, with the memory that it takes.

A process of its own, for a worker's peak is asked for, not the benchmark's. Run by `make bench ARGS='--only sheets'`.
"""

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from io import BytesIO

ROWS = 20_000
LINKS_OF_EACH = 5


@dataclass(frozen=True)
class RoundTrip:
    """Seconds and MB of one round trip; `base` is what the process took before. `cpu` are the process's own seconds of
    computing: on a machine that others use, they say more than the clock."""

    rows: int
    looked_over: float
    checked: float
    applied: float
    peak: float
    base: float
    cpu: float

    @property
    def seconds(self) -> float:
        return self.looked_over + self.checked + self.applied


def round_trip(rows: int = ROWS) -> RoundTrip:
    """In a child with the settings of this one."""
    command = [sys.executable, "-m", "tests.benchmarks.sheets", str(rows)]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return RoundTrip(**json.loads(done.stdout.splitlines()[-1]))


def measured(rows: int) -> RoundTrip:
    """Edit every row of activities with about five links each, so that the file has as many rows as asked for."""
    from django.contrib.auth.models import Group

    from activities import rules
    from activities.actions import jobs
    from activities.actions.sheets import check_and_apply as sheets
    from activities.exchange.sheets.reading import look_over
    from activities.models import Activity, Job, User
    from activities.tasks import RUNNERS

    user = User.objects.filter(email="bench@example.org").first() or User.objects.create_user("bench@example.org")
    user.groups.add(Group.objects.get_or_create(name=rules.COORDINATOR)[0])
    ids = list(Activity.objects.live().order_by("-id").values_list("id", flat=True)[:rows])
    content = edited(ids, rows, user)
    base = peak()

    computing = time.process_time()
    began = time.perf_counter()
    counted = look_over(BytesIO(content))
    looked = time.perf_counter() - began

    check = sheets.ask_check(name="bench.xlsx", content=content, rows=counted, language="en", by=user)
    del content
    began = time.perf_counter()
    jobs.run(check.pk, RUNNERS)
    checked = time.perf_counter() - began
    check = Job.objects.get(pk=check.pk)

    job = sheets.ask_apply(check=check, mine={}, why="", language="en", by=user)
    began = time.perf_counter()
    jobs.run(job.pk, RUNNERS)
    applied = time.perf_counter() - began
    computing = time.process_time() - computing
    job = Job.objects.get(pk=job.pk)
    written = sum(sum(counts.values()) for counts in job.result["written"].values())
    changed = check.result["totals"]["changed"]
    if job.error or check.error or written != changed or changed < rows * 0.99:
        raise RuntimeError(f"{written} of {rows} rows were written: {job.error} {check.error} {check.result['totals']}")
    Job.objects.filter(by=user).delete()
    return RoundTrip(written, looked, checked, applied, peak(), base, computing)


def edited(ids: list[int], rows: int, user) -> bytes:
    """The file as downloaded, every row of it edited."""
    from activities.actions.sheets.check_and_apply import words_for
    from activities.exchange.sheets.layout import activity_line, mapping_line
    from activities.exchange.sheets.writing import write_workbook
    from activities.queries.editing.sheets import activity_rows, mapping_rows

    words = words_for(user)
    mark = f" ({time.time():.0f})"
    each = 1 + LINKS_OF_EACH
    lines = [activity_line(row, words) for row in activity_rows(ids[: rows // each])]
    links = [mapping_line(row, words) for row in mapping_rows(ids)][: rows - len(lines)]
    for line in lines:
        line["Description"] = (line["Description"] or "") + mark
        line["Partners"] = "UNICEF; UNESCO; " + line["Partners"]
    for link in links:
        link["Rationale"] = "It connects schools" + mark
        link["Strength"] = "1 related" if link["Strength"].startswith("3") else "3 main purpose"
    file = BytesIO()
    write_workbook(file, activities=lines, mappings=links, words=words, facts=[])
    return file.getvalue()


def peak() -> float:
    """MB that the process has taken at most, of Linux; 0 elsewhere."""
    try:
        with open("/proc/self/status") as status:
            return int(re.search(r"VmHWM:\s+(\d+)", status.read())[1]) / 1000
    except OSError:
        return 0


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(measured(int(sys.argv[1])).__dict__))
