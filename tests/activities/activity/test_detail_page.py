"""/activities/<id>/: facts, what it contributes to and why, withdrawals, merges, refusals."""

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from activities.models import Activity
from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    ChangeFactory,
    CountryFactory,
    CrosswalkFactory,
    GoalFactory,
    MappingFactory,
    TargetFactory,
)
from tests.reading import text

pytestmark = pytest.mark.django_db


def links(response, words):
    """Addresses of links whose text is `words`."""
    found = re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', response.content.decode(), re.DOTALL)
    return [html.unescape(href) for href, inner in found if " ".join(re.sub(r"<[^>]+>", "", inner).split()) == words]


@pytest.mark.parametrize("items", [1, 3])
def test_activity_query_count(client, django_assert_num_queries, items):
    activity = ActivityFactory()
    for number in range(items):
        target, line = TargetFactory(code=f"9.{number + 1}"), ActionLineFactory(code=f"C{number + 1}")
        CrosswalkFactory(from_term=line, to_term=target)
        for term in (target, line):
            MappingFactory(activity=activity, term=term)
            MappingFactory(activity=ActivityFactory(slug=f"other-{term.code.lower()}"), term=term)
    client.get(activity.get_absolute_url())
    with django_assert_num_queries(9):
        response = client.get(activity.get_absolute_url())
    assert (len(response.context["similar"]), response.status_code) == (min(2 * items, 3), 200)


def test_activity_shows_facts_and_why(client):
    CrosswalkFactory(rationale="Networks carry it.")
    activity = ActivityFactory(
        title="School net",
        description="Lines for schools.",
        description_certainty="unconfirmed",
        countries=["KE", "BR"],
        regions=["africa"],
        partners=["UNICEF"],
        start_year=2019,
        url="https://giga.example/about",
    )
    line, target = ActionLineFactory(code="C2"), TargetFactory(code="9.c")
    MappingFactory(activity=activity, term=line, strength=3, certainty="unconfirmed")
    MappingFactory(activity=activity, term=target, strength=2)
    MappingFactory(activity=activity, term=GoalFactory(code="9"), strength=1)
    own = MappingFactory(activity=activity, term=GoalFactory(code="4"), rationale="Lessons reach all.")
    response = client.get(activity.get_absolute_url())
    shown = text(response)
    for words in (
        "Project ITU-D Print or save one page School net Lines for schools. Unconfirmed",
        "Ongoing since 2019 2 countries giga.example",
        "Show 1 reason from the WSIS-SDG Matrix No reason has been entered yet for 1 of 4 links. Indented: reasons "
        "from the WSIS-SDG Matrix, by Action Line.",
        "4 Title of 4 contributes Confirmed by ITU Lessons reach all.",
        "9 Title of 9 related Confirmed by ITU",
        "9.c Title of 9.c contributes Confirmed by ITU Official C2 Networks carry it.",
        "C2 Title of C2 main purpose Unconfirmed",
        "Partners UNICEF",
        "Regions Africa",
        "Countries Brazil , Kenya",
        "Not confirmed yet.",
    ):
        assert words in shown
    assert links(response, "JSON") == [f"/api/v1/activities/{activity.pk}/"]
    assert own.rationale in shown


def test_what_is_not_known_is_said(client):
    shown = text(client.get(ActivityFactory().get_absolute_url()))
    for words in (
        "No description has been recorded yet.",
        "It is not linked to any Goal, target or Action Line yet",
        "Years not recorded",
        "Regions Worldwide",
        "Source not recorded",
        "No other activity has a Goal or Action Line in common with this one yet.",
    ):
        assert words in shown


def test_addresses_of_other_schemes_are_text(client):
    activity = ActivityFactory(url="javascript:alert(1)")
    MappingFactory(activity=activity, evidence_url="javascript:alert(2)")
    body = client.get(activity.get_absolute_url()).content.decode()
    assert ('href="javascript' in body, "javascript:alert(1)" in body) == (False, True)


def test_what_is_no_address_at_all_breaks_no_page(client):
    activity = ActivityFactory(url="https://[x")
    MappingFactory(activity=activity, evidence_url="http://[y")
    response = client.get(f"/activities/{activity.pk}/")
    assert (response.status_code, response.context["source"], b'href="http://[' in response.content) == (200, "", False)


