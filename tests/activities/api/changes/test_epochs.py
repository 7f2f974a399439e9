"""The epoch of the database: what a client of a restored one is told."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from activities.models import Change, Mapping
from activities.queries.facts.registry import followed
from tests.activities.api.changes.pulling import FEED, head


def test_another_epoch_or_a_number_ahead_is_410_with_the_way_to_begin_again(client, link):
    page = client.get(f"{FEED}?limit=1").json()
    ahead = client.get(f"{FEED}?after={page['last_change'] + head() + 1}")
    assert (ahead.status_code, ahead["Content-Type"]) == (410, "application/problem+json")
    lists = ahead.json().pop("lists")
    assert {name: lists[name] for name in ("mappings", "terms")} == {
        "mappings": "http://testserver/api/v1/mappings/",
        "terms": "http://testserver/api/v1/terms/",
    }
    assert lists.keys() == followed().keys()
    assert {name: value for name, value in ahead.json().items() if name != "lists"} == {
        "type": "about:blank",
        "title": "Begin again",
        "status": 410,
        "detail": "This database was restored, or is another one: your copy is not a copy of it. Delete your copy and "
        "begin again with after=0, or load the “lists” and continue from the last_change of their first pages.",
        "epoch": page["epoch"],
        "last_change": head(),
        "changes": f"http://testserver{FEED}?after=0",
    }
    assert client.get(f"{FEED}?epoch={page['epoch']}").status_code == 200
    assert client.get(f"{FEED}?epoch=0123456789abcdef").status_code == 410
    call_command("renew_epoch", stdout=StringIO())
    assert client.get(page["next"]).status_code == 410


def test_the_cursor_of_a_window_ahead_is_410(client, link):
    page = client.get(f"{FEED}?limit=1").json()
    Mapping.objects.all().delete()
    Change.objects.filter(id=head()).delete()  # as if the database had been taken back
    assert client.get(page["next"]).status_code == 410


@pytest.mark.parametrize("address", ["/", "/mappings/", "/mappings/{link}/", "/matrix/", "/code-lists/", "/changes/"])
def test_every_body_has_the_epoch(client, link, address):
    response = client.get("/api/v1" + address.format(link=link.id))
    assert re.fullmatch("[0-9a-f]{16}", response.json()["epoch"])
    assert response["X-Epoch"] == response.json()["epoch"]


def test_files_have_the_epoch_as_a_header(client, link):
    assert client.get("/api/v1/mappings.csv")["X-Epoch"] == client.get("/api/v1/mappings/").json()["epoch"]


def test_a_renewed_epoch_is_another_one_with_other_etags(client, link):
    before = client.get("/api/v1/mappings/")
    said = StringIO()
    call_command("renew_epoch", stdout=said)
    after = client.get("/api/v1/mappings/", headers={"If-None-Match": before["ETag"]})
    assert (after.status_code, after["X-Epoch"] != before["X-Epoch"]) == (200, True)
    assert said.getvalue() == f"The epoch is now {after['X-Epoch']}.\n"
    assert client.get("/api/v1/mappings/")["X-Epoch"] == after["X-Epoch"]


def test_a_role_that_may_not_ask_the_server_has_an_epoch_too(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT activities_epoch_parts()")
        whole = cursor.fetchone()[0].split(".")
        cursor.execute(
            "REVOKE EXECUTE ON FUNCTION pg_control_system(), pg_walfile_name(pg_lsn) FROM PUBLIC; "
            "CREATE ROLE epoch_tester; GRANT USAGE ON SCHEMA public TO epoch_tester; SET LOCAL ROLE epoch_tester; "
            "SELECT activities_epoch_parts()"
        )
        assert cursor.fetchone()[0].split(".") == whole[:2]
        cursor.execute("RESET ROLE")
    assert len(whole) == 4
