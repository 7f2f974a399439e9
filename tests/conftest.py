"""Servers for the whole run, and a real browser for the journeys."""

import contextlib
import os
import shutil
import signal
import tempfile
import threading
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Error, expect, sync_playwright

from sdgmap import embedded, supervisor
from tests.loaded import loaded_map

expect.set_options(timeout=10_000)  # milliseconds; a machine may be busy
#: Programs that will do, the one without any window first: it takes a third of the time to open a page.
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking"]


def pytest_configure(config):
    """Start PostgreSQL and Valkey once, in the process that xdist's workers report to."""
    if hasattr(config, "workerinput") or config.option.collectonly:
        return

    def leave(*_):
        pytest.exit("terminated", returncode=143)

    signal.signal(signal.SIGTERM, leave)  # so that the servers are stopped then, too
    embedded.start(
        Path(os.environ["TEST_VAR_DIR"]),
        database=not os.environ.get("TEST_DATABASE_URL"),
        durable=False,
    )


@pytest.hookimpl(tryfirst=True)  # before pytest selects by marker
def pytest_collection_modifyitems(items):
    """Mark what `make quick` leaves out, and put slow tests first: no worker should be left with them at the end.

    pytest-xdist runs one test for each id. Of two tests with the same id the second would silently never run.
    """
    for item in items:
        if "browser" in item.fixturenames:
            item.add_marker("browser")
        if "drills" in item.path.parts:
            item.add_marker("drill")
        if "shipped_map" in item.fixturenames:
            item.add_marker("slow")
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    twice = [test for test, times in Counter(item.nodeid for item in items).items() if times > 1]
    if twice:
        raise pytest.UsageError(f"Several tests have the id {twice[0]}")


def pytest_collection_finish(session):
    """Groups share what costs much to set up. Ignored, they would only be slow, and nobody would notice."""
    if hasattr(session.config, "workerinput"):
        for item in session.items:
            group = item.get_closest_marker("xdist_group")
            if group and not item.nodeid.endswith(f"@{group.args[0]}"):
                raise pytest.UsageError(f"pytest-xdist does not see the group of {item.nodeid}")


def pytest_unconfigure(config):
    if hasattr(config, "workerinput"):
        return
    folder = Path(os.environ["TEST_VAR_DIR"])
    embedded.stop(folder)
    shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def var_folder():
    """A VAR_DIR outside pytest's own folder for temporary files: each session that starts closes that one to other
    users, and as root the embedded servers are another user."""
    folder = Path(tempfile.mkdtemp(prefix="sdgmap-test-"))
    try:
        yield folder
    finally:
        embedded.stop(folder)
        supervisor.end_leftovers(folder)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def var():
    """A VAR_DIR of the test's own; what the test leaves running in it is stopped."""
    with var_folder() as folder:
        yield folder


@pytest.fixture(autouse=True)
def places_for_files(monkeypatch):
    """Each test begins with all places for whole files free. An answer that a test never reads is never closed, as a
    server would do, and keeps its place."""
    places = threading.BoundedSemaphore(8)
    monkeypatch.setattr("activities.api.facts.STREAMS", places)
    monkeypatch.setattr("activities.api.snapshots.STREAMS", places)


@pytest.fixture(scope="module")
def shipped_map(django_db_setup, django_db_blocker):
    """The map as it ships, for tests that only read it. They count as slow."""
    with loaded_map(django_db_blocker):
        yield


@pytest.fixture(scope="session")
def browser():
    """Chromium: the system's, else Playwright's own. Without either, journeys are skipped and the summary says so."""
    installed = [*filter(None, map(shutil.which, CHROMIUM)), None]
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's loop runs in this thread, and Django takes any running loop for an async caller
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        for program in installed:
            try:
                chromium = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
                break
            except Error as error:
                reason = error.message.strip().splitlines()[0]
        else:
            pytest.skip(
                f"no Chromium (apt-get install chromium-headless-shell, or playwright install chromium): {reason}"
            )
        yield chromium
        chromium.close()


@pytest.fixture
def window(browser, live_server):
    """window(**options of the browser's context) → a page at 1280 × 800 whose relative addresses lead to the live
    server. Each is a browser of its own. A script error, a breach of the content security policy or a request to a
    third party fails the test."""
    problems, contexts = [], []

    def watch_console(message):
        if "Content Security Policy" in message.text:
            problems.append(message.text)

    def watch_requests(request):
        if not request.url.startswith((live_server.url, "data:", "blob:")):
            problems.append(f"third-party request: {request.url}")

    def open_window(**options):
        options = {"viewport": {"width": 1280, "height": 800}, "base_url": live_server.url} | options
        context = browser.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", watch_console)
        page.on("request", watch_requests)
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def page(window):
    return window()
