"""The Task Force: what the public sees of it, and what staff see."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q
from django.utils.timezone import localdate

from activities.models import User
from activities.models.sector import Sector
from roadmap.models import FollowUp, Meeting, Member


@dataclass(frozen=True, slots=True)
class PublicTaskForce:
    """`sectors` are those of its members today; `met` the days on which it met, latest first."""

    sectors: tuple[str, ...]
    met: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class FollowUpList:
    """Open follow-ups, `mine` apart: overdue ones first, then by due date; and the latest that are done."""

    mine: tuple[FollowUp, ...]
    others: tuple[FollowUp, ...]
    done: tuple[FollowUp, ...]

    @property
    def open(self) -> int:
        return len(self.mine) + len(self.others)

    @property
    def overdue(self) -> int:
        return sum(one.is_overdue for one in (*self.mine, *self.others))


@dataclass(frozen=True, slots=True)
class TaskForceWork:
    """What staff see. `past` are members whose last day is over."""

    members: tuple[Member, ...]
    past: tuple[Member, ...]
    meetings: tuple[Meeting, ...]
    follow_ups: FollowUpList


def public_task_force() -> PublicTaskForce:
    """Two queries."""
    found = set(Member.objects.on(localdate()).exclude(sector="").values_list("sector", flat=True))
    met = Meeting.objects.filter(state=Meeting.State.HELD).values_list("date", flat=True)
    return PublicTaskForce(
        sectors=tuple(str(sector.label) for sector in Sector if sector in found),
        met=tuple(dict.fromkeys(met)),
    )


def task_force_work(user: User) -> TaskForceWork:
    """Four queries."""
    today = localdate()
    members = list(Member.objects.all())
    now = [one for one in members if (one.until is None or one.until >= today)]
    return TaskForceWork(
        members=tuple(sorted(now, key=lambda one: one.role != Member.Role.CHAIR)),
        past=tuple(one for one in members if one not in now),
        meetings=tuple(
            Meeting.objects.annotate(
                follow_ups_open=Count("follow_ups", filter=Q(follow_ups__done_on=None)),
                follow_ups_all=Count("follow_ups"),
            ).order_by("-date", "-id")
        ),
        follow_ups=follow_up_list(user),
    )


def follow_up_list(user: User, done: int = 20) -> FollowUpList:
    """Two queries."""
    rows = FollowUp.objects.select_related("owner", "meeting", "guidance__document")
    waiting = list(rows.open().order_by(F("due").asc(nulls_last=True), "id"))
    return FollowUpList(
        mine=tuple(one for one in waiting if one.owner and one.owner.user_id == user.pk),
        others=tuple(one for one in waiting if not (one.owner and one.owner.user_id == user.pk)),
        done=tuple(rows.exclude(done_on=None).order_by("-done_on", "-id")[:done]),
    )


def open_follow_ups_of(user: User) -> tuple[int, int]:
    """(open, overdue) follow-ups that the user owns. One query."""
    today = localdate()
    numbers = FollowUp.objects.open().of(user).aggregate(open=Count("id"), late=Count("id", filter=Q(due__lt=today)))
    return numbers["open"], numbers["late"]
