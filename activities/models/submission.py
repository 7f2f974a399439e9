"""Activities, updates and corrections that stakeholders propose. Nothing of them is public until they are accepted:
then the actions that staff use write the published tables."""

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities import rules
from activities.models.activity import Activity
from activities.models.change import Change
from activities.models.framework import Term
from activities.models.membership import OfOrganisation

#: Characters of a reference such as S-4K7P: none that people confuse when they read it aloud.
REFERENCE_CHARACTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_reference(length: int = 4) -> str:
    return "S-" + "".join(secrets.choice(REFERENCE_CHARACTERS) for _ in range(length))


def random_name() -> str:
    return secrets.token_urlsafe(24)


def of_members(user) -> Q:
    """New activities and updates of organisations of which the user is an active member, and those that they started
    without an organisation."""
    own = user.memberships.active()
    theirs = (
        Q(organisation__in=own.filter(organisation__isnull=False).values("organisation"))
        | Q(proposal__in=own.filter(proposal__isnull=False).values("proposal"))
        | Q(organisation=None, proposal=None, created_by=user)
    )
    return theirs & Q(kind__in=Submission.OF_ORGANISATIONS)


class SubmissionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The submissions of the user's organisations; for reviewers also all that have been submitted. Corrections are
        visible to reviewers only: their organisation is what they are about."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        mine = of_members(user)
        if rules.can_review(user):
            mine |= Q(submitted_at__isnull=False)
        return self.filter(mine)

    def of_member(self, user):
        """The new activities and updates of the user's organisations."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(of_members(user))

    def waiting(self):
        """Submissions that wait for a decision."""
        return self.filter(state=Submission.State.SUBMITTED)

    def not_of(self, user):
        """Submissions on which a reviewer may decide: those that neither the user nor a colleague has made."""
        own = user.memberships.active()
        return (
            self.exclude(created_by=user)
            .exclude(submitted_by=user)
            .exclude(organisation__in=own.filter(organisation__isnull=False).values("organisation"))
            .exclude(proposal__in=own.filter(proposal__isnull=False).values("proposal"))
            .exclude(
                kind=Submission.Kind.CORRECTION,
                activity__organisation__in=own.filter(organisation__isnull=False).values("organisation"),
            )
            .exclude(kind=Submission.Kind.CORRECTION, contact_email__iexact=user.email)
        )


class Submission(OfOrganisation):
    """A proposed activity, an update of a published one, or a correction by any reader.

    `answers` has the current answers of the form as they were typed, {field: text or list of texts}; `versions` the
    number of the AnswerRevision that wrote each. `began_with` has the answers that it began with. For an update they
    are those of the activity at the Change `began_at`, and only what differs from them is published.
    """

    class Kind(models.TextChoices):
        NEW = "new", _("New activity")
        UPDATE = "update", _("Update")
        CORRECTION = "correction", _("Correction")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned")
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    OF_ORGANISATIONS = (Kind.NEW, Kind.UPDATE)
    #: The states that may follow each state. A draft can also be discarded: then its row is deleted. An acceptance can
    #: be undone for a minute: then it is SUBMITTED again (actions.submissions.undoing).
    NEXT = {
        State.DRAFT: {State.SUBMITTED},
        State.SUBMITTED: {State.RETURNED, State.ACCEPTED, State.REJECTED, State.WITHDRAWN},
        State.RETURNED: {State.SUBMITTED, State.WITHDRAWN},
        State.ACCEPTED: set(),
        State.REJECTED: set(),
        State.WITHDRAWN: set(),
    }

    code = models.CharField(_("reference"), max_length=12, unique=True, default=new_reference)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    activity = models.ForeignKey(
        Activity,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="submissions",
        help_text=_("The activity to update or correct; for a new one, the activity it has become."),
    )
    term = models.ForeignKey(
        Term,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("For a correction of one link: the Term that is linked."),
    )
    answers = models.JSONField(default=dict)
    versions = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0, help_text=_("Number of the latest AnswerRevision."))
    began_with = models.JSONField(default=dict)
    began_at = models.BigIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="submissions")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now_add=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    submitted_at = models.DateTimeField(_("submitted"), null=True)
    first_read_at = models.DateTimeField(_("first read"), null=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    published_at = models.DateTimeField(_("published"), null=True)
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.TextField(_("reason"), blank=True, help_text=_("The reason of the latest decision."))
    held = models.JSONField(
        null=True, help_text=_("A decision that is held until it is released: decision, reason, confirm_links, by.")
    )
    change = models.ForeignKey(
        Change, models.PROTECT, null=True, related_name="+", help_text=_("The Change that published it.")
    )
    contact_email = models.EmailField(_("e-mail address"), blank=True, help_text=_("Of a correction. Never public."))
    is_example = models.BooleanField(default=False)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=True) | Q(proposal__isnull=True),
                name="submission_of_one_organisation",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(submitted_at__isnull=False), name="submitted_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "rejected", "returned"]) | Q(decided_at__isnull=False),
                name="decided_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(kind="correction") | Q(change__isnull=False, activity__isnull=False),
                name="accepted_is_published",
            ),
            models.UniqueConstraint(fields=["change", "activity"], name="published_once"),
        ]
        indexes = [
            models.Index(fields=["submitted_at"], condition=Q(state="submitted"), name="submission_waiting"),
            models.Index(fields=["-decided_at"], condition=Q(decided_at__isnull=False), name="submission_decided"),
        ]

    def __str__(self):
        return f"{self.code} {self.title}".strip()

    def get_absolute_url(self):
        return reverse("submission", args=[self.code])

    @property
    def title(self) -> str:
        """The title as typed; "" while there is none."""
        return str(self.answers.get("title", ""))

    def moves_to(self, state: str) -> bool:
        return state in self.NEXT[Submission.State(self.state)]


class AnswerRevision(models.Model):
    """One value that someone gave one field. The latest is the answer. A value that was typed at the same time as
    another person's is an `alternative` to the answer, and `open` until someone chooses between them."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    field = models.CharField(max_length=60)
    value = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    page = models.CharField(max_length=36, blank=True, help_text=_("The open page that it was typed on."))
    at = models.DateTimeField(auto_now_add=True)
    alternative = models.BooleanField(default=False)
    open = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="answer_revision_numbered"),
            models.CheckConstraint(condition=Q(open=False) | Q(alternative=True), name="open_answer_is_alternative"),
        ]
        indexes = [
            models.Index(fields=["submission", "field", "number"], name="answer_revision_field"),
            models.Index(fields=["submission"], condition=Q(open=True), name="answer_revision_open"),
        ]


