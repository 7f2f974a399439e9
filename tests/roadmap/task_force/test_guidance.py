"""Guidance of Council and working groups: what everyone reads, and what is refused."""

from datetime import date

import pytest

from roadmap.models import FollowUp, Guidance
from tests.factories.plans import FollowUpFactory, GuidanceFactory
from tests.factories.roadmap import ActionFactory, DocumentFactory
from tests.roadmap.task_force.conftest import TODAY

pytestmark = pytest.mark.django_db


def text(client, path="/roadmap/task-force/"):
    return client.get(path).content.decode()


def test_the_public_reads_guidance_and_what_was_done_and_never_who_does_it(client, owner):
    guidance = GuidanceFactory(
        text="Report on gender.",
        paragraph="§ 4.2",
        document=DocumentFactory(symbol="C26/35", slug="c26-35"),
        action=ActionFactory(code="2.3"),
        action_taken="A chapter was added.",
        closed_on=date(2026, 9, 1),
    )
    FollowUpFactory(guidance=guidance, owner=owner, what="Write the chapter")
    for path in ("/roadmap/guidance/", guidance.get_absolute_url()):
        page = text(client, path)
        for said in (
            "Report on gender.",
            "§ 4.2",
            "C26/35",
            "2.3",
            "A chapter was added.",
            "closed on 1 September 2026",
        ):
            assert said in page
        assert "Ben Okoro" not in page
        assert "Write the chapter" not in page
    client.force_login(owner.user)
    assert "Ben Okoro" in text(client, guidance.get_absolute_url())


def test_guidance_is_in_the_api_without_its_follow_ups(client, owner):
    guidance = GuidanceFactory(text="Report on gender.")
    FollowUpFactory(guidance=guidance, owner=owner, what="Write the chapter")
    GuidanceFactory(text="Taken back.", withdrawn=True)
    answer = client.get("/api/v1/roadmap/guidance/")
    (row,) = answer.json()["results"]
    assert (row["text"], row["received_on"], row["closed_on"], row["action"]) == (
        "Report on gender.",
        "2026-06-10",
        None,
        None,
    )
    assert "Ben Okoro" not in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"received_on": "2026-12-24"}, "This day is in the future."),
        ({"closed_on": "2026-06-01", "action_taken": "Done"}, "It was closed before it was received."),
        ({"closed_on": "2026-07-01"}, "Enter what was done, or leave “Closed on” empty."),
        ({"paragraph": "§ 4.2"}, "Choose the document that contains the paragraph."),
        ({"text": ""}, "Enter the guidance."),
    ],
)
def test_guidance_that_does_not_hold_together_is_refused(client, coordinator, typed, message):
    right = {"body": "Council", "text": "Report on gender.", "received_on": "2026-06-10"}
    answer = client.post("/roadmap/guidance/new/", right | typed)
    assert (answer.status_code, message in answer.content.decode()) == (422, True)
    assert not Guidance.objects.exists()


def test_guidance_with_an_open_follow_up_is_not_withdrawn(client, coordinator):
    guidance = GuidanceFactory()
    row = FollowUpFactory(guidance=guidance, what="Write the chapter")
    path = f"/roadmap/guidance/{guidance.pk}/withdraw/"
    typed = {"seen": guidance.change_id, "reason": "Entered twice"}
    answer = client.post(path, typed)
    assert (answer.status_code, "Write the chapter" in answer.content.decode()) == (409, True)
    FollowUp.objects.filter(pk=row.pk).update(done_on=TODAY)
    assert client.post(path, typed).status_code == 302
    assert "Guidance 1" not in text(client, "/roadmap/guidance/")


@pytest.mark.parametrize("items", [1, 3])
def test_guidance_query_count(client, items, django_assert_num_queries):
    for _ in range(items):
        GuidanceFactory(document=DocumentFactory(), action=ActionFactory())
    with django_assert_num_queries(1):
        assert client.get("/roadmap/guidance/").status_code == 200
