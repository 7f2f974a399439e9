"""A commitment goes on in the next edition: its updates, its status, what waits, and what was requested."""

from datetime import date

import pytest
from django.utils import timezone

from activities import rules
from activities.models import Notice
from roadmap.actions.editions.publishing import publish_edition
from roadmap.actions.progress.reminding import remind_reporters
from roadmap.actions.progress.reporting import withdraw_update
from roadmap.models import Action, Edition, ProgressReport, ProgressUpdate, ReportRequest
from roadmap.queries.progress.commitments import tracked
from roadmap.queries.progress.reports import reports_seen_by
from tests.factories.activities import ActivityFactory, GoalFactory, UserFactory
from tests.factories.roadmap import (
    ActionActivityFactory,
    ActionBodyFactory,
    ActionFactory,
    ActionTermFactory,
    BodyFactory,
    ProgressReportFactory,
    ProgressUpdateFactory,
    ReportRequestFactory,
)
from tests.roadmap.test_pages import words

pytestmark = pytest.mark.django_db
PAGE = "/roadmap/actions/8.d/"
NEW = {"register": "roadmap", "code": "2026", "date": "2026-06", "title": "The Roadmap", "certainty": "confirmed"}


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """30 November 2026."""
    real = timezone.localdate
    monkeypatch.setattr(timezone, "localdate", lambda *of: real(*of) if of else date(2026, 11, 30))


@pytest.fixture
def coordinator(client):
    user = UserFactory(role=rules.COORDINATOR, name="Coordinator")
    client.force_login(user)
    return user


@pytest.fixture
def old(coordinator):
    """8.d of the edition of 2019, with an update for 2023 that says it is late."""
    row = ActionFactory(code="8.d", rule="yearly", text="Contribute to the STI Forum.", status="late")
    ActionBodyFactory(action=row, body=BodyFactory(name="TSB", sector="ITU-T"))
    ProgressUpdateFactory(action=row, year=2023, status="late", done="Prepared it in 2023.")
    return row


def begun(client, source: Action) -> Edition:
    """A draft that is a copy of the edition."""
    assert client.post("/roadmap/editions/new/", NEW | {"based_on_id": source.section.edition_id}).status_code == 302
    return Edition.objects.get(code="2026")


def published(client, source: Action, by) -> Action:
    """The commitment in a new edition, published as it was copied."""
    draft = begun(client, source)
    publish_edition(edition=draft, seen=draft.change_id, by=by)
    return Action.objects.of_current().get(code=source.code)


def test_the_page_of_a_commitment_shows_what_was_reported_on_earlier_editions(client, old, coordinator):
    new = published(client, old, coordinator)
    assert (new.pk == old.pk, new.status, new.section.edition.code) == (False, "late", "2026")
    client.logout()
    progress = client.get(PAGE).context["progress"]
    assert ([one.done for one in progress.updates], progress.line.updates) == (["Prepared it in 2023."], 1)
    assert progress.years[-1] == 2019
    assert "Prepared it in 2023." in words(client.get(f"{PAGE}?year=2023"))
    found = client.get("/roadmap/progress/?section=8").context["progress"]
    assert (found.reported, [(action.pk, update.done) for action, update in found.latest]) == (
        1,
        [(new.pk, "Prepared it in 2023.")],
    )


def test_the_status_is_that_of_the_latest_update_when_the_edition_is_published(client, old, coordinator):
    draft = begun(client, old)
    copy = Action.objects.get(section__edition=draft)
    assert copy.status == "late"
    ProgressUpdateFactory(action=old, year=2025, status="done")
    publish_edition(edition=draft, seen=draft.change_id, by=coordinator)
    copy.refresh_from_db()
    draft.refresh_from_db()
    assert (copy.status, copy.change_id) == ("done", draft.change_id)


def test_a_commitment_with_a_new_code_begins_anew(client, old, coordinator):
    draft = begun(client, old)
    Action.objects.filter(section__edition=draft).update(code="8.e")
    publish_edition(edition=draft, seen=draft.change_id, by=coordinator)
    assert Action.objects.get(code="8.e").status == "not-reported"
    assert client.get("/roadmap/actions/8.e/").context["progress"].updates == ()


