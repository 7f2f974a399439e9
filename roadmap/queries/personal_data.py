"""What the Roadmap stores about a person, for “Your data”."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from activities.extensions import PersonalPart
from activities.models import User
from roadmap.models import FollowUp, Member, NextStep, ProgressReport, RoundItem, RoundStep


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
        {
            "round__title": _("Review round"),
            "activity": _("Activity"),
            "answer": _("Answer"),
            "answered_at": _("Answered"),
            "note": _("Note"),
            "replies": _("Replies to questions"),
        },
    )
    yield PersonalPart(
        "round_steps",
        _("Review rounds you opened, closed or reopened"),
        RoundStep.objects.filter(by=user),
        {"round__title": _("Review round"), "kind": _("What you did"), "at": _("When"), "reason": _("Reason")},
    )
    yield PersonalPart(
        "round_conflicts",
        _("Later changes to activities that you ticked as seen"),
        RoundItem.objects.filter(conflict_seen_by=user),
        {"round__title": _("Review round"), "activity": _("Activity"), "conflict_seen": _("Change")},
    )
    said = {
        "action__code": _("Commitment"),
        "period_start": _("First day of the period"),
        "period_end": _("Last day of the period"),
        "state": _("State"),
    }
    yield PersonalPart(
        "progress_reports",
        _("Reports on commitments that you submitted"),
        ProgressReport.objects.filter(submitted_by=user),
        said
        | {
            "status": _("Status"),
            "done": _("What was done"),
            "figures": _("Figures"),
            "evidence_url": _("Web address of the evidence"),
            "submitted_at": _("Submitted"),
            "return_reason": _("Why it was returned"),
            "update": _("Number of the published update"),
        },
    )
    yield PersonalPart(
        "progress_decisions",
        _("Reports on commitments that you accepted, returned or withdrew"),
        ProgressReport.objects.filter(decided_by=user),
        said | {"decided_at": _("Decided"), "return_reason": _("Why it was returned")},
    )
    yield PersonalPart(
        "next_steps",
        _("Next steps that you were the last to edit"),
        NextStep.objects.filter(changed_by=user),
        {"text": _("Next step"), "due": _("Due"), "done_on": _("Done on"), "changed_at": _("Edited")},
    )
