"""/compare/: what was added, removed, strengthened and weakened; past/test_each_moment.py looks at the figures."""

import contextlib
import csv
import io
import re
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.utils import timezone

from activities import rules
from activities.actions.ledger import record
from activities.models import Activity, Change, Mapping, Organisation
from activities.pages.history import compare as page
from activities.queries.history.compare import SHOWN, ComparedFigure, ComparedLink, compare
from activities.queries.moment import find
from activities.summaries import rebuild
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    UserFactory,
)
from tests.reading import text

pytestmark = pytest.mark.django_db


def last() -> int:
    return Change.objects.latest("id").id


def change(day: str) -> Change:
    return Change.objects.create(at=datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=UTC), actor="t", verb="t.t")


@pytest.fixture
def two_moments():
    """Numbers of two Changes. Between them, one link was added, one removed, one strengthened, one weakened, and one
    added and removed again; one activity was added and one removed."""
    begun = change("2026-10-01")
    itu = OrganisationFactory(sector="ITU-D", change=begun)
    terms = [TargetFactory(code="9.c"), ActionLineFactory(code="C2"), GoalFactory(code="4"), GoalFactory(code="9")]
    Mapping.objects.all().delete()
    stays, goes = (ActivityFactory(title=title, organisation=itu, change=begun) for title in ("Stays", "Goes"))
    for activity, term, strength in ((stays, terms[0], 1), (stays, terms[1], 3), (goes, terms[2], 2)):
        MappingFactory(activity=activity, term=term, strength=strength, change=begun)
    one = last()
    now = change("2026-11-01")
    comes = ActivityFactory(title="=Comes()", organisation=OrganisationFactory(), change=now)
    MappingFactory(activity=comes, term=terms[3], strength=2, change=now)
    fleeting = MappingFactory(activity=stays, term=terms[2], strength=2, change=now)
    Mapping.objects.filter(term=terms[0]).update(strength=3, change=now)
    Mapping.objects.filter(term=terms[1]).update(strength=2, change=now)
    now = change("2026-11-02")
    Mapping.objects.filter(pk=fleeting.pk).update(withdrawn=True, change=now)
    Activity.objects.filter(pk=goes.pk).update(withdrawn=True, change=now)
    rebuild()
    return one, last()


def test_what_differs(two_moments):
    found = compare(*(find(str(number)) for number in two_moments))
    assert found.links == {"added": 1, "removed": 1, "strengthened": 1, "weakened": 1}
    assert (found.before, found.after) == (2, 2)
    assert [(act.title, act.sector) for act in found.added] == [("=Comes()", "stakeholders")]
    assert [(act.title, act.sector) for act in found.removed] == [("Goes", "ITU-D")]
    goals = {goal.code: goal for goal in found.goals}
    assert goals["4"] == ComparedFigure("4", goals["4"].title, 1, 0, 0, 1, 0, 0)
    assert goals["9"] == ComparedFigure("9", goals["9"].title, 1, 2, 1, 0, 1, 0)
    assert {row.code: row for row in found.sectors} == {
        "ITU-D": ComparedFigure("ITU-D", "", 2, 1, 0, 1, 1, 1),
        "stakeholders": ComparedFigure("stakeholders", "", 0, 1, 1, 0, 0, 0),
    }
    told = {
        kind: [(link.title, link.code, link.before, link.after) for link in found.rows[kind]] for kind in found.rows
    }
    assert told == {
        "added": [("=Comes()", "9", None, 2)],
        "removed": [("Goes", "4", 2, None)],
        "strengthened": [("Stays", "9.c", 1, 3)],
        "weakened": [("Stays", "C2", 3, 2)],
    }


