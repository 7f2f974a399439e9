"""The links of one activity in the browser: set, confirm, withdraw, undo, and what two people wrote at once."""

import re

import pytest
from django.urls import reverse

from activities import rules
from activities.actions.links.mappings import set_mapping, withdraw_mapping
from activities.models import Activity, Change, Mapping
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.reading import text

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def keeper(client):
    user = UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"], name="Amal")
    client.force_login(user)
    return user


def at(row, name="mapping"):
    return reverse(name, args=[row.activity_id, row.term_id])


def as_typed(row, **changes):
    data = {
        "strength": row.strength,
        "rationale": row.rationale,
        "evidence_url": row.evidence_url,
        "certainty": row.certainty,
        "reason": "",
        "seen": row.change_id,
    }
    return data | changes


def another_sets(row, **fields):
    """Somebody else writes the link."""
    by = UserFactory(name="Boris", role=rules.COORDINATOR)
    return set_mapping(activity=row.activity, term=row.term, **fields, seen=row.change_id, by=by)


def now(row) -> dict:
    return Mapping.objects.values("strength", "rationale", "evidence_url", "certainty", "withdrawn").get(pk=row.pk)


def rows(response) -> list[str]:
    return re.findall(r'id="link-(\d+)"', response.content.decode())


def test_all_links_by_framework_with_who_wrote_each(client, keeper):
    activity = ActivityFactory()
    line = MappingFactory(activity=activity, term=ActionLineFactory(code="C2"), certainty="unconfirmed")
    goal = MappingFactory(activity=activity, term=GoalFactory(code="9"), rationale="Masts.")
    gone = MappingFactory(activity=activity, term=GoalFactory(code="4"), withdrawn=True)
    saved = another_sets(goal, strength=3)
    response = client.get(f"/activities/{activity.pk}/mappings/")
    assert rows(response) == [str(goal.term_id), str(line.term_id), str(gone.term_id)]
    words = text(response)
    assert "2 links, 1 to confirm" in words
    assert f"Change {saved.change_id}," in words
    assert "Boris , entered by staff" in words
    assert "1 withdrawn link" in words
    page = response.content.decode()
    assert page.count("data-confirm") == 1
    assert f'action="{at(line, "mapping-confirm")}"' in page


def test_an_activity_without_links_says_what_to_do(client, keeper):
    response = client.get(f"/activities/{ActivityFactory().pk}/mappings/")
    assert "It has no links yet" in text(response)


def test_the_form_of_a_link_alone_and_on_a_page(client, keeper):
    row = MappingFactory(rationale="Masts.")
    page = client.get(at(row))
    assert (page.status_code, b"<h1>" in page.content, rows(page)) == (200, True, [str(row.term_id)])
    fragment = client.get(at(row), headers=HTMX)
    assert (fragment.status_code, b"<h1>" in fragment.content, rows(fragment)) == (200, False, [str(row.term_id)])
    for response in (page, fragment):
        assert f'name="seen" value="{row.change_id}"' in response.content.decode()
        assert ">\nMasts.</textarea>" in response.content.decode()
    again = client.get(at(row) + "?row", headers=HTMX)
    assert b"<textarea" not in again.content


def test_a_link_is_set(client, keeper):
    row = MappingFactory(strength=1, certainty="unconfirmed")
    typed = as_typed(
        row, strength=3, rationale="Masts.\r\n\r\nAnd cables.", evidence_url="itu.int/x", certainty="confirmed"
    )
    response = client.post(at(row), typed | {"reason": "Review"})
    there = f"/activities/{row.activity_id}/mappings/#link-{row.term_id}"
    assert (response.status_code, response["Location"]) == (302, there)
    assert response.cookies["saved"].value == f"{keeper.pk}.link-{row.activity_id}-{row.term_id}"
    assert now(row) == {
        "strength": 3,
        "rationale": "Masts.\n\nAnd cables.",
        "evidence_url": "https://itu.int/x",
        "certainty": "confirmed",
        "withdrawn": False,
    }
    change = Change.objects.get(pk=Mapping.objects.get(pk=row.pk).change_id)
    assert (change.verb, change.reason, change.by) == ("mapping.set", "Review", keeper)


def test_a_row_comes_back_with_the_hints(client, keeper):
    row = MappingFactory(strength=3)
    response = client.post(at(row), as_typed(row, rationale="Masts."), headers=HTMX)
    page = response.content.decode()
    assert (response.status_code, rows(response)) == (200, [str(row.term_id)])
    assert '<section class="hints" id="hints"' in page
    # the place of a new link is not among them: its form may be open
    assert re.findall(r'id="(\w+)" (?:aria-labelledby="[^"]+" )?hx-swap-oob="true"', page) == ["hints", "numbers"]
    assert "1 link</p>" in page
    assert "Nothing." in page


