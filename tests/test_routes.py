"""Who gets what from every route: role × route × method, and the headers that each answer carries.

The routes come from the URLconf: one that is neither in tests/routes.py nor in the admin's table fails the first test.
"""

import gzip
import re
import secrets
from datetime import date

import pytest
from backports import zstd
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from activities import rules
from activities.models import (
    Change,
    Crosswalk,
    Framework,
    Job,
    Note,
    Organisation,
    ReasonTemplate,
    Snapshot,
    Submission,
    Term,
    User,
)
from sdgmap.compression import SMALLEST
from tests.factories.plans import FollowUpFactory, GuidanceFactory, MeetingFactory, MemberFactory
from tests.factories.rounds import round_opened
from tests.factories.submissions import MembershipFactory, OrganisationProposalFactory
from tests.routes import (
    ACCOUNTS,
    ANSWERS,
    NO,
    OPEN,
    PAGES,
    SIGNED_IN,
    STAFF,
    WITH_TOKEN,
    WITHOUT_SLASH,
    WRITTEN,
    address,
    names,
)
from tests.running_text import ENLARGE, misprints

pytestmark = pytest.mark.xdist_group("routes")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
REGISTERED = "registered"
ROLES = (None, rules.FOCAL_POINT, rules.COORDINATOR, rules.ADMINISTRATOR)

# What an admin route answers to GET, POST, PUT and the other two. An empty POST is a form with errors, hence 200.
SIGN_IN = LED_ON = (302, 302, 302, 302)
SEES = (200, 200, 200, 200)
READS = (200, 403, 200, 200)  # Django's admin takes all but POST for reading
SHOWN = (200, 405, 405, 405)
REFUSED = (403, 403, 403, 403)
MISSING = (404, 404, 404, 404)

STAFF_LOOKS = (SIGN_IN, SEES, SEES, SEES)
CHAIR_EDITS = (SIGN_IN, REFUSED, SEES, SEES)
STAFF_READS_CHAIR_EDITS = (SIGN_IN, READS, SEES, SEES)
NOBODY = (SIGN_IN, REFUSED, REFUSED, REFUSED)
ADMINISTRATOR_ONLY = (SIGN_IN, REFUSED, REFUSED, SEES)

REFERENCE = {
    "changelist": STAFF_LOOKS,
    "history": STAFF_LOOKS,
    "change": STAFF_READS_CHAIR_EDITS,
    "add": CHAIR_EDITS,
    "delete": NOBODY,
}
MODELS = {
    Framework: REFERENCE,
    Term: REFERENCE,
    Crosswalk: REFERENCE,
    Organisation: REFERENCE,
    Change: REFERENCE | {"change": (SIGN_IN, READS, READS, READS), "add": NOBODY},
    User: dict.fromkeys(REFERENCE, ADMINISTRATOR_ONLY) | {"delete": NOBODY},
}
#: Route → (address, what each role gets).
ADMIN = {
    "admin:index": ("/admin/", STAFF_LOOKS),
    "admin:app_list": ("/admin/activities/", STAFF_LOOKS),
    "admin:login": ("/admin/login/", (SIGN_IN, *[(302, 200, 200, 405)] * 3)),
    "admin:logout": ("/admin/logout/", (SIGN_IN, *[(405, 302, 405, 405)] * 3)),
    "admin:password_change": ("/admin/password_change/", (SIGN_IN, LED_ON, LED_ON, LED_ON)),
    "admin:password_change_done": ("/admin/password_change/done/", (SIGN_IN, SHOWN, SHOWN, SHOWN)),
    "admin:autocomplete": (
        "/admin/autocomplete/",
        (SIGN_IN, *[(403, 405, 405, 405)] * 3),
    ),  # without saying of which field
    "admin:jsi18n": ("/admin/jsi18n/", (SIGN_IN, SHOWN, SHOWN, SHOWN)),
    "admin:view_on_site": ("/admin/r/{framework}/{row}/", (SIGN_IN, LED_ON, LED_ON, LED_ON)),
    "admin:auth_user_password_change": ("/admin/activities/user/{row}/password/", ADMINISTRATOR_ONLY),
    "admin/(?P<url>.*)$": ("/admin/nowhere/", (SIGN_IN, MISSING, MISSING, MISSING)),
}
WAYS = {
    "changelist": "",
    "add": "add/",
    "history": "{row}/history/",
    "delete": "{row}/delete/",
    "change": "{row}/change/",
}
for model, table in MODELS.items():
    folder = f"admin/activities/{model._meta.model_name}/"
    ADMIN[f"{folder}<path:object_id>/"] = (f"/{folder}{{row}}/", (LED_ON,) * 4)
    for way, expected in table.items():
        ADMIN[f"admin:activities_{model._meta.model_name}_{way}"] = (f"/{folder}{WAYS[way]}", expected)