def test_figures_hold_whatever_moment_the_summaries_are_of(two_moments):
    """The summaries may be behind the later moment, or beyond both."""
    one, other = two_moments
    was = compare(find(str(one)), find(str(other)))
    MappingFactory(activity=Activity.objects.get(title="Stays"), term=GoalFactory(code="7"))
    ActivityFactory(organisation=Organisation.objects.get(sector="ITU-D"))
    latest = last()
    behind = compare(find(str(one)), find(str(latest)))
    caches["process"].clear()
    rebuild()
    assert compare(find(str(one)), find(str(latest))) == behind
    again = compare(find(str(one)), find(str(other)))
    assert [(g.code, g.before, g.after) for g in again.goals if g.code != "7"] == [
        (g.code, g.before, g.after) for g in was.goals
    ]
    assert (behind.after, {g.code: g.after for g in behind.goals}["7"]) == (3, 1)


def test_one_question_and_none_when_it_was_asked_before(two_moments, django_assert_num_queries):
    moments = [find(str(number)) for number in two_moments]
    caches["process"].clear()
    with django_assert_num_queries(1):
        compare(*moments)
    with django_assert_num_queries(0):
        compare(*moments)


def test_the_page_tells_both_moments_and_every_difference(client, two_moments):
    one, other = two_moments
    response = client.get(f"/compare/?from={one}&to={other}")
    told = text(response)
    assert response.status_code == 200
    assert f"(version {one})" in told
    assert f"(version {other})" in told
    for words in ("Links added: 1", "Links removed: 1", "Links strengthened: 1", "Links weakened: 1"):
        assert words in told
    for words in ("1 link added", "1 link removed", "1 link strengthened", "1 link weakened", "2 activities before"):
        assert words in told
    assert "1 activity added 1 activity removed" in told
    assert "Activities added: 1" in told
    html = response.content.decode()
    assert f'href="/activities/?as_of={one}"' in html
    assert 'name="as_of"' not in html


