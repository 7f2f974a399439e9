"""Members of an organisation start, change, submit and withdraw submissions with a token, by the form of the pages."""

import pytest

from activities.actions.submissions.drafting import save_answers
from activities.models import Membership, Notice, Submission
from activities.queries.submissions.answers import link_field
from tests.activities.api.writing.calling import Program
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CountryFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    UserFactory,
)
from tests.factories.submissions import MembershipFactory, OrganisationProposalFactory, SubmissionFactory

LINK = {"framework": "sdg", "code": "9.c", "strength": 3, "rationale": "It brings the internet to schools."}
ANSWERS = {
    "title": "Solar schools online",
    "description": "Connects 40 rural schools with solar power. Pupils and teachers have been online since 2024.",
    "kind": "project",
    "status": "ongoing",
    "start_year": 2024,
    "countries": ["KE"],
    "partners": ["Ministry of ICT", "GSMA"],
    "url": "https://example.org/solar-schools",
    "contact_name": "Amina Otieno",
    "contact_email": "amina@example.org",
    "links": [LINK],
}
CONSENT = {"may_submit": True, "licence": True}


@pytest.fixture
def vocabulary(db):
    CountryFactory(code="KE")
    TargetFactory(code="9.c")
    ActionLineFactory(code="C2")


@pytest.fixture
def draft(member, vocabulary):
    answer = member.post("/submissions/", ANSWERS)
    assert answer.status_code == 201, answer.json()
    return answer.json()


def of(draft, step=""):
    return f"/submissions/{draft['code']}/{step}"


def test_start_and_submit(member, draft):
    row = Submission.objects.get()
    assert (draft["state"], draft["missing"], draft["language"]) == ("draft", {}, "en")
    assert {name: draft[name] for name in ANSWERS if name != "links"} == {
        name: ANSWERS[name] for name in ANSWERS if name != "links"
    }
    assert draft["links"] == [LINK | {"title": "Title of 9.c", "evidence_url": ""}]
    assert (row.organisation.name, row.created_by, draft["update"]) == ("Solar Institute", member.user, False)
    answer = member.post(of(draft, "submit/"), CONSENT, seen=draft["version"])
    assert (answer.status_code, answer.json()["state"]) == (200, "submitted")
    assert Notice.objects.filter(kind="submission_submitted", to=member.user).count() == 1
    again = member.post(of(draft, "submit/"), CONSENT, seen=draft["version"])
    assert again.status_code == 200, "a second time changes nothing"
    assert Notice.objects.filter(kind="submission_submitted").count() == 1


def test_what_is_missing_is_said_at_once_and_stops_the_submission(member, vocabulary):
    draft = member.post(
        "/submissions/", {"title": "Solar schools", "links": [{"framework": "wsis", "code": "C2"}]}
    ).json()
    missing = draft["missing"]
    assert missing["kind"] == ["Choose a kind of activity."]
    assert missing["links"] == ["Add at least one Goal or target."]
    assert missing["links[0].strength"] == ["Choose how strongly."]
    assert missing["contact_name"] == ["Enter the name of a contact person."]
    answer = member.post(of(draft, "submit/"), {"may_submit": True, "licence": False}, seen=draft["version"])
    assert answer.status_code == 422
    assert answer.json()["errors"] == missing | {"licence": ["Confirm that the entry may be published and reused."]}
    assert Submission.objects.get().state == "draft"


def test_change_and_remove(member, draft):
    change = {"end_year": 2026, "partners": [], "links": [{"framework": "wsis", "code": "C2", "strength": 1}]}
    answer = member.patch(of(draft), change, seen=draft["version"])
    body = answer.json()
    assert answer.status_code == 200, body
    assert (body["end_year"], body["partners"], [one["code"] for one in body["links"]]) == (2026, [], ["C2"])
    assert (body["title"], answer["ETag"]) == (ANSWERS["title"], f'"{body["version"]}"')


