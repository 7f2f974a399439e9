"""Send e-mails about open rounds: when a round opens, before its deadline, and the day after it.

A person gets at most one e-mail a day, about all rounds in which they have unanswered activities. The e-mail and its
record are saved in one transaction, so a killed worker neither loses nor repeats any.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from activities import rules
from activities.actions.outbox.notices import notify
from activities.models import User
from roadmap.models import Round, RoundMail
from roadmap.queries.rounds.standing import own_tally, standing

KIND = "round_due"
#: Days before the deadline on which people who have not finished are reminded.
BEFORE = (30, 14, 3)
#: The hour of the day from which e-mails are made.
FROM_HOUR = 6


def occasions(one: Round, opened: date) -> list[date]:
    """The days from which an e-mail about the round is due: when it was opened, before the deadline, and the day after
    it if there is a grace period."""
    days = [opened, *(one.deadline - timedelta(days=before) for before in BEFORE)]
    if one.grace_until > one.deadline:
        days.append(one.deadline + timedelta(days=1))
    return sorted(day for day in days if day >= opened)


def remind_all(today: date | None = None) -> int:
    """Send what is due today in all open rounds. Returns how many people got an e-mail."""
    if today is None and timezone.localtime().hour < FROM_HOUR:
        return 0
    today = today or timezone.localdate()
    due = due_since(today)
    return sum(remind_person(person, due, today) for person in waited_for(due))


def remind_now(*, one: Round, by: User) -> int:
    """Remind everyone with unanswered activities in this round who has had no e-mail about rounds today. Returns how
    many people got one."""
    today = timezone.localdate()
    due = dict.fromkeys(Round.objects.open().filter(pk=one.pk), today)
    return sum(remind_person(person, due, today) for person in waited_for(due))


def waited_for(due: dict[Round, date]) -> list[int]:
    """The people with unanswered activities who have had no e-mail about the round since it was due. Four queries for
    each round; `remind_person` checks each of them again."""
    found = set()
    for one, since in due.items():
        had = set(RoundMail.objects.filter(round=one, day__gte=since).values_list("user", flat=True))
        people = standing(one).people
        found |= {row.pk for row in people if row.gets_mails and row.tally.waiting and row.pk not in had}
    return sorted(found)


def due_since(today: date) -> dict[Round, date]:
    """{open round: the latest day from which an e-mail about it is due}."""
    rounds = Round.objects.open().annotate(opened=Max("steps__at"))
    found = {}
    for one in rounds:
        since = [day for day in occasions(one, timezone.localdate(one.opened)) if day <= today]
        if since:
            found[one] = since[-1]
    return found


@transaction.atomic
def remind_person(pk: int, due: dict[Round, date], today: date) -> bool:
    """Make the person's e-mail of the day about the rounds for which one is due. Whether there was anything to ask."""
    people = User.objects.filter(pk=pk, is_active=True).exclude(mails=User.Mails.NONE)
    person = people.select_for_update(no_key=True).first()
    if person is None or RoundMail.objects.filter(user=person, day=today).exists():
        return False
    rounds = [(one, tally) for one in wanting(person, due) if (tally := own_tally(person, one)).waiting]
    if not rounds:
        return False
    told = [
        {
            "title": one.title,
            "code": one.code,
            "deadline": one.deadline.isoformat(),
            "grace_until": one.grace_until.isoformat(),
            "waiting": tally.waiting,
            "total": tally.total,
        }
        for one, tally in rounds
    ]
    context = {"rounds": told, "day": today.isoformat(), "staff": rules.can_see_staff_pages(person)}
    notify(KIND, context, to=[person])
    RoundMail.objects.bulk_create(RoundMail(round=one, user=person, day=today) for one, _tally in rounds)
    return True


def wanting(person: User, due: dict[Round, date]) -> Sequence[Round]:
    """The rounds about which the person has had no e-mail since it was due."""
    had = dict(RoundMail.objects.filter(user=person, round__in=due).values_list("round").annotate(Max("day")))
    return [one for one, since in due.items() if one.pk not in had or had[one.pk] < since]
