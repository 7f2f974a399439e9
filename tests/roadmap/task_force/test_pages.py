"""The Task Force: what the public sees, meetings and follow-ups of staff, reminders, and personal data."""

from datetime import date

import pytest

from activities import rules
from activities.actions.ledger import Stale
from activities.actions.submissions.deletion import delete_person
from activities.models import Change, Notice
from activities.queries.account.personal_data import personal_data
from roadmap.actions.task_force import working_matter as actions
from roadmap.actions.task_force.reminding import remind_owners
from roadmap.models import FollowUp, Meeting, Member
from roadmap.pages.task_force.work import follow_ups_of
from tests.factories.activities import UserFactory
from tests.factories.plans import FollowUpFactory, GuidanceFactory, MeetingFactory, MemberFactory
from tests.factories.roadmap import ActionFactory, DocumentFactory, ProgressReportFactory
from tests.roadmap.task_force.conftest import TODAY

pytestmark = pytest.mark.django_db
PATH = "/roadmap/task-force/"


def text(client, path=PATH):
    return client.get(path).content.decode()


def test_the_public_sees_sectors_and_days_and_no_name(client, owner):
    MemberFactory(name="Former", sector="ITU-R", until=date(2026, 11, 29))
    MeetingFactory(title="Confidential title", agenda="Secret agenda", decisions="Secret decision")
    MeetingFactory(date=date(2026, 12, 15), state="planned")
    FollowUpFactory(what="Secret follow-up", owner=owner)
    page = text(client)
    assert "ITU-D" in page
    assert "14 September 2026" in page
    for hidden in ("Ben Okoro", "Former", "Confidential", "Secret", "ITU-R", "15 December 2026"):
        assert hidden not in page


def test_the_public_opens_no_meeting(client):
    assert client.get(MeetingFactory().get_absolute_url()).status_code == 302


def test_staff_see_their_own_follow_ups_first_and_overdue_ones_first(client, owner):
    later = FollowUpFactory(what="Of another, later", due=date(2026, 12, 30))
    late = FollowUpFactory(what="Of another, late", due=date(2026, 11, 1))
    mine = FollowUpFactory(what="Mine", owner=owner, due=date(2026, 12, 2))
    FollowUpFactory(what="Finished", owner=owner, done_on=date(2026, 11, 2))
    client.force_login(owner.user)
    answer = client.get(PATH)
    work = answer.context["work"].follow_ups
    assert (work.mine, work.others, work.open, work.overdue) == ((mine,), (late, later), 3, 1)
    assert [one.what for one in work.done] == ["Finished"]
    assert answer["Cache-Control"] == "private, no-store"
    assert "Overdue:" in answer.content.decode()


def test_the_latest_meeting_comes_first(client, coordinator):
    first, last = MeetingFactory(date=date(2026, 3, 1)), MeetingFactory(date=date(2026, 9, 1))
    assert client.get(PATH).context["work"].meetings == (last, first)


def test_the_minutes_say_what_was_decided(client, coordinator, owner):
    meeting = MeetingFactory(agenda="1. Roadmap", decisions="Publish it.")
    FollowUpFactory(meeting=meeting, what="Publish", owner=owner, due=date(2026, 12, 2))
    page = text(client, meeting.get_absolute_url())
    for said in ("1. Roadmap", "Publish it.", "Ben Okoro", "2 December 2026"):
        assert said in page


def test_a_coordinator_enters_member_meeting_and_follow_up(client, coordinator):
    before = Change.objects.count()
    member = {"name": "Chen Li", "role": "chair", "sector": "ITU-T", "since": "2026-01-01", "seen": 0}
    assert client.post(f"{PATH}members/new/", member).status_code == 302
    meeting = {"date": "2026-11-27", "title": "Third meeting", "state": "held", "decisions": "Go.", "seen": 0}
    assert client.post(f"{PATH}meetings/new/", meeting).status_code == 302
    held, chair = Meeting.objects.get(), Member.objects.get()
    follow_up = {"what": "Tell Council", "owner": chair.pk, "due": "2026-12-10", "seen": 0}
    assert client.post(f"{held.get_absolute_url()}follow-ups/new/", follow_up).status_code == 302
    row = FollowUp.objects.get()
    assert (row.meeting, row.owner, row.due, row.is_overdue) == (held, chair, date(2026, 12, 10), False)
    assert Change.objects.count() == before  # nothing of it is published


