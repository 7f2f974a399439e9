"""Whole lists as CSV and JSON Lines: by suffix and by Accept, exact, safe in a spreadsheet, in turns."""

import csv
import io
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import orjson
import pytest
from django.core.signals import request_finished
from django.db import connection, transaction
from django.test import Client

from activities.api import facts
from activities.models import Activity
from activities.queries.facts.registry import resources
from activities.queries.facts.resource import TURN, json_lines_chunks
from activities.queries.facts.work import ACTIVITIES
from tests.factories.activities import (
    ActivityFactory,
    CrosswalkFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    TermTextFactory,
)
from tests.factories.engagement import (
    CooperationFrameworkFactory,
    EngagementFactory,
    InputFactory,
    MaterialFactory,
    MechanismFactory,
    ReviewFactory,
)
from tests.factories.plans import GuidanceFactory, OperationalPlanFactory
from tests.factories.roadmap import (
    ActionBodyFactory,
    ActionFactory,
    ActionTermFactory,
    CitationFactory,
    HlpfGoalFactory,
    MilestoneFactory,
    ProgressUpdateFactory,
    SeriesValueFactory,
    TargetValueFactory,
)

pytestmark = pytest.mark.django_db
API = "/api/v1"
HOSTILE = 'a;b "c", d\n=1+1 \\ \u2028 مدرسة'


def whole(response) -> bytes:
    assert response.status_code == 200, response.content
    return b"".join(response) if response.streaming else response.content


def table(client, address, **headers):
    return list(csv.DictReader(io.StringIO(whole(client.get(address, headers=headers)).decode(), newline="")))


def lines(client, address, **headers):
    return [orjson.loads(line) for line in whole(client.get(address, headers=headers)).splitlines()]


@pytest.fixture
def several():
    giga = ActivityFactory(
        title=HOSTILE, countries=["KE", "CH"], partners=["UNICEF", "GSMA"], regions=["africa"], start_year=2019
    )
    MappingFactory(activity=giga, term=TargetFactory(code="9.c"), rationale=HOSTILE, certainty="unconfirmed")
    MappingFactory(term=TargetFactory(code="4.4"), activity=ActivityFactory(organisation=OrganisationFactory()))
    TermTextFactory(term=TargetFactory(code="9.c"), language="ar", official_text="الوصول")
    CrosswalkFactory()
    action = ActionFactory(code="6.5", text=HOSTILE, responsible="Council; General Secretariat")
    ActionTermFactory(action=action, term=TargetFactory(code="9.c"))
    CitationFactory(action=action)
    ProgressUpdateFactory(action=action, done=HOSTILE)
    HlpfGoalFactory()
    MilestoneFactory()
    SeriesValueFactory(value="51.5")
    ActionBodyFactory(action=action)
    EngagementFactory(title=HOSTILE, mechanism=MechanismFactory())
    InputFactory()
    MaterialFactory()
    ReviewFactory()
    CooperationFrameworkFactory()
    OperationalPlanFactory()
    GuidanceFactory(text=HOSTILE)
    TargetValueFactory()
    return giga


