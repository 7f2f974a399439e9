"""A cell that somebody else has changed: both values, the choice, and what is written."""

import pytest

from activities.actions.links.mappings import set_mapping, withdraw_mapping
from activities.models import Mapping
from tests.activities.editing.activity.typing_in import hidden
from tests.activities.editing.conflict_page import choices, writable
from tests.activities.editing.grid.asking import post
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
    assert "This link has changed since you opened it" in page
    assert f"<bdi>Lee Chen</bdi> changed this at {theirs.change.at:%H:%M}." in page
    assert "Choose one value, or write another." in page
    assert f'name="base" value="{seen}"' in page
    assert f'name="seen" value="{theirs.change_id}"' in page
    assert Mapping.objects.get().change_id == theirs.change_id


def test_only_what_both_altered_is_left_to_the_editor(ask, chair):
    row = MappingFactory(strength=1, rationale="Old.", certainty="confirmed")
    seen = row.change_id
    set_mapping(activity=row.activity, term=row.term, strength=3, evidence_url="https://itu.int/x", seen=seen, by=chair)
    data = {"whole": 1, "strength": 1, "rationale": "New.", "evidence_url": "", "certainty": "confirmed"}
    response = post(ask, row.activity, row.term, **data, seen=seen)
    assert choices(response) == {
        "strength": ("related", "main purpose", "theirs"),
        "rationale": ("New.", "Old.", "mine"),
        "evidence_url": ("empty", "https://itu.int/x", "theirs"),
    }


def test_what_was_chosen_is_written_field_by_field(ask, chair):
    row = MappingFactory(strength=1, rationale="Old.")
    theirs = set_mapping(
        activity=row.activity, term=row.term, strength=3, rationale="Theirs.", seen=row.change_id, by=chair
    )
    data = {"whole": 1, "base": row.change_id, "strength": 2, "rationale": "Mine.", "certainty": "confirmed"}
    chosen = {"keep_strength": "theirs", "keep_rationale": "mine"}
    post(ask, row.activity, row.term, **data, **chosen, seen=theirs.change_id)
    row.refresh_from_db()
    assert (row.strength, row.rationale) == (3, "Mine.")


def test_link_or_no_link_is_the_only_choice_where_one_withdrew(ask, chair):
    row = MappingFactory(strength=1, rationale="Old.")
    withdrawn = withdraw_mapping(activity=row.activity, term=row.term, seen=row.change_id, by=chair)
    data = {"whole": 1, "strength": 2, "rationale": "Mine.", "certainty": "confirmed"}
    response = post(ask, row.activity, row.term, **data, seen=row.change_id)
    assert choices(response) == {"strength": ("contributes", "No link", "")}
    assert "This link has been withdrawn since you opened it" in response.content.decode()

    data |= {"base": row.change_id, "seen": withdrawn.change_id}
    post(ask, row.activity, row.term, **data, keep_strength="theirs")
    assert Mapping.objects.get().withdrawn
    post(ask, row.activity, row.term, **data, keep_strength="mine")
    row.refresh_from_db()
    assert (row.withdrawn, row.strength, row.rationale) == (False, 2, "Mine.")


def test_their_link_stays_whole_when_my_withdrawal_gives_way(ask, chair):
    row = MappingFactory(strength=1, rationale="Old.")
    theirs = set_mapping(activity=row.activity, term=row.term, strength=3, seen=row.change_id, by=chair)
    response = post(ask, row.activity, row.term, strength=0, seen=row.change_id)
    assert choices(response) == {"strength": ("No link", "main purpose", "")}
    data = {"whole": 1, "base": row.change_id, "strength": 0, "keep_strength": "theirs"}
    post(ask, row.activity, row.term, **data, seen=theirs.change_id)
    row.refresh_from_db()
    assert (row.withdrawn, row.strength, row.rationale, row.change_id) == (False, 3, "Old.", theirs.change_id)


def test_confirming_what_was_altered_shows_what_it_says_now(ask, chair):
    row = MappingFactory(strength=1, certainty="unconfirmed")
    set_mapping(activity=row.activity, term=row.term, strength=3, seen=row.change_id, by=chair)
    response = post(ask, row.activity, row.term, confirm=1, seen=row.change_id)
    assert response.status_code == 409
    assert choices(response) == {
        "strength": ("related", "main purpose", "theirs"),
        "certainty": ("Confirmed by ITU", "Unconfirmed", "mine"),
    }


