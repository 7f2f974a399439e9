"""Two people edit one activity: both values are shown, nobody overwrites anybody unasked."""

import re

import pytest

from activities.models import Activity
from tests.activities.editing.activity.typing_in import as_typed, at, edited_by_another, hidden
from tests.activities.editing.conflict_page import writable
from tests.factories.activities import ActivityFactory, CountryFactory, OrganisationFactory
from tests.reading import text

pytestmark = pytest.mark.django_db


def test_a_stale_edit_shows_both_values_and_saves_what_is_chosen(client, keeper):
    activity = ActivityFactory(title="Base", description="Base text.", start_year=2020, url="https://itu.int/a")
    data = as_typed(activity, title="Mine", url="https://itu.int/mine")
    theirs = edited_by_another(activity, title="Theirs", start_year=2021)
    response = client.post(at("edit", activity.pk), data)
    assert response.status_code == 409
    page = response.content.decode()
    ticked = re.findall(r'name="keep_(\w+)" value="(\w+)" checked', page)
    assert ticked == [("start_year", "theirs"), ("url", "mine")]
    assert sorted({*re.findall(r'name="keep_(\w+)"', page)}) == ["start_year", "title", "url"]
    assert "This activity has changed since you opened it" in page
    for value in ("Mine", "Theirs", "2020", "2021", "https://itu.int/mine", "https://itu.int/a", "Boris"):
        assert value in page
    assert Activity.objects.get(pk=activity.pk).title == "Theirs"

    # without a choice where both changed a field it asks again
    again = data | {"base": activity.change_id, "seen": theirs.change_id}
    response = client.post(at("edit", activity.pk), again)
    assert response.status_code == 422
    assert "Title: choose a value, or write another." in text(response)

    choices = {"keep_title": "mine", "keep_start_year": "theirs", "keep_url": "mine"}
    response = client.post(at("edit", activity.pk), again | choices)
    assert response.status_code == 302
    saved = Activity.objects.get(pk=activity.pk)
    assert (saved.title, saved.start_year, saved.url) == ("Mine", 2021, "https://itu.int/mine")
    assert saved.change_id > theirs.change_id


def test_a_third_edit_in_between_asks_again_from_the_same_base(client, keeper):
    activity = ActivityFactory(title="Base")
    data = as_typed(activity, title="Mine")
    second = edited_by_another(activity, title="Theirs")
    edited_by_another(second, title="Third")
    again = data | {"base": activity.change_id, "seen": second.change_id, "keep_title": "mine"}
    response = client.post(at("edit", activity.pk), again)
    assert response.status_code == 409
    assert f'name="base" value="{activity.change_id}"' in response.content.decode()
    assert "Third" in text(response)
    assert Activity.objects.get(pk=activity.pk).title == "Third"


def test_two_who_wrote_different_fields_need_no_decision(client, keeper):
    activity = ActivityFactory(title="Base", start_year=2020)
    data = as_typed(activity, title="Mine")
    theirs = edited_by_another(activity, start_year=2022)
    response = client.post(at("edit", activity.pk), data)
    assert response.status_code == 409
    preset = dict(re.findall(r'name="(keep_\w+)" value="(\w+)" checked', response.content.decode()))
    assert preset == {"keep_title": "mine", "keep_start_year": "theirs"}
    client.post(at("edit", activity.pk), data | preset | {"base": activity.change_id, "seen": theirs.change_id})
    saved = Activity.objects.get(pk=activity.pk)
    assert (saved.title, saved.start_year) == ("Mine", 2022)


def test_a_search_for_an_organisation_does_not_come_between_the_choice_and_its_saving(client, coordinator):
    activity = ActivityFactory(title="Base")
    found = {"organisation_words": "giga", "organisation_found": "giga"}
    edited_by_another(activity, title="Theirs")
    response = client.post(at("edit", activity.pk), as_typed(activity, title="Mine") | found)
    assert response.status_code == 409
    response = client.post(at("edit", activity.pk), hidden(response) | {"keep_title": "mine"})
    assert response.status_code == 302
    assert Activity.objects.get(pk=activity.pk).title == "Mine"


def test_a_form_that_comes_back_after_a_conflict_still_overwrites_nothing_unasked(client, keeper):
    activity = ActivityFactory(title="Base")
    theirs = edited_by_another(activity, title="Theirs")
    settling = {"base": activity.change_id, "seen": theirs.change_id, "keep_title": "mine"}
    response = client.post(at("edit", activity.pk), as_typed(activity, title="Mine", kind="") | settling)
    assert response.status_code == 422
    typed = as_typed(activity, title="Mine") | {name: hidden(response)[name] for name in ("seen", "base")}
    response = client.post(at("edit", activity.pk), typed)
    assert (response.status_code, Activity.objects.get(pk=activity.pk).title) == (422, "Theirs")
    assert "Title: choose a value, or write another." in text(response)


def test_a_number_that_nobody_saw_makes_every_difference_a_question(client, keeper):
    activity = ActivityFactory(title="Base")
    response = client.post(at("edit", activity.pk), as_typed(activity, title="Mine", seen="7"))
    assert response.status_code == 409
    assert "choose a value" in text(response)


def test_a_third_value_is_written_where_neither_is_right(client, coordinator):
    for code in ("NE", "BR", "CN"):
        CountryFactory(code=code)
    activity = ActivityFactory(title="Base", countries=["NE"], partners=["A"])
    third = OrganisationFactory(name="A third organisation", sector="ITU-T")
    data = as_typed(activity, title="Mine", countries=["BR"], partners="B", organisation=OrganisationFactory().pk)
    theirs = edited_by_another(
        activity, title="Theirs", countries=["CN"], partners=["C"], organisation_id=OrganisationFactory().pk
    )
    response = client.post(at("edit", activity.pk), data)
    assert writable(response) == {"title", "organisation_id", "partners", "countries"}
    assert f'<option value="{third.pk}">A third organisation</option>' in response.content.decode()

    chosen = {"keep_title": "other", "other_title": "Both", "keep_countries": "other", "other_countries": ["NE", "BR"]}
    chosen |= {"keep_organisation_id": "other", "other_organisation": third.pk}
    chosen |= {"keep_partners": "other", "other_partners": "B\nC"}
    chosen |= {"base": activity.change_id, "seen": theirs.change_id}
    response = client.post(at("edit", activity.pk), data | chosen)
    assert response.status_code == 302
    saved = Activity.objects.get(pk=activity.pk)
    written = (saved.title, saved.organisation_id, saved.countries, saved.partners)
    assert written == ("Both", third.pk, ["BR", "NE"], ["B", "C"])


def test_two_values_that_do_not_go_together_are_refused(client, keeper):
    activity = ActivityFactory(start_year=2018, end_year=2026)
    data = as_typed(activity, start_year="2025")
    theirs = edited_by_another(activity, end_year=2020)
    chosen = {"keep_start_year": "mine", "keep_end_year": "theirs", "base": activity.change_id}
    response = client.post(at("edit", activity.pk), data | chosen | {"seen": theirs.change_id})
    assert response.status_code == 422
    assert "The end year, 2020, is before the start year, 2025." in text(response)
    assert Activity.objects.get(pk=activity.pk).change_id == theirs.change_id
