"""Nothing of a draft is public: a marker in each field, looked for on every route."""

import gzip

import pytest
from django.core.cache import caches

from activities.models import Change
from roadmap.models import Document
from tests.roadmap.commitments.marked import MARK, marked_draft
from tests.routes import ANSWERS, OPEN, address


def whole(response) -> str:
    content = response.getvalue()
    if response.headers.get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    return content.decode(errors="replace")


@pytest.mark.slow
def test_no_route_shows_a_draft(shipped_map, db, client):
    edition = marked_draft()
    caches["default"].clear()
    found = []
    searched = {"search": "/search/?q=xylographia", "document": f"{Document.objects.first().get_absolute_url()}"}
    for name, path in (OPEN | searched).items():
        if name.startswith(("snapshot", "health")):
            continue
        response = client.get(address(path), headers={"accept-encoding": "identity"})
        text = whole(response)
        shown = text.replace("q=xylographia", "").replace("“xylographia”", "").replace('value="xylographia"', "")
        if MARK in shown or "/editions/xylographia" in shown or "88.1<" in shown:
            found.append(name)
        assert response.status_code == ANSWERS.get(name, 200), name
    assert found == []
    number = Change.objects.latest("id").pk
    for path in (
        "/roadmap/editions/xylographia/",
        "/roadmap/sections/88/",
        "/roadmap/actions/88.1/",
        f"/history/edition/{edition.pk}/",
        f"/changes/{number}/",
        "/roadmap/editions/xylographia/edit/",
        "/roadmap/editions/xylographia/publish/",
    ):
        response = client.get(path)
        assert response.status_code in (302, 404), path
        assert MARK not in whole(response)
    for query in ("edition=xylographia", "section=88", "code=88.1"):
        assert client.get(f"/api/v1/roadmap/actions/?{query}").status_code == 400, query