def test_a_third_value_is_written_where_neither_is_right(ask, chair):
    row = MappingFactory(strength=1, rationale="Old.", certainty="confirmed")
    seen = row.change_id
    theirs = set_mapping(
        activity=row.activity,
        term=row.term,
        strength=3,
        rationale="Theirs.",
        certainty="unconfirmed",
        seen=seen,
        by=chair,
    )
    data = {
        "whole": 1,
        "strength": 2,
        "rationale": "Mine.",
        "evidence_url": "https://itu.int/mine",
        "certainty": "confirmed",
    }
    response = post(ask, row.activity, row.term, **data, seen=seen)
    assert writable(response) == {"strength", "rationale", "evidence_url", "certainty"}

    chosen = {"keep_rationale": "other", "other_rationale": "Both of ours.", "keep_strength": "theirs"}
    chosen |= {"keep_evidence_url": "other", "other_evidence_url": "itu.int/third"}
    response = post(ask, row.activity, row.term, **data, **chosen, base=seen, seen=theirs.change_id)
    row.refresh_from_db()
    assert response.status_code == 200
    written = (row.strength, row.rationale, row.evidence_url, row.certainty)
    assert written == (3, "Both of ours.", "https://itu.int/third", "unconfirmed")


def test_a_third_value_that_makes_no_sense_is_refused_and_kept(ask, chair):
    row = MappingFactory(evidence_url="")
    theirs = set_mapping(
        activity=row.activity, term=row.term, evidence_url="https://itu.int/x", seen=row.change_id, by=chair
    )
    data = {"whole": 1, "strength": 2, "evidence_url": "https://itu.int/mine", "base": row.change_id}
    data |= {"keep_evidence_url": "other", "other_evidence_url": "javascript:alert(1)", "seen": theirs.change_id}
    response = post(ask, row.activity, row.term, **data)
    page = response.content.decode()
    assert response.status_code == 422
    assert choices(response)["evidence_url"] == ("https://itu.int/mine", "https://itu.int/x", "other")
    assert '<a href="#id_other_evidence_url">Evidence: ' in page
    assert 'value="javascript:alert(1)"' in page
    assert Mapping.objects.get().change_id == theirs.change_id


def test_another_strength_is_possible_where_one_withdrew(ask, chair):
    row = MappingFactory(strength=1, rationale="Old.")
    seen = row.change_id
    withdrawn = withdraw_mapping(activity=row.activity, term=row.term, seen=seen, by=chair)
    data = {
        "whole": 1,
        "strength": 2,
        "rationale": "Mine.",
        "certainty": "confirmed",
        "base": seen,
        "seen": withdrawn.change_id,
    }
    post(ask, row.activity, row.term, **data, keep_strength="other", other_strength=3)
    row.refresh_from_db()
    assert (row.withdrawn, row.strength, row.rationale) == (False, 3, "Mine.")


def test_a_key_brings_a_link_that_was_withdrawn_back_with_what_it_said(ask, chair):
    row = MappingFactory(strength=1, rationale="Old.", certainty="confirmed")
    seen = row.change_id
    withdraw_mapping(activity=row.activity, term=row.term, seen=seen, by=chair)
    response = post(ask, row.activity, row.term, strength=2, seen=seen)
    assert choices(response) == {"strength": ("contributes", "No link", "")}
    post(ask, row.activity, row.term, **hidden(response), keep_strength="mine")
    row.refresh_from_db()
    assert (row.withdrawn, row.strength, row.rationale, row.certainty) == (False, 2, "Old.", "confirmed")


def test_a_key_that_meets_another_strength_offers_a_third(ask, chair):
    row = MappingFactory(strength=1, rationale="Old.")
    seen = row.change_id
    set_mapping(activity=row.activity, term=row.term, strength=3, seen=seen, by=chair)
    response = post(ask, row.activity, row.term, strength=0, seen=seen)
    assert (choices(response), writable(response)) == ({"strength": ("No link", "main purpose", "")}, {"strength"})
    post(ask, row.activity, row.term, **hidden(response), keep_strength="other", other_strength=2)
    row.refresh_from_db()
    assert (row.withdrawn, row.strength, row.rationale) == (False, 2, "Old.")


def test_a_third_person_in_between_brings_the_choice_again_from_the_same_base(ask, chair):
    row = MappingFactory(strength=1, rationale="Old.")
    seen = row.change_id
    second = set_mapping(activity=row.activity, term=row.term, rationale="Theirs.", seen=seen, by=chair).change_id
    third = set_mapping(activity=row.activity, term=row.term, rationale="Third.", seen=second, by=chair).change_id
    data = {"whole": 1, "strength": 1, "rationale": "Mine.", "certainty": "confirmed", "keep_rationale": "mine"}
    response = post(ask, row.activity, row.term, **data, base=seen, seen=second)
    assert response.status_code == 409
    assert choices(response)["rationale"] == ("Mine.", "Third.", "mine")
    assert {name: hidden(response)[name] for name in ("base", "seen")} == {"base": str(seen), "seen": str(third)}
    row.refresh_from_db()
    assert row.rationale == "Third."
