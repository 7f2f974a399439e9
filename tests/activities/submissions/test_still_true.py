"""Owners of activities are reminded once a year and confirm them by a link, without signing in."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from activities import rules
from activities.actions.activities import update_activity
from activities.actions.outbox import signed
from activities.actions.outbox.mails import send_notices
from activities.actions.outbox.signed import still_true_key
from activities.actions.submissions.reminding import BY_COORDINATOR, LISTED, remind, remind_yearly
from activities.models import Activity, Change, Notice, User
from tests.factories.activities import ActivityFactory, OrganisationFactory, UserFactory
from tests.factories.submissions import MembershipFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LONG_AGO = TODAY - timedelta(days=400)


@pytest.fixture
def member():
    return MembershipFactory()


@pytest.fixture
def activity(member):
    return ActivityFactory(organisation=member.organisation, confirmed_on=LONG_AGO, title="Solar & schools")


def link_of(member, activity):
    return f"/activities/still-true/{still_true_key(member.user_id, activity.pk, activity.change_id)}/"


def test_owners_get_one_mail_a_year_for_all_that_is_due(member, activity):
    other = ActivityFactory(organisation=member.organisation, confirmed_on=None)
    ActivityFactory(organisation=member.organisation, confirmed_on=TODAY)
    ActivityFactory(organisation=member.organisation, confirmed_on=LONG_AGO, withdrawn=True)
    ActivityFactory(confirmed_on=LONG_AGO)
    assert remind_yearly() == 1
    notice = Notice.objects.get()
    assert [one["activity"] for one in notice.context["activities"]] == [activity.pk, other.pk]
    assert remind_yearly() == 0
    User.objects.update(reminded_at=timezone.now() - timedelta(days=366))
    assert remind_yearly() == 1


def test_nothing_due_reminds_no_one(member):
    ActivityFactory(organisation=member.organisation, confirmed_on=TODAY)
    assert remind_yearly() == 0


def test_focal_points_own_the_activities_of_their_sectors():
    of_itu = ActivityFactory(organisation=OrganisationFactory(sector="ITU-D"), confirmed_on=None)
    focal = UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-D"])
    UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-R"])
    UserFactory(role=rules.COORDINATOR, sectors=["ITU-D"])
    assert remind_yearly() == 1
    notice = Notice.objects.get()
    assert (notice.to, notice.context["activities"][0]["activity"]) == (focal, of_itu.pk)


@pytest.mark.parametrize("change", [{"mails": "none"}, {"is_active": False}])
def test_who_wants_no_mails_is_not_reminded(member, activity, change):
    User.objects.update(**change)
    assert remind_yearly() == 0


def test_ended_and_requested_memberships_own_nothing(activity):
    MembershipFactory(organisation=activity.organisation, state="requested")
    MembershipFactory(organisation=activity.organisation, state="ended")
    assert remind_yearly() == 1


def test_a_coordinator_reminds_no_one_twice_in_thirty_days(member, activity):
    due = Activity.objects.stale(TODAY)
    assert remind(due, BY_COORDINATOR, most=10) == 1
    assert remind(due, BY_COORDINATOR, most=10) == 0
    User.objects.update(reminded_at=timezone.now() - timedelta(days=31))
    assert remind(due, BY_COORDINATOR, most=10) == 1


def test_long_lists_are_cut_and_counted(member):
    ActivityFactory.create_batch(LISTED + 2, organisation=member.organisation, confirmed_on=None)
    remind_yearly()
    send_notices()
    assert "2 more activities are due." in mail.outbox[0].body


def test_one_link_confirms(client, member, activity):
    remind_yearly()
    send_notices()
    there = re.search(r"/activities/still-true/\S+/", mail.outbox[0].body)[0]
    assert f"/activities/{activity.pk}/update/" in mail.outbox[0].body
    assert "Solar &amp; schools" in client.get(there).content.decode()
    activity.refresh_from_db()
    assert activity.confirmed_on == LONG_AGO, "programs open links in e-mails"
    assert "Confirmed today" in client.post(there).content.decode()
    activity.refresh_from_db()
    change = Change.objects.latest("id")
    assert (activity.confirmed_on, activity.change, change.verb, change.by) == (
        TODAY,
        change,
        "activity.confirm",
        member.user,
    )
    assert client.post(there).status_code == 200
    assert Change.objects.latest("id") == change


def test_another_version_is_not_confirmed(client, member, activity):
    there = link_of(member, activity)
    update_activity(activity=activity, fields={"title": "New"}, seen=activity.change_id, by="test")
    before = Change.objects.latest("id")
    assert "has changed" in client.get(there).content.decode()
    assert client.post(there).status_code == 409
    assert Change.objects.latest("id") == before


def test_who_has_left_cannot_confirm(client, member, activity):
    there = link_of(member, activity)
    member.state = "ended"
    member.save()
    response = client.post(there)
    assert response.status_code == 409
    assert "no longer yours" in response.content.decode()
    activity.refresh_from_db()
    assert activity.confirmed_on == LONG_AGO


def test_links_that_cannot_be_used(client, member, activity, monkeypatch):
    there = link_of(member, activity)
    assert client.post(f"{there[:-4]}/").status_code == 404
    User.objects.update(is_active=False)
    assert client.post(there).status_code == 410
    User.objects.update(is_active=True)
    monkeypatch.setattr(signed, "STILL_TRUE_FOR", timedelta(seconds=-1))
    assert client.post(there).status_code == 410
    activity.refresh_from_db()
    assert activity.confirmed_on == LONG_AGO


def test_a_withdrawn_activity_is_not_confirmed(client, member, activity):
    there = link_of(member, activity)
    Activity.objects.update(withdrawn=True)
    assert client.post(there).status_code == 410
