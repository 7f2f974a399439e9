"""Merge two entries of one thing in the browser."""

import re

import pytest

from activities.models import Activity, Mapping
from tests.activities.editing.activity.typing_in import at, edited_by_another
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    GoalFactory,
    MappingFactory,
    OrganisationFactory,
)
from tests.reading import text

pytestmark = pytest.mark.django_db


def test_the_other_is_found_by_words_or_number_among_ones_own(client, keeper):
    activity = ActivityFactory(title="Smart Villages in Niger")
    twin = ActivityFactory(title="Niger smart village")
    far = ActivityFactory(title="Spectrum course")
    ActivityFactory(title="Smart Villages in Niger too", organisation=OrganisationFactory(sector="ITU-R"))
    ActivityFactory(title="Smart Villages in Niger, old", withdrawn=True)

    def found(query):
        page = client.get(at("merge", activity.pk) + query).content.decode()
        return [int(pk) for pk in re.findall(r'href="\?with=(\d+)"', page)]

    assert found("") == [twin.pk]
    assert found("?q=course+spec") == [far.pk]
    assert found(f"?q={far.pk}") == [far.pk]
    assert found("?q=zzz") == []
    assert found("?q=%00") == [twin.pk]


def test_a_preview_tells_what_the_survivor_gets(client, keeper):
    stays, gone = ActivityFactory(title="Stays"), ActivityFactory(title="Goes", start_year=2020)
    MappingFactory(activity=stays, term=GoalFactory(code="9"), strength=1)
    MappingFactory(activity=gone, term=GoalFactory(code="9"), strength=3)
    MappingFactory(activity=gone, term=GoalFactory(code="4"), strength=2)
    MappingFactory(activity=stays, term=ActionLineFactory(code="C2"))
    response = client.get(at("merge", stays.pk) + f"?with={gone.pk}")
    words = text(response)
    assert f"Links added to record {stays.pk}" in words
    part = words.partition(f"Links added to record {stays.pk}")[2]
    got, _, kept = part.partition("Links it already has")
    assert "4 Title of 4 contributes new" in got
    assert "9 Title of 9 related → main purpose" in got
    assert kept.split("Reason")[0].split() == ["C2"]
    swapped = text(client.get(at("merge", stays.pk) + f"?with={gone.pk}&keep=other"))
    assert f"Record {stays.pk} will be withdrawn" in swapped


@pytest.mark.parametrize("keep", ["this", "other"])
def test_a_merge_redirects_the_old_address(client, keeper, keep):
    this, other = ActivityFactory(), ActivityFactory()
    MappingFactory(activity=this)
    MappingFactory(activity=other, term=GoalFactory(code="4"))
    stays, gone = (this, other) if keep == "this" else (other, this)
    data = {"with": other.pk, "keep": keep, "seen": this.change_id, "seen_other": other.change_id, "reason": "Same"}
    response = client.post(at("merge", this.pk), data)
    assert (response.status_code, response["Location"]) == (302, f"/activities/{stays.pk}/")
    assert sorted(Mapping.objects.filter(activity=stays).values_list("term__code", flat=True)) == ["4", "9"]
    response = client.get(f"/activities/{gone.pk}/")
    assert (response.status_code, response["Location"]) == (301, f"/activities/{stays.pk}/")
    page = text(client.get(at("merge", stays.pk)))
    assert "Merged into this activity" in page
    client.post(at("restore", gone.pk), {"seen": Activity.objects.get(pk=gone.pk).change_id})
    assert client.get(f"/activities/{gone.pk}/").status_code == 200


def test_a_stale_merge_is_previewed_again(client, keeper):
    this, other = ActivityFactory(), ActivityFactory(title="Base")
    now = edited_by_another(other, title="Theirs")
    data = {"with": other.pk, "keep": "this", "seen": this.change_id, "seen_other": other.change_id, "reason": "Same"}
    response = client.post(at("merge", this.pk), data)
    assert response.status_code == 409
    page = response.content.decode()
    assert "One of the two has changed since you opened this page" in page
    assert f'name="seen_other" value="{now.change_id}"' in page
    assert 'value="Same"' in page
    assert not Activity.objects.get(pk=other.pk).withdrawn


@pytest.mark.parametrize("case", ["itself", "withdrawn"])
def test_a_merge_that_makes_no_sense_is_refused(client, keeper, case):
    this = ActivityFactory()
    other = this if case == "itself" else ActivityFactory(withdrawn=True)
    assert "Merge</button>" not in client.get(at("merge", this.pk) + f"?with={other.pk}").content.decode()
    data = {"with": other.pk, "keep": "this", "seen": this.change_id, "seen_other": other.change_id}
    response = client.post(at("merge", this.pk), data)
    assert response.status_code == 422
    message = {"itself": "merged into itself", "withdrawn": "One of the two has been withdrawn."}[case]
    assert message in text(response)


@pytest.mark.parametrize("number", ["x", "9" * 30, "-1", "999999", "٣"])
def test_the_other_has_to_be_there(client, keeper, number):
    assert client.get(at("merge", ActivityFactory().pk), {"with": number}).status_code == 404


