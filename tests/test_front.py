"""What is answered before a page is: health checks, strange hosts, a database or broker that does not respond in time,
settings that cannot be read."""

import html
import os
import re
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.test import RequestFactory

from activities import locks, rules
from activities.actions import jobs
from activities.models import Job
from activities.pages.editing import activity as editing
from sdgmap import environment, health, patience
from sdgmap.middleware import HonestErrors
from tests.factories.activities import OrganisationFactory, UserFactory

ROOT = Path(__file__).resolve().parent.parent
STRANGE = {"host": "evil.example"}


def test_health_answers_whatever_the_host_is_called(client):
    answer = client.get("/health/live", headers=STRANGE)
    assert (answer.status_code, answer.content) == (200, b"live\n")


@pytest.mark.parametrize("debug", [True, False])
def test_a_strange_host_gets_a_page_of_ours(client, settings, debug):
    settings.DEBUG, settings.SITE_URL = debug, "https://sdgmap.example.org"
    page, api = client.get("/goals/9/", headers=STRANGE), client.get("/api/v1/", headers=STRANGE)
    text = page.content.decode()
    assert (page.status_code, api.status_code) == (400, 400)
    assert "This address is not part of SDG Map" in text
    assert 'href="https://sdgmap.example.org"' in text
    assert [
        word for word in ("DisallowedHost", "Django", "Traceback", "evil.example", "ALLOWED_HOSTS") if word in text
    ] == []
    assert (page["X-Content-Type-Options"], page["Content-Security-Policy"]) == ("nosniff", "default-src 'self'")
    assert api["Content-Type"] == "application/problem+json"


