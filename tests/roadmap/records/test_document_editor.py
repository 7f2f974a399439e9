"""The common editor of registers, tried on documents."""

import re

import pytest

from activities import rules
from activities.actions.ledger import Stale
from activities.models import Change
from roadmap.actions.records import save_record
from roadmap.models import Document, DocumentBody, UpdateDocument
from roadmap.pages import sitemap
from roadmap.queries.documents import DOCUMENT
from roadmap.queries.records import values_of, version_of
from tests.factories.activities import UserFactory
from tests.factories.plans import GuidanceFactory, OperationalPlanFactory
from tests.factories.roadmap import (
    ActionFactory,
    BodyFactory,
    CitationFactory,
    DocumentBodyFactory,
    DocumentFactory,
    ProgressReportFactory,
    ProgressUpdateFactory,
)

pytestmark = pytest.mark.django_db
TYPED = {"symbol": "Res. 71 (Rev. Bucharest, 2022)", "year": "2022", "title": "Strategic Plan", "certainty": "official"}


@pytest.fixture
def chair(client):
    user = UserFactory(role=rules.COORDINATOR, name="Ama Owusu")
    client.force_login(user)
    return user


def summary(response) -> list[str]:
    text = response.content.decode()
    listed = text[text.index("error-summary__list") : text.index("</ul>", text.index("error-summary__list"))]
    return [re.sub("<[^>]+>", "", one) for one in re.findall(r"<li>(.*?)</li>", listed)]


def change_row(row, **values):
    return save_record(kind=DOCUMENT, row=row, values=values, seen=row.change_id, by=UserFactory(name="Boris"))


def test_a_document_is_entered_with_the_bodies_that_it_asks(client, chair):
    BodyFactory(name="TSB")
    BodyFactory(name="Council")
    response = client.post("/roadmap/documents/new/", TYPED | {"bodies": "council; TSB", "reason": "New resolution"})
    row = Document.objects.get()
    assert (response.status_code, response.headers["Location"]) == (
        302,
        "/roadmap/documents/res-71-rev-bucharest-2022/",
    )
    assert values_of(DOCUMENT, row)["bodies"] == [
        b.pk for b in (link.body for link in row.body_links.order_by("position"))
    ]
    assert [link.body.name for link in row.body_links.order_by("position")] == ["Council", "TSB"]
    change = Change.objects.latest("id")
    assert (change.verb, change.reason, change.by) == ("document.create", "New resolution", chair)
    assert "Council" in client.get(response.headers["Location"]).content.decode()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"symbol": ""}, "Enter the symbol of the document."),
        ({"year": "22"}, "Year: Enter a year from 1865 to 2100, such as 2024."),
        ({"bodies": "TSP"}, "Addressed to: The register has no body “TSP”. Did you mean TSB?"),
        ({"url": "http://me:secret@itu.int/"}, "Web address: This address contains a user name or a password"),
        ({"symbol": "res. 71"}, "“Res. 71” already has this symbol. Edit that entry, or enter another symbol."),
        ({"symbol": "Res. 70"}, "“Res. 70” already has this symbol, but has been withdrawn. Restore it instead."),
    ],
)
def test_what_is_wrong_is_listed_and_nothing_is_lost(client, chair, typed, message):
    BodyFactory(name="TSB")
    DocumentFactory(symbol="Res. 71")
    DocumentFactory(symbol="Res. 70", withdrawn=True)
    response = client.post("/roadmap/documents/new/", TYPED | {"bodies": "TSB"} | typed)
    assert response.status_code == 422
    assert any(message in line for line in summary(response)), summary(response)
    assert "Strategic Plan" in response.content.decode()
    assert Document.objects.count() == 2


def test_nothing_is_written_if_nothing_changed(client, chair):
    row = DocumentFactory(symbol="Res. 71")
    last = Change.objects.latest("id").pk
    typed = {name: value for name, value in values_of(DOCUMENT, row).items() if name != "bodies"}
    response = client.post(f"/roadmap/documents/{row.slug}/edit/", typed | {"seen": row.change_id}, follow=True)
    assert "There was nothing to save." in response.content.decode()
    assert Change.objects.latest("id").pk == last


def test_a_change_of_the_list_alone_is_a_change_of_the_row(chair):
    row = DocumentBodyFactory(body__name="TSB").document
    council = BodyFactory(name="Council").pk
    began = row.change_id
    saved = change_row(row, bodies=[council])
    assert saved.change_id > began
    assert list(DocumentBody.objects.order_by("id").values_list("withdrawn", flat=True)) == [True, False]
    assert version_of(DOCUMENT, row.pk, saved.change_id)["bodies"] == [council]
    with pytest.raises(Stale):
        save_record(kind=DOCUMENT, row=row, values={"title": "Other"}, seen=began, by="tests")


def test_two_editors_of_a_document_choose(client, chair):
    row = DocumentFactory(symbol="Res. 71")
    DocumentBodyFactory(document=row, body__name="TSB", change=row.change)
    BodyFactory(name="Council")
    began = row.change_id
    change_row(row, title="Their title", year=2023)
    typed = values_of(DOCUMENT, row) | {"title": "My title", "bodies": "Council", "seen": began, "year": 2019}
    path = f"/roadmap/documents/{row.slug}/edit/"
    page = client.post(path, typed)
    text = page.content.decode()
    assert page.status_code == 409
    assert [w for w in ("Boris", "Their title", "My title", "only you changed this", "Council") if w not in text] == []
    seen = Document.objects.get().change_id
    undecided = client.post(path, typed | {"seen": seen, "base": began})
    assert (undecided.status_code, summary(undecided)) == (422, ["Title: choose a value, or write another."])
    done = client.post(path, typed | {"seen": seen, "base": began, "keep_title": "mine"})
    assert done.status_code == 302
    row.refresh_from_db()
    assert (row.title, row.year) == ("My title", 2023)
    assert [link.body.name for link in row.body_links.live()] == ["Council"]


