"""Reports on commitments by token: submit, submit again, accept, return, withdraw."""

import pytest

from activities import rules
from activities.models import Change, Notice
from roadmap.models import ProgressReport, ProgressUpdate
from tests.activities.api.writing.calling import Program
from tests.factories.activities import ActivityFactory, UserFactory
from tests.factories.roadmap import ActionBodyFactory, ActionFactory, DocumentFactory, EditionFactory, SectionFactory
from tests.roadmap.progress.test_leaks import SECRET, everything

BODY = {
    "due_on": "2026-12-31",
    "status": "on-track",
    "period_start": "2026-01-01",
    "period_end": "2026-12-31",
    "done": "Two sessions were held.",
}
PLACE = "/roadmap/actions/6.5/reports/"


@pytest.fixture
def report(focal, action):
    """A report of the focal point that waits."""
    return ProgressReport.objects.get(pk=focal.post(PLACE, BODY).json()["id"])


def one(report, act=""):
    return f"/roadmap/reports/{report.pk}/{act}"


def errors(answer):
    assert answer.status_code == 422, answer.content
    return answer.json()["errors"]


def test_a_focal_point_reports_with_evidence(focal, action):
    DocumentFactory(slug="res-1332-mod-2024")
    ActivityFactory(id=341)
    changes = Change.objects.count()
    evidence = {"documents": ["res-1332-mod-2024"], "activities": ["341"], "evidence_url": "https://example.org/"}
    answer = focal.post(PLACE, BODY | evidence | {"figures": "2 sessions"})
    assert answer.status_code == 201, answer.content
    row = answer.json()
    assert {name: row[name] for name in (*BODY, *evidence)} == BODY | evidence
    assert (answer["ETag"], answer["Location"]) == ('"1"', f"/api/v1/roadmap/reports/{row['id']}/")
    assert (row["edition"], row["action"], row["state"], row["version"], row["update"]) == (
        *("2019", "6.5", "pending", 1),
        None,
    )
    assert row["page"] == "http://127.0.0.1:8000/roadmap/actions/6.5/"
    assert Change.objects.count() == changes
    read = focal.get(f"/roadmap/reports/{row['id']}/")
    assert (read.json(), read["ETag"], read["Cache-Control"]) == (row, '"1"', "private, no-store")


def test_what_is_left_out_is_that_of_the_page(focal, action):
    row = focal.post(PLACE, {"status": "done", "done": "It is done."}).json()
    report = ProgressReport.objects.get(pk=row["id"])
    assert report.due_on is not None
    assert (report.period_start.month, report.period_start.day) == (1, 1)
    assert report.period_start.year == report.period_end.year


def test_a_report_of_a_coordinator_is_public_at_once(coordinator, action):
    answer = coordinator.post(PLACE, BODY)
    row = answer.json()
    assert (answer.status_code, row["state"], row["update"]) == (201, "accepted", ProgressUpdate.objects.get().pk)
    [public] = coordinator.client.get("/api/v1/roadmap/progress-updates/?action=6.5").json()["results"]
    assert (public["id"], public["done"], public["due_on"]) == (row["update"], BODY["done"], BODY["due_on"])
    assert Change.objects.latest("id").verb == "progress.accept"


def test_there_is_one_open_report_of_a_commitment(focal, report):
    answer = focal.post(PLACE, BODY)
    assert (answer.status_code, answer["ETag"], answer.json()["current"]["id"]) == (409, '"1"', report.pk)
    assert ProgressReport.objects.count() == 1


def test_a_report_is_submitted_again(focal, report):
    assert focal.patch(one(report), {"figures": "3 sessions"}).status_code == 428
    answer = focal.patch(one(report), {"figures": "3 sessions"}, seen=1)
    assert (answer.status_code, answer["ETag"], answer.json()["figures"]) == (200, '"2"', "3 sessions")
    assert {name: answer.json()[name] for name in BODY} == BODY
    late = focal.patch(one(report), {"figures": "4 sessions"}, seen=1)
    assert (late.status_code, late["ETag"], late.json()["current"]["figures"]) == (412, '"2"', "3 sessions")


