"""Compressed answers: which coding, of what, how it is streamed, and that nothing else about the answer changes."""

import gzip
import hashlib
import io
import zlib

import pytest
from backports import zstd
from django.http import FileResponse, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.test import RequestFactory

from activities.streams import Stream
from sdgmap import compression

TEXT = b"An activity that helps to achieve Goal 9. " * 100
DECODE = {"gzip": gzip.decompress, "zstd": zstd.decompress}
CODINGS = tuple(DECODE)


def answered(response, accept="zstd, gzip", method="GET", **headers):
    headers = {"Accept-Encoding": accept} | {name.replace("_", "-"): value for name, value in headers.items()}
    return compression.compressed(lambda request: response)(RequestFactory(headers=headers).generic(method, "/"))


def text(content=TEXT, content_type="text/html; charset=utf-8", **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    response = HttpResponse(content, content_type=content_type, headers=headers)
    response["Content-Length"] = str(len(content))
    return response


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("", None),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("br, deflate", None),
        ("identity", None),
        ("gzip;q=0", None),
        ("gzip;q=0, zstd;q=0.000", None),
        ("gzip;q=1.0, zstd;q=0.5", "gzip"),
        ("gzip ; q=0.2 , zstd ; Q=0.3", "zstd"),
        ("*", "gzip"),
        ("*;q=0", None),
        ("*;q=0, gzip", "gzip"),
        ("gzip;q=0, *", None),
        ("zstd;q=0, *;q=0.5", "gzip"),
        ("identity, gzip;q=0.5", None),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("gzip;q=0.5, *;q=0.8", None),  # what is not named, such as no coding at all, is wanted more
        ("identity;q=0, gzip;q=0.1", "gzip"),
        ("identity;q=0", None),
        ("gzip;q=2, zstd;q=high", None),
        ("gzip;q=1;level=9", None),
        (",, gzip ,", "gzip"),
        ("\x00gzip", None),
        ("gzip" * 1000, None),
    ],
)
def test_the_coding_that_the_client_wants_most(header, coding):
    assert compression.preferred(header) == coding


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_page_is_compressed_with_its_true_length(coding, method):
    answer = answered(text(ETag='W/"5"'), coding, method)
    assert DECODE[coding](answer.content) == TEXT
    assert {name: answer[name] for name in ("Content-Encoding", "Content-Length", "Vary", "ETag")} == {
        "Content-Encoding": coding,
        "Content-Length": str(len(answer.content)),
        "Vary": "Accept-Encoding",
        "ETag": 'W/"5"',
    }


def test_an_answer_that_is_not_compressed_says_that_it_could_be():
    answer = answered(text(Vary="Accept, Cookie"), accept="")
    assert (answer.content, answer["Vary"], answer["Content-Length"]) == (
        TEXT,
        "Accept, Cookie, Accept-Encoding",
        str(len(TEXT)),
    )
    assert not answer.has_header("Content-Encoding")


def test_a_strong_etag_becomes_weak():
    assert answered(text(ETag='"5"'))["ETag"] == 'W/"5"'
    assert answered(text(ETag='"5"'), accept="")["ETag"] == '"5"'


def test_304_has_no_body_and_varies_like_the_answer_it_stands_for():
    answer = answered(HttpResponseNotModified(headers={"ETag": 'W/"5"'}))
    assert (answer.content, dict(answer.items())) == (b"", {"ETag": 'W/"5"', "Vary": "Accept-Encoding"})


@pytest.mark.parametrize(
    "media_type",
    [
        "text/csv; charset=utf-8",
        "application/json",
        "application/jsonl",
        "application/ld+json",
        "application/problem+json",
        "application/vnd.oai.openapi+yaml",
        "image/svg+xml",
        "Application/XML",
        "text/turtle",
    ],
)
def test_text_of_every_kind_is_compressed(media_type):
    assert answered(text(content_type=media_type))["Content-Encoding"] == "zstd"


@pytest.mark.parametrize(
    "response",
    [
        text(b"short"),
        text(content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        text(content_type="image/png"),
        text(content_type="application/pdf"),
        text(content_type="application/zip"),
        text(content_type="application/vnd.apache.parquet"),
        text(content_type="application/octet-stream"),
        text(content_type="text/event-stream"),
        text(Content_Encoding="br"),
        text(Accept_Ranges="bytes"),
        text(Content_Range="bytes 0-9/100", Accept_Ranges="bytes"),
    ],
)
def test_small_bodies_files_and_ranges_are_left_alone(response):
    before = (response.content, dict(response.items()))
    answer = answered(response)
    assert (answer.content, dict(answer.items())) == before


def test_a_request_for_a_range_is_left_alone():
    assert not answered(text(), Range="bytes=0-99").has_header("Content-Encoding")


def test_what_does_not_become_smaller_is_left_alone():
    noise = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(100))
    answer = answered(text(noise))
    assert (answer.content, answer["Content-Length"], answer.has_header("Content-Encoding")) == (noise, "3200", False)


PUBLIC = "public, max-age=0, must-revalidate"