def test_a_report_that_waits_is_accepted_under_the_new_edition(client, old, coordinator):
    ProgressReportFactory(action=old, done="Held it.", status="on-track")
    new = published(client, old, coordinator)
    assert client.get("/roadmap/board/?work=pending").context["board"].shown == 1
    assert "Held it." in words(client.get(f"{PAGE}review/"))
    assert client.post(f"{PAGE}review/", {"seen": 1, "accept": 1}).status_code == 302
    new.refresh_from_db()
    assert (ProgressReport.objects.get().state, new.status) == ("accepted", "on-track")
    assert [one.done for one in client.get(PAGE).context["progress"].updates] == ["Held it.", "Prepared it in 2023."]


def test_an_update_of_an_earlier_edition_can_be_corrected_and_withdrawn(client, old, coordinator):
    update = ProgressUpdate.objects.get()
    new = published(client, old, coordinator)
    assert client.get(f"/roadmap/progress/{update.pk}/edit/").status_code == 200
    withdraw_update(update=update, seen=update.change_id, reason="Wrong commitment", by=coordinator)
    assert set(Action.objects.filter(pk__in=[old.pk, new.pk]).values_list("status", flat=True)) == {"not-reported"}


def test_what_is_requested_carries_over(client, old, coordinator):
    """The date that an earlier edition requested is overdue under the new one, which begins with a later date."""
    ReportRequestFactory(action=old, due_on=date(2025, 12, 31))
    published(client, old, coordinator)
    (line,) = tracked()
    assert (line.rule.last(line.day), line.standing.due, line.standing.overdue) == (None, date(2025, 12, 31), True)
    assert remind_reporters(date(2026, 11, 30)) == 1
    assert ReportRequest.objects.get().step == ReportRequest.Step.OVERDUE


def test_nobody_is_asked_again_for_a_date_that_the_earlier_edition_requested(client, old, coordinator):
    assert remind_reporters(date(2026, 11, 30)) == 1
    published(client, old, coordinator)
    assert remind_reporters(date(2026, 11, 30)) == 0
    assert (ReportRequest.objects.get().action_id, Notice.objects.count()) == (old.pk, 1)


def test_the_next_edition_may_leave_out_what_was_reported_the_current_one_may_not(client, old, coordinator):
    begun(client, old)
    copy = Action.objects.get(section__edition__code="2026")
    leave = {"seen": copy.change_id, "reason": "Taken out"}
    assert client.post("/roadmap/editions/2026/commitments/8.d/withdraw/", leave).status_code == 302
    refused = client.post("/roadmap/editions/2019/commitments/8.d/withdraw/", {"seen": old.change_id, "reason": "x"})
    assert (refused.status_code, "1 accepted update on" in words(refused)) == (409, True)


@pytest.fixture
def left_out(client, old, coordinator):
    """A report on 8.d, which the edition of 2026 leaves out, by a focal point."""
    author = UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-T"])
    report = ProgressReportFactory(action=old, done="Held it.", status="on-track", submitted_by=author)
    ActionBodyFactory(
        action=ActionFactory(code="8.e", section=old.section), body=BodyFactory(name="BR", sector="ITU-R")
    )
    draft = begun(client, old)
    Action.objects.filter(section__edition=draft, code="8.d").update(withdrawn=True)
    publish_edition(edition=draft, seen=draft.change_id, by=coordinator)
    return report


def test_a_report_on_a_commitment_that_the_next_edition_leaves_out_is_not_lost(client, left_out, coordinator):
    for query in ("", "?work=pending"):
        page = client.get(f"/roadmap/board/{query}")
        assert "Reports on commitments that are no longer in the Roadmap" in words(page)
        assert [one.href for one in page.context["board"].left_out] == [f"{PAGE}review/"]
        assert page.context["board"].work["pending"] == 1
    assert "no longer has" not in words(client.get("/roadmap/board/?work=overdue"))
    shown = words(client.get(f"{PAGE}review/"))
    assert "but not in the edition in force." in shown
    assert "Held it." in shown
    response = client.post(f"{PAGE}review/", {"seen": 1, "accept": 1})
    assert (response.status_code, response.url) == (302, "/roadmap/board/")
    left_out.refresh_from_db()
    assert (left_out.state, left_out.update.status) == ("accepted", "on-track")
    assert client.get("/roadmap/board/").context["board"].left_out == ()
    edit = f"/roadmap/progress/{left_out.update_id}/edit/"
    assert client.get(edit).status_code == 200
    assert client.get(f"{PAGE}review/").status_code == 404


