"""Everything that the product stores about one person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.extensions import PERSONAL_DATA
from activities.models import (
    AnswerRevision,
    ApiToken,
    Attachment,
    Change,
    FieldComment,
    Invitation,
    Job,
    Membership,
    Note,
    Notice,
    OrganisationProposal,
    SavedFilter,
    StoredAnswer,
    Submission,
    SubmissionEvent,
    User,
    Webhook,
)

#: What the page calls each column. The file has the names of the columns.
LABELS = {
    "action_lines": gettext_lazy("Action Lines"),
    "activity": gettext_lazy("Activity"),
    "address": gettext_lazy("Address"),
    "added_at": gettext_lazy("Added"),
    "answered_at": gettext_lazy("Answered"),
    "answers": gettext_lazy("Answers"),
    "at": gettext_lazy("When"),
    "code": gettext_lazy("Reference"),
    "context": gettext_lazy("Content"),
    "countries": gettext_lazy("Countries"),
    "country": gettext_lazy("Country"),
    "created_at": gettext_lazy("Created"),
    "date_joined": gettext_lazy("Registered"),
    "decided_at": gettext_lazy("Decided"),
    "email": gettext_lazy("E-mail address"),
    "ending": gettext_lazy("Last characters"),
    "expires_at": gettext_lazy("Expires"),
    "field": gettext_lazy("Field"),
    "finished_at": gettext_lazy("Finished"),
    "goals": gettext_lazy("Goals"),
    "id": gettext_lazy("Number"),
    "invited_at": gettext_lazy("Invited"),
    "key": gettext_lazy("Idempotency key"),
    "kind": gettext_lazy("Kind"),
    "language": gettext_lazy("Language of e-mails"),
    "last_login": gettext_lazy("Last sign-in"),
    "last_used_at": gettext_lazy("Last used"),
    "mails": gettext_lazy("E-mails about submissions"),
    "name": gettext_lazy("Name"),
    "off": gettext_lazy("Switched off because"),
    "off_at": gettext_lazy("Switched off"),
    "organisation__name": gettext_lazy("Organisation"),
    "organisations": gettext_lazy("Organisations"),
    "page": gettext_lazy("Page"),
    "primary": gettext_lazy("Primary"),
    "proposed_at": gettext_lazy("Proposed"),
    "proposal__name": gettext_lazy("Proposed organisation"),
    "query": gettext_lazy("Filters"),
    "reason": gettext_lazy("Reason"),
    "reminded_at": gettext_lazy("Last reminded"),
    "removed_at": gettext_lazy("Removed"),
    "requested_at": gettext_lazy("Requested"),
    "resources": gettext_lazy("Kinds of data"),
    "revoked_at": gettext_lazy("Revoked"),
    "role": gettext_lazy("Role"),
    "role_requested_at": gettext_lazy("Role requested"),
    "scope": gettext_lazy("Scope"),
    "sectors": gettext_lazy("ITU Sectors"),
    "sent_at": gettext_lazy("Sent"),
    "size": gettext_lazy("Size in bytes"),
    "state": gettext_lazy("State"),
    "statement": gettext_lazy("Statement"),
    "status": gettext_lazy("Status"),
    "submission__code": gettext_lazy("Submission"),
    "submitted_at": gettext_lazy("Submitted"),
    "text": gettext_lazy("Text"),
    "type": gettext_lazy("Type"),
    "url": gettext_lazy("Web address"),
    "value": gettext_lazy("Value"),
    "verb": gettext_lazy("What"),
    "verified": gettext_lazy("Verified"),
    "withdrawn": gettext_lazy("Withdrawn"),
    "withdrawn_at": gettext_lazy("Withdrawn"),
    "written_at": gettext_lazy("Written"),
}

#: The latest rows of each part that the page shows; the file has all.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of data: `rows` are {column: value}, the latest first. `count` is the number of all. `labels` are what
    the page calls columns that are not in LABELS."""

    name: str
    title: str
    rows: tuple[dict[str, Any], ...]
    count: int
    labels: Mapping[str, Any] = field(default_factory=dict)

    @property
    def labelled(self) -> list[list[tuple[str, Any]]]:
        """The rows as (label, value), without empty values."""
        filled = [{name: value for name, value in row.items() if value not in (None, "", [], {})} for row in self.rows]
        labels = LABELS | dict(self.labels)
        return [[(str(labels[name]), value) for name, value in row.items()] for row in filled]