def test_a_new_link_starts_as_contributing_and_is_confirmed_only_by_choice(client, keeper):
    activity, goal = ActivityFactory(), GoalFactory(code="9")
    address = reverse("mapping", args=[activity.pk, goal.pk])
    page = client.get(address).content.decode()
    assert re.search(r'name="strength" value="2"[^>]*checked', page)
    assert '<option value="proposed" selected>' in page
    assert 'name="seen" value="0"' in page
    data = {"strength": "2", "rationale": "", "evidence_url": "", "certainty": "confirmed", "seen": "0"}
    form = client.get(address, headers=HTMX | {"HX-Target": "adding"}).content.decode()
    assert '<input type="hidden" name="place" value="adding">' in form
    response = client.post(address, data | {"place": "adding"}, headers=HTMX)
    assert (response["HX-Retarget"], response["HX-Reswap"]) == ("#added", "afterbegin")
    assert 'id="adding" hx-swap-oob="true"' in response.content.decode()
    row = Mapping.objects.get()
    assert (row.strength, row.certainty, row.origin, row.withdrawn) == (2, "confirmed", "staff", False)


def test_a_wrong_form_comes_back_with_its_reason(client, keeper):
    row = MappingFactory()
    for headers in ({}, HTMX):
        typed = as_typed(row, evidence_url="javascript:alert(1)", rationale="Typed for an hour")
        response = client.post(at(row), typed, headers=headers)
        assert response.status_code == 422
        page = response.content.decode()
        assert 'class="error-summary"' in page
        assert f'href="#id_{row.term_id}_evidence_url"' in page
        assert "Typed for an hour" in page
    assert now(row)["evidence_url"] == ""


def test_a_stale_link_shows_both_values_and_saves_what_is_chosen(client, keeper):
    row = MappingFactory(strength=1, rationale="Base", evidence_url="https://itu.int/a")
    theirs = another_sets(row, strength=3, rationale="Theirs")
    typed = as_typed(row, rationale="Mine", evidence_url="https://itu.int/mine")
    for headers in ({}, HTMX):
        response = client.post(at(row), typed, headers=headers)
        assert response.status_code == 409
        page = response.content.decode()
        preset = dict(re.findall(r'name="(keep_\w+)" value="(\w+)" checked', page))
        assert preset == {"keep_strength": "theirs", "keep_evidence_url": "mine"}
        for value in ("Mine", "Theirs", "main purpose", "https://itu.int/mine", "Boris"):
            assert value in page
    assert now(row)["rationale"] == "Theirs"

    again = typed | preset | {"seen": theirs.change_id, "base": row.change_id}
    response = client.post(at(row), again, headers=HTMX)
    assert response.status_code == 422
    assert "Rationale: choose a value, or write another." in response.content.decode()
    response = client.post(at(row), again | {"keep_rationale": "mine"}, headers=HTMX)
    assert response.status_code == 200
    assert now(row) == {
        "strength": 3,
        "rationale": "Mine",
        "evidence_url": "https://itu.int/mine",
        "certainty": "confirmed",
        "withdrawn": False,
    }


def test_two_who_make_the_same_link_are_told(client, keeper):
    activity, goal = ActivityFactory(), GoalFactory(code="9")
    theirs = set_mapping(activity=activity, term=goal, strength=3, rationale="Theirs", seen=0, by="somebody")
    data = {"strength": "2", "rationale": "Mine", "evidence_url": "", "certainty": "confirmed", "seen": "0"}
    response = client.post(reverse("mapping", args=[activity.pk, goal.pk]), data)
    assert response.status_code == 409
    assert 'name="base" value="0"' in response.content.decode()
    chosen = {"keep_strength": "theirs", "keep_rationale": "mine", "seen": theirs.change_id, "base": "0"}
    response = client.post(reverse("mapping", args=[activity.pk, goal.pk]), data | chosen)
    assert response.status_code == 302
    row = Mapping.objects.get()
    assert (row.strength, row.rationale) == (3, "Mine")


