"""What the database itself refuses."""

import pytest
from django.db import IntegrityError, transaction

from tests.factories.roadmap import (
    ActionFactory,
    ActionTermFactory,
    CitationFactory,
    DocumentFactory,
    EditionFactory,
    MilestoneFactory,
    SectionFactory,
    SeriesValueFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("make", "constraint"),
    [
        (lambda: [EditionFactory(code="2019"), EditionFactory(code="2025")], "one_current_of_a_register"),
        (lambda: EditionFactory(state="draft"), "a_draft_is_not_current"),
        (lambda: EditionFactory(date="June 2019"), "edition_date_is_a_date"),
        (lambda: SectionFactory(number=100), "section_0_to_99"),
        (lambda: ActionFactory(code="65", section=SectionFactory()), "action_code_shape"),
        (lambda: ActionFactory(rule="monthly"), "action_rule_known"),
        (lambda: [ActionFactory(code="6.5", position=1), ActionFactory(code="6.5", position=2)], "action_code_unique"),
        (lambda: ActionFactory(text=""), "action_has_text"),
        (lambda: ActionFactory(responsible=""), "action_has_responsible"),
        (lambda: ActionTermFactory(certainty="recalled"), "action_term_certainty_known"),
        (lambda: DocumentFactory(certainty=""), "document_certainty_known"),
        (
            lambda: CitationFactory(document=None, text="Res. 71", inferred=True),
            "only_a_found_document_is_inferred",
        ),
        (lambda: [SeriesValueFactory(year=2024) for _twice in range(2)], "series_value_unique"),
        (lambda: SeriesValueFactory(value=101), "series_value_percent_to_100"),
        (lambda: SeriesValueFactory(value=-1), "series_value_not_negative"),
        (lambda: MilestoneFactory(date="2004-13"), "milestone_date_is_a_date"),
    ],
)
def test_the_database_refuses(make, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make()


def test_every_version_of_a_commitment_is_kept():
    action = ActionFactory(text="First words.")
    type(action).objects.filter(pk=action.pk).update(text="Other words.")
    assert list(action.events.order_by("pgh_id").values_list("pgh_label", "text")) == [
        ("insert", "First words."),
        ("update", "Other words."),
    ]
