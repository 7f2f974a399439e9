"""Reporting on a commitment, deciding on a report, and correcting an update: what is saved and what is refused."""

from datetime import date
from unittest.mock import patch

import pytest

from activities import rules
from activities.actions.ledger import Stale
from roadmap.actions.progress.reporting import accept_progress, submit_progress, withdraw_update
from roadmap.models import Action, ProgressReport, ProgressUpdate
from tests.factories.activities import (
    ActivityFactory,
    UserFactory,
)
from tests.factories.roadmap import (
    DocumentFactory,
    ProgressReportFactory,
    ProgressUpdateFactory,
)
from tests.roadmap.test_pages import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
PAGE = "/roadmap/actions/8.d/"
REPORT = "/roadmap/actions/8.d/report/"
REVIEW = "/roadmap/actions/8.d/review/"
SECRET = "Done in secret."


def typed(**others):
    usual = {
        "due_on": "2025-12-31",
        "status": "on-track",
        "period_start": "2025-01-01",
        "period_end": "2025-12-31",
        "done": "Two sessions.",
        "figures": "48 missions",
        "evidence_url": "",
        "documents": "",
        "activities": "",
        "seen": 0,
    }
    return usual | others


def test_nobody_but_staff_sees_what_waits(client, action, focal):
    ProgressReportFactory(action=action, done=SECRET)
    for path in (PAGE, "/roadmap/", "/roadmap/progress/?section=8", "/roadmap/sections/8/", "/search/?q=secret"):
        text = client.get(path).content.decode()
        assert (SECRET in text, "Pending" in text, "Overdue" in text) == (False, False, False), path
    for path in ("/api/v1/roadmap/progress-updates/", "/api/v1/changes/?limit=1000", "/changes.atom"):
        assert SECRET not in client.get(path).content.decode(), path
    client.force_login(focal)
    assert "Pending. A report is waiting for a coordinator’s decision." in words(client.get(PAGE))
    assert SECRET in client.get(REPORT).content.decode()


def test_a_focal_point_reports_and_a_coordinator_accepts(client, action, focal, coordinator):
    client.force_login(focal)
    assert client.get(REPORT).context["form"]["due_on"].value() == "2025-12-31"
    response = client.post(REPORT, typed(), follow=True)
    assert "Submitted. A coordinator will accept your report, or return it with a reason." in words(response)
    client.force_login(coordinator)
    assert "48 missions" in words(client.get(REVIEW))
    client.post(REVIEW, {"seen": 1, "return_reason": "Which sessions?"})
    assert ProgressReport.objects.get().state == "returned"
    client.force_login(focal)
    assert "A coordinator has returned this report Which sessions?" in words(client.get(REPORT))
    client.post(REPORT, typed(seen=2, done="Two sessions in May."))
    client.force_login(coordinator)
    client.post(REVIEW, {"seen": 3, "accept": 1})
    assert ProgressUpdate.objects.get().done == "Two sessions in May."
    assert Action.objects.get().status == "on-track"
    client.logout()
    assert "Two sessions in May." in words(client.get(f"{PAGE}?year=2025"))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"done": ""}, "Describe what was done."),
        ({"status": "not-reported"}, "Status of the commitment: "),
        ({"period_end": "2024-12-31"}, "The period ends before it starts."),
        ({"period_start": "yesterday"}, "Enter a date such as 2026-12-31."),
        ({"period_start": "0002-01-01"}, "Enter a year from 2000 to 2100."),
        ({"due_on": "2031-01-01"}, "Due date: "),
        ({"evidence_url": "ftp://files"}, "Enter a full web address"),
        ({"documents": "C26/36"}, "The register has no document “C26/36”. Did you mean C26/35?"),
        ({"activities": "the session"}, "“the session” is not an activity."),
        ({"activities": "99999999"}, "“99999999”: there is no activity 99999999, or it has been withdrawn."),
    ],
)
def test_wrong_input_is_refused_with_the_way_out(client, action, coordinator, wrong, message):
    DocumentFactory(symbol="C26/35", slug="c26-35")
    client.force_login(coordinator)
    response = client.post(REPORT, typed(**wrong))
    assert response.status_code == 422
    assert message in words(response)
    assert not ProgressReport.objects.exists()