def personal_data(user: User, most: int | None = None) -> list[Part]:
    """All data about the person, at most `most` rows of each part. Two queries for each part."""
    address = user.email.lower()
    sent = Q(kind=Submission.Kind.CORRECTION) & (Q(contact_email=address) | Q(created_by=user))
    made = Submission.objects.filter(Q(created_by=user) | Q(submitted_by=user) | sent)
    own = made.filter(Q(pk__in=Submission.objects.of_member(user).values("pk")) | sent)
    sources: list[tuple[str, str, QuerySet, str]] = [
        (
            "account",
            _("Account"),
            User.objects.filter(pk=user.pk),
            " ".join(("email", "name", "language", "mails", "sectors", "date_joined", "last_login"))
            + " role_requested_at reminded_at",
        ),
        ("addresses", _("E-mail addresses"), EmailAddress.objects.filter(user=user), "email verified primary"),
        (
            "second_steps",
            _("Second steps at sign-in"),
            Authenticator.objects.filter(user=user),
            "type created_at last_used_at",
        ),
        (
            "api_tokens",
            _("API tokens"),
            ApiToken.objects.filter(user=user),
            "name scope ending created_at expires_at last_used_at revoked_at",
        ),
        (
            "stored_answers",
            _("Answers to your programs, kept for a day"),
            StoredAnswer.objects.filter(user=user),
            "key status created_at",
        ),
        (
            "memberships",
            _("Organisations"),
            Membership.objects.filter(user=user),
            "organisation__name proposal__name role state requested_at decided_at",
        ),
        (
            "invitations",
            _("Invitations to you"),
            Invitation.objects.filter(email=address),
            "organisation__name proposal__name role invited_at answered_at withdrawn_at",
        ),
        (
            "invited",
            _("Invitations by you"),
            Invitation.objects.filter(invited_by=user),
            "email organisation__name proposal__name role invited_at answered_at withdrawn_at",
        ),
        ("submissions", _("Submissions"), own, "code kind state answers created_at submitted_at decided_at"),
        (
            # colleagues may have changed the answers since the person has left
            "submissions_left",
            _("Submissions of organisations that you have left"),
            made.exclude(pk__in=own.values("pk")),
            "code kind created_at submitted_at",
        ),
        (
            "proposals",
            _("Organisations you proposed"),
            OrganisationProposal.objects.filter(proposed_by=user),
            "name type country url state proposed_at",
        ),
        ("answers", _("Answers you wrote"), AnswerRevision.objects.filter(by=user), "submission__code field value at"),
        (
            "comments",
            _("Comments you wrote as a reviewer"),
            FieldComment.objects.filter(by=user),
            "submission__code field text written_at",
        ),
        (
            "steps",
            _("What you did with submissions"),
            SubmissionEvent.objects.filter(by=user),
            "submission__code verb text at",
        ),
        (
            "files",
            _("Files you added"),
            Attachment.objects.filter(added_by=user),
            "submission__code name statement size added_at removed_at",
        ),
        ("changes", _("Changes you made"), Change.objects.filter(by=user), "id at verb reason"),
        ("notes", _("Notes you wrote"), Note.objects.filter(author=user), "activity text written_at withdrawn"),
        ("saved_views", _("Saved views"), SavedFilter.objects.filter(user=user), "name page query created_at"),
        (
            "webhooks",
            _("Webhooks"),
            Webhook.objects.filter(user=user),
            "name address resources goals action_lines countries organisations created_at off off_at",
        ),
        ("tasks", _("Tasks you started"), Job.objects.filter(by=user), "kind state created_at finished_at"),
        (
            "e-mails",
            _("E-mails to you"),
            Notice.objects.filter(Q(to=user) | Q(address=user.email) | Q(address=address)),
            "kind context created_at sent_at",
        ),
    ]
    parts = []
    for name, title, rows, columns in sources:
        found = rows.order_by("-pk").values(*columns.split())
        parts.append(Part(name, title, tuple(found if most is None else found[:most]), rows.count()))
    for more in (part for provide in PERSONAL_DATA for part in provide(user)):
        found = more.rows.order_by("-pk").values(*more.columns)
        rows_of_it = tuple(found if most is None else found[:most])
        parts.append(Part(more.name, str(more.title), rows_of_it, more.rows.count(), more.columns))
    return parts
