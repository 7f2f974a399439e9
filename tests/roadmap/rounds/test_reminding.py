"""Who is asked by e-mail, when, how often; nothing is lost and nothing sent twice."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db.models import Q
from django.utils import timezone

from activities import rules
from activities.actions.outbox.letters.every import letter_of
from activities.actions.outbox.letters.parts import Receiver
from activities.actions.outbox.mails import send_notices
from activities.actions.submissions.reminding import remind_yearly
from activities.models import Notice, User
from activities.queries.account.mails import name_of
from roadmap.actions.rounds import reminding
from roadmap.actions.rounds.answering import confirm_item, confirm_many
from roadmap.actions.rounds.reminding import due_since, occasions, remind_all, remind_now, remind_person
from roadmap.actions.rounds.states import close_round
from roadmap.models import RoundMail, RoundStep
from tests.factories.activities import ActivityFactory, OrganisationFactory, UserFactory
from tests.factories.rounds import RoundFactory, round_opened

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def one(cast):
    return round_opened(types=["government"])


def told():
    return {(notice.to_id, len(notice.context["rounds"])) for notice in Notice.objects.all()}


def test_everyone_who_is_asked_gets_one_mail_when_it_opens(cast, one):
    assert remind_all(TODAY) == 2
    assert told() == {(cast.focal.pk, 1), (cast.member.pk, 1)}
    context = Notice.objects.get(to=cast.focal).context
    assert context == {
        "day": TODAY.isoformat(),
        "staff": True,
        "rounds": [
            {
                "title": one.title,
                "code": one.code,
                "deadline": one.deadline.isoformat(),
                "grace_until": one.grace_until.isoformat(),
                "waiting": 2,
                "total": 2,
            }
        ],
    }
    assert remind_all(TODAY) == 0
    assert remind_all(TODAY + DAY) == 0


def test_reminders_follow_before_the_deadline_and_the_day_after(cast, one):
    days = (0, 1, 9, 10, 11, 25, 26, 27, 36, 37, 38, 40, 41, 42, 60)  # the deadline is on day 40
    assert [number for number in days if remind_all(TODAY + DAY * number)] == [0, 10, 26, 37, 41]


def test_an_occasion_that_was_missed_is_made_up_for_once(cast, one):
    assert remind_all(TODAY + DAY * 28) == 2
    assert remind_all(TODAY + DAY * 29) == 0


def test_occasions_of_a_short_round_begin_with_its_opening():
    one = RoundFactory.build(deadline=date(2026, 3, 31), grace_until=date(2026, 3, 31))
    assert occasions(one, date(2026, 3, 20)) == [date(2026, 3, 20), date(2026, 3, 28)]


def test_who_has_answered_everything_is_left_alone(cast, one):
    confirm_item(one=one, activity=cast.theirs.pk, seen=cast.theirs.change_id, by=cast.member)
    assert remind_all(TODAY) == 1
    assert told() == {(cast.focal.pk, 1)}


def test_two_rounds_are_one_mail_a_day(cast, one):
    radio = OrganisationFactory(sector="ITU-R")
    ActivityFactory(organisation=radio)
    User.objects.filter(pk=cast.focal.pk).update(sectors=["ITU-D", "ITU-R"])
    round_opened(sectors=["ITU-R"])
    assert remind_all(TODAY) == 2
    assert told() == {(cast.focal.pk, 2), (cast.member.pk, 1)}


def test_a_second_round_waits_for_the_next_day(cast, one):
    assert remind_all(TODAY) == 2
    ActivityFactory(organisation=OrganisationFactory(sector="ITU-R"))
    User.objects.filter(pk=cast.focal.pk).update(sectors=["ITU-D", "ITU-R"])
    second = round_opened(sectors=["ITU-R"])
    assert remind_all(TODAY) == 0
    assert remind_all(TODAY + DAY) == 1
    assert RoundMail.objects.filter(round=second).count() == 1


def test_refused_mails_are_not_sent_and_the_closed_round_sends_none(cast, one):
    User.objects.filter(pk=cast.focal.pk).update(mails=User.Mails.NONE)
    User.objects.filter(pk=cast.member.pk).update(is_active=False)
    assert remind_all(TODAY) == 0
    User.objects.update(mails=User.Mails.EACH, is_active=True)
    close_round(one=one, by=cast.coordinator)
    assert remind_all(TODAY) == 0
    assert remind_now(one=one, by=cast.coordinator) == 0


def test_a_coordinator_reminds_at_most_once_a_day(cast, one):
    RoundStep.objects.update(at=timezone.now() - DAY)
    assert remind_all(TODAY - DAY) == 2
    assert remind_now(one=one, by=cast.coordinator) == 2
    assert remind_now(one=one, by=cast.coordinator) == 0


def test_mark_and_mail_are_one_transaction(cast, one, monkeypatch):
    """The worker dies between the two: neither is there, and the next run does both."""
    monkeypatch.setattr(RoundMail.objects, "bulk_create", lambda *_args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        remind_person(cast.focal.pk, due_since(TODAY), TODAY)
    assert not Notice.objects.exists()
    monkeypatch.undo()
    assert remind_all(TODAY) == 2


def test_no_mails_are_made_at_night(cast, one, monkeypatch):
    night = timezone.localtime().replace(hour=reminding.FROM_HOUR - 1)
    monkeypatch.setattr(reminding.timezone, "localtime", lambda: night)
    assert remind_all() == 0


def test_the_yearly_reminder_leaves_activities_of_an_open_round_out(cast, one):
    loose = ActivityFactory(organisation=OrganisationFactory(sector="ITU-R"), confirmed_on=None)
    radio = UserFactory(role=rules.FOCAL_POINT, sectors=["ITU-R"])
    assert remind_yearly() == 1
    assert Notice.objects.get().to == radio
    assert [each["activity"] for each in Notice.objects.get().context["activities"]] == [loose.pk]
    close_round(one=one, by=cast.coordinator)
    assert remind_yearly() == 2


def letter(**changed):
    one = {"title": "Review 2026", "code": "review-2026", "deadline": "2026-03-31", "grace_until": "2026-04-14"}
    one |= {"waiting": 116, "total": 128}
    return letter_of("round_due", {"rounds": [one], "day": "2026-03-01", "staff": True} | changed, Receiver(1))


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-03-31", "The deadline is 31 March 2026."),
        ("2026-04-01", "The deadline was 31 March 2026. Answers are still accepted until 14 April 2026, but marked as"),
        ("2026-05-01", "Answers are still accepted until the round is closed, but marked as late."),
    ],
)
def test_the_letter_says_what_waits_and_until_when(day, said):
    found = letter(day=day)
    assert found.subject == "SDG Map: 116 activities to confirm in Review 2026"
    assert "116 of your 128 activities are waiting for an answer." in found.parts[1].text
    assert said in found.parts[1].text
    assert found.parts[2].href.endswith("/roadmap/rounds/review-2026/mine/")


def test_the_mail_can_be_refused_and_has_a_name(cast, one):
    remind_all(TODAY)
    assert all(Notice.objects.values_list("optional", flat=True))
    assert name_of("round_due") == "Review round"
    assert send_notices() == 2
    assert {message.extra_headers["List-Unsubscribe-Post"] for message in mail.outbox} == {"List-Unsubscribe=One-Click"}


def test_bulk_answers_end_the_reminders(cast, one):
    confirm_many(one=one, which=Q(), upto=2**40, by=cast.focal)
    remind_all(TODAY)
    assert told() == {(cast.member.pk, 1)}
