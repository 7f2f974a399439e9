"""Who may do what with which token: each operation × each method × each role × each scope, from the description."""

import pytest

from activities import rules
from activities.api.reference.openapi import described
from activities.models import Activity, Mapping, Submission, User
from tests.activities.api.writing.calling import Program
from tests.factories.activities import (
    ActivityFactory,
    CountryFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    UserFactory,
)
from tests.factories.submissions import MembershipFactory, SubmissionFactory

#: Role → what its owner is. A member belongs to the organisation of the submission.
ROLES = ("stranger", "member", "other member", rules.FOCAL_POINT, "other focal point", rules.COORDINATOR)
STAFF = (rules.FOCAL_POINT, "other focal point", rules.COORDINATOR)
SCOPES = ("read", "submit", "edit")
#: Operation → (scope that it needs, who passes, status for them).
OPERATIONS = {
    "activities_create": ("edit", (rules.FOCAL_POINT, rules.COORDINATOR), 201),
    "activities_update": ("edit", (rules.FOCAL_POINT, rules.COORDINATOR), 200),
    "activities_withdraw": ("edit", (rules.FOCAL_POINT, rules.COORDINATOR), 200),
    "activities_batch": ("edit", (rules.FOCAL_POINT, rules.COORDINATOR), 200),
    "mappings_create": ("edit", (rules.FOCAL_POINT, rules.COORDINATOR), 201),
    "mappings_update": ("edit", (rules.FOCAL_POINT, rules.COORDINATOR), 200),
    "mappings_withdraw": ("edit", (rules.FOCAL_POINT, rules.COORDINATOR), 200),
    "mappings_batch": ("edit", (rules.FOCAL_POINT, rules.COORDINATOR), 200),
    "submissions_list": ("submit", ROLES, 200),
    "submissions_create": ("submit", ("member", "other member"), 201),
    "submissions_retrieve": ("submit", ("member",), 200),
    "submissions_update": ("submit", ("member",), 200),
    "submissions_discard": ("submit", ("member",), 204),
    "submissions_submit": ("submit", ("member",), 200),
    "submissions_withdraw": ("submit", ("member",), 409),  # a draft
}
#: What the others get: the row is not found, or what they name in the body is none of theirs.
ELSE = dict.fromkeys(OPERATIONS, 404) | dict.fromkeys(
    ("activities_create", "activities_batch", "mappings_create", "mappings_batch", "submissions_create"), 422
)
NEW = {"title": "Smart harbours", "kind": "project", "status": "ongoing", "organisation": "itu-d"}


@pytest.fixture
def world(db):
    CountryFactory(code="KE")
    own = OrganisationFactory(sector="ITU-D")
    OrganisationFactory(sector="ITU-R")
    row = ActivityFactory(organisation=own, title="Telecentres")
    link = MappingFactory(activity=row, term=TargetFactory(code="9.c"), strength=1)
    TargetFactory(code="4.4")
    return {"activity": row, "link": link, "draft": SubmissionFactory()}


def owner(role, world) -> User:
    if role == "member":
        return world["draft"].created_by
    if role == "other member":
        return MembershipFactory(organisation=OrganisationFactory(name="Other")).user
    if role == "stranger":
        return UserFactory()
    if role == "other focal point":
        return UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-R"])
    return UserFactory(role=role, sectors=["ITU-D"])


def send(program, operation, world):
    row, link, draft = world["activity"], world["link"], world["draft"]
    activity, mapping, submission = f"/activities/{row.pk}/", f"/mappings/{link.pk}/", f"/submissions/{draft.code}/"
    new_link = {"activity": row.pk, "framework": "sdg", "term_code": "4.4", "strength": 2}
    return {
        "activities_create": lambda: program.post("/activities/", NEW),
        "activities_update": lambda: program.patch(activity, {"end_year": 2026}, seen=row.change_id),
        "activities_withdraw": lambda: program.delete(f"{activity}?reason=Twice", seen=row.change_id),
        "activities_batch": lambda: program.post("/activities/batch/", {"rows": [NEW]}),
        "mappings_create": lambda: program.post("/mappings/", new_link),
        "mappings_update": lambda: program.patch(mapping, {"strength": 3}, seen=link.change_id),
        "mappings_withdraw": lambda: program.delete(mapping, seen=link.change_id),
        "mappings_batch": lambda: program.post("/mappings/batch/", {"rows": [new_link]}),
        "submissions_list": lambda: program.get("/submissions/"),
        "submissions_create": lambda: program.post("/submissions/", {"title": "Solar schools"}),
        "submissions_retrieve": lambda: program.get(submission),
        "submissions_update": lambda: program.patch(submission, {"title": "New"}, seen=0),
        "submissions_discard": lambda: program.delete(submission, seen=0),
        "submissions_submit": lambda: program.post(
            f"{submission}submit/", {"may_submit": True, "licence": True}, seen=0
        ),
        "submissions_withdraw": lambda: program.post(f"{submission}withdraw/", None, seen=0),
    }[operation]()


