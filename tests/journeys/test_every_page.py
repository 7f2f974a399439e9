"""Every page, as people with other windows, other colours, another writing direction, paper or no script meet it."""

import re

import pytest
from playwright.sync_api import expect

from tests.axe import OF_LANGUAGE, found_by_axe
from tests.routes import FILES, PAGES, address

pytestmark = pytest.mark.xdist_group("every page")
LARGEST = 100_000  # bytes of HTML before pictures
PICTURE = re.compile(r"<svg.*?</svg>", re.DOTALL)
CODES_TURNED = """[...document.querySelectorAll('.code')].filter(code => {
    const {direction, unicodeBidi} = getComputedStyle(code)
    return code.closest('svg') ? unicodeBidi !== 'plaintext' : direction !== 'ltr'
}).map(code => code.outerHTML)"""
SHOWN = "all => all.filter(each => each.getClientRects().length).map(each => each.className)"

#: Faces that a page has besides the one in PAGES: address, status.
OTHER_FACES = {
    "matrix-official": ("/matrix/?show=official", 200),
    "matrix-list": ("/matrix/?as=list", 200),
    "matrix-cell-full": ("/matrix/C2/9/", 200),
    "flow-one-goal": ("/flow/?goal=4", 200),
    "activity-none": ("/activities/?q=zzzzz", 200),
    "activity-table": ("/activities/?goal=9&view=table", 200),
    "activity-sheet": ("/activities/{activity}/?view=sheet", 200),
    "country-sheet": ("/countries/KE/?view=sheet", 200),
    "goal-sheet": ("/goals/17/?view=sheet", 200),
    "activity-bad-filter": ("/activities/?goal=99&region=africa", 400),
    "api-docs-edit": ("/api/v1/docs/edit-activities-and-mappings/", 200),
    "api-docs-recipes": ("/api/v1/docs/recipes/", 200),
    "api-docs-search": ("/api/v1/docs/?q=country", 200),
    "country-group": ("/countries/?group=ldc", 200),
    "target-scores": ("/roadmap/targets/connect-2030-2-8/", 200),
    "search-empty": ("/search/", 200),
    "search-corrected": ("/search/?q=cybersecurty", 200),
    "search-none": ("/search/?q=qqqqqqqq", 200),
    "not-found": ("/goals/99/", 404),
}
VISITS = {name: (path, 200) for name, path in PAGES.items()} | OTHER_FACES


def sideways(page) -> int:
    """Pixels by which the page is wider than a window of 320."""
    page.set_viewport_size({"width": 320, "height": 800})
    return page.evaluate("document.documentElement.scrollWidth") - 320


@pytest.mark.parametrize(("path", "status"), VISITS.values(), ids=VISITS)
def test_page_serves_everybody(page, path, status):
    path = address(path)
    # without the wait for colours that fade from one scheme to the other
    page.emulate_media(reduced_motion="reduce")
    response = page.goto(path)
    assert response.status == status
    assert len(PICTURE.sub("", response.text()).encode()) < LARGEST
    expect(page.locator("h1")).to_have_count(1)
    assert found_by_axe(page) == []

    page.set_viewport_size({"width": 375, "height": 800})
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert found_by_axe(page) == []
    assert sideways(page) == 0

    page.emulate_media(media="print")
    assert page.locator(".skip-link, .site-nav, .site-search, .search-link, .menu, .no-print").evaluate_all(SHOWN) == []
    expect(page.locator("h1")).to_be_visible()
    page.emulate_media(media="screen", color_scheme="light", reduced_motion="reduce")

    page.context.set_extra_http_headers({"Accept-Language": "ar"})
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(path)
    html = page.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == ("ar", "rtl")
    assert page.evaluate(CODES_TURNED) == []
    assert found_by_axe(page, only=OF_LANGUAGE) == []
    assert sideways(page) == 0


@pytest.mark.parametrize("path", FILES.values(), ids=FILES)
def test_files_arrive_with_a_name(page, path):
    answer = page.request.get(path)
    assert answer.status == 200
    assert re.search(r'filename="?[\w.-]+\.(csv|svg|xlsx|json|ics)', answer.headers["content-disposition"])


@pytest.fixture
def plain(browser, live_server, transactional_db):
    """A narrow window without script."""
    context = browser.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 375, "height": 800}
    )
    yield context.new_page()
    context.close()