def as_cell(value) -> str:
    """A value of JSON as a cell of CSV."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return value if value and isinstance(value[0], dict) else ";".join(value)
    return str(value)


@pytest.mark.parametrize("name", resources())
def test_three_formats_hold_the_same_in_every_column(client, several, name):
    rows = client.get(f"{API}/{name}/?limit=1000").json()["results"]
    columns = [column.name for column in resources()[name].columns]
    assert rows
    in_lines, in_table = lines(client, f"{API}/{name}.jsonl"), table(client, f"{API}/{name}.csv")
    assert in_lines == rows
    assert [list(row) for row in (*rows, *in_lines, *in_table)] == [columns] * 3 * len(rows)
    for cells, row in zip(in_table, rows, strict=True):
        objects = [
            name for name, value in row.items() if value and isinstance(value, list) and isinstance(value[0], dict)
        ]
        assert [orjson.loads(cells.pop(name)) for name in objects] == [row.pop(name) for name in objects]
        assert cells == {key: as_cell(value) for key, value in row.items()}


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/jsonl", "application/jsonl; charset=utf-8"),
        ("application/json", "application/json"),
        ("*/*", "application/json"),
        ("text/html, text/csv;q=0.5", "text/csv; charset=utf-8"),
    ],
)
def test_the_format_is_that_of_accept(client, several, accept, media):
    response = client.get(f"{API}/mappings/", headers={"Accept": accept})
    assert (response.status_code, response["Content-Type"]) == (200, media)
    assert "Accept" in response["Vary"].split(", ")


@pytest.mark.parametrize(("path", "accept"), [("mappings/", "application/xml"), ("mappings.xml", "*/*")])
def test_another_format_is_406_and_names_those_there_are(client, path, accept):
    response = client.get(f"{API}/{path}", headers={"Accept": accept})
    assert (response.status_code, response["Content-Type"]) == (406, "application/problem+json")
    assert response.json()["detail"] == (
        "This address has these formats: application/json (.json), text/csv (.csv), application/jsonl (.jsonl)."
    )


def test_a_row_with_several_links_is_one_line(client):
    activity = MappingFactory(term=TargetFactory(code="9.c")).activity
    MappingFactory(activity=activity, term=TargetFactory(code="4.4"))
    text = whole(client.get("/api/v1/activities.jsonl"))
    assert (text[:6], text.count(b"\n")) == (b'{"id":', 1)


def test_the_suffix_goes_before_accept(client, several):
    assert client.get(f"{API}/mappings.csv", headers={"Accept": "application/json"})["Content-Type"].startswith(
        "text/csv"
    )
    assert client.get(f"{API}/mappings.json", headers={"Accept": "text/csv"}).json()["results"]


def test_files_have_the_filters_the_columns_and_the_etag_of_the_list(client, several):
    address = f"{API}/mappings.csv?goal=9&fields=activity_title,term_code"
    assert table(client, address) == [{"activity_title": HOSTILE, "term_code": "9.c"}]
    response = client.get(address)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Content-Disposition"] == 'attachment; filename="mappings.csv"'
    assert response["X-Last-Change"] == str(client.get(f"{API}/mappings/").json()["last_change"])
    assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert client.get(f"{API}/mappings/", headers={"If-None-Match": response["ETag"]}).status_code == 200
    head = client.head(address, headers={"Accept-Encoding": "gzip"})
    assert head["Content-Type"] == "text/csv; charset=utf-8"
    assert (head["Content-Encoding"], head.has_header("Content-Length")) == ("gzip", False)


def test_a_file_without_rows_has_a_header(client, several):
    assert whole(client.get(f"{API}/activities.csv?sector=ITU-R&fields=id,title")) == b"id,title\r\n"
    assert whole(client.get(f"{API}/activities.jsonl?sector=ITU-R")) == b""


def test_a_wrong_question_is_a_problem_in_every_format(client):
    for path in ("mappings.csv?goal=99", "mappings.jsonl?goal=99", "mappings.csv?count=true", "mappings.csv?fields=x"):
        response = client.get(f"{API}/{path}")
        assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json"), path


def test_limit_and_sort_hold_for_files(client):
    for title in ("B", "C", "A"):
        ActivityFactory(title=title)
    assert [row["title"] for row in table(client, f"{API}/activities.csv?sort=title&limit=2")] == ["A", "B"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\x01=1"])
def test_texts_of_people_are_no_formulas(client, text):
    mapping = MappingFactory(
        rationale=text,
        activity=ActivityFactory(
            title=text, partners=[text], description=text, organisation=OrganisationFactory(name=text, slug="o")
        ),
    )
    [row] = table(client, f"{API}/activities.csv")
    assert {row[name] for name in ("title", "partners", "description", "organisation_name")} == {f"'{text}"}
    [row] = table(client, f"{API}/mappings.csv")
    assert {row[name] for name in ("activity_title", "rationale", "organisation_name")} == {f"'{text}"}
    [exact] = lines(client, f"{API}/mappings.jsonl")
    assert (exact["id"], exact["rationale"]) == (mapping.id, text)


def test_files_come_in_pieces(client, monkeypatch):
    monkeypatch.setattr("activities.queries.facts.resource.CHUNK", 2)
    monkeypatch.setattr("activities.api.facts.FIRST", 1)
    ActivityFactory.create_batch(5)
    pieces = list(client.get(f"{API}/activities.csv?fields=id").streaming_content)
    assert [piece.count(b"\r\n") for piece in pieces] == [1, 1, 2, 2]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_query_count(client, rows, form, django_assert_num_queries):
    """Four are for the turn, and for the transaction within the test's own that holds it."""
    for _ in range(rows):
        MappingFactory()
    client.get(f"{API}/mappings/")  # reads the vocabulary
    with django_assert_num_queries(7):
        whole(client.get(f"{API}/mappings.{form}"))