def test_the_language_is_recognised_as_soon_as_there_is_a_text(member, vocabulary):
    draft = member.post("/submissions/", {"kind": "project"}).json()
    assert draft["language"] == ""
    text = {"title": "Écoles solaires", "description": "Relie 40 écoles rurales à Internet, avec l’énergie du soleil."}
    assert member.patch(of(draft), text, seen=draft["version"]).json()["language"] == "fr"


def test_what_a_colleague_changed_is_not_overwritten(member, draft):
    row = Submission.objects.get()
    colleague = MembershipFactory(organisation=row.organisation).user
    save_answers(submission=row, answers={"title": "Other"}, seen=row.revision, by=colleague)
    for answer in (
        member.patch(of(draft), {"title": "Mine"}, seen=draft["version"]),
        member.post(of(draft, "submit/"), CONSENT, seen=draft["version"]),
        member.delete(of(draft), seen=draft["version"]),
    ):
        assert (answer.status_code, answer.json()["current"]["title"]) == (412, "Other")
        assert answer["ETag"] == f'"{draft["version"] + 1}"'
    assert member.patch(of(draft), {"title": "Mine"}).status_code == 428


def test_after_it_is_submitted_only_the_contact_person_can_be_changed(member, draft):
    member.post(of(draft, "submit/"), CONSENT, seen=draft["version"])
    answer = member.patch(of(draft), {"title": "New"}, seen=draft["version"])
    assert (answer.status_code, answer.json()["title"]) == (409, "This is not possible now")
    answer = member.patch(of(draft), {"contact_name": "Ama"}, seen=draft["version"])
    assert (answer.status_code, answer.json()["contact_name"]) == (200, "Ama")
    answer = member.post(of(draft, "withdraw/"), None, seen=answer.json()["version"])
    assert (answer.status_code, answer.json()["state"]) == (200, "withdrawn")
    assert member.post(of(draft, "withdraw/"), None, seen=answer["ETag"].strip('"')).status_code == 409


def test_discard(member, draft):
    answer = member.delete(of(draft), seen=draft["version"])
    assert (answer.status_code, answer.content) == (204, b"")
    assert not Submission.objects.exists()


def test_an_update_begins_with_what_is_published(member, vocabulary):
    body = OrganisationFactory(name="Solar Institute")
    activity = ActivityFactory(organisation=body, title="Solar schools", language="en", start_year=2020)
    MappingFactory(activity=activity, term=TargetFactory(code="9.c"), strength=2)
    answer = member.post("/submissions/", {"activity": activity.pk, "end_year": 2026})
    draft = answer.json()
    assert answer.status_code == 201, draft
    assert (draft["update"], draft["title"], draft["end_year"]) == (True, "Solar schools", 2026)
    assert (draft["contact_email"], draft["links"][0]["strength"]) == (member.user.email, 2)
    again = member.post("/submissions/", {"activity": activity.pk})
    assert (again.status_code, again.json()["current"]["code"]) == (409, draft["code"])


def test_an_update_that_changes_nothing_is_not_submitted(member, vocabulary):
    activity = ActivityFactory(organisation=OrganisationFactory(name="Solar Institute"), start_year=2020)
    draft = member.post("/submissions/", {"activity": activity.pk}).json()
    assert "body" in draft["missing"]


def test_nobody_updates_the_activities_of_others(member):
    other = ActivityFactory(organisation=OrganisationFactory(name="Other"))
    assert member.post("/submissions/", {"activity": other.pk}).status_code == 403
    assert member.post("/submissions/", {"activity": other.pk + 1}).status_code == 422
    assert not Submission.objects.exists()


def test_a_person_of_several_organisations_says_which(member, vocabulary):
    proposal = OrganisationProposalFactory(name="Proposed Institute")
    Membership.objects.create(user=member.user, proposal=proposal, state="active")
    answer = member.post("/submissions/", ANSWERS)
    assert answer.json()["errors"] == {
        "organisation": ["Choose one of your organisations: Proposed Institute, solar-institute."]
    }
    for named, expected in (("solar-institute", "Solar Institute"), ("Proposed Institute", "Proposed Institute")):
        answer = member.post("/submissions/", ANSWERS | {"organisation": named})
        assert answer.json()["organisation"]["name"] == expected
    assert member.post("/submissions/", ANSWERS | {"organisation": "itu-d"}).status_code == 422


