"""A cell that somebody else wrote meanwhile: both wordings, and whose stands."""

import pytest

from activities.actions.mappings import set_mapping, withdraw_mapping
from activities.models import Mapping
from tests.activities.editing.grid.asking import choices, post
from tests.factories.activities import (
    MappingFactory,
)

pytestmark = pytest.mark.django_db


def test_a_stale_cell_answers_409_with_both_wordings_who_and_when(ask, chair):
    row = MappingFactory(strength=1)
    seen = row.change_id
    theirs = set_mapping(activity=row.activity, term=row.term, strength=3, seen=seen, by=chair)

    response = post(ask, row.activity, row.term, strength=2, seen=seen)

    page = response.content.decode()
    assert response.status_code == 409
    assert choices(response) == {"strength": ("contributes", "main purpose", "")}
    assert "Lee Chen saved it on" in page
    assert f'name="seen" value="{theirs.change_id}"' in page
    assert Mapping.objects.get().change_id == theirs.change_id


def test_only_what_both_altered_is_left_to_the_editor(ask, chair):
    row = MappingFactory(strength=1, rationale="Old.", verified=True)
    seen = row.change_id
    set_mapping(activity=row.activity, term=row.term, strength=3, evidence_url="https://itu.int/x", seen=seen, by=chair)
    data = {"whole": 1, "strength": 1, "rationale": "New.", "evidence_url": "", "verified": 1}
    response = post(ask, row.activity, row.term, **data, seen=seen)
    assert choices(response) == {
        "strength": ("related", "main purpose", "theirs"),
        "rationale": ("New.", "Old.", "mine"),
        "evidence_url": ("nothing", "https://itu.int/x", "theirs"),
    }


def test_what_was_chosen_is_written_field_by_field(ask, chair):
    row = MappingFactory(strength=1, rationale="Old.")
    theirs = set_mapping(
        activity=row.activity, term=row.term, strength=3, rationale="Theirs.", seen=row.change_id, by=chair
    )
    data = {"whole": 1, "keep": 1, "strength": 2, "rationale": "Mine.", "verified": 1}
    kept = {"keep_strength": "theirs", "keep_rationale": "mine"}
    post(ask, row.activity, row.term, **data, **kept, seen=theirs.change_id)
    row.refresh_from_db()
    assert (row.strength, row.rationale) == (3, "Mine.")


def test_link_or_no_link_is_the_only_choice_where_one_withdrew(ask, chair):
    row = MappingFactory(strength=1, rationale="Old.")
    withdrawn = withdraw_mapping(activity=row.activity, term=row.term, seen=row.change_id, by=chair)
    data = {"whole": 1, "strength": 2, "rationale": "Mine.", "verified": 1}
    response = post(ask, row.activity, row.term, **data, seen=row.change_id)
    assert choices(response) == {"strength": ("contributes", "No link", "")}

    post(ask, row.activity, row.term, **data, keep=1, keep_strength="theirs", seen=withdrawn.change_id)
    assert Mapping.objects.get().withdrawn
    post(ask, row.activity, row.term, **data, keep=1, keep_strength="mine", seen=withdrawn.change_id)
    row.refresh_from_db()
    assert (row.withdrawn, row.strength, row.rationale) == (False, 2, "Mine.")


def test_their_link_stays_whole_when_my_withdrawal_gives_way(ask, chair):
    row = MappingFactory(strength=1, rationale="Old.")
    theirs = set_mapping(activity=row.activity, term=row.term, strength=3, seen=row.change_id, by=chair)
    response = post(ask, row.activity, row.term, strength=0, seen=row.change_id)
    assert choices(response) == {"strength": ("No link", "main purpose", "")}
    data = {"whole": 1, "keep": 1, "strength": 0, "keep_strength": "theirs"}
    post(ask, row.activity, row.term, **data, seen=theirs.change_id)
    row.refresh_from_db()
    assert (row.withdrawn, row.strength, row.rationale, row.change_id) == (False, 3, "Old.", theirs.change_id)


def test_confirming_what_was_altered_shows_what_it_says_now(ask, chair):
    row = MappingFactory(strength=1, verified=False)
    set_mapping(activity=row.activity, term=row.term, strength=3, seen=row.change_id, by=chair)
    response = post(ask, row.activity, row.term, confirm=1, seen=row.change_id)
    assert response.status_code == 409
    assert choices(response) == {
        "strength": ("related", "main purpose", "theirs"),
        "verified": ("verified", "unverified", "mine"),
    }
