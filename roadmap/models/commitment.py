"""Commitments: an Action belongs to a Section of an Edition (`edition.py`), and is linked to Terms, activities and
bodies (`body.py`)."""

from collections.abc import Iterable

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models import Activity, Term
from activities.models.certainty import certainty_field, certainty_known
from activities.models.change import Published, tracked
from roadmap.models.edition import Edition, LiveQuerySet, Section
from roadmap.validators import ACTION_CODE


class ActionQuerySet(LiveQuerySet):
    def in_every_edition(self, actions: "Iterable[Action]"):
        """These commitments in all published editions: the same code in the same register. Use it to read progress, so
        that a new edition shows reports on earlier ones. No query; the edition of each commitment must be loaded
        (`select_related`). For commitments of several registers, the result can include the same code in another
        register: compare `identity`."""
        names = [action.identity for action in actions]
        registers, codes = {register for register, _code in names}, {code for _register, code in names}
        return self.published().filter(section__edition__register__in=registers, code__in=codes)

    def published(self):
        """Public rows."""
        return self.live().filter(section__withdrawn=False, section__edition__state=Edition.State.PUBLISHED)

    def of_current(self):
        """Rows of the Roadmap in force."""
        edition = {"section__edition__register": Edition.Register.ROADMAP, "section__edition__current": True}
        return self.published().filter(**edition)


class ActionManager(models.Manager.from_queryset(ActionQuerySet)):  # type: ignore[misc]
    """With section and edition, on which the address of a commitment depends."""

    def get_queryset(self):
        return super().get_queryset().select_related("section__edition")


class OfActionQuerySet(LiveQuerySet):
    """Rows that belong to a commitment."""

    def published(self):
        """Public rows."""
        return self.live().filter(
            action__withdrawn=False,
            action__section__withdrawn=False,
            action__section__edition__state=Edition.State.PUBLISHED,
        )


@tracked
class Action(Published):
    """One commitment of the Roadmap, such as 6.5. `evidence` lists cited documents as written; see `Citation`."""

    NAMED_BY = ("code", "text")

    class Kind(models.TextChoices):
        GOVERNANCE = "governance", _("Governance")
        COORDINATION = "coordination", _("Coordination")
        ENGAGEMENT = "engagement", _("Engagement")
        MAPPING = "mapping", _("Mapping")
        REPORT = "report", _("Report")
        DATA = "data", _("Data")
        EVENT = "event", _("Event")
        CAMPAIGN = "campaign", _("Campaign")

    class Status(models.TextChoices):
        """What the latest accepted progress update says."""

        NOT_REPORTED = "not-reported", _("No progress reported yet")
        PLANNED = "planned", _("Planned")
        ON_TRACK = "on-track", _("On track")
        LATE = "late", _("Late")
        DONE = "done", _("Done")
        DISCONTINUED = "discontinued", _("Discontinued")

    class Frequency(models.TextChoices):
        """When progress is due; see docs/roadmap.md."""

        YEARLY = "yearly", _("Every year")
        HLPF = "hlpf", _("Before each session of the HLPF")
        COUNCIL = "council", _("Before each session of Council")
        TWO_YEARS = "two-years", _("Every two years")
        FOUR_YEARS = "four-years", _("Every four years")
        ONCE = "once", _("Once")
        ONGOING = "ongoing", _("Ongoing, without a date")

    section = models.ForeignKey(Section, models.PROTECT, related_name="actions")
    code = models.CharField(_("code"), max_length=10, validators=[RegexValidator(ACTION_CODE)])
    position = models.PositiveSmallIntegerField(_("position"), help_text=_("Position within the section."))
    text = models.TextField(_("commitment"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    frequency = models.CharField(_("how often, as written"), max_length=100, blank=True)
    rule = models.CharField(
        _("how often"), max_length=12, choices=Frequency, default=Frequency.ONGOING, db_default=Frequency.ONGOING
    )
    due_on = models.DateField(_("due on"), null=True, blank=True, help_text=_("Of a commitment that is due once."))
    responsible = models.CharField(
        _("responsible, as written"), max_length=200, help_text=_("The names of the bodies, separated by semicolons.")
    )
    resources = models.TextField(
        _("resources"), blank=True, db_default="", help_text=_("What is needed, and where it comes from.")
    )
    evidence = models.TextField(_("cited documents"), blank=True, help_text=_("As written, separated by semicolons."))
    para_ref = models.CharField(_("paragraph"), max_length=100, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.NOT_REPORTED)
    withdrawn = models.BooleanField(_("withdrawn"), default=False, db_default=False)
    terms = models.ManyToManyField(Term, through="ActionTerm", related_name="roadmap_actions")
    bodies = models.ManyToManyField("Body", through="ActionBody", related_name="actions")

    objects = ActionManager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["section", "position"]
        constraints = [
            models.UniqueConstraint(fields=["section", "code"], name="action_code_unique"),
            models.UniqueConstraint(
                fields=["section", "position"], name="action_position_unique", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=Q(code__regex=ACTION_CODE), name="action_code_shape"),
            models.CheckConstraint(condition=~Q(text=""), name="action_has_text"),
            models.CheckConstraint(condition=~Q(responsible=""), name="action_has_responsible"),
            models.CheckConstraint(
                condition=Q(rule__in=["yearly", "hlpf", "council", "two-years", "four-years", "once", "ongoing"]),
                name="action_rule_known",
            ),
        ]
        indexes = [models.Index(fields=["change", "id"], name="action_change")]

    def __str__(self):
        return f"{self.code} {self.text}"

    @property
    def identity(self) -> tuple[str, str]:
        """(register, code): what is the same in every edition."""
        return self.section.edition.register, self.code

    def get_absolute_url(self):
        if self.section.edition.in_force:
            return reverse("roadmap-action", args=[self.code])
        return f"{self.section.edition.get_absolute_url()}#action-{self.code}"


@tracked
class ActionActivity(Published):
    """An activity that carries out a commitment, chosen by the editors."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="activity_links")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="roadmap_links")
    withdrawn = models.BooleanField(_("withdrawn"), default=False, db_default=False)

    objects = OfActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity of a commitment")
        verbose_name_plural = _("activities of commitments")
        ordering = ["action", "activity"]
        constraints = [models.UniqueConstraint(fields=["action", "activity"], name="action_activity_unique")]
        indexes = [models.Index(fields=["change", "id"], name="action_activity_change")]

    def __str__(self):
        return f"{self.action_id} → {self.activity_id}"


@tracked
class ActionTerm(Published):
    """A link from a commitment to a Term: official if the Roadmap itself names the Term, else added by the editors."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="links")
    term = models.ForeignKey(Term, models.PROTECT, related_name="roadmap_links")
    certainty = certainty_field()
    withdrawn = models.BooleanField(_("withdrawn"), default=False)

    objects = OfActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("link of a commitment")
        verbose_name_plural = _("links of commitments")
        ordering = ["action", "term__position"]
        constraints = [
            models.UniqueConstraint(fields=["action", "term"], name="action_term_unique"),
            certainty_known("action_term"),
        ]
        indexes = [models.Index(fields=["change", "id"], name="action_term_change")]

    def __str__(self):
        return f"{self.action_id} → {self.term_id}"