def test_a_person_without_an_organisation_reads_how_to_join(client, db):
    program = Program(client, UserFactory(), scope="submit")
    answer = program.post("/submissions/", {"title": "x"})
    assert "Join one" in answer.json()["errors"]["organisation"][0]


@pytest.mark.parametrize(
    ("wrong", "field", "status"),
    [
        ({"countries": ["XX"]}, "countries", 422),
        ({"regions": ["mars"]}, "regions[0]", 422),
        ({"kind": "thing"}, "kind", 422),
        ({"links": [{"framework": "sdg", "code": "99"}]}, "links[0].code", 422),
        ({"links": [{"framework": "sdg", "code": "9.c"}] * 2}, "links[1].code", 422),
        ({"links": [{"framework": "sdg", "code": "9.c", "weight": 1}]}, "links[0].weight", 400),
        ({"state": "accepted"}, "state", 400),
        ({"title": "x" * 50_001}, "title", 422),
    ],
)
def test_what_cannot_be_an_answer_is_refused_by_name(member, draft, wrong, field, status):
    answer = member.patch(of(draft), wrong, seen=draft["version"])
    assert answer.status_code == status, answer.json()
    assert field in answer.json()["errors"]
    assert Submission.objects.get().revision == draft["version"]


def test_a_submission_of_another_organisation_is_not_found(member, vocabulary):
    other = SubmissionFactory()
    for method, step in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "submit/"), ("POST", "withdraw/")):
        answer = member.call(method, f"/submissions/{other.code}/{step}", {} if method != "GET" else None, seen=0)
        assert answer.status_code == 404, (method, step)
        assert other.title not in answer.content.decode()
    assert member.get("/submissions/").json() == {"results": [], "next": None}


def test_whoever_has_left_the_organisation_finds_nothing(member, draft):
    Membership.objects.update(state="ended")
    assert member.get(of(draft)).status_code == 404
    assert member.patch(of(draft), {"title": "x"}, seen=draft["version"]).status_code == 404


@pytest.mark.parametrize("items", [1, 3])
def test_the_list_in_pages(member, draft, items, django_assert_num_queries):
    for _ in range(items - 1):
        SubmissionFactory(member=member.user, organisation=OrganisationFactory(name="Solar Institute"))
    member.get("/submissions/")  # notes that the token is used
    with django_assert_num_queries(2):
        page = member.get("/submissions/?limit=1&state=draft").json()
    found = [one["code"] for one in page["results"]]
    while page["next"]:
        page = member.get(page["next"].partition("/api/v1")[2]).json()
        found += [one["code"] for one in page["results"]]
    assert found == [*Submission.objects.order_by("-pk").values_list("code", flat=True)]
    assert member.get("/submissions/?stat=draft").status_code == 400
    assert member.get("/submissions/?cursor=x").status_code == 404


def test_what_reviewers_ask_for(member, draft):
    row = Submission.objects.get()
    term = TargetFactory(code="9.c")
    row.state, row.submitted_at, row.decided_at, row.reason = (
        "returned",
        row.created_at,
        row.created_at,
        "Which schools?",
    )
    row.save()
    for field in ("title", f"link.{term.pk}"):
        row.comments.create(field=field, text="More, please", sent_at=row.decided_at)
    body = member.get(of(draft)).json()
    assert (body["state"], body["reason"]) == ("returned", "Which schools?")
    assert body["requests"] == [
        {"field": "title", "label": "Title", "text": "More, please"},
        {"field": "links", "label": "Link to 9.c", "text": "More, please"},
    ]
    assert link_field(term.pk, "strength") in row.answers
    assert member.get(of(draft))["Cache-Control"] == "private, no-store"