@pytest.fixture
def ask(shipped_map, db, client):
    """ask(role, method, path, headers) → the response, whose writes are taken back; `whole` is its body."""
    client.raise_request_exception = False
    people = {REGISTERED: User.objects.create_user("registered@example.org", "secret")}
    for role in ROLES[1:]:
        email = f"{role.split()[0]}@example.org"
        people[role] = User.objects.create_user(email, "secret", is_staff=True, sectors=["ITU-D"])
        people[role].groups.add(Group.objects.get_or_create(name=role)[0])
    job = Job.objects.create(kind=Job.Kind.SHEET_CHECK, by=people[rules.COORDINATOR])
    job.files.create(role="sent", name="sent.xlsx", content=b"sent")

    publish_snapshot()
    note = Note.objects.create(
        activity_id=address("{other}"), author=people[rules.COORDINATOR], text="Is the end year right?"
    )

    def ask(role, method, path, headers=None):
        with transaction.atomic():
            if role:
                client.force_login(people[role])
            form = "application/x-www-form-urlencoded"
            response = client.generic(method, path, content_type=form, headers=headers)
            response.whole = response.getvalue()  # of a stream to its end, where the file beneath is closed
            client.logout()
            transaction.set_rollback(True)
        return response

    view = people[rules.COORDINATOR].saved_filters.create(name="Mine", page="activity-list", query="goal=9")
    organisation = Organisation.objects.live().filter(sector="").earliest("id")
    requested = MembershipFactory(organisation=organisation, state="requested")
    proposal = OrganisationProposalFactory()
    ask.known = {"proposal": proposal.pk, "request": requested.pk, "membership": requested.pk}
    meeting = MeetingFactory()
    ask.known |= {"guidance": GuidanceFactory().pk, "member": MemberFactory().pk, "meeting": meeting.pk}
    ask.known["follow_up"] = FollowUpFactory(meeting=meeting).pk
    ask.known |= {"job": job.pk, "view": view.pk, "note": note.pk}
    ask.known |= {
        "submission": waiting_submission().code,
        "reason": ReasonTemplate.objects.create(decision="return", title="Why", text="Why?").pk,
        "round": round_opened(sectors=["ITU-R", "ITU-D"]).code,
    }
    return ask


def publish_snapshot() -> None:
    """A snapshot of 30 November 2026 with the file terms.csv."""
    snapshot = Snapshot.objects.create(
        date=date(2026, 11, 30),
        change=Change.objects.earliest("id"),
        figures=1,
        licence="CC-BY-3.0-IGO",
        folder=f"snapshots/2026-11-30/{secrets.token_hex(8)}",
        written_at=timezone.now(),
        seconds=1,
    )
    file = snapshot.files.create(
        name="terms.csv", table="terms", title="Terms", media_type="text/csv", bytes=4, sha256="0", rows=1, packed=False
    )
    default_storage.save(file.stored_in(snapshot.folder), ContentFile(b"id\r\n"))


def waiting_submission() -> Submission:
    """A new activity that waits for a decision. It has no organisation, and nobody has filled it in."""
    return Submission.objects.create(kind=Submission.Kind.NEW, state="submitted", submitted_at=timezone.now())


def test_every_route_has_an_expectation():
    assert sorted(names()) == sorted([*OPEN, *WITH_TOKEN, *STAFF, *SIGNED_IN, *ACCOUNTS, *ADMIN])


@pytest.mark.parametrize("role", ROLES)
def test_open_routes_are_read_by_everybody_and_written_by_nobody(ask, role):
    found = {name: [ask(role, method, address(path)).status_code for method in METHODS] for name, path in OPEN.items()}
    expected = {}
    for name in OPEN:
        others = [401 if method in WRITTEN.get(name, ()) else 405 for method in METHODS[1:]]
        expected[name] = [ANSWERS.get(name, 200), *others]
    expected[WITHOUT_SLASH] = [404] * 5  # whatever is asked, there is nothing
    assert found == expected


