"""Staff edit the registers of engagement: what is saved, what is refused with the way out."""

from datetime import date

import pytest
from django.urls import reverse

from activities import rules
from roadmap.models import Engagement, Input, Mechanism, NextStep
from tests.activities.editing.staff_forms import ENGAGEMENT
from tests.factories.activities import ActivityFactory, CountryFactory, GoalFactory, UserFactory
from tests.factories.engagement import (
    EngagementDocumentFactory,
    EngagementFactory,
    EngagementTermFactory,
    InputFactory,
    MechanismFactory,
    NextStepFactory,
    ReviewFactory,
)
from tests.factories.roadmap import ActionFactory, DocumentFactory, HlpfYearFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client):
    client.force_login(UserFactory(role=rules.COORDINATOR))
    return client


def errors(response) -> dict[str, list[str]]:
    return dict(response.context["form"].errors)


def test_an_event_is_entered_with_its_links(coordinator):
    GoalFactory(code="9")
    CountryFactory(code="KE")
    session = HlpfYearFactory(year=2027)
    activity, document = ActivityFactory(), DocumentFactory(symbol="A/RES/70/1")
    typed = ENGAGEMENT["engagement"] | {
        "end": "2026-06-04",
        "countries": "Kenya",
        "hlpf_year_id": session.pk,
        "documents": "A/RES/70/1",
        "activities": str(activity.pk),
    }
    answer = coordinator.post("/roadmap/events/new/", typed)
    event = Engagement.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/roadmap/events/{event.slug}/")
    assert (event.slug, event.start, event.end, event.countries, event.hlpf_year) == (
        "information-session-on-goal-9-2026",
        "2026-06-03",
        "2026-06-04",
        ["KE"],
        session,
    )
    assert list(event.terms.values_list("code", flat=True)) == ["9"]
    assert (list(event.documents.all()), list(event.activities.all())) == ([document], [activity])
    assert event.change.verb == "engagement.create"


def test_a_removed_goal_is_withdrawn_and_the_event_has_the_change(coordinator):
    link = EngagementTermFactory()
    event = link.engagement
    typed = ENGAGEMENT["engagement"] | {"terms": "", "seen": event.change_id, "kind": "other"}
    assert coordinator.post(f"/roadmap/events/{event.slug}/edit/", typed).status_code == 302
    link.refresh_from_db()
    event.refresh_from_db()
    assert (link.withdrawn, link.change_id) == (True, event.change_id)


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"start": "June 2026"}, "start", "“June 2026” is not a date. Enter a day, a month or a year: 2027-07-06"),
        ({"start": "2026-06-31"}, "start", "“2026-06-31” is not a date."),
        ({"start": ""}, "start", "Enter the date, or its year."),
        ({"end": "2026-06-01"}, "end", "The event ends before it starts. Correct one of the two dates."),
        ({"countries": "Kenia"}, "countries", "“Kenia” is not a country. Did you mean Kenya?"),
        ({"terms": "18"}, "terms", "“18” is not a Goal, target or Action Line."),
        ({"documents": "A/RES/1"}, "documents", "The register has no document “A/RES/1”."),
        ({"activities": "999999"}, "activities", "There is no activity 999999."),
        ({"kind": "hlpf"}, "hlpf_year_id", "Choose the session of the HLPF that this is."),
        ({"url": "www"}, "url", "Enter a full web address"),
    ],
)
def test_wrong_values_of_an_event_are_refused_with_the_way_out(coordinator, typed, field, message):
    GoalFactory(code="9")
    CountryFactory(code="KE")
    answer = coordinator.post("/roadmap/events/new/", ENGAGEMENT["engagement"] | typed)
    assert answer.status_code == 422
    assert errors(answer)[field][0].startswith(message)
    assert Engagement.objects.count() == 0


def test_a_session_of_the_hlpf_has_one_event_in_its_year(coordinator):
    session = HlpfYearFactory(year=2026)
    typed = ENGAGEMENT["engagement"] | {"kind": "hlpf", "terms": "", "hlpf_year_id": session.pk}
    wrong = coordinator.post("/roadmap/events/new/", typed | {"start": "2027"})
    assert errors(wrong)["hlpf_year_id"] == [
        "The session is that of 2026, but the event starts in 2027. Correct one of the two."
    ]
    EngagementFactory(kind="hlpf", start="2026-07-07", hlpf_year=session)
    twin = coordinator.post("/roadmap/events/new/", typed)
    assert errors(twin)["hlpf_year_id"] == [
        "The calendar already has an event for the session of 2026. Edit that event."
    ]


def test_other_registers_refuse_wrong_values(coordinator):
    country = CountryFactory(code="KE")
    ReviewFactory(country=country, year=2024)
    ActionFactory(code="8.d", number=1)
    MechanismFactory(code="cstd")
    for name, typed, field, message in (
        ("national-review", {"year": 2024}, "year", "“KE 2024” already has this year."),
        ("national-review", {"year": 1999}, "year", "Ensure this value is greater than or equal to 2016."),
        ("national-review", {"country_id": ""}, "country_id", "Choose the country."),
        ("cooperation-framework", {"end_year": 2020}, "end_year", "It ends before it starts."),
        ("mechanism", {"code": "CSTD"}, "code", "“Name of cstd” already has this code."),
        ("mechanism", {"code": "new"}, "code", "“new” is the address of another page."),
        ("mechanism", {"roadmap_refs": "8.d 8.z"}, "roadmap_refs", "No edition has a commitment 8.z."),
        ("material", {"url": ""}, "url", "Enter the address at which everyone can find it."),
        ("input", {"date": "2026-13"}, "date", "“2026-13” is not a date."),
    ):
        GoalFactory(code="9")
        answer = coordinator.post(reverse(f"{name}-new"), ENGAGEMENT[name] | typed)
        assert answer.status_code == 422, name
        assert errors(answer)[field][0].startswith(message), errors(answer)


