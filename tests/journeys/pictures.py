"""The pictures in README.md and docs/, taken from a running site of one's own: it is edited on the way.

VAR_DIR=/tmp/pictures PORT=8010 make run          in one window, and in another
python -m tests.journeys.pictures http://127.0.0.1:8010 /tmp/pictures
"""

import contextlib
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, sync_playwright

from activities import rules
from tests.conftest import CHROMIUM_FLAGS

DOCS = Path(__file__).resolve().parents[2] / "docs"
HEIGHT = 860
ACTIVITY = "Smart Villages pilot in Niger"
STAKEHOLDER = "stakeholder"


class Site:
    """A running site and the people who sign in to it."""

    def __init__(self, browser: Browser, address: str, var: Path):
        self.browser, self.address = browser, address
        self.people = {each["role"]: each for each in json.loads((var / "sign-ins.json").read_text())}

    @contextlib.contextmanager
    def window(self, role: str = "", height: int = HEIGHT) -> Iterator[Page]:
        """A light window of 1280 pixels, signed in with the role."""
        context = self.browser.new_context(
            base_url=self.address, viewport={"width": 1280, "height": height}, color_scheme="light", locale="en"
        )
        page = context.new_page()
        if role:
            page.goto("/accounts/login/")
            page.fill("input[name=login]", self.people[role]["email"])
            page.fill("input[name=password]", self.people[role]["password"])
            page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
            page.wait_for_url("**/submissions/" if role == STAKEHOLDER else "**/workspace/")
        yield page
        context.close()


def keep(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=DOCS / name)
    print(f"docs/{name}: {(DOCS / name).stat().st_size / 1000:.0f} kB")


def activity(page: Page) -> str:
    """The address of the activity that the pictures show."""
    page.goto(f"/activities/?q={ACTIVITY}")
    page.get_by_role("link", name=ACTIVITY, exact=True).first.click()
    return page.url.rstrip("/")


def matrix(site: Site) -> None:
    with site.window(height=1110) as page:  # the grid with its legend
        page.goto("/matrix/")
        keep(page, "matrix.png")


def workspace(site: Site) -> None:
    with site.window(rules.FOCAL_POINT) as page:
        keep(page, "editing-workspace.png")


def mappings(site: Site) -> None:
    with site.window(rules.FOCAL_POINT) as page:
        address = activity(page)
        page.goto(f"{address}/mappings/")
        keep(page, "editing-mappings.png")
        page.goto("/suggestions/try/")
        page.get_by_label("Title", exact=True).fill("Telemedicine for island clinics")
        page.get_by_label("Description").fill(
            "Nurses on six islands consult doctors by video and send them X-rays over a satellite link. Girls who "
            "leave school early are trained as technicians."
        )
        page.get_by_role("button", name="Show suggestions").click()
        page.locator(".offer__reasons summary").first.click()
        keep(page, "editing-suggestions.png")


def grid(site: Site) -> None:
    """The grid, and a cell in which two people meet."""
    with site.window(rules.FOCAL_POINT) as mine, site.window(rules.COORDINATOR) as theirs:
        for page in (mine, theirs):
            page.goto(f"/matrix/edit/?q={ACTIVITY}")
            page.locator("td[data-seen] a").first.press("Enter")
            page.get_by_label("Rationale").wait_for()
        theirs.get_by_label("Rationale").fill("Villages without a bank get mobile money.")
        theirs.get_by_role("button", name="Save link", exact=True).click()
        theirs.get_by_text("Saved:").wait_for()
        mine.get_by_label("main purpose").check()
        mine.get_by_label("Rationale").fill("Households save what they spent on the way to town.")
        mine.get_by_role("button", name="Save link", exact=True).click()
        mine.get_by_text("This link has changed since you opened it").wait_for()
        keep(mine, "editing-conflict.png")
        mine.goto("/matrix/edit/")
        mine.locator("td[data-seen] a").first.focus()
        keep(mine, "editing-grid.png")