def test_a_link_that_was_withdrawn_meanwhile_comes_back_only_when_asked(client, keeper):
    row = MappingFactory(rationale="Base")
    theirs = withdraw_mapping(
        activity=row.activity, term=row.term, seen=row.change_id, by=UserFactory(name="Boris", role=rules.COORDINATOR)
    )
    response = client.post(at(row), as_typed(row, rationale="Mine"))
    assert response.status_code == 409
    assert "This link has been withdrawn since you opened it" in text(response)
    assert now(row)["withdrawn"]
    again = as_typed(row, rationale="Mine", seen=theirs.change_id, base=row.change_id)
    assert client.post(at(row), again).status_code == 302
    assert now(row)["rationale"] == "Mine"
    assert not now(row)["withdrawn"]


def test_a_link_of_a_withdrawn_activity_is_refused_with_what_was_typed(client, keeper):
    row = MappingFactory(activity=ActivityFactory(withdrawn=True))
    row = Mapping.objects.get(pk=row.pk)
    response = client.post(at(row), as_typed(row, rationale="Typed"))
    assert response.status_code == 422
    assert "This activity has been withdrawn since you opened it. Restore it first." in text(response)
    assert "Typed" in response.content.decode()
    assert "This activity has been withdrawn" in text(client.get(f"/activities/{row.activity_id}/mappings/"))


def test_a_form_that_comes_back_after_a_conflict_still_overwrites_nothing_unasked(client, keeper):
    row = MappingFactory(rationale="Base")
    theirs = another_sets(row, rationale="Theirs")
    settling = {"base": row.change_id, "seen": theirs.change_id, "keep_rationale": "mine"}
    response = client.post(at(row), as_typed(row, rationale="Mine", evidence_url="javascript:alert(1)") | settling)
    assert response.status_code == 422
    assert f'name="base" value="{row.change_id}"' in response.content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_confirm(client, keeper, headers):
    row = MappingFactory(certainty="unconfirmed")
    response = client.post(at(row, "mapping-confirm"), {"seen": row.change_id}, headers=headers)
    assert response.status_code == (200 if headers else 302)
    assert now(row)["certainty"] == "confirmed"


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("act", ["confirm", "withdraw"])
def test_what_was_changed_meanwhile_is_shown_and_asked_again(client, keeper, act, headers):
    row = MappingFactory(certainty="unconfirmed", rationale="Base")
    theirs = another_sets(row, rationale="Theirs")
    response = client.post(at(row, f"mapping-{act}"), {"seen": row.change_id}, headers=headers)
    assert response.status_code == 409
    page = response.content.decode()
    assert "This link has changed since you opened it" in page
    assert "“<bdi>Base</bdi>”" in page
    assert "“<bdi>Theirs</bdi>”" in page
    assert f'name="seen" value="{theirs.change_id}"' in page
    assert now(row) == {
        "strength": 2,
        "rationale": "Theirs",
        "evidence_url": "",
        "certainty": "unconfirmed",
        "withdrawn": False,
    }


def test_withdraw_and_undo_brings_it_back_as_it_was(client, keeper):
    row = MappingFactory(strength=3, rationale="Masts.", certainty="unconfirmed", origin="import")
    response = client.post(at(row, "mapping-withdraw"), {"seen": row.change_id})
    there = f"/activities/{row.activity_id}/mappings/?withdrawn={row.term_id}"
    assert (response.status_code, response["Location"]) == (302, there)
    # the offer stands as long as the page does, and in the list of withdrawn links for ever
    page = client.get(there).content.decode()
    assert page.count(f'action="{at(row, "mapping-restore")}"') == 2
    gone = Mapping.objects.get(pk=row.pk)
    assert gone.withdrawn
    response = client.post(at(row, "mapping-restore"), {"seen": gone.change_id})
    assert response.status_code == 302
    back = Mapping.objects.get(pk=row.pk)
    assert (back.strength, back.rationale, back.certainty, back.origin, back.withdrawn) == (
        3,
        "Masts.",
        "unconfirmed",
        "import",
        False,
    )


def test_a_withdrawn_row_offers_undo_in_its_place(client, keeper):
    row = MappingFactory()
    response = client.post(at(row, "mapping-withdraw"), {"seen": row.change_id}, headers=HTMX)
    page = response.content.decode()
    assert (response.status_code, rows(response)) == (200, [str(row.term_id)])
    assert f'hx-post="{at(row, "mapping-restore")}"' in page
    assert ">Undo<" in page


def test_undo_of_what_somebody_else_brought_back_tells_so(client, keeper):
    row = MappingFactory()
    gone = withdraw_mapping(activity=row.activity, term=row.term, seen=row.change_id, by="me")
    another_sets(gone, rationale="Theirs")
    Mapping.objects.update(withdrawn=True)
    response = client.post(at(row, "mapping-restore"), {"seen": gone.change_id}, headers=HTMX)
    assert response.status_code == 409


