"""Pages about progress: what everyone reads, what staff do, what is refused, and how often they ask the database."""

from datetime import date
from unittest.mock import patch

import pytest
from django.utils import timezone

from activities import rules
from activities.actions.ledger import Stale
from activities.extensions import blocks_for, workspace_groups_for
from roadmap.actions.progress.reporting import accept_progress, submit_progress, withdraw_update
from roadmap.models import Action, Edition, ProgressReport, ProgressUpdate
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CountryFactory,
    GoalFactory,
    OrganisationFactory,
    TargetFactory,
    UserFactory,
)
from tests.factories.engagement import EngagementFactory, InputFactory, MechanismFactory
from tests.factories.plans import GuidanceFactory
from tests.factories.roadmap import (
    ActionActivityFactory,
    ActionBodyFactory,
    ActionFactory,
    ActionTermFactory,
    BodyFactory,
    DocumentFactory,
    EditionFactory,
    ProgressReportFactory,
    ProgressUpdateFactory,
    ReportRequestFactory,
    SectionFactory,
)
from tests.roadmap.test_pages import words

pytestmark = pytest.mark.django_db
PAGE, REPORT, REVIEW = "/roadmap/actions/8.d/", "/roadmap/actions/8.d/report/", "/roadmap/actions/8.d/review/"
SECRET = "Done in secret."


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """30 November 2026."""
    real = timezone.localdate
    monkeypatch.setattr(timezone, "localdate", lambda *of: real(*of) if of else date(2026, 11, 30))


@pytest.fixture
def action():
    """A commitment whose report for 2025 was requested."""
    row = ActionFactory(code="8.d", rule="yearly", text="Contribute to the STI Forum.")
    ActionBodyFactory(action=row, body=BodyFactory(name="TSB", sector="ITU-T"))
    ReportRequestFactory(action=row)
    return row


@pytest.fixture
def focal():
    return UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-T"], name="Focal")


@pytest.fixture
def coordinator():
    return UserFactory(role=rules.COORDINATOR, name="Coordinator")


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


def test_one_page_says_what_happened_in_a_year(client, action):
    """It answers "What happened with 8.d this year?" with progress, activities, inputs and meetings."""
    own, stranger = OrganisationFactory(sector="ITU-T", name="ITU-T"), OrganisationFactory(name="Stranger")
    ActivityFactory(title="STI Forum session", organisation=own)
    ActivityFactory(title="STI Forum of others", organisation=stranger)
    ActivityFactory(title="STI Forum of 2019", organisation=own, end_year=2019)
    ActionActivityFactory(action=action, activity=ActivityFactory(title="Linked", organisation=stranger))
    team = MechanismFactory(code="iatt", roadmap_refs=["8.d"])
    EngagementFactory(title="Forum 2026", mechanism=team, start="2026-05-06", place="New York")
    EngagementFactory(title="Forum 2025", mechanism=team, start="2025-05-06")
    InputFactory(title="Input on AI", mechanism=team, date="2026-02")
    ProgressUpdateFactory(action=action, year=2026, done="Two sessions held.", figures="48 missions", status="late")
    ProgressUpdateFactory(action=action, year=2025, done="Prepared it.")
    year = client.get(PAGE).context["progress"].year
    assert [one.title for one in year.activities] == ["Linked", "STI Forum session"]
    assert [one.title for one in year.happenings] == ["Input on AI", "Forum 2026"]
    text = words(client.get(PAGE))
    for part in (
        "What happened in 2026",
        "1 January 2026 – 31 December 2026 Late Two sessions held.",
        "Figures 48 missions",
        "Activities that carry it out",
        "Forum 2026",
        "Progress in other years 1 January 2025 – 31 December 2025 On track Prepared it.",
        "Next report due 31 December 2027",
        f"UN mechanisms {team.name}",
    ):
        assert part in text
    before = words(client.get(f"{PAGE}?year=2025"))
    assert "Prepared it. Submitted 1 December 2025, accepted 4 December 2025" in before
    assert ("Forum 2025" in before, "Forum 2026" in before, "STI Forum of others" in before) == (True, False, True)


