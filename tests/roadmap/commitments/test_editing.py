"""Drafts of editions: begun, copied, edited in their parts, published."""

import re

import pytest

from activities import rules
from activities.actions.ledger import Refused
from roadmap.actions.editions.publishing import Incomplete, publish_edition
from roadmap.models import Action, Citation, Edition, Section
from roadmap.queries.editions.reading import last_change
from tests.factories.activities import ActivityFactory, GoalFactory, TargetFactory, UserFactory
from tests.factories.plans import GuidanceFactory
from tests.factories.roadmap import (
    ActionActivityFactory,
    ActionBodyFactory,
    ActionFactory,
    ActionTermFactory,
    BodyFactory,
    CitationFactory,
    DocumentFactory,
    EditionFactory,
    ProgressReportFactory,
    SectionFactory,
)

pytestmark = pytest.mark.django_db
NEW = {"register": "roadmap", "code": "2026", "date": "2026-06", "title": "The Roadmap", "certainty": "confirmed"}


@pytest.fixture
def chair(client):
    user = UserFactory(role=rules.COORDINATOR, name="Ama Owusu")
    client.force_login(user)
    return user


@pytest.fixture
def draft():
    """A draft that can be published: section 6 with 6.1, for which TSB is responsible."""
    edition = EditionFactory(code="2026", date="2026", state="draft", current=False)
    action = ActionFactory(code="6.1", section=SectionFactory(edition=edition, number=6), position=1)
    ActionBodyFactory(action=action, body=BodyFactory(name="TSB"), change=action.change)
    return edition


def errors(response) -> list[str]:
    text = response.content.decode()
    listed = text[text.index("error-summary__list") : text.index("</ul>", text.index("error-summary__list"))]
    return [re.sub("<[^>]+>", "", one) for one in re.findall(r"<li>(.*?)</li>", listed)]


def test_a_draft_is_a_copy_of_an_edition(client, chair):
    action = ActionFactory(code="6.5", status="on-track", rule="yearly")
    ActionBodyFactory(action=action, body=BodyFactory(name="BDT"))
    ActionTermFactory(action=action, term=TargetFactory(code="9.c"), certainty="official")
    ActionTermFactory(action=action, term=GoalFactory(code="4"), withdrawn=True)
    ActionActivityFactory(action=action)
    CitationFactory(action=action, text="Res. 71")
    ActionFactory(code="6.6", withdrawn=True)
    source = action.section.edition
    response = client.post("/roadmap/editions/new/", NEW | {"based_on_id": source.pk})
    assert (response.status_code, response.headers["Location"]) == (302, "/roadmap/editions/2026/")
    draft = Edition.objects.get(code="2026")
    assert (draft.state, draft.current, draft.based_on) == ("draft", False, source)
    copy = Action.objects.get(section__edition=draft)
    assert (copy.code, copy.status, copy.rule) == ("6.5", "on-track", "yearly")
    assert [link.body.name for link in copy.body_links.all()] == ["BDT"]
    assert [(link.term.code, link.certainty) for link in copy.links.all()] == [("9.c", "official")]
    assert (copy.activity_links.count(), [one.text for one in copy.citations.all()]) == (1, ["Res. 71"])
    assert {one.change_id for one in (draft, copy, copy.section)} == {draft.change_id}


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"code": "2019"}, "already has this code. Edit that entry, or enter another code."),
        ({"code": "Next one"}, "Code: Use small letters, digits and hyphens, such as 2026 or wsis-20."),
        ({"code": "new"}, "Code: This code is already the address of a page. Enter another code."),
        ({"date": "June 2026"}, "Date: Enter a year, a month or a day: 2026, 2026-06 or 2026-06-20."),
        ({"date": "2026-02-30"}, "Date: Enter a year, a month or a day: 2026, 2026-06 or 2026-06-20."),
        ({"date": "0000-06"}, "Date: Enter a year, a month or a day: 2026, 2026-06 or 2026-06-20."),
        ({"register": "wsis-outcome", "based_on_id": "2019"}, "This edition belongs to another register."),
    ],
)
def test_what_is_wrong_with_a_new_draft(client, chair, typed, message):
    source = EditionFactory(code="2019")
    if "based_on_id" in typed:
        typed = typed | {"based_on_id": source.pk}
    response = client.post("/roadmap/editions/new/", NEW | typed)
    assert response.status_code == 422
    assert any(message in line for line in errors(response)), errors(response)


