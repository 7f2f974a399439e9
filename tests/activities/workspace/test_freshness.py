"""How current activities are: what readers see, and the page for coordinators."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from activities import rules
from activities.models import Activity, Notice, User
from activities.models.activity import Freshness
from activities.queries.workspace.freshness import by_country, by_type, conditions, due_in
from tests.factories.activities import ActivityFactory, CountryFactory, OrganisationFactory, UserFactory
from tests.factories.submissions import MembershipFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def days_ago(days):
    return TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (0, "fresh"),
        (365, "fresh"),
        (366, "year"),
        (730, "year"),
        (731, "two-years"),
        (1095, "two-years"),
        (1096, "inactive"),
    ],
)
def test_states_in_python_and_in_the_database(days, state):
    confirmed_on = days_ago(days)
    ActivityFactory(confirmed_on=confirmed_on)
    assert Freshness.of(confirmed_on, TODAY) == state
    assert [name for name, which in conditions(TODAY).items() if Activity.objects.filter(which).exists()] == [state]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (10, "Confirmed on"),
        (400, f"Not confirmed since {days_ago(400).year}."),
        (800, f"Not confirmed since {days_ago(800).year}."),
        (1200, f"Inactive: not confirmed since {days_ago(1200).year}."),
        (None, "No one has confirmed it yet."),
    ],
)
def test_readers_see_it(client, days, words):
    activity = ActivityFactory(confirmed_on=None if days is None else days_ago(days), origin="import")
    page = client.get(activity.get_absolute_url()).content.decode()
    assert words in page
    assert ("Is this yours? Confirm or update it" in page) is (days != 10)


def test_what_staff_entered_is_not_called_imported(client):
    activity = ActivityFactory(confirmed_on=None, origin="staff")
    assert "Not confirmed yet." in client.get(activity.get_absolute_url()).content.decode()


@pytest.fixture
def coordinator(client):
    person = UserFactory(role=rules.COORDINATOR)
    client.force_login(person)
    return person


@pytest.fixture
def some():
    """A due activity of a Kenyan university with a member, and others."""
    university = OrganisationFactory(type="academia", country=CountryFactory(code="KE"))
    MembershipFactory(organisation=university)
    ActivityFactory(organisation=university, confirmed_on=None)
    ActivityFactory(organisation=university, confirmed_on=TODAY)
    ActivityFactory(organisation=OrganisationFactory(sector="ITU-D"), confirmed_on=days_ago(800))
    ActivityFactory(organisation=None, confirmed_on=days_ago(400))
    ActivityFactory(organisation=university, confirmed_on=None, withdrawn=True)


def test_counts_by_type_and_country(some):
    assert [(row.value, row.counts) for row in by_type(TODAY)] == [
        ("itu", (0, 0, 1, 0, 0)),
        ("academia", (1, 0, 0, 0, 1)),
        ("none", (0, 1, 0, 0, 0)),
    ]
    assert [(row.value, row.counts, row.due) for row in by_country(TODAY)] == [("KE", (1, 0, 0, 0, 1), 1)]
    assert [due_in(kind, "", TODAY).count() for kind in ("", "itu", "academia", "none")] == [3, 1, 1, 1]
    assert due_in("", "KE", TODAY).count() == 1


def test_the_page(client, coordinator, some):
    page = client.get("/workspace/freshness/").content.decode()
    assert "3 of 4 activities are due for confirmation." in page
    assert "/workspace/freshness/remind/?country=KE" in page


def test_states_that_no_activity_is_in_have_no_column(client, coordinator):
    ActivityFactory(confirmed_on=None)
    page = client.get("/workspace/freshness/").content.decode()
    heads = re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', page)
    assert heads == ["Type of organisation", "Never", "Owners"]


@pytest.mark.parametrize("items", [1, 3])
def test_freshness_query_count(client, coordinator, items, django_assert_num_queries):
    for code in ("KE", "BR", "EG")[:items]:
        ActivityFactory(organisation=OrganisationFactory(country=CountryFactory(code=code)), confirmed_on=None)
    with django_assert_num_queries(6):
        client.get("/workspace/freshness/")


def test_a_reminder_has_a_preview_and_is_sent_once(client, coordinator, some):
    there = "/workspace/freshness/remind/?type=academia&country=KE"
    page = client.get(there).content.decode()
    assert "1 activity is due. The e-mail goes to 1 owner." in page
    assert not Notice.objects.exists()
    assert "1 person has been reminded." in client.post(there, follow=True).content.decode()
    assert Notice.objects.get().kind == "activity_due"
    assert "The e-mail goes to 0 owners." in client.get(there).content.decode()
    assert "0 people have been reminded." in client.post(there, follow=True).content.decode()
    assert Notice.objects.count() == 1


@pytest.mark.parametrize("way", ["type=planet", "country=XX", "type=%00"])
def test_what_no_activity_has_is_refused(client, coordinator, some, way):
    assert client.get(f"/workspace/freshness/remind/?{way}").status_code == 400


def test_only_coordinators_and_administrators_remind(client, some):
    there = "/workspace/freshness/remind/"
    assert client.post(there).status_code == 302
    for person in (UserFactory(), UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"])):
        client.force_login(person)
        assert [client.get("/workspace/freshness/").status_code, client.post(there).status_code] == [403, 403]
    assert not Notice.objects.exists()
    assert not User.objects.exclude(reminded_at=None).exists()


def test_a_past_version_shows_its_own_day():
    assert Freshness.of(date(2024, 1, 1), date(2024, 6, 1)) == Freshness.FRESH
