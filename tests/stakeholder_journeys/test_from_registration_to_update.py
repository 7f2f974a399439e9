"""From registration to the update a year later: two people write one draft, a reviewer sends it back and accepts it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from activities import rules
from activities.actions.submissions.reminding import remind_yearly
from activities.models import Activity
from activities.summaries import rebuild
from tests.stakeholder_journeys.conftest import latest
from tests.stakeholder_journeys.steps import (
    ANA,
    TITLE,
    accept,
    begin_the_draft,
    finish_the_draft,
    propose_an_organisation,
    register,
    resubmit,
    send_it_back,
    submit,
)

pytestmark = pytest.mark.xdist_group("stakeholder journeys")
BEN = "ben@lakes.example"


def test_from_registration_to_the_update_a_year_later(page, window, signed_in, link_in):
    ana, reader = page, window()
    ben = signed_in("Ben Auma", email=BEN)
    coordinator = signed_in("Chloe Roy", role=rules.COORDINATOR)

    register(ana, link_in)
    propose_an_organisation(ana)
    with ana.expect_response(re.compile(r"\?autosave$")):  # she presses no button
        reference = begin_the_draft(ana)
    expect(ana.locator("#saved")).to_contain_text("Saved")
    invite_a_colleague(ana, ben, link_in)
    ben.goto("/submissions/")
    ben.get_by_role("link", name=TITLE).click()
    ben.get_by_role("link", name="Continue", exact=True).click()
    finish_the_draft(ben, reference)
    for member in (ANA, BEN):
        assert "It brings the internet to schools that had none." in latest(member, f"{reference} submitted").body

    # nothing of it is public yet
    for path in ("/activities/", "/goals/9/", "/organisations/", "/search/?q=solar"):
        reader.goto(path)
        expect(reader.get_by_text(TITLE)).to_have_count(0)
        expect(reader.get_by_text("Lake Institute")).to_have_count(0)

    send_it_back(coordinator, reference)
    resubmit(ana, link_in)
    accept(coordinator, reference)

    rebuild()
    public = link_in(ANA, f"{reference} accepted", "/activities/")
    see_it_everywhere(reader, public)
    confirm_and_update(ben, coordinator, public, link_in)
    reader.goto(public)
    expect(reader.get_by_role("main")).to_contain_text("Completed")
    assert latest(BEN, "accepted").body.count("Your update of") == 1


def invite_a_colleague(owner, colleague, link_in):
    owner.goto("/your-organisations/")
    owner.get_by_role("link", name="Lake Institute").first.click()
    owner.get_by_label("E-mail address").fill(BEN)
    owner.get_by_role("button", name="Send invitation").click()
    expect(owner.get_by_role("heading", name="Invitations not answered yet")).to_be_visible()
    colleague.goto(link_in(BEN, "Lake Institute", "/your-organisations/"))
    colleague.get_by_role("button", name=re.compile("^Accept")).click()


def see_it_everywhere(page, public):
    page.goto(public)
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    main = page.get_by_role("main")
    for words in ("Lake Institute", "Kenya", "12,000 pupils", "It brings the internet to schools that had none."):
        expect(main.get_by_text(words).first).to_be_visible()
    expect(main).not_to_contain_text(BEN)
    page.goto("/goals/9/")
    expect(page.get_by_role("main")).to_contain_text(
        "2 activities contribute to Goal 9 (100% of 2): 1 by ITU and 1 by a stakeholder"
    )
    page.get_by_role("main").get_by_role("link", name=TITLE).click()
    page.get_by_role("link", name="Lake Institute").first.click()
    expect(page).to_have_url("/organisations/lake-institute/")
    found = page.request.get(f"/api/v1{public}").json()
    assert (found["title"], found["origin"], found["countries"]) == (TITLE, "stakeholder", ["KE"])
    figures = page.request.get("/api/v1/summaries/slice/?facet=goal&value=9").json()
    assert figures["total"] == 2


def confirm_and_update(owner, coordinator, public, link_in):
    """A year later an e-mail asks whether the entry is still true."""
    Activity.objects.filter(title=TITLE).update(confirmed_on=timezone.localdate() - timedelta(days=400))
    remind_yearly()
    owner.goto(link_in(BEN, "still true", f"{public}update/"))
    owner.get_by_role("button", name="Start the update").click()
    expect(owner.get_by_label("Title", exact=True)).to_have_value(TITLE)
    owner.get_by_label("Status").select_option("completed")
    owner.get_by_label("End year").fill("2026")
    owner.get_by_role("button", name="Save and continue").click()
    owner.get_by_role("link", name="4 Check").click()
    submit(owner)
    coordinator.goto("/review/?tab=all")
    coordinator.get_by_role("link", name=TITLE).click()
    expect(coordinator.get_by_role("heading", name="What the update changes")).to_be_visible()
    coordinator.get_by_role("button", name="Accept", exact=True).click()
    expect(coordinator.get_by_text("Published as activity")).to_be_visible()
