"""/roadmap/compare/: two editions by section and commitment."""

import pytest

from activities import rules
from roadmap.queries.editions import comparing
from tests.factories.activities import UserFactory
from tests.factories.roadmap import ActionBodyFactory, ActionFactory, EditionFactory, SectionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editions():
    """2019 with 6.1 and 6.2, 2026 with 6.1 in other words and 6.3; section 7 only in 2026."""
    for code, state, texts in (
        ("2019", "published", {"6.1": "Report to Council each year.", "6.2": "Same.", "6.4": "Ended."}),
        ("2026", "draft", {"6.1": "Report to Council each month.", "6.2": "Same.", "6.3": "New."}),
    ):
        edition = EditionFactory(code=code, date=code, state=state, current=code == "2019")
        section = SectionFactory(edition=edition, number=6, title="Reporting")
        for place, (number, text) in enumerate(texts.items(), 1):
            ActionFactory(code=number, section=section, position=place, text=text)
    SectionFactory(edition=EditionFactory(code="2026"), number=7, title="Campaign", text="Words.")
    ActionBodyFactory(action=section.actions.get(code="6.1"))


def test_staff_compare_a_draft_by_section_and_commitment(client, editions):
    client.force_login(UserFactory(role=rules.FOCAL_POINT))
    response = client.get("/roadmap/compare/?from=2019&to=2026")
    found = response.context["comparison"]
    assert (response.status_code, dict(found.counts)) == (200, {"added": 1, "removed": 1, "changed": 1, "same": 1})
    assert [(one.number, one.how, one.same) for one in found.sections] == [(6, "same", 1), (7, "added", 0)]
    assert [(one.code, one.how) for one in found.sections[0].commitments] == [
        ("6.1", "changed"),
        ("6.4", "removed"),
        ("6.3", "added"),
    ]
    assert [one.label for one in found.sections[0].commitments[0].differences] == ["Commitment", "Responsible bodies"]
    text = response.content.decode()
    assert '<span class="visually-hidden">removed: </span>year</del>' in text
    assert '<span class="visually-hidden">added: </span>month</ins>' in text


def test_an_edition_and_itself_say_the_same(client, editions):
    assert "The two editions are identical." in client.get("/roadmap/compare/?from=2019&to=2019").content.decode()


def test_readers_are_not_told_of_drafts(client, editions):
    response = client.get("/roadmap/compare/?from=2019&to=2026")
    text = response.content.decode()
    assert response.status_code == 400
    assert "There is no edition “2026”." in text
    assert '<option value="2026"' not in text


def test_both_editions_must_be_chosen(client, editions):
    response = client.get("/roadmap/compare/?from=2019&to=")
    assert (response.status_code, response.context["errors"]) == (
        400,
        [{"href": "#to", "message": "Choose two editions."}],
    )
    assert client.get("/roadmap/compare/").status_code == 200


def test_a_comparison_of_long_editions_looks_at_so_many_words_and_no_more(client, db, monkeypatch):
    monkeypatch.setattr(comparing, "MOST_PAIRS", 40)
    for code in ("2019", "2026"):
        section = SectionFactory(edition=EditionFactory(code=code, date=code, current=code == "2026"), number=6)
        for place in (1, 2):
            ActionFactory(code=f"6.{place}", section=section, position=place, text=f"Report in {code}")
    found = client.get("/roadmap/compare/?from=2019&to=2026").context["comparison"]
    first, second = (one.differences[0].parts for one in found.sections[0].commitments)
    assert [part.kind for part in first] == ["", "del", "ins"]
    assert [part.kind for part in second] == ["del", "to", "ins"]


def test_the_form_suggests_the_latest_two_editions(client, editions):
    assert client.get("/roadmap/compare/").context["codes"] == {}
    client.force_login(UserFactory(role=rules.FOCAL_POINT))
    assert client.get("/roadmap/compare/").context["codes"] == {"from": "2019", "to": "2026"}