def test_undo_of_a_link_that_never_was(client, keeper):
    activity, goal = ActivityFactory(), GoalFactory(code="9")
    response = client.post(reverse("mapping-restore", args=[activity.pk, goal.pk]), {"seen": "1"})
    assert response.status_code == 409
    assert Mapping.objects.count() == 0


def test_undo_on_a_withdrawn_activity_is_refused(client, keeper):
    row = MappingFactory(withdrawn=True)
    Activity.objects.update(withdrawn=True)
    row = Mapping.objects.get(pk=row.pk)
    response = client.post(at(row, "mapping-restore"), {"seen": row.change_id})
    assert response.status_code == 422
    assert "Restore it first." in text(response)


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30, "\x00", "٣"])
@pytest.mark.parametrize("act", ["confirm", "withdraw", "restore"])
def test_a_number_that_is_none_is_stale(client, keeper, act, seen):
    row = MappingFactory(certainty="unconfirmed", withdrawn=act == "restore")
    before = now(row)
    response = client.post(at(row, f"mapping-{act}"), {"seen": seen})
    assert response.status_code == 409
    assert now(row) == before


@pytest.mark.parametrize("act", ["confirm", "withdraw", "restore"])
def test_an_act_that_a_sign_in_came_between_leads_to_the_link(client, keeper, act):
    row = MappingFactory()
    response = client.get(at(row, f"mapping-{act}"))
    assert (response.status_code, response["Location"]) == (302, at(row))


NAMES = ("mapping", "mapping-confirm", "mapping-withdraw", "mapping-restore")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("whose", ["other Sector", "stakeholder", "no activity", "no term"])
def test_what_is_not_yours_is_not_there(client, keeper, name, method, whose):
    organisation = OrganisationFactory(sector="ITU-R") if whose == "other Sector" else OrganisationFactory(name="Giga")
    mine = whose == "no term"
    row = MappingFactory(activity=ActivityFactory() if mine else ActivityFactory(organisation=organisation))
    args = [2**70 if whose == "no activity" else row.activity_id, 2**70 if mine else row.term_id]
    response = getattr(client, method)(reverse(name, args=args), as_typed(row, strength=3, rationale="x"))
    assert response.status_code == 404
    assert now(row) == {
        "strength": 2,
        "rationale": "",
        "evidence_url": "",
        "certainty": "confirmed",
        "withdrawn": False,
    }


def test_the_list_of_another_sector_is_not_there(client, keeper):
    activity = ActivityFactory(organisation=OrganisationFactory(sector="ITU-R"))
    assert client.get(f"/activities/{activity.pk}/mappings/").status_code == 404


HOSTILE = ("\x00\x00a", "\u202eevil", "<script>alert(1)</script>'\"><img src=x>", "x" * 1_000_000, "%s{{ x }}", "=1+1")


@pytest.mark.parametrize("hostile", HOSTILE, ids=("nul", "bidi", "script", "megabyte", "template", "signs"))
def test_no_field_takes_hostile_text_for_more_than_text(client, keeper, hostile):
    row = MappingFactory()
    client.raise_request_exception = False
    for name in ("strength", "rationale", "evidence_url", "certainty", "reason", "seen", "base", "keep_rationale"):
        for headers in ({}, HTMX):
            row = Mapping.objects.get(pk=row.pk)
            response = client.post(at(row), as_typed(row) | {name: hostile}, headers=headers)
            assert response.status_code in (200, 302, 409, 422), name
            assert b"<script>alert" not in response.content
            assert b"<img src=x" not in response.content
    page = client.get(f"/activities/{row.activity_id}/mappings/", {"withdrawn": hostile[:5000]})
    assert page.status_code == 200
    assert b"<script>alert" not in page.content


@pytest.mark.parametrize("items", [1, 3])
def test_query_counts(client, keeper, items, django_assert_num_queries):
    activity = ActivityFactory()
    for number in range(items):
        row = MappingFactory(activity=activity, term=GoalFactory(code=str(number + 1)))
        MappingFactory(activity=activity, term=ActionLineFactory(code=f"C{number + 1}"), withdrawn=True)
    with django_assert_num_queries(6):
        client.get(f"/activities/{activity.pk}/mappings/")
    with django_assert_num_queries(6):
        client.get(at(row))
    with django_assert_num_queries(15):
        client.post(at(row), as_typed(row, strength=3), headers=HTMX)