def test_a_coordinator_accepts(focal, coordinator, report):
    assert coordinator.post(one(report, "accept/"), None).status_code == 428
    answer = coordinator.post(one(report, "accept/"), None, seen=1)
    assert (answer.status_code, answer.json()["state"], answer["ETag"]) == (200, "accepted", '"2"')
    assert ProgressUpdate.objects.get().pk == answer.json()["update"]
    assert [(one.kind, one.to) for one in Notice.objects.exclude(kind="token_created")] == [
        ("report_accepted", focal.user)
    ]
    late = coordinator.post(one(report, "accept/"), None, seen=2)
    assert (late.status_code, late.json()["current"]["state"]) == (412, "accepted")
    assert focal.patch(one(report), {"done": "More"}, seen=2).status_code == 409
    assert focal.post(one(report, "withdraw/"), None, seen=2).status_code == 409


def test_a_coordinator_returns_with_a_reason(focal, coordinator, report):
    assert errors(coordinator.post(one(report, "return/"), {}, seen=1)).keys() == {"reason"}
    answer = coordinator.post(one(report, "return/"), {"reason": "Say how many."}, seen=1)
    assert (answer.status_code, answer.json()["state"], answer.json()["reason"]) == (200, "returned", "Say how many.")
    again = focal.patch(one(report), {"figures": "48"}, seen=2)
    assert (again.status_code, again.json()["state"]) == (200, "pending")


def test_a_report_is_withdrawn(focal, report):
    answer = focal.post(one(report, "withdraw/"), None, seen=1)
    assert (answer.status_code, answer.json()["state"]) == (200, "withdrawn")
    assert focal.post(PLACE, BODY).status_code == 201


@pytest.mark.parametrize("act", ["accept/", "return/"])
def test_a_focal_point_does_not_decide(focal, report, act):
    answer = focal.post(one(report, act), {"reason": "No"} if act == "return/" else None, seen=1)
    assert answer.status_code == 403
    assert "Only coordinators" in answer.json()["detail"]


