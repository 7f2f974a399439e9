"""The matrix in a real browser: arrow keys, Enter and Escape do what the page says."""

from playwright.sync_api import expect


def focused(page) -> str:
    return page.evaluate("document.activeElement.getAttribute('href')")


def test_arrows_move_enter_opens_and_escape_comes_back(page):
    page.goto("/matrix/")
    page.focus("a[href='/matrix/C2/8/']")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert focused(page) == "/matrix/C3/9/"
    page.keyboard.press("Enter")
    page.locator("#crossing-panel").get_by_role("heading", name="C3 Access to information").wait_for()
    expect(page.locator(".crossing__title")).to_be_focused()
    expect(page.locator("td[aria-selected='true'] a")).to_have_attribute("href", "/matrix/C3/9/")
    expect(page).to_have_url("/matrix/")
    page.keyboard.press("Escape")
    assert focused(page) == "/matrix/C3/9/"


def test_one_cell_is_a_tab_stop(page):
    page.goto("/matrix/")
    page.wait_for_selector("table[data-grid='on']")
    expect(page.locator("table.matrix [tabindex='0']")).to_have_count(1)


def test_without_script_every_cell_is_a_link(browser, live_server):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/matrix/")
    page.click("a[href='/matrix/C3/9/']")
    expect(page).to_have_url("/matrix/C3/9/")
    assert page.get_by_role("heading", level=1).inner_text().split("\n")[0].startswith("C3")
    context.close()
