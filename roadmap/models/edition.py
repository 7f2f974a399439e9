"""Registers of commitments, above all the Roadmap: an Edition has Sections, a Section has Actions (`commitment.py`)."""

import pgtrigger
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models.certainty import certainty_field, certainty_known
from activities.models.change import Published, tracked
from roadmap.validators import PARTIAL_DATE


class EditionQuerySet(models.QuerySet):
    def current(self):
        """The edition of the Roadmap that pages show: there is only one."""
        return self.published().filter(register=Edition.Register.ROADMAP, current=True)

    def published(self):
        """Those that are public. A draft is for staff only."""
        return self.filter(state=Edition.State.PUBLISHED)


@tracked
class Edition(Published):
    """One dated version of a register of commitments, above all of the Roadmap of ITU actions related to the SDGs
    (Council Resolution 1332)."""

    NAMED_BY = ("title",)

    class Register(models.TextChoices):
        ROADMAP = "roadmap", _("Roadmap of ITU actions related to the SDGs")
        WSIS_OUTCOME = "wsis-outcome", _("Outcome of the WSIS review")
        ACTION_LINE = "action-line", _("Road map of an Action Line")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    code = models.SlugField(_("code"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=200)
    date = models.CharField(
        _("date"),
        max_length=10,
        validators=[RegexValidator(PARTIAL_DATE)],
        help_text=_("As precisely as known: 2019, 2019-06 or 2019-06-20."),
    )
    description = models.TextField(_("description"), blank=True)
    register = models.CharField(
        _("register"), max_length=20, choices=Register, default=Register.ROADMAP, db_default=Register.ROADMAP
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.PUBLISHED, db_default=State.PUBLISHED
    )
    based_on = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="drafts",
        verbose_name=_("based on"),
        help_text=_("The edition from which it was copied as a draft."),
    )
    current = models.BooleanField(_("current"), default=False)
    withdrawn = models.BooleanField(
        _("withdrawn"), default=False, db_default=False, help_text=_("Of a draft: it will not be published.")
    )
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
            models.UniqueConstraint(fields=["register"], condition=Q(current=True), name="one_current_of_a_register"),
            models.CheckConstraint(condition=Q(current=False) | Q(state="published"), name="a_draft_is_not_current"),
            models.CheckConstraint(condition=Q(withdrawn=False) | Q(state="draft"), name="only_a_draft_is_withdrawn"),
            models.CheckConstraint(
                condition=Q(register__in=["roadmap", "wsis-outcome", "action-line"]), name="edition_register_known"
            ),
            models.CheckConstraint(condition=Q(state__in=["draft", "published"]), name="edition_state_known"),
            models.CheckConstraint(condition=~Q(title=""), name="edition_titled"),
            models.CheckConstraint(condition=Q(date__regex=PARTIAL_DATE), name="edition_date_is_a_date"),
            certainty_known("edition"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="published_for_good",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="published", new__state="draft"),
                func="RAISE EXCEPTION 'A published edition cannot become a draft again.' "
                "USING ERRCODE = 'check_violation';",
            )
        ]

    def __str__(self):
        return f"{self.title} ({self.code})"

    def get_absolute_url(self):
        return reverse("roadmap-edition", args=[self.code])

    @property
    def in_force(self):
        """Whether it is the edition that the pages of sections and commitments show."""
        return self.current and self.register == self.Register.ROADMAP


class LiveQuerySet(models.QuerySet):
    def live(self):
        return self.filter(withdrawn=False)


class SectionQuerySet(LiveQuerySet):
    def published(self):
        """Public rows."""
        return self.live().filter(edition__state=Edition.State.PUBLISHED)

    def of_current(self):
        """Rows of the Roadmap in force."""
        return self.published().filter(edition__register=Edition.Register.ROADMAP, edition__current=True)


class SectionManager(models.Manager.from_queryset(SectionQuerySet)):  # type: ignore[misc]
    """With the edition, on which the address of a section depends."""

    def get_queryset(self):
        return super().get_queryset().select_related("edition")


@tracked
class Section(Published):
    """A section of an edition. The Roadmap has nine, and the covering note as number 0."""

    NAMED_BY = ("number", "title")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="sections")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=300)
    text = models.TextField(_("text"), blank=True, db_default="")
    withdrawn = models.BooleanField(_("withdrawn"), default=False, db_default=False)

    objects = SectionManager()

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["edition", "number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="section_number_unique"),
            models.CheckConstraint(condition=Q(number__range=(0, 99)), name="section_0_to_99"),
            models.CheckConstraint(condition=~Q(title=""), name="section_titled"),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    def get_absolute_url(self):
        if self.edition.in_force:
            return reverse("roadmap-section", args=[self.number])
        return f"{self.edition.get_absolute_url()}#section-{self.number}"
