"""A review round of all activities: opened, 5,000 of them confirmed by eight clients at once, closed; and its pages.

Each client has an account and a connection of its own, and confirms activities that no other client has. Run as a
program, this file is the loop of the clients, in a process of its own.
"""

import asyncio
import json
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.saves import HOST, TOKEN, answer

#: Confirmations, and the clients that send them.
CONFIRMED, CLIENTS = 5_000, 8
TIMES = 30
CODE = "bench"


@dataclass(frozen=True, slots=True)
class Rounds:
    """Milliseconds of each page at the median and at the slowest; seconds to open and close; confirmations a second.
    `floor` are the milliseconds of the checklist's rows as one statement."""

    page: float
    checklist: float
    workspace: float
    slowest: float
    opened: float
    closed: float
    rate: float
    floor: float
    items: int


ROWS = """
SELECT i.*, a.title, a.description, a.kind, a.status, a.change_id, o.name, o.sector FROM roadmap_rounditem i
  JOIN activities_activity a ON a.id = i.activity_id
  LEFT JOIN activities_organisation o ON o.id = a.organisation_id
 WHERE i.round_id = %s AND NOT i."left" AND i.answer = 'none' ORDER BY i.activity_id DESC LIMIT 51"""


def reviewed(web: Any) -> Rounds:
    """Open a round, measure its pages, confirm, and close it. Raises BenchError unless each confirmation was counted
    once."""
    from django.db import connection
    from django.utils import timezone

    from activities.models import Activity, Change, Organisation
    from activities.models.sector import Sector
    from roadmap.actions.rounds.states import close_round, open_round
    from roadmap.models import Round
    from tests.benchmarks.matrix_edit import Somebody
    from tests.benchmarks.saves import editors
    from tests.benchmarks.servers import BenchError

    forget()
    today = timezone.localdate()
    one = Round.objects.create(
        code=CODE,
        title="Benchmark",
        period_start=today,
        period_end=today,
        sectors=Sector.values,
        types=Organisation.Type.values,
        opens_on=today,
        deadline=today,
        grace_until=today,
    )
    somebody = Somebody(web)
    began = time.perf_counter()
    one = open_round(one=one, by=somebody.user)
    opened = time.perf_counter() - began
    items = one.items.count()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE roadmap_rounditem")

    seen = Activity.objects.live().order_by("pk").values_list("pk", "change_id")
    numbers = list(seen[: min(CONFIRMED, items)])
    who = [{"cookie": each["cookie"]} for each in editors(CLIENTS)]
    shares = [numbers[place::CLIENTS] for place in range(CLIENTS)]
    job = json.dumps({"port": web.port, "who": who, "shares": shares})
    command = [sys.executable, "-m", "tests.benchmarks.rounds"]
    before = Change.objects.latest("pk").pk
    done = json.loads(subprocess.run(command, input=job, capture_output=True, text=True, check=True).stdout)
    counted = one.items.filter(answer="confirmed").count()
    changes = Change.objects.filter(pk__gt=before, verb="activity.confirm").count()
    if done["errors"] or not counted == changes == len(numbers):
        raise BenchError(f"{len(numbers)} confirmed, {counted} counted, {changes} Changes, {done['errors']} errors")

    def pages(path: str) -> list[float]:
        times = []
        for _ in range(TIMES):
            took, status, text = somebody.ask("GET", path)
            if status != 200 or "Benchmark" not in text:
                raise BenchError(f"{path} answers {status}: {text[:300]}")
            times.append(took)
        return times[5:]

    page, checklist = pages(f"/roadmap/rounds/{CODE}/"), pages(f"/roadmap/rounds/{CODE}/mine/")
    workspace = pages("/workspace/")
    alone = []
    for _ in range(TIMES):
        began = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(ROWS, [one.pk])
            cursor.fetchall()
        alone.append(1e3 * (time.perf_counter() - began))
    began = time.perf_counter()
    close_round(one=one, by=somebody.user)
    closed = time.perf_counter() - began
    return Rounds(
        statistics.median(page),
        statistics.median(checklist),
        statistics.median(workspace),
        max(page + checklist + workspace),
        opened,
        closed,
        len(numbers) / done["seconds"],
        statistics.median(alone),
        items,
    )


def forget() -> None:
    from roadmap.models import Round

    Round.objects.filter(code=CODE).delete()


async def drive(port: int, who: list[dict[str, Any]], shares: list[list[list[int]]]) -> dict[str, Any]:
    errors = 0

    async def confirm(one: dict[str, Any], share: list[list[int]]) -> None:
        nonlocal errors
        reader, writer = await asyncio.open_connection(HOST, port)
        for activity, seen in share:
            body, status = f"seen={seen}", 503
            while status == 503:
                writer.write(
                    f"POST /roadmap/rounds/{CODE}/mine/{activity}/confirm/ HTTP/1.1\r\nHost: {HOST}\r\n"
                    f"Cookie: {one['cookie']}\r\nX-CSRFToken: {TOKEN}\r\n"
                    "Content-Type: application/x-www-form-urlencoded\r\n"
                    f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
                )
                status, _headers = await answer(reader)
            errors += status != 302
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(confirm(one, share) for one, share in zip(who, shares, strict=True)))
    return {"errors": errors, "seconds": time.perf_counter() - began}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(drive(**json.load(sys.stdin)))))