def test_a_cited_document_is_not_withdrawn(client, chair):
    row = CitationFactory(action=ActionFactory(code="6.5"), document__symbol="Res. 71").document
    page = client.post(f"/roadmap/documents/{row.slug}/withdraw/", {"seen": row.change_id, "reason": "Old"})
    assert page.status_code == 409
    assert summary(page) == ["It cannot be withdrawn, because these entries refer to it. Nothing was changed."]
    assert "Commitment 6.5 of edition 2019" in page.content.decode()
    assert not Document.objects.get().withdrawn


def test_a_document_that_is_evidence_of_progress_is_not_withdrawn(client, chair):
    row = DocumentFactory(symbol="Res. 71")
    update = ProgressUpdateFactory(action=ActionFactory(code="6.5"))
    UpdateDocument.objects.create(update=update, document=row, change=update.change)
    page = client.post(f"/roadmap/documents/{row.slug}/withdraw/", {"seen": row.change_id, "reason": "Old"})
    assert (page.status_code, Document.objects.get().withdrawn) == (409, False)
    assert "1 progress update<" in page.content.decode()


def test_a_document_is_withdrawn_with_a_reason_and_restored(client, chair):
    row = DocumentFactory(symbol="Res. 71")
    path = f"/roadmap/documents/{row.slug}/withdraw/"
    assert client.post(path, {"seen": row.change_id}).status_code == 422
    assert client.post(path, {"seen": row.change_id, "reason": "Entered twice"}).status_code == 302
    assert "Res. 71" not in client.get("/roadmap/documents/").content.decode()
    assert "This document has been withdrawn" in client.get(row.get_absolute_url()).content.decode()
    assert [one["symbol"] for one in client.get("/api/v1/roadmap/documents/").json()["results"]] == []
    row.refresh_from_db()
    stale = client.post(f"/roadmap/documents/{row.slug}/restore/", {"seen": row.change_id - 1})
    assert (stale.status_code, "has changed since you opened it" in stale.content.decode()) == (409, True)
    client.post(f"/roadmap/documents/{row.slug}/restore/", {"seen": row.change_id})
    assert "Res. 71" in client.get("/roadmap/documents/").content.decode()


def test_a_focal_point_reads_the_history_and_cannot_edit(client):
    client.force_login(UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"]))
    row = DocumentFactory(symbol="Res. 71")
    text = client.get(row.get_absolute_url()).content.decode()
    assert (f"/history/document/{row.pk}/" in text, f"{row.slug}/edit/" in text) == (True, False)
    page = client.get(f"/roadmap/documents/{row.slug}/edit/")
    assert page.status_code == 403
    assert "Only coordinators and administrators can change it." in page.content.decode()


def test_readers_see_no_link_of_staff(client):
    row = DocumentFactory(symbol="Res. 71")
    assert "record-acts" not in client.get(row.get_absolute_url()).content.decode()
    assert "record-acts" not in client.get("/roadmap/documents/").content.decode()


def test_a_focal_point_reverts_no_change_of_a_document(client, chair):
    row = DocumentFactory(symbol="Res. 71")
    number = change_row(row, title="Other").change_id
    assert client.post(f"/changes/{number}/revert/").status_code == 302
    row.refresh_from_db()
    assert row.title == "Title of Res. 71"
    client.force_login(UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"]))
    assert client.post(f"/changes/{row.change_id}/revert/").status_code == 403


@pytest.mark.parametrize("bodies", [1, 3])
def test_query_counts(client, chair, bodies, django_assert_num_queries):
    row = DocumentFactory(symbol="Res. 71")
    for number in range(bodies):
        DocumentBodyFactory(document=row, body=BodyFactory(name=f"Body {number}"), position=number + 1)
    with django_assert_num_queries(6):
        client.get(f"/roadmap/documents/{row.slug}/edit/")
    with django_assert_num_queries(7):
        client.get(row.get_absolute_url())


def test_a_withdrawn_document_is_not_found_and_not_in_the_sitemap(client):
    DocumentFactory(symbol="Res. 71", title="Strategic plan", slug="res-71", withdrawn=True)
    DocumentFactory(symbol="Res. 70", title="Gender in the plan", slug="res-70")
    text = client.get("/search/?q=plan").content.decode()
    assert ("/roadmap/documents/res-70/" in text, "/roadmap/documents/res-71/" in text) == (True, False)
    listed = set(sitemap.paths())
    assert ("/roadmap/documents/res-70/" in listed, "/roadmap/documents/res-71/" in listed) == (True, False)


def test_a_document_of_guidance_a_plan_or_a_report_is_not_withdrawn(client, chair):
    row = DocumentFactory(symbol="Res. 71")
    GuidanceFactory(body="Council", document=row)
    OperationalPlanFactory(symbol="C17/29", document=row)
    ProgressReportFactory(action=ActionFactory(code="6.5"), documents=[row.pk])
    page = client.post(f"/roadmap/documents/{row.slug}/withdraw/", {"seen": row.change_id, "reason": "Old"})
    assert (page.status_code, Document.objects.get().withdrawn) == (409, False)
    named = ["Report on commitment 6.5 that is not published yet", "Guidance: Council", "Operational plan: C17/29"]
    assert [one for one in named if one not in page.content.decode()] == []