def test_a_commitment_is_entered_with_all_that_belongs_to_it(client, chair, draft):
    BodyFactory(name="Council")
    TargetFactory(code="9.c")
    activity = ActivityFactory()
    DocumentFactory(symbol="Res. 71 (Rev. Dubai, 2018)", slug="res-71", year=2018)
    typed = {
        "code": "6.2",
        "kind": "report",
        "text": "Report to Council.",
        "bodies": "Council\nTSB",
        "rule": "once",
        "due_on": "2026-12-01",
        "frequency": "by the end of the year",
        "resources": "Two people.",
        "terms": "9.c",
        "activities": str(activity.pk),
        "evidence": "Res. 71; Financial plan",
        "para_ref": "§ 6",
    }
    response = client.post("/roadmap/editions/2026/sections/6/commitments/new/", typed)
    assert (response.status_code, response.headers["Location"]) == (302, "/roadmap/editions/2026/#action-6.2")
    row = Action.objects.get(code="6.2")
    assert (row.position, row.responsible, str(row.due_on)) == (2, "Council; TSB", "2026-12-01")
    assert [one.body.name for one in row.body_links.order_by("position")] == ["Council", "TSB"]
    assert [one.term.code for one in row.links.all()] == ["9.c"]
    assert [one.activity_id for one in row.activity_links.all()] == [activity.pk]
    cited = [(one.text, one.document and one.document.symbol, one.inferred) for one in row.citations.all()]
    assert cited == [("Res. 71", "Res. 71 (Rev. Dubai, 2018)", True), ("Financial plan", None, False)]
    client.post(
        "/roadmap/editions/2026/commitments/6.2/edit/",
        typed | {"evidence": "Financial plan", "position": 1, "seen": row.change_id},
    )
    assert [one.text for one in Citation.objects.live()] == ["Financial plan"]
    assert list(Action.objects.order_by("position").values_list("code", "position")) == [("6.2", 1), ("6.1", 2)]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"code": "7.1"}, "“7.1” is not a code in section 6. Enter a code such as 6.1 or 6.a."),
        ({"code": "6.1"}, "already has this code."),
        ({"bodies": ""}, "Enter at least one responsible body."),
        ({"rule": "once"}, "Enter the day on which it is due, or choose another frequency."),
        (
            {"due_on": "2026-12-01"},
            "Only a commitment that is due once has a due date. Choose “Once”, or leave this empty.",
        ),
        ({"due_on": "soon"}, "Due on: Enter a day, such as 2026-07-14."),
        ({"terms": "9.z"}, "“9.z” is not a Goal, target or Action Line. Did you mean 9.c?"),
        ({"activities": "77"}, "There is no activity 77."),
        ({"kind": ""}, "Choose a kind of commitment."),
    ],
)
def test_what_is_wrong_with_a_commitment(client, chair, draft, typed, message):
    TargetFactory(code="9.c")
    right = {"code": "6.2", "kind": "report", "text": "Report.", "bodies": "TSB", "rule": "yearly"}
    response = client.post("/roadmap/editions/2026/sections/6/commitments/new/", right | typed)
    assert response.status_code == 422
    assert any(message in line for line in errors(response)), errors(response)
    assert Action.objects.count() == 1


def test_the_codes_of_commitments_follow_the_number_of_their_section(client, chair, draft):
    section = Section.objects.get()
    typed = {"number": 12, "title": "Later", "text": "Words.", "seen": section.change_id}
    assert client.post("/roadmap/editions/2026/sections/6/edit/", typed).status_code == 302
    assert Action.objects.get().code == "12.1"


def test_a_section_with_commitments_is_not_withdrawn(client, chair, draft):
    section = Section.objects.get()
    path = "/roadmap/editions/2026/sections/6/withdraw/"
    page = client.post(path, {"seen": section.change_id, "reason": "Merged"})
    assert (page.status_code, "6.1 Commitment 6.1 in words." in page.content.decode()) == (409, True)
    Action.objects.update(withdrawn=True)
    assert client.post(path, {"seen": section.change_id, "reason": "Merged"}).status_code == 302
    assert "Restore" in client.get("/roadmap/editions/2026/").content.decode()


def test_publishing_replaces_the_edition_in_force_which_stays_readable(client, chair, draft):
    old = ActionFactory(code="6.5").section.edition
    page = client.get("/roadmap/editions/2026/publish/").content.decode()
    assert all(words in page for words in ("It replaces", "1 commitment added", "1 removed"))
    response = client.post("/roadmap/editions/2026/publish/", {"seen": last_change(draft)})
    assert (response.status_code, response.headers["Location"]) == (302, "/roadmap/editions/2026/")
    assert list(Edition.objects.order_by("code").values_list("code", "state", "current")) == [
        (old.code, "published", False),
        ("2026", "published", True),
    ]
    client.logout()
    assert "6.1" in client.get("/roadmap/sections/6/").content.decode()
    assert client.get("/roadmap/actions/6.5/").status_code == 404
    assert "Commitment 6.5 in words." in client.get("/roadmap/editions/2019/").content.decode()


