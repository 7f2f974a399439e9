"""ITU's inputs to the United Nations: statements, inputs to reports of the Secretary-General, data, sessions."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models import Term
from activities.models.certainty import certainty_field, certainty_known
from activities.models.change import tracked
from roadmap.models.document import Document
from roadmap.models.engagement.event import Engagement
from roadmap.models.engagement.mechanism import Mechanism
from roadmap.models.links import Withdrawable
from roadmap.validators import PARTIAL_DATE


@tracked
class Input(Withdrawable):
    """One input of ITU to a mechanism or event. `date` is empty if it is not known."""

    NAMED_BY = ("slug",)

    class Kind(models.TextChoices):
        STATEMENT = "statement", _("Statement")
        REPORT = "report-input", _("Input to a report of the UN Secretary-General")
        SURVEY = "survey", _("Answer to a survey")
        DATA = "data", _("Data")
        SESSION = "session", _("Session or side event")

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=300)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    date = models.CharField(
        _("date"),
        max_length=10,
        blank=True,
        validators=[RegexValidator(PARTIAL_DATE)],
        help_text=_("As precisely as known: 2025, 2025-06 or 2025-06-17."),
    )
    mechanism = models.ForeignKey(
        Mechanism, models.PROTECT, null=True, blank=True, related_name="inputs", verbose_name=_("mechanism")
    )
    engagement = models.ForeignKey(
        Engagement, models.PROTECT, null=True, blank=True, related_name="inputs", verbose_name=_("event")
    )
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="inputs", verbose_name=_("document")
    )
    url = models.URLField(_("web address"), max_length=500, blank=True)
    text = models.TextField(_("what ITU said"), blank=True)
    outcome = models.TextField(_("outcome"), blank=True)
    basis = models.TextField(_("basis"), blank=True, help_text=_("How we came to know this entry. Staff only."))
    certainty = certainty_field()
    terms = models.ManyToManyField(Term, through="InputTerm", related_name="inputs")

    class Meta:
        verbose_name = _("input")
        verbose_name_plural = _("inputs")
        ordering = ["-date", "slug"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="input_titled"),
            models.CheckConstraint(condition=Q(date="") | Q(date__regex=PARTIAL_DATE), name="input_date_is_a_date"),
            certainty_known("input"),
        ]
        indexes = [models.Index(fields=["change", "id"], name="input_change")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"{reverse('input-list')}#{self.slug}"


@tracked
class InputTerm(Withdrawable):
    """A Goal or another Term that an input is about."""

    input = models.ForeignKey(Input, models.CASCADE, related_name="term_links")
    term = models.ForeignKey(Term, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("Term of an input")
        verbose_name_plural = _("Terms of inputs")
        ordering = ["input", "term__position"]
        constraints = [models.UniqueConstraint(fields=["input", "term"], name="input_term_unique")]

    def __str__(self):
        return f"{self.input_id} → {self.term_id}"
