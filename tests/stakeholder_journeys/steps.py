"""What a stakeholder and a reviewer do, page by page. It works with and without script."""

import re

from playwright.sync_api import expect

from tests.signing_in import PASSWORD
from tests.stakeholder_journeys.conftest import latest

ANA = "ana@lakes.example"
CONTACT = "Ben Auma"
TITLE = "Solar schools online"


def register(page, link_in):
    page.goto("/goals/9/")
    page.get_by_role("main").get_by_role("link", name="Add your activity").first.click()
    page.get_by_role("link", name="Start", exact=True).click()
    page.get_by_label("Your name").fill("Ana Wanjiru")
    page.get_by_label("E-mail address").fill(ANA)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.get_by_role("heading", name="Check your e-mail").wait_for()
    page.goto(link_in(ANA, "", "/accounts/confirm-email/"))
    page.get_by_role("button", name="Yes, this is my address").click()
    page.get_by_label("E-mail address").fill(ANA)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


def propose_an_organisation(page):
    expect(page.get_by_role("heading", level=1)).to_have_text("Find your organisation")
    page.get_by_label("Name or abbreviation").fill("Lake Institute")
    page.get_by_role("button", name="Find", exact=True).click()
    page.get_by_role("link", name="Propose your organisation").click()
    expect(page.get_by_label("Name of the organisation")).to_have_value("Lake Institute")
    page.get_by_label("Type").select_option(label="Academia")
    page.get_by_label("Country").select_option("KE")
    page.get_by_role("button", name="Propose organisation").click()


def begin_the_draft(page):
    """Start a draft and describe the activity, without saving. Returns the reference."""
    expect(page.get_by_text("Lake Institute has been proposed.")).to_be_visible()
    page.get_by_role("button", name="Start draft").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("About the activity")
    page.get_by_label("Title", exact=True).fill(TITLE)
    page.get_by_label("What is done, for whom, and what has changed?").fill(
        "Connects 40 rural schools with solar power. Pupils and teachers have been online since 2024."
    )
    return re.search(r"/submissions/([^/]+)/", page.url)[1]


def finish_the_draft(page, reference):
    """From the described activity on page 1 to its confirmation."""
    expect(page.get_by_label("Title", exact=True)).to_have_value(TITLE)
    page.get_by_label("Type").select_option("project")
    page.get_by_label("Status").select_option("ongoing")
    page.get_by_label("Start year").fill("2024")
    page.get_by_text("Africa", exact=True).last.click()
    page.get_by_label("Kenya").check()
    page.get_by_role("button", name="Save and continue").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("What it contributes to")
    goal = page.get_by_role("region", name="9", exact=True)
    expect(goal.get_by_label("Contributes")).to_be_checked()  # from the page on which Ana began
    page.get_by_label("A code, such as").fill("internet")
    page.get_by_label("A code, such as").press("Enter")
    page.get_by_role("button", name="Add 9.c").click()
    target = page.get_by_role("region", name="9.c", exact=True)
    expect(page.get_by_text("Your unsaved text has been restored")).to_be_hidden()  # all of it is saved
    target.get_by_label("Main purpose").check()
    target.get_by_label("Why? One sentence.").fill("It brings the internet to schools that had none.")
    page.get_by_role("button", name="Save and continue").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Evidence and contact")
    page.get_by_label("Name", exact=True).fill(CONTACT)
    page.get_by_label("E-mail address").fill("contact@lakes.example")
    page.get_by_role("button", name="Save and continue").click()
    submit(page)
    expect(page.get_by_text(f"Submitted. Reference {reference}. We have sent you a copy.")).to_be_visible()


def submit(page):
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers before you submit")
    page.get_by_label("I may submit this for").check()
    page.get_by_label("It may be published").check()
    page.get_by_role("button", name="Submit for review").click()


def send_it_back(page, reference):
    page.goto("/review/")
    expect(page.get_by_text("1 submission is waiting.")).to_be_visible()
    page.get_by_role("button", name="Take the oldest").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    row = page.locator("#field-description")
    row.get_by_text("Comment").first.click()
    row.get_by_role("textbox").fill("How many pupils are in these schools?")
    page.get_by_label("Reason, sent to the submitter").fill("A good entry. One number is missing.")
    page.get_by_role("button", name="Return", exact=True).click()
    expect(page.get_by_text("Returned. The reason and your comments have been sent.")).to_be_visible()


def resubmit(page, link_in):
    asked = latest(ANA, "please change").body
    assert "One number is missing." in asked
    assert "How many pupils are in these schools?" in asked
    page.goto(link_in(ANA, "please change", "/submissions/"))
    expect(page.get_by_text("ITU asks you to change 1 thing")).to_be_visible()
    page.get_by_role("link", name="Description").click()
    expect(page.locator("#field-description")).to_contain_text("How many pupils are in these schools?")
    description = page.get_by_label("What is done, for whom, and what has changed?")
    description.fill(description.input_value().replace("Pupils", "12,000 pupils"))
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("link", name="4 Check").click()
    expect(page.get_by_text("12,000 pupils")).to_be_visible()
    submit(page)


def accept(page, reference):
    page.goto(f"/review/{reference}/")
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.get_by_text("Published as activity")).to_be_visible()