def test_menu_opens_without_script(plain):
    plain.goto("/")
    link = plain.get_by_role("navigation", name="Main").get_by_role("link", name="Matrix")
    expect(link).to_be_hidden()
    plain.get_by_text("Menu", exact=True).click()
    link.click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Action Lines and Goals", use_inner_text=True)


def test_cells_of_the_matrix_open_without_script(plain):
    plain.goto("/matrix/")
    plain.get_by_role("link", name="C6, Goal 2: activities 0").click()
    assert plain.title() == "C6 × Goal 2 – SDG Map – ITU"


def test_activities_are_searched_and_filtered_without_script(plain):
    plain.goto("/")
    plain.locator("#home-q").fill("cybersecurity")
    plain.get_by_role("main").get_by_role("button", name="Search").click()
    plain.get_by_role("link", name="See all 12 activities").click()
    plain.get_by_text(re.compile("^Filters")).click()
    plain.get_by_role("link", name=re.compile("^ITU-D")).first.click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("9 activities of 341")
    expect(plain.get_by_label("Words in title")).to_have_value("cybersecurity")


def test_forms_and_tables_of_pictures_work_without_script(plain):
    plain.goto("/flow/")
    plain.get_by_label("Goal", exact=True).select_option("4")
    plain.get_by_role("main").get_by_role("button", name="Show", exact=True).click()
    table = plain.locator(".picture__table").first
    expect(table).to_be_hidden()
    plain.get_by_text("Show as table").first.click()
    expect(table).to_be_visible()


def focused(page) -> str:
    return page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.textContent.trim()")


def test_matrix_by_keyboard(page):
    page.goto("/matrix/")
    page.locator("td a[href='/matrix/C2/9/']").focus()
    for key, where in [
        ("ArrowRight", "/matrix/C2/10/"),
        ("ArrowDown", "/matrix/C3/10/"),
        ("ArrowLeft", "/matrix/C3/9/"),
        ("ArrowUp", "/matrix/C2/9/"),
        ("Home", "/action-lines/C2/"),
        ("ArrowRight", "/matrix/C2/1/"),
        ("ArrowUp", "/matrix/C1/1/"),
        ("ArrowUp", "/goals/1/"),
    ]:
        page.keyboard.press(key)
        assert focused(page) == where, key
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    assert focused(page).endswith("action_line=C1")  # the total of the row
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    panel = page.locator("#crossing-panel .crossing__title")
    panel.wait_for()
    expect(panel).to_be_focused()
    expect(panel).to_contain_text("C1")
    page.keyboard.press("Escape")
    expect(page.locator("td a[href='/matrix/C1/1/']")).to_be_focused()


def test_one_tab_stop_for_the_whole_grid(page):
    page.goto("/matrix/")
    expect(page.locator("table[role=grid] [tabindex='0']")).to_have_count(1)


def test_arrows_follow_the_writing_direction(page):
    page.context.set_extra_http_headers({"Accept-Language": "ar"})
    page.goto("/matrix/")
    page.locator("td a[href='/matrix/C2/9/']").focus()
    page.keyboard.press("ArrowLeft")
    assert focused(page) == "/matrix/C2/10/"


def test_skip_link_leads_past_the_header(page):
    page.goto("/")
    page.keyboard.press("Tab")
    assert focused(page) == "#main"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/activities/?goal=9", "results"),
        ("/search/?q=health", "results"),
        ("/organisations/", "results"),
        ("/goals/9/", "activities"),
        ("/targets/9.c/", "activities"),
        ("/action-lines/C2/", "activities"),
        ("/countries/KE/", "activities"),
        ("/regions/africa/", "activities"),
    ],
)
def test_two_tabs_and_enter_lead_to_the_results(page, path, place):
    page.goto(path)
    for _press in range(2):
        page.keyboard.press("Tab")
    assert focused(page) == f"#{place}"
    page.keyboard.press("Enter")
    expect(page.locator(f"#{place}")).to_be_in_viewport()
    page.keyboard.press("Tab")
    inside = "place => !!document.activeElement.closest(`#${place}, [aria-labelledby=${place}]`)"
    assert page.evaluate(inside, place)


def test_menu_closes_by_escape(page):
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto("/")
    menu = page.locator("details.menu")
    menu.locator("summary").press("Enter")
    assert menu.get_attribute("open") is not None
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Goals").focus()
    page.keyboard.press("Escape")
    assert (menu.get_attribute("open"), focused(page)) == (None, "Menu")
