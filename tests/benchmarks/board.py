"""The board of 58 commitments with ten years of updates, by a coordinator who is signed in over HTTP.

Beside it stands PostgreSQL alone with one statement that reads the same commitments, bodies and updates.
"""

from django.db import connection

from activities import rules
from activities.actions.ledger import record
from roadmap.models import Action, ActionBody, Body, Edition, ProgressUpdate, Section
from roadmap.models.progress import SAID
from tests.benchmarks.matrix_edit import Somebody, Times
from tests.benchmarks.servers import Web
from tests.benchmarks.submissions import read, run, timed

COMMITMENTS, YEARS, BODIES = 58, 10, 12
MAKE = """
INSERT INTO roadmap_progressupdate (
    action_id, change_id, due_on, period_start, period_end, done, figures, evidence_url, status, submitted_at,
    accepted_at, withdrawn)
SELECT a.id, %s, make_date(year, 12, 31), make_date(year, 1, 1), make_date(year, 12, 31),
       repeat('Sessions were held. ', 20), '', '', (%s)[a.id %% 5 + 1], make_timestamptz(year, 12, 20, 9, 0, 0),
       make_timestamptz(year, 12, 22, 9, 0, 0), false
  FROM roadmap_action a CROSS JOIN generate_series(2016, 2015 + %s) AS year"""
BOARD = """
SELECT a.id, a.code, a.text, a.rule, a.due_on, a.status, s.number, s.title, e.date,
       (SELECT array_agg(b.name ORDER BY x.position) FROM roadmap_actionbody x JOIN roadmap_body b ON b.id = x.body_id
         WHERE x.action_id = a.id AND NOT x.withdrawn),
       (SELECT array_agg((u.due_on, u.period_end)) FROM roadmap_progressupdate u
         WHERE u.action_id = a.id AND NOT u.withdrawn)
  FROM roadmap_action a JOIN roadmap_section s ON s.id = a.section_id JOIN roadmap_edition e ON e.id = s.edition_id
 WHERE e.current AND e.register = 'roadmap' AND NOT a.withdrawn ORDER BY s.number, a.position"""


def prepare() -> None:
    """The commitments, each with two bodies and ten updates; nothing if they are there."""
    if Action.objects.exists():
        return
    with record("benchmark", "reference.load") as change:
        edition = Edition.objects.create(code="2019", title="Roadmap", date="2019", current=True, change=change)
        sections = [
            Section.objects.create(edition=edition, number=number, title=f"Section {number}", change=change)
            for number in range(1, 10)
        ]
        bodies = [
            Body.objects.create(slug=f"body-{n}", name=f"Body {n}", sector="ITU-D", change=change)
            for n in range(BODIES)
        ]
        frequencies = Action.Frequency.values
        for n in range(COMMITMENTS):
            section = sections[n % len(sections)]
            action = Action.objects.create(
                section=section,
                code=f"{section.number}.{n // len(sections) + 1}",
                position=n,
                text=f"Hold information sessions on ITU work for Permanent Missions, number {n}.",
                kind=Action.Kind.EVENT,
                rule=frequencies[n % len(frequencies)],
                responsible="Body",
                status=SAID[n % len(SAID)],
                change=change,
            )
            for place in (1, 2):
                body = bodies[(n + place) % BODIES]
                ActionBody.objects.create(action=action, body=body, position=place, change=change)
    with connection.cursor() as cursor, record("benchmark", "progress.accept") as change:
        cursor.execute(MAKE, [change.pk, SAID, YEARS])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE roadmap_progressupdate")


def board_pages(web: Web) -> Times:
    """The whole board, and the board of one section, by turns."""
    prepare()
    if ProgressUpdate.objects.count() < COMMITMENTS * YEARS:
        raise AssertionError("The updates of the board are missing.")
    somebody = Somebody(web, role=rules.COORDINATOR)
    turn = iter(range(1000))
    paths = ("/roadmap/board/", "/roadmap/board/?section=1")
    return timed(lambda: read(somebody, paths[next(turn) % 2], "data-board"), lambda: run(BOARD, []))
