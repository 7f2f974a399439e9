"""A focal point at the grid, and its cells."""

import pytest

from activities import rules
from activities.models import Mapping, Term


@pytest.fixture
def cell(staff_map):
    """cell(page, title, code) → the cell's locator; `cell.link(title, code)` → the row in the database."""

    def key(title, code):
        return f"{staff_map[title].pk}-{Term.objects.get(code=code).pk}"

    def find(page, title, code):
        return page.locator(f"#c{key(title, code)}")

    find.link = lambda title, code: Mapping.objects.filter(activity=staff_map[title], term__code=code).first()
    find.key = key
    return find


@pytest.fixture
def grid(staff_page, staff_map):
    """grid(…) → a focal point of ITU-D at the grid."""

    def go(address="/matrix/edit/", *, role=rules.FOCAL_POINT, **options):
        page = staff_page(role, ["ITU-D"], **options)
        page.goto(address)
        if options.get("java_script_enabled", True):
            page.wait_for_selector("table[data-grid='on']")
        return page

    return go