def test_of_two_authors_the_second_sees_both_reports_and_chooses(client, action, focal):
    colleague = UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-T"])
    submit_progress(action=action, values=values("First words"), seen=0, by=colleague)
    client.force_login(focal)
    response = client.post(REPORT, typed(done="Second words"))
    assert response.status_code == 409
    assert [one.name for one in response.context["conflict"].fields] == ["done", "figures"]
    conflict = {"seen": 1, "base": 0}
    undecided = client.post(REPORT, typed(done="Second words") | conflict)
    assert undecided.status_code == 422
    chosen = {"keep_done": "mine", "keep_figures": "theirs"}
    assert client.post(REPORT, typed(done="Second words") | conflict | chosen).status_code == 302
    report = ProgressReport.objects.get()
    assert (report.done, report.figures, report.revision) == ("Second words", "", 2)


def values(done):
    return {
        "due_on": date(2025, 12, 31),
        "period_start": date(2025, 1, 1),
        "period_end": date(2025, 12, 31),
        "done": done,
        "figures": "",
        "evidence_url": "",
        "status": "on-track",
        "documents": [],
        "activities": [],
    }


def test_a_report_decided_on_meanwhile_is_not_lost(client, action, focal):
    client.force_login(focal)
    response = client.post(REPORT, typed(seen=4))
    assert response.status_code == 409
    assert "Submit this as a new report." in words(response)
    assert response.context["form"]["seen"].value() == "0"


