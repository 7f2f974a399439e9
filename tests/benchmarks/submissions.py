"""With 20,000 submissions: a page of the submission form, a draft that saves itself, similar activities while a title
is typed, and the review queue.

Beside each stands PostgreSQL alone with one statement that reads or writes the same rows.
"""

import json
import re
import statistics
import time
from collections.abc import Callable
from urllib.parse import urlencode

from django.db import connection

from activities.models import Activity, Membership, Organisation, Submission, Term, User
from activities.queries.activity.duplicates import titled_like
from activities.queries.submissions.answers import link_field
from tests.benchmarks.matrix_edit import Somebody, Times
from tests.benchmarks.servers import BenchError, Web

#: Submissions beside the one that is measured: a third waits for a decision.
SUBMISSIONS = 20_000
TIMES = 40
MAKE = """
INSERT INTO activities_submission (
    code, kind, state, answers, versions, revision, began_with, began_at, created_at, changed_at, submitted_at,
    decided_at, reason, contact_email, is_example, organisation_id)
SELECT 'S-B' || lpad(to_hex(n), 6, '0'), 'new', state,
       jsonb_build_object('title', a.title, 'description', a.description, 'language', 'en', 'kind', a.kind),
       '{}', 0, '{}', 0, now() - n * interval '1 minute', now(),
       CASE WHEN state <> 'draft' THEN now() - n * interval '1 minute' END,
       CASE WHEN state IN ('returned', 'rejected') THEN now() - n * interval '30 seconds' END,
       '', '', false, a.organisation_id
  FROM generate_series(1, %s) AS n
  CROSS JOIN LATERAL (
       SELECT (ARRAY['submitted', 'returned', 'rejected', 'withdrawn', 'draft', 'submitted'])[n %% 6 + 1] AS state) AS s
  JOIN activities_activity a ON a.id = n
  ON CONFLICT DO NOTHING"""
QUEUE = """
SELECT s.code, s.answers->>'title', o.name, o.type, o.country_id, s.submitted_at FROM activities_submission s
  LEFT JOIN activities_organisation o ON o.id = s.organisation_id
 WHERE s.state = 'submitted' ORDER BY s.submitted_at, s.id LIMIT 50"""
DRAFT = "SELECT * FROM activities_submission WHERE code = %s"
SAVE = "UPDATE activities_submission SET answers = answers || %s, revision = revision + 1 WHERE code = %s"


def prepared(web: Web) -> tuple[Somebody, Submission]:
    """A stakeholder with a filled-in draft, beside 20,000 submissions."""
    somebody = Somebody(web, role="")
    organisation = Organisation.objects.filter(sector="").earliest("id")
    Membership.objects.get_or_create(
        user=somebody.user, organisation=organisation, defaults={"state": Membership.State.ACTIVE}
    )
    with connection.cursor() as cursor:
        cursor.execute(MAKE, [SUBMISSIONS])
        cursor.execute("ANALYZE activities_submission")
    draft = Submission.objects.create(
        kind=Submission.Kind.NEW, organisation=organisation, created_by=somebody.user, answers=answers()
    )
    return somebody, draft


def answers() -> dict[str, object]:
    terms = Term.objects.filter(framework__slug="sdg", code__in=["9", "9.c", "4.4"]).values_list("pk", flat=True)
    links = {link_field(pk, "strength"): "2" for pk in terms}
    return links | {
        "title": "Solar schools online",
        "description": "Connects rural schools with solar power. Pupils and teachers have been online since 2024.",
        "language": "en",
        "kind": "project",
        "status": "ongoing",
        "start_year": "2024",
        "countries": ["KE"],
        "regions": [],
    }


def timed(ask: Callable[[], float], alone: Callable[[], object]) -> Times:
    """Both in turn; the first five of each only warm up."""
    ours, floor = [], []
    for _ in range(TIMES):
        ours.append(ask())
        began = time.perf_counter()
        alone()
        floor.append(1e3 * (time.perf_counter() - began))
    return Times(statistics.median(ours[5:]), statistics.median(floor[5:]), max(ours[5:]))


def run(sql: str, values: list) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def read(somebody: Somebody, path: str, holds: str) -> float:
    took, status, text = somebody.ask("GET", path)
    if status != 200 or holds not in text:
        raise BenchError(f"{path} answers {status} without “{holds}”: {text[:300]}")
    return took


def form_pages(web: Web) -> Times:
    """The page with the suggestions, which needs the most, and the first one, by turns."""
    somebody, draft = prepared(web)
    pages = [f"/submissions/{draft.code}/{page}/" for page in ("about", "contribution", "evidence", "check")]
    turn = iter(range(10 * TIMES))
    return timed(lambda: read(somebody, pages[next(turn) % 4], draft.code), lambda: run(DRAFT, [draft.code]))


def draft_saves(web: Web) -> Times:
    """One answer changed, as the page sends it by itself."""
    somebody, draft = prepared(web)
    path = f"/submissions/{draft.code}/about/"
    _took, _status, page = somebody.ask("GET", path)
    hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|seen|page)" value="([^"]*)"', page))
    turn = iter(range(10 * TIMES))

    def save() -> float:
        typed = answers() | hidden | {"title": f"Solar schools online {next(turn)}"}
        headers = {"HX-Request": "true", "X-CSRFToken": hidden["csrfmiddlewaretoken"]}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        took, status, text = somebody.ask("POST", f"{path}?autosave", urlencode(typed, doseq=True), **headers)
        if status != 200 or "Saved" not in text:
            raise BenchError(f"{path} answers {status}: {text[:300]}")
        return took

    value = json.dumps({"title": "Solar schools online"})
    return timed(save, lambda: run(SAVE, [value, draft.code]))


def similar_titles(web: Web) -> Times:
    """Titles of activities with a word less, while they are typed."""
    somebody, draft = prepared(web)
    last = Activity.objects.latest("id").pk
    titles = [Activity.objects.filter(pk__gte=last * n // TIMES).earliest("id").title for n in range(TIMES)]
    asked, alone = iter(titles * 2), iter(titles * 2)

    def ask() -> float:
        title = next(asked).rpartition(" ")[0]
        return read(somebody, f"/submissions/{draft.code}/similar/?{urlencode({'title': title})}", "")

    return timed(ask, lambda: titled_like(next(alone).rpartition(" ")[0], limit=3))


def queue_pages(web: Web) -> Times:
    prepared(web)
    reviewer = Somebody(web)
    return timed(lambda: read(reviewer, "/review/?tab=all", "S-B"), lambda: run(QUEUE, []))


def forget() -> None:
    """Take all of it away, so that other journeys find the map as it was loaded."""
    Submission.objects.all().delete()
    User.objects.filter(email="stakeholder@sdgmap.example").delete()


JOURNEYS: dict[str, tuple[str, Callable[[Web], Times], int]] = {
    "form": ("A page of the submission form", form_pages, 100),
    "draft": ("A draft that saves itself", draft_saves, 50),
    "similar": ("Similar activities while a title is typed", similar_titles, 50),
    "queue": ("The review queue with 20,000 submissions", queue_pages, 150),
}
