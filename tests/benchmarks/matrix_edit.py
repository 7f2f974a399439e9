"""The grid in which staff edit mappings: a page of it, and one cell saved, by somebody signed in over HTTP.

Beside each stands PostgreSQL alone: the page's rows and cells by one statement, and a transaction that writes the same
row with its Change, under the ledger's lock and with the same triggers.
"""

import http.client
import re
import statistics
import time
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test import Client

from activities import rules
from activities.actions.ledger import LEDGER_LOCK
from activities.models import Activity, Mapping, User
from activities.queries.editing import grid as queries
from activities.queries.vocabulary import vocabulary
from tests.benchmarks.servers import HOST, BenchError, Web

TIMES = 40
#: 50 activities × 17 Goals: strength and marks of each cell, targets linked below it, the Change that wrote it last.
ROWS = """
WITH chosen AS (
    SELECT a.id, a.title, o.name, o.sector
      FROM activities_activity a JOIN activities_organisation o ON o.id = a.organisation_id
     WHERE NOT a.withdrawn AND a.id < %s ORDER BY a.id DESC LIMIT 50),
below AS (
    SELECT m.activity_id, t.goal_id, count(*) AS targets
      FROM chosen c JOIN activities_mapping m ON m.activity_id = c.id AND NOT m.withdrawn
      JOIN activities_term t ON t.id = m.term_id AND t.kind = 'target' GROUP BY 1, 2)
SELECT c.id, c.title, c.name, c.sector, g.id,
       CASE WHEN m.withdrawn THEN 0 ELSE coalesce(m.strength, 0) END,
       CASE WHEN m.withdrawn THEN 'proposed' ELSE coalesce(m.certainty, 'proposed') END,
       NOT m.withdrawn AND m.rationale <> '', NOT m.withdrawn AND m.evidence_url <> '',
       coalesce(b.targets, 0), coalesce(m.change_id, 0)
  FROM chosen c CROSS JOIN activities_term g
  LEFT JOIN activities_mapping m ON m.activity_id = c.id AND m.term_id = g.id
  LEFT JOIN below b ON b.activity_id = c.id AND b.goal_id = g.id
 WHERE g.kind = 'goal' ORDER BY c.id DESC, g.position"""
WRITE = (
    "SELECT id, change_id FROM activities_mapping WHERE id = %(mapping)s",
    "UPDATE activities_mapping SET strength = %(strength)s, change_id = %(change)s WHERE id = %(mapping)s",
)


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds, medians of all requests and of as many rounds by SQL alone; `slowest` is the request that was."""

    ours: float
    floor: float
    slowest: float


class Somebody:
    """Someone signed in who keeps one connection open as a browser does: a coordinator with a second factor, or with
    `role=""` a stakeholder."""

    def __init__(self, web: Web, role: str = rules.COORDINATOR):
        email = "benchmark@sdgmap.example" if role else "stakeholder@sdgmap.example"
        user = User.objects.filter(email=email).first() or User.objects.create_user(email, is_staff=bool(role))
        if role:
            user.groups.add(Group.objects.get_or_create(name=role)[0])
            Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {}})
        self.user = user
        client = Client()
        client.force_login(user)
        self.cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        self.connection = http.client.HTTPConnection(HOST, web.port, timeout=60)
        self.token = ""

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[float, int, str]:
        """(milliseconds, status, text) of one request."""
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        began = time.perf_counter()
        self.connection.request(method, path, body or None, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        took = 1e3 * (time.perf_counter() - began)
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return took, answer.status, text

    def grid(self, address: str) -> float:
        took, status, text = self.ask("GET", address)
        if status != 200 or text.count("<td id=") != queries.ROWS * 17:
            raise BenchError(f"{address} answers {status} with {text.count('<td id=')} cells")
        self.token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', text)[-1]
        return took

    def save(self, activity: int, term: int, strength: int, seen: int) -> float:
        headers = {"HX-Request": "true", "X-CSRFToken": self.token}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        address, body = f"/matrix/edit/{activity}/{term}/", f"strength={strength}&seen={seen}"
        took, status, text = self.ask("POST", address, body, **headers)
        if status != 200 or f"s{strength}" not in text:
            raise BenchError(f"{address} answers {status}: {text[:300]}")
        return took


def grid_pages(web: Web) -> Times:
    """Pages anywhere in the list. Raises BenchError unless a page and the SQL hold the same cells."""
    last = Activity.objects.latest("id").pk
    places = [last * (number + 1) // (TIMES + 1) for number in range(TIMES)]
    somebody = Somebody(web)
    refuse_other_cells(places[0])
    for place in places[:5]:
        somebody.grid(f"/matrix/edit/?after={place}")
    ours, floor = [], []
    for place in places:
        ours.append(somebody.grid(f"/matrix/edit/?after={place}"))
        began = time.perf_counter()
        rows_alone(place)
        floor.append(1e3 * (time.perf_counter() - began))
    return Times(statistics.median(ours), statistics.median(floor), max(ours))


def rows_alone(after: int) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [after])
        return cursor.fetchall()


def refuse_other_cells(after: int) -> None:
    shown = queries.columns(queries.GOALS)
    grid = queries.grid(Activity.objects.all(), shown, vocabulary(), sort="newest", after=str(after))
    ours = [
        (row.activity, row.title, row.organisation, row.sector, cell.term, *said(cell))
        for row in grid.rows
        for cell in row.cells
    ]
    alone = [tuple(bool(value) if value is None else value for value in row) for row in rows_alone(after)]
    if ours != alone:
        raise BenchError("The grid and the one statement beside it differ in their cells.")


def said(cell: queries.Cell) -> tuple:
    return cell.strength, cell.certainty, cell.explained, cell.evidenced, cell.below, cell.seen


def cell_saves(web: Web) -> Times:
    """Links anywhere, each given another strength and then its own again."""
    live = Mapping.objects.filter(withdrawn=False, activity__withdrawn=False)
    links = list(live.filter(id__gte=live.latest("id").pk // 2).order_by("id")[: 1000 * TIMES : 1000])
    somebody = Somebody(web)
    somebody.grid("/matrix/edit/")
    ours, floor = [], []
    for link in links:
        ours.append(somebody.save(link.activity_id, link.term_id, link.strength % 3 + 1, link.change_id))
        began = time.perf_counter()
        write_alone(link.pk, link.strength)
        floor.append(1e3 * (time.perf_counter() - began))
    return Times(statistics.median(ours[5:]), statistics.median(floor[5:]), max(ours[5:]))


def write_alone(mapping: int, strength: int) -> None:
    """What the action writes, and no more: the lock, the Change, a look at the row, the row."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LEDGER_LOCK])
        cursor.execute(
            "INSERT INTO activities_change (at, actor, verb, reason) VALUES (now(), 'benchmark', 'mapping.set', '') "
            "RETURNING id"
        )
        values = {"mapping": mapping, "strength": strength, "change": cursor.fetchone()[0]}
        for statement in WRITE:
            cursor.execute(statement, values)