@pytest.mark.parametrize(
    ("path", "typed", "message"),
    [
        ("members/new/", {"name": "A", "role": "member"}, "Choose a Sector, or enter the organisation."),
        (
            "members/new/",
            {"name": "A", "role": "member", "sector": "ITU-T", "since": "2026-02-01", "until": "2026-01-01"},
            "The last day is before the first.",
        ),
        ("meetings/new/", {"title": "A", "date": "2026-13-40", "state": "held"}, "Enter a day, such as 2026-09-14."),
        ("meetings/new/", {"title": "A", "date": "2026-12-24", "state": "held"}, "The date is in the future."),
        ("meetings/new/", {"date": "2026-10-24", "state": "held"}, "Title"),
    ],
)
def test_what_is_wrong_is_said_with_the_way_out(client, coordinator, path, typed, message):
    answer = client.post(PATH + path, typed | {"seen": 0})
    assert (answer.status_code, message in answer.content.decode()) == (422, True)
    assert not Member.objects.exists()
    assert not Meeting.objects.exists()


def test_focal_points_read_and_do_not_write(client, owner):
    client.force_login(owner.user)
    meeting = MeetingFactory()
    assert client.get(meeting.get_absolute_url()).status_code == 200
    for path in (f"{PATH}members/new/", f"{meeting.get_absolute_url()}edit/"):
        assert client.get(path).status_code == 403


def test_a_conflict_shows_both_values_and_the_choice_is_saved(client, coordinator):
    meeting = MeetingFactory(decisions="None.")
    path = f"{meeting.get_absolute_url()}edit/"
    typed = {"date": "2026-09-14", "title": meeting.title, "state": "held", "seen": 1}
    assert client.post(path, typed | {"decisions": "Theirs"}).status_code == 302
    answer = client.post(path, typed | {"decisions": "Mine"})
    page = answer.content.decode()
    assert (answer.status_code, "Theirs" in page, "Mine" in page) == (409, True, True)
    again = typed | {"decisions": "Mine", "seen": 2, "base": 1}
    assert client.post(path, again).status_code == 422
    assert client.post(path, again | {"keep_decisions": "mine"}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.decisions, meeting.version) == ("Mine", 3)


def test_what_only_one_of_two_changed_is_preset(client, coordinator):
    meeting = MeetingFactory(decisions="None.", place="Geneva")
    path = f"{meeting.get_absolute_url()}edit/"
    shown = {name: value or "" for name, value in client.get(path).context["form"].initial.items()}
    assert client.post(path, shown | {"decisions": "Theirs"}).status_code == 302
    answer = client.post(path, shown | {"place": "Online"})
    presets = {one.name: one.preset for one in answer.context["conflict"].fields}
    assert (answer.status_code, presets) == (409, {"decisions": "theirs", "place": "mine"})
    assert client.post(path, shown | {"place": "Online", "seen": 2, "base": 1}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.decisions, meeting.place) == ("Theirs", "Online")
    for broken in ("{", "[1]", '{"place": 1}', "[" * 5_000, '{"date": ["never"]}'):
        answer = client.post(path, shown | {"place": "New York", "was": broken})
        assert {one.preset for one in answer.context["conflict"].fields} == {""}, broken


@pytest.mark.parametrize("path", ["members/99/", "meetings/99/edit/", "follow-ups/99/"])
def test_what_was_typed_into_the_form_of_something_deleted_is_not_lost(client, coordinator, path):
    typed = {"name": "Chen Li", "title": "Chen Li", "what": "Chen Li", "seen": 1}
    answer = client.post(PATH + path, typed)
    page = answer.content.decode()
    assert (answer.status_code, "Someone has deleted this since you opened it" in page) == (409, True)
    assert "Chen Li" in page
    assert client.get(PATH + path).status_code == 404


