"""Mechanisms of the United Nations: those that section 8 of the Roadmap lists as a) to i), and those around them."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from activities.models.certainty import certainty_field, certainty_known
from activities.models.change import tracked
from roadmap.models.links import Withdrawable
from roadmap.validators import ACTION_CODE


def commitment_codes(**more):
    """A column with codes of commitments, such as 8.d. Codes stay the same in the next edition."""
    code = models.CharField(max_length=10, validators=[RegexValidator(ACTION_CODE)])
    return ArrayField(code, verbose_name=_("commitments"), default=list, db_default=[], blank=True, **more)


@tracked
class Mechanism(Withdrawable):
    """A body or process in which ITU takes part, such as the Chief Executives Board."""

    NAMED_BY = ("code",)

    code = models.SlugField(_("code"), max_length=30, unique=True, help_text=_("Also its address, such as iatt-sti."))
    name = models.CharField(_("name"), max_length=200)
    abbreviation = models.CharField(_("abbreviation"), max_length=40, blank=True)
    what = models.TextField(_("what it is"), blank=True)
    itu_role = models.TextField(_("role of ITU"), blank=True)
    roadmap_refs = commitment_codes(help_text=_("Codes of the related commitments, such as 8.d."))
    url = models.URLField(_("web address"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    basis = models.TextField(_("basis"), blank=True, help_text=_("How we came to know this entry. Staff only."))
    certainty = certainty_field()

    class Meta:
        verbose_name = _("mechanism")
        verbose_name_plural = _("mechanisms")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="mechanism_named"),
            certainty_known("mechanism"),
        ]
        indexes = [models.Index(fields=["change", "id"], name="mechanism_change")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("mechanism", args=[self.code])

    @property
    def short(self) -> str:
        """The abbreviation, or the name if there is none."""
        return self.abbreviation or self.name