def test_a_process_sends_so_many_files_at_a_time_and_others_must_wait(client, several, monkeypatch):
    monkeypatch.setattr(facts, "STREAMS", threading.BoundedSemaphore(2))
    under_way = [client.get(f"{API}/mappings.csv"), client.get(f"{API}/activities.jsonl")]
    refused = client.get(f"{API}/mappings.csv?goal=9")
    assert (refused.status_code, refused["Retry-After"]) == (429, "3")
    for response in under_way:
        assert whole(response)
    more = [client.get(f"{API}/mappings.csv") for _ in range(3)]
    assert [response.status_code for response in more] == [200, 200, 429]


def test_a_file_that_nobody_read_frees_its_place_once(client, several, monkeypatch):
    places = threading.BoundedSemaphore(1)
    monkeypatch.setattr(facts, "STREAMS", places)
    monkeypatch.setattr(request_finished, "send", lambda **_: None)  # which closes the connection to the database
    under_way = client.get(f"{API}/mappings.csv")
    assert not places.acquire(blocking=False)
    under_way.close()
    under_way.close()
    assert [places.acquire(blocking=False) for _ in range(2)] == [True, False]


def test_a_failure_takes_no_place(client, several, monkeypatch):
    """Before the first row, and when the response is put together."""

    def fail(*_args, **_fields):
        raise ZeroDivisionError

    monkeypatch.setattr(facts, "STREAMS", threading.BoundedSemaphore(1))
    for name in ("StreamingHttpResponse", "islice"):
        with monkeypatch.context() as failing:
            failing.setattr(facts, name, fail)
            with pytest.raises(ZeroDivisionError):
                client.get(f"{API}/mappings.csv")
    assert whole(client.get(f"{API}/mappings.csv"))


@pytest.mark.django_db(transaction=True)
def test_files_are_made_in_turns(client, several):
    """While another server makes a batch, this one waits; and no one waits for a reader."""
    other = connection.copy()
    with closing(other), other.cursor() as cursor, ThreadPoolExecutor(1) as thread:

        def ask():
            try:
                return whole(Client().get(f"{API}/mappings.csv"))
            finally:
                connection.close()

        read_slowly = client.get(f"{API}/mappings.csv")
        cursor.execute("BEGIN")
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", TURN)
        assert cursor.fetchone() == (True,)
        waits = thread.submit(ask)
        with pytest.raises(TimeoutError):
            waits.result(0.3)
        cursor.execute("COMMIT")
        assert waits.result(30) == whole(read_slowly)


def test_a_turn_ends_within_a_longer_transaction(several):
    """A file of the past is made in one transaction: other downloads go on between its chunks."""
    mine = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND pid = pg_backend_pid()"
    with transaction.atomic(), connection.cursor() as cursor:
        for chunk in json_lines_chunks(
            ACTIVITIES, [list(Activity.objects.values_list("id", flat=True))], ACTIVITIES.columns
        ):
            assert chunk
            cursor.execute(mine, [TURN[0]])
            assert cursor.fetchone() == (0,)
