"""The Roadmap itself: an Edition has Sections, a Section has Actions, an Action is linked to Terms."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models import Term
from activities.models.certainty import certainty_field, certainty_known
from activities.models.change import Published, tracked
from roadmap.validators import ACTION_CODE, PARTIAL_DATE


class EditionQuerySet(models.QuerySet):
    def current(self):
        """The edition shown on pages: there is only one."""
        return self.filter(current=True)


@tracked
class Edition(Published):
    """One dated version of the Roadmap of ITU actions related to the SDGs (Council Resolution 1332)."""

    NAMED_BY = ("title",)

    code = models.SlugField(_("code"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=200)
    date = models.CharField(
        _("date"),
        max_length=10,
        validators=[RegexValidator(PARTIAL_DATE)],
        help_text=_("As precisely as known: 2019, 2019-06 or 2019-06-20."),
    )
    description = models.TextField(_("description"), blank=True)
    current = models.BooleanField(_("current"), default=False)
    basis = models.CharField(
        _("basis"), max_length=300, blank=True, help_text=_("How we came to know the date. Staff only.")
    )
    certainty = certainty_field()

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-date", "-code"]
        constraints = [
            models.UniqueConstraint(fields=["current"], condition=Q(current=True), name="one_current_edition"),
            models.CheckConstraint(condition=~Q(title=""), name="edition_titled"),
            models.CheckConstraint(condition=Q(date__regex=PARTIAL_DATE), name="edition_date_is_a_date"),
            certainty_known("edition"),
        ]

    def __str__(self):
        return f"{self.title} ({self.code})"

    def get_absolute_url(self):
        return reverse("roadmap")


@tracked
class Section(Published):
    """One of the nine sections, or the covering note, which is number 0."""

    NAMED_BY = ("number", "title")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="sections")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=300)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["edition", "number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="section_number_unique"),
            models.CheckConstraint(condition=Q(number__range=(0, 9)), name="section_0_to_9"),
            models.CheckConstraint(condition=~Q(title=""), name="section_titled"),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    def get_absolute_url(self):
        return reverse("roadmap-section", args=[self.number])


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
        NOT_REPORTED = "not-reported", _("No progress reported yet")
        PLANNED = "planned", _("Planned")
        ONGOING = "ongoing", _("Ongoing")
        COMPLETED = "completed", _("Completed")
        DISCONTINUED = "discontinued", _("Discontinued")

    section = models.ForeignKey(Section, models.PROTECT, related_name="actions")
    code = models.CharField(_("code"), max_length=10, validators=[RegexValidator(ACTION_CODE)])
    position = models.PositiveSmallIntegerField(_("position"), help_text=_("Position within the section."))
    text = models.TextField(_("commitment"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    frequency = models.CharField(_("how often"), max_length=100, blank=True)
    responsible = models.CharField(_("responsible"), max_length=200, help_text=_("Bodies, separated by semicolons."))
    evidence = models.TextField(_("cited documents"), blank=True, help_text=_("As written, separated by semicolons."))
    para_ref = models.CharField(_("paragraph"), max_length=100, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.NOT_REPORTED)
    terms = models.ManyToManyField(Term, through="ActionTerm", related_name="roadmap_actions")

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
        ]
        indexes = [models.Index(fields=["change", "id"], name="action_change")]

    def __str__(self):
        return f"{self.code} {self.text}"

    def get_absolute_url(self):
        return reverse("roadmap-action", args=[self.code])


class ActionTermQuerySet(models.QuerySet):
    def live(self):
        return self.filter(withdrawn=False)


@tracked
class ActionTerm(Published):
    """A link from a commitment to a Term: official if the Roadmap itself names the Term, else added by the editors."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="links")
    term = models.ForeignKey(Term, models.PROTECT, related_name="roadmap_links")
    certainty = certainty_field()
    withdrawn = models.BooleanField(_("withdrawn"), default=False)

    objects = ActionTermQuerySet.as_manager()

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
