"""Addresses of snapshots: whole files that never change, the newest, and what is not there."""

import gzip
import hashlib
from datetime import date

import pytest
from django.core.files.storage import default_storage

from activities.api import snapshots as views
from activities.models import Snapshot

PACKED = {"Accept-Encoding": "br;q=1.0, gzip;q=0.8"}


def headers_of(answer, *names):
    return {name: answer.headers.get(name) for name in names}


def test_a_file_whole_with_its_length_and_checksum(client, snapshot, django_assert_num_queries):
    file = snapshot.files.get(name="mappings.csv")
    with django_assert_num_queries(1):
        answer = client.get(file.get_absolute_url())
    body = answer.getvalue()
    assert (answer.status_code, hashlib.sha256(body).hexdigest()) == (200, file.sha256)
    assert headers_of(
        answer,
        "Content-Type",
        "Content-Length",
        "Content-Disposition",
        "ETag",
        "Cache-Control",
        "Vary",
        "Access-Control-Allow-Origin",
        "X-Content-Type-Options",
    ) == {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Length": str(len(body)),
        "Content-Disposition": 'attachment; filename="mappings.csv"',
        "ETag": f'"{file.sha256}"',
        "Cache-Control": "public, max-age=31536000, immutable",
        "Vary": "Accept-Encoding, Accept-Language",
        "Access-Control-Allow-Origin": "*",
        "X-Content-Type-Options": "nosniff",
    }


def test_a_client_that_takes_gzip_gets_what_is_stored(client, snapshot):
    file = snapshot.files.get(name="activities.jsonl")
    answer = client.get(file.get_absolute_url(), headers=PACKED)
    sent = answer.getvalue()
    assert headers_of(answer, "Content-Encoding", "Content-Length", "ETag", "Vary", "Content-Type") == {
        "Content-Encoding": "gzip",
        "Content-Length": str(len(sent)),
        "ETag": f'"{file.sha256}-gzip"',
        "Vary": "Accept-Encoding, Accept-Language",
        "Content-Type": "application/jsonl; charset=utf-8",
    }
    assert hashlib.sha256(gzip.decompress(sent)).hexdigest() == file.sha256
    assert (
        client.get(file.get_absolute_url(), headers={"Accept-Encoding": "gzip;q=0"}).headers.get("Content-Encoding")
        is None
    )


def test_parquet_is_compressed_already(client, snapshot):
    file = snapshot.files.get(name="terms.parquet")
    answer = client.get(file.get_absolute_url(), headers=PACKED)
    assert headers_of(answer, "Content-Encoding", "Vary", "Content-Type", "Content-Length") == {
        "Content-Encoding": None,
        "Vary": "Accept-Language",
        "Content-Type": "application/vnd.apache.parquet",
        "Content-Length": str(file.bytes),
    }
    assert answer.getvalue()[:4] == b"PAR1"


@pytest.mark.parametrize("packed", [{}, PACKED])
def test_head_says_the_same_without_the_content(client, snapshot, packed):
    address = snapshot.files.get(name="terms.csv").get_absolute_url()
    whole, head = client.get(address, headers=packed), client.head(address, headers=packed)
    whole.getvalue()
    assert head.content == b""
    ours = ("Content-Type", "Content-Length", "ETag", "Content-Encoding", "Cache-Control")
    assert headers_of(head, *ours) == headers_of(whole, *ours)


def test_a_client_that_has_the_file_gets_304(client, snapshot):
    address = snapshot.files.get(name="terms.csv").get_absolute_url()
    tag = client.head(address)["ETag"]
    for known in (tag, f'"x", {tag}', f"W/{tag}"):
        answer = client.get(address, headers={"If-None-Match": known})
        assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)
        assert answer["Cache-Control"] == views.FOR_GOOD


