"""The operator's side: health, sign-ins, honest error pages, headers, logs, and documentation that keeps up."""

import json
import logging
import os
import re
import stat
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction

from activities.models import User
from sdgmap import health, logs

ROOT = Path(__file__).resolve().parent.parent


def test_live_needs_nothing(client):
    answer = client.get("/health/live")
    assert (answer.status_code, answer.content) == (200, b"live\n")


@pytest.mark.django_db
def test_ready_when_database_and_broker_answer(client):
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (
        200,
        {"ready": True, "database": True, "broker": True, "changes_behind": 0},
    )


@pytest.mark.django_db
def test_not_ready_without_a_broker(client, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["broker"], answer.json()["database"]) == (503, False, True)


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_not_ready_without_a_database(client, monkeypatch, error):
    def away():
        raise error("the server is gone")

    monkeypatch.setattr(health.connection, "cursor", away)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["database"], answer.json()["changes_behind"]) == (503, False, None)


@pytest.mark.django_db
def test_a_page_without_its_database_says_so_and_recovers_by_itself(client):
    def away():
        raise OperationalError("connection refused\nhost secret-host")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "cursor", away)
        page, api = client.get("/goals/9/"), client.get("/api/v1/frameworks/")
    assert (page.status_code, page["Retry-After"], api.status_code, api["Retry-After"]) == (503, "5", 503, "5")
    assert api["Content-Type"] == "application/problem+json"
    for answer in (page, api):
        assert "secret-host" not in answer.content.decode()
    assert client.get("/goals/").status_code == 200


class DiskFull(Exception):
    pgcode = "53100"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["database", "server"])
def test_a_page_says_that_the_disk_is_full(client, kind):
    def full():
        if kind == "server":
            raise OSError(28, "No space left on device: /secret-path")
        raise OperationalError("could not extend file: secret-path") from DiskFull()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "cursor", full)
        page, api = client.get("/goals/9/"), client.get("/api/v1/frameworks/")
        past = client.get("/goals/9/?as_of=1")
    assert [answer.status_code for answer in (page, api, past)] == [503] * 3
    assert {answer["Retry-After"] for answer in (page, api, past)} == {"60"}
    assert "The disk of the server is full. Everything saved before is safe" in page.content.decode()
    assert "What you entered last was not saved." in past.content.decode()
    assert api.json()["title"] == "The disk is full"
    assert "secret-path" not in (page.content + api.content + past.content).decode()


@pytest.mark.django_db
def test_a_file_that_is_missing_is_not_a_full_disk(client):
    def missing():
        raise FileNotFoundError(2, "No such file")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "cursor", missing)
        with pytest.raises(FileNotFoundError):
            client.get("/goals/9/?as_of=1")


@pytest.mark.django_db
def test_migrate_has_the_lock_timeout_that_the_documentation_sets(monkeypatch):
    documented = re.search(r"PGOPTIONS='(.+)' python manage.py migrate", (ROOT / "docs" / "operating.md").read_text())
    monkeypatch.setenv("PGOPTIONS", documented[1])
    other = connection.copy()
    with closing(other), other.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("5s",)