def test_nobody_saves_over_a_version_that_they_have_not_seen(coordinator):
    member = MemberFactory()
    actions.edit_member(member=member, fields={"theme": "gender"}, seen=1, by=coordinator)
    with pytest.raises(Stale):
        actions.edit_member(member=member, fields={"theme": "youth"}, seen=1, by=coordinator)
    assert actions.edit_member(member=member, fields={"theme": "gender"}, seen=1, by=coordinator).version == 2


def test_a_meeting_with_follow_ups_is_not_deleted_and_they_are_listed(client, coordinator):
    meeting = MeetingFactory()
    FollowUpFactory(meeting=meeting, what="Write to Council")
    path = f"{meeting.get_absolute_url()}delete/"
    answer = client.post(path, {"seen": 1})
    page = answer.content.decode()
    assert (answer.status_code, "Write to Council" in page) == (409, True)
    assert "This meeting has 1 follow-up. Delete it first, or set the meeting to cancelled." in page
    FollowUp.objects.all().delete()
    assert client.post(path, {"seen": 1}).status_code == 302
    assert not Meeting.objects.exists()


def test_a_member_who_owns_follow_ups_is_not_deleted(client, coordinator, owner):
    FollowUpFactory(owner=owner)
    answer = client.post(f"{PATH}members/{owner.pk}/delete/", {"seen": 1})
    assert (answer.status_code, "Ben Okoro owns 1 follow-up." in answer.content.decode()) == (409, True)


@pytest.mark.parametrize(
    ("factory", "path", "fields", "act"),
    [
        (MemberFactory, "members/{}/", {"theme": "gender"}, "edit_member"),
        (MeetingFactory, "meetings/{}/edit/", {"decisions": "Publish it now."}, "edit_meeting"),
        (FollowUpFactory, "follow-ups/{}/", {"what": "Write to Council"}, "edit_follow_up"),
    ],
)
def test_what_someone_has_edited_since_is_not_deleted(client, coordinator, factory, path, fields, act):
    row = factory()
    form = PATH + path.format(row.pk)
    delete = form.removesuffix("edit/") + "delete/"
    assert '<input type="hidden" name="seen" value="1"><button' in text(client, form)
    getattr(actions, act)(**{act.removeprefix("edit_"): row}, fields=fields, seen=1, by=coordinator)
    for typed in ({"seen": 1}, {}, {"seen": "x"}):
        answer = client.post(delete, typed)
        page = answer.content.decode()
        assert (answer.status_code, next(iter(fields.values())) in page) == (409, True)
        assert "Nothing was deleted: someone has edited this since you opened it" in page
        assert f'action="{form}"' in page
    assert type(row).objects.filter(pk=row.pk).exists()
    assert client.post(delete, {"seen": 2}).status_code == 302
    assert not type(row).objects.filter(pk=row.pk).exists()


def test_its_owner_marks_a_follow_up_as_done_and_reopens_it(client, owner):
    row = FollowUpFactory(owner=owner, due=date(2026, 12, 2))
    client.force_login(owner.user)
    path = f"{PATH}follow-ups/{row.pk}/done/"
    assert client.post(path, {"seen": 1, "done": "1"}).status_code == 302
    row.refresh_from_db()
    assert (row.done_on, row.version) == (TODAY, 2)
    client.post(path, {"seen": 1})  # an old page
    row.refresh_from_db()
    assert row.done_on == TODAY
    client.post(path, {"seen": 2})
    row.refresh_from_db()
    assert row.done_on is None


def test_another_focal_point_cannot_mark_it_as_done(client, owner):
    row = FollowUpFactory(owner=owner)
    client.force_login(UserFactory(role=rules.FOCAL_POINT))
    assert client.post(f"{PATH}follow-ups/{row.pk}/done/", {"seen": 1, "done": "1"}).status_code == 403