def test_a_symbol_without_its_version_is_answered_with_the_latest_versions(client, action, coordinator):
    for year in (2011, 2016, 2019, 2024):
        DocumentFactory(symbol=f"Res. 1332 (Mod. {year})", slug=f"res-1332-{year}", year=year)
    DocumentFactory(symbol="Res. 1395", slug="res-1395")
    client.force_login(coordinator)
    page = words(client.post(REPORT, typed(documents="Res. 1332")))
    assert "Did you mean Res. 1332 (Mod. 2024) or Res. 1332 (Mod. 2019) or Res. 1332 (Mod. 2016)?" in page


def test_a_new_edition_keeps_the_years_of_the_one_before(client, action):
    """A link to what happened in 2024 still works when the edition of 2026 is published."""
    Edition.objects.update(current=False)
    edition = EditionFactory(code="2026", date="2026-06")
    ActionFactory(code="8.d", section=SectionFactory(edition=edition, number=8))
    assert Action.objects.of_current().get(code="8.d").section.edition == edition
    assert client.get(f"{PAGE}?year=2024").status_code == 200


@pytest.mark.parametrize(
    ("code", "event"),
    [
        ("2.1", "council"),
        ("2.2", "cwg-wsis-sdg"),
        ("6.5", "information-session"),
        ("6.6", "information-session"),
        ("8.10", "rdf"),
    ],
)
def test_events_of_the_kind_that_a_commitment_is_about_belong_to_it(client, code, event):
    ActionFactory(code=code)
    EngagementFactory(title="The event", kind=event, start="2026-05-06")
    EngagementFactory(title="Of another year", kind=event, start="2025-05-06")
    EngagementFactory(title="Of another kind", kind="other", start="2026-05-06")
    year = client.get(f"/roadmap/actions/{code}/").context["progress"].year
    assert [one.title for one in year.happenings] == ["The event"]


def test_inputs_to_reports_of_the_secretary_general_belong_to_their_commitment(client):
    ActionFactory(code="8.1")
    InputFactory(title="Chapter on ICTs", kind="report-input", date="2026-02")
    InputFactory(title="Statement", kind="statement", date="2026-02")
    year = client.get("/roadmap/actions/8.1/").context["progress"].year
    assert [one.title for one in year.happenings] == ["Chapter on ICTs"]


def test_guidance_about_a_commitment_is_on_its_page(client, action):
    GuidanceFactory(action=action, body="Council", text="Bring cases to the Forum.", received_on=date(2026, 6, 20))
    GuidanceFactory(action=action, text="Of another year.", received_on=date(2025, 6, 20))
    GuidanceFactory(action=action, text="Withdrawn.", received_on=date(2026, 6, 20), withdrawn=True)
    year = client.get(PAGE).context["progress"].year
    assert [(one.title, one.what, one.when) for one in year.happenings] == [
        ("Bring cases to the Forum.", "Guidance given by Council", "20 June 2026")
    ]
    assert client.get(year.happenings[0].href).status_code == 200


@pytest.mark.parametrize("year", ["1999", "2027", "last", ""])
def test_a_year_that_is_not_shown_is_refused(client, action, year):
    assert client.get(f"{PAGE}?year={year}").status_code == 400


def test_evidence_is_shown_with_its_links(client, action, coordinator):
    document, activity = DocumentFactory(symbol="C26/35", slug="c26-35"), ActivityFactory(title="A session")
    client.force_login(coordinator)
    sent = typed(documents="c26/35", activities=f"https://sdgmap.example/activities/{activity.pk}/?q=1")
    assert client.post(REPORT, sent).status_code == 302
    client.logout()
    html = client.get(f"{PAGE}?year=2025").content.decode()
    assert f'href="{document.get_absolute_url()}"' in html
    assert f'href="{activity.get_absolute_url()}"' in html


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