def test_an_address_that_is_not_there(client):
    answer = client.get("/goals-of-ours/")
    assert answer.status_code == 404
    assert "technical" not in answer.content.decode()
    for address in ("/api/v1/goals-of-ours/", "/api/v2/", "/api/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
        assert answer.json()["status"] == 404


@pytest.mark.django_db
def test_an_address_that_only_takes_forms(client):
    answer = client.get("/suggestions/train/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "This address is not a page" in answer.content.decode()
    assert "/suggestions/train/" in answer.content.decode()


def test_every_answer_carries_the_security_headers(client):
    answer = client.get("/health/live")
    policy = answer["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert {"default-src 'self'", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"} <= set(
        policy.split("; ")
    )
    assert {name: answer[name] for name in ("X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy")} == {
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }
    assert "geolocation=()" in answer["Permissions-Policy"]


def test_a_request_keeps_a_sound_id_and_replaces_a_hostile_one(client):
    assert client.get("/health/live", headers={"X-Request-ID": "trace-12345678"})["X-Request-ID"] == "trace-12345678"
    assert re.fullmatch(r"[0-9a-f]{32}", client.get("/health/live", headers={"X-Request-ID": "a\tb"})["X-Request-ID"])


@contextmanager
def json_lines(capsys):
    """Log as in earnest within the block, then as before; yields the lines, filled when the block ends."""
    lines = []
    logs.configure(level="INFO", format="json")
    try:
        yield lines
    finally:
        lines += [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
        logs.configure(level=settings.LOG_LEVEL, format=settings.LOG_FORMAT)


def test_a_log_line_has_the_request_id_and_no_query_string(client, capsys):
    with json_lines(capsys) as lines:
        client.get("/health/live?token=planted-marker", headers={"X-Request-ID": "trace-12345678"})
    (line,) = [entry for entry in lines if entry["event"] == "request"]
    assert (line["request"], line["path"], line["status"], line["level"]) == (
        "trace-12345678",
        "/health/live",
        200,
        "info",
    )
    assert "planted-marker" not in json.dumps(line)


def test_a_logged_failure_shows_no_local_variables(capsys):
    with json_lines(capsys) as lines:
        try:
            fail(secret="planted-" + "marker")
        except ValueError:
            logging.getLogger("anything").exception("failed")
    (line,) = lines
    assert "ValueError: went wrong" in line["exception"]
    assert "planted-marker" not in line["exception"]


def fail(secret):
    raise ValueError("went wrong")


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["json", "console"])
def test_a_logged_refusal_of_the_database_shows_no_values(capsys, form):
    address = "-".join(["planted", "marker"]) + "@example.org"
    User.objects.create_user(address)
    logs.configure(level="INFO", format=form)
    try:
        with transaction.atomic():
            User.objects.create_user(address)
    except IntegrityError:
        logging.getLogger("anything").exception("failed")
    finally:
        logs.configure(level=settings.LOG_LEVEL, format=settings.LOG_FORMAT)
    told = capsys.readouterr().err
    assert ("violates unique constraint" in told, "values left out" in told, address in told) == (True, True, False)


@pytest.mark.django_db
def test_sign_ins_one_a_role_readable_by_their_owner_only(tmp_path, capsys, client):
    out = tmp_path / "sign-ins.json"
    settings_debug = settings.DEBUG
    settings.DEBUG = True
    try:
        call_command("create_sign_ins", out=out)
        first = json.loads(out.read_text())
        call_command("create_sign_ins", out=out)
    finally:
        settings.DEBUG = settings_debug
    assert json.loads(out.read_text()) == first
    assert [each["role"] for each in first] == ["focal point", "coordinator", "administrator", "stakeholder"]
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert User.objects.count() == 4
    for each in first:
        assert client.login(username=each["email"], password=each["password"])


@pytest.mark.django_db
def test_sign_ins_cut_off_after_the_file_was_written_are_made_as_it_says(tmp_path, settings, client):
    settings.DEBUG = True
    out = tmp_path / "sign-ins.json"
    call_command("create_sign_ins", out=out)
    written = json.loads(out.read_text())
    User.objects.all().delete()
    call_command("create_sign_ins", out=out)
    assert json.loads(out.read_text()) == written
    assert client.login(username=written[0]["email"], password=written[0]["password"])


@pytest.mark.django_db
def test_sign_ins_are_refused_in_earnest(tmp_path, settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG only"):
        call_command("create_sign_ins", out=tmp_path / "sign-ins.json")
    assert not (tmp_path / "sign-ins.json").exists()


EARNEST = {
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "BROKER_URL": "redis://127.0.0.1:1/0",
    "SECRET_KEY": "long-and-random-" * 4 + "0123456789",
    "ALLOWED_HOSTS": "sdgmap.example.org",
    "SITE_URL": "https://sdgmap.example.org",
    "LOG_LEVEL": "WARNING",
}


def check_deploy(tmp_path, **environment):
    """`manage.py check --deploy` with these settings and no others: (status, what it says)."""
    ours = {"DEBUG", "SECURE", "DJANGO_ALLOW_ASYNC_UNSAFE", *EARNEST}  # the browser's fixture sets the third
    theirs = {k: v for k, v in os.environ.items() if k not in ours}
    env = theirs | environment | {"DJANGO_SETTINGS_MODULE": "sdgmap.settings", "VAR_DIR": str(tmp_path)}
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_settings_in_earnest_are_secure(tmp_path):
    assert check_deploy(tmp_path, **EARNEST) == (0, "System check identified no issues (0 silenced).\n")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("BROKER_URL", "Set DATABASE_URL and BROKER_URL"),
        ("SECRET_KEY", "SECRET_KEY is not set."),
        ("SITE_URL", "SITE_URL is not set."),
        ("ALLOWED_HOSTS", "ALLOWED_HOSTS must not be empty in deployment."),
    ],
)
def test_what_is_required_in_earnest_is_asked_for(tmp_path, name, reason):
    status, said = check_deploy(tmp_path, **{k: v for k, v in EARNEST.items() if k != name})
    assert (status, reason in said) == (1, True)


TOOLBAR = """
from django.conf import settings
print("debug_toolbar" in settings.INSTALLED_APPS, settings.CONTENT_SECURITY_POLICY)
"""


def toolbar(tmp_path, **environment) -> list[str]:
    """Whether the debug toolbar is installed, and the content security policy."""
    theirs = {k: v for k, v in os.environ.items() if k not in {"DEBUG", *EARNEST}}
    env = theirs | environment | {"DJANGO_SETTINGS_MODULE": "sdgmap.settings", "VAR_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", TOOLBAR], env=env, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.split(maxsplit=1)


def test_the_debug_toolbar_comes_on_request_only_never_in_production_and_loosens_no_policy(tmp_path):
    asked = toolbar(tmp_path, DEBUG="1", DEBUG_TOOLBAR="1")
    usual = toolbar(tmp_path, DEBUG="1")
    production = toolbar(tmp_path, **EARNEST, DEBUG_TOOLBAR="1")
    assert [found[0] for found in (asked, usual, production)] == ["True", "False", "False"]
    assert asked[1] == usual[1] == production[1]


LANGUAGES = """
from django.conf import settings
print([code for code, name in settings.LANGUAGES])
"""


@pytest.mark.parametrize(
    ("environment", "languages"),
    [
        ({"DEBUG": "1", "UNFINISHED_LANGUAGES": "0"}, "['en']"),
        ({"DEBUG": "1", "UNFINISHED_LANGUAGES": "1"}, "['ar', 'zh-hans', 'en', 'fr', 'ru', 'es']"),
        (EARNEST | {"UNFINISHED_LANGUAGES": "1"}, "['en']"),
    ],
)
def test_languages_that_are_not_complete_are_for_developers(tmp_path, environment, languages):
    theirs = {k: v for k, v in os.environ.items() if k not in {"DEBUG", *EARNEST}}
    env = theirs | environment | {"DJANGO_SETTINGS_MODULE": "sdgmap.settings", "VAR_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", LANGUAGES], env=env, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, languages), done.stderr


def test_every_setting_is_documented_and_every_documented_one_exists():
    code = "\n".join((ROOT / "sdgmap" / name).read_text() for name in ("settings.py", "run.py", "embedded.py"))
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', code))
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs" / "operating.md").read_text(), re.M))
    assert read == documented
