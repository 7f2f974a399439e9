"""The answers of a submission, checked, and what would be published of them."""

import pytest

from activities.forms.submissions.entry import entry_of
from activities.queries.submissions.answers import link_field
from tests.factories.activities import ActionLineFactory, ActivityFactory, CountryFactory, GoalFactory, MappingFactory
from tests.factories.submissions import SubmissionFactory, answers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kenya():
    CountryFactory(code="KE")


def entry(**changed):
    return entry_of(SubmissionFactory(answers=answers(**changed)))


def test_complete_answers():
    found = entry()
    assert found.missing == {"about": 0, "contribution": 0, "evidence": 0}
    publication = found.publication()
    assert publication["fields"] == {
        "title": "Solar schools online",
        "description": "Connects 40 rural schools with solar power. Pupils and teachers have been online since 2024.",
        "language": "en",
        "original_title": "",
        "original_description": "",
        "kind": "project",
        "status": "ongoing",
        "start_year": 2024,
        "end_year": None,
        "countries": ["KE"],
        "regions": [],
        "partners": [],
        "url": "https://example.org/solar-schools",
        "description_certainty": "unconfirmed",
    }
    ((_, link),) = publication["links"].items()
    assert link == {
        "strength": 3,
        "rationale": "It brings the internet to schools that had none.",
        "evidence_url": "",
    }


@pytest.mark.parametrize(
    ("changed", "page"),
    [
        ({"title": ""}, "about"),
        ({"description": ""}, "about"),
        ({"start_year": "20x4"}, "about"),
        ({"countries": []}, "about"),
        ({"contact_email": "nobody"}, "evidence"),
    ],
)
def test_what_is_missing_is_counted_on_its_page(changed, page):
    assert entry(**changed).missing == {"about": 0, "contribution": 0, "evidence": 0} | {page: 1}


def test_a_goal_or_target_is_needed():
    given = {name: value for name, value in answers().items() if not name.startswith("link.")}
    line = ActionLineFactory(code="C2")
    found = entry_of(SubmissionFactory(answers=given | {link_field(line.pk, "strength"): "2"}))
    assert found.link_problems == ("Add at least one Goal or target.",)


@pytest.mark.parametrize(("goals", "missing"), [(3, 0), (4, 4), (8, 8), (9, 18)])
def test_many_goals_need_a_reason_and_more_need_evidence(goals, missing):
    given = {name: value for name, value in answers().items() if not name.startswith("link.")}
    for code in range(1, goals + 1):
        given[link_field(GoalFactory(code=str(code)).pk, "strength")] = "2"
    assert entry_of(SubmissionFactory(answers=given)).missing["contribution"] == missing


def test_a_text_in_french_has_an_english_title_beside_it():
    found = entry(title="Écoles solaires", description="Des écoles.", language="fr")
    assert found.is_complete
    assert found.not_publishable() == ["Enter a title in English.", "Enter a summary in English."]
    found = entry(
        title="Écoles solaires",
        description="Des écoles.",
        language="fr",
        english_title="Solar schools",
        english_summary="Connects schools.",
    )
    fields = found.publication()["fields"]
    assert found.not_publishable() == []
    assert (fields["title"], fields["description"]) == ("Solar schools", "Connects schools.")
    assert (fields["original_title"], fields["original_description"], fields["language"]) == (
        "Écoles solaires",
        "Des écoles.",
        "fr",
    )


def test_an_update_publishes_only_what_it_changes():
    given = answers()
    target = next(name for name in given if name.endswith(".strength"))
    goal = GoalFactory(code="4")
    changed = given | {"start_year": "2023", target: "", link_field(goal.pk, "strength"): "1"}
    update = SubmissionFactory(
        kind="update", answers=changed, began_with=given, activity=MappingFactory(activity=ActivityFactory()).activity
    )
    publication = entry_of(update).publication()
    assert publication["fields"] == {"start_year": 2023}
    assert publication["links"] == {goal.pk: {"strength": 1, "rationale": "", "evidence_url": ""}}
    assert publication["removed"] == [int(target.split(".")[1])]