class SubmissionEvent(models.Model):
    """One step on the timeline of a submission, for its organisation and the reviewers. `text` is shown to both."""

    class Verb(models.TextChoices):
        STARTED = "started", _("Started")
        SUBMITTED = "submitted", _("Submitted")
        FIRST_READ = "first-read", _("First read")
        ASSIGNED = "assigned", _("Assigned")
        RETURNED = "returned", _("Returned")
        ACCEPTED = "accepted", _("Accepted")
        REJECTED = "rejected", _("Rejected")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        UNDONE = "undone", _("Acceptance undone")

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="events")
    verb = models.CharField(max_length=12, choices=Verb)
    text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]


class FieldComment(models.Model):
    """What a reviewer writes about one field. The submitter sees it once the submission is returned."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="comments")
    field = models.CharField(max_length=60, help_text=_("A field of the form, or link.<Term> for a link."))
    text = models.TextField(_("comment"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="field_comment_says_something")]


class ReasonTemplate(models.Model):
    """A reason that reviewers often give. Coordinators edit these."""

    class Decision(models.TextChoices):
        RETURN = "return", _("Return")
        REJECT = "reject", _("Reject")

    decision = models.CharField(_("decision"), max_length=10, choices=Decision)
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("text"), max_length=2000)
    withdrawn = models.BooleanField(default=False)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")
        ordering = ["decision", "title"]

    def __str__(self):
        return self.title


def stored_at(attachment: "Attachment", _name: str) -> str:
    """Where the storage has the file: nothing in the path comes from the name that its sender gave it."""
    return f"attachments/{attachment.key[:2]}/{attachment.key}"


class Attachment(models.Model):
    """A file that supports a submission, stored under a random name. With `activity`, it has been published."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="attachments")
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, blank=True, related_name="attachments")
    key = models.CharField(max_length=40, unique=True, default=random_name)
    file = models.FileField(upload_to=stored_at, max_length=200)
    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    statement = models.CharField(_("statement"), max_length=300, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["id"]


def same_answer(one: Any, other: Any) -> bool:
    """Whether two answers are equal. A missing one is an empty one."""
    return (one or "") == (other or "")