def test_documents_are_shown_and_not_downloaded(client, snapshot):
    shown = {
        name: (answer["Content-Type"], answer["Content-Disposition"])
        for name in ("README.txt", "datapackage.json", "catalogue.jsonld", "CITATION.cff")
        if (answer := client.head(f"/snapshots/{snapshot.date}/{name}"))
    }
    assert shown == {
        "README.txt": ("text/plain; charset=utf-8", 'inline; filename="README.txt"'),
        "datapackage.json": ("application/json", 'inline; filename="datapackage.json"'),
        "catalogue.jsonld": ("application/ld+json", 'inline; filename="catalogue.jsonld"'),
        "CITATION.cff": ("application/yaml; charset=utf-8", 'inline; filename="CITATION.cff"'),
    }


def test_latest_leads_to_the_newest(client, snapshot):
    earlier = Snapshot.objects.create(
        date=date(2020, 1, 1),
        change=snapshot.change,
        figures=1,
        licence="CC0-1.0",
        folder="x",
        written_at=snapshot.written_at,
        seconds=1,
    )
    assert earlier.date < snapshot.date
    answer = client.get("/snapshots/latest/mappings.csv")
    assert (answer.status_code, answer["Location"]) == (302, f"/snapshots/{snapshot.date}/mappings.csv")
    assert headers_of(answer, "Cache-Control", "Access-Control-Allow-Origin") == {
        "Cache-Control": "public, max-age=300",
        "Access-Control-Allow-Origin": "*",
    }
    for address in ("/snapshots/", "/snapshots/latest/"):
        assert client.get(address)["Location"] == "/downloads/"


def test_any_site_may_ask(client, snapshot):
    answer = client.options(f"/snapshots/{snapshot.date}/mappings.csv")
    assert (answer.status_code, answer["Allow"], answer["Access-Control-Allow-Origin"]) == (
        204,
        "GET, HEAD, OPTIONS",
        "*",
    )


def test_what_is_not_there_is_said(client, snapshot):
    answer = client.get(f"/snapshots/{snapshot.date}/mapings.csv")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert "This snapshot has no file of this name. It has: countries.csv, " in answer.json()["detail"]
    answer = client.get("/snapshots/2020-02-29/mappings.csv")
    assert answer.json() == {
        "type": "about:blank",
        "title": "Not found",
        "status": 404,
        "detail": "There is no snapshot of 2020-02-29. Each is retained for 90 days, and the first of each month "
        "for good.",
        "nearest": [
            {"code": str(snapshot.date), "title": "Snapshot", "url": f"/snapshots/{snapshot.date}/"},
        ],
    }
    for address in (
        "/snapshots/2026-02-30/mappings.csv",
        "/snapshots/yesterday/mappings.csv",
        "/snapshots/2020-02-29/",
        f"/snapshots/{snapshot.date}/%00",
        f"/snapshots/{snapshot.date}/..%2Fmappings.csv",
    ):
        assert client.get(address).status_code == 404
    assert client.post(f"/snapshots/{snapshot.date}/mappings.csv").status_code == 405


def test_a_file_that_the_storage_has_lost(client, snapshot):
    file = snapshot.files.get(name="terms.csv")
    default_storage.delete(file.stored_in(snapshot.folder))
    answer = client.get(file.get_absolute_url())
    assert (answer.status_code, answer.json()["detail"]) == (404, "The storage of this site has lost this file.")


def test_no_more_large_files_are_sent_at_a_time_than_there_are_seats(client, snapshot, monkeypatch):
    monkeypatch.setattr(views, "SMALL", 0)
    address = f"/snapshots/{snapshot.date}/terms.csv"
    seats = views.STREAMS._initial_value
    held = [client.get(address) for _ in range(seats)]
    answer = client.get(address)
    assert (answer.status_code, answer["Retry-After"]) == (429, "3")
    assert client.head(address).status_code == 200
    for one in held:
        one.close()
    assert len(client.get(address).getvalue()) > 0


def test_the_catalogue_of_all_is_conditional(client, snapshot):
    answer = client.get("/snapshots/catalogue.jsonld")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/ld+json")
    again = client.get("/snapshots/catalogue.jsonld", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