def test_an_incomplete_draft_is_not_published(client, chair, draft):
    SectionFactory(edition=draft, number=7)
    ActionFactory(code="6.2", section=Section.objects.get(number=6), position=2)
    ActionFactory(code="6.3", section=Section.objects.get(number=6), position=3, rule="once")
    page = client.post("/roadmap/editions/2026/publish/", {"seen": last_change(draft)})
    text = page.content.decode()
    assert page.status_code == 409
    for words in (
        "Section 7 is empty. Add its text or a commitment, or withdraw the section.",
        "Commitment 6.2 has no responsible body. Enter at least one.",
        "Commitment 6.3 is due once but has no date. Enter the date.",
        "/roadmap/editions/2026/commitments/6.2/edit/",
    ):
        assert words in text
    empty = EditionFactory(code="2027", state="draft", current=False)
    with pytest.raises(Incomplete) as refusal:
        publish_edition(edition=empty, seen=empty.change_id, by="tests")
    assert [one.message for one in refusal.value.missing] == ["The edition has no sections. Add at least one."]
    assert Edition.objects.filter(state="published").count() == 0


def test_a_draft_that_changed_since_is_not_published(client, chair, draft):
    seen = last_change(draft)
    action = Action.objects.get()
    typed = {"code": "6.1", "kind": "engagement", "bodies": "TSB", "rule": "yearly", "position": 1}
    path = "/roadmap/editions/2026/commitments/6.1/edit/"
    client.post(path, typed | {"text": "Nobody has checked this.", "seen": action.change_id})
    page = client.post("/roadmap/editions/2026/publish/", {"seen": seen})
    assert Edition.objects.get(code="2026").state == "draft"
    assert f'name="seen" value="{last_change(draft)}"' in page.content.decode()
    assert (page.status_code, "has changed since you opened this page" in page.content.decode()) == (409, True)


def test_a_published_edition_is_neither_withdrawn_nor_published_again(client, chair):
    edition = EditionFactory(code="2019")
    page = client.post("/roadmap/editions/2019/withdraw/", {"seen": edition.change_id, "reason": "Old"})
    assert (page.status_code, errors(page)) == (
        409,
        ["A published edition cannot be withdrawn. Publish a new one instead."],
    )
    with pytest.raises(Refused, match="already been published"):
        publish_edition(edition=edition, seen=edition.change_id, by="tests")


def test_what_is_published_is_corrected_in_place(client, chair):
    action = ActionBodyFactory(action__code="6.5", body=BodyFactory(name="BDT")).action
    typed = {"code": "6.9", "kind": "report", "text": "Corrected.", "bodies": "BDT", "rule": "yearly", "position": 5}
    response = client.post("/roadmap/editions/2019/commitments/6.5/edit/", typed | {"seen": action.change_id})
    assert response.status_code == 302
    action.refresh_from_db()
    assert (action.code, action.text) == ("6.5", "Corrected.")


def test_a_commitment_with_guidance_or_a_report_that_waits_is_not_withdrawn(client, chair):
    action = ActionBodyFactory(action__code="6.5").action
    path = "/roadmap/editions/2019/commitments/6.5/withdraw/"
    guidance = GuidanceFactory(body="Council", action=action)
    report = ProgressReportFactory(action=action)
    page = client.post(path, {"seen": action.change_id, "reason": "Twice"})
    assert (page.status_code, Action.objects.get().withdrawn) == (409, False)
    named = ["An open report on its progress: accept or withdraw it first", "Guidance: Council"]
    assert [one for one in named if one not in page.content.decode()] == []
    guidance.delete()
    report.delete()
    assert client.post(path, {"seen": action.change_id, "reason": "Twice"}).status_code == 302


def test_two_editors_of_a_commitment_choose(client, chair, draft):
    action = Action.objects.get()
    began = action.change_id
    path = "/roadmap/editions/2026/commitments/6.1/edit/"
    typed = {"code": "6.1", "kind": "engagement", "bodies": "TSB", "rule": "yearly", "position": 1, "seen": began}
    client.post(path, typed | {"text": "Their words."})
    page = client.post(path, typed | {"text": "My words."})
    assert page.status_code == 409
    assert all(words in page.content.decode() for words in ("Their words.", "My words.", "Ama Owusu"))


@pytest.mark.parametrize("commitments", [1, 3])
def test_query_counts(client, chair, draft, commitments, django_assert_num_queries):
    section = Section.objects.get()
    for number in range(2, commitments + 1):
        action = ActionFactory(code=f"6.{number}", section=section, position=number)
        ActionBodyFactory(action=action)
    for action in Action.objects.all():
        ActionTermFactory(action=action, term=TargetFactory(code="9.c"))
        CitationFactory(action=action)
    with django_assert_num_queries(11):
        client.get("/roadmap/editions/2026/")
    with django_assert_num_queries(4):
        client.get("/roadmap/editions/")
    with django_assert_num_queries(9):
        client.get("/roadmap/editions/2026/commitments/6.1/edit/")