def test_hostile_texts_are_escaped(client):
    evil = "<script>alert(1)</script>\u202e"
    activity = ActivityFactory(title=evil, slug="evil", description=evil, partners=[evil])
    MappingFactory(activity=activity, rationale=evil)
    Activity.objects.filter(pk=activity.pk).update(title=evil + "2", change=ChangeFactory(reason=evil))
    body = client.get(activity.get_absolute_url()).content.decode()
    assert "<script>alert" not in body


def test_withdrawn_activity_says_so_and_is_not_indexed(client):
    activity = ActivityFactory(title="Old", withdrawn=True)
    response = client.get(activity.get_absolute_url())
    assert (response.status_code, response["X-Robots-Tag"]) == (200, "noindex")
    assert "This activity has been withdrawn" in text(response)


def test_merged_activity_leads_to_the_last_of_the_chain(client):
    last = ActivityFactory()
    middle = ActivityFactory(withdrawn=True, merged_into=last)
    first = ActivityFactory(withdrawn=True, merged_into=middle)
    response = client.get(first.get_absolute_url())
    assert (response.status_code, response["Location"]) == (301, last.get_absolute_url())


def test_a_ring_of_merges_ends(client):
    one, two = ActivityFactory(withdrawn=True), ActivityFactory(withdrawn=True)
    Activity.objects.filter(pk=one.pk).update(merged_into=two)
    Activity.objects.filter(pk=two.pk).update(merged_into=one)
    assert client.get(one.get_absolute_url()).status_code == 301


@pytest.mark.parametrize("number", ["1", "9" * 18, "9" * 40])
def test_unknown_activity_is_404_with_a_way_on(client, number):
    response = client.get(f"/activities/{number}/")
    assert response.status_code == 404
    assert f"There is no activity {number[:20]}. Search for a word of its title instead." in text(response)
    assert links(response, "Search the map") == ["/search/"]


def test_activity_unchanged_is_304(client):
    activity = ActivityFactory()
    tag = client.get(activity.get_absolute_url())["ETag"]
    assert client.get(activity.get_absolute_url(), headers={"If-None-Match": tag}).status_code == 304


def test_what_all_links_share_is_said_once(client):
    activity = ActivityFactory()
    for code in ("9.1", "9.2"):
        MappingFactory(activity=activity, term=TargetFactory(code=code), certainty="proposed", origin="import")
    shown = text(client.get(activity.get_absolute_url()))
    assert "All 2 links are proposed: the editors wrote them, and ITU has not confirmed any of them yet." in shown
    assert "No reasons have been entered yet." in shown
    assert ("9.1 Title of 9.1 contributes 9.2 Title of 9.2 contributes" in shown, shown.count("imported")) == (True, 0)


def test_origins_that_differ_are_told_of_each_link(client):
    activity = ActivityFactory()
    for code, origin in (("9.1", "import"), ("9.2", "staff")):
        MappingFactory(activity=activity, term=TargetFactory(code=code), origin=origin)
    shown = text(client.get(activity.get_absolute_url()))
    assert "9.1 Title of 9.1 contributes imported" in shown
    assert "9.2 Title of 9.2 contributes entered by staff" in shown


@pytest.mark.parametrize(
    ("days", "words"), [(None, "Not confirmed yet."), (3, "Confirmed on "), (400, "Not confirmed since ")]
)
def test_it_says_when_it_was_last_confirmed(client, days, words):
    day = None if days is None else timezone.localdate() - timedelta(days=days)
    shown = text(client.get(ActivityFactory(confirmed_on=day).get_absolute_url()))
    assert words + (f"{day:%-d %B %Y}." if days == 3 else f"{day:%Y}." if day else "") in shown


def test_more_than_five_countries_are_collapsed(client):
    codes = ["BR", "EG", "FJ", "IN", "KE", "RW", "TZ"]
    for code in codes:
        CountryFactory(code=code)
    page = client.get(ActivityFactory(countries=codes).get_absolute_url())
    assert (len(page.context["countries"]), len(page.context["more_countries"])) == (5, 2)
    assert "7 countries" in text(page)