def test_the_other_has_to_be_yours(client, keeper):
    other = ActivityFactory(organisation=OrganisationFactory(sector="ITU-R"))
    this = ActivityFactory()
    assert client.get(at("merge", this.pk), {"with": other.pk}).status_code == 404
    data = {"with": other.pk, "keep": "this", "seen": this.change_id, "seen_other": other.change_id}
    assert client.post(at("merge", this.pk), data).status_code == 404
    assert not Activity.objects.get(pk=other.pk).withdrawn


def posted(this, other, **choices):
    return {"with": other.pk, "keep": "this", "seen": this.change_id, "seen_other": other.change_id, **choices}


FACTS = ("title", "start_year", "end_year", "countries", "regions", "partners", "url")


def test_a_merge_fills_blanks_and_unites_lists_unless_told_otherwise(client, keeper):
    this = ActivityFactory(title="Kept", start_year=None, end_year=None, countries=["NE"], partners=["UNICEF"], url="")
    other = ActivityFactory(
        title="Twin",
        start_year=2020,
        end_year=2022,
        countries=["KE", "NE"],
        regions=["africa"],
        partners=["World Bank", "UNICEF"],
        url="https://www.itu.int/villages",
    )
    words = text(client.get(at("merge", this.pk) + f"?with={other.pk}"))
    assert f"Title Record {this.pk} (kept) Kept Record {other.pk} (withdrawn) Twin" in words
    assert f"Start year filled from record {other.pk} Record {this.pk} (kept) empty" in words
    assert "Both together UNICEF; World Bank" in words
    assert client.post(at("merge", this.pk), posted(this, other)).status_code == 302
    row = Activity.objects.get(pk=this.pk)
    assert [getattr(row, name) for name in FACTS] == [
        "Kept",
        2020,
        None,  # empty means that it continues
        ["KE", "NE"],
        ["africa"],
        ["UNICEF", "World Bank"],
        "https://www.itu.int/villages",
    ]


def test_the_editor_chooses_each_field_or_writes_another_value(client, keeper):
    this = ActivityFactory(title="Kept", description="Ours", countries=["NE"], partners=["UNICEF"])
    other = ActivityFactory(title="Twin", description="Theirs", countries=["KE"], partners=["ITU"])
    choices = {
        "keep_title": "other",
        "other_title": "Smart Villages",
        "keep_description": "theirs",
        "keep_countries": "theirs",
        "keep_partners": "mine",
    }
    assert client.post(at("merge", this.pk), posted(this, other, **choices)).status_code == 302
    row = Activity.objects.get(pk=this.pk)
    assert (row.title, row.description, row.countries, row.partners) == ("Smart Villages", "Theirs", ["KE"], ["UNICEF"])


def test_values_that_do_not_go_together_are_refused_and_stay_chosen(client, keeper):
    this = ActivityFactory(title="Kept", start_year=2021, end_year=2023)
    other = ActivityFactory(title="Twin", start_year=2015, end_year=2018)
    choices = {"keep_end_year": "theirs", "keep_title": "other", "other_title": ""}
    response = client.post(at("merge", this.pk), posted(this, other, **choices))
    assert response.status_code == 422
    words = text(response)
    assert "The end year, 2018, is before the start year, 2021." in words
    assert "Enter a title." in words
    assert 'name="keep_end_year" value="theirs" checked' in response.content.decode()
    assert not Activity.objects.get(pk=other.pk).withdrawn


def test_both_reasons_of_a_link_are_kept_unless_one_is_chosen(client, keeper):
    goals = [GoalFactory(code=code) for code in ("4", "9")]
    this, other = ActivityFactory(), ActivityFactory()
    for row, words in ((this, "Ours"), (other, "Theirs")):
        for goal in goals:
            MappingFactory(activity=row, term=goal, rationale=words, evidence_url=f"https://itu.int/{words}")
    page = text(client.get(at("merge", this.pk) + f"?with={other.pk}"))
    assert "Rationale of the link to 4 both are kept" in page
    choices = {
        f"keep_link-{goals[1].pk}-rationale": "theirs",
        f"keep_link-{goals[1].pk}-evidence_url": "theirs",
        f"keep_link-{goals[0].pk}-evidence_url": "both",  # an address cannot be two
    }
    assert client.post(at("merge", this.pk), posted(this, other, **choices)).status_code == 302
    links = this.mappings.order_by("term__code").values_list("term__code", "rationale", "evidence_url")
    assert list(links) == [
        ("4", "Ours\n\nTheirs", "https://itu.int/Ours"),
        ("9", "Theirs", "https://itu.int/Theirs"),
    ]


def test_a_merge_confirms_no_strength_that_nobody_confirmed(client, keeper):
    goal = GoalFactory(code="9")
    this, other = ActivityFactory(), ActivityFactory()
    MappingFactory(activity=this, term=goal, strength=1, certainty="confirmed")
    MappingFactory(activity=other, term=goal, strength=3, certainty="unconfirmed")
    client.post(at("merge", this.pk), posted(this, other))
    assert list(this.mappings.values_list("strength", "certainty")) == [(3, "unconfirmed")]
