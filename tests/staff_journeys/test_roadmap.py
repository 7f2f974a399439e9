"""The Roadmap at work: a new edition, reports on two commitments, and a review round, each by those who do it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from activities import rules
from activities.actions.outbox.mails import send_notices
from activities.models import Activity
from roadmap.actions.rounds.following import follow_all
from roadmap.actions.rounds.reminding import remind_all
from roadmap.models import Round
from tests.factories.activities import ActivityFactory, OrganisationFactory
from tests.factories.roadmap import (
    ActionBodyFactory,
    ActionFactory,
    BodyFactory,
    DocumentFactory,
    HlpfYearFactory,
    ProgressUpdateFactory,
)
from tests.factories.submissions import MembershipFactory
from tests.signing_in import session_cookie

pytestmark = pytest.mark.xdist_group("staff journeys")
YEAR = timezone.localdate().year


@pytest.fixture
def commitments(staff_map):
    """6.5 (each year) and 8.d (ongoing) of the General Secretariat, in the edition of 2019."""
    secretariat = BodyFactory(name="General Secretariat", sector="General Secretariat")
    made = {}
    for code, rule in (("6.5", "yearly"), ("8.d", "ongoing")):
        action = ActionFactory(code=code, rule=rule, text=f"Commitment {code} as agreed in 2019.", position=5)
        ActionBodyFactory(action=action, body=secretariat)
        made[code] = action
    return made


def press(page, name, until):
    """Press the button of the main part with this name, and wait for the words."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_text(until).first).to_be_visible()


def follow(page, name, until):
    """Follow the link of the main part with this name, and wait for the words."""
    page.get_by_role("main").get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_text(until).first).to_be_visible()