def test_the_page_of_progress_counts_by_section_and_status(client):
    reported = ActionFactory(code="6.1", status="done")
    ActionFactory(code="6.2")
    ActionFactory(code="8.1", section=SectionFactory(number=8), status="late")
    ProgressUpdateFactory(action=reported, done="It is done.")
    text = words(client.get("/roadmap/progress/"))
    assert "Progress has been reported on 2 commitments (of 3)." in text
    assert "It is done." in text
    found = client.get("/roadmap/progress/?section=6").context["progress"]
    assert [(line.number, line.counts, len(line.lines)) for line in found.sections] == [(6, (1, 0, 0, 0, 1, 0), 2)]
    assert client.get("/roadmap/progress/?status=sent").status_code == 400
    assert client.get("/roadmap/progress/?section=7").status_code == 400


def test_a_draft_is_on_no_page_of_progress(client, coordinator):
    ActionFactory(code="6.1")
    draft = EditionFactory(code="2027", state="draft", current=False)
    ActionFactory(code="6.9", section=SectionFactory(edition=draft, number=6), text="Words of the draft.")
    client.force_login(coordinator)
    for path in ("/roadmap/progress/?section=6", "/roadmap/board/"):
        assert "Words of the draft." not in client.get(path).content.decode()


def test_the_board_has_a_column_for_each_status_and_filters_in_the_address(client, action, focal):
    ActionFactory(code="8.1", section=action.section, status="late", rule="ongoing")
    client.force_login(focal)
    board = client.get("/roadmap/board/").context["board"]
    assert {column.status: [card.code for card in column.cards] for column in board.columns} == {
        "not-reported": ["8.d"],
        "planned": [],
        "on-track": [],
        "late": ["8.1"],
        "done": [],
        "discontinued": [],
    }
    assert board.work == {"overdue": 1, "needs-reporting": 2, "pending": 0, "returned": 0}
    cards = {card.code: card for column in board.columns for card in column.cards}
    assert (cards["8.d"].mine, cards["8.1"].mine, cards["8.d"].days_late) == (True, False, 334)
    for query, shown in (("work=overdue", 1), ("body=tsb", 1), ("section=8", 2), ("section=8&work=pending", 0)):
        assert client.get(f"/roadmap/board/?{query}").context["board"].shown == shown, query
    for query in ("work=late", "body=nobody", "section=99"):
        assert client.get(f"/roadmap/board/?{query}").status_code == 400


def test_a_long_column_starts_with_what_is_overdue_and_folds_the_rest(client, action, focal):
    for number in range(1, 25):
        ActionFactory(code=f"7.{number}", rule="ongoing")
    client.force_login(focal)
    page = client.get("/roadmap/board/")
    column = page.context["board"].columns[0]
    assert [card.code for card in column.first] == ["8.d", *(f"7.{number}" for number in range(1, 24))]
    assert [card.code for card in column.rest] == ["7.24"]
    assert "Show 1 more commitment<" in page.content.decode()


def test_the_board_leads_to_a_report_with_the_chosen_status(client, action, focal):
    client.force_login(focal)
    assert 'action="/roadmap/actions/8.d/report/"' in client.get("/roadmap/board/").content.decode()
    assert client.get(f"{REPORT}?status=done").context["form"]["status"].value() == "done"
    assert client.get(f"{REPORT}?status=nonsense").context["form"]["status"].value() is None


def test_lateness_by_body_and_year(client, action, coordinator):
    report = ProgressReportFactory(action=action, due_on=date(2025, 12, 31), first_submitted_at="2026-01-10T12:00Z")
    assert report.state == "pending"
    ProgressReportFactory(action=ActionFactory(code="8.2"), due_on=date(2026, 12, 31))
    client.force_login(coordinator)
    rows = client.get("/roadmap/board/late/").context["rows"]
    assert [(row.year, row.body, row.due, row.reported, row.late, row.median) for row in rows] == [
        (2026, "", 1, 1, 0, None),
        (2025, "TSB", 1, 1, 1, 10),
    ]
    lines = client.get("/roadmap/board/late-reports.csv").content.decode().splitlines()
    assert lines[2] == "8.d,TSB,2025-12-31,2025-11-01T12:00:00+00:00,2026-01-10T12:00:00+00:00,,pending,10"