def test_the_file_has_every_difference_and_no_formula(client, two_moments):
    one, other = two_moments
    response = client.get(f"/compare/?from={one}&to={other}&download=links.csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(response).decode("utf-8-sig"))))
    assert [(row["difference"], row["title"], row["code"], row["from"], row["to"]) for row in rows] == [
        ("added", "'=Comes()", "9", "", "2"),
        ("removed", "Goes", "4", "2", ""),
        ("strengthened", "Stays", "9.c", "1", "3"),
        ("weakened", "Stays", "C2", "3", "2"),
    ]
    assert f"change-{one}-to-{other}.csv" in response["Content-Disposition"]


@pytest.mark.slow
def test_a_large_file_waits_on_disk(client, two_moments, monkeypatch):
    """A comparison can contain all links."""
    rest = ("A title of some length", "ITU-D", "sdg", "goal", "9", "Industry", None, 2)
    monkeypatch.setattr(page, "links", lambda _one, _other: (ComparedLink("added", n, *rest) for n in range(100_000)))
    client.get("/compare/")  # fills the caches of the process
    tracemalloc.start()
    response = client.get(f"/compare/?from={two_moments[0]}&to={two_moments[1]}&download=links.csv")
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (response.status_code, b"".join(response).count(b"\nadded,")) == (200, 100_000)
    assert peak < 8 * 2**20


def test_a_list_is_cut_on_the_page_and_whole_in_the_file(client):
    rebuild()
    change("2026-10-01")
    one = last()
    activity = ActivityFactory()
    for number in range(SHOWN + 2):
        MappingFactory(activity=activity, term=TargetFactory(code=f"9.{number + 1}"))
    rebuild()
    response = client.get(f"/compare/?from={one}")
    assert f"The first {SHOWN} are shown. The file contains all of them." in text(response)
    assert response.content.decode().count("<td>–</td>") == SHOWN
    download = re.search(r'href="(/compare/[^"]*download=links.csv)"', response.content.decode())[1]
    assert b"".join(client.get(download.replace("&amp;", "&"))).count(b"\nadded,") == SHOWN + 2


def test_days_are_moments_too_and_the_earlier_comes_first(client, two_moments):
    response = client.get("/compare/?from=2026-11-01&to=2026-10-01")
    assert (response.status_code, response["Location"]) == (302, "/compare/?from=2026-10-01&to=2026-11-01")


def test_left_out_they_are_thirty_days_ago_and_today(client):
    long_ago = timezone.now() - timedelta(days=40)
    old = Change.objects.create(at=long_ago, actor="t", verb="t.t").id
    new = Change.objects.create(at=timezone.now(), actor="t", verb="t.t").id
    rebuild()
    told = text(client.get("/compare/"))
    assert f"(version {old})" in told
    assert f"(version {new})" in told


def test_left_out_on_a_young_map_it_begins_with_the_first_change(client):
    number = Change.objects.create(at=timezone.now(), actor="t", verb="t.t").id
    rebuild()
    told = text(client.get("/compare/"))
    assert told.count(f"(version {number})") == 2
    assert "Both are the same version" in told
    assert "By Goal" not in told


def test_an_empty_map_shows_the_form(client):
    response = client.get("/compare/")
    assert (response.status_code, "Compare" in text(response)) == (200, True)


@pytest.mark.parametrize("asked", ["\x00", "'; DROP", "2026-13-45", "9" * 400, "<b>"])
@pytest.mark.parametrize("name", ["from", "to"])
def test_what_is_no_moment_is_refused_and_kept_in_its_field(client, two_moments, name, asked):
    response = client.get("/compare/", {name: asked})
    assert response.status_code == 400
    assert f'href="#{name}"' in response.content.decode()
    assert "<b>" not in response.content.decode()


def test_a_day_before_everything_is_refused_with_the_first(client, two_moments):
    response = client.get("/compare/?from=2020-01-01")
    assert response.status_code == 400
    assert "The first version, number" in text(response)


def test_another_file_is_refused(client, two_moments):
    assert client.get(f"/compare/?from={two_moments[0]}&download=x.exe").status_code == 400


def test_too_much_is_refused(client, two_moments, monkeypatch):
    def dawdle(*_moments):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(5)")

    monkeypatch.setattr(page, "VISITORS_PATIENCE", "10ms")
    monkeypatch.setattr(page, "compare", dawdle)
    response = client.get(f"/compare/?from={two_moments[0]}")
    assert (response.status_code, "Too much changed between these dates" in text(response)) == (400, True)


@pytest.mark.parametrize(("role", "seconds"), [(None, "5s"), (rules.FOCAL_POINT, "20s")])
def test_staff_may_ask_for_longer(client, two_moments, monkeypatch, role, seconds):
    told = []

    def look(*moments):
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            told.extend(cursor.fetchone())
        return compare(*moments)

    monkeypatch.setattr(page, "compare", look)
    client.force_login(UserFactory(role=role) if role else UserFactory())
    assert client.get(f"/compare/?from={two_moments[0]}").status_code == 200
    assert told == [seconds]


@contextlib.contextmanager
def taken(*seats):
    """Other readers, in their own sessions, compare at the same time."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            for seat in seats:
                cursor.execute("SELECT pg_advisory_lock(%s, %s)", [page.SEAT_LOCK, seat])
        yield
    finally:
        other.close()


@pytest.mark.parametrize("rest", ["", "&download=links.csv"])
def test_two_visitors_compare_at_a_time_and_others_must_wait(client, two_moments, rest):
    with taken(0, 1):
        response = client.get(f"/compare/?from={two_moments[0]}{rest}")
        assert (response.status_code, response["Retry-After"]) == (429, "5")
        assert "Several people are comparing dates at the moment. Try again shortly." in text(response)
        client.force_login(UserFactory(role=rules.FOCAL_POINT))
        with contextlib.closing(client.get(f"/compare/?from={two_moments[0]}{rest}")) as response:
            assert response.status_code == 200


def test_the_second_seat_is_a_seat(client, two_moments):
    with taken(0):
        assert client.get(f"/compare/?from={two_moments[0]}").status_code == 200


def test_nobody_is_named(client):
    rebuild()
    change("2026-10-01")
    one = last()
    user = UserFactory(email="someone.secret@example.org")
    with record(user, "mapping.set") as act:
        MappingFactory(change=act)
    rebuild()
    html = client.get(f"/compare/?from={one}").content.decode()
    assert "someone.secret" not in html