@pytest.mark.parametrize("role", ROLES)
def test_routes_for_tokens_are_closed_to_sessions(ask, role):
    """A session is no way into the API, whatever the role."""
    found, expected = {}, {}
    for name, (path, methods) in WITH_TOKEN.items():
        found[name] = [ask(role, method, path).status_code for method in METHODS]
        expected[name] = [401 if method in methods else 405 for method in METHODS]
    assert found == expected


@pytest.mark.parametrize("role", ROLES)
def test_staff_routes_by_role(ask, role):
    found, expected = {}, {}
    for name, (path, gets, posts) in STAFF.items():
        path = address(path, **ask.known)
        found[name] = [ask(role, method, path).status_code for method in METHODS]
        expected[name] = [gets[ROLES.index(role)], posts[ROLES.index(role)], 405, 405, 405]
    assert found == expected


def test_routes_for_people_with_an_account(ask):
    found, expected = {}, {}
    for name, (path, gets, posts) in SIGNED_IN.items():
        path = address(path, **ask.known)
        for number, role in enumerate((None, REGISTERED)):
            found[name, role] = [ask(role, method, path).status_code for method in METHODS]
            expected[name, role] = [gets[number], posts[number], 405, 405, 405]
    assert found == expected


@pytest.mark.parametrize("role", ROLES)
def test_account_routes_signed_in_or_not(ask, role):
    found = {
        n: tuple(ask(role, method, address(path)).status_code for method in METHODS)
        for n, (path, *_) in ACCOUNTS.items()
    }
    assert found == {name: signed_in if role else stranger for name, (_path, stranger, signed_in) in ACCOUNTS.items()}


def test_people_without_a_role_open_no_staff_page(ask):
    """Such as stakeholders who have registered. The admin leads to its sign-in, which refuses them."""
    found = {}
    for name, (path, *_answers) in STAFF.items():
        path = address(path, **ask.known)
        found[name] = [ask(REGISTERED, method, path).status_code for method in METHODS[:2]]
    taken = {
        name: [405 if gets == NO else 403, 405 if posts == NO else 403] for name, (_, gets, posts) in STAFF.items()
    }
    assert found == taken
    found = {
        name: ask(REGISTERED, "GET", path.format(row=1, framework=1)).status_code for name, (path, _) in ADMIN.items()
    }
    assert found == dict.fromkeys(ADMIN, 302) | {"admin:login": 403}


def test_staff_without_the_second_step_that_is_required_get_no_further(ask, settings):
    settings.REQUIRE_STAFF_MFA = True
    passed = []
    for name, (path, *_answers) in STAFF.items():
        for method in METHODS[:2]:
            answer = ask(rules.ADMINISTRATOR, method, address(path, **ask.known))
            if answer.status_code != 405 and answer.headers.get("Location") != "/accounts/2fa/":
                passed.append((name, method, answer.status_code))
    for name, (path, _by_role) in ADMIN.items():
        answer = ask(rules.ADMINISTRATOR, "GET", path.format(row=1, framework=1))
        if name not in ("admin:login", "admin:logout") and answer.headers.get("Location") != "/accounts/2fa/":
            passed.append((name, "GET", answer.status_code))
    assert passed == []


@pytest.mark.parametrize("role", ROLES)
def test_admin_routes_by_role(ask, role):
    found, expected = {}, {}
    for name, (path, by_role) in ADMIN.items():
        model = next((m for m in MODELS if f"/activities/{m._meta.model_name}/" in path), Framework)
        row = model.objects.order_by("pk").first().pk
        path = path.format(row=row, framework=ContentType.objects.get_for_model(Framework).pk)
        found[name] = [ask(role, method, path).status_code for method in METHODS]
        get, post, put, others = by_role[ROLES.index(role)]
        expected[name] = [get, post, put, others, others]
    assert found == expected


HEADERS = {
    "content-security-policy": r"default-src 'self'",
    "x-content-type-options": "^nosniff$",
    "x-frame-options": "^DENY$",
    "referrer-policy": "^same-origin$",
    "cross-origin-opener-policy": "^same-origin$",
    "permissions-policy": "camera=().*geolocation=()",
    "x-request-id": r"^[0-9a-f]{32}$",
}


