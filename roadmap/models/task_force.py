"""The Task Force: guidance that it was given, which is public, and the working matter of staff, which is not."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from activities.models.change import Published, tracked
from activities.models.sector import Sector
from roadmap.models.commitment import Action
from roadmap.models.document import Document
from roadmap.models.edition import LiveQuerySet


class GuidanceQuerySet(LiveQuerySet):
    def open(self):
        return self.live().filter(closed_on=None)


@tracked
class Guidance(Published):
    """Guidance of the Council or a working group, and what was done about it. Commitment 2.3 asks for both."""

    NAMED_BY = ("body", "paragraph")

    body = models.CharField(_("given by"), max_length=150, help_text=_("Such as Council, or a Council Working Group."))
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="guidance", verbose_name=_("document")
    )
    paragraph = models.CharField(_("paragraph"), max_length=100, blank=True, help_text=_("Such as § 4.2."))
    text = models.TextField(_("guidance"))
    received_on = models.DateField(_("received on"))
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="guidance", verbose_name=_("commitment")
    )
    action_taken = models.TextField(_("what was done"), blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    withdrawn = models.BooleanField(_("withdrawn"), default=False, db_default=False)

    objects = GuidanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("guidance")
        verbose_name_plural = _("guidance")
        ordering = ["-received_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(body=""), name="guidance_has_body"),
            models.CheckConstraint(condition=~Q(text=""), name="guidance_has_text"),
            models.CheckConstraint(condition=Q(closed_on__gte=F("received_on")), name="guidance_closed_after_received"),
            models.CheckConstraint(
                condition=Q(closed_on=None) | ~Q(action_taken=""), name="closed_guidance_says_what_was_done"
            ),
        ]
        indexes = [models.Index(fields=["change", "id"], name="guidance_change")]

    def __str__(self):
        return ", ".join(filter(None, (self.body, self.paragraph)))

    def get_absolute_url(self):
        return reverse("guidance", args=[self.pk])


class WorkingMatter(models.Model):
    """What only staff see. `version` goes up with each edit: a form says which one it was filled in from."""

    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class MemberQuerySet(models.QuerySet):
    def on(self, day: date):
        """Members of the Task Force on that day."""
        return self.filter(Q(since=None) | Q(since__lte=day), Q(until=None) | Q(until__gte=day))


class Member(WorkingMatter):
    """A member or focal point of the Task Force. `user` is the account of a person who has one."""

    class Role(models.TextChoices):
        CHAIR = "chair", _("Chair")
        MEMBER = "member", _("Member")
        FOCAL_POINT = "focal-point", _("Focal point")

    name = models.CharField(_("name"), max_length=150)
    sector = models.CharField(_("Sector"), max_length=20, choices=Sector, blank=True)
    organisation = models.CharField(
        _("organisation"), max_length=150, blank=True, help_text=_("Of a person from outside ITU, or a department.")
    )
    theme = models.CharField(_("theme"), max_length=150, blank=True, help_text=_("Such as gender, or statistics."))
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.MEMBER)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="task_force_memberships",
        verbose_name=_("account"),
    )
    since = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("The last day."))

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of the Task Force")
        verbose_name_plural = _("members of the Task Force")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="member_named"),
            models.CheckConstraint(condition=~Q(sector="", organisation=""), name="member_of_sector_or_organisation"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="member_days_in_order"),
            models.CheckConstraint(condition=Q(role__in=["chair", "member", "focal-point"]), name="member_role_known"),
        ]

    def __str__(self):
        return self.name


class Meeting(WorkingMatter):
    """A meeting of the Task Force. The public sees only when it met."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")

    date = models.DateField(_("date"))
    title = models.CharField(_("title"), max_length=200)
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link to join"), max_length=500, blank=True)
    agenda = models.TextField(_("agenda"), blank=True)
    decisions = models.TextField(_("decisions"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)

    class Meta:
        verbose_name = _("meeting of the Task Force")
        verbose_name_plural = _("meetings of the Task Force")
        ordering = ["-date", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="meeting_titled"),
            models.CheckConstraint(condition=Q(state__in=["planned", "held", "cancelled"]), name="meeting_state_known"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("task-force-meeting", args=[self.pk])


class FollowUpQuerySet(models.QuerySet):
    def open(self):
        return self.filter(done_on=None)

    def overdue(self, today: date):
        return self.open().filter(due__lt=today)

    def of(self, user):
        """The follow-ups that the person owns."""
        return self.filter(owner__user=user)


class FollowUp(WorkingMatter):
    """A task that follows from a meeting or from guidance. `reminder` is the last that its owner was sent for
    its due date."""

    class Reminder(models.IntegerChoices):
        NONE = 0
        SOON = 1
        OVERDUE = 2

    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="follow_ups")
    guidance = models.ForeignKey(Guidance, models.PROTECT, null=True, blank=True, related_name="follow_ups")
    what = models.TextField(_("what"), max_length=1000)
    owner = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="follow_ups", verbose_name=_("owner")
    )
    due = models.DateField(_("due"), null=True, blank=True)
    reminder = models.PositiveSmallIntegerField(choices=Reminder, default=Reminder.NONE)
    done_on = models.DateField(_("done on"), null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = [F("due").asc(nulls_last=True), "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="follow_up_says_what"),
            models.CheckConstraint(
                condition=Q(meeting__isnull=False, guidance=None) | Q(meeting=None, guidance__isnull=False),
                name="follow_up_of_a_meeting_or_guidance",
            ),
        ]
        indexes = [models.Index(fields=["due"], condition=Q(done_on=None), name="follow_up_open")]

    def __str__(self):
        return self.what

    @property
    def is_overdue(self) -> bool:
        return self.done_on is None and self.due is not None and self.due < localdate()
