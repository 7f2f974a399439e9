"""Editors who save cells of the grid as fast as they are answered, and readers meanwhile.

Each editor has an account, a connection and a link of their own, so that nobody meets anybody else's values: they share
only the ledger's lock. Run as a program, this file is the loop, in a process of its own.
"""

import asyncio
import json
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

HOST = "127.0.0.1"
TOKEN = "b" * 32
#: What the readers ask for in turn, and how many they are.
READ = ("/goals/9/", "/activities/", "/api/v1/activities/?limit=50", "/")
READERS = 2


@dataclass(frozen=True, slots=True)
class Saved:
    """`rate` saves a second; `refused` with 503; `errors` any other answer than 200. `p95` of the readers' and of the
    saves' milliseconds. `slowest` read in milliseconds."""

    rate: float
    refused: int
    errors: int
    p95: float
    slowest: float
    reads: int
    saving_p95: float


def editors(number: int) -> list[dict[str, Any]]:
    """Coordinators who are signed in, each with a link; needs Django and its database."""
    from allauth.mfa.models import Authenticator
    from django.contrib.auth.models import Group
    from django.test import Client

    from activities import rules
    from activities.models import Mapping, User

    group = Group.objects.get_or_create(name=rules.COORDINATOR)[0]
    live = Mapping.objects.filter(withdrawn=False, activity__withdrawn=False, term__kind="goal")
    found = []
    for turn, link in enumerate(live.order_by("activity_id", "term_id").distinct("activity_id")[:number]):
        email = f"editor-{turn}@sdgmap.example"
        user = User.objects.filter(email=email).first() or User.objects.create_user(email, is_staff=True)
        user.groups.add(group)
        Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {}})
        client = Client()
        client.force_login(user)
        cookies = [f"{name}={morsel.value}" for name, morsel in client.cookies.items()]
        found.append(
            {
                "cookie": "; ".join([*cookies, f"csrftoken={TOKEN}"]),
                "path": f"/matrix/edit/{link.activity_id}/{link.term_id}/",
                "seen": link.change_id,
                "strength": link.strength,
            }
        )
    return found


def saves(port: int, who: list[dict[str, Any]], seconds: float, *, readers: int = READERS) -> Saved:
    """Let `who` save and `readers` read for some seconds. Updates `who`, so that they can go on afterwards."""
    job = json.dumps({"port": port, "who": who, "seconds": seconds, "readers": readers})
    command = [sys.executable, "-m", "tests.benchmarks.saves"]
    done = json.loads(subprocess.run(command, input=job, capture_output=True, text=True, check=True).stdout)
    for mine, then in zip(who, done.pop("who"), strict=True):
        mine |= then
    return Saved(**done)


async def drive(port: int, who: list[dict[str, Any]], seconds: float, readers: int) -> dict[str, Any]:
    saved: list[float] = []
    read: list[float] = []
    wrong = {"refused": 0, "errors": 0}
    deadline = time.perf_counter() + seconds

    async def edit(one: dict[str, Any]) -> None:
        reader, writer = await asyncio.open_connection(HOST, port)
        while (began := time.perf_counter()) < deadline:
            strength = one["strength"] % 3 + 1
            body = f"strength={strength}&seen={one['seen']}"
            writer.write(
                f"POST {one['path']} HTTP/1.1\r\nHost: {HOST}\r\nCookie: {one['cookie']}\r\nHX-Request: true\r\n"
                f"X-CSRFToken: {TOKEN}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
            )
            status, headers = await answer(reader)
            if status == 200:
                saved.append(time.perf_counter() - began)
                one |= {"strength": strength, "seen": int(headers["x-change"])}
            elif status == 503:
                wrong["refused"] += 1
                await asyncio.sleep(min(float(headers.get("retry-after", 1)), deadline - time.perf_counter()))
            else:
                wrong["errors"] += 1
        writer.close()

    async def look(turn: int) -> None:
        reader, writer = await asyncio.open_connection(HOST, port)
        while (began := time.perf_counter()) < deadline:
            turn += 1
            writer.write(f"GET {READ[turn % len(READ)]} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
            status, _headers = await answer(reader)
            read.append(time.perf_counter() - began)
            wrong["errors"] += status != 200
            await asyncio.sleep(0.02)  # people look at what they read
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(edit(one) for one in who), *(look(turn) for turn in range(readers)))
    return {
        "who": who,
        "rate": len(saved) / (time.perf_counter() - began),
        **wrong,
        "p95": 1e3 * p95(read),
        "slowest": 1e3 * max(read, default=0),
        "reads": len(read),
        "saving_p95": 1e3 * p95(saved),
    }


def p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)] if times else 0


async def answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    """Read one answer to its end: its status and headers."""
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().lower().splitlines()
    headers = dict(line.split(": ", 1) for line in lines if ": " in line)
    if headers.get("transfer-encoding") == "chunked":
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    elif length := int(headers.get("content-length", 0)):
        await reader.readexactly(length)
    return int(first.split()[1]), headers


if __name__ == "__main__":
    print(json.dumps(asyncio.run(drive(**json.load(sys.stdin)))))
