"""The files that the documentation names are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
APPS = ("activities", "roadmap", "sdgmap", "tests", "templates", "static", "docs")
PAGES = [page.relative_to(ROOT) for page in (*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md")))]
NAMED = re.compile(rf"(?<![\w/.])((?:{'|'.join(APPS)})/[\w./-]*\w)(?=[\s`)\],.:;]|$)")


def named_files(page: Path) -> set[str]:
    """Paths such as `activities/rules.py` that a page names, of files and of folders; none with a placeholder."""
    return {found for found in NAMED.findall(page.read_text(encoding="utf-8")) if "NAME" not in found}


def is_there(name: str) -> bool:
    """A file or folder; a decision record is named by its number."""
    return (ROOT / name).exists() or (name.startswith("docs/adr/") and any(ROOT.glob(f"{name}-*.md")))


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "CHANGELOG.md"], ids=str)
def test_a_page_of_the_documentation_names_files_that_are_there(page):
    assert [name for name in sorted(named_files(ROOT / page)) if not is_there(name)] == []


def test_the_pages_name_files_at_all():
    assert "activities/actions/ledger.py" in named_files(ROOT / "README.md")