def test_what_is_not_yours_is_not_there(client, report):
    other = Program(client, UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-R"]))
    answer = other.post(PLACE, BODY)
    assert (answer.status_code, "Your Sectors are not responsible" in answer.json()["detail"]) == (403, True)
    assert other.get("/roadmap/reports/").json()["results"] == []
    for answer in (
        other.get(one(report)),
        other.patch(one(report), {"done": "Mine"}, seen=1),
        *(other.post(one(report, act), None, seen=1) for act in ("accept/", "return/", "withdraw/")),
    ):
        assert answer.status_code == 404
        assert BODY["done"] not in answer.content.decode()


@pytest.mark.parametrize(
    ("body", "field", "said"),
    [
        ({"status": "finished"}, "status", "“finished” is not one of the values: planned, on-track,"),
        ({"done": ""}, "done", "Describe what was done."),
        ({"due_on": "2020-12-31"}, "due_on", "Reports on this commitment can be for 2"),
        ({"period_end": "2025-01-01"}, "period_end", "The period ends before it starts."),
        ({"documents": ["nothing"]}, "documents", "“nothing” is not among the"),
        ({"activities": ["999"]}, "activities", "there is no activity 999"),
        ({"evidence_url": "ftp://example.org"}, "evidence_url", ""),
    ],
)
def test_wrong_values_are_named_with_the_way_out(focal, action, body, field, said):
    found = errors(focal.post(PLACE, BODY | body))
    assert found.keys() == {field}
    assert said in " ".join(found[field])
    assert not ProgressReport.objects.exists()


def test_an_ongoing_commitment_has_no_due_date(focal):
    ActionBodyFactory(action=ActionFactory(code="6.6", rule="ongoing"))
    place = "/roadmap/actions/6.6/reports/"
    assert errors(focal.post(place, BODY)).keys() == {"due_on"}
    without = {name: value for name, value in BODY.items() if name != "due_on"}
    answer = focal.post(place, without)
    assert (answer.status_code, answer.json()["due_on"]) == (201, None)


def test_only_commitments_of_the_current_roadmap_are_reported_on(coordinator, action):
    draft = EditionFactory(code="2030-draft", state="draft", current=False)
    ActionFactory(code="1.9", section=SectionFactory(edition=draft, number=1))
    for code in ("1.9", "99.9", "x" * 90):
        assert coordinator.post(f"/roadmap/actions/{code}/reports/", BODY).status_code == 404


def test_a_report_goes_on_in_the_next_edition(focal, coordinator, report):
    EditionFactory._meta.model.objects.update(current=False)
    later = EditionFactory(code="2028", current=True)
    ActionBodyFactory(action=ActionFactory(code="6.5", rule="yearly", section=SectionFactory(edition=later, number=6)))
    assert [row["id"] for row in focal.get("/roadmap/reports/").json()["results"]] == [report.pk]
    assert focal.post(PLACE, BODY).json()["current"]["id"] == report.pk
    answer = focal.patch(one(report), {"figures": "3 sessions"}, seen=1)
    assert (answer.status_code, answer.json()["edition"], answer.json()["version"]) == (200, "2019", 2)
    assert coordinator.post(one(report, "accept/"), None, seen=2).status_code == 200


def test_reports_are_listed_in_pages(coordinator, focal, action):
    for code in ("6.6", "6.7"):
        ActionBodyFactory(action=ActionFactory(code=code, rule="yearly"))
    for code in ("6.5", "6.6", "6.7"):
        focal.post(f"/roadmap/actions/{code}/reports/", BODY)
    page = focal.get("/roadmap/reports/?limit=2").json()
    assert [row["action"] for row in page["results"]] == ["6.7", "6.6"]
    rest = focal.client.get(page["next"], headers={"Authorization": f"Bearer {focal.secret}"}).json()
    assert ([row["action"] for row in rest["results"]], rest["next"]) == (["6.5"], None)
    assert coordinator.get("/roadmap/reports/?state=returned").json()["results"] == []
    assert len(coordinator.get("/roadmap/reports/?state=pending").json()["results"]) == 3
    assert coordinator.get("/roadmap/reports/?state=lost").status_code == 400


@pytest.mark.parametrize("items", [1, 3])
def test_query_counts(focal, items, django_assert_num_queries):
    for number in range(items):
        code = f"6.{number + 5}"
        ActionBodyFactory(action=ActionFactory(code=code, rule="yearly"))
        focal.post(f"/roadmap/actions/{code}/reports/", BODY)
    focal.get("/roadmap/reports/")
    with django_assert_num_queries(3):  # the token is known already
        assert len(focal.get("/roadmap/reports/").json()["results"]) == items


def test_a_report_is_submitted_once(focal, action):
    first = focal.post(PLACE, BODY, key="r-1")
    again = focal.post(PLACE, BODY, key="r-1")
    assert (first.status_code, again.status_code, again["Idempotency-Replayed"]) == (201, 201, "true")
    assert again.json() == first.json()


def test_nobody_reads_what_waits(client, focal, coordinator, action):
    report = focal.post(PLACE, BODY | {"done": SECRET, "figures": SECRET}).json()
    assert SECRET not in everything(client)
    coordinator.post(f"/roadmap/reports/{report['id']}/return/", {"reason": SECRET}, seen=1)
    assert SECRET not in everything(client)
    reader = Program(client, UserFactory(), "read")
    for path in ("/roadmap/reports/", f"/roadmap/reports/{report['id']}/", "/roadmap/actions/", "/changes/?after=0"):
        assert SECRET not in reader.get(path).content.decode()
