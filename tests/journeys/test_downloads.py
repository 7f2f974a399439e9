"""A researcher finds the data on the map's pages, downloads a table and checks that it is whole."""

import hashlib
import re

import pytest
from playwright.sync_api import expect

from activities.actions.snapshots.writing import write_snapshot
from tests.axe import found_by_axe

pytestmark = pytest.mark.xdist_group("every page")


@pytest.fixture
def snapshot(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    written = write_snapshot()
    yield written
    written.delete()


def test_from_the_footer_to_a_file_that_is_whole(page, snapshot):
    page.goto("/about/")
    page.get_by_role("contentinfo").get_by_role("link", name="Downloads").click()
    expect(page.get_by_role("heading", name="Newest snapshot")).to_be_visible()
    with page.expect_download() as began:
        page.get_by_role("link", name=re.compile(r"^CSV\s?: Activities$")).click()
    content = began.value.path().read_bytes()
    assert began.value.suggested_filename == "activities.csv"
    assert b"Smart Villages pilot in Niger" in content
    page.get_by_text("SHA-256 of each file").click()
    expect(page.get_by_text(hashlib.sha256(content).hexdigest())).to_be_visible()


def test_the_page_for_everybody(page, snapshot):
    page.emulate_media(reduced_motion="reduce")
    for path in ("/downloads/", f"/snapshots/{snapshot.date}/"):
        page.goto(path)
        page.get_by_text("SHA-256 of each file").click()
        assert found_by_axe(page) == []
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        page.set_viewport_size({"width": 1280, "height": 800})