def test_the_workspace_says_what_to_report(client, action, focal, coordinator):
    group = workspace_groups_for(focal, "")[0]
    assert (group.title, group.count, group.of, group.short) == ("commitment to report", 1, 1, "1 is overdue.")
    assert group.step_href == REPORT
    assert "commitment to report" in words(sign_in(client, focal).get("/workspace/"))
    assert workspace_groups_for(focal, "ITU-R") == []
    ProgressReportFactory(action=action, due_on=date(2025, 12, 31))
    assert workspace_groups_for(focal, "")[0].count == 0


def sign_in(client, user):
    client.force_login(user)
    return client


def test_pages_of_the_map_say_what_the_roadmap_promises(client, action):
    goal, target = GoalFactory(code="9"), TargetFactory(code="9.c")
    ActionTermFactory(action=action, term=target)
    ActionTermFactory(action=ActionFactory(code="8.1", status="done"), term=goal)
    ActionTermFactory(action=ActionFactory(code="8.2"), term=goal, withdrawn=True)
    ActionFactory(code="0.7", text="Show how WSIS Action Lines and SDGs link.")
    ActionFactory(code="6.2", text="Encourage Member States.")

    def promised(subject):
        return [
            (value, [link.code for link in links])
            for block in blocks_for(subject)
            if block.key in ("roadmap-promises", "engagement")
            for value, _label, links in block.content["promises"].groups
        ]

    assert promised(goal) == [("not-reported", ["8.d"]), ("done", ["8.1"])]
    assert promised(target) == [("not-reported", ["8.d"])]
    assert promised(ActionLineFactory(code="C2")) == [("not-reported", ["0.7"])]
    assert promised(CountryFactory(code="KE")) == [("not-reported", ["6.2"])]
    assert promised(GoalFactory(code="4")) == []


def test_promises_say_what_and_who(client, action):
    ActionTermFactory(action=action, term=TargetFactory(code="9.c"))
    ActionFactory(code="6.2", text="Encourage Member States.", responsible="ITU; Member States")
    assert "8.d Contribute to the STI Forum. (ITU)" in words(client.get("/targets/9.c/"))
    CountryFactory(code="KE")
    said = words(client.get("/countries/KE/"))
    assert "1 commitment to all Member States No progress reported yet 6.2 Encourage Member States." in said


@pytest.mark.parametrize(("number", "folded"), [(3, 0), (4, 1)])
def test_a_page_shows_three_commitments_and_folds_the_others(client, action, number, folded):
    target = TargetFactory(code="9.c")
    for place in range(number):
        ActionTermFactory(action=ActionFactory(code=f"5.{place + 1}"), term=target)
    html = client.get("/targets/9.c/").content.decode()
    assert html.count('href="/roadmap/actions/5.') == number
    assert html.count("<summary>1 more</summary>") == folded


@pytest.mark.parametrize("items", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [(PAGE, 8), ("/roadmap/progress/", 5), ("/roadmap/progress/?section=8", 6), ("/roadmap/board/", 10), (REPORT, 9)],
)
def test_query_counts(client, action, coordinator, django_assert_num_queries, items, path, queries):
    for number in range(items):
        other = ActionFactory(code=f"8.{number + 1}", section=action.section, rule="hlpf")
        ActionBodyFactory(action=other)
        ProgressUpdateFactory(action=other, year=2024)
        ProgressUpdateFactory(action=action, year=2026 - number)
        ActionActivityFactory(action=action, activity=ActivityFactory())
    if "board" in path or "report" in path:
        client.force_login(coordinator)
    client.get(path)
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200
