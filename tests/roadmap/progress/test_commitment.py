"""The page of a commitment: what happened in a year, with evidence, events, inputs and guidance."""

from datetime import date

import pytest

from roadmap.models import Action, Edition
from tests.factories.activities import (
    ActivityFactory,
    OrganisationFactory,
)
from tests.factories.engagement import EngagementFactory, InputFactory, MechanismFactory
from tests.factories.plans import GuidanceFactory
from tests.factories.roadmap import (
    ActionActivityFactory,
    ActionFactory,
    EditionFactory,
    ProgressUpdateFactory,
    SectionFactory,
)
from tests.roadmap.test_pages import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
PAGE = "/roadmap/actions/8.d/"
REPORT = "/roadmap/actions/8.d/report/"


def test_one_page_says_what_happened_in_a_year(client, action):
    """It answers "What happened with 8.d this year?" with progress, activities, inputs and meetings."""
    own, stranger = OrganisationFactory(sector="ITU-T", name="ITU-T"), OrganisationFactory(name="Stranger")
    ActivityFactory(title="STI Forum session", organisation=own)
    ActivityFactory(title="STI Forum of others", organisation=stranger)
    ActivityFactory(title="STI Forum of 2019", organisation=own, end_year=2019)
    ActionActivityFactory(action=action, activity=ActivityFactory(title="Linked", organisation=stranger))
    team = MechanismFactory(code="iatt", roadmap_refs=["8.d"])
    EngagementFactory(title="Forum 2026", mechanism=team, start="2026-05-06", place="New York")
    EngagementFactory(title="Forum 2025", mechanism=team, start="2025-05-06")
    InputFactory(title="Input on AI", mechanism=team, date="2026-02")
    ProgressUpdateFactory(action=action, year=2026, done="Two sessions held.", figures="48 missions", status="late")
    ProgressUpdateFactory(action=action, year=2025, done="Prepared it.")
    year = client.get(PAGE).context["progress"].year
    assert [one.title for one in year.activities] == ["Linked", "STI Forum session"]
    assert [one.title for one in year.happenings] == ["Input on AI", "Forum 2026"]
    text = words(client.get(PAGE))
    for part in (
        "What happened in 2026",
        "1 January 2026 – 31 December 2026 Late Two sessions held.",
        "Figures 48 missions",
        "Activities that carry it out",
        "Forum 2026",
        "Progress in other years 1 January 2025 – 31 December 2025 On track Prepared it.",
        "Next report due 31 December 2027",
        f"UN mechanisms {team.name}",
    ):
        assert part in text
    before = words(client.get(f"{PAGE}?year=2025"))
    assert "Prepared it. Submitted 1 December 2025, accepted 4 December 2025" in before
    assert ("Forum 2025" in before, "Forum 2026" in before, "STI Forum of others" in before) == (True, False, True)


def test_a_new_edition_keeps_the_years_of_the_one_before(client, action):
    """A link to what happened in 2024 still works when the edition of 2026 is published."""
    Edition.objects.update(current=False)
    edition = EditionFactory(code="2026", date="2026-06")
    ActionFactory(code="8.d", section=SectionFactory(edition=edition, number=8))
    assert Action.objects.of_current().get(code="8.d").section.edition == edition
    assert client.get(f"{PAGE}?year=2024").status_code == 200


@pytest.mark.parametrize(
    ("code", "event"),
    [
        ("2.1", "council"),
        ("2.2", "cwg-wsis-sdg"),
        ("6.5", "information-session"),
        ("6.6", "information-session"),
        ("8.10", "rdf"),
    ],
)
def test_events_of_the_kind_that_a_commitment_is_about_belong_to_it(client, code, event):
    ActionFactory(code=code)
    EngagementFactory(title="The event", kind=event, start="2026-05-06")
    EngagementFactory(title="Of another year", kind=event, start="2025-05-06")
    EngagementFactory(title="Of another kind", kind="other", start="2026-05-06")
    year = client.get(f"/roadmap/actions/{code}/").context["progress"].year
    assert [one.title for one in year.happenings] == ["The event"]


def test_inputs_to_reports_of_the_secretary_general_belong_to_their_commitment(client):
    ActionFactory(code="8.1")
    InputFactory(title="Chapter on ICTs", kind="report-input", date="2026-02")
    InputFactory(title="Statement", kind="statement", date="2026-02")
    year = client.get("/roadmap/actions/8.1/").context["progress"].year
    assert [one.title for one in year.happenings] == ["Chapter on ICTs"]


def test_guidance_about_a_commitment_is_on_its_page(client, action):
    GuidanceFactory(action=action, body="Council", text="Bring cases to the Forum.", received_on=date(2026, 6, 20))
    GuidanceFactory(action=action, text="Of another year.", received_on=date(2025, 6, 20))
    GuidanceFactory(action=action, text="Withdrawn.", received_on=date(2026, 6, 20), withdrawn=True)
    year = client.get(PAGE).context["progress"].year
    assert [(one.title, one.what, one.when) for one in year.happenings] == [
        ("Bring cases to the Forum.", "Guidance given by Council", "20 June 2026")
    ]
    assert client.get(year.happenings[0].href).status_code == 200


@pytest.mark.parametrize("year", ["1999", "2027", "last", ""])
def test_a_year_that_is_not_shown_is_refused(client, action, year):
    assert client.get(f"{PAGE}?year={year}").status_code == 400