def test_a_focal_point_of_another_sector_is_told_why_not(client, action):
    client.force_login(UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-R"]))
    response = client.get(REPORT)
    assert (response.status_code, "Your Sectors are not responsible" in words(response)) == (403, True)
    assert "Report progress" not in words(client.get(PAGE))


def test_withdrawing_a_report(client, action, focal):
    ProgressReportFactory(action=action)
    client.force_login(focal)
    client.post(f"{REPORT}withdraw/", {"seen": 7})
    assert ProgressReport.objects.get().state == "pending"
    client.post(f"{REPORT}withdraw/", {"seen": 1})
    assert ProgressReport.objects.get().state == "withdrawn"


def test_correcting_an_update_with_a_conflict(client, action, coordinator):
    update = ProgressUpdateFactory(action=action, done="Two sessions.", figures="48 missions")
    path, seen = f"/roadmap/progress/{update.pk}/edit/", update.change_id
    client.force_login(coordinator)
    assert client.get(path).context["form"]["done"].value() == "Two sessions."
    assert client.post(path, typed(seen=seen, figures="50 missions", reason="Recount")).status_code == 302
    assert client.post(path, typed(seen=seen, done="Three sessions.")).status_code == 422  # say why
    response = client.post(path, typed(seen=seen, done="Three sessions.", reason="One more"))
    assert response.status_code == 409
    assert 'name="reason" value="One more"' in response.content.decode()
    presets = {one.name: one.preset for one in response.context["conflict"].fields}
    assert presets == {"done": "mine", "figures": "theirs"}
    now = ProgressUpdate.objects.get().change_id
    again = typed(seen=now, base=seen, done="Three sessions.", reason="One more")
    assert client.post(path, again).status_code == 302
    saved = ProgressUpdate.objects.get()
    assert (saved.done, saved.figures) == ("Three sessions.", "50 missions")
    history = f"/history/progressupdate/{update.pk}/"
    assert f'href="{history}"' in client.get(f"/roadmap/actions/{action.code}/?year=2025").content.decode()
    page = client.get(history).content.decode()
    for said in ("Recount", "One more"):
        assert said in page


def test_what_was_typed_into_the_form_of_a_withdrawn_update_is_not_lost(client, action, coordinator):
    update = ProgressUpdateFactory(action=action)
    path, seen = f"/roadmap/progress/{update.pk}/edit/", update.change_id
    client.force_login(coordinator)
    withdraw_update(update=update, seen=seen, reason="Wrong commitment", by=coordinator)
    response = client.post(path, typed(seen=seen, done="Three sessions.", reason="One more"))
    assert (response.status_code, "has been withdrawn since you opened it" in words(response)) == (409, True)
    assert "Three sessions." in response.content.decode()
    assert client.get(path).status_code == 404


def test_the_reason_of_one_who_returns_too_late_is_not_lost(client, action, coordinator):
    report = ProgressReportFactory(action=action)
    client.force_login(coordinator)
    page = f"/roadmap/actions/{action.code}/review/"
    with patch(
        "roadmap.pages.progress.reports.return_progress", side_effect=lambda **_more: decided(report, coordinator)
    ):
        response = client.post(page, {"seen": 1, "return_reason": "Figures are missing"})
    assert (response.status_code, "A colleague has already decided on this report." in words(response)) == (409, True)
    assert "Figures are missing" in response.content.decode()


def decided(report, by):
    """Someone else accepts the report, just before."""
    accept_progress(report=report, seen=1, by=by)
    raise Stale(report)


def test_what_only_one_of_two_changed_in_a_report_is_preset(client, action, coordinator):
    ProgressReportFactory(action=action, due_on=date(2025, 12, 31), done="Two sessions.", figures="48 missions")
    client.force_login(UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-T"]))
    path = f"/roadmap/actions/{action.code}/report/"
    form = client.get(path).context["form"]
    shown = {field.name: field.value() or "" for field in form}
    assert client.post(path, shown | {"figures": "50 missions"}).status_code == 302
    response = client.post(path, shown | {"done": "Three sessions."})
    assert response.status_code == 409
    presets = {one.name: one.preset for one in response.context["conflict"].fields}
    assert presets == {"done": "mine", "figures": "theirs"}


def test_withdrawing_an_update(client, action, coordinator):
    update = ProgressUpdateFactory(action=action)
    path = f"/roadmap/progress/{update.pk}/withdraw/"
    client.force_login(coordinator)
    assert client.post(path, {"seen": update.change_id, "reason": ""}).status_code == 422
    assert client.post(path, {"seen": 0, "reason": "Wrong"}).status_code == 409
    assert client.post(path, {"seen": update.change_id, "reason": "Wrong commitment"}).status_code == 302
    assert ProgressUpdate.objects.get().withdrawn
    assert client.get(path).status_code == 404


def test_a_symbol_without_its_version_is_answered_with_the_latest_versions(client, action, coordinator):
    for year in (2011, 2016, 2019, 2024):
        DocumentFactory(symbol=f"Res. 1332 (Mod. {year})", slug=f"res-1332-{year}", year=year)
    DocumentFactory(symbol="Res. 1395", slug="res-1395")
    client.force_login(coordinator)
    page = words(client.post(REPORT, typed(documents="Res. 1332")))
    assert "Did you mean Res. 1332 (Mod. 2024) or Res. 1332 (Mod. 2019) or Res. 1332 (Mod. 2016)?" in page


def test_evidence_is_shown_with_its_links(client, action, coordinator):
    document, activity = DocumentFactory(symbol="C26/35", slug="c26-35"), ActivityFactory(title="A session")
    client.force_login(coordinator)
    sent = typed(documents="c26/35", activities=f"https://sdgmap.example/activities/{activity.pk}/?q=1")
    assert client.post(REPORT, sent).status_code == 302
    client.logout()
    html = client.get(f"{PAGE}?year=2025").content.decode()
    assert f'href="{document.get_absolute_url()}"' in html
    assert f'href="{activity.get_absolute_url()}"' in html