def test_a_draft_is_copied_edited_published_and_compared(commitments, staff_page, window):
    update = ProgressUpdateFactory(action=commitments["8.d"], year=YEAR - 1, done="Took part in the task team.")
    page, reader = staff_page(rules.COORDINATOR, name="Chloe Roy"), window()
    page.goto("/roadmap/editions/2019/")
    page.get_by_role("link", name="Copy into a new draft").click()
    page.get_by_label("Code").fill("2026")
    page.get_by_label("Date", exact=True).fill("2026-06")
    press(page, "Save edition", "Draft, for staff only")
    expect(page).to_have_url("/roadmap/editions/2026/")

    page.get_by_role("heading", name="Section title 6").click()
    page.locator("[id='action-6.5']").get_by_role("link", name="Edit").click()
    page.get_by_label("Commitment", exact=True).fill("Commitment 6.5 as agreed in 2026.")
    page.get_by_label("Resources").fill("One person in New York.")
    press(page, "Save commitment", "Commitment 6.5 as agreed in 2026.")
    assert reader.goto("/roadmap/editions/2026/").status == 404  # nobody else sees the draft

    page.goto("/roadmap/editions/2026/")
    page.get_by_role("link", name="Publish edition").click()
    expect(page.get_by_role("heading", name="Differences from the edition in force")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("1 changed, 1 unchanged")
    press(page, "Publish edition", "Published. Everyone can read this edition now.")

    reader.goto("/roadmap/editions/")
    expect(reader.locator(".editions__line").first).to_contain_text("2026")
    reader.get_by_role("main").get_by_role("link", name="Compare two editions").click()
    reader.get_by_label("From").select_option("2019")
    reader.get_by_label("To", exact=True).select_option("2026")
    press(reader, "Compare editions", "Differences")
    changed = reader.locator(".compared__line", has_text="6.5")
    expect(changed.locator("del").first).to_contain_text("2019")
    expect(changed.locator("ins").first).to_contain_text("2026")
    expect(changed).to_contain_text("One person in New York.")

    # what was reported on the edition before is still told
    reader.goto(f"/roadmap/actions/8.d/?year={YEAR - 1}")
    expect(reader.get_by_text(update.done)).to_be_visible()
    expect(reader.locator(".facts").get_by_text("On track")).to_be_visible()


def report(page, code, rule, what, evidence):
    page.goto(f"/roadmap/actions/{code}/")
    page.get_by_role("link", name="Report progress").click()
    if rule == "yearly":  # the form starts with the date that is overdue
        page.get_by_label("Due date").select_option(f"{YEAR}-12-31")
        page.get_by_label("First day of the period").fill(f"{YEAR}-01-01")
        page.get_by_label("Last day of the period").fill(timezone.localdate().isoformat())
    page.get_by_label("On track").check()
    page.get_by_label("What was done").fill(what)
    page.get_by_label("Figures").fill("2 sessions, 48 Permanent Missions")
    page.get_by_label("Web address of the evidence").fill("https://www.itu.int/sessions")
    page.get_by_label("Documents as evidence").fill("C26/35")
    page.get_by_label("Activities as evidence").fill(str(evidence.pk))
    press(page, "Submit report", "Submitted. A coordinator will accept your report")


def test_reports_with_evidence_are_accepted_and_public(commitments, staff_map, staff_page, window):
    DocumentFactory(symbol="C26/35", slug="c26-35", title="Report on four years")
    HlpfYearFactory(year=YEAR)
    author = staff_page(rules.FOCAL_POINT, ["General Secretariat"], name="Amal Haddad")
    coordinator, reader = staff_page(rules.COORDINATOR, name="Chloe Roy"), window()
    done = {"6.5": "Two sessions in New York.", "8.d": "Drafted the brief of the task team."}
    for code, what in done.items():
        report(author, code, commitments[code].rule, what, staff_map["Smart villages"])
        reader.goto(f"/roadmap/actions/{code}/?year={YEAR}")
        expect(reader.get_by_text(f"No progress was reported for {YEAR}.")).to_be_visible()

    for code, what in done.items():
        coordinator.goto("/roadmap/board/?work=pending")
        coordinator.get_by_role("main").locator(f"a[href='/roadmap/actions/{code}/']").first.click()
        coordinator.get_by_role("link", name="Review the report").click()
        expect(coordinator.get_by_text(what)).to_be_visible()
        press(coordinator, "Accept and publish report", f"Published: progress of commitment {code}.")
        reader.goto(f"/roadmap/actions/{code}/?year={YEAR}")
        told = reader.locator(".update")
        for words in (what, "2 sessions, 48 Permanent Missions", "https://www.itu.int/sessions", "C26/35"):
            expect(told).to_contain_text(words)
        expect(told.get_by_role("link", name="Smart villages")).to_be_visible()
        expect(reader.get_by_role("main")).not_to_contain_text("Amal Haddad")

    reader.goto("/roadmap/progress/")
    expect(reader.get_by_role("main")).to_contain_text("Progress has been reported on 2 commitments (of 2).")
    send_notices()
    accepted = [letter for letter in mail.outbox if letter.to == [author.person.email]]
    assert [code for code in done if not any(code in letter.subject + letter.body for letter in accepted)] == []


@pytest.fixture
def owner_page(window, live_server, staff_map):
    """The window of a member of a ministry that has one activity, “Rural broadband”."""
    ministry = OrganisationFactory(name="Ministry of Connectivity", type="government")
    ActivityFactory(title="Rural broadband", organisation=ministry)
    page = window()
    page.person = MembershipFactory(organisation=ministry).user
    page.person.vouch_for_email()
    page.context.add_cookies([session_cookie(page.person, live_server.url)])
    return page


def plan_and_open(page):
    today = timezone.localdate()
    page.goto("/roadmap/rounds/")
    page.get_by_role("link", name="Plan a round").click()
    page.get_by_label("Title").fill("Review for Council")
    for label, day in {
        "Start of the period": "2022-10-01",
        "End of the period": "2025-12-31",
        "Opening date": today.isoformat(),
        "Deadline": (today + timedelta(days=30)).isoformat(),
        "End of the grace period": (today + timedelta(days=44)).isoformat(),
    }.items():
        page.get_by_label(label, exact=True).fill(day)
    page.get_by_label("ITU-D").check()
    page.get_by_label("Government").check()
    press(page, "Save round", "No one gets an e-mail before the round opens.")
    follow(page, "Open round", "5 activities will be in the round. 2 people will be asked.")
    press(page, "Open round", "0 of 5 activities answered")


def letters_to(person) -> list[str]:
    send_notices()
    return [letter.subject for letter in mail.outbox if letter.to == [person.email]]


def test_a_round_from_its_opening_to_the_change_that_reports_cite(staff_map, staff_page, owner_page):
    focal = staff_page(rules.FOCAL_POINT, ["ITU-D"], name="Amal Haddad")
    coordinator = staff_page(rules.COORDINATOR, name="Chloe Roy")
    plan_and_open(coordinator)
    today = timezone.localdate()
    assert remind_all(today) == 2
    for person in (focal.person, owner_page.person):
        assert any("Review for Council" in subject for subject in letters_to(person))

    # a focal point confirms one activity and updates another
    focal.goto("/workspace/")
    focal.get_by_role("link", name="Open the checklist").first.click()
    row = focal.locator("li.todo", has=focal.get_by_role("link", name="Girls in ICT"))
    row.get_by_role("button", name="Still correct").click()
    expect(row.get_by_text("Confirmed", exact=True).first).to_be_visible()
    row = focal.locator("li.todo", has=focal.get_by_role("link", name="Broadband maps"))
    row.get_by_role("link", name="Update").click()
    focal.get_by_label("Description", exact=True).fill("Maps of fibre and of towers.")
    focal.get_by_role("main").get_by_role("button", name="Save").last.click()
    focal.wait_for_url("**/activities/*/")

    # an owner outside ITU confirms theirs, from the page of their submissions
    owner_page.goto("/submissions/")
    owner_page.get_by_role("link", name="Answer for 1 activity").click()
    own = owner_page.locator("li.todo", has=owner_page.get_by_role("link", name="Rural broadband"))
    own.get_by_role("button", name="Still correct").click()
    expect(owner_page.locator("#round-count")).to_have_text("1 of 1 activity answered.")

    follow_all()  # beat does this each second
    coordinator.goto("/roadmap/rounds/review-for-council/")
    expect(coordinator.get_by_role("main")).to_contain_text("3 of 5 activities answered.")

    # two weeks before the deadline only those are reminded who have not finished
    mail.outbox.clear()
    assert remind_all(today + timedelta(days=16)) == 1
    assert (len(letters_to(focal.person)), letters_to(owner_page.person)) == (1, [])

    # somebody else changes what was confirmed: the round does not close before that was seen
    confirmed = Activity.objects.get(title="Girls in ICT")
    coordinator.goto(f"/activities/{confirmed.pk}/edit/")
    coordinator.get_by_label("Description", exact=True).fill("A day for girls, each April.")
    coordinator.get_by_role("main").get_by_role("button", name="Save").last.click()
    coordinator.wait_for_url(f"**/activities/{confirmed.pk}/")
    follow_all()
    coordinator.goto("/roadmap/rounds/review-for-council/")
    follow(coordinator, "See the changes", "1 change has not been checked yet.")
    press(coordinator, "Close round", "Nothing was changed")
    coordinator.get_by_label("Seen: Girls in ICT").check()
    press(coordinator, "Close round", "The round is closed.")
    cited = Round.objects.get().closed_change
    expect(coordinator.get_by_role("main")).to_contain_text(f"Closed. Reports cite change {cited}.")
    follow(coordinator, f"Activities as of change {cited}", "Broadband maps")
    expect(coordinator.get_by_role("main")).to_contain_text("A day for girls, each April.")