def test_the_workspace_names_open_and_overdue_follow_ups(owner):
    assert follow_ups_of(owner.user, "") is None
    FollowUpFactory(owner=owner, due=date(2026, 12, 2))
    FollowUpFactory(owner=owner, due=date(2026, 11, 2))
    group = follow_ups_of(owner.user, "")
    assert (str(group.title), group.count, group.short, group.href) == (
        "Follow-ups",
        2,
        "You own these follow-ups of the Task Force. 1 is overdue.",
        "/roadmap/task-force/#follow-ups",
    )


def test_owners_are_reminded_a_week_before_and_once_it_is_overdue(owner):
    row = FollowUpFactory(owner=owner, what="Write to Council", due=date(2026, 12, 10))
    FollowUpFactory(due=date(2026, 12, 1))  # without an owner
    FollowUpFactory(owner=MemberFactory(), due=date(2026, 12, 1))  # whose owner has no account
    assert [remind_owners(day) for day in (date(2026, 12, 2), date(2026, 12, 3), date(2026, 12, 4))] == [0, 1, 0]
    assert [remind_owners(day) for day in (date(2026, 12, 10), date(2026, 12, 11), date(2026, 12, 12))] == [0, 1, 0]
    notices = Notice.objects.filter(kind="follow_up_due")
    assert {one.to for one in notices} == {owner.user}
    assert [one.context["follow_ups"] for one in notices] == [[{"what": "Write to Council", "due": "2026-12-10"}]] * 2
    row.refresh_from_db()
    assert row.reminder == FollowUp.Reminder.OVERDUE


def test_a_new_due_date_is_reminded_of_again(coordinator, owner):
    row = FollowUpFactory(owner=owner, due=date(2026, 12, 1))
    assert remind_owners(TODAY) == 1
    actions.edit_follow_up(follow_up=row, fields={"due": date(2026, 12, 5)}, seen=1, by=coordinator)
    assert remind_owners(TODAY) == 1


def test_what_is_stored_about_a_member_is_in_their_data(owner):
    FollowUpFactory(owner=owner, what="Write to Council")
    parts = {part.name: part for part in personal_data(owner.user)}
    assert parts["task_force"].rows[0]["name"] == "Ben Okoro"
    assert parts["follow_ups"].rows[0]["what"] == "Write to Council"
    assert ("Sector", "ITU-D") in parts["task_force"].labelled[0]


def test_a_deleted_account_leaves_the_task_force_without_a_name():
    member = MemberFactory(name="Ben Okoro", user=UserFactory(name="Ben Okoro"))
    FollowUpFactory(owner=member, what="Write to Council")
    delete_person(by=member.user)
    member.refresh_from_db()
    assert (member.name, member.user, member.until) == ("Former user", None, TODAY)


def test_a_deleted_account_that_once_had_a_role_shows_no_address(client, coordinator):
    person = UserFactory(name="Ben Okoro", email="ben@example.org")
    report = ProgressReportFactory(action=ActionFactory(code="8.d"), submitted_by=person)
    delete_person(by=person)
    page = text(client, "/roadmap/actions/8.d/review/")
    assert "Submitted by Former user" in page
    assert "deleted.invalid" not in page
    report.refresh_from_db()
    assert str(report.submitted_by) == "Former user"


@pytest.mark.parametrize("items", [1, 3])
def test_task_force_query_count(client, coordinator, items, django_assert_num_queries):
    for number in range(items):
        meeting = MeetingFactory(date=date(2026, 9, 1 + number))
        FollowUpFactory(meeting=meeting, owner=MemberFactory(user=coordinator))
        FollowUpFactory(guidance=GuidanceFactory(document=DocumentFactory()), done_on=date(2026, 9, 1))
    with django_assert_num_queries(9):
        assert client.get(PATH).status_code == 200