def test_what_others_cite_is_not_withdrawn(coordinator):
    mechanism = MechanismFactory(code="cstd")
    event = EngagementFactory(slug="cstd-28", title="Session 28", mechanism=mechanism)
    document = DocumentFactory(slug="report")
    EngagementDocumentFactory(engagement=event, document=document)
    InputFactory(title="Statement", engagement=event)
    NextStepFactory(engagement=event, text="Send the draft.")
    for path, row, cited in (
        ("mechanisms/cstd", mechanism, ["Event: Session 28"]),
        ("events/cstd-28", event, ["Input: Statement", "Next step: Send the draft."]),
        ("documents/report", document, ["Event: Session 28"]),
    ):
        answer = coordinator.post(f"/roadmap/{path}/withdraw/", {"seen": row.change_id, "reason": "Entered twice"})
        assert answer.status_code == 409
        assert [one.label for one in answer.context["citing"]] == cited
        row.refresh_from_db()
        assert not row.withdrawn


def test_a_withdrawn_input_leaves_the_lists_and_comes_back(coordinator):
    row = InputFactory(slug="statement", title="A statement")
    coordinator.post("/roadmap/inputs/statement/withdraw/", {"seen": row.change_id, "reason": "Entered twice"})
    assert list(Input.objects.live()) == []
    row.refresh_from_db()
    coordinator.post("/roadmap/inputs/statement/restore/", {"seen": row.change_id})
    assert list(Input.objects.live()) == [row]


def test_an_input_of_an_event_that_was_withdrawn_is_not_restored(coordinator):
    event = EngagementFactory(title="Forum")
    row = InputFactory(slug="statement", engagement=event)
    coordinator.post("/roadmap/inputs/statement/withdraw/", {"seen": row.change_id, "reason": "Entered twice"})
    coordinator.post(f"/roadmap/events/{event.slug}/withdraw/", {"seen": event.change_id, "reason": "Cancelled"})
    row.refresh_from_db()
    answer = coordinator.post("/roadmap/inputs/statement/restore/", {"seen": row.change_id})
    assert answer.status_code == 409
    assert "“Forum” has been withdrawn." in answer.content.decode()
    assert list(Input.objects.live()) == []


def test_two_people_edit_one_mechanism(coordinator):
    row = MechanismFactory(code="cstd", name="Commission", what="A commission.")
    seen = row.change_id
    typed = {"code": "cstd", "name": "Commission on Science", "what": "A commission.", "certainty": "official"}
    first = coordinator.post("/roadmap/mechanisms/cstd/edit/", typed | {"seen": seen})
    assert first.status_code == 302
    mine = typed | {"name": "Commission on Technology", "seen": seen}
    answer = coordinator.post("/roadmap/mechanisms/cstd/edit/", mine)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Commission on Science" in page
    assert "Commission on Technology" in page
    assert Mechanism.objects.get().name == "Commission on Science"


def test_the_address_can_fill_in_an_information_session(coordinator):
    session = HlpfYearFactory(year=2027)
    form = coordinator.get("/roadmap/events/new/?kind=information-session&hlpf=2027").context["form"]
    assert (form.initial["kind"], form.initial["hlpf_year_id"]) == ("information-session", session.pk)


def test_a_next_step_is_added_edited_and_done(coordinator):
    EngagementFactory(slug="forum")
    empty = coordinator.post("/roadmap/events/forum/next-steps/new/", {"text": ""})
    assert (empty.status_code, errors(empty)) == (422, {"text": ["Enter what is to be done."]})
    wrong = coordinator.post("/roadmap/events/forum/next-steps/new/", {"text": "Send", "due": "soon"})
    assert errors(wrong) == {"due": ["Enter a day, such as 2026-07-14."]}
    coordinator.post(
        "/roadmap/events/forum/next-steps/new/", {"text": "Send the draft.", "owner": "A. Owner", "due": "2026-05-01"}
    )
    step = NextStep.objects.get()
    assert (step.text, step.owner, step.due, step.done_on) == ("Send the draft.", "A. Owner", date(2026, 5, 1), None)
    typed = {"text": "Send it.", "owner": "", "due": "2026-05-02", "done_on": "2026-05-01"}
    seen = step.changed_at.isoformat()
    answer = coordinator.post(f"/roadmap/next-steps/{step.pk}/", typed | {"seen": seen})
    assert (answer.status_code, answer["Location"]) == (302, "/roadmap/next-steps/")
    step.refresh_from_db()
    assert (step.text, step.due, step.done_on) == ("Send it.", date(2026, 5, 2), date(2026, 5, 1))
    stale = coordinator.post(f"/roadmap/next-steps/{step.pk}/", typed | {"text": "Mine.", "seen": seen})
    assert stale.status_code == 409
    assert "Someone else has changed this step since you opened it" in stale.content.decode()
    step.refresh_from_db()
    assert step.text == "Send it."


def test_a_focal_point_sees_next_steps_and_cannot_edit_them(client):
    client.force_login(UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"]))
    step = NextStepFactory(text="Send the draft.")
    assert "Send the draft." in client.get("/roadmap/next-steps/").content.decode()
    assert client.get(f"/roadmap/next-steps/{step.pk}/").status_code == 403
    assert client.post(f"/roadmap/next-steps/{step.pk}/", {"text": "Mine."}).status_code == 403
