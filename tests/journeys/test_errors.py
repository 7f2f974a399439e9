"""Where things go wrong: what is said, what is offered instead, what is kept."""

import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from playwright.sync_api import expect

pytestmark = pytest.mark.xdist_group("journeys")


@pytest.mark.parametrize(
    ("path", "code", "offered"),
    [
        ("/goals/19/", "19", "1"),
        ("/targets/9.x/", "9.x", "9.c"),
        ("/action-lines/C7-health/", "C7-health", "C7-ehealth"),
        ("/frameworks/sp-2024/PS33/", "PS33", "PS3"),
        ("/countries/RX/", "RX", "RU"),
        ("/roadmap/actions/6.55/", "6.55", "6.5"),
    ],
)
def test_unknown_code_offers_the_nearest(page, path, code, offered):
    assert page.goto(path).status == 404
    main = page.get_by_role("main")
    expect(main).to_contain_text(code)
    expect(main).to_contain_text("Did you mean")
    link = main.locator("ul a").filter(has_text=offered).first
    link.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert path not in page.url


def test_wrong_filter_is_named_and_the_others_stay(page):
    assert page.goto("/activities/?goal=99&region=africa&q=health").status == 400
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("99")
    expect(page.get_by_label("Words in title")).to_have_value("health")
    chips = page.locator(".filter-chip").all_inner_texts()
    assert any("Africa" in chip for chip in chips)
    assert not any("99" in chip for chip in chips)


def test_no_result_says_why_and_what_next(page):
    page.goto("/activities/?q=zzzzz&goal=9")
    expect(page.get_by_role("main")).to_contain_text("0 activities of 341")
    page.get_by_role("main").get_by_role("link", name="Clear all").first.click()
    expect(page.get_by_role("main")).to_contain_text("341 activities, data as of")


def test_page_without_its_database_says_so_and_comes_back_by_try_again(page, live_server, monkeypatch):
    def away(*_):
        raise OperationalError("the server closed the connection")

    page.goto("/matrix/")
    with monkeypatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "cursor", away)
        answer = page.goto("/targets/9.c/")
        assert (answer.status, answer.headers["retry-after"]) == (503, "5")
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text("Sorry, SDG Map is not available", use_inner_text=True)
        assert page.request.get("/api/v1/terms/").status == 503
        assert page.request.get("/health/ready").status == 503
        assert page.request.get("/health/live").status == 200
    page.get_by_role("link", name="Try again").click()
    expect(heading).to_contain_text("Universal, affordable Internet access")