@pytest.fixture
def hanging():
    """The port of a server that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_broker_that_hangs_is_found_out_in_two_seconds(settings, hanging, monkeypatch):
    """Tried with a hundredth of that, so that a busy machine has time."""
    assert health.PATIENCE == 2
    monkeypatch.setattr(health, "PATIENCE", 0.02)
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{hanging}/0"
    answers = []
    asking = threading.Thread(target=lambda: answers.append(health.broker_answers()), daemon=True)
    asking.start()
    asking.join(30)
    assert answers == [False]


def test_nobody_waits_for_a_broker_that_hangs(monkeypatch):
    free, told = threading.Event(), []

    def hang(job):
        free.wait(60)
        told.append(job)

    monkeypatch.setattr(jobs, "send", hang)
    jobs.notify_workers(Job(kind=Job.Kind.TRAIN))
    assert told == []  # it came back while the broker was still hanging
    free.set()


@pytest.mark.parametrize(
    "url",
    ["nonsense", "postgres://", "postgres://host/", "mysql://a@b/c", "postgres://a:s3cret@b:port/c", "http://[::1/c"],
)
def test_what_is_no_database_is_refused_in_one_line_without_its_password(url):
    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.database(url)
    text = str(refusal.value)
    assert text.startswith("DATABASE_URL is not an address of a PostgreSQL database.")
    assert "\n" not in text
    assert "s3cret" not in text


@pytest.mark.parametrize("url", ["nonsense", "amqp://host", "http://[::1"])
def test_what_is_no_broker_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match=r"^BROKER_URL is not an address of a Valkey or Redis server\."):
        environment.broker(url)


@pytest.mark.parametrize(
    ("code", "hint"),
    [("CC-BY-3.0-IG0", " Did you mean CC-BY-3.0-IGO?"), ("cc-by-4.0", " Did you mean CC-BY-4.0?"), ("", ""), ("§", "")],
)
def test_what_is_no_licence_is_refused_with_the_most_similar_one(code, hint):
    with pytest.raises(ImproperlyConfigured) as refusal:
        environment.licence(code)
    expected = f"DATA_LICENCE is “{code}”, which is not a code of the SPDX licence list.{hint} It looks like this:"
    assert str(refusal.value).startswith(expected)


def test_a_licence_is_its_code_in_the_spdx_list():
    assert environment.licence("CC-BY-3.0-IGO") == "CC-BY-3.0-IGO"


def test_a_number_that_is_none_is_named(monkeypatch):
    monkeypatch.setenv("PAST_RETAINED", "some")
    with pytest.raises(ImproperlyConfigured, match=r"^PAST_RETAINED has a value that cannot be read"):
        environment.Env().int("PAST_RETAINED", default=8)


def test_manage_says_it_in_one_line(tmp_path):
    ours = {
        "DEBUG": "1",
        "DATABASE_URL": "nonsense",
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "sdgmap.settings",
    }
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(command, env=os.environ | ours, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"DATABASE_URL is not an address of a PostgreSQL database\. .+\n", done.stderr)


def slow(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(5)")


@pytest.mark.django_db(transaction=True)
class TestStatements:
    @pytest.fixture(autouse=True)
    def soon(self, monkeypatch):
        monkeypatch.setattr(patience, "VISITORS_PATIENCE", "50ms")

    def request(self, user):
        request = RequestFactory().get("/activities/")
        request.user = user
        return request

    def test_a_visitors_statement_ends_in_time_and_a_page_says_so(self):
        request = self.request(AnonymousUser())
        with pytest.raises(OperationalError) as error:
            patience.bounded(slow)(request)
        answer = HonestErrors(slow).process_exception(request, error.value)
        assert (answer.status_code, answer["Retry-After"]) == (503, "30")
        assert "could not answer this request in time" in answer.content.decode()

    def test_visitors_of_the_api_have_one_too(self):
        with pytest.raises(OperationalError):
            patience.bounded(slow)(self.request(None))

    def test_the_limit_does_not_stay_on_the_connection(self):
        def quick(request):
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_setting('statement_timeout'), %s", ["50 %"])
                return cursor.fetchone()

        assert patience.bounded(quick)(self.request(AnonymousUser())) == ("50ms", "50 %")
        assert quick(None)[0] == "0"

    def test_people_who_are_signed_in_have_none(self):
        def setting(request):
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_setting('statement_timeout')")
                return cursor.fetchone()

        assert patience.bounded(setting)(self.request(UserFactory())) == ("0",)


@pytest.mark.django_db
class TestAway:
    @pytest.fixture(autouse=True)
    def away(self, monkeypatch):
        def fail(**_):
            raise OperationalError("the server closed the connection")

        monkeypatch.setattr(editing, "create_activity", fail)

    def test_what_was_typed_can_be_sent_again(self, client):
        client.force_login(UserFactory(role=rules.COORDINATOR))
        data = {"organisation": OrganisationFactory().pk, "title": "Smart <b>villages</b>", "description": "Two\nlines"}
        data |= {"kind": "project", "status": "ongoing", "description_certainty": "confirmed"}
        answer = client.post("/activities/new/", data)
        page = answer.content.decode()
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert "The database is not responding" in page
        found = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page))
        assert {name: html.unescape(value) for name, value in found.items()} == {k: str(v) for k, v in data.items()}
        assert "<b>" not in page

    def test_a_password_never_is(self, client, monkeypatch):
        from allauth.account.views import LoginView

        def fail(*_):
            raise OperationalError("the server closed the connection")

        monkeypatch.setattr(LoginView, "form_valid", fail)
        monkeypatch.setattr(LoginView, "form_invalid", fail)
        answer = client.post("/accounts/login/", {"login": "ama@example.org", "password": "planted-marker"})
        assert answer.status_code == 503
        assert "planted-marker" not in answer.content.decode()


@pytest.mark.django_db
class TestLocks:
    KEY = (0x5D00, 7)

    def test_one_has_it_at_a_time(self):
        with locks.held(*self.KEY) as first, locks.held(*self.KEY) as second:
            assert (first, second) == (True, False)
        with locks.held(*self.KEY) as third:
            assert third

    def test_an_error_gives_it_back(self):
        with pytest.raises(ZeroDivisionError), locks.held(*self.KEY):
            raise ZeroDivisionError
        with locks.held(*self.KEY) as mine:
            assert mine

    def test_who_waits_gets_it_afterwards(self):
        got = []

        def wait():
            with locks.held(*self.KEY, wait=True) as mine:
                got.append(mine)

        with locks.held(*self.KEY):
            waiting = threading.Thread(target=wait)
            waiting.start()
            waiting.join(0.2)
            assert got == []
        waiting.join(30)
        assert got == [True]


def test_no_lock_of_a_session_is_taken():
    """Behind a pooler in transaction mode it would belong to somebody else's connection."""
    sources = [file for app in ("activities", "roadmap", "sdgmap") for file in (ROOT / app).rglob("*.py")]
    taken = re.compile(r"pg_(?:try_)?advisory_lock|pg_advisory_unlock")
    assert [str(file) for file in sources if taken.search(file.read_text())] == []
