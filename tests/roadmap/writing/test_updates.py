"""Accepted progress updates by token: read, correct and withdraw them."""

import pytest

from activities.models import Change
from roadmap.models import Action, ProgressUpdate
from tests.factories.activities import ActivityFactory
from tests.factories.roadmap import DocumentFactory, ProgressUpdateFactory

REASON = {"reason": "A late answer came"}


@pytest.fixture
def update(action):
    return ProgressUpdateFactory(action=action, done="Two sessions.", figures="48 missions", status="on-track")


def place(update):
    return f"/roadmap/progress-updates/{update.pk}/"


def test_everyone_reads_one_update_staff_with_its_version(client, coordinator, update):
    answer = client.get(f"/api/v1{place(update)}")
    assert (answer.status_code, answer.json()["done"], answer.json()["action"]) == (200, "Two sessions.", "6.5")
    assert coordinator.get(place(update))["ETag"] == f'"{update.change_id}"'
    ProgressUpdate.objects.update(withdrawn=True)
    assert client.get(f"/api/v1{place(update)}").status_code == 404
    assert coordinator.get(place(update)).status_code == 200


def test_a_coordinator_corrects_what_was_accepted(coordinator, action, update):
    DocumentFactory(slug="res-1332-mod-2024")
    ActivityFactory(id=341)
    sent = {"figures": "61 missions", "status": "done", "documents": ["res-1332-mod-2024"], "activities": ["341"]}
    answer = coordinator.patch(place(update), sent | REASON, seen=update.change_id)
    assert answer.status_code == 200, answer.content
    row = answer.json()
    assert {name: row[name] for name in sent} == sent
    assert (row["done"], answer["ETag"]) == ("Two sessions.", f'"{row["change"]}"')
    change = Change.objects.latest("pk")
    assert (change.pk, change.verb, change.reason) == (row["change"], "progress.save", REASON["reason"])
    assert Action.objects.get(pk=action.pk).status == "done"


def test_without_a_reason_nothing_is_corrected(coordinator, update):
    answer = coordinator.patch(place(update), {"figures": "61 missions"}, seen=update.change_id)
    assert answer.status_code == 422
    assert answer.json()["errors"] == {"reason": ["Say why you correct what was published."]}
    assert coordinator.delete(place(update), seen=update.change_id).status_code == 422
    assert ProgressUpdate.objects.get().change_id == update.change_id


def test_mistakes_are_named(coordinator, update):
    sent = {"period_start": "2027-01-01", "period_end": "2026-01-01", "documents": ["nowhere"]}
    answer = coordinator.patch(place(update), sent | REASON, seen=update.change_id)
    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"period_end", "documents"}


def test_an_outdated_version_gets_the_current_update(coordinator, update):
    assert coordinator.patch(place(update), {"done": "Three."} | REASON, seen=update.change_id).status_code == 200
    for answer in (
        coordinator.patch(place(update), {"done": "Four."} | REASON, seen=update.change_id),
        coordinator.delete(f"{place(update)}?reason=Wrong", seen=update.change_id),
    ):
        assert (answer.status_code, answer.json()["current"]["done"]) == (412, "Three.")
    assert ProgressUpdate.objects.get().done == "Three."


def test_a_coordinator_withdraws_an_update(coordinator, action, update):
    answer = coordinator.delete(f"{place(update)}?reason=Wrong+commitment", seen=update.change_id)
    assert answer.status_code == 200, answer.content
    assert ProgressUpdate.objects.get().withdrawn
    assert Action.objects.get(pk=action.pk).status == "not-reported"
    again = coordinator.patch(place(update), {"done": "Back."} | REASON, seen=ProgressUpdate.objects.get().change_id)
    assert (again.status_code, "has been withdrawn" in again.json()["detail"]) == (409, True)


def test_focal_points_and_numbers_without_an_update_are_refused(focal, coordinator, update):
    assert focal.patch(place(update), {"done": "Mine."} | REASON, seen=update.change_id).status_code == 403
    assert focal.delete(f"{place(update)}?reason=x", seen=update.change_id).status_code == 403
    assert coordinator.patch("/roadmap/progress-updates/99/", {"done": "x"} | REASON, seen=1).status_code == 404
    assert coordinator.patch("/roadmap/progress-updates/9223372036854775808/", REASON, seen=1).status_code == 404
    assert ProgressUpdate.objects.get().change_id == update.change_id
