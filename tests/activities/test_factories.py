"""The factories make valid rows, find codes again, and build what a row stands on."""

import pytest

from activities.models import Activity, Country, Crosswalk, Mapping, Term
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CrosswalkFactory,
    MappingFactory,
    OrganisationFactory,
    TargetFactory,
    TermFactory,
    TermTextFactory,
)

pytestmark = pytest.mark.django_db


def test_an_indicator_brings_its_target_and_goal():
    TermFactory(kind="indicator", code="9.c.1")
    rows = Term.objects.values_list("code", "kind", "parent__code", "goal__code", "framework__slug")
    assert sorted(rows) == [
        ("9", "goal", None, "9", "sdg"),
        ("9.c", "target", "9", "9", "sdg"),
        ("9.c.1", "indicator", "9.c", "9", "sdg"),
    ]


def test_codes_are_found_again_and_stand_in_official_order():
    for code in ("9.c", "9.10", "9.2", "9.c", "9.a"):
        TargetFactory(code=code)
    assert list(Term.objects.targets().values_list("code", flat=True)) == ["9.2", "9.10", "9.a", "9.c"]


def test_an_activity_brings_its_countries_and_its_sector():
    ActivityFactory.create_batch(2, countries=["KE", "AO"])
    assert list(Country.objects.values_list("code", flat=True).order_by("code")) == ["AO", "KE"]
    assert list(Activity.objects.values_list("organisation__sector", flat=True)) == ["ITU-D", "ITU-D"]
    assert OrganisationFactory(sector="ITU-D").type == "international-organisation"


def test_links_of_both_standings_and_mappings():
    CrosswalkFactory()
    CrosswalkFactory(from_term=TermFactory(), to_term=ActionLineFactory(code="C2"))
    MappingFactory.create_batch(2)
    TermTextFactory(term=TargetFactory(code="9.c"), official_text="A sentence.")
    assert list(Crosswalk.objects.values_list("name", "standing").order_by("name")) == [
        ("sp-2024-links", "proposed"),
        ("wsis-sdg-matrix", "official"),
    ]
    assert list(Mapping.objects.values_list("term__code", "strength")) == [("9", 2), ("9", 2)]
