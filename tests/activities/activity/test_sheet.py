"""The sheet of an activity: facts and links with their reasons, at most two pages."""

import pytest

from tests.factories.activities import (
    ActionLineFactory,
    ActivityFactory,
    CrosswalkFactory,
    MappingFactory,
    TargetFactory,
)
from tests.reading import text

pytestmark = pytest.mark.django_db


def sheet(client, activity):
    return client.get(activity.get_absolute_url() + "?view=sheet")


def test_it_has_facts_and_links_with_their_reasons(client, settings):
    settings.SITE_URL = "https://sdgmap.example"
    CrosswalkFactory(rationale="Networks carry it.")
    activity = ActivityFactory(title="School net", description="Lines for schools.", countries=["KE"], partners=["X"])
    MappingFactory(activity=activity, term=ActionLineFactory(code="C2"), strength=3)
    MappingFactory(activity=activity, term=TargetFactory(code="9.c"), rationale="Schools are far away.")
    said = text(sheet(client, activity))
    for words in (
        "Project · ITU-D SDG Map, ITU School net Data as of",
        "Ongoing · Kenya Lines for schools. Organisation",
        "Partners X",
        "9.c Title of 9.c contributes Schools are far away. Networks carry it. (WSIS-SDG Matrix, C2)",
        "C2 Title of C2 main purpose –",
        f"Record {activity.pk}, entered by staff",
        f"sdgmap.example/activities/{activity.pk}/",
    ):
        assert words in said


def test_long_texts_are_cut_and_links_that_do_not_fit_are_counted(client):
    activity = ActivityFactory(description="word " * 5000)
    for number in range(1, 60):
        MappingFactory(activity=activity, term=TargetFactory(code=f"9.{number}"), rationale="because " * 300)
    page = sheet(client, activity)
    shown = len(page.context["rows"])
    assert 5 < shown < 30
    assert f"{59 - shown} more links:" in text(page)


def test_an_activity_without_links_says_so(client):
    assert "It is not linked to any Goal, target or Action Line yet." in text(sheet(client, ActivityFactory()))


def test_a_withdrawn_one_says_so_and_is_not_indexed(client):
    page = sheet(client, ActivityFactory(withdrawn=True))
    assert (page.status_code, page["X-Robots-Tag"]) == (200, "noindex")
    assert "Withdrawn" in text(page)


def test_another_view_is_refused(client):
    assert client.get(ActivityFactory().get_absolute_url() + "?view=poster").status_code == 400


def test_unchanged_is_304(client):
    activity = ActivityFactory()
    tag = sheet(client, activity)["ETag"]
    address = activity.get_absolute_url()
    assert client.get(address + "?view=sheet", headers={"If-None-Match": tag}).status_code == 304
    assert client.get(address)["ETag"] != tag
