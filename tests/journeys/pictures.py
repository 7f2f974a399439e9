"""The pictures in README.md, taken from a running site: python -m tests.journeys.pictures [http://127.0.0.1:8000]"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.conftest import CHROMIUM_FLAGS

DOCS = Path(__file__).resolve().parents[2] / "docs"
#: File in docs/ → address.
PICTURES = {"matrix.png": "/matrix/"}
WINDOW = {"width": 1280, "height": 1110}  # the grid with its legend


def take(site: str) -> None:
    """Write each picture as it looks in a light window of 1280 pixels."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS)
        page = chromium.new_page(viewport=WINDOW, color_scheme="light", locale="en")
        for name, path in PICTURES.items():
            page.goto(site + path)
            page.screenshot(path=DOCS / name)
            print(f"docs/{name}: {(DOCS / name).stat().st_size / 1000:.0f} kB")
        chromium.close()


if __name__ == "__main__":
    take(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000")