def test_every_answer_carries_the_security_headers(ask):
    paths = {name: address(path) for name, path in OPEN.items()} | {
        "sign-in": "/accounts/login/",
        "not found": "/goals/99/",
        "bad filter": "/activities/?goal=99",
        "api, bad filter": "/api/v1/activities/?goal=99",
        "no route": "/nowhere/",
    }
    missing = []
    for name, path in paths.items():
        answer = ask(None, "GET", path)
        missing += [
            (name, header, answer.headers.get(header))
            for header, value in HEADERS.items()
            if not re.search(value.replace("()", r"\(\)"), answer.headers.get(header, ""))
        ]
        if "unsafe" in answer.headers.get("content-security-policy", ""):
            missing.append((name, "content-security-policy", "unsafe"))
    assert missing == []


def test_reading_sets_no_cookie(ask):
    found = {name: [*ask(None, "GET", address(path)).cookies] for name, path in OPEN.items()}
    assert {name: cookies for name, cookies in found.items() if cookies} == {}


def test_only_what_is_the_same_for_everybody_is_compressed(ask):
    """No answer is compressed that could hold somebody's secret beside what a stranger made them send."""
    decode = {"gzip": gzip.decompress, "zstd": zstd.decompress}
    plain, wrong, for_strangers = {}, [], set()
    for name, path in {**OPEN, **{name: path for name, (path, *_) in (STAFF | SIGNED_IN | ACCOUNTS).items()}}.items():
        path = address(path, **ask.known)
        plain[name] = ask(None, "GET", path).whole
        for role, more in (
            (None, {}),
            (None, {"Authorization": "Bearer x"}),
            (REGISTERED, {}),
            (rules.COORDINATOR, {}),
        ):
            answer = ask(role, "GET", path, {"Accept-Encoding": "zstd, gzip", **more})
            if not (coding := answer.headers.get("Content-Encoding")):
                continue
            body = decode[coding](answer.whole)
            if not role and not more:
                for_strangers.add(name)
                if b"csrfmiddlewaretoken" in body or answer.cookies or "private" in answer.get("Cache-Control", ""):
                    wrong.append((name, "holds a token, a cookie or something private"))
            elif body != plain[name] or "public" not in answer.get("Cache-Control", ""):
                wrong.append((name, role, more, "is not what a stranger gets"))
    assert wrong == []
    workbook = {"activity-download"}  # which is compressed already
    assert for_strangers >= {name for name in OPEN if len(plain[name]) >= SMALLEST} - workbook


def test_robots_keep_to_pages_that_are_for_everybody(ask):
    """The longest rule that fits an address decides; where none does, robots may come."""
    answer = ask(None, "GET", "/robots.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    rules_ = [line.split(": ") for line in answer.content.decode().splitlines() if line.startswith(("Dis", "Allow"))]
    patterns = {rule: (word, re.escape(rule).replace(r"\*", ".*")) for word, rule in rules_}

    def may_come(path):
        fitting = [rule for rule, (_word, pattern) in patterns.items() if re.match(pattern, path)]
        return not fitting or patterns[max(fitting, key=len)][0] == "Allow"

    bare = {name: address(path).partition("?")[0] for name, path in PAGES.items()}
    assert {name for name, path in bare.items() if not may_come(path)} == {"compare"}
    assert may_come(bare["activity-list"] + "?after=x")
    signed_in = [*STAFF.values(), *SIGNED_IN.values(), *ACCOUNTS.values()]
    kept_away = [address(path, **ask.known) for path, *_ in signed_in]
    kept_away += [f"{path}?as_of=2026-10-01" for path in bare.values()] + ["/activities/?goal=9&after=x", "/admin/"]
    assert [path for path in kept_away if may_come(path)] == []


def test_no_page_shows_a_bare_number_or_a_twelve_hour_clock(ask):
    """Every figure is a thousand times as large as it is, and needs its comma: 5,342. Times are as in 14:05."""
    with connection.cursor() as cursor:
        cursor.execute(ENLARGE)
    caches["process"].clear()
    found = {}
    for name, path in PAGES.items():
        answer = ask(None, "GET", address(path))
        assert answer.status_code == 200, (name, answer.content.decode())
        if not name.startswith("api-docs") and (wrong := misprints(answer.content.decode())):
            found[name] = wrong
    caches["process"].clear()
    assert found == {}
