"""Review rounds: a coordinator asks the owners of activities to confirm, update or retire each of them by a deadline.

Rounds are the secretariat's working matter, not published facts. The activity itself and its history show what an
answer changed; a RoundItem only records that the activity was requested and answered, when and by whom.
"""

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models import Activity, Organisation
from activities.models.sector import Sector


class RoundQuerySet(models.QuerySet):
    def planned(self):
        return self.filter(state=Round.State.PLANNED)

    def open(self):
        return self.filter(state=Round.State.OPEN)

    def begun(self):
        """Rounds that are or were open."""
        return self.exclude(state=Round.State.PLANNED)


class Round(models.Model):
    """A call to confirm or update the activities of some Sectors and types of organisations.

    `through` is the number of the Change up to which its items follow the activities (actions.rounds.following).
    `closed_change` is the number of the Change that reports of the closed round cite. `not_opened` says why a planned
    round could not be opened on its day.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    code = models.SlugField(_("code"), max_length=30, unique=True)
    title = models.CharField(_("title"), max_length=120)
    period_start = models.DateField(_("start of the period"))
    period_end = models.DateField(_("end of the period"))
    sectors = ArrayField(
        models.CharField(max_length=20, choices=Sector), verbose_name=_("ITU Sectors"), default=list, blank=True
    )
    types = ArrayField(
        models.CharField(max_length=30, choices=Organisation.Type),
        verbose_name=_("types of organisations"),
        default=list,
        blank=True,
    )
    opens_on = models.DateField(_("opening date"))
    deadline = models.DateField(_("deadline"))
    grace_until = models.DateField(_("end of the grace period"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    revision = models.PositiveIntegerField(default=1, help_text=_("Increases with each edit."))
    through = models.BigIntegerField(default=0)
    closed_change = models.BigIntegerField(null=True, blank=True)
    not_opened = models.TextField(_("why it was not opened"), blank=True, default="", db_default="")

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("review round")
        verbose_name_plural = _("review rounds")
        ordering = ["-opens_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="round_titled"),
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="round_period_ordered"),
            models.CheckConstraint(
                condition=Q(deadline__gte=F("opens_on"), grace_until__gte=F("deadline")), name="round_dates_ordered"
            ),
            models.CheckConstraint(condition=~Q(sectors=[], types=[]), name="round_has_a_scope"),
            models.CheckConstraint(condition=Q(state__in=["planned", "open", "closed"]), name="round_state_known"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_change__isnull=False)
                | (~Q(state="closed") & Q(closed_change__isnull=True)),
                name="closed_round_has_a_change",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("round", args=[self.code])

    @property
    def scope(self) -> list[str]:
        """The Sectors, then the types of organisations outside ITU, that it covers."""
        return [*self.sectors, *self.types]

    def is_late(self, day: date) -> bool:
        """Whether an answer on this day is after the deadline."""
        return day > self.deadline


class RoundStep(models.Model):
    """When a round was opened, closed or reopened, and by whom; by nobody if it opened on its day. `change` is the
    latest Change at that time. A version that a closing has named can be cited even after the round was reopened."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("Opened")
        CLOSED = "closed", _("Closed")
        REOPENED = "reopened", _("Reopened")

    round = models.ForeignKey(Round, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reason = models.TextField(blank=True)
    change = models.BigIntegerField()

    class Meta:
        verbose_name = _("step of a review round")
        verbose_name_plural = _("steps of review rounds")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(kind="reopened", reason=""), name="reopened_with_a_reason"),
            models.CheckConstraint(condition=Q(kind__in=["opened", "closed", "reopened"]), name="round_step_known"),
        ]
        indexes = [models.Index(fields=["change"], condition=Q(kind="closed"), name="round_cites")]

    def __str__(self):
        return f"{self.round_id} {self.kind}"


class RoundQuestion(models.Model):
    """A question that can be answered for each activity of a round. None is compulsory."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(_("position"))
    text = models.CharField(_("question"), max_length=300)

    class Meta:
        verbose_name = _("question of a review round")
        verbose_name_plural = _("questions of review rounds")
        ordering = ["round", "position"]
        constraints = [
            models.UniqueConstraint(fields=["round", "position"], name="round_question_position"),
            models.CheckConstraint(condition=~Q(text=""), name="round_question_has_text"),
        ]

    def __str__(self):
        return self.text


class RoundItemQuerySet(models.QuerySet):
    def counted(self):
        """Items of activities that are still part of the round."""
        return self.filter(left=False)

    def waiting(self):
        return self.counted().filter(answer=RoundItem.Answer.NONE)

    def answered(self):
        return self.counted().exclude(answer=RoundItem.Answer.NONE)


class RoundItem(models.Model):
    """An activity of a round, with its answer.

    `part` is the Sector or the type of the activity's organisation, `left` whether the activity has been withdrawn,
    merged or moved out of the scope. Both follow the activity while the round is open. `seen` is the number of the
    Change with which the answer agrees; `conflict_seen` that of a later Change by someone else which a coordinator has
    looked at.
    """

    class Answer(models.TextChoices):
        NONE = "none", _("Not answered")
        CONFIRMED = "confirmed", _("Confirmed")
        UPDATED = "updated", _("Updated")
        RETIRED = "retired", _("Retired")

    round = models.ForeignKey(Round, models.CASCADE, related_name="items", db_index=False)  # the first of indexes below
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="round_items")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+", db_index=False)
    part = models.CharField(max_length=30)
    left = models.BooleanField(default=False, db_default=False)
    requested_at = models.DateTimeField()
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, default=Answer.NONE, db_default=Answer.NONE)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="round_answers")
    answered_at = models.DateTimeField(_("answered"), null=True)
    late = models.BooleanField(_("late"), default=False, db_default=False)
    seen = models.BigIntegerField(default=0, db_default=0)
    conflict_seen = models.BigIntegerField(default=0, db_default=0)
    conflict_seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    note = models.TextField(_("note"), blank=True, db_default="")
    replies = models.JSONField(
        default=dict, db_default={}, help_text=_("{number of a question: the answer}, where there is one.")
    )

    objects = RoundItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity of a review round")
        verbose_name_plural = _("activities of review rounds")
        ordering = ["round", "activity"]
        constraints = [
            models.UniqueConstraint(fields=["round", "activity"], name="round_item_unique"),
            models.CheckConstraint(
                condition=Q(answer__in=["none", "confirmed", "updated", "retired"]), name="round_answer_known"
            ),
            models.CheckConstraint(
                condition=Q(answer="none", answered_at__isnull=True, late=False)
                | (~Q(answer="none") & Q(answered_at__isnull=False)),
                name="round_answer_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["round", "part", "activity"], name="round_item_part"),
            models.Index(fields=["round", "organisation", "activity"], name="round_item_organisation"),
        ]

    def __str__(self):
        return f"{self.round_id} {self.activity_id} {self.answer}"


class RoundMail(models.Model):
    """A person was asked about a round by e-mail on a day. Saved in the transaction that puts the e-mail into the
    outbox."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="mails")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    day = models.DateField()

    class Meta:
        verbose_name = _("e-mail of a review round")
        verbose_name_plural = _("e-mails of review rounds")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["user", "round", "day"], name="one_round_mail_a_day")]

    def __str__(self):
        return f"{self.round_id} {self.user_id} {self.day}"
