"""The journey without script, on a phone: every step is a plain page or form."""

import pytest
from playwright.sync_api import expect

from activities import rules
from activities.summaries import rebuild
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
)

pytestmark = pytest.mark.xdist_group("stakeholder journeys")
PHONE = {"java_script_enabled": False, "viewport": {"width": 375, "height": 667}}


def test_from_registration_to_publication_without_script(window, signed_in, link_in):
    ana, coordinator = window(**PHONE), signed_in("Chloe Roy", PHONE, role=rules.COORDINATOR)
    register(ana, link_in)
    propose_an_organisation(ana)
    reference = begin_the_draft(ana)
    finish_the_draft(ana, reference)
    send_it_back(coordinator, reference)
    resubmit(ana, link_in)
    accept(coordinator, reference)
    rebuild()
    ana.goto(link_in(ANA, f"{reference} accepted", "/activities/"))
    expect(ana.get_by_role("heading", level=1)).to_have_text(TITLE)