def written() -> list:
    """All that any of the operations could have written."""
    return [
        list(Activity.objects.order_by("pk").values_list("pk", "change", "withdrawn")),
        list(Mapping.objects.order_by("pk").values_list("pk", "change", "withdrawn")),
        list(Submission.objects.order_by("pk").values_list("pk", "state", "revision")),
    ]


def test_every_operation_with_a_token_is_here():
    """Those of the Roadmap are in tests/roadmap/writing/test_who.py."""
    needing = {
        definition["operationId"]
        for path, methods in described()["paths"].items()
        for method, definition in methods.items()
        if "/roadmap/" not in path
        if method != "get" or definition.get("security") == [{"token": ["submit"]}]
    }
    assert needing == set(OPERATIONS)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_by_role_and_scope(client, world, operation, role, scope):
    needed, passing, status = OPERATIONS[operation]
    program = Program(client, owner(role, world), scope)
    before = written()
    answer = send(program, operation, world)
    if scope != needed:
        expected = 403
    elif role in passing:
        expected = status
    elif needed == "edit" and role not in STAFF:
        expected = 403
    else:
        expected = ELSE[operation]
    assert answer.status_code == expected, answer.content
    if expected >= 400:
        assert answer["Content-Type"] == "application/problem+json"
        assert written() == before


@pytest.mark.parametrize("operation", OPERATIONS)
def test_what_the_owner_can_do_no_more_the_token_cannot_either(client, world, operation, settings):
    scope, passing, _status = OPERATIONS[operation]
    user = owner(passing[0] if passing is not ROLES else "member", world)
    program = Program(client, user, scope)
    before = written()
    if scope == "edit":
        user.groups.clear()
        assert send(program, operation, world).status_code == 403
        user.groups.add(*UserFactory(role=rules.FOCAL_POINT).groups.all())
        settings.REQUIRE_STAFF_MFA = True
        answer = send(program, operation, world)
        assert (answer.status_code, "/accounts/2fa/" in answer.json()["detail"]) == (403, True)
    else:
        user.memberships.update(state="ended")
        if operation != "submissions_list":
            assert send(program, operation, world).status_code == ELSE[operation]
    user.is_active = False
    user.save()
    assert send(program, operation, world).status_code == 401
    assert written() == before


@pytest.mark.parametrize("operation", OPERATIONS)
def test_without_a_token(client, world, operation):
    class Anonymous(Program):
        def __init__(self):
            self.client = client

        def call(self, method, path, body=None, *, seen=None, key=None, **headers):
            return client.generic(method, f"/api/v1{path}", "{}", content_type="application/json")

    answer = send(Anonymous(), operation, world)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="SDG Map API"')
    assert "/accounts/tokens/" in answer.json()["detail"]
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_a_script_on_another_site_can_ask_first(client, world):
    for path, methods in {
        "/activities/": "GET, POST, HEAD, OPTIONS",
        f"/activities/{world['activity'].pk}/": "GET, PATCH, DELETE, HEAD, OPTIONS",
        "/mappings/batch/": "POST, OPTIONS",
        f"/submissions/{world['draft'].code}/": "GET, PATCH, DELETE, HEAD, OPTIONS",
    }.items():
        answer = client.options(f"/api/v1{path}")
        assert (answer.status_code, answer["Access-Control-Allow-Methods"], answer["Allow"]) == (204, methods, methods)
        allowed = answer["Access-Control-Allow-Headers"]
        assert {"Authorization", "Content-Type", "If-Match", "Idempotency-Key"} <= set(allowed.split(", "))
    assert "Location" in client.get("/api/v1/activities/")["Access-Control-Expose-Headers"]
