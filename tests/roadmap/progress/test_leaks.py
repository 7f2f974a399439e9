"""What waits for a coordinator is in no list, file, feed, version or snapshot. What is accepted, and withdrawn, is."""

import pytest

from activities import rules
from activities.models import Change
from activities.queries.facts.registry import resources
from roadmap.actions.progress.reporting import accept_progress, return_progress, submit_progress, withdraw_update
from tests.factories.activities import UserFactory
from tests.factories.roadmap import ActionBodyFactory, ActionFactory
from tests.roadmap.progress.test_reporting import values

pytestmark = pytest.mark.django_db
SECRET = "Words that wait"
API = "/api/v1"


@pytest.fixture
def report():
    action = ActionBodyFactory(action=ActionFactory(code="6.5", rule="yearly")).action
    focal = UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-T"], name="Focal Person")
    return submit_progress(action=action, values=values(done=SECRET, figures=SECRET), seen=0, by=focal)


def everything(client) -> str:
    """All that everyone can read of the Roadmap, its API and its history."""
    addresses = [f"{API}/{name}{suffix}" for name in resources() for suffix in ("/?limit=1000", ".csv", ".jsonl")]
    addresses += [f"{API}/changes/?limit=1000", "/changes.atom", "/roadmap/", "/roadmap/sections/6/", "/compare/"]
    addresses += ["/roadmap/progress/?section=6", "/roadmap/actions/6.5/", "/search/?q=words+that+wait"]
    texts = []
    for path in addresses:
        response = client.get(path)
        texts.append(b"".join(response).decode() if response.streaming else response.content.decode())
    return "\n".join(texts)


@pytest.mark.parametrize("state", ["pending", "returned"])
def test_nobody_reads_what_waits(client, report, state):
    changes = Change.objects.count()
    if state == "returned":
        return_progress(report=report, reason=SECRET, seen=1, by=UserFactory(role=rules.COORDINATOR))
    assert SECRET not in everything(client)
    assert Change.objects.count() == changes


def test_everyone_reads_what_is_accepted_but_not_who_wrote_it(client, report):
    coordinator = UserFactory(role=rules.COORDINATOR)
    update = accept_progress(report=report, seen=1, by=coordinator)
    rows = client.get(f"{API}/roadmap/progress-updates/").json()["results"]
    assert [(row["action"], row["status"], row["done"]) for row in rows] == [("6.5", "on-track", SECRET)]
    assert client.get(f"{API}/roadmap/actions/").json()["results"][0]["status"] == "on-track"
    assert "Focal Person" not in everything(client)
    withdraw_update(update=update, seen=update.change_id, reason="Wrong commitment", by=coordinator)
    assert client.get(f"{API}/roadmap/progress-updates/").json()["results"] == []
    feed = client.get(f"{API}/changes/?limit=1000").json()["results"]
    assert [row["action"] for row in feed if row["resource"] == "roadmap/progress-updates"] == ["withdrawn"]


def test_an_acceptance_can_be_reverted(client, report):
    coordinator = UserFactory(role=rules.COORDINATOR)
    update = accept_progress(report=report, seen=1, by=coordinator)
    client.force_login(coordinator)
    response = client.post(f"/changes/{update.change_id}/revert/", {"reason": "Wrong report"})
    assert response.status_code == 302, response.content.decode()[:3000]
    update.refresh_from_db()
    update.action.refresh_from_db()
    assert (update.withdrawn, update.action.status) == (True, "not-reported")