def test_its_author_can_submit_it_again_or_withdraw_it(client, left_out, coordinator):
    author, form = left_out.submitted_by, {"seen": 1, "return_reason": "Figures are missing"}
    assert client.post(f"{PAGE}review/", form).status_code == 302
    client.force_login(author)
    assert "Returned to its author" in words(client.get("/roadmap/board/?work=returned"))
    page = client.get(f"{PAGE}report/")
    assert "Figures are missing" in words(page)
    sent = {name: field.value() or "" for name, field in ((f.name, f) for f in page.context["form"])}
    assert client.post(f"{PAGE}report/", sent | {"done": "Held it with 90 guests."}).status_code == 302
    left_out.refresh_from_db()
    assert (left_out.state, left_out.done) == ("pending", "Held it with 90 guests.")
    assert client.post(f"{PAGE}report/withdraw/", {"seen": left_out.revision}).status_code == 302
    left_out.refresh_from_db()
    assert left_out.state == "withdrawn"
    assert client.get(f"{PAGE}report/").status_code == 404  # no new ones


def test_others_do_not_get_at_it(client, left_out):
    client.force_login(UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-R"]))
    assert client.get(f"{PAGE}report/").status_code == 403
    assert client.get(f"{PAGE}review/").status_code == 403
    assert [one.mine for one in client.get("/roadmap/board/").context["board"].left_out] == [False]
    assert not reports_seen_by(UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-R"])).exists()
    assert reports_seen_by(left_out.submitted_by).get() == left_out
    assert reports_seen_by(UserFactory(role=rules.ADMINISTRATOR)).get() == left_out


def test_a_report_on_a_withdrawn_commitment_is_not_lost(client, old, coordinator):
    report = ProgressReportFactory(action=old, done="Held it.", status="on-track")
    Action.objects.filter(pk=old.pk).update(withdrawn=True)
    assert "This commitment has been withdrawn from the Roadmap." in words(client.get("/roadmap/board/"))
    assert client.post(f"{PAGE}review/", {"seen": 1, "accept": 1}).status_code == 302
    report.refresh_from_db()
    assert report.state == "accepted"


def test_a_commitment_with_an_open_report_is_not_withdrawn(client, old, coordinator):
    ProgressUpdate.objects.update(withdrawn=True)
    report = ProgressReportFactory(action=old)
    form = {"seen": old.change_id, "reason": "x"}
    refused = client.post("/roadmap/editions/2019/commitments/8.d/withdraw/", form)
    assert (refused.status_code, "An open report on its progress" in words(refused)) == (409, True)
    client.post(f"{PAGE}report/withdraw/", {"seen": report.revision})
    assert client.post("/roadmap/editions/2019/commitments/8.d/withdraw/", form).status_code == 302


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize(("role", "queries"), [(rules.FOCAL_POINT, 15), (rules.COORDINATOR, 15)])
def test_query_counts_for_staff(client, old, django_assert_num_queries, items, role, queries):
    for number in range(items):
        other = ActionFactory(code=f"8.{number + 1}", section=old.section, rule="hlpf")
        ActionBodyFactory(action=other)
        ProgressUpdateFactory(action=old, year=2026 - number)
        ReportRequestFactory(action=old, due_on=date(2025 - number, 12, 31))
        ActionActivityFactory(action=old, activity=ActivityFactory())
    ActionTermFactory(action=old, term=GoalFactory(code="9"), certainty="official")
    Action.objects.filter(pk=old.pk).update(rule="hlpf")
    client.force_login(UserFactory(role=role, sectors=["ITU-T"]))
    client.get(PAGE)
    with django_assert_num_queries(queries):
        assert client.get(PAGE).status_code == 200
