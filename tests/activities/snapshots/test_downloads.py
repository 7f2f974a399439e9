"""The pages /downloads/ and /snapshots/<date>/."""

from datetime import date, timedelta

import pytest

from activities.models import Snapshot


def test_the_page_has_what_someone_needs_to_use_and_cite_the_files(client, snapshot, settings):
    page = client.get("/downloads/").content.decode()
    for file in snapshot.files.all():
        assert f'href="/snapshots/{snapshot.date}/{file.name}"' in page
        assert file.sha256 in page
    assert "Creative Commons Attribution 3.0 IGO" in page
    assert f"(version {snapshot.change_id}), {settings.SITE_URL}/snapshots/{snapshot.date}/" in page
    assert f"pandas.read_csv(&quot;{settings.SITE_URL}/snapshots/latest/activities.csv&quot;)" in page or (
        f'pandas.read_csv("{settings.SITE_URL}/snapshots/latest/activities.csv")' in page
    )
    assert "<p>Links of activities to Terms, each with its activity" in page
    assert "3 rows" in page


def test_it_says_so_while_there_is_none(client, db):
    page = client.get("/downloads/").content.decode()
    assert "There is no snapshot yet" in page
    assert "All snapshots" not in page


@pytest.mark.parametrize("more", [0, 2])
def test_its_query_count(client, snapshot, more, django_assert_num_queries):
    for days in range(1, more + 1):
        earlier(snapshot, days)
    with django_assert_num_queries(3):
        client.get("/downloads/")


def earlier(snapshot, days):
    day = snapshot.date - timedelta(days=days)
    return Snapshot.objects.create(
        date=day,
        change=snapshot.change,
        figures=1,
        licence="CC0-1.0",
        folder=f"x{days}",
        written_at=snapshot.written_at,
        seconds=1,
    )


def test_an_earlier_one_has_a_page_of_its_own(client, snapshot):
    older = earlier(snapshot, 3)
    page = client.get(older.get_absolute_url()).content.decode()
    assert "Creative Commons Zero v1.0 Universal" in page
    assert f'<a href="/snapshots/{older.date}/" aria-current="page">' in page
    assert client.get(f"/snapshots/{date(2020, 2, 29)}/").status_code == 404


def test_each_page_leads_there(client, db):
    assert 'href="/downloads/"' in client.get("/about/").content.decode()
