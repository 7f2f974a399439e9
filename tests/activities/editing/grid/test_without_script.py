"""The same grid as plain pages and forms."""

import pytest

from activities.actions.links.mappings import set_mapping
from activities.models import Mapping
from tests.activities.editing.conflict_page import choices
from tests.activities.editing.grid.asking import post
from tests.factories.activities import (
    ActivityFactory,
    MappingFactory,
    TargetFactory,
    TermFactory,
)

pytestmark = pytest.mark.django_db


def test_the_form_returns_to_the_same_place_of_the_grid(ask):
    row = MappingFactory()
    key = f"{row.activity_id}-{row.term_id}"
    grid = "http://testserver/matrix/edit/?kind=project&columns=goals&after=900"
    page = ask.get(f"/matrix/edit/{row.activity_id}/{row.term_id}/", headers={"Referer": grid})
    back = page.context["back"]
    response = post(ask, row.activity, row.term, script=False, whole=1, strength=3, seen=row.change_id, back=back)
    assert back == f"/matrix/edit/?kind=project&columns=goals&after=900#c{key}"
    assert (response.status_code, response["Location"]) == (302, back)
    assert Mapping.objects.get().strength == 3


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example/matrix/edit/x", "/accounts/logout/", "", "http://[/matrix/edit/"]
)
def test_a_strange_way_back_leads_to_the_grid_all_the_same(ask, back):
    row = MappingFactory(term=TargetFactory(code="9.c"))
    response = post(ask, row.activity, row.term, script=False, strength=3, seen=row.change_id, back=back)
    assert response["Location"] == f"/matrix/edit/?columns=targets-of:9#c{row.activity_id}-{row.term_id}"


def test_another_sites_grid_is_no_way_back(ask):
    row = MappingFactory()
    back = "https://evil.example/matrix/edit/?goal=9"
    response = post(ask, row.activity, row.term, script=False, strength=3, seen=row.change_id, back=back)
    assert response["Location"] == f"/matrix/edit/?goal=9#c{row.activity_id}-{row.term_id}"


@pytest.mark.parametrize(
    ("term", "columns"),
    [
        ({"kind": "goal", "code": "9"}, "goals"),
        ({"kind": "target", "code": "9.c"}, "targets-of:9"),
        ({"kind": "action_line", "code": "C2"}, "action-lines"),
        ({"kind": "output", "code": "PS3"}, "outputs:sp-2024"),
        ({"kind": "enabler", "code": "EN1"}, "enablers:sp-2024"),
    ],
)
def test_a_cell_opened_from_elsewhere_has_columns_to_return_to(ask, term, columns):
    term, activity = TermFactory(**term), ActivityFactory()
    back = ask.get(f"/matrix/edit/{activity.pk}/{term.pk}/").context["back"]
    assert back == f"/matrix/edit/?columns={columns}#c{activity.pk}-{term.pk}"


def test_a_conflict_without_script_is_a_page_with_both(ask, chair):
    row = MappingFactory(strength=1)
    set_mapping(activity=row.activity, term=row.term, strength=3, seen=row.change_id, by=chair)
    response = post(ask, row.activity, row.term, script=False, strength=2, seen=row.change_id)
    page = response.content.decode()
    assert response.status_code == 409
    assert page.count("<h1>") == 1
    assert choices(response) == {"strength": ("contributes", "main purpose", "")}


def test_what_both_altered_is_asked_again_until_it_is_chosen(ask, chair):
    row = MappingFactory(strength=1, rationale="Old.", certainty="confirmed")
    theirs = set_mapping(
        activity=row.activity, term=row.term, strength=3, rationale="Theirs.", seen=row.change_id, by=chair
    )
    data = {"whole": 1, "strength": 2, "rationale": "Mine.", "certainty": "confirmed", "keep_strength": "theirs"}
    response = post(ask, row.activity, row.term, **data, seen=theirs.change_id, base=row.change_id)
    assert response.status_code == 422
    assert choices(response) == {
        "strength": ("contributes", "main purpose", "theirs"),
        "rationale": ("Mine.", "Theirs.", ""),
    }
    error = '<a href="#id_keep_rationale_mine">Rationale: choose a value, or write another.</a>'
    assert error in response.content.decode()
    assert Mapping.objects.get().change_id == theirs.change_id


def test_the_form_says_who_wrote_last(ask, chair):
    row = MappingFactory()
    set_mapping(activity=row.activity, term=row.term, strength=3, seen=row.change_id, by=chair)
    page = ask.get(f"/matrix/edit/{row.activity_id}/{row.term_id}/").content.decode()
    assert "Last changed by Lee Chen" in page