@pytest.mark.parametrize(
    ("headers", "control", "method", "coding"),
    [
        ({}, "", "GET", "zstd"),
        ({}, "no-cache", "GET", "zstd"),
        ({"Cookie": "sessionid=x"}, "", "GET", None),
        ({"Cookie": "csrftoken=x"}, "no-cache", "GET", None),
        ({"Authorization": "Bearer x"}, "", "GET", None),
        ({"Cookie": "sessionid=x"}, PUBLIC, "GET", "zstd"),
        ({"Authorization": "Bearer x"}, PUBLIC, "GET", "zstd"),
        ({}, "private", "GET", None),
        ({}, "max-age=0, no-cache, no-store, must-revalidate, private", "GET", None),
        ({}, "no-store", "GET", None),
        ({}, "", "POST", None),
        ({}, PUBLIC, "POST", None),
    ],
)
def test_only_what_is_the_same_for_everybody_is_compressed(headers, control, method, coding):
    answer = answered(text(Cache_Control=control), method=method, **headers)
    assert answer.get("Content-Encoding") == coding
    assert answer.has_header("Vary") == bool(coding)


def test_an_answer_that_sets_a_cookie_is_not_compressed():
    response = text(Cache_Control=PUBLIC)
    response.set_cookie("csrftoken", "secret")
    assert not answered(response).has_header("Content-Encoding")


def readers():
    """For each coding, what a client reads of each part that it receives."""
    return {"gzip": zlib.decompressobj(wbits=31).decompress, "zstd": zstd.ZstdDecompressor().decompress}


@pytest.mark.parametrize("coding", CODINGS)
def test_a_stream_can_be_read_while_it_is_made(coding):
    made = []

    def rows():
        for chunk in (b"id,title\r\n", b"1,Smart villages\r\n" * 5000, b"2,Giga\r\n" * 10_000):
            made.append(chunk)
            yield chunk

    answer = answered(StreamingHttpResponse(rows(), content_type="text/csv"), coding)
    assert (answer["Content-Encoding"], answer["Vary"], answer.has_header("Content-Length")) == (
        coding,
        "Accept-Encoding",
        False,
    )
    read, found = readers()[coding], b""
    for part in answer:
        found += read(part)
        assert found == b"".join(made)
    assert len(made) == 3


@pytest.mark.parametrize("coding", CODINGS)
def test_small_chunks_are_sent_together(coding):
    lines = [b"%d,Smart villages\r\n" % number for number in range(20_000)]
    answer = answered(StreamingHttpResponse(iter([*lines, b""]), content_type="text/csv"), coding)
    parts = list(answer)
    assert len(parts) < 20
    assert DECODE[coding](b"".join(parts)) == b"".join(lines)


@pytest.mark.parametrize("coding", CODINGS)
def test_an_empty_stream_is_an_empty_body(coding):
    answer = answered(StreamingHttpResponse(iter([]), content_type="text/csv"), coding)
    assert DECODE[coding](answer.getvalue()) == b""


@pytest.mark.parametrize("read", [0, 1, None])
def test_the_stream_is_closed_once_when_its_client_goes(db, read):
    closed = []
    stream = Stream(iter([TEXT] * 3), then=lambda: closed.append("closed"))
    answer = answered(StreamingHttpResponse(stream, content_type="text/csv"))
    parts = iter(answer)
    for _ in range(10 if read is None else read):
        next(parts, None)
    assert closed == []
    answer.close()
    assert closed == ["closed"]


def test_a_stream_that_fails_breaks_off():
    def rows():
        yield TEXT
        raise OSError("the database has gone")

    parts = iter(answered(StreamingHttpResponse(rows(), content_type="text/csv"), "gzip"))
    assert zlib.decompressobj(wbits=31).decompress(next(parts)) == TEXT
    with pytest.raises(OSError, match="the database has gone"):
        next(parts)


def test_a_text_file_is_sent_compressed_not_by_the_server_itself():
    answer = answered(FileResponse(io.BytesIO(TEXT), content_type="text/csv"), "gzip")
    assert (answer.file_to_stream, answer.has_header("Content-Length")) == (None, False)
    assert gzip.decompress(answer.getvalue()) == TEXT


@pytest.mark.parametrize("coding", CODINGS)
def test_a_page_of_a_thousand_mappings_becomes_a_tenth(shipped_map, db, client, coding):
    address = "/api/v1/mappings/?limit=1000"
    plain = client.get(address)
    answer = client.get(address, headers={"Accept-Encoding": coding})
    assert (DECODE[coding](answer.content), answer["ETag"]) == (plain.content, plain["ETag"])
    assert len(answer.content) <= len(plain.content) / 10
    known = client.get(address, headers={"Accept-Encoding": coding, "If-None-Match": plain["ETag"]})
    assert (known.status_code, known.content, "Accept-Encoding" in known["Vary"]) == (304, b"", True)


def test_a_download_is_the_same_with_and_without(shipped_map, db, client):
    address = "/api/v1/activities.csv?sector=ITU-R"
    plain, answer = (client.get(address, headers={"Accept-Encoding": coding}) for coding in ("", "gzip"))
    assert gzip.decompress(answer.getvalue()) == plain.getvalue()
    assert answer["Content-Disposition"] == plain["Content-Disposition"]