def paste(site: Site) -> None:
    """Several cells of the grid set at once, and one that somebody else has changed."""
    with site.window(rules.FOCAL_POINT) as mine, site.window(rules.COORDINATOR) as theirs:
        for page in (mine, theirs):
            page.goto("/matrix/edit/?sector=ITU-D&kind=training")
            page.locator("tbody tr:nth-child(2) td:nth-child(5) a").focus()
        theirs.keyboard.press("3")
        theirs.get_by_text("Saved:").wait_for()
        for key in ("Shift+ArrowDown", "Shift+ArrowDown", "2"):
            mine.keyboard.press(key)
        mine.get_by_role("heading", name="Left out").wait_for()
        keep(mine, "editing-paste.png")


def bulk(site: Site) -> None:
    with site.window(rules.FOCAL_POINT) as page:
        page.goto("/activities/bulk/?kind=training")
        page.get_by_label("Confirm that the activities are still correct").check()
        page.get_by_role("button", name="Preview changes").click()
        keep(page, "editing-bulk.png")
        page.get_by_role("button", name="Save").first.click()
        page.goto("/changes/")
        page.get_by_role("link", name="Link edited").first.click()
        keep(page, "editing-change.png")


def sheet(site: Site) -> None:
    """A spreadsheet taken, edited with a slip in it, and sent back."""
    with site.window(rules.FOCAL_POINT) as page, tempfile.TemporaryDirectory() as folder:
        answer = page.request.get("/sheets/activities.xlsx?kind=training")
        path = Path(folder, "trainings.xlsx")
        path.write_bytes(answer.body())
        book = load_workbook(path)
        links = book["Mappings"]
        heads = {cell.value: cell.column for cell in links[1]}
        links.cell(3, heads["Strength"]).value = 3
        links.cell(4, heads["Code"]).value = "4.O4"
        book.save(path)
        page.goto("/sheets/")
        page.set_input_files("input[type=file]", path)
        page.locator("main").get_by_role("button", name="Check").click()
        page.get_by_role("heading", name="changed").first.wait_for(timeout=60_000)
        keep(page, "editing-sheet.png")


def past(site: Site) -> None:
    with site.window() as page:
        page.goto("/goals/9/?as_of=1")
        keep(page, "editing-past.png")


def example(page: Page, title: str) -> None:
    """Open one of the example submissions, from the list of all of them."""
    page.get_by_role("link", name=f"Example: {title}", exact=True).click()


def submitting(site: Site) -> None:
    """The second page of the form, and a submission that was sent back."""
    with site.window(STAKEHOLDER, height=720) as page:
        example(page, "Village libraries")
        page.get_by_role("link", name="Continue", exact=True).click()
        page.get_by_role("link", name="Contribution").click()
        page.get_by_role("button", name="Add 4", exact=True).click()
        page.get_by_role("link", name="Contribution").click()
        keep(page, "submitting-contribution.png")
        page.goto("/submissions/")
        example(page, "Cyclone warnings by radio")
        keep(page, "submitting-returned.png")


def reviewing(site: Site) -> None:
    """The queue, and an update with what it changes."""
    with site.window(rules.COORDINATOR, height=640) as page:
        page.goto("/review/?tab=all")
        keep(page, "reviewing-queue.png")
    with site.window(rules.COORDINATOR, height=760) as page:
        page.goto("/review/?tab=all&kind=update")
        page.locator(".queue__title").first.click()
        keep(page, "reviewing-update.png")


PICTURES: list[Callable[[Site], None]] = [
    matrix,
    workspace,
    mappings,
    grid,
    paste,
    bulk,
    sheet,
    past,
    submitting,
    reviewing,
]


def take(address: str, var: Path, only: list[str]) -> None:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS)
        site = Site(chromium, address, var)
        for picture in PICTURES:
            if not only or picture.__name__ in only:
                picture(site)
        chromium.close()


if __name__ == "__main__":
    take(sys.argv[1].rstrip("/"), Path(sys.argv[2]), sys.argv[3:])
