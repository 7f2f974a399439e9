"""What the Roadmap stores about a person, for "My data"."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from activities.extensions import PersonalPart
from activities.models import User
from roadmap.models import FollowUp, Member, RoundItem


def personal_parts(user: User) -> Iterator[PersonalPart]:
    yield PersonalPart(
        "task_force",
        _("Membership of the Task Force"),
        Member.objects.filter(user=user),
        {
            "name": _("Name"),
            "role": _("Role"),
            "sector": _("Sector"),
            "organisation": _("Organisation or department"),
            "theme": _("Theme"),
            "since": _("Member from"),
            "until": _("Member until"),
        },
    )
    yield PersonalPart(
        "follow_ups",
        _("Follow-ups of the Task Force that you own"),
        FollowUp.objects.of(user),
        {"what": _("What is to be done"), "due": _("Due"), "done_on": _("Done on")},
    )
    yield PersonalPart(
        "round_answers",
        _("Your answers in review rounds"),
        RoundItem.objects.filter(answered_by=user),
        {"activity": _("Activity"), "answer": _("Answer"), "answered_at": _("Answered"), "note": _("Note")},
    )
