"""Who may write what in the Roadmap with which token: each operation × each role × each scope, from the description."""

import pytest

from activities import rules
from activities.api.reference.openapi import described
from activities.models import Change
from roadmap.api.writing.registers import REGISTERS
from roadmap.models import ProgressReport
from tests.activities.api.writing.calling import Program
from tests.factories.activities import UserFactory
from tests.factories.roadmap import ProgressReportFactory

ROLES = ("stranger", rules.FOCAL_POINT, "other focal point", rules.COORDINATOR, rules.ADMINISTRATOR)
ALL = (rules.COORDINATOR, rules.ADMINISTRATOR)
STAFF = (*ALL, rules.FOCAL_POINT, "other focal point")
SCOPES = ("read", "submit")
#: Operation → {role: status} of those who are not refused as the others are, who get the last.
REPORTS = {
    "roadmap_reports_list": (dict.fromkeys(STAFF, 200), 403),
    "roadmap_reports_create": (dict.fromkeys((*ALL, rules.FOCAL_POINT), 409), 403),  # there is an open one
    "roadmap_reports_retrieve": (dict.fromkeys((*ALL, rules.FOCAL_POINT), 200), 404),
    "roadmap_reports_update": (dict.fromkeys((*ALL, rules.FOCAL_POINT), 200), 404),
    "roadmap_reports_withdraw": (dict.fromkeys((*ALL, rules.FOCAL_POINT), 200), 404),
    "roadmap_reports_accept": (dict.fromkeys(ALL, 200) | {rules.FOCAL_POINT: 403}, 404),
    "roadmap_reports_return": (dict.fromkeys(ALL, 200) | {rules.FOCAL_POINT: 403}, 404),
}
REGISTER = {
    f"{register.stem}_{act}": (dict.fromkeys(ALL, status), 403)
    for register in REGISTERS
    for act, status in {"create": 201, "update": 200, "withdraw": 200}.items()
}
UPDATES = {f"roadmap_progress_updates_{act}": (dict.fromkeys(ALL, 200), 403) for act in ("update", "withdraw")}
OPERATIONS = REPORTS | REGISTER | UPDATES


@pytest.fixture
def report(action):
    return ProgressReportFactory(action=action)


def program_of(client, role, scope) -> Program:
    if role == "stranger":
        return Program(client, UserFactory(), scope)
    if role == "other focal point":
        return Program(client, UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-R"]), scope)
    return Program(client, UserFactory(role=role, sectors=["ITU-T"]), scope)


def send(program, operation, rows, report):
    one = f"/roadmap/reports/{report.pk}/"
    if operation in REPORTS:
        return {
            "list": lambda: program.get("/roadmap/reports/"),
            "create": lambda: program.post("/roadmap/actions/6.5/reports/", {"status": "done", "done": "All."}),
            "retrieve": lambda: program.get(one),
            "update": lambda: program.patch(one, {"done": "More."}, seen=report.revision),
            "withdraw": lambda: program.post(f"{one}withdraw/", None, seen=report.revision),
            "accept": lambda: program.post(f"{one}accept/", None, seen=report.revision),
            "return": lambda: program.post(f"{one}return/", {"reason": "Say more."}, seen=report.revision),
        }[operation.rpartition("_")[2]]()
    if operation in UPDATES:
        update = rows["progress-updates"]
        place = f"/roadmap/progress-updates/{update.pk}/"
        return {
            "update": lambda: program.patch(place, {"done": "More.", "reason": "Late"}, seen=update.change_id),
            "withdraw": lambda: program.delete(f"{place}?reason=Twice", seen=update.change_id),
        }[operation.rpartition("_")[2]]()
    register = next(one for one in REGISTERS if operation.startswith(f"{one.stem}_"))
    name = register.resource.name.removeprefix("roadmap/")
    place, row = f"/roadmap/{name}/", rows[name]
    return {
        "create": lambda: program.post(place, register.new),
        "update": lambda: program.patch(f"{place}{row.pk}/", register.changed, seen=row.change_id),
        "withdraw": lambda: program.delete(f"{place}{row.pk}/?reason=Twice", seen=row.change_id),
    }[operation.rpartition("_")[2]]()


def written() -> list:
    """All that any of the operations could have written."""
    return [
        list(Change.objects.order_by("pk").values_list("pk", "verb")),
        list(ProgressReport.objects.order_by("pk").values_list("pk", "state", "revision")),
    ]


def test_every_operation_with_a_token_is_here():
    needing = {
        definition["operationId"]
        for path, methods in described()["paths"].items()
        for method, definition in methods.items()
        if "/roadmap/" in path and (method != "get" or {} not in definition["security"])
    }
    assert needing == set(OPERATIONS)


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("role", ROLES)
def test_by_role(client, rows, report, operation, role):
    passing, others = OPERATIONS[operation]
    before = written()
    answer = send(program_of(client, role, "edit"), operation, rows, report)
    expected = 403 if role == "stranger" else passing.get(role, others)
    assert answer.status_code == expected, answer.content
    if expected >= 400:
        assert answer["Content-Type"] == "application/problem+json"
        assert written() == before


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_token_of_another_scope_writes_nothing(client, rows, report, operation, scope):
    before = written()
    answer = send(program_of(client, rules.COORDINATOR, scope), operation, rows, report)
    assert (answer.status_code, 'scope="edit"' in answer["WWW-Authenticate"]) == (403, True)
    assert written() == before


@pytest.mark.parametrize("operation", OPERATIONS)
def test_what_the_owner_can_do_no_more_the_token_cannot_either(client, rows, report, operation, settings):
    program = program_of(client, rules.COORDINATOR, "edit")
    before = written()
    settings.REQUIRE_STAFF_MFA = True
    answer = send(program, operation, rows, report)
    assert (answer.status_code, "/accounts/2fa/" in answer.json()["detail"]) == (403, True)
    settings.REQUIRE_STAFF_MFA = False
    program.user.groups.clear()
    assert send(program, operation, rows, report).status_code == 403
    program.user.is_active = False
    program.user.save()
    assert send(program, operation, rows, report).status_code == 401
    assert written() == before


@pytest.mark.parametrize("operation", OPERATIONS)
def test_without_a_token(client, rows, report, operation):
    class Anonymous(Program):
        def __init__(self):
            self.client = client

        def call(self, method, path, body=None, *, seen=None, key=None, **headers):
            return client.generic(method, f"/api/v1{path}", "{}", content_type="application/json")

    answer = send(Anonymous(), operation, rows, report)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="SDG Map API"')


def test_a_script_on_another_site_can_ask_first(client, rows):
    for path, methods in {
        "/roadmap/engagements/": "GET, POST, HEAD, OPTIONS",
        f"/roadmap/engagements/{rows['engagements'].pk}/": "GET, PATCH, DELETE, HEAD, OPTIONS",
        "/roadmap/actions/6.5/reports/": "POST, OPTIONS",
        "/roadmap/actions/": "GET, HEAD, OPTIONS",
    }.items():
        answer = client.options(f"/api/v1{path}")
        assert (answer.status_code, answer["Allow"]) == (204, methods)
